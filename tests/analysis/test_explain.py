"""Explanations: every number knows where it comes from, and a measurement may replace it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath import InputError, UnitError, UnknownName, estimate, explain, resolve
from joulepath.analysis.explain import Explained, Node, trace
from joulepath.catalogue import load
from joulepath.core.trace import Traced
from joulepath.core.tree import numbers, units
from joulepath.errors import MeasurementError
from joulepath.lifecycle import lifecycle
from joulepath.records.results import Lifecycle

SCENARIO: Mapping[str, Any] = {
    "zone": "DEU",
    "year": 2025,
    "virtualisation": "10 %",
    "model": {
        "family": "cnn",
        "rows": 8,
        "layers": [{"type": "convolution", "filters": 2, "kernel": [3, 1]}],
    },
    "data": {"samples": 1000, "bits_per_value": "1 B/value"},
    "path": [{"stack": "generic", "loss": "2 %"}, {"stack": "http-wifi"}],
    "storage": {"medium": "ssd", "raid": "raid5", "disks": 4},
    "preprocessing": {"method": "standardise", "processor": "nvidia-t4"},
    "training": {"processor": "nvidia-t4", "epochs": 10, "split": 0.8},
    "inference": {
        "processor": "esp32-s3",
        "inferences": "24/day",
        "lifetime": "3 years",
        "result": "16 B",
    },
}
EXPLAINED = explain(SCENARIO)
PATHS = sorted(EXPLAINED.quantities)


def nodes(node: Node) -> Iterator[Node]:
    yield node
    for part in node.parts:
        yield from nodes(part)


def values(explained: Explained[Any]) -> dict[str, Any]:
    return dict(numbers(explained.values()))


def changed(new: Explained[Any], old: Explained[Any]) -> set[str]:
    return {path for path, number in new.quantities.items() if number is not old.quantities[path]}


def depends_on(number: Traced, target: Traced) -> bool:
    """Whether a number was computed from another; by recursion, unlike the code under test."""
    parts = [p for a in number.inputs.values() for p in (a if isinstance(a, tuple) else (a,))]
    return number is target or any(
        depends_on(part, target) for part in parts if isinstance(part, Traced)
    )


def test_explaining_changes_no_number() -> None:
    assert EXPLAINED.values() == lifecycle(resolve(SCENARIO).inputs)


def test_every_number_of_the_result_is_explained() -> None:
    assert {*PATHS} == {path for path, _ in numbers(EXPLAINED.result)}


@pytest.mark.parametrize("path", ["energy", "carbon", "model.forward", "break_even"])
def test_every_branch_ends_at_an_input_or_a_constant(path: str) -> None:
    for node in nodes(EXPLAINED.tree(path, 99)):
        assert not node.cut
        assert node.unit
        assert bool(node.parts) == bool(node.formula)
        if not node.formula and node.origin is not None:
            assert node.origin.place


def test_units_of_the_tree_are_those_of_the_records() -> None:
    declared = dict(units(EXPLAINED.result))
    for path in PATHS:
        assert EXPLAINED.tree(path, 0).unit == declared[path]


def test_a_tree_is_as_deep_as_was_asked_for() -> None:
    root = EXPLAINED.tree("energy", 0)
    assert (root.label, root.parts, root.cut) == ("energy", (), True)
    one = EXPLAINED.tree("energy", 1)
    assert [part.label for part in one.parts] == ["development", "inference", "overhead"]
    assert [part.cut for part in one.parts] == [True, True, False]


def test_items_of_a_list_are_numbered_and_results_named() -> None:
    development = EXPLAINED.tree("development.energy", 1)
    assert [part.label for part in development.parts] == [f"stages[{i}]" for i in range(5)]
    assert [part.path for part in development.parts] == [
        "collection.energy",
        "storage.energy",
        "preprocessing.energy",
        "training.energy",
        "evaluation.energy",
    ]


def test_the_users_own_text_is_kept() -> None:
    origins = {node.origin.written for node in nodes(EXPLAINED.tree("energy", 99)) if node.origin}
    assert {"2 %", "10 %", "24/day", "3 years", "16 B"} <= origins


def test_every_source_is_in_the_catalogue_and_parts_have_no_more_than_the_whole() -> None:
    whole = EXPLAINED.sources()
    assert len(whole) == len({*whole})
    for key in whole:
        load().source(key)
    for path in PATHS:
        assert {*EXPLAINED.sources(path)} <= {*whole}


def test_sources_are_those_of_the_formulas_and_figures_below() -> None:
    found = {node.source for node in nodes(EXPLAINED.tree("carbon", 99))} - {""}
    assert {*EXPLAINED.sources("carbon")} == found
    assert "ember-yearly" in found
    assert "ember-yearly" not in EXPLAINED.sources("energy")


@pytest.mark.parametrize("ask", ["quantity", "tree", "sources"])
def test_an_unknown_path_offers_the_nearest(ask: str) -> None:
    with pytest.raises(UnknownName, match=r"'training\.energy'"):
        getattr(EXPLAINED, ask)("training.enrgy")
    with pytest.raises(UnknownName, match=r"'training\.energy'"):
        EXPLAINED.given({"training.enrgy": (1.0, "bench")})


@given(st.sets(st.sampled_from(PATHS), min_size=1, max_size=3))
def test_a_number_replaced_by_itself_changes_nothing(paths: set[str]) -> None:
    chosen = {id(EXPLAINED.quantity(path)): path for path in paths}.values()
    same = EXPLAINED.given({path: (EXPLAINED.quantity(path).value, "bench") for path in chosen})
    assert values(same) == values(EXPLAINED)


@given(st.sampled_from(PATHS), st.floats(0.5, 2.0).filter(lambda x: x != 1))
def test_only_what_depends_on_a_measurement_is_computed_again(path: str, factor: float) -> None:
    old = EXPLAINED.quantity(path)
    new = EXPLAINED.given({path: (old.value * factor, "bench")})
    assert new.quantity(path).value == old.value * factor
    assert changed(new, EXPLAINED) == {
        name for name, number in EXPLAINED.quantities.items() if depends_on(number, old)
    }


def test_a_measurement_reaches_the_whole_and_its_source_the_bibliography() -> None:
    before = EXPLAINED.values()
    given_energy = EXPLAINED.given({"training.energy": ("2 kJ", "bench-2026")})
    after = given_energy.values()
    assert before.training is not None
    more = 2000.0 - before.training.energy
    assert after.energy == pytest.approx(before.energy + 1.1 * more)  # 10 % of virtualisation
    assert after.evaluation == before.evaluation
    assert "bench-2026" in given_energy.sources("ecal")
    node = next(
        n for n in nodes(given_energy.tree("energy", 99)) if n.origin and n.source == "bench-2026"
    )
    assert node.origin
    assert (node.origin.place, node.origin.written) == ("measurement", "2 kJ")


def test_measurements_follow_each_other() -> None:
    both = EXPLAINED.given({"training.energy": (7.0, "a"), "evaluation.energy": (5.0, "b")})
    later = EXPLAINED.given({"training.energy": (7.0, "a")})
    later = later.given({"evaluation.energy": (5.0, "b")})
    assert values(both) == values(later)


def test_what_was_there_is_left_alone() -> None:
    before = values(EXPLAINED)
    EXPLAINED.given({"energy": (1.0, "bench")})
    assert values(EXPLAINED) == before


def test_a_measurement_of_another_quantity_is_refused() -> None:
    with pytest.raises(UnitError, match="measures W, but this quantity is in J"):
        EXPLAINED.given({"training.energy": ("2 W", "bench")})


def test_two_measurements_of_one_number_are_refused() -> None:
    local = explain(SCENARIO, {"virtualisation": 0, "storage": None})
    number = next(
        (a, b)
        for a in local.quantities
        for b in local.quantities
        if a < b and local.quantities[a] is local.quantities[b]
    )
    with pytest.raises(InputError, match=f"the same number as {number[0]}"):
        local.given({number[0]: (1.0, "a"), number[1]: (2.0, "b")})


def test_arrays_are_explained_and_measured() -> None:
    epochs = np.array([1.0, 10.0])
    explained = explain(SCENARIO, {"training.epochs": epochs})
    plain = estimate(SCENARIO, {"training.epochs": epochs})
    assert np.array_equal(explained.tree("energy").value, plain.energy)
    measured = explained.given({"training.energy": (np.array([3.0, 4.0]), "bench")})
    life: Lifecycle = measured.values()
    assert np.diff(life.energy) == pytest.approx([1.1])  # 10 % of virtualisation


def test_a_deep_network_is_no_deeper_than_the_stack() -> None:
    layers = [{"type": "convolution", "filters": 1, "kernel": [2, 1]}] * 1200
    changes = {"model": {"family": "cnn", "rows": 1500, "layers": layers}}
    deep = explain(SCENARIO, changes)
    assert deep.sources("model.forward")
    halved = deep.given({"training.energy": (1.0, "bench")})
    assert halved.quantity("training.energy").value == 1.0


def test_any_function_of_a_record_can_be_traced() -> None:
    inputs = resolve(SCENARIO).inputs
    traced = trace(lifecycle, inputs)
    assert traced.values() == lifecycle(inputs)
    assert traced.tree("energy", 1).parts[-1].origin is None


@pytest.mark.parametrize(
    "value", [-5.0, float("nan"), float("inf"), None, True, np.array([1.0, -1.0])], ids=repr
)
def test_what_cannot_have_been_measured_is_refused(value: Any) -> None:
    with pytest.raises(MeasurementError, match="cannot have been measured") as caught:
        EXPLAINED.given({"training.energy": (value, "bench")})
    assert caught.value.problems[0].where == "training.energy"
