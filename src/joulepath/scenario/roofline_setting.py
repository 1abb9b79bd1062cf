"""A counted network put on a processor, ready to be computed by a roofline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, cast

from joulepath.catalogue import Catalogue, Entry
from joulepath.errors import CatalogueError, InputError, Problem, WorkloadError, nearest
from joulepath.records.processor import ProcessorSpecification
from joulepath.records.roofline import EngineCalibration, RooflineInference
from joulepath.records.workload import Workload
from joulepath.scenario.accelerators import formats_of
from joulepath.scenario.chip_memory import MemoryNeeds, needs
from joulepath.scenario.device_memory import device_memory_problems
from joulepath.scenario.engines import engine_of, listed, operators_of
from joulepath.scenario.roofline_plan import RunWish, arithmetic_format, plan_of
from joulepath.workloads.operator_groups import group_of
from joulepath.workloads.placed_layers import Partition, Place, placed_layers, places_of
from joulepath.workloads.what_if_layers import FORMATS

__all__ = ["RooflineSetting", "own_format", "set_up"]

_PLAIN: Final = "fp32"
_SHOWN: Final = 4


@dataclass(frozen=True)
class RooflineSetting:
    """A network on a processor, ready to be computed."""

    inference: RooflineInference
    """Network, plan and calibration."""
    engine: str
    """Name of the calibration."""
    device: ProcessorSpecification
    """The processor."""
    format: str
    """Numeric format of weights and activations."""
    memory: MemoryNeeds
    """Memory that weights and the activations of a batch need."""
    on_host: tuple[str, ...]
    """Operators that the host runs, with how many of each there are."""
    assumptions: tuple[str, ...]
    """What it rests on."""


def own_format(workload: Workload, device: ProcessorSpecification) -> str:
    """Numeric format of the file, if the processor computes in it.

    Raises
    ------
    CatalogueError
        If it does not, with the formats that can be asked for.
    """
    macs: Counter[str] = Counter()
    for layer in workload.layers:
        macs[layer.format] += int(layer.operations.macs)
    form = macs.most_common(1)[0][0] if macs else _PLAIN
    try:
        arithmetic_format(device, form)
    except CatalogueError as error:
        what = f"the model is in {form}, in which {device.name} does not compute"
        formats = formats_of(device)
        remedy = "no rate of it is known: name another processor"
        if formats:
            remedy = f"name the format it is converted to, --numbers {formats[-1]}"
            remedy += f" (it computes in {', '.join(formats)})" if formats[1:] else ""
        raise CatalogueError(Problem(f"processors/{device.name}", what, remedy)) from error
    return form


def set_up(
    workload: Workload, device: ProcessorSpecification, wish: RunWish, known: Catalogue
) -> RooflineSetting:
    """Put a network on a processor.

    Parameters
    ----------
    workload : Workload
        As counted, for one sample.
    device : ProcessorSpecification
        The processor.
    wish : RunWish
        How it is to infer.
    known : Catalogue
        Where calibrations are looked up.

    Returns
    -------
    RooflineSetting
        What is to be computed, and what it rests on.

    Raises
    ------
    InputError
        For a format that is not known or lacks kernels, a network that does not fit, or one of
        which the processor runs nothing.
    """
    _check_format(wish.format, device)
    entry = engine_of(device, wish.format, known)
    memory = _memory(workload, wish)
    if problems := tuple(device_memory_problems(memory, device, known)):
        raise InputError(*problems)
    places = places_of(workload, operators_of(entry), cast("Partition", entry.text["partition"]))
    _check_places(workload, places, device)
    validity = _validity(entry, device)
    engine = cast("EngineCalibration", entry.record)
    plan, said = plan_of(
        device, wish, cast("Literal['main', 'chip']", entry.text["memory"]), engine, validity
    )
    network = placed_layers(workload, places, wish.format)
    return RooflineSetting(
        inference=RooflineInference(network, plan, engine),
        engine=entry.name,
        device=device,
        format=wish.format,
        memory=memory,
        on_host=_on_host(workload, places),
        assumptions=(*_of_engine(entry, device, validity), *said, *_of_fallback(workload, places)),
    )


def _check_format(form: str, device: ProcessorSpecification) -> None:
    if form not in FORMATS:
        near = nearest(form, FORMATS)
        remedy = f"did you mean {near[0]!r}? " if near else ""
        remedy += "known: " + ", ".join(FORMATS)
        raise WorkloadError(Problem("--numbers", f"no numeric format named {form!r}", remedy))
    arithmetic_format(device, form)


def _memory(workload: Workload, wish: RunWish) -> MemoryNeeds:
    one = needs(workload, wish.format)
    return MemoryNeeds(one.weights, one.activations * wish.batch)


def _check_places(
    workload: Workload, places: tuple[Place, ...], device: ProcessorSpecification
) -> None:
    pairs = zip(workload.layers, places, strict=True)
    if any(layer.operations.macs and place == "processor" for layer, place in pairs):
        return
    what = "it runs no layer of this model: all multiply-accumulates are of operators it lacks"
    raise CatalogueError(
        Problem(f"processors/{device.name}", what, "name a CPU or a GPU, which run all operators")
    )


def _validity(
    entry: Entry, device: ProcessorSpecification
) -> Literal["measured", "alike", "outside"]:
    return "measured" if device.name in listed(entry, "measured") else "alike"


def _of_engine(entry: Entry, device: ProcessorSpecification, validity: str) -> Iterator[str]:
    yield f"calibration {entry.name!r}: {entry.title}"
    if validity == "alike":
        measured = entry.text["measured"]
        if measured == "-":
            yield f"no such processor was measured: the band is that of a stranger to {entry.name}"
        else:
            yield f"{device.name} was not measured; {measured} were"


def _on_host(workload: Workload, places: tuple[Place, ...]) -> tuple[str, ...]:
    counted = Counter(
        layer.operator
        for layer, place in zip(workload.layers, places, strict=True)
        if place == "host"
    )
    return tuple(f"{number} x {name}" for name, number in counted.most_common())


def _of_fallback(workload: Workload, places: tuple[Place, ...]) -> Iterator[str]:
    names = _on_host(workload, places)
    if not names:
        return
    shown = ", ".join(names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "")
    groups = {
        group_of(layer)
        for layer, place in zip(workload.layers, places, strict=True)
        if place == "host"
    }
    yield f"on the host, with copies: {shown} ({', '.join(sorted(groups))})"
