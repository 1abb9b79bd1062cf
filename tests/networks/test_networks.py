"""Whole networks: counted, derived by hand and published numbers are one and the same."""

from __future__ import annotations

import operator
import re
from ast import BinOp, Constant, expr, parse
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from counted_networks import CONFIGURATIONS, LITE, ONNX, Expected, expected, work_of

ROWS = {row.name: row for row in expected()}
EVERY = pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "networks.md"

STEPS: Mapping[str, Callable[[int, int], int]] = {
    "Add": operator.add,
    "Sub": operator.sub,
    "Mult": operator.mul,
    "FloorDiv": operator.floordiv,
}


def arithmetic(cell: str) -> int:
    """The value of a cell of the derivation; an empty one is nothing."""
    text = cell.strip().strip("`")
    return _value(parse(text, mode="eval").body) if text else 0


def _value(node: expr) -> int:
    if isinstance(node, Constant) and isinstance(node.value, int):
        return node.value
    assert isinstance(node, BinOp)
    return STEPS[type(node.op).__name__](_value(node.left), _value(node.right))


def derivations() -> dict[str, tuple[int, int, int, int]]:
    """For each network of the page: both sums worked out, and both as printed."""
    found: dict[str, tuple[int, int, int, int]] = {}
    text = PAGE.read_text(encoding="utf-8")
    for section in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
        head = re.search(r"\{#(?P<name>[\w.-]+)\}", section)
        assert head, section.splitlines()[0]
        rows = [line.split("|")[1:-1] for line in section.splitlines() if line.startswith("|")]
        *layers, total = rows[2:]
        printed = [int(re.sub(r"\D", "", cell)) for cell in total[1:]]
        sums = [sum(arithmetic(row[at]) for row in layers) for at in (1, 2)]
        found[head["name"]] = (*sums, *printed)
    return found


DERIVED = derivations()


def derivation_of(name: str) -> tuple[int, int, int, int]:
    """The notation of a file changes nothing, so all notations share a derivation."""
    notation = re.sub(r"-(operators|tflite|onnx)$", "", name)
    return DERIVED.get(name) or DERIVED.get(notation) or DERIVED[f"{notation}-tflite"]


def test_the_table_holds_every_network_and_no_other() -> None:
    assert {*ROWS} == {*ONNX, *LITE, *CONFIGURATIONS}
    assert len(ROWS) >= 30


@EVERY
def test_counts_are_those_derived_by_hand(row: Expected, tmp_path: Path) -> None:
    work = work_of(row.name, tmp_path)
    assert (work.operations.macs, work.parameters) == (row.macs, row.parameters)
    assert work.left_out == ()


@EVERY
def test_the_derivation_gives_the_table(row: Expected) -> None:
    macs, parameters, printed_macs, printed_parameters = derivation_of(row.name)
    assert (macs, parameters) == (row.macs, row.parameters)
    assert (printed_macs, printed_parameters) == (row.macs, row.parameters)


@EVERY
def test_the_derivation_gives_what_is_published(row: Expected) -> None:
    if row.published_parameters:
        assert row.parameters + row.statistics == int(row.published_parameters)
    if row.published_macs:
        stated = Decimal(row.published_macs)
        assert row.macs == pytest.approx(int(stated), abs=half_a_digit(stated))


def half_a_digit(stated: Decimal) -> Decimal:
    """Half of the last digit that is stated; nothing of a whole number."""
    exponent = stated.as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(10) ** exponent / 2 if exponent > 0 else Decimal(0)


def test_every_derivation_is_of_a_network_in_the_table() -> None:
    assert {*DERIVED} <= {*ROWS}


# One bias for each channel that a layer writes, and for each output of a dense layer.
BIASES = {
    "autoencoder": 8 * 128 + 8 + 640,
    "ds-cnn": 9 * 64 + 12,
    "lenet-5": 6 + 16 + 120 + 84 + 10,
    "mobilenet-v1-quarter": 2_736 + 2,
    "resnet-8": 3 * 16 + 3 * 32 + 3 * 64 + 10,
}


@pytest.mark.parametrize("name", [name for name in ROWS if "int8" in name])
def test_a_network_in_integers_has_weights_of_8_bits_and_biases_of_32(
    name: str, tmp_path: Path
) -> None:
    work = work_of(name, tmp_path)
    biases = BIASES[name.partition("-int8")[0]]
    assert work.weight_bits == 8 * (work.parameters - biases) + 32 * biases
    assert {layer.format for layer in work.layers if layer.operations.macs} == {"int8"}
