"""Traced numbers remember where they came from and refuse to be computed with."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any, Literal

import jax.numpy as jnp
import numpy as np
import pytest
import sympy
from uncertainties import ufloat

from joulepath.core.quantities import Bit, Joule, Ratio
from joulepath.core.trace import (
    Formula,
    Traced,
    TracedArithmetic,
    UnitMismatch,
    record,
    unit_of,
    untraced,
)


def _shared(*, parts: tuple[Joule, ...], shares: Ratio) -> Joule:
    return sum(parts) * shares


SHARED = Formula("shared", "invented", "E", "definition", _shared)


@pytest.mark.parametrize(
    ("hint", "unit"),
    [
        (Joule, "J"),
        (Joule | None, "J"),
        (tuple[Bit, ...], "bit"),
        (tuple[Bit, ...] | None, "bit"),
        (float, None),
        (str | None, None),
        (tuple[str, ...], None),
        (Literal["exact", "whole"], None),
    ],
    ids=str,
)
def test_the_unit_is_read_from_the_annotation(hint: Any, unit: str | None) -> None:
    assert unit_of(hint) == unit


def test_a_formula_knows_the_units_of_its_parameters() -> None:
    assert SHARED.units == {"parts": "J", "shares": "1", "return": "J"}
    assert SHARED.sequences == {"parts"}


BINARY = (
    operator.add, operator.sub, operator.mul, operator.truediv, operator.pow,
    operator.floordiv, operator.mod, operator.lt, operator.le, operator.gt, operator.ge,
)  # fmt: skip
UNARY = (operator.neg, abs, round, bool, float, int, operator.index, math.ceil, math.sqrt)
OTHERS = {
    "float": 2.0,
    "integer": 2,
    "numpy scalar": np.float64(2.0),
    "numpy array": np.array([2.0, 3.0]),
    "empty numpy array": np.array([]),  # has no element that could refuse
    "jax": jnp.array(2.0),
    "symbol": sympy.Symbol("x"),
    "traced": Traced(2.0),
}
# Pint and uncertainties have a say before Traced has; both refuse, in their own words.


@pytest.mark.parametrize("operation", BINARY)
@pytest.mark.parametrize("other", OTHERS.values(), ids=list(OTHERS))
def test_arithmetic_and_comparison_are_refused_on_either_side(
    operation: Callable[[Any, Any], Any], other: Any
) -> None:
    with pytest.raises(TracedArithmetic, match="move it into an @formula function"):
        operation(Traced(1.0), other)
    with pytest.raises(TracedArithmetic, match="move it into an @formula function"):
        operation(other, Traced(1.0))


@pytest.mark.parametrize("operation", [operator.add, operator.mul, operator.truediv])
def test_arithmetic_with_an_uncertain_number_is_refused(
    operation: Callable[[Any, Any], Any],
) -> None:
    with pytest.raises(TracedArithmetic):
        operation(ufloat(1.0, 0.1), Traced(1.0))


@pytest.mark.parametrize("operation", UNARY)
def test_a_traced_number_is_not_an_ordinary_one(operation: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError):
        operation(Traced(1.0))


def test_traced_numbers_are_themselves_and_no_other() -> None:
    # Two measurements of the same value are still two, and a mapping can be keyed by them.
    one, other = Traced(1.0), Traced(1.0)
    assert one != other
    assert {one: "first", other: "second"}[one] == "first"


def test_untraced_strips_numbers_and_tuples() -> None:
    assert untraced(Traced(1.0, unit="J")) == 1.0
    assert untraced((Traced(1.0), 2.0, (Traced(3.0),))) == (1.0, 2.0, (3.0,))
    assert untraced("sent") == "sent"


def test_a_record_holds_value_unit_formula_and_inputs() -> None:
    # Invented: (2 + 3) * 0.5.
    inputs = {"parts": (Traced(2.0, unit="J"), 3.0), "shares": 0.5}
    result = record(SHARED, inputs)
    assert (result.value, result.unit, result.formula) == (2.5, "J", SHARED)
    assert result.inputs == inputs
    assert result.inputs is not inputs, "a later change of the caller's mapping changes nothing"


@pytest.mark.parametrize(
    ("wrong", "came_from"),
    [
        (Traced(1.0, unit="bit", name="collection.payload"), "collection.payload"),
        (Traced(1.0, unit="bit", formula=SHARED), "shared"),
        (Traced(1.0, unit="bit"), "an input"),
    ],
    ids=["named", "computed", "nameless"],
)
def test_a_wrong_wire_is_named_at_both_ends(wrong: Traced, came_from: str) -> None:
    with pytest.raises(UnitMismatch) as refusal:
        record(SHARED, {"parts": (1.0, wrong), "shares": 0.5})
    assert str(refusal.value) == f"shared(parts=...) takes 'J', got 'bit' from {came_from}"


def test_a_number_of_no_stated_unit_fits_everywhere() -> None:
    assert record(SHARED, {"parts": (Traced(2.0),), "shares": Traced(0.5)}).value == 1.0
