"""The amortisation curve as a command and as a picture."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from joulepath import InputError, amortise, resolve
from joulepath.analysis.amortisation import ecal_band
from joulepath.cli.amortising import counts_of
from joulepath.report.charts.amortisation import AmortisationCurve, amortisation_chart

EXAMPLES = Path(__file__).parents[2] / "examples"
CASE = str(EXAMPLES / "ecal-case-study.toml")
PUMP = EXAMPLES / "pump-nb-iot.toml"


def test_both_parts_make_the_whole_and_are_equal_at_the_break_even() -> None:
    resolved = resolve(PUMP)
    found = amortise(resolved.inputs, (1e2, 1e4, 1e6))
    for whole, one, other in zip(found.ecal, found.development, found.inference, strict=True):
        assert one + other == pytest.approx(whole)
    at = amortise(resolved.inputs, (float(found.break_even),))
    assert at.development[0] == pytest.approx(at.inference[0])


def test_the_radio_goes_on_waiting_at_any_number_of_inferences() -> None:
    # 'use' tends to what an inference takes with its wait, as in the life of the scenario
    found = amortise(resolve(PUMP).inputs, (1e9, 1e13))
    assert found.ecal[1] == pytest.approx(found.limit, rel=1e-6)


@pytest.mark.parametrize("overhead", [1.0, 1.35, 3.0])
def test_the_closed_form_holds_in_a_building(overhead: float) -> None:
    # training, storage and the answers of a server stand in it
    housed = resolve(EXAMPLES / "crop-camera-cloud.toml", {"pue": overhead})
    found = amortise(housed.inputs, (1e1, 1e3, 1e6))
    assert found.closed_form == pytest.approx(found.ratios, rel=1e-12)


def test_the_band_holds_the_curve() -> None:
    resolved = resolve(EXAMPLES / "field-camera.toml")
    curve = amortise(resolved.inputs, (1e2, 1e6))
    for (low, high), value in zip(ecal_band(resolved, (1e2, 1e6)), curve.ecal, strict=True):
        assert low < value < high


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("1e2..1e4:log3", [100.0, 1000.0, 10_000.0]),
        ("10..30:lin3", [10.0, 20.0, 30.0]),
        ("1, 2e3", [1.0, 2000.0]),
        ("0.5..2.5:lin2", [0.5, 2.5]),
    ],
)
def test_numbers_are_a_range_or_a_list(text: str, counts: list[float]) -> None:
    assert counts_of(text) == pytest.approx(counts)


@pytest.mark.parametrize(
    "text",
    ["", "x", "1..2", "0..1:log5", "1,1", "2,1", "nan", "inf", "-1", "1..2:cubic5"],
)  # fmt: skip
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"1e2\.\.1e8:log25"):
        counts_of(text)


def test_the_command_tells_draws_and_writes_once(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ask = ("amortise", CASE, "--inferences", "100,1000,1e4", "--draws", "10")
    code, out, err = run(*ask, "--chart", "curve.svg")
    assert (code, err) == (0, "")
    # 1.89 and 2.73 are the ratios of Fig. 13 of the eCAL paper (tests/analysis)
    assert [row.split()[-3] for row in out.splitlines()[3:5]] == ["1.89", "2.73"]
    code, _, err = run(*ask, "--chart", "curve.svg")
    assert code == 2
    assert "curve.svg: exists already" in err
    assert run(*ask, "--chart", "curve.svg", "--force").code == 0
    assert "does not exist" in run(*ask, "--chart", "no/curve.svg").err
    data = json.loads(run(*ask, "-f", "json").out)
    assert data["ratios"][0] == 1.0
    assert len(data["band"]) == 3
    assert run(*ask, "-f", "json").out == run(*ask, "-f", "json").out
    assert "1 draws make no band" in run(*ask[:-1], "1").err


CURVE = AmortisationCurve(
    inferences=(1e2, 1e3, 1e4),
    ecal=(3.0, 1.2, 1.02),
    development=(2.0, 0.2, 0.02),
    inference=(1.0, 1.0, 1.0),
    lowest=(3.0, 0.5, 0.06),
    band=((2.0, 4.0), (1.0, 1.4), (0.9, 1.1)),
    even=200.0,
)


def test_the_picture_has_a_title_a_description_and_every_line() -> None:
    text = amortisation_chart(CURVE, title="A & B", description="says <it>")
    root = ET.fromstring(text)
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert root.findtext(f"{space}title") == "A & B"
    assert root.findtext(f"{space}desc") == "says <it>"
    classes = [path.get("class") for path in root.iter(f"{space}path")]
    for name in ("whole", "develop", "use", "least"):
        assert classes.count(name) == 2  # the line, and its sample in the legend
    assert "band" in classes


def luminance(colour: str) -> float:
    # relative luminance as WCAG 2 defines it
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("paper", "colours"),
    [
        ("#ffffff", ("#1b1b1b", "#595959", "#0072b2", "#c24e00", "#007a5a")),
        ("#16181b", ("#eeeeee", "#a5a9ae", "#56b4e9", "#ff8a3d", "#2fc79d")),
    ],
)
def test_lines_and_words_stand_out_from_the_paper(paper: str, colours: tuple[str, ...]) -> None:
    text = amortisation_chart(CURVE, title="t", description="d")
    for colour in colours:
        assert colour in text or colour in ("#eeeeee",)
        light, dark = sorted((luminance(paper), luminance(colour)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5  # WCAG 2, level AA, for text


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "1e6..1e2:log5",
            "1e+06..100 does not rise\n  let them rise from above zero, e.g. 100..1e",
        ),
        ("0..5:lin3", "0..5 does not rise"),
        ("2..1:log5", "2..1 does not rise\n  let them rise from above zero, e.g. 1..2"),
        ("1..5:lin1", "1 steps\n  take between 2 and 1000"),
        ("1..2:log99999", "99999 steps\n  take between 2 and 1000"),
        ("many", "'many' is no range"),
    ],
)
def test_numbers_of_inferences_that_cannot_be(written: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        counts_of(written)
    assert said in str(refused.value)


def test_a_curve_is_drawn_finely_whatever_numbers_are_listed(run: Any, tmp_path: Path) -> None:
    sizes = []
    for numbers in ("5", "10,1000", "1e2..1e6:log5"):
        chart = tmp_path / "curve.svg"
        options = ("--inferences", numbers, "--draws", "50", "--chart", str(chart), "--force")
        assert run("amortise", CASE, *options).code == 0
        found = re.findall(r' d="M([^"]*)"', chart.read_text())
        sizes.append(max(each.count("L") for each in found))
    assert min(sizes) >= 100
