"""Changes of single values, scenarios as mappings and as objects, arrays as values."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import numpy as np
import pydantic
import pytest

from joulepath.errors import ScenarioError, UnknownName
from joulepath.lifecycle import lifecycle
from joulepath.scenario.fields import Rate
from joulepath.scenario.reading import load_scenario
from joulepath.scenario.resolve import resolve
from joulepath.scenario.schema import Scenario


@pytest.mark.parametrize("path", ["path.0.loss", "path[0].loss"])
def test_a_change_is_the_same_as_writing_it(path: str, ecal: dict[str, Any]) -> None:
    changed = load_scenario(ecal, {path: 0.1, "training.epochs": "20 epochs"}).scenario
    ecal["path"][0]["loss"] = 0.1
    ecal["training"]["epochs"] = 20
    assert changed == load_scenario(ecal).scenario


def test_a_change_makes_the_table_it_needs(ecal: dict[str, Any]) -> None:
    assert load_scenario(ecal, {"storage.medium": "ssd"}).scenario.storage is not None


def test_none_takes_a_key_out(ecal: dict[str, Any]) -> None:
    scenario = load_scenario(ecal, {"training": None, "zone": None, "path.0": None}).scenario
    assert (scenario.training, scenario.zone, scenario.path) == (None, None, ())


def test_nothing_that_is_passed_in_is_changed(ecal: dict[str, Any]) -> None:
    model = {"family": "mlp", "widths": [10, 2]}
    before = deepcopy(ecal), deepcopy(model)
    load_scenario(ecal, {"model": model, "model.widths.1": 4, "data.samples": 5})
    assert (ecal, model) == before


@pytest.mark.parametrize(
    ("path", "what", "remedy"),
    [
        ("path.3.loss", "there is no item '3'", "from 0 to 0"),
        ("path.first.loss", "there is no item 'first'", "from 0 to 0"),
        ("path.-1.loss", "there is no item '-1'", "from 0 to 0"),
        ("training..epochs", "a name is missing", "one dot"),
        ("", "a name is missing", "one dot"),
        ("inference.processor.power", "'processor' is no table", "replace 'processor'"),
    ],
)
def test_a_path_to_nowhere_is_refused(
    path: str, what: str, remedy: str, ecal: dict[str, Any]
) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(ecal, {path: 1})
    (problem,) = caught.value.problems
    assert problem.what == f"no place {path!r}: {what}"
    assert remedy in problem.remedy


def test_all_paths_to_nowhere_are_named_at_once(ecal: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(ecal, {"path.3.loss": 1, "a..b": 1, "data.samples": 5})
    assert len(caught.value.problems) == 2


ARRAYS = [
    ("training.epochs", np.array([1, 2, 3]), "training.epochs", [1.0, 2.0, 3.0]),
    ("path.0.loss", np.array([[0.0, 0.5]]), "path.0.loss", [[0.0, 0.5]]),
    ("model.widths.1", np.array([5, 10]), "model.widths.1", [5.0, 10.0]),
    ("data.bits_per_value", np.array(["1 B/value", "2 B/value"]), "data.bits_per_value", [8, 16]),
]  # fmt: skip


@pytest.mark.parametrize(("path", "array", "where", "expected"), ARRAYS, ids=lambda x: str(x)[:20])
def test_an_array_passes_through_to_the_result(
    path: str, array: Any, where: str, expected: list[float], ecal: dict[str, Any]
) -> None:
    ecal["profile"] = "corrected"
    resolved = resolve(load_scenario(ecal, {path: array}))
    value: Any = resolved.inputs
    for step in where.split("."):
        value = value[int(step)] if step.isdecimal() else getattr(value, step)
    np.testing.assert_array_equal(value, expected)
    energy = lifecycle(resolved.inputs).energy
    for place, item in np.ndenumerate(array):
        single = item.item() if hasattr(item, "item") else item
        alone = lifecycle(resolve(load_scenario(ecal, {path: single})).inputs).energy
        assert energy[place] == pytest.approx(alone, rel=1e-15)
    assert "values from" in resolved.origins[where].written or "model" in where


def test_an_array_of_rates_becomes_an_array_of_counts(ecal: dict[str, Any]) -> None:
    changes = {"inference.inferences": np.array(["1/day", "7/week"]), "inference.lifetime": "1 day"}
    loaded = load_scenario(ecal, changes)
    assert isinstance(loaded.scenario.inference.inferences, Rate)
    inferences = lifecycle(resolve(loaded).inputs).inference.inferences
    np.testing.assert_allclose(inferences, [1.0, 1.0], rtol=1e-15)


@pytest.mark.parametrize(
    ("array", "what"),
    [
        (np.array([]), "an array without values"),
        (np.array([True]), "an array of bool"),
        (np.array([1 + 2j]), "an array of complex128"),
        (np.array([1.0, np.nan]), "an array with a number that is not finite"),
        (np.array([1.0, -3.0]), "an array with -3 is out of range"),
        (np.array([1.0, 1e40]), "an array with 1e+40 is out of range"),
        (np.array(["1/day", 2], dtype=object), "an array of rates and numbers"),
        (np.array(["many"]), "'many' is not a number"),
    ],
    ids=lambda x: str(x)[:30],
)
def test_an_array_is_checked_like_a_number(array: Any, what: str, ecal: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(ecal, {"inference.inferences": array})
    assert caught.value.problems[0].what == what


@pytest.mark.parametrize("scalar", [np.float64(20), np.int64(20), np.array(20)])
def test_a_number_of_numpy_is_a_number(scalar: Any, ecal: dict[str, Any]) -> None:
    epochs = load_scenario(ecal, {"training.epochs": scalar}).scenario.training.epochs  # type: ignore[union-attr]
    assert (epochs, type(epochs)) == (20.0, float)


def test_a_scenario_may_be_made_in_python(full: dict[str, Any]) -> None:
    made = Scenario(**full)
    assert made.inference.result == 128.0
    assert made == load_scenario(full).scenario
    assert resolve(load_scenario(made)).inputs == resolve(load_scenario(full)).inputs


def test_a_scenario_with_arrays_can_be_loaded_and_changed(ecal: dict[str, Any]) -> None:
    ecal["training"]["epochs"] = np.array([1.0, 2.0])
    loaded = load_scenario(Scenario(**ecal), {"data.samples": 5})
    assert loaded.scenario.training is not None
    np.testing.assert_array_equal(loaded.scenario.training.epochs, [1.0, 2.0])


def test_a_scenario_made_in_python_reports_like_a_file(ecal: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError, match=r"zone: no zone named 'DUE'\n  did you mean 'DEU'"):
        Scenario(**ecal | {"zone": "DUE"})
    with pytest.raises(ScenarioError, match="unknown key 'batch_size'"):
        Scenario(**ecal, batch_size=3)


def test_a_scenario_is_frozen(full: dict[str, Any]) -> None:
    scenario = Scenario(**full)
    with pytest.raises(pydantic.ValidationError, match="frozen"):
        scenario.title = "Other"  # type: ignore[misc]
    with pytest.raises(pydantic.ValidationError, match="frozen"):
        scenario.data.samples = 3  # type: ignore[misc]
    resolved = resolve(load_scenario(scenario))
    with pytest.raises(TypeError):
        resolved.origins["data.samples"] = None  # type: ignore[index]


def test_a_scenario_survives_json(full: dict[str, Any]) -> None:
    import json

    written = json.loads(Scenario(**full).model_dump_json(exclude_unset=True))
    assert load_scenario(written).scenario == Scenario(**full)


def test_a_table_that_holds_itself_is_refused(ecal: dict[str, Any]) -> None:
    ecal["data"]["self"] = ecal["data"]
    with pytest.raises(ScenarioError, match="nested too deeply"):
        load_scenario(ecal)


def test_the_year_is_a_whole_number(ecal: dict[str, Any]) -> None:
    year = load_scenario(ecal | {"zone": "DEU", "year": 2024.0}).scenario.year
    assert (year, type(year)) == (2024, int)
    for wrong in (True, 2024.5, "2024 years", [2024], np.array([2024, 2025]), 1066):
        with pytest.raises(ScenarioError) as caught:
            load_scenario(ecal | {"zone": "DEU", "year": wrong})
        assert caught.value.problems[0].where == "year"


def test_a_catalogue_that_is_broken_is_to_blame_itself(ecal: dict[str, Any], tmp_path: Any) -> None:
    from joulepath.catalogue import load
    from joulepath.errors import CatalogueError

    (tmp_path / "processors").mkdir()
    (tmp_path / "processors" / "own.toml").write_text('[own]\ntitle = "Own"\n')
    with pytest.raises(CatalogueError, match="own"):
        load_scenario(ecal, catalogue=load([tmp_path]))


def test_an_unknown_template_has_near_ones() -> None:
    from joulepath.scenario.template import template

    with pytest.raises(UnknownName, match="did you mean 'edge-camera'"):
        template("edge-camra")
