"""What an inference by a roofline comes to, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from joulepath.catalogue import load
from joulepath.catalogue.units import render
from joulepath.core.tree import units
from joulepath.report.plain import plain
from joulepath.report.tables import Table
from joulepath.report.wording import assumption_lines, source_lines
from joulepath.scenario.engines import KIND
from joulepath.scenario.roofline import RooflineFound

__all__ = ["roofline_data", "roofline_lines", "roofline_sources", "roofline_table"]

_PARTS: Final = {
    "busy": "layers, arithmetic or memory",
    "loading": "loading weights",
    "launching": "starting layers",
    "host": "layers and copies on the host",
}
_MINOR: Final = ("arithmetic", "streaming")


def roofline_table(found: RooflineFound) -> Table:
    """Where the time of a batch goes, before a power limit slows it.

    Parameters
    ----------
    found : RooflineFound
        A request and what it comes to.

    Returns
    -------
    Table
        A row for each part; the last is the time from one batch to the next.
    """
    execution = found.execution
    rows = [(title, _time(getattr(execution, part))) for part, title in _PARTS.items()]
    alone = [(f"  {part} alone", _time(getattr(execution, part))) for part in _MINOR]
    body = (rows[0], *alone, *rows[1:])
    total = ("a batch, with calls and waiting", _time(execution.interval))
    return Table(("part of a batch", "time"), body, (total,))


def roofline_lines(found: RooflineFound) -> Iterator[str]:
    """The answer in words.

    Parameters
    ----------
    found : RooflineFound
        A request and what it comes to.
    """
    request, setting, execution = found.request, found.setting, found.execution
    batch = f", batches of {request.batch}" if request.batch > 1 else ""
    mode = f", mode {request.mode}" if request.mode else ""
    yield (
        f"{request.model.name} on {request.processor}{mode}, {setting.format},"
        f" {request.input} input{batch}"
    )
    low, high = _energy(execution.energy_low), _energy(execution.energy_high)
    yield (
        f"energy: {_energy(execution.energy)} a sample (90 % band {low} to {high}),"
        f" {_energy(execution.processor_energy)} of it in the processor"
    )
    early, late = _time(execution.time_low), _time(execution.time_high)
    yield (
        f"time: {_time(execution.time)} a sample (90 % band {early} to {late}); latency"
        f" {_time(execution.latency)}; power of the processor {_power(execution.power)}"
    )
    if float(execution.slowdown) > 1:
        yield f"the power limit slows it by a factor of {float(execution.slowdown):.2f}"
    memory = setting.memory
    yield (
        f"memory: {render(memory.weights, 'bit')} of weights,"
        f" {render(memory.activations, 'bit')} of activations"
    )
    if found.duty is not None and request.every is not None:
        yield (
            f"{request.batch} every {render(request.every, 's')}:"
            f" {_energy(found.duty.energy)} each time, {_power(found.duty.power)} on average"
            " from the source"
        )
    yield "method: roofline"
    yield ""
    yield from assumption_lines(found.assumptions)
    yield ""
    yield from source_lines(roofline_sources(found))


def roofline_sources(found: RooflineFound) -> tuple[str, ...]:
    """Keys of the sources that a result rests on, that of the calibration first."""
    known = load()
    engine = known.entry(KIND, found.setting.engine)
    device = known.entry("processors", found.setting.device.name)
    keys = [figure.source for figure in engine.figures.values()]
    keys += [figure.source for name, figure in device.figures.items() if _used(name)]
    return tuple(dict.fromkeys(keys))


def _used(figure: str) -> bool:
    return figure.startswith(("peak", "memory", "on_chip", "power_modes")) or "power" in figure


def roofline_data(found: RooflineFound) -> dict[str, Any]:
    """Put a result in plain tables.

    Parameters
    ----------
    found : RooflineFound
        A request and what it comes to.

    Returns
    -------
    dict
        ``request``, ``engine``, ``format``, ``memory``, ``plan``, ``execution``, ``duty``,
        ``units`` of the numbers of the execution, ``on_host``, ``assumptions`` and ``sources``.
    """
    setting = found.setting
    return {
        "method": "roofline",
        "request": {**plain(found.request), "model": str(found.request.model)},
        "engine": setting.engine,
        "format": setting.format,
        "memory": plain(setting.memory),
        "plan": plain(setting.inference.plan),
        "execution": plain(found.execution),
        "duty": None if found.duty is None else plain(found.duty),
        "units": dict(units(found.execution)),
        "on_host": list(setting.on_host),
        "assumptions": list(found.assumptions),
        "sources": list(roofline_sources(found)),
    }


def _time(value: Any) -> str:
    return render(float(value), "s")


def _energy(value: Any) -> str:
    return render(float(value), "J")


def _power(value: Any) -> str:
    return render(float(value), "W")
