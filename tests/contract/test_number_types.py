"""Every formula gives the same number on every number type."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pint
import pytest
import sympy

from joulepath.core.trace import Formula, Traced, UnitMismatch

from .arguments import EVERY_FORMULA, Slot, arguments, call, label, numbers, public, rounding

jax.config.update("jax_enable_x64", True)

# XLA may fuse a product and a sum into one rounding, and SymPy reorders terms: a few roundings of
# 1e-16 each, enlarged by cancellation within a formula of at most ten operations.
REORDERED = 1e-12


SHARES = {
    "share": 1,
    "utilisation": 1,
    "visible": 1,
    "acceptance": 2,  # none lies between 0 and 1; a geometric sum is as good for 2
    "loss": 0,
    "lost": 0,
    "yearly_loss": 0,
}  # the whole numbers they may be


def whole(flat: dict[Slot, float]) -> dict[Slot, int]:
    """Whole numbers near the values, each another one."""
    return {
        slot: SHARES.get(slot[0], math.ceil(value) + i)
        for i, (slot, value) in enumerate(flat.items())
    }


@EVERY_FORMULA
def test_integers_give_what_whole_floats_give(entry: Formula) -> None:
    integers = whole(numbers(entry))
    floats = {slot: float(value) for slot, value in integers.items()}
    assert call(entry, integers) == call(entry, floats)


@EVERY_FORMULA
def test_arrays_give_the_floats_in_the_broadcast_shape(entry: Formula) -> None:
    flat = numbers(entry)
    shapes = [((3, 1), (4,), ())[i % 3] for i in range(len(flat))]
    variation = np.array([1.0, 1.03, 1.11, 1.19])  # invented; keeps every value in its domain
    arrays = {
        slot: value * variation[: math.prod(shape)].reshape(shape)
        for (slot, value), shape in zip(flat.items(), shapes, strict=True)
    }
    result = call(entry, arrays)
    assert result.shape == np.broadcast_shapes(*shapes)
    spread = {slot: np.broadcast_to(array, result.shape) for slot, array in arrays.items()}
    for position in product(*map(range, result.shape)):
        alone = call(entry, {slot: float(array[position]) for slot, array in spread.items()})
        assert result[position] == pytest.approx(alone, rel=rounding(entry), abs=0.0), position


@EVERY_FORMULA
def test_jit_gives_the_float(entry: Formula) -> None:
    flat = numbers(entry)
    jitted = jax.jit(lambda keywords: public(entry)(**keywords))(arguments(flat))
    assert float(jitted) == pytest.approx(call(entry, flat), rel=REORDERED, abs=0.0)


@EVERY_FORMULA
def test_vmap_gives_the_floats(entry: Formula) -> None:
    flat = numbers(entry)
    factors = (1.0, 1.03, 1.11)  # invented; keeps every value in its domain
    rows = [{slot: value * factor for slot, value in flat.items()} for factor in factors]
    stacked = {slot: jnp.array([row[slot] for row in rows]) for slot in flat}
    mapped = jax.vmap(lambda keywords: public(entry)(**keywords))(arguments(stacked))
    expected = [call(entry, row) for row in rows]
    np.testing.assert_allclose(mapped, expected, rtol=REORDERED, atol=0.0)


@EVERY_FORMULA
def test_symbols_give_the_float_once_substituted(entry: Formula) -> None:
    flat = numbers(entry)
    symbols = {slot: sympy.Symbol(label(slot), positive=True) for slot in flat}
    equation = call(entry, symbols)
    assert equation.free_symbols == set(symbols.values()), "the equation uses every parameter"
    value = equation.subs({symbols[slot]: value for slot, value in flat.items()})
    assert float(value) == pytest.approx(call(entry, flat), rel=REORDERED, abs=0.0)


@pytest.fixture(scope="module")
def units() -> Any:
    """A registry that knows our units and no relation between things counted."""
    registry = pint.UnitRegistry(None)
    registry.define("second = [time] = s")
    registry.define("joule = [energy] = J")
    registry.define("watt = joule / second = W")
    registry.define("volt = [voltage] = V")
    registry.define("coulomb = joule / volt = C")
    registry.define("ampere = coulomb / second = A")
    registry.define("metre = [length] = m")
    registry.define("litre = [volume] = L")
    registry.define("degree = [] = degC")  # a place on a scale, not a multiple of a unit
    registry.define("decibel = [] = dB")  # a level is the logarithm of a ratio
    registry.define("decibel_milliwatt = [] = dBm")
    registry.define("gram = [carbon] = g")
    registry.define("millimetre = metre / 1000 = mm")
    registry.define("square_millimetre = millimetre**2 = mm2")
    counts = "bit value sample inference epoch flop operation cycle token pixel money expense"
    for counted in counts.split():
        registry.define(f"{counted} = [{counted}]")
    return registry


@EVERY_FORMULA
def test_the_result_has_the_declared_unit(entry: Formula, units: Any) -> None:
    flat = numbers(entry)
    quantities = {slot: units.Quantity(value, entry.units[slot[0]]) for slot, value in flat.items()}
    result = call(entry, quantities)
    declared = units.Unit("" if entry.units["return"] == "1" else entry.units["return"])
    assert result.dimensionality == declared.dimensionality
    # All units are coherent, so that no factor hides in the conversion.
    assert result.to(declared).magnitude == pytest.approx(call(entry, flat), rel=REORDERED, abs=0)


def traced(entry: Formula, flat: dict[Slot, float]) -> dict[Slot, Traced]:
    return {
        slot: Traced(value, unit=entry.units[slot[0]], name=label(slot))
        for slot, value in flat.items()
    }


@EVERY_FORMULA
def test_a_traced_call_is_recorded(entry: Formula) -> None:
    flat = numbers(entry)
    keywords = arguments(traced(entry, flat))
    result = public(entry)(**keywords)
    assert type(result) is Traced
    assert result.value == call(entry, flat)
    assert result.unit == entry.units["return"]
    assert result.formula is entry
    assert result.inputs == keywords


@EVERY_FORMULA
def test_one_traced_argument_among_plain_ones_is_enough(entry: Formula) -> None:
    flat = numbers(entry)
    expected = call(entry, flat)
    for slot, number in traced(entry, flat).items():
        result = call(entry, flat | {slot: number})
        assert type(result) is Traced, slot
        assert result.value == expected
        assert result.inputs == arguments(flat | {slot: number})


@EVERY_FORMULA
def test_a_wrong_unit_is_refused_by_formula_and_parameter(entry: Formula) -> None:
    flat = numbers(entry)
    for slot, number in traced(entry, flat).items():
        wrong = Traced(number.value, unit="furlong", name="data.samples")
        with pytest.raises(UnitMismatch) as refusal:
            call(entry, flat | {slot: wrong})
        assert str(refusal.value) == (
            f"{entry.name}({slot[0]}=...) takes {entry.units[slot[0]]!r},"
            " got 'furlong' from data.samples"
        )
