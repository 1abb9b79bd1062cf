"""Which calibration says most of a model on a microcontroller."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from joulepath.catalogue import Catalogue, Entry
from joulepath.catalogue.units import render
from joulepath.errors import CatalogueError, Problem
from joulepath.lifecycle.microcontroller import infer
from joulepath.records.microcontroller import ExecutionPlan, NetworkWork, RuntimeCalibration
from joulepath.records.processor import ProcessorSpecification
from joulepath.scenario.accelerators import peak_rate
from joulepath.scenario.execution_plans import (
    Candidate,
    Wish,
    of_class,
    of_platform,
    of_timed_platform,
)
from joulepath.scenario.microcontroller_runtimes import (
    CLASSES,
    FLOATS,
    INTEGERS,
    check_runtime,
    class_of,
)

__all__ = ["Choice", "choose", "microcontroller", "platforms_of"]

_POWERED: Final = "microcontroller-platforms"
_TIMED: Final = "timed-platforms"
_NETWORKS: Final = "calibration-networks"
_SEEN_IN_SOFTWARE: Final = 4.0
"""Most operations a cycle of the processors without accelerator that were measured."""

_SEEN_IN_FLOATS: Final = 1.0
"""Least operations a cycle of the processors that were measured computing in floats."""


@dataclass(frozen=True)
class Choice:
    """A plan, and why it is that."""

    found: Candidate
    """Calibration and plan."""
    assumptions: tuple[str, ...]
    """What that rests on."""

    @property
    def plan(self) -> ExecutionPlan:
        """How the model is executed."""
        return self.found.plan

    @property
    def costs(self) -> RuntimeCalibration:
        """What measurements say of the runtime."""
        return self.found.costs

    @property
    def runtime(self) -> str:
        """Name of the runtime whose costs are used."""
        return self.found.runtime.name

    @property
    def platform(self) -> str | None:
        """Name of the calibration of the processor with the runtime, if there is one."""
        return None if self.found.platform is None else self.found.platform.name

    @property
    def measured_by(self) -> str | None:
        """Key of the source of the measurements behind that calibration."""
        return None if self.found.platform is None else self.found.platform.text["measured_by"]


def microcontroller(wish: Wish, known: Catalogue) -> ProcessorSpecification:
    """Look a microcontroller up that infers in the format that is wished.

    Raises
    ------
    UnknownName
        If there is no such processor, with the nearest names.
    CatalogueError
        If it is no microcontroller, or its clock or its rate in that format is not known.
    """
    device = known.processor(wish.processor)
    where = f"processors/{wish.processor}"
    problems: list[Problem] = []
    if device.category not in CLASSES:
        names = [n for n in known.names("processors") if _is_microcontroller(n, known)]
        remedy = f"name a microcontroller, e.g. {', '.join(names[:4])}"
        what = f"is no microcontroller but of class {device.category!r}"
        problems.append(Problem(where, what, remedy))
    if device.clock is None:
        problems.append(Problem(where, "its clock is not known", "name another"))
    if problems:
        raise CatalogueError(*problems)
    peak_rate(device, wish.format)
    return device


def _is_microcontroller(name: str, known: Catalogue) -> bool:
    return known.entry("processors", name).text.get("class") in CLASSES


def choose(
    wish: Wish, device: ProcessorSpecification, work: NetworkWork, known: Catalogue
) -> Choice:
    """Take a platform that was measured, or else what is known of the class.

    A platform of which a power was measured goes before one of which a time was. Of several with
    the runtime that is wished it is the one at the nearest clock; without a wish it is the median
    of the processor's own calibrations by the energy of this network.

    Parameters
    ----------
    wish : Wish
        What is asked for.
    device : ProcessorSpecification
        The microcontroller.
    work : NetworkWork
        What an inference takes.
    known : Catalogue
        Where calibrations are looked up.

    Returns
    -------
    Choice
        A plan, and what it rests on.

    Raises
    ------
    UnknownName
        If there is no such runtime, with the nearest names.
    InputError
        If the runtime is not made for the processor, or neither power nor supply voltage is known.
    """
    if wish.runtime is not None:
        check_runtime(wish.runtime, wish.format, device, known)
    foreign = not is_known(work, known)
    candidates = _candidates(wish, device, foreign, known)
    if not candidates:
        return _by_class(wish, device, known)
    if wish.runtime is not None:
        first, *others = candidates
        said = _of_runtime(first, others)
    else:
        first, said = _median(candidates, work)
    said = (*said, *_band_of_foreign(known)) if foreign else said
    return _judged(first, (*said, *first.said), _other_clock(first))


def is_known(work: NetworkWork, known: Catalogue) -> bool:
    """Whether a network has the multiply-accumulates and layers of one that was measured."""
    networks = (known.record(NetworkWork, name) for name in known.names(_NETWORKS))
    return replace(work, output_values=0.0) in {
        replace(each, output_values=0.0) for each in networks
    }


def platforms_of(processor: str, known: Catalogue) -> list[Entry]:
    """Calibrations of a processor: those with a power first, and the fastest of them."""
    kinds = (_POWERED, _TIMED)
    return sorted(
        (entry for kind in kinds for entry in known.saying(kind, "processor", processor)),
        key=lambda entry: (entry.kind != _POWERED, -entry.figures["clock"].value, entry.name),
    )


def _candidates(
    wish: Wish, device: ProcessorSpecification, foreign: bool, known: Catalogue
) -> list[Candidate]:
    """Platforms as wished: those with a power if there are any; at the nearest clock first."""
    entries = [
        entry
        for entry in platforms_of(device.name, known)
        if wish.runtime in (None, entry.text["runtime"]) and _computes(entry, wish, known)
    ]
    powered = [entry for entry in entries if entry.kind == _POWERED and _supplied(entry, wish)]
    timed = [entry for entry in entries if entry.kind == _TIMED]
    if wish.clock is not None:
        clock = wish.clock
        for each in (powered, timed):
            each.sort(key=lambda entry: abs(entry.figures["clock"].value - clock))
    if powered:
        return [of_platform(entry, wish, device, foreign, known) for entry in powered]
    return [of_timed_platform(entry, wish, device, foreign, known) for entry in timed]


def _computes(platform: Entry, wish: Wish, known: Catalogue) -> bool:
    runtime = known.entry("inference-runtimes", platform.text["runtime"])
    return (runtime.text["format"] == FLOATS) == (wish.format == FLOATS)


def _supplied(platform: Entry, wish: Wish) -> bool:
    return wish.supply is None or platform.figures["supply"].value == wish.supply


def _of_runtime(first: Candidate, others: list[Candidate]) -> tuple[str, ...]:
    said = (f"calibrated on measurements of {first.name}",)
    if not others:
        return said
    names = ", ".join(each.name for each in others)
    return (*said, f"there are also {names}: choose by supply or clock")


def _median(candidates: list[Candidate], work: NetworkWork) -> tuple[Candidate, tuple[str, ...]]:
    """The median by the energy of the network; the lower one of two in the middle."""
    energies = [(float(infer(work, each.plan, each.costs).energy), each) for each in candidates]
    ranked = sorted(energies, key=lambda pair: (pair[0], pair[1].name))
    _, middle = ranked[(len(ranked) - 1) // 2]
    if len(ranked) == 1:
        return middle, (f"no runtime given: {middle.name}, the one calibration of its processor",)
    (low, least), (high, most) = ranked[0], ranked[-1]
    return middle, (
        f"no runtime given: {middle.name}, the median of the {len(ranked)} calibrations of its"
        f" processor, which go from {render(low, 'J')} ({least.name}) to {render(high, 'J')}"
        f" ({most.name}); choose with a runtime, a supply or a clock",
    )


def _band_of_foreign(known: Catalogue) -> tuple[str, ...]:
    count = len(known.names(_NETWORKS))
    return (
        f"none of the {count} networks that were measured has these operators: the band is that"
        " of architectures that were held out",
    )


def _by_class(wish: Wish, device: ProcessorSpecification, known: Catalogue) -> Choice:
    name = wish.runtime or class_of(device, wish.format)
    runtime = known.entry("inference-runtimes", name)
    if wish.format == FLOATS and runtime.text["format"] != FLOATS:
        runtime = known.entry("inference-runtimes", class_of(device, wish.format))
    first = (
        f"no measurement of {device.name} with {name} in {wish.format}: costs of"
        f" {runtime.title!r} at the peak rate of the catalogue, with a wide band"
    )
    measured = [entry.name for entry in platforms_of(device.name, known)]
    hint = [f"measured on it: {', '.join(measured)}"] if measured else []
    found = of_class(runtime, wish, device, known)
    unlike = (*_unlike_class(wish, device), *_other_clock(found))
    return _judged(found, (first, *hint, *found.said), unlike)


def _judged(
    found: Candidate, said: tuple[str, ...], outside: Iterator[str] | tuple[str, ...]
) -> Choice:
    """Widen the band of a plan where measurements have not seen its like."""
    unlike = (*_unlike_format(found), *outside)
    if not unlike:
        return Choice(found, said)
    wider = replace(found, plan=replace(found.plan, validity="outside"))
    last = "outside what was measured: the band is twice as wide"
    return Choice(wider, (*said, *unlike, last))


def _unlike_format(found: Candidate) -> Iterator[str]:
    measured = found.runtime.text["format"]
    if found.format != measured:
        yield f"measurements are in {measured}; in {found.format} the same costs are assumed"


def _unlike_class(wish: Wish, device: ProcessorSpecification) -> Iterator[str]:
    """What no measurement of the class has."""
    rated: Any = device.clock
    each = peak_rate(device, wish.format) / rated / (device.cores or 1.0)
    if device.category == "mcu" and wish.format == INTEGERS and each > _SEEN_IN_SOFTWARE:
        yield (
            f"{device.name} can do {each:g} operations a cycle; processors without accelerator"
            f" that were measured do {_SEEN_IN_SOFTWARE:g}"
        )
    if wish.format == FLOATS and each < _SEEN_IN_FLOATS:
        yield f"{device.name} has no floating-point unit; processors that were measured have one"


def _other_clock(found: Candidate) -> Iterator[str]:
    plan = found.plan
    if plan.clock != found.clock:
        yield (
            f"power at {render(float(plan.clock), 'cycle/s')} is that at"
            f" {render(found.clock, 'cycle/s')} in proportion to the clock: leakage is neglected"
        )
