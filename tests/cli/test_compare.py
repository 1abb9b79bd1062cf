"""``joulepath compare``: who wins, by how much, whatever the scenarios have in common."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from joulepath import estimate
from joulepath.analysis.space import space_of
from joulepath.scenario.reading import load_scenario
from joulepath.scenario.resolve import resolve


@pytest.fixture
def variant(bridge: str) -> Any:
    """Write a variant of the scenario and return its name."""

    def write(name: str, old: str, new: str, title: str = "") -> str:
        text = Path(bridge).read_text().replace(old, new)
        assert text != Path(bridge).read_text()
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text.replace("Bridge sensor", title) if title else text)
        return name

    return write


def test_the_winner_and_the_ratio_are_said(run: Any, bridge: str, variant: Any) -> None:
    other = variant("far.toml", "inferences = 1000", "inferences = 9000", title="Far")
    code, out, err = run("compare", bridge, other)
    one, two = estimate(bridge), estimate(other)
    assert (code, err) == (0, "")
    ratio = two.energy / one.energy
    assert f"energy: Far needs {ratio:.3g} times as much as Bridge sensor\n" in out
    more = one.lifecycle.per_inference / two.lifecycle.per_inference - 1
    assert f"per inference: Bridge sensor needs {100 * more:.3g} % more than Far\n" in out


def test_equal_titles_are_told_apart_by_file(run: Any, bridge: str, variant: Any) -> None:
    other = variant("quick.toml", "epochs = 10", "epochs = 9")
    headings = run("compare", bridge, other).out.splitlines()[0]
    assert headings.split() == ["stage", "bridge.toml", "quick.toml", "difference"]


def test_equal_file_names_are_told_apart_by_folder(run: Any, bridge: str, variant: Any) -> None:
    other = variant("a/bridge.toml", "epochs = 10", "epochs = 9")
    assert str(Path("a/bridge.toml")) in run("compare", bridge, other).out.splitlines()[0]


def test_a_file_can_be_compared_with_itself(run: Any, bridge: str) -> None:
    out = run("compare", bridge, bridge).out
    assert "1: bridge.toml" in out
    assert "energy: 1: bridge.toml and 2: bridge.toml need the same\n" in out


def test_three_files_are_held_against_the_first(run: Any, bridge: str, variant: Any) -> None:
    two = variant("two.toml", "epochs = 10", "epochs = 20")
    three = variant("three.toml", "inferences = 1000", "inferences = 5000")
    out = run("compare", bridge, two, three).out
    assert out.splitlines()[0].count("difference") == 2
    assert "energy: bridge.toml needs least; two.toml " in out


def test_stages_that_one_lacks_are_shown(run: Any, bridge: str, variant: Any) -> None:
    other = variant("kept.toml", "[training]", '[storage]\nmedium = "ssd"\n\n[training]')
    row = next(x for x in run("compare", bridge, other).out.splitlines() if "storage" in x)
    name, base, value, _, difference, *_ = row.split()
    assert (name, base) == ("storage", "-")
    assert difference == f"+{value}"


def test_without_carbon_on_one_side_no_winner_in_carbon(
    run: Any, bridge: str, variant: Any
) -> None:
    other = variant("bare.toml", 'zone = "DEU"\nyear = 2025\n', "")
    out = run("compare", bridge, other).out
    row = next(line for line in out.splitlines() if line.startswith("CO2e"))
    assert row.split()[-2:] == ["-", "-"]
    assert "\nCO2e:" not in out


def test_no_energy_at_all_is_no_error(run: Any, bridge: str, variant: Any) -> None:
    text = '[[path]]\nstack = "generic"\n\n[training]\nprocessor = "nvidia-t4"\nepochs = 10\n'
    other = variant("idle.toml", text + "split = 0.8\n", "", title="Idle")
    Path(other).write_text(f"path = []\n{Path(other).read_text().replace('= 1000', '= 0', 2)}")
    Path(other).write_text(Path(other).read_text().replace("samples = 0", "samples = 1000"))
    code, out, err = run("compare", bridge, other)
    assert (code, err) == (0, "")
    assert "energy: Idle needs nothing, Bridge sensor " in out
    assert "(-100 %)" in out
    assert run("compare", other, bridge, "-f", "json").code == 0
    assert run("compare", other, other).code == 0


def test_json_has_both_scenarios_and_their_differences(run: Any, bridge: str, variant: Any) -> None:
    other = variant("two.toml", "epochs = 10", "epochs = 20")
    found = json.loads(run("compare", bridge, other, "-f", "json").out)
    assert found["labels"] == ["bridge.toml", "two.toml"]
    assert found["unit"] == "J"
    training = estimate(bridge).stages["training"].energy
    assert found["differences"][0]["training"] == 0
    assert found["differences"][1]["training"] == pytest.approx(training)
    assert found["differences"][1]["whole_life"] == pytest.approx(training)
    assert [each["title"] for each in found["scenarios"]] == ["Bridge sensor"] * 2


def test_csv_tells_the_scenarios_apart(run: Any, bridge: str, variant: Any) -> None:
    other = variant("two.toml", "epochs = 10", "epochs = 20")
    rows = list(csv.DictReader(io.StringIO(run("compare", bridge, other, "-f", "csv").out)))
    assert {row["scenario"] for row in rows} == {"bridge.toml", "two.toml"}


@pytest.mark.parametrize("suffix", ["md", "txt"])
def test_a_comparison_can_be_kept(run: Any, bridge: str, variant: Any, suffix: str) -> None:
    other = variant("two.toml", "epochs = 10", "epochs = 20")
    assert run("compare", bridge, other, "-o", f"both.{suffix}") == (0, "", "")
    text = Path(f"both.{suffix}").read_text()
    assert "two.toml needs" in text
    assert (text.splitlines()[1] == "|---|---:|---:|---:|") == (suffix == "md")


def test_problems_of_all_files_are_shown_together(run: Any, bridge: str, variant: Any) -> None:
    one = variant("one.toml", "epochs = 10", "epochs = -1")
    two = variant("two.toml", "split = 0.8", "split = 8")
    code, out, err = run("compare", bridge, one, two)
    assert (code, out) == (2, "")
    assert "one.toml: [training].epochs" in err
    assert "two.toml: [training].split" in err


def test_unlike_bases_are_not_compared(run: Any, bridge: str, variant: Any) -> None:
    other = variant(
        "direct.toml", 'zone = "DEU"\nyear = 2025\n', 'zone = "USA"\nbasis = "direct"\n'
    )
    code, _, err = run("compare", bridge, other)
    assert code == 2
    assert "unlike bases: bridge.toml is life-cycle and direct.toml is direct" in err


def test_unlike_statements_of_a_key_are_unlike_unknowns(
    run: Any, bridge: str, variant: Any
) -> None:
    """Probability by the quantiles of both bands, for what is not known of either alone."""
    bands = {"a.toml": (900, 1000, 1100), "b.toml": (910, 1010, 1110), "c.toml": (900, 1000, 1100)}
    files = {
        name: variant(
            name,
            "inferences = 1000",
            f"inferences = {{ low = {low}, value = {value}, high = {high} }}",
            title=name,
        )
        for name, (low, value, high) in bands.items()
    }
    draws = ("--draws", "4000", "-f", "json")

    def less(one: str, other: str) -> float:
        found = json.loads(run("compare", files[one], files[other], *draws).out)
        return found["probabilities"][0]["energy"]

    assert less("a.toml", "c.toml") == 0.5  # what is written alike is one unknown
    shares = (np.arange(4000) + 0.5) / 4000
    first, second = (
        space_of(resolve(load_scenario(Path(files[name])))) for name in ("a.toml", "b.toml")
    )
    ((one,), (other,)) = (
        [each for each in space.parameters if each.name == "inference.inferences"]
        for space in (first, second)
    )
    below = np.searchsorted(one.distribution.ppf(shares), other.distribution.ppf(shares)) / 4000
    # tolerance: three standard errors of a share of 4000 draws
    assert less("a.toml", "b.toml") == pytest.approx(below.mean(), abs=3 * np.sqrt(0.25 / 4000))
    assert 0.5 < below.mean() < 0.6


def test_the_probability_that_one_beats_the_other_is_said(
    run: Any, bridge: str, variant: Any
) -> None:
    other = variant("far.toml", "inferences = 1000", "inferences = 9000", title="Far")
    out = run("compare", bridge, other, "--draws", "200", "--seed", "3").out
    said = "energy: Bridge sensor needs less than Far in all of 200 common draws, seed 3\n"
    assert said in out  # more of the same never costs less, however both err together
    found = json.loads(run("compare", bridge, other, "--draws", "200", "-f", "json").out)
    (pair,) = found["probabilities"]
    assert (pair["less"], pair["than"], pair["energy"]) == ("Bridge sensor", "Far", 1.0)
    assert (
        json.loads(run("compare", bridge, other, "--draws", "0", "-f", "json").out)["probabilities"]
        == []
    )
