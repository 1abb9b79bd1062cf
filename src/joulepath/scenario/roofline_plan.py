"""From what a catalogue knows of a processor to the plan of an inference by a roofline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from joulepath.catalogue.units import render
from joulepath.errors import CatalogueError, Problem, nearest
from joulepath.records.processor import PowerMode, ProcessorSpecification
from joulepath.records.roofline import (
    EngineCalibration,
    RatedPower,
    RooflinePlan,
    Surroundings,
    TypicalPower,
)
from joulepath.scenario.accelerators import formats_of, no_rate

__all__ = ["RunWish", "arithmetic_format", "plan_of"]

_PLAIN: Final = "fp32"
_EMULATING: Final = frozenset({"cpu", "single-board-computer"})
_INTEGERS: Final = frozenset({"int8", "int4"})
_WHOLE: Final = 1.0
_UNLIMITED: Final = 1e6  # W: more than any processor draws
_LARGEST: Final = 1e15  # bits: more than any chip holds
_INSTANT: Final = 1e18  # bit/s: more than any memory delivers


@dataclass(frozen=True)
class RunWish:
    """How a processor is to infer; what is left out is chosen."""

    format: str
    """Numeric format of weights and activations."""
    batch: float = 1.0
    """Samples computed together."""
    input: Literal["serial", "pipelined"] = "serial"
    """Whether the next batch waits for the answer to the last."""
    mode: str | None = None
    """Power mode of the catalogue."""
    limit: float | None = None
    """Power limit in W."""
    host: float | None = None
    """Power of host, memory and peripherals in W; that of the engine by default."""
    conversion: float | None = None
    """Efficiency of the power supply; that of the engine by default."""
    share: float = _WHOLE
    """Part of the cores of the processor that are at work."""


def arithmetic_format(device: ProcessorSpecification, form: str) -> tuple[str, tuple[str, ...]]:
    """Format in which a processor computes what is in a numeric format.

    Parameters
    ----------
    device : ProcessorSpecification
        The processor.
    form : str
        Format of weights and activations.

    Returns
    -------
    tuple
        The format, and what has to be said about it: general-purpose processors compute integers
        at the rate of single precision where they have no kernels for them.

    Raises
    ------
    CatalogueError
        If it does not compute in that format, with those in which it does.
    """
    known = formats_of(device)
    if form in known:
        return form, ()
    if device.category in _EMULATING and form in _INTEGERS and _PLAIN in known:
        said = f"{device.name} has no kernels of its own for {form}: the rate is that of {_PLAIN}"
        return _PLAIN, (said,)
    raise CatalogueError(no_rate(device, form))


def plan_of(
    device: ProcessorSpecification,
    wish: RunWish,
    memory: Literal["main", "chip"],
    engine: EngineCalibration,
    validity: Literal["measured", "alike", "outside"] = "measured",
) -> tuple[RooflinePlan, tuple[str, ...]]:
    """Plan an inference.

    Parameters
    ----------
    device : ProcessorSpecification
        What runs it.
    wish : RunWish
        How.
    memory : str
        Where the engine keeps weights and activations.
    engine : EngineCalibration
        Gives what the catalogue does not know of power, host and supply.
    validity : str
        Whether the calibration has seen its like.

    Returns
    -------
    tuple
        The plan, and what it rests on.

    Raises
    ------
    CatalogueError
        If a rate or power is not known or makes no sense, or there is no such power mode.
    """
    computed, said = arithmetic_format(device, wish.format)
    rate = getattr(device.peak, computed)
    mode = _mode(device, wish.mode)
    power, of_power = _power(device, wish, mode, engine)
    around, of_around = _surroundings(device, wish, engine)
    bandwidth, of_memory = _bandwidth(device, memory)
    cache, of_cache = _cache(device, memory)
    scalar: Any = device.peak.fp32
    plan = RooflinePlan(
        throughput=rate,
        scalar=rate if scalar is None else scalar,
        bandwidth=bandwidth,
        memory=memory,
        cache=cache,
        clock=_clock(device, mode) * wish.share,
        batch=wish.batch,
        input=wish.input,
        power=power,
        surroundings=around,
        validity=validity,
    )
    return plan, (*said, *of_memory, *of_cache, *of_power, *of_around)


def _cache(
    device: ProcessorSpecification, memory: Literal["main", "chip"]
) -> tuple[float, tuple[str, ...]]:
    """Weights that stay on the chip."""
    known: Any = device.on_chip_memory
    if known is not None:
        return known, ()
    if memory == "main":
        return _LARGEST, ()
    return _LARGEST, (f"memory of {device.name} is not known: all weights stay on it",)


def _mode(device: ProcessorSpecification, name: str | None) -> PowerMode | None:
    if name is None:
        return None
    modes = {mode.name: mode for mode in device.power_modes}
    if name in modes:
        return modes[name]
    near = nearest(name, modes)
    remedy = f"did you mean {near[0]!r}? " if near else ""
    remedy += f"known: {', '.join(modes)}" if modes else "it has none that is known; give a limit"
    what = f"no power mode named {name!r}"
    raise CatalogueError(Problem(f"processors/{device.name}", what, remedy))


def _clock(device: ProcessorSpecification, mode: PowerMode | None) -> float:
    """Rate in a mode over the highest, by the clock and the number of cores."""
    if mode is None:
        return _WHOLE
    pairs: Any = ((mode.clock, device.clock), (mode.cores, device.cores))
    ratio = _WHOLE
    for chosen, highest in pairs:
        if chosen is not None and highest is not None:
            ratio *= min(_WHOLE, chosen / highest)
    return ratio


def _bandwidth(
    device: ProcessorSpecification, memory: Literal["main", "chip"]
) -> tuple[float, tuple[str, ...]]:
    known: Any = device.memory_bandwidth
    if known is not None:
        return known, ()
    if memory == "chip":
        return _INSTANT, ()
    return _INSTANT, (f"memory bandwidth of {device.name} is not known: it takes no time",)


def _power(
    device: ProcessorSpecification,
    wish: RunWish,
    mode: PowerMode | None,
    engine: EngineCalibration,
) -> tuple[RatedPower | TypicalPower, tuple[str, ...]]:
    """Power of the catalogue, within a limit or a mode."""
    active: Any = None if device.active_power is None else device.active_power.value
    rated: Any = None if device.maximum_power is None else device.maximum_power.value
    chosen: Any = None if mode is None else mode.power
    if active is not None and chosen is not None:
        active = chosen
    if rated is None:
        rated = chosen if chosen is not None else wish.limit
    full = active if active is not None else rated
    if full is None:
        what = f"the power of {device.name!r} is not known"
        remedy = "give the highest that it may draw, e.g. --power-limit 10W"
        raise CatalogueError(Problem(f"processors/{device.name}", what, remedy))
    idle, said = _idle(device, full, engine)
    if active is not None:
        limit = _UNLIMITED if wish.limit is None else wish.limit
        _check_limit(device, limit, idle, engine)
        return TypicalPower(idle, active, limit), (*said, *_of_active(device, active))
    limit = min(each for each in (chosen, wish.limit, rated) if each is not None)
    _check_limit(device, limit, idle, engine)
    return RatedPower(idle, rated, limit), said


def _of_active(device: ProcessorSpecification, active: float) -> Iterator[str]:
    yield f"power at work: {render(active, 'W')}, as the catalogue says, whatever the network"


def _idle(
    device: ProcessorSpecification, full: float, engine: EngineCalibration
) -> tuple[float, tuple[str, ...]]:
    if device.idle_power is not None:
        known: Any = device.idle_power.value
        return min(known, full), ()
    share: Any = engine.idle_share
    idle = full * share
    said = f"power of {device.name} at rest is not known: {render(idle, 'W')}, the usual share"
    return idle, (said,)


def _check_limit(
    device: ProcessorSpecification, limit: float, idle: float, engine: EngineCalibration
) -> None:
    reached: Any = engine.reached
    if limit * reached <= idle:
        what = f"a limit of {render(limit, 'W')} is not above {render(idle, 'W')} at rest"
        raise CatalogueError(Problem(f"processors/{device.name}", what, "give a higher limit"))


def _surroundings(
    device: ProcessorSpecification, wish: RunWish, engine: EngineCalibration
) -> tuple[Surroundings, tuple[str, ...]]:
    """Host and supply, as far as the power of the processor does not hold them."""
    state = device.active_power or device.maximum_power
    boundary = "chip" if state is None else state.boundary
    board = boundary == "board" and device.category != "gpu"
    usual: Any = 0.0 if board or boundary == "system" else engine.host_power
    passed: Any = _WHOLE if boundary == "system" else engine.conversion
    host = usual if wish.host is None else wish.host
    conversion = passed if wish.conversion is None else wish.conversion
    said: list[str] = []
    if wish.host is None:
        said.append(_of_host(boundary, host))
    if wish.conversion is None and conversion != _WHOLE:
        said.append(f"the power supply passes {100 * conversion:g} % on")
    return Surroundings(host, conversion), tuple(said)


def _of_host(boundary: str, host: float) -> str:
    covers = f"the power of the processor is that of the {boundary}"
    if host:
        return f"{covers}; host, memory and peripherals add {render(host, 'W')}"
    return f"{covers}, so nothing is added for a host"
