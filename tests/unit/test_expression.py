"""A number that only writes down what is done to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from joulepath.core import ops
from joulepath.core.expression import Expression, Operation, Recorder

TWO_NUMBERS: dict[str, Callable[[Any, Any], Any]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "less": lambda a, b: a < b,
    "less_equal": lambda a, b: a <= b,
    "greater": lambda a, b: a > b,
    "greater_equal": lambda a, b: a >= b,
    "maximum": ops.maximum,
    "minimum": ops.minimum,
}


def carried_out(recorder: Recorder, result: Expression, given: dict[int, Any]) -> Any:
    """What NumPy gives for the operations that were written down."""
    values = {**recorder.constants, **given}
    for name, operands, place in recorder.operations:
        values[place] = getattr(np, name)(*(values[each] for each in operands))
    return values[result.place]


@pytest.mark.parametrize("name", TWO_NUMBERS)
def test_operations_on_two_numbers_are_written_down_in_their_order(name: str) -> None:
    recorder = Recorder()
    a, b = recorder.given("a"), recorder.given("b")
    result = TWO_NUMBERS[name](a, b)
    assert recorder.operations == [Operation(name, (a.place, b.place), result.place)]  # type: ignore[arg-type]


@pytest.mark.parametrize("other", [2.5, 3, np.float64(2.5)], ids=["float", "int", "numpy"])
@pytest.mark.parametrize("name", TWO_NUMBERS)
def test_a_plain_number_may_stand_on_either_side(name: str, other: Any) -> None:
    for operands in ((7.5, None), (None, 7.5)):
        recorder = Recorder()
        given = recorder.given("x")
        sides = [given if each is None else other for each in operands]
        plain = [7.5 if each is None else other for each in operands]
        result = TWO_NUMBERS[name](*sides)
        assert carried_out(recorder, result, {given.place: 7.5}) == TWO_NUMBERS[name](*plain)


@pytest.mark.parametrize("name", ["ceil", "floor", "exp", "log2", "sqrt"])
def test_operations_on_one_number_are_those_of_numpy(name: str) -> None:
    recorder = Recorder()
    given = recorder.given("x")
    found = carried_out(recorder, getattr(ops, name)(given), {given.place: 7.5})
    assert found == getattr(np, name)(7.5)


def test_signs_choices_quotients_and_sums() -> None:
    recorder = Recorder()
    given = recorder.given("x")
    result = ops.where(given < 3, -given, ops.divide(1.0, given)) + ops.total((given, 2.0, given))
    for value in (2.0, 4.0):
        expected = (-value if value < 3 else 1 / value) + (value + 2.0 + value)
        assert carried_out(recorder, result, {given.place: value}) == expected


def test_equal_operations_are_one() -> None:
    recorder = Recorder()
    a, b = recorder.given("a"), recorder.given("b")
    assert (a * b + 1).place == (a * b + 1.0).place
    assert recorder.given("a").place == a.place
    assert (a * b).place != (b * a).place
    assert [each.name for each in recorder.operations] == ["multiply", "add", "multiply"]


def test_zeros_of_both_signs_are_two_constants() -> None:
    recorder = Recorder()
    a = recorder.given("a")
    assert (a * 0.0).place != (a * -0.0).place


def test_a_number_without_a_value_decides_nothing() -> None:
    recorder = Recorder()
    with pytest.raises(TypeError, match=r"choose by ops\.where"):
        bool(recorder.given("a") > 1)
