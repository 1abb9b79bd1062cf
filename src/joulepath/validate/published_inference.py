"""Published times and energies of inferences on accelerators, boards and servers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from joulepath.core.quantities import Joule, Watt
from joulepath.lifecycle.roofline import run_layers
from joulepath.records.roofline import (
    EngineCalibration,
    RatedPower,
    RooflineExecution,
    RooflineInference,
)
from joulepath.validate.data_set import Case, DataSet, Gate, Predictor
from joulepath.validate.fitting import fit_record
from joulepath.validate.inference_engines import ENGINES
from joulepath.validate.published_inference_cases import TABLE, MeasuredInference, measured_case
from joulepath.validate.stacking import stacked
from joulepath.validate.tables import read_table

__all__ = ["EngineFits", "data_set", "energy_data_set", "energy_fits"]

_WEIGHT_OF_POWER: Final = 3.0
_PULL: Final = 0.2

_SOURCES: Final = (
    "arttrt-2024",
    "ultralytics-jetson-2025",
    "hokwangchoi-2026",
    "the0807-2024",
    "kentaroy47-2020",
    "tensorrt-bert-2023",
    "mlperf-inference-v4-1",
    "deeplearningexamples-resnet50",
    "coral-benchmarks-2024",
    "rknn-model-zoo-1-6",
    "hailo-model-zoo-2-10",
    "ncnn-benchmarks-2024",
    "ultralytics-raspberry-pi-2025",
)


def data_set() -> DataSet:
    """Times of inferences."""
    return DataSet(
        name=TABLE,
        title="Published times of CNNs and encoders on accelerators, boards, CPUs and GPUs",
        quantity="time per sample",
        unit="s",
        basis="time only",
        sources=_SOURCES,
        cases=tuple(measured_case(row, "time") for row in read_table(TABLE).rows),
        fit=lambda cases: _predictor(EngineFits(cases), "time"),
        gates=(
            Gate("processor", 0.4, "well known"),
            Gate("processor", 0.6, "little known", missed=_MISSED),
            Gate("network", 0.6, "well known"),
            Gate("network", 0.6, "little known"),
        ),
        peers={"peak-tdp": _at_peak_time},
        remarks=_REMARKS,
    )


def energy_data_set() -> DataSet:
    """Energies of inferences, where power was measured."""
    rows = [row for row in read_table(TABLE).rows if row["watts"]]
    return DataSet(
        name="published-inference-energy",
        title="Published energies of CNNs on a Jetson, a server and accelerators of"
        " microcontrollers",
        quantity="energy per sample",
        unit="J",
        basis="measured power",
        sources=("hokwangchoi-2026", "mlperf-inference-v4-1", "mlperf-tiny-results-v1.0"),
        cases=tuple(measured_case(row, "energy") for row in rows),
        fit=lambda cases: _predictor(energy_fits(cases), "energy"),
        gates=(),
        peers={"peak-tdp": _at_peak_energy},
        remarks=_ENERGY_REMARKS,
    )


_MISSED: Final = (
    "of Hailo, RKNN and GPUs beside a CPU one processor each was measured, so that it is predicted"
    " from others; of accelerators of microcontrollers there are two, one of which reaches five"
    " times the share of its peak rate that the other does"
)
_REMARKS: Final = (
    "Layers of all networks are counted from their definitions; what the tables mean by a network"
    " may differ from that in details.",
    "A processor of a kind of which no other was measured is predicted from processors of another"
    " kind, so that what is said of an unknown accelerator is no better than it is.",
)
_ENERGY_REMARKS: Final = (
    "No gate, for rows are few: one Jetson, one server and two microcontrollers with accelerators;"
    " times of the other published inferences are in the calibration too.",
    "The power at the wall of the server includes a host that is taken from its power at rest.",
)


def energy_fits(cases: Sequence[Case]) -> EngineFits:
    """Calibrations of engines on energies, and on times of what the energies do not hold out.

    Parameters
    ----------
    cases : sequence of Case
        Cases of the energies.
    """
    return EngineFits((*cases, *_untimed(cases)))


def _untimed(cases: Sequence[Case]) -> tuple[Case, ...]:
    """Times without power on the processors of these cases, and on those of no energy."""
    kept = {case.groups["processor"] for case in cases}
    held = {case.groups["processor"] for case in _with_power()} - kept
    families = {case.groups["network"] for case in cases}
    gone = {case.groups["network"] for case in _with_power()} - families
    return tuple(
        case
        for case in data_set().cases
        if not case.circumstances.power
        and case.groups["processor"] not in held
        and case.groups["network"] not in gone
    )


@cache
def _with_power() -> tuple[Case, ...]:
    return tuple(case for case in data_set().cases if case.circumstances.power)


class EngineFits:
    """Calibrations of engines, each fitted when it is first needed."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self._cases = tuple(cases)

    def engine(self, name: str) -> EngineCalibration:
        """Calibration of an engine, on its own cases or on those of its kin."""
        specification = ENGINES[name]
        return _fit(name, self._of((name,)) or self._of(specification.kin) or self._cases)

    def _of(self, names: Sequence[str]) -> tuple[Case, ...]:
        return tuple(case for case in self._cases if case.circumstances.engine in names)


