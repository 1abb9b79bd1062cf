"""Published inferences: what was timed, on what, and how."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from fractions import Fraction
from functools import cache
from typing import Final, Literal, cast

from joulepath.catalogue import load
from joulepath.core.quantities import Second, Watt
from joulepath.records.processor import ProcessorSpecification
from joulepath.records.roofline import LayerKind, NetworkLayers, PlacedLayer, RooflinePlan
from joulepath.scenario.roofline_plan import RunWish, plan_of
from joulepath.validate.data_set import Case
from joulepath.validate.inference_engines import ENGINES
from joulepath.validate.tables import Row, read_table
from joulepath.workloads.what_if_layers import width_of

__all__ = ["TABLE", "MeasuredInference", "engine_named", "measured_case"]

TABLE: Final = "published-inference"
"""Name of the table of measurements."""

_NETWORKS: Final = "published-inference-networks"
_MILLI: Final = 1e-3
_LITTLE_KNOWN: Final = frozenset({"hailo", "rknn", "integrated-gpu", "microcontroller-npu"})
_FAMILIES: Final = ("bert", "yolo11", "yolov8", "resnet", "regnetx", "vgg", "mobilenet-v1")


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


def measured_case(row: Row, quantity: Literal["time", "energy"]) -> Case:
    """One row of the table as a case, of its time or of its energy."""
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
