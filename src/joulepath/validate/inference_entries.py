"""Calibrated catalogue entries of inference engines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from joulepath.core.tree import numbers
from joulepath.records.roofline import EngineCalibration
from joulepath.validate.data_set import Case, DataSet
from joulepath.validate.holdout import bands, validate
from joulepath.validate.inference_engines import ENGINES, EngineSpecification
from joulepath.validate.published_inference import EngineFits, data_set, energy_data_set

__all__ = ["EngineEntry", "engine_entries"]

_HELD: Final = 0.9
_UNKNOWN: Final = "little known"
_NEAR: Final = 0.005


@dataclass(frozen=True)
class EngineEntry:
    """An entry that is to be written."""

    name: str
    """Its name."""
    texts: Mapping[str, str]
    """What it says in words."""
    record: EngineCalibration
    """Its numbers."""
    others: Sequence[EngineCalibration]
    """The same fitted without each of the processors."""
    assumed: Mapping[str, str]
    """Numbers that are assumed, with the reason."""


def engine_entries() -> Iterator[EngineEntry]:
    """Entries of all engines, with bands from predictions that had not seen what they predict."""
    data = data_set()
    cases = data.cases
    fits = EngineFits(cases)
    without = [
        EngineFits(case for case in cases if case.groups["processor"] != left)
        for left in sorted({case.groups["processor"] for case in cases})
    ]
    strange, known = (bands(data, cases, way) for way in ("processor", "network"))
    powers = _power_reach(energy_data_set())
    for specification in ENGINES.values():
        own = [case for case in cases if case.circumstances.engine == specification.name]
        kind = own[0].kind if own else _UNKNOWN
        fitted = fits.engine(specification.name)
        seen = _several(own, data) or known
        reaches = max(strange[kind][1], seen[kind][1]), seen[kind][1]
        yield EngineEntry(
            name=specification.name,
            texts=_texts(specification, own),
            record=_banded(fitted, *reaches, powers),
            others=[each.engine(specification.name) for each in without],
            assumed=_assumed(specification, fitted),
        )


def _several(own: Sequence[Case], data: DataSet) -> dict[str, tuple[float, float]] | None:
    """Bands from an engine's own errors, where it was measured on several processors.

    They may be more unlike than those of other engines, or less; one alone does not tell.
    """
    if len({case.groups["processor"] for case in own}) == 1 or not own:
        return None
    return bands(data, own, "network")


def _assumed(specification: EngineSpecification, fitted: EngineCalibration) -> dict[str, str]:
    """Numbers that no fit gives, and those of which the measurements say nothing."""
    values, starts = dict(numbers(fitted)), dict(numbers(specification.start))
    found = {
        key: note for key, note in specification.assumed.items() if key not in specification.bounds
    }
    for key, ends in specification.bounds.items():
        if abs(values[key] / starts[key] - 1) < _NEAR:
            found[key] = "the measurements say nothing of it: of the order that others reach"
        elif min(abs(values[key] / end - 1) for end in ends) < _NEAR:
            found[key] = "the fit ends at the bound that was set for it"
    return found


def _banded(
    fitted: EngineCalibration, strange: float, known: float, power: float
) -> EngineCalibration:
    """A calibration with its bands; errors of time and power are taken to be independent."""
    energy, energy_known = (_together(reach, power) for reach in (strange, known))
    return replace(
        fitted,
        time_low=1 / strange,
        time_high=strange,
        energy_low=1 / energy,
        energy_high=energy,
        measured_time_low=1 / known,
        measured_time_high=known,
        measured_energy_low=1 / energy_known,
        measured_energy_high=energy_known,
    )


def _together(time: float, power: float) -> float:
    return float(np.exp(np.hypot(np.log(time), np.log(power))))


def _power_reach(data: DataSet) -> float:
    """Factor to which 90 % of the powers keep that were predicted for an unseen processor."""
    energies = validate(data, "processor").predicted
    times = data_set()
    seconds = _times_of(times, data.cases)
    found = energies / seconds
    measured = np.array([case.circumstances.power for case in data.cases])
    errors = np.abs(np.log(found / measured))
    groups = len({case.groups["processor"] for case in data.cases})
    return float(np.exp(np.quantile(errors, _HELD) * np.sqrt(1 + 1 / groups)))


def _times_of(times: DataSet, cases: Sequence[Case]) -> Any:
    """Times predicted for the same cases, each by a calibration without its processor."""
    found = validate(times, "processor").predicted
    by_name = {case.name: value for case, value in zip(times.cases, found, strict=True)}
    return np.array([by_name[case.name] for case in cases])


def _texts(specification: EngineSpecification, own: Sequence[Case]) -> dict[str, str]:
    return {
        "title": specification.title,
        "processors": specification.processors or "-",
        "classes": specification.classes or "-",
        "formats": specification.formats,
        "measured": ", ".join(sorted({case.platform for case in own})) or "-",
        "memory": specification.memory,
        "operators": specification.operators,
        "partition": specification.partition,
        "operators_source": specification.operators_source,
    }
