"""What changed between two saved results."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from joulepath import InputError, estimate
from joulepath.analysis.differences import differences

PUMP = Path(__file__).parents[2] / "examples" / "pump-nb-iot.toml"


@pytest.fixture(scope="module")
def before() -> dict[str, Any]:
    return json.loads(estimate(PUMP).to_json())


@pytest.fixture(scope="module")
def after() -> dict[str, Any]:
    changes = {"training.epochs": 40, "zone": "FIN", "battery": None}
    return json.loads(estimate(PUMP, changes).to_json())


def test_nothing_differs_from_itself(before: dict[str, Any]) -> None:
    found = differences(before, before)
    assert (found.numbers, found.settings, found.below) == ((), (), 0)
    assert found.compared > 100


def test_numbers_come_by_their_relative_change(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    found = differences(before, after)
    sizes = [abs(each.change) for each in found.numbers]
    assert sizes == sorted(sizes, reverse=True)
    by_path = {each.path: each for each in found.numbers}
    # twice the epochs are twice the energy; 2 / 1 - 1 is one
    assert by_path["training.energy"].change == pytest.approx(1.0)
    assert by_path["training.energy"].unit == "J"
    assert by_path["battery.life"].after is None


def test_settings_that_differ_are_told(before: dict[str, Any], after: dict[str, Any]) -> None:
    settings = {each.path: each for each in differences(before, after).settings}
    assert (settings["zone"].before, settings["zone"].after) == ("DEU", "FIN")
    assert settings["scenario.training.epochs"].after == "40"
    assert settings["scenario.battery.cell"].after is None
    other = before | {"catalogue": "0" * 8, "joulepath": "9.9"}
    assert {each.path for each in differences(before, other).settings} == {"catalogue", "joulepath"}


def test_small_changes_and_other_numbers_are_left_out(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    found = differences(before, after, threshold=1.5, only=["training", "energy"])
    assert found.numbers == ()
    assert found.below > 2
    assert {
        each.path.split(".")[0] for each in differences(before, after, only=["training"]).numbers
    } == {"training"}


def test_what_comes_from_nothing_is_without_end(before: dict[str, Any]) -> None:
    changed = json.loads(json.dumps(before))
    for result, value in ((before, 0.0), (changed, 1.0)):
        result["lifecycle"]["added"] = value
    found = differences(before, changed, only=["added"]).numbers[0]
    assert found.change == float("inf")
    del before["lifecycle"]["added"]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: Any, after: Any) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("a.json").write_text(json.dumps(before))
    Path("b.json").write_text(json.dumps(after))
    Path("list.json").write_text(json.dumps([before, after]))
    Path("broken.json").write_text("{")
    Path("empty.json").write_text("{}")
    Path("deep.json").write_text("[" * 100_000)
    return tmp_path


@pytest.mark.usefixtures("files")
def test_the_command_shows_and_gates(run: Any) -> None:
    code, out, err = run("diff", "a.json", "b.json")
    assert (code, err) == (0, "")
    assert "battery.life" in out
    assert "gone" in out
    assert "zone: DEU -> FIN" in out
    code, out, err = run("diff", "a.json", "b.json", "--only", "training", "--fail-above", "5%")
    assert code == 1
    assert "changed by more than 5%" in err
    code, _, err = run("diff", "a.json", "b.json", "--only", "training", "--fail-above", "150%")
    assert (code, err) == (0, "")
    data = json.loads(run("diff", "a.json", "b.json", "-f", "json").out)
    assert data["compared"] > 100
    assert run("diff", "a.json", "a.json", "--fail-above", "0%").code == 0
    rows = run("diff", "a.json", "b.json", "-f", "csv").out.splitlines()
    assert len(rows) == 1 + len(data["numbers"])
    assert "more (--all)" in run("diff", "a.json", "b.json", "--threshold", "0").out


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("arguments", "said", "remedy"),
    [
        (("a.json",), "AFTER", "joulepath diff --help"),
        (("a.json", "c.json"), "c.json: no such file", "did you mean"),
        (("a.json", "broken.json"), "is no JSON", "estimate scenario.toml -o"),
        (("a.json", "deep.json"), "is no JSON", "estimate scenario.toml -o"),
        (("a.json", "empty.json"), "is no result", "estimate scenario.toml -o"),
        (("a.json", "list.json"), "holds 2 results", "one --zone"),
        (("a.json", "."), "no ordinary file", "name a file"),
        (("a.json", "b.json", "--fail-above", "5kg"), "'kg' measures g", "'%'"),
        (("a.json", "b.json", "--fail-above", "-5%"), "-5% is below zero", "5%"),
        (("a.json", "b.json", "--fail-above", "5"), "5 may mean 5 % or 5 times", "5% or 500%"),
        (("a.json", "b.json", "--threshold", "2"), "2 may mean 2 % or 2 times", "2% or 200%"),
        (("a.json", "b.json", "--threshold", "much"), "'much'", "number"),
        (("a.json", "b.json", "--only", "trainin"), "neither result has 'trainin'", "training"),
    ],
)
def test_mistakes_end_with_their_remedy(
    run: Any, arguments: tuple[str, ...], said: str, remedy: str
) -> None:
    code, _, err = run("diff", *arguments)
    assert code == 2
    assert said in err
    assert remedy in err


def test_a_threshold_below_zero_is_refused(before: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="-1 is below zero"):
        differences(before, before, threshold=-1)


def test_another_perimeter_is_told() -> None:
    direct = {"basis": "direct", "year": 2023}
    ours, theirs = (
        json.loads(estimate(PUMP, direct | {"zone": zone}).to_json()) for zone in ("US-CA", "CN-BJ")
    )
    settings = {each.path: each for each in differences(ours, theirs).settings}
    assert (settings["perimeter"].before, settings["perimeter"].after) == (
        "production",
        "consumption",
    )
