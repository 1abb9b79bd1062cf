"""Published times and energies of inferences on accelerators, boards and servers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, Final, Literal, cast

import numpy as np
from numpy.typing import NDArray

from joulepath.catalogue import load
from joulepath.core.quantities import Joule, Second, Watt
from joulepath.lifecycle.roofline import run_layers
from joulepath.records.processor import ProcessorSpecification
from joulepath.records.roofline import (
    EngineCalibration,
    LayerKind,
    NetworkLayers,
    PlacedLayer,
    RatedPower,
    RooflineExecution,
    RooflineInference,
    RooflinePlan,
)
from joulepath.scenario.roofline_plan import RunWish, plan_of
from joulepath.validate.data_set import Case, DataSet, Gate, Predictor
from joulepath.validate.fitting import fit_record
from joulepath.validate.inference_engines import ENGINES
from joulepath.validate.stacking import stacked
from joulepath.validate.tables import Row, read_table
from joulepath.workloads.what_if_layers import width_of

__all__ = ["EngineFits", "MeasuredInference", "data_set", "energy_data_set", "engine_named"]

_NAME: Final = "published-inference"
_NETWORKS: Final = "published-inference-networks"
_MILLI: Final = 1e-3
_WEIGHT_OF_POWER: Final = 3.0
_PULL: Final = 0.2
_LITTLE_KNOWN: Final = frozenset({"hailo", "rknn", "integrated-gpu", "microcontroller-npu"})
_FAMILIES: Final = ("bert", "yolo11", "yolov8", "resnet", "regnetx", "vgg", "mobilenet-v1")

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


@dataclass(frozen=True)
class MeasuredInference:
    """An inference that somebody timed."""

    engine: str
    """Name of the engine it ran on."""
    network: str
    """Name of the network."""
    layers: NetworkLayers
    """Its layers."""
    plan: RooflinePlan
    """How it ran."""
    boundary: Literal["processor", "source", ""]
    """What the power covers, where it was measured."""
    time: Second
    """Measured time of a batch; calibrations see it, predictions do not."""
    power: Watt
    """Measured power, or zero; calibrations see it, predictions do not."""


def data_set() -> DataSet:
    """Times of inferences."""
    return DataSet(
        name=_NAME,
        title="Published times of CNNs and encoders on accelerators, boards, CPUs and GPUs",
        quantity="time per sample",
        unit="s",
        basis="time only",
        sources=_SOURCES,
        cases=tuple(_case(row, "time") for row in read_table(_NAME).rows),
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
    rows = [row for row in read_table(_NAME).rows if row["watts"]]
    return DataSet(
        name="published-inference-energy",
        title="Published energies of CNNs on a Jetson, a server and accelerators of"
        " microcontrollers",
        quantity="energy per sample",
        unit="J",
        basis="measured power",
        sources=("hokwangchoi-2026", "mlperf-inference-v4-1", "mlperf-tiny-results-v1.0"),
        cases=tuple(_case(row, "energy") for row in rows),
        fit=lambda cases: _predictor(EngineFits((*cases, *_untimed(cases))), "energy"),
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


@cache
def _processor(name: str) -> ProcessorSpecification:
    return load().processor(name)


def engine_named(processor: str, form: str) -> str:
    """Name of the engine for a processor in a format."""
    device = _processor(processor)
    fitting = [each for each in ENGINES.values() if each.formats == "all" or form in each.formats]
    for each in fitting:
        if any(fnmatchcase(processor, pattern) for pattern in _words(each.processors)):
            return each.name
    return next(each.name for each in fitting if device.category in _words(each.classes))


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


@cache
def _layers(network: str, bits: int) -> NetworkLayers:
    rows = (row for row in read_table(_NETWORKS).rows if row["network"] == network)
    return NetworkLayers(
        tuple(
            PlacedLayer(
                kind=cast("LayerKind", row["kind"]),
                place="processor",
                operations=float(row["operations"]),
                weights=float(row["weights"]) * bits,
                activations=float(row["activations"]) * bits,
                copied=0.0,
                layers=float(row["layers"]),
            )
            for row in rows
        )
    )


def _case(row: Row, quantity: Literal["time", "energy"]) -> Case:
    name, network, form = row["processor"], row["network"], row["format"]
    found = _measured(row)
    batch = float(row["batch"])
    setting = f" in mode {row['mode']}" if row["mode"] else ""
    each = found.time if quantity == "time" else found.time * found.power
    return Case(
        name=f"{network} in {form}, {row['input']}, batches of {row['batch']}, {name}{setting}",
        platform=name,
        groups={"processor": name, "network": _family(network)},
        circumstances=found,
        measured=float(each / batch),
        kind=_kind(found.engine),
    )


def _kind(engine: str) -> str:
    return "little known" if engine in _LITTLE_KNOWN else "well known"


def _family(network: str) -> str:
    """Networks that differ in size alone are held out together."""
    return next((each for each in _FAMILIES if network.startswith(each)), network)


def _measured(row: Row) -> MeasuredInference:
    engine = engine_named(row["processor"], row["format"])
    wish = RunWish(
        format=row["format"],
        batch=float(row["batch"]),
        input=cast("Literal['serial', 'pipelined']", row["input"]),
        mode=row["mode"] or None,
        share=float(Fraction(row["share"])),
    )
    specification = ENGINES[engine]
    start = specification.start
    plan, _ = plan_of(_processor(row["processor"]), wish, specification.memory, start)
    return MeasuredInference(
        engine=engine,
        network=row["network"],
        layers=_layers(row["network"], width_of(row["format"])),
        plan=plan,
        boundary=cast("Literal['processor', 'source', '']", row["boundary"]),
        time=float(row["milliseconds"]) * _MILLI,
        power=float(row["watts"] or 0.0),
    )


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
