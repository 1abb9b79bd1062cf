"""``joulepath estimate``: every format, several countries, changes of single values."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from joulepath import estimate
from joulepath.report.summary import report_of


def test_the_table_has_every_stage_with_its_units(run: Any, bridge: str) -> None:
    code, out, err = run("estimate", bridge)
    title, headings, _, *rows = out.partition("\n\n")[0].splitlines()
    assert (code, err, title) == (0, "", "Bridge sensor")
    assert headings.split("  ")[0] == "stage"
    assert headings.endswith("CO2e DEU 2025")
    *stages, _, whole = rows
    assert len(stages) == len(estimate(bridge).stages)
    for row in (*stages, whole):
        cells = row[24:].split()
        assert cells[1].endswith("J")
        assert cells[-1].endswith("g")


def test_the_facts_and_assumptions_follow_the_table(run: Any, bridge: str) -> None:
    out = run("estimate", bridge).out
    result = estimate(bridge)
    assert "\ninferences: 1000\n" in out
    # 10 x 10 + 10 x 2 products, a bias and an activation for each of 12 outputs
    assert "\nmodel: 264 FLOP/sample, 120 MAC (1 MAC = 2 FLOP), 132 parameters\n" in out
    sources = len(result.bibliography)
    assert f"\nbibliography: {sources} sources, 'joulepath explain FILE' shows them\n" in out
    assert f"\n{len(report_of([result]).assumptions)} assumptions:\n" in out
    told = " ".join(out.split())  # long lines go on below
    assert all(f"{note.where}: {note.what}" in told for note in result.assumptions)
    assert max(map(len, out.splitlines())) <= 100


def test_plain_output_is_the_text_of_the_estimate(run: Any, bridge: str) -> None:
    assert run("estimate", bridge).out == f"{estimate(bridge)}\n"


def test_countries_are_compared_in_a_line(run: Any, bridge: str) -> None:
    out = run("estimate", bridge, "--zone", "DEU", "--zone", "FIN", "--zone", "DEU").out
    germany, finland = (estimate(bridge, {"zone": zone}).carbon for zone in ("DEU", "FIN"))
    assert "CO2e DEU 2025  CO2e FIN 2025\n" in out
    assert f"DEU 2025 emits {germany / finland:.3g} times as much as FIN 2025\n" in out


def test_a_year_that_was_not_given_is_noted_for_each_country(run: Any, bridge: str) -> None:
    Path(bridge).write_text(Path(bridge).read_text().replace("year = 2025\n", ""))
    out = run("estimate", bridge, "--zone", "DEU", "--zone", "FIN").out
    assert "the latest for DEU" in out
    assert "the latest for FIN" in out


def test_json_is_what_the_library_says(run: Any, bridge: str) -> None:
    one = json.loads(run("estimate", bridge, "--format", "json").out)
    assert one == json.loads(estimate(bridge).to_json())


def test_json_of_several_countries_is_a_list(run: Any, bridge: str) -> None:
    both = json.loads(run("estimate", bridge, "-f", "json", "--zone", "FIN", "--zone", "AUT").out)
    assert [each["zone"] for each in both] == ["FIN", "AUT"]


def test_csv_names_units_and_sums_up(run: Any, bridge: str) -> None:
    rows = list(csv.DictReader(io.StringIO(run("estimate", bridge, "-f", "csv").out)))
    energies = [float(row["energy (J)"]) for row in rows]
    assert rows[-1]["stage"] == "whole_life"
    assert sum(energies[:-1]) == pytest.approx(energies[-1])
    assert "carbon (g)" in rows[0]


def test_markdown_lists_facts_and_assumptions_apart(run: Any, bridge: str) -> None:
    out = run("estimate", bridge, "-f", "markdown").out
    table, title, bands, facts, heading, notes = out.strip().split("\n\n")[1:]
    assert table.startswith("| stage | energy |")
    assert title == "**90 % bands, seed 0**"
    assert bands.startswith("| stage | estimate | p5 | p50 | p95 |")
    assert all(line.startswith("- **") for line in facts.splitlines())
    assert heading == f"**{len(notes.splitlines())} assumptions**"
    assert all(line.startswith("- ") for line in notes.splitlines())


@pytest.mark.parametrize("suffix", ["json", "csv", "md", "txt"])
def test_the_suffix_of_a_file_chooses_the_format(run: Any, bridge: str, suffix: str) -> None:
    forms = {"md": "markdown", "txt": "table"}
    assert run("estimate", bridge, "-o", f"out.{suffix}") == (0, "", "")
    expected = run("estimate", bridge, "-f", forms.get(suffix, suffix)).out
    assert Path(f"out.{suffix}").read_text(encoding="utf-8") == expected


def test_a_format_that_is_asked_for_beats_the_suffix(run: Any, bridge: str) -> None:
    run("estimate", bridge, "-o", "out.txt", "-f", "csv")
    assert Path("out.txt").read_text().startswith("scenario,zone,")


@pytest.mark.parametrize(
    ("change", "path", "value"),
    [
        ("training.epochs=20", "training.epochs", 20),
        ("path.0.loss=0.5", "path.0.loss", 0.5),
        ("path[0].loss = 5 %", "path.0.loss", "5 %"),
        ("inference.processor=nrf52840", "inference.processor", "nrf52840"),
        ('profile="paper"', "profile", "paper"),
    ],
)
def test_a_value_can_be_replaced(run: Any, bridge: str, change: str, path: str, value: Any) -> None:
    out = run("estimate", bridge, "--set", change, "-f", "json").out
    assert json.loads(out) == json.loads(estimate(bridge, {path: value}).to_json())


def test_options_are_changes_too(run: Any, bridge: str) -> None:
    options = ("--profile", "reference", "--zone", "FIN", "--year", "2024")
    found = json.loads(run("estimate", bridge, *options, "-f", "json").out)
    assert [found[key] for key in ("profile", "zone", "year")] == ["reference", "FIN", 2024]


def test_a_model_file_replaces_the_model(run: Any, bridge: str, pytestconfig: Any) -> None:
    file = pytestconfig.rootpath / "examples" / "models" / "visual-wake-words.onnx"
    found = json.loads(run("estimate", bridge, "--model", str(file), "-f", "json").out)
    assert found["scenario"]["model"] == str(file)
    assert found["lifecycle"]["model"]["forward"] > 1e6  # MLPerf Tiny: 7.5 million MACs


def test_a_warning_goes_to_standard_error_once(run: Any, bridge: str) -> None:
    change = ("--set", "virtualisation=5", "--zone", "DEU", "--zone", "FIN")
    code, out, err = run("estimate", bridge, *change, "-f", "csv")
    assert code == 0
    assert err.startswith("warning: virtualisation = 5 ")
    assert err.count("\n") == 1
    assert "warning" not in out


def test_bands_follow_the_seed_and_can_be_left_out(run: Any, bridge: str) -> None:
    first, again, other = (
        run("estimate", bridge, "--draws", "50", "--seed", seed).out for seed in ("1", "1", "2")
    )
    assert first == again != other
    assert "90 % of 50 draws" in first
    assert "seed 1" in first
    assert "p95" not in run("estimate", bridge, "--draws", "0").out


@pytest.mark.parametrize(
    ("option", "value", "what"),
    [("--draws", "1", "1 draws make no band"), ("--draws", "-3", "-3 draws"),
     ("--draws", "100000000", "draws make no band"), ("--seed", "-1", "-1 is below zero")],
)  # fmt: skip
def test_draws_that_make_no_band_are_refused(
    run: Any, bridge: str, option: str, value: str, what: str
) -> None:
    code, out, err = run("estimate", bridge, option, value)
    assert (code, out) == (2, "")
    assert what in err


def test_rows_for_programs_have_their_points(run: Any, bridge: str) -> None:
    rows = list(csv.DictReader(io.StringIO(run("estimate", bridge, "-f", "csv").out)))
    outputs = json.loads(run("estimate", bridge, "-f", "json").out)["uncertainty"]["outputs"]
    (whole,) = (row for row in rows if row["stage"] == "whole_life")
    for point in ("p5", "p50", "p95"):
        assert float(whole[f"energy {point} (J)"]) == outputs["energy"][point]
        assert float(whole[f"carbon {point} (g)"]) == outputs["carbon"][point]


def test_pictures_are_written_beside_the_table(run: Any, bridge: str) -> None:
    found = run("estimate", bridge, "--chart", "stages.svg", "--sankey", "flow.svg")
    assert "whole life" in found.out
    for name in ("stages.svg", "flow.svg"):
        assert Path(name).read_text(encoding="utf-8").startswith("<svg")


def test_a_picture_shows_one_estimate(run: Any, bridge: str) -> None:
    found = run("estimate", bridge, "--zone", "DEU", "--zone", "FIN", "--chart", "stages.svg")
    assert found.code == 2
    assert "2 estimates do not fit in a picture" in found.err
