"""What links of short reach check alike: losses, and packets that are too large."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from joulepath.catalogue.units import render
from joulepath.core.quantities import Count, Ratio
from joulepath.errors import Problem
from joulepath.records.links.exchanges import Losses
from joulepath.records.links.traffic import Packets
from joulepath.scenario.fields import anywhere

__all__ = [
    "at_least",
    "largest",
    "loss_problems",
    "outside",
    "smallest",
    "too_large",
    "trial_problems",
]


def loss_problems(losses: Losses, where: str) -> Iterator[Problem]:
    """Losses that are none, and limits of repetition below one."""
    yield from trial_problems(losses.loss, losses.attempts, where)
    if anywhere(losses.reference <= 0):
        remedy = "give the size of the frame whose loss is known, e.g. '127 B'"
        yield Problem(
            f"{where}.loss_size", f"is {render(largest(losses.reference), 'bit')}", remedy
        )


def trial_problems(loss: Ratio, attempts: Count, where: str) -> Iterator[Problem]:
    """A loss that is none, and a limit of repetition below one."""
    if anywhere((loss < 0) | (loss >= 1)):
        what = f"a loss of {largest(loss):g} lets nothing through, or is none"
        yield Problem(f"{where}.loss", what, "give a share from 0 to below 1, e.g. 0.05")
    yield from at_least(attempts, 1.0, "times that a frame is sent", f"{where}.attempts")


def at_least(value: Any, least: float, what: str, where: str) -> Iterator[Problem]:
    """A number below the least that makes sense."""
    if anywhere(value < least):
        yield Problem(where, f"{smallest(value):g} {what}", f"give {least:g} or more")


def outside(value: Any, low: float, high: float, unit: str, where: str) -> Iterator[Problem]:
    """A quantity outside what the standard allows."""
    if anywhere((value < low) | (value > high)):
        remedy = f"the standard allows {render(low, unit)} to {render(high, unit)}"
        yield Problem(where, f"is {render(largest(value), unit)}", remedy)


def too_large(
    packets: Iterable[Packets], limit: Any, what: str, remedy: str, where: str
) -> Iterator[Problem]:
    """Packets above a limit."""
    for each in packets:
        if anywhere(each.size > limit):
            size = render(largest(each.size), "bit")
            yield Problem(where, f"a packet of {size}; {what}", remedy)


def largest(value: Any) -> float:
    """The largest of an array; a number itself."""
    return float(getattr(value, "max", lambda: value)())


def smallest(value: Any) -> float:
    """The smallest of an array; a number itself."""
    return float(getattr(value, "min", lambda: value)())
