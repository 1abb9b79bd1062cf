"""Formula calls as the arithmetic that they are made of.

The formulas of some steps run once, on numbers that write down what is done to them
(`joulepath.core.expression`). What is left is a list without formulas: sums, products and
roundings, each of them once, that an engine carries out on blocks of elements.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from joulepath.analysis.plan import Step
from joulepath.core.expression import Operation, Recorder

__all__ = ["Program", "program_of"]


@dataclass(frozen=True, eq=False)
class Program:
    """Arithmetic on numbered places, each filled before it is read; equal to itself alone."""

    given: Mapping[int, int]
    """Place of each number that comes from outside, by its slot in the plan."""
    constants: Mapping[int, float]
    """Numbers in the formulas themselves, by place."""
    operations: tuple[Operation, ...]
    """What to do, in this order."""
    results: Mapping[int, int]
    """Place of each wanted number, by its slot in the plan."""
    places: int
    """How many there are."""


@lru_cache(maxsize=256)
def program_of(steps: tuple[Step, ...], wanted: frozenset[int]) -> Program:
    """Write down the arithmetic of some formula calls.

    Parameters
    ----------
    steps : tuple of Step
        Formula calls, each after those it needs.
    wanted : frozenset of int
        Slots whose numbers are asked for; all of them results of the steps.

    Returns
    -------
    Program
        The same operations in the same order, so that results agree to the last bit.
    """
    recorder = Recorder()
    made = {step.result for step in steps}
    outside = dict.fromkeys(slot for step in steps for slot in step.operands if slot not in made)
    values: dict[int, Any] = {slot: recorder.given(slot) for slot in outside}
    for step in steps:
        values[step.result] = step.called(values)
    return Program(
        given={slot: values[slot].place for slot in outside},
        results={slot: recorder.place(values[slot]) for slot in sorted(wanted)},
        constants=recorder.constants,
        operations=tuple(recorder.operations),
        places=recorder.count,
    )
