"""The kernel's operations mean the same for every number type."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pint
import pytest
import sympy
from uncertainties import ufloat

from joulepath.core import ops
from joulepath.core.ops import (
    ceil,
    divide,
    exp,
    floor,
    log2,
    maximum,
    minimum,
    sqrt,
    total,
    where,
)
from joulepath.core.trace import Traced, TracedArithmetic

jax.config.update("jax_enable_x64", True)

# Everything IEEE 754 treats apart, and ordinary numbers on both sides of zero.
SPECIAL = (math.nan, math.inf, -math.inf, 0.0, -0.0, 1.5, -2.5)
PAIRS = list(product(SPECIAL, SPECIAL))
LIBRARIES = pytest.mark.parametrize("array", [np.array, jnp.array], ids=["numpy", "jax"])


@LIBRARIES
@pytest.mark.parametrize("pair", PAIRS, ids=str)
@pytest.mark.parametrize("operation", [maximum, minimum, divide])
def test_pairs_of_floats_follow_the_arrays_through_every_special_value(
    operation: Callable[[Any, Any], Any], pair: tuple[float, float], array: Callable[[Any], Any]
) -> None:
    a, b = pair
    by_array = operation(array([a]), array([b]))
    np.testing.assert_array_equal([operation(a, b)], by_array)  # the sign of a zero is no matter


@LIBRARIES
@pytest.mark.parametrize("number", [*SPECIAL, 3.0, -0.4], ids=str)
@pytest.mark.parametrize("operation", [ceil, floor])
def test_rounded_floats_follow_the_arrays_through_every_special_value(
    operation: Callable[[Any], Any], number: float, array: Callable[[Any], Any]
) -> None:
    rounded = operation(number)
    assert type(rounded) is float
    np.testing.assert_array_equal([rounded], operation(array([number])))


def test_a_nan_wins_from_either_side() -> None:
    for operation in (maximum, minimum):
        assert math.isnan(operation(math.nan, math.inf))
        assert math.isnan(operation(-math.inf, math.nan))


def test_a_quotient_by_zero_takes_both_signs() -> None:
    assert divide(1.5, 0.0) == math.inf
    assert divide(-1.5, 0.0) == -math.inf
    assert divide(1.5, -0.0) == -math.inf
    assert divide(1, 0) == math.inf
    assert math.isnan(divide(0.0, 0.0))


def test_a_quotient_by_zero_of_an_uncertain_number_is_certain() -> None:
    assert divide(ufloat(3.0, 0.1), 0.0) == math.inf
    assert divide(-3.0, ufloat(0.0, 0.1)) == -math.inf
    assert math.isnan(divide(ufloat(0.0, 0.1), 0.0))


def test_an_array_of_quotients_warns_of_no_zero() -> None:
    # Warnings are errors here; the infinity itself is the message.
    np.testing.assert_equal(divide(np.array([1.0, 0.0]), 0.0), [math.inf, math.nan])


OPERATIONS_OF_ONE = {ceil: 3.0, floor: 2.0, exp: math.exp(2.25), log2: math.log2(2.25), sqrt: 1.5}
OPERATIONS_OF_TWO = {maximum: 2.25, minimum: 0.5, divide: 4.5}
UNITS = pint.UnitRegistry(None)  # no unit at all: plain numbers in a wrapper
NUMBER_TYPES: dict[str, Callable[[float], Any]] = {
    "float": float,
    "numpy scalar": np.float64,
    "numpy array": np.array,
    "jax": jnp.array,
    "sympy": sympy.Float,
    "uncertainties": lambda x: ufloat(x, 0.01),
    "pint": UNITS.Quantity,
    "fraction": Fraction,
}
# A few roundings: libraries compute the logarithm to base two in their own ways.
ROUNDINGS = 1e-15


def plain(x: Any) -> float:
    return float(getattr(x, "nominal_value", getattr(x, "magnitude", x)))


@pytest.mark.parametrize("kind", NUMBER_TYPES.values(), ids=NUMBER_TYPES.keys())
def test_every_number_type_has_every_operation(kind: Callable[[float], Any]) -> None:
    for one, expected in OPERATIONS_OF_ONE.items():
        assert plain(one(kind(2.25))) == pytest.approx(expected, rel=ROUNDINGS), one
    for two, expected in OPERATIONS_OF_TWO.items():
        assert plain(two(kind(2.25), kind(0.5))) == pytest.approx(expected, rel=ROUNDINGS), two
        assert plain(two(kind(2.25), 0.5)) == pytest.approx(expected, rel=ROUNDINGS), two
        assert plain(two(2.25, kind(0.5))) == pytest.approx(expected, rel=ROUNDINGS), two


@pytest.mark.parametrize("kind", NUMBER_TYPES.values(), ids=NUMBER_TYPES.keys())
def test_every_number_type_can_be_chosen(kind: Callable[[float], Any]) -> None:
    two, three = kind(2.0), kind(3.0)
    assert plain(where(True, two, three)) == 2.0
    assert plain(where(False, two, three)) == 3.0


def test_arrays_choose_by_element() -> None:
    numbers = np.array([1.0, -1.0])
    np.testing.assert_array_equal(where(numbers > 0, numbers, 0.0), [1.0, 0.0])


def test_symbols_stay_symbols() -> None:
    x = sympy.Symbol("x", positive=True)
    assert where(x > 1, x, 1.0).subs(x, 5) == 5
    assert maximum(x, 3) == sympy.Max(x, 3)
    assert minimum(x, 3) == sympy.Min(x, 3)
    assert ceil(x) == sympy.ceiling(x)
    assert floor(x) == sympy.floor(x)
    assert log2(x) == sympy.log(x) / sympy.log(2)
    assert exp(x) == sympy.exp(x)
    assert sqrt(x) == sympy.sqrt(x)
    assert divide(x, 2) == x / 2


def test_uncertainty_passes_through_smooth_operations() -> None:
    x = ufloat(2.25, 0.01)  # invented
    # Exact derivatives at 2.25: e**x, 1 / (x ln 2), 1 / (2 sqrt x).
    assert exp(x).std_dev == pytest.approx(0.01 * math.exp(2.25), rel=ROUNDINGS)
    assert log2(x).std_dev == pytest.approx(0.01 / (2.25 * math.log(2)), rel=ROUNDINGS)
    assert sqrt(x).std_dev == pytest.approx(0.01 / 3, rel=ROUNDINGS)
    assert maximum(x, 1.0).std_dev == 0.01
    assert divide(x, 2.0).std_dev == 0.005


def test_a_rounded_number_is_certain() -> None:
    for operation in (ceil, floor):
        assert type(operation(ufloat(2.25, 0.01))) is float


def test_the_richer_of_two_number_types_decides() -> None:
    assert isinstance(maximum(np.array([1.0]), jnp.array([2.0])), jax.Array)
    x = sympy.Symbol("x")
    assert maximum(np.float64(2.0), x) == sympy.Max(2.0, x)
    bit = UNITS.Quantity(2.0)
    assert isinstance(maximum(bit, np.array([1.0])), UNITS.Quantity)


def test_domain_errors_of_floats_are_nan_or_infinite_in_arrays() -> None:
    with pytest.raises(ValueError, match=r"math domain error|nonnegative"):
        sqrt(-1.0)
    with pytest.raises(ValueError, match=r"math domain error|positive"):
        log2(0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        assert np.isnan(sqrt(np.array(-1.0)))
        assert log2(np.array(0.0)) == -math.inf


def test_a_total_adds_from_left_to_right() -> None:
    # In double precision 0.1 + (0.2 + 0.3) is another number, so that the order matters.
    assert total((0.1, 0.2, 0.3)) == (0.1 + 0.2) + 0.3
    assert total((0.1, 0.2, 0.3)) != 0.1 + (0.2 + 0.3)


def test_a_total_of_nothing_is_zero_and_of_one_is_it() -> None:
    assert total(()) == 0.0
    array = np.array([1.0, 2.0])
    assert total((array,)) is array


def test_a_total_leaves_its_parts_as_they_were() -> None:
    array = np.array([1.0, 2.0])
    np.testing.assert_array_equal(total((array, array, 1.0)), [3.0, 5.0])
    np.testing.assert_array_equal(array, [1.0, 2.0])


TRACED = Traced(1.0, unit="J", name="training.energy")
CALLS_ON_TRACED: dict[str, Callable[[], Any]] = {
    "maximum": lambda: maximum(TRACED, 0.0),
    "minimum": lambda: minimum(0.0, TRACED),
    "ceil": lambda: ceil(TRACED),
    "floor": lambda: floor(TRACED),
    "where": lambda: where(True, np.array(1.0), TRACED),
    "exp": lambda: exp(TRACED),
    "log2": lambda: log2(TRACED),
    "sqrt": lambda: sqrt(TRACED),
    "divide": lambda: divide(jnp.array(1.0), TRACED),
    "total": lambda: total((TRACED, 1.0)),
}


@pytest.mark.parametrize("name", ops.__all__)
def test_every_operation_refuses_a_traced_number(name: str) -> None:
    with pytest.raises(TracedArithmetic, match="outside a formula"):
        CALLS_ON_TRACED[name]()
