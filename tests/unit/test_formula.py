"""``@formula`` registers an equation and records it for traced numbers alone."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

import pytest

from joulepath.core import formula as module
from joulepath.core.formula import REGISTRY, formula
from joulepath.core.ops import total
from joulepath.core.quantities import Joule, Second, Watt
from joulepath.core.trace import Traced, TracedArithmetic


@pytest.fixture(autouse=True)
def registry_as_before() -> Iterator[None]:
    """Take back what a test registers."""
    before = set(module._registry)
    yield
    for name in set(module._registry) - before:
        del module._registry[name]


def define() -> Any:
    @formula(symbol="E", source="definition", stepwise=("time",))
    def invented_energy(*, time: Second, power: Watt) -> Joule:
        """Energy at constant power."""
        return time * power

    return invented_energy


def test_a_formula_is_registered_by_module_and_name() -> None:
    invented = define()
    entry = REGISTRY["test_formula.invented_energy"]
    assert (entry.name, entry.module) == ("invented_energy", "test_formula")
    assert (entry.symbol, entry.source, entry.stepwise) == ("E", "definition", ("time",))
    assert entry.function is invented.__wrapped__


def test_a_formula_keeps_its_name_and_documentation() -> None:
    invented = define()
    assert invented.__name__ == "invented_energy"
    assert invented.__doc__ == "Energy at constant power."


def test_a_name_is_registered_once() -> None:
    define()
    with pytest.raises(TypeError, match=r"^test_formula\.invented_energy is registered already$"):
        define()


def test_positional_parameters_are_refused() -> None:
    def positional(time: Second) -> Second:
        return time

    with pytest.raises(TypeError, match=r"^positional: formulas take keyword-only parameters$"):
        formula(symbol="t", source="definition")(positional)
    assert "test_formula.positional" not in REGISTRY


def test_the_registry_is_read_only() -> None:
    assert isinstance(REGISTRY, MappingProxyType)


def test_ordinary_numbers_just_run() -> None:
    assert define()(time=2.0, power=3.0) == 6.0


def test_a_traced_number_is_recorded() -> None:
    time = Traced(2.0, unit="s")
    result = define()(time=time, power=3.0)
    assert (result.value, result.unit) == (6.0, "J")
    assert result.inputs == {"time": time, "power": 3.0}


def test_a_traced_number_that_passes_through_untouched_is_recorded_too() -> None:
    @formula(symbol="E", source="definition")
    def invented_sum(*, parts: tuple[Joule, ...]) -> Joule:
        return total(parts)

    part = Traced(2.0, unit="J")
    result = invented_sum(parts=(part,))
    assert isinstance(result, Traced)
    assert result is not part
    assert result.formula is REGISTRY["test_formula.invented_sum"]


def test_a_fault_inside_a_formula_is_not_taken_for_a_trace() -> None:
    invented = define()
    with pytest.raises(TypeError) as fault:
        invented(time="two", power="three")
    assert not isinstance(fault.value, TracedArithmetic)


def test_a_stage_that_computes_is_found() -> None:
    invented = define()

    def stage(time: Second) -> Joule:
        return invented(time=time, power=3.0) * 2  # arithmetic where only wiring belongs

    assert stage(2.0) == 12.0, "ordinary numbers do not tell"
    with pytest.raises(TracedArithmetic, match="outside a formula"):
        stage(Traced(2.0, unit="s"))


def test_a_stage_that_branches_on_a_number_is_found() -> None:
    def stage(time: Second) -> str:
        return "long" if time > 1 else "short"

    with pytest.raises(TracedArithmetic, match="outside a formula"):
        stage(Traced(2.0, unit="s"))
