"""Series of intensities: tables, saved answers of services, and all that can be wrong with them.

The answers are written after the public documentation of each interface; none was recorded.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from joulepath.errors import InputError, MissingExtra
from joulepath.records.electricity import IntensitySeries
from joulepath.scenario.series.files import read_series
from joulepath.scenario.series.points import time_zone

MAY = datetime(2024, 5, 1, tzinfo=UTC)


def read(
    folder: Path, text: str, name: str = "grid.csv", **how: Any
) -> tuple[IntensitySeries, ...]:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return read_series(file, **how)


def grams(series: IntensitySeries) -> list[float]:
    return [value * 3.6e6 for value in series.values]


def test_a_table_has_a_column_for_each_zone(tmp_path: Path) -> None:
    text = "time,DEU [g/kWh],FIN [kg/MWh] marginal\n2024-05-01T02:00+02:00,400,90\n"
    text += "2024-05-01T00:15Z,300,80\n"
    one, other = read(tmp_path, text)
    assert (one.zone, one.start, one.step, one.signal) == ("DEU", MAY, 900.0, "average")
    assert grams(one) == pytest.approx([400, 300])
    assert (other.zone, other.signal, other.basis) == ("FIN", "marginal", "unknown")
    assert grams(other) == pytest.approx([90, 80])


def test_times_without_an_offset_are_of_the_zone_that_is_said(tmp_path: Path) -> None:
    text = "time,DEU [g/kWh]\n2024-05-01 02:00,1\n2024-05-01 03:00,2\n"
    (found,) = read(tmp_path, text, clock=time_zone("Europe/Berlin"))
    assert found.start == MAY


HEAD = "time,DEU [g/kWh]\n"


@pytest.mark.parametrize(
    ("text", "clock", "message"),
    [
        ("2024-05-01T00:00Z,1\n2024-05-01T01:00Z,1\n2024-05-01T03:00Z,1\n", None,
         "no value between 2024-05-01T01:00Z and 2024-05-01T03:00Z"),
        ("2024-05-01T00:00Z,1\n2024-05-01T01:00Z,\n", None, "line 3: no value\n  fill it"),
        ("2024-05-01T00:00,1\n2024-05-01T01:00,1\n", None, "says no offset from UTC"),
        ("2024-05-01T00:00Z,1\n2024-05-01T01:00Z,1\n", "Europe/Berlin",
         "is not the offset of Europe/Berlin at that time"),
        # the clocks of Germany go forward on 31 March 2024 at 2:00, and back on 27 October at 3:00
        ("2024-03-31T02:30,1\n2024-03-31T03:30,1\n", "Europe/Berlin", "the clock skips it"),
        ("2024-10-27T01:00,1\n2024-10-27T02:00,1\n", "Europe/Berlin", "the clock repeats it"),
        ("2024-05-01T00:00Z,1\n2024-05-01T00:00Z,1\n", None, "is there twice"),
        ("2024-05-01T01:00Z,1\n2024-05-01T00:00Z,1\n", None, "comes after"),
        ("2024-05-01T00:00Z,-5\n2024-05-01T01:00Z,1\n", None, "-5 g/kWh at"),
        ("2024-05-01T00:00Z,1e9\n2024-05-01T01:00Z,1\n", None, "1e+09 g/kWh at"),
        ("2024-05-01T00:00Z,nan\n2024-05-01T01:00Z,1\n", None, "nan g/kWh at"),
        ("2024-05-01T00:00Z,many\n2024-05-01T01:00Z,1\n", None, "line 2: 'many' is not a number"),
        ("yesterday,1\ntoday,1\n", None, "line 2: 'yesterday' is not a time"),
        ("2024-05-01T00:00Z,1,2\n", None, "line 2: 3 cells under 2 headings"),
        ("2024-05-01T00:00Z,1\n", None, "1 values of DEU"),
        ("", None, "no rows"),
    ],
)  # fmt: skip
def test_doubtful_times_and_values_are_refused(
    text: str, clock: str | None, message: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as refused:
        read(tmp_path, HEAD + text, clock=None if clock is None else time_zone(clock))
    assert message in str(refused.value)


def test_one_doubtful_time_makes_no_other_doubtful(tmp_path: Path) -> None:
    hours = [f"2024-05-01T{hour:02}:00Z,1\n" for hour in range(5)]
    twice = HEAD + "".join([*hours[:3], hours[2], *hours[3:]])
    late = HEAD + "".join([*hours[:2], "2024-05-01T02:20Z,1\n", *hours[3:]])
    with pytest.raises(InputError) as refused:
        read(tmp_path, twice)
    assert [problem.what for problem in refused.value.problems] == [
        "2024-05-01T02:00Z is there twice"
    ]
    with pytest.raises(InputError) as refused:
        read(tmp_path, late)
    assert all("steps are of 1:00:00" in problem.what for problem in refused.value.problems)


def test_the_repeated_hour_is_fine_with_its_offsets(tmp_path: Path) -> None:
    times = ("T01:00+02:00", "T02:00+02:00", "T02:00+01:00", "T03:00+01:00")
    text = HEAD + "".join(f"2024-10-27{time},{value}\n" for value, time in enumerate(times))
    (found,) = read(tmp_path, text, clock=time_zone("Europe/Berlin"))
    assert found.step == 3600
    assert grams(found) == pytest.approx([0, 1, 2, 3])


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("when,DEU [g/kWh]", "columns when, DEU [g/kWh]"),
        ("time,DEU", "column 'DEU' says no unit"),
        ("time,DEU [kWh]", "unit 'kWh' measures J"),
        ("time,DEU [g/kWh],DEU [g/kWh]", "columns time"),
    ],
)
def test_the_heading_says_zone_and_unit(head: str, message: str, tmp_path: Path) -> None:
    cells = ",1" * head.count(",")
    text = f"{head}\n2024-05-01T00:00Z{cells}\n2024-05-01T01:00Z{cells}\n"
    with pytest.raises(InputError) as refused:
        read(tmp_path, text)
    assert message in str(refused.value)


def maps(*values: Any, kind: str = "history", **more: Any) -> str:
    rows = [
        {"zone": "DE", "carbonIntensity": value, "datetime": f"2024-05-01T0{hour}:00:00.000Z",
         "updatedAt": "2024-05-02T00:00:00.000Z", "emissionFactorType": "lifecycle",
         "isEstimated": hour > 0, "estimationMethod": None} | more
        for hour, value in enumerate(values)
    ]  # fmt: skip
    return json.dumps({"zone": "DE", kind: rows})


@pytest.mark.parametrize("kind", ["history", "data", "forecast"])
def test_an_answer_of_electricity_maps(kind: str, tmp_path: Path) -> None:
    (found,) = read(tmp_path, maps(400, 300, kind=kind), "maps.json")
    assert (found.zone, found.start, found.step) == ("DE", MAY, 3600)
    assert (found.signal, found.basis, found.perimeter) == ("average", "life-cycle", "consumption")
    assert grams(found) == pytest.approx([400, 300])
    assert found.notes[0] == "1 of 2 values are estimates"
    assert ("a forecast" in found.notes) == (kind == "forecast")


def test_an_answer_of_electricity_maps_with_direct_factors(tmp_path: Path) -> None:
    (found,) = read(tmp_path, maps(4, 3, emissionFactorType="direct"), "maps.json")
    assert found.basis == "direct"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"emissionFactorType": "bananas"}, "emissionFactorType is 'bananas'"),
        ({"zone": "FR"}, "holds several zones: DE, FR"),
    ],
)
def test_doubtful_answers_of_electricity_maps_are_refused(
    answer: dict[str, str], said: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=said):
        read(tmp_path, maps(4, 3, **answer), "maps.json")


def test_factors_are_never_mixed_nor_guessed(tmp_path: Path) -> None:
    mixed = json.loads(maps(4, 3))
    mixed["history"][1]["emissionFactorType"] = "direct"
    with pytest.raises(InputError, match="mixes factors: lifecycle, direct"):
        read(tmp_path, json.dumps(mixed), "maps.json")
    silent = json.loads(maps(4, 3))
    for row in silent["history"]:
        del row["emissionFactorType"]
    (found,) = read(tmp_path, json.dumps(silent), "maps.json")
    assert found.basis == "unknown"
    (told,) = read(tmp_path, json.dumps(silent), "maps.json", basis="direct")
    assert told.basis == "direct"
    with pytest.raises(InputError, match="its intensity is life-cycle, not direct"):
        read(tmp_path, maps(4, 3), "maps.json", basis="direct")


def test_an_older_file_of_the_portal_of_electricity_maps(tmp_path: Path) -> None:
    head = "Datetime (UTC),Country,Zone Name,Zone Id,Carbon Intensity gCO₂eq/kWh (direct),"
    head += "Carbon Intensity gCO₂eq/kWh (LCA),Data Estimated\n"
    text = head + "2024-05-01 00:00:00,Germany,Germany,DE,300,350,true\n"
    (found,) = read(tmp_path, text + "2024-05-01 01:00:00,Germany,Germany,DE,200,250,false\n")
    assert (found.zone, found.basis, grams(found)) == (
        "DE", "life-cycle", pytest.approx([350, 250])
    )  # fmt: skip
    assert found.notes == ("1 of 2 values are estimates",)
    with pytest.raises(InputError, match="several zones: DE, FR"):
        read(tmp_path, text + "2024-05-01 01:00:00,France,France,FR,200,250,false\n")


def test_a_file_of_the_portal_of_electricity_maps(tmp_path: Path) -> None:
    head = "Datetime (UTC),Country,Zone name,Zone id,Carbon intensity gCO₂eq/kWh (direct),"
    head += "Carbon intensity gCO₂eq/kWh (Life cycle)\n"
    text = head + "2024-05-01 00:00:00,Germany,Germany,DE,300,350\n"
    text += "2024-05-01 01:00:00,Germany,Germany,DE,200,250\n"
    (whole,), (direct,) = read(tmp_path, text), read(tmp_path, text, basis="direct")
    assert (whole.zone, whole.basis, grams(whole)) == (
        "DE",
        "life-cycle",
        pytest.approx([350, 250]),
    )
    assert (direct.basis, grams(direct)) == ("direct", pytest.approx([300, 200]))


def watttime(signal: str = "co2_moer", units: str = "lbs_co2_per_mwh") -> str:
    rows = [
        {"point_time": "2024-05-01T00:00:00+00:00", "value": 870.0},
        {"point_time": "2024-05-01T00:05:00+00:00", "value": 866.0},
    ]
    meta = {"data_point_period_seconds": 300, "region": "CAISO_NORTH", "signal_type": signal}
    about = meta | {"model": {"date": "2023-03-01"}, "units": units, "warnings": []}
    return json.dumps({"data": rows, "meta": about})


def test_an_answer_of_watttime_is_marginal(tmp_path: Path) -> None:
    (found,) = read(tmp_path, watttime(), "watttime.json")
    assert (found.zone, found.step, found.signal) == ("CAISO_NORTH", 300, "marginal")
    # 1 lb = 453.59237 g, by definition
    assert grams(found) == pytest.approx([870 * 0.45359237, 866 * 0.45359237])
    (average,) = read(tmp_path, watttime("co2_aoer"), "watttime.json")
    assert (average.signal, average.basis) == ("average", "direct")


def neso(actual: int | None) -> str:
    rows = [
        {"from": f"2024-05-01T00:{minute}Z", "to": "2024-05-01T01:00Z",
         "intensity": {"forecast": 266, "actual": actual, "index": "moderate"}}
        for minute in ("00", "30")
    ]  # fmt: skip
    return json.dumps({"data": rows})


def test_an_answer_of_neso(tmp_path: Path) -> None:
    (found,) = read(tmp_path, neso(263), "neso.json")
    assert (found.zone, found.step, found.basis) == ("GBR", 1800, "direct")
    assert grams(found) == pytest.approx([263, 263])
    (ahead,) = read(tmp_path, neso(None), "neso.json")
    assert grams(ahead) == pytest.approx([266, 266])
    assert ahead.notes == ("2 of 2 values are forecasts",)


def test_a_regional_answer_of_neso(tmp_path: Path) -> None:
    rows = [
        {"from": f"2024-05-01T0{hour}:00Z", "intensity": {"forecast": 30 + hour, "index": "low"},
         "generationmix": [{"fuel": "wind", "perc": 90}]}
        for hour in (0, 1)
    ]  # fmt: skip
    data = {"regionid": 3, "shortname": "North West England", "data": rows}
    (found,) = read(tmp_path, json.dumps({"data": data}), "neso.json")
    assert (found.zone, grams(found)) == ("North West England", pytest.approx([30, 31]))


def entsoe(*plants: tuple[str, list[tuple[int, float]]], curve: str = "A01") -> str:
    series = "".join(
        f"<TimeSeries><inBiddingZone_Domain.mRID codingScheme='A01'>10Y1001A1001A83F"
        f"</inBiddingZone_Domain.mRID><curveType>{curve}</curveType>"
        f"<MktPSRType><psrType>{kind}</psrType></MktPSRType><Period><timeInterval>"
        "<start>2024-05-01T00:00Z</start><end>2024-05-01T03:00Z</end></timeInterval>"
        "<resolution>PT60M</resolution>"
        + "".join(
            f"<Point><position>{place}</position><quantity>{power}</quantity></Point>"
            for place, power in points
        )
        + "</Period></TimeSeries>"
        for kind, points in plants
    )
    space = "urn:iec62325.351:tc57wg16:451-6:generationloaddocument:3:0"
    return f"<?xml version='1.0'?><GL_MarketDocument xmlns='{space}'>{series}</GL_MarketDocument>"


COAL = ("B05", [(1, 50.0), (2, 100.0), (3, 0.0)])
WIND = ("B19", [(1, 50.0), (2, 0.0), (3, 100.0)])


def test_an_answer_of_entsoe_is_weighed_with_what_plants_emit(tmp_path: Path) -> None:
    (found,) = read(tmp_path, entsoe(COAL, WIND), "entsoe.xml", basis="life-cycle")
    assert (found.zone, found.step) == ("10Y1001A1001A83F", 3600)
    # origin: medians of IPCC AR5 WG3 Annex III, coal 820 and wind 11 g/kWh; direct 760 and 0
    assert grams(found) == pytest.approx([(820 + 11) / 2, 820, 11])
    (direct,) = read(tmp_path, entsoe(COAL, WIND), "entsoe.xml", basis="direct")
    assert grams(direct) == pytest.approx([380, 760, 0])


def test_an_answer_of_entsoe_may_repeat_values(tmp_path: Path) -> None:
    text = entsoe(("B05", [(1, 7.0)]), ("B19", [(1, 7.0)]), curve="A03")
    (found,) = read(tmp_path, text, "entsoe.xml", basis="direct")
    assert grams(found) == pytest.approx([380, 380, 380])


REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "no basis": (entsoe(COAL), {}, "say --basis life-cycle or --basis direct"),
    "a lacking hour": (
        entsoe(COAL, ("B19", [(1, 50.0), (3, 100.0)])), {"basis": "direct"},
        "no generation of type B19 at 2024-05-01T01:00Z",
    ),
    "an unknown plant": (entsoe(("B99", COAL[1])), {"basis": "direct"}, "plants of type 'B99'"),
    "an acknowledgement": (
        "<Acknowledgement_MarketDocument><Reason><text>No matching data found</text></Reason>"
        "</Acknowledgement_MarketDocument>", {"basis": "direct"}, "No matching data found",
    ),
    "an entity": ("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", {"basis": "direct"}, "document type"),
    "broken XML": ("<a", {"basis": "direct"}, "not valid XML"),
    "broken JSON": ("{", {}, "not valid JSON"),
    "another service": ('{"value": 3}', {}, "an answer of no service that is known"),
    "another basis": (maps(1, 2), {"basis": "direct"}, "its intensity is life-cycle, not direct"),
    "nothing known": (maps(1, None), {}, "entry 2: no value"),
    "health": (watttime("health_damage"), {}, "'health_damage' is no carbon intensity"),
    "other units": (watttime(units="kg"), {}, "units 'kg'"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_an_answer_that_cannot_be_used_says_why(case: str, tmp_path: Path) -> None:
    text, how, message = REFUSED[case]
    with pytest.raises(InputError) as refused:
        read(tmp_path, text, "answer.txt", **how)
    assert message in str(refused.value)


def test_parquet_needs_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("joulepath.scenario.series.tables.import_module", missing)
    with pytest.raises(MissingExtra, match=r"joulepath\[parquet\]"):
        read(tmp_path, "", "grid.parquet")


def test_a_parquet_file_is_read_as_a_table(tmp_path: Path) -> None:
    arrow: Any = pytest.importorskip("pyarrow")
    parquet: Any = pytest.importorskip("pyarrow.parquet")
    hours = [datetime(2024, 5, 1, hour, tzinfo=UTC) for hour in (0, 1)]
    file = tmp_path / "grid.parquet"
    parquet.write_table(arrow.table({"time": hours, "DEU [g/kWh]": [400.0, 300.0]}), file)
    (found,) = read_series(file)
    assert (found.start, grams(found)) == (MAY, pytest.approx([400, 300]))


def test_a_zone_may_be_named_anew(tmp_path: Path) -> None:
    (found,) = read(tmp_path, neso(3), "neso.json", zone="home")
    assert found.zone == "home"
    with pytest.raises(InputError, match="2 zones, but one name"):
        read(tmp_path, "time,A [g/kWh],B [g/kWh]\n2024-05-01T00:00Z,1,1\n2024-05-01T01:00Z,1,1\n",
             zone="home")  # fmt: skip


def test_a_path_that_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no file"):
        read_series(tmp_path)
    with pytest.raises(InputError, match="no such file"):
        read_series(tmp_path / "none.csv")


def test_an_unknown_time_zone_is_refused() -> None:
    with pytest.raises(InputError, match="no time zone named 'Berlin'"):
        time_zone("Berlin")
