"""Everything that was measured on microcontrollers: energies and times, and times alone.

All of it goes into one fit. What predicts a case that is held out has seen nothing of its group,
in either table.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from joulepath.catalogue import load
from joulepath.core.quantities import Volt
from joulepath.lifecycle.microcontroller import switched
from joulepath.records.microcontroller import CorePower, NetworkWork
from joulepath.scenario.microcontroller_rates import cores_of
from joulepath.validate.data_set import Case
from joulepath.validate.microcontroller_cases import UNKNOWN, Measured
from joulepath.validate.microcontroller_fit import Calibrated, fit_microcontrollers
from joulepath.validate.tables import Row, read_table

__all__ = ["SWITCHED", "families", "fit_together", "networks", "powered_cases", "timed_cases"]

_NETWORKS: Final = ("mlperf-tiny-networks", "microcontroller-networks")
_ROUNDS: Final = "mlperf-tiny-results-v"
_CLASSES: Final = {"int8": "software", "fp32": "float"}
_MEGA: Final = 1e6
_MILLI: Final = 1e-3
_MICRO: Final = 1e-6

SWITCHED: Final = CorePower(charge=1.0, core=1.2, efficiency=0.85)
"""Voltage of a core behind a switching regulator and its efficiency, both usual (assumptions)."""


@cache
def families() -> dict[str, str]:
    """Architecture of each network that was measured, by name."""
    return {row["model"]: row["family"] for name in _NETWORKS for row in read_table(name).rows}


@cache
def networks() -> dict[str, NetworkWork]:
    """Work of each network that was measured, by name."""
    return {
        row["model"]: NetworkWork(
            **{key: float(text) for key, text in row.items() if key not in {"model", "family"}}
        )
        for name in _NETWORKS
        for row in read_table(name).rows
    }


@cache
def powered_cases() -> tuple[Case, ...]:
    """Cases of which an energy was measured, in J."""
    return tuple(map(_powered_case, read_table("mlperf-tiny").rows))


@cache
def timed_cases() -> tuple[Case, ...]:
    """Cases of which nothing but a time was measured, in s."""
    return tuple(map(_timed_case, read_table("microcontroller-times").rows))


def fit_together(cases: Sequence[Case], own: Sequence[Case], others: Sequence[Case]) -> Calibrated:
    """Fit cases of one table, and with them those of the other that are not held out.

    Parameters
    ----------
    cases : sequence of Case
        What the fit may see of the first table.
    own : sequence of Case
        All of that table.
    others : sequence of Case
        All of the other one; what shares a group with a group that ``cases`` lack stays unseen.

    Returns
    -------
    Calibrated
        Fitted to them.
    """
    held_out = _groups_of(own) - _groups_of(cases)
    seen = [case for case in others if held_out.isdisjoint(case.groups.items())]
    return fit_microcontrollers([case.circumstances for case in (*cases, *seen)])


def _groups_of(cases: Sequence[Case]) -> set[tuple[str, str]]:
    return {group for case in cases for group in case.groups.items()}


def _groups(row: Row) -> dict[str, str]:
    model, processor = row["model"], row["processor"]
    return {"row": f"{processor} {model}", "board": processor, "network": families()[model]}


def _powered_case(row: Row) -> Case:
    energy, time = float(row["energy_uj"]) * _MICRO, float(row["latency_ms"]) * _MILLI
    known: Any = load().processor(row["processor"])
    category = "accelerator" if known.category == "mcu-npu" else "software"
    return Case(
        name=(
            f"{row['model']} on {row['processor']} with {row['runtime']} at {row['supply']} V,"
            f" {row['clock_mhz']} MHz"
        ),
        platform=row["processor"],
        groups=_groups(row),
        circumstances=_measured(row, known.peak.int8, category, _voltage(row), energy / time),
        measured=energy,
    )


def _timed_case(row: Row) -> Case:
    processor = row["processor"]
    rate = getattr(load().processor(processor).peak, row["format"])
    return Case(
        name=f"{row['model']} on {processor} with {row['runtime']} at {row['clock_mhz']} MHz",
        platform=processor,
        groups=_groups(row),
        circumstances=_measured(row, rate, _CLASSES[row["format"]], UNKNOWN, None),
        measured=float(row["latency_ms"]) * _MILLI,
    )


def _measured(
    row: Row, throughput: float, category: str, voltage: Volt, power: float | None
) -> Measured:
    known: Any = load().processor(row["processor"])  # all of them have a rate and a clock
    return Measured(
        work=networks()[row["model"]],
        throughput=throughput,
        cores=cores_of(known),
        rated_clock=known.clock,
        clock=float(row["clock_mhz"]) * _MEGA,
        voltage=voltage,
        processor=row["processor"],
        category=category,
        runtime=row["runtime"],
        kernels=row["kernels"],
        supply=row.get("supply", ""),
        source=row["source"] if "source" in row else f"{_ROUNDS}{row['rounds'].split()[0]}",
        time=float(row["latency_ms"]) * _MILLI,
        power=power,
    )


def _voltage(row: Row) -> Volt:
    """Voltage from which the core draws its charge: a linear regulator passes it on."""
    return switched(SWITCHED) if row["regulator"] == "switching" else float(row["supply"])
