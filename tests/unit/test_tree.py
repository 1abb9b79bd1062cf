"""Records are walked by dotted paths, and every number in them has a unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from ecal_cases import GOLDEN, package_case

from joulepath.core.quantities import Bit, Joule
from joulepath.core.tree import children, is_number, leaves, map_leaves, numbers, units
from joulepath.lifecycle import lifecycle
from joulepath.records.inputs import Inputs


@dataclass(frozen=True)
class Part:
    energy: Joule
    name: str


@dataclass(frozen=True)
class Whole:
    parts: tuple[Part, ...]
    sizes: tuple[Bit, ...]
    spare: Part | None
    limit: Joule | None
    sent: bool


@dataclass
class Changeable:
    energy: Joule


WHOLE = Whole((Part(1.0, "a"), Part(2.0, "b")), (3.0, 4.0), None, None, sent=True)
LEAVES = {
    "parts.0.energy": 1.0,
    "parts.0.name": "a",
    "parts.1.energy": 2.0,
    "parts.1.name": "b",
    "sizes.0": 3.0,
    "sizes.1": 4.0,
    "spare": None,
    "limit": None,
    "sent": True,
}


def test_a_record_has_its_fields_and_a_tuple_its_positions() -> None:
    assert children(Part(1.0, "a")) == {"energy": 1.0, "name": "a"}
    assert children((3.0, 4.0)) == {"0": 3.0, "1": 4.0}


@pytest.mark.parametrize("leaf", [1.0, "sent", None, True, [1.0], Part, Changeable(1.0)], ids=repr)
def test_all_else_is_a_leaf(leaf: object) -> None:
    assert children(leaf) is None
    assert list(leaves(leaf)) == [("", leaf)]


def test_leaves_come_in_order_with_their_paths() -> None:
    assert list(leaves(WHOLE)) == list(LEAVES.items())
    assert [path for path, _ in leaves(WHOLE, "life")] == [f"life.{path}" for path in LEAVES]


def test_numbers_leave_configuration_out() -> None:
    assert dict(numbers(WHOLE)) == {
        path: leaf for path, leaf in LEAVES.items() if type(leaf) is float
    }


def test_a_flag_a_text_and_nothing_are_no_numbers() -> None:
    assert [leaf for leaf in (0.0, 0, False, "0", None) if is_number(leaf)] == [0.0, 0]


def test_mapping_rebuilds_the_record_with_every_leaf_visited_once() -> None:
    seen: list[tuple[str, Any]] = []

    def double(path: str, leaf: Any) -> Any:
        seen.append((path, leaf))
        return leaf * 2 if is_number(leaf) else leaf

    doubled = map_leaves(double, WHOLE)
    assert seen == list(LEAVES.items())
    assert doubled == Whole((Part(2.0, "a"), Part(4.0, "b")), (6.0, 8.0), None, None, sent=True)
    assert WHOLE.sizes == (3.0, 4.0)


def test_mapping_by_path_reaches_below_a_prefix() -> None:
    paths = map_leaves(lambda path, _: path, (1.0, (2.0,)), "hops")
    assert paths == ("hops.0", ("hops.1.0",))


def test_units_are_those_of_fields_and_of_the_elements_of_tuples() -> None:
    assert dict(units(WHOLE)) == {
        "parts.0.energy": "J",
        "parts.1.energy": "J",
        "sizes.0": "bit",
        "sizes.1": "bit",
        "limit": "J",
    }
    assert dict(units((Part(1.0, "a"),), "parts")) == {"parts.0.energy": "J"}
    assert dict(units(1.0)) == {}


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    return package_case(GOLDEN["package"][0]["inputs"])


@pytest.mark.parametrize("of", [lambda inputs: inputs, lifecycle], ids=["inputs", "lifecycle"])
def test_every_number_of_the_records_has_a_unit(of: Any, inputs: Inputs) -> None:
    node = of(inputs)
    declared = dict(units(node))
    unitless = [path for path, _ in numbers(node) if not declared.get(path)]
    assert not unitless


def test_units_of_the_records_are_those_written_in_them(inputs: Inputs) -> None:
    # One of each depth: a field, a field of a part, an element of a tuple of parts and of numbers.
    declared = dict(units(inputs)) | dict(units(lifecycle(inputs)))
    assert declared["virtualisation"] == "1"
    assert declared["data.bits_per_value"] == "bit/value"
    assert declared["path.0.layers.6.gateway_energy"] == "J/cycle"
    assert declared["model.widths.1"] == "1"
    assert declared["ecal"] == "J/bit"
    assert declared["inference.collection.hops.0.layers.6.bits"] == "bit"
