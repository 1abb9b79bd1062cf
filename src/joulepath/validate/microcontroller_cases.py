"""Networks on microcontrollers as they were measured, alone and side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from joulepath.core.quantities import (
    CoulombPerCycle,
    Count,
    CyclePerSecond,
    OperationPerSecond,
    Ratio,
    Second,
    Volt,
    Watt,
)
from joulepath.core.tree import map_leaves, numbers
from joulepath.lifecycle.microcontroller import cycles_of
from joulepath.records.microcontroller import (
    DrawnCharge,
    ExecutionPlan,
    KnownPower,
    NetworkWork,
    RuntimeCalibration,
)

__all__ = ["UNKNOWN", "Bench", "Measured", "Name", "Platform", "plan_of"]

UNKNOWN: Final = 1.0
"""Stands for a number that is not known and of no account where it stands."""

Name: TypeAlias = tuple[str, ...]
"""Name of a platform: processor, software, supply and clock."""


@dataclass(frozen=True)
class Measured:
    """A network on a microcontroller."""

    work: NetworkWork
    """What an inference takes."""
    throughput: OperationPerSecond
    """Peak rate of the processor in the format of the numbers, all cores together."""
    cores: Count
    """Cores that the peak rate counts and a runtime uses one of."""
    rated_clock: CyclePerSecond
    """Clock at which it is reached."""
    clock: CyclePerSecond
    """Clock at which it ran."""
    voltage: Volt
    """Voltage from which the core draws its charge."""
    processor: str
    """Name of the processor in the catalogue."""
    category: str
    """What computes: ``"software"``, ``"float"`` (software, too) or ``"accelerator"``."""
    runtime: str
    """Name of the runtime, with its version."""
    kernels: str
    """Family of kernels that the runtime uses."""
    supply: str
    """Supply voltage, as it is written."""
    source: str
    """Key of the source of the measurement."""
    time: Second
    """Measured time; calibrations see it, predictions do not."""
    power: Watt | None
    """Measured power, if there is one; calibrations see it, predictions do not."""

    @property
    def platform(self) -> Name:
        """What a calibration of its own is for."""
        return self.processor, self.runtime, self.supply, f"{self.clock:g}"

    @property
    def relatives(self) -> Name:
        """Platforms that differ in the version of the software alone."""
        return self.processor, self.kernels, self.supply, f"{self.clock:g}"


@dataclass(frozen=True)
class Platform:
    """What is fitted for a platform."""

    pace: Ratio
    """Cycles it needs for what takes the average processor one."""
    power: Watt | None
    """Power while it infers, if it was measured."""


def plan_of(case: Measured, known: Platform | None, charge: CoulombPerCycle) -> ExecutionPlan:
    """How a case is executed, on a known platform or else on the average processor."""
    return ExecutionPlan(
        throughput=case.throughput,
        cores=case.cores,
        rated_clock=case.rated_clock,
        clock=case.clock,
        pace=1.0 if known is None else known.pace,
        power=DrawnCharge(charge, case.voltage)
        if known is None or known.power is None
        else KnownPower(known.power, case.clock),
        low=UNKNOWN,
        high=UNKNOWN,
        time_low=UNKNOWN,
        time_high=UNKNOWN,
        validity="inside",
    )


@dataclass(frozen=True)
class Bench:
    """Numbers of cases alone, so that they can be put side by side."""

    work: NetworkWork
    """What an inference takes."""
    plan: ExecutionPlan
    """How it is executed on the average processor."""
    time: Second
    """Measured time."""

    @staticmethod
    def of(cases: Sequence[Measured]) -> Bench:
        """Put cases side by side, at least one.

        Parameters
        ----------
        cases : sequence of Measured
            Of any classes.

        Returns
        -------
        Bench
            Whose numbers are arrays in the order of the cases.
        """
        first = _single(cases[0])
        rows = np.array([_row(case) for case in cases], dtype=np.float64)
        columns = dict(zip(dict(numbers(first)), rows.T, strict=True))
        return map_leaves(lambda path, leaf: columns.get(path, leaf), first)

    def off(self, costs: RuntimeCalibration) -> NDArray[np.float64]:
        """Logarithms of predicted over measured cycles."""
        predicted = cycles_of(self.work, self.plan, costs).whole
        return np.asarray(np.log(predicted / (self.time * self.plan.clock)))


def _single(case: Measured) -> Bench:
    return Bench(case.work, plan_of(case, None, UNKNOWN), case.time)


@cache
def _row(case: Measured) -> tuple[float, ...]:
    """Numbers of a case, which fits ask for again and again."""
    return tuple(value for _, value in numbers(_single(case)))