def _fit(name: str, cases: Sequence[Case]) -> EngineCalibration:
    ordered = sorted(cases, key=lambda case: case.name)
    return _fitted(name, tuple(case.circumstances for case in ordered))


@lru_cache(maxsize=512)
def _fitted(name: str, measured: tuple[MeasuredInference, ...]) -> EngineCalibration:
    specification = ENGINES[name]
    together = stacked(measured)
    time = np.array([each.time / each.plan.batch for each in measured])
    power = np.array([each.power for each in measured])
    known = power > 0

    def residuals(calibration: EngineCalibration) -> NDArray[np.float64]:
        found = np.empty((2, len(measured)))
        for positions, several in together:
            execution = _executed(several, calibration)
            found[0, positions] = execution.time
            found[1, positions] = _power(several, execution)
        off = np.log(found[0] / time)
        weighed = _WEIGHT_OF_POWER * np.log(found[1][known] / power[known])
        return np.concatenate([off, weighed])

    return fit_record(specification.start, specification.bounds, residuals, pull=_PULL)


def _executed(several: MeasuredInference, engine: EngineCalibration) -> RooflineExecution:
    around = replace(
        several.plan.surroundings, host=engine.host_power, conversion=engine.conversion
    )
    plan = replace(several.plan, surroundings=around)
    return run_layers(RooflineInference(several.layers, plan, engine))


def _power(several: MeasuredInference, execution: RooflineExecution) -> Watt:
    match several.boundary:
        case "source":
            return execution.energy / execution.time
        case _:
            return execution.power


def _predictor(fits: EngineFits, quantity: Literal["time", "energy"]) -> Predictor:
    def predict(cases: Sequence[Case]) -> NDArray[np.float64]:
        found = np.empty(len(cases))
        for positions, several in stacked([case.circumstances for case in cases]):
            execution = _executed(several, fits.engine(several.engine))
            power = _power(several, execution)
            found[positions] = execution.time * (1.0 if quantity == "time" else power)
        return found

    return predict


def _at_peak_time(cases: Sequence[Case]) -> NDArray[np.float64]:
    return np.array([_peak_time(case.circumstances) for case in cases])


def _at_peak_energy(cases: Sequence[Case]) -> NDArray[np.float64]:
    return np.array([_peak_time(case.circumstances) * _rated(case.circumstances) for case in cases])


def _peak_time(measured: MeasuredInference) -> Any:
    """Peers' formula: all operations at the peak rate."""
    work = sum(layer.operations * layer.layers for layer in measured.layers.layers)
    return work / measured.plan.throughput


def _rated(measured: MeasuredInference) -> Joule:
    match measured.plan.power:
        case RatedPower(_, maximum, _):
            return maximum
        case typical:
            return typical.active
