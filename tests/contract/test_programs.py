"""Every formula gives the same number as arithmetic of an engine."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

import numpy as np
import pytest

from joulepath.analysis import compiled, tape
from joulepath.analysis.plan import Slots, Step
from joulepath.analysis.program import Program, program_of
from joulepath.analysis.tape import CarryOut
from joulepath.core.formula import REGISTRY
from joulepath.core.trace import Formula

from .arguments import arguments, call, numbers, rounding

VARIATION = np.linspace(1.0, 1.19, 19)  # invented; keeps every value in its domain
MODULES = {
    module: [*entries]
    for module, entries in groupby(
        sorted(REGISTRY.values(), key=lambda entry: entry.module), lambda entry: entry.module
    )
}


def columns(entry: Formula) -> dict[Any, Any]:
    return {slot: value * VARIATION for slot, value in numbers(entry).items()}


def planned(entries: list[Formula]) -> tuple[Program, dict[int, Any], dict[int, Formula]]:
    """One program of several formulas, its numbers, and which formula fills which slot."""
    given: dict[int, Any] = {}
    steps: list[Step] = []
    results: dict[int, Formula] = {}
    for entry in entries:
        flat = columns(entry)
        slots = dict(zip(flat, range(len(given), len(given) + len(flat)), strict=True))
        given |= {slots[slot]: value for slot, value in flat.items()}
        keywords: dict[str, Slots] = arguments(slots)
        steps.append(Step(entry.function, tuple(keywords.items()), -1 - len(steps)))
        results[steps[-1].result] = entry
    return program_of(tuple(steps), frozenset(results)), given, results


def carried_out(entries: list[Formula], engine: CarryOut) -> dict[str, tuple[Any, Any]]:
    """What an engine gives for each formula, and what NumPy does."""
    program, given, results = planned(entries)
    found = {slot: np.empty(VARIATION.size) for slot in results}
    with np.errstate(all="ignore"):
        engine(program, given, found, [(slice(0, 11),), (slice(11, 22),)])
        expected = {slot: call(entry, columns(entry)) for slot, entry in results.items()}
    return {entry.name: (found[slot], expected[slot]) for slot, entry in results.items()}


@pytest.mark.parametrize("module", MODULES)
def test_by_numpy_to_the_last_bit(module: str) -> None:
    for name, (found, expected) in carried_out(MODULES[module], tape.carry_out).items():
        np.testing.assert_array_equal(found, expected, err_msg=name)


@pytest.mark.parametrize("module", MODULES)
def test_by_machine_code(module: str) -> None:
    pytest.importorskip("llvmlite", reason="machine code needs the extra fast")
    for entry in MODULES[module]:  # exponentials and logarithms are those of the C library
        assert rounding(entry) <= 1e-12, entry.name
    checked: Callable[..., None] = np.testing.assert_allclose
    for name, (found, expected) in carried_out(MODULES[module], compiled.carry_out).items():
        entry = next(entry for entry in MODULES[module] if entry.name == name)
        checked(found, expected, rtol=rounding(entry), atol=0.0, err_msg=name)
