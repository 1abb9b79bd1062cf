"""What the links of a scenario, their standards or their regions forbid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from joulepath.catalogue.units import render
from joulepath.core.quantities import Second
from joulepath.errors import Problem
from joulepath.lifecycle.links.technologies import activity
from joulepath.records.inputs import Inputs
from joulepath.records.links.delivery import BroadcastSession
from joulepath.records.results import Lifecycle
from joulepath.scenario.fields import anywhere
from joulepath.scenario.links.delivery import session_problems
from joulepath.scenario.links.link_problems import link_problems
from joulepath.scenario.links.shared_link import shared_problems
from joulepath.scenario.links.streams import (
    Stream,
    crossing_streams,
    inference_streams,
    upkeep_streams,
)

__all__ = ["forbidden", "poorly_delivered", "streams_of", "together"]

_NO_LOSS: Final = 0.0
_ENOUGH: Final = 0.95
"""Share of the messages that should arrive; below it a scenario is warned of."""


def streams_of(inputs: Inputs, life: Lifecycle, *, divided: bool = False) -> tuple[Stream, ...]:
    """Everything that crosses the links of a scenario while its model is used.

    Parameters
    ----------
    inputs : Inputs
        The scenario, resolved.
    life : Lifecycle
        What it comes to.
    divided : bool
        Whether inputs and answers are left out, as where each way to divide the model has its own.

    Returns
    -------
    tuple of Stream
        Each with the part of the path that it crosses.
    """
    upkeep = tuple(upkeep_streams(inputs, life))
    if divided:
        return upkeep
    found = life.inference
    interval = None if found.waiting is None else found.waiting.time
    return (*inference_streams(found.collection, found.result, inputs.path, interval), *upkeep)


def forbidden(inputs: Inputs, life: Lifecycle, using: Sequence[Stream]) -> Iterator[Problem]:
    """All that a life breaks on the links of its path.

    Parameters
    ----------
    inputs : Inputs
        The scenario, resolved.
    life : Lifecycle
        What it comes to.
    using : sequence of Stream
        What crosses the links while the model is used (`streams_of`).
    """
    samples = crossing_streams(life.collection, inputs.path, None, "samples")
    alone = [*_broken((*samples, *using)), *_too_slow(inputs, life)]
    yield from alone or shared_problems(using)


def together(using: Sequence[Stream]) -> list[Problem]:
    """What streams break one by one, or else all of them together.

    Parameters
    ----------
    using : sequence of Stream
        Everything that crosses the links.
    """
    alone = list(_broken(using))
    return alone or list(shared_problems(using))


def poorly_delivered(using: Iterable[Stream]) -> Iterator[str]:
    """Warnings of messages of which too few arrive.

    Parameters
    ----------
    using : iterable of Stream
        What crosses the links.
    """
    for each in using:
        if not each.packets:
            continue
        share = activity(each.packets, each.link).delivered
        if anywhere(share < _ENOUGH):
            least = float(getattr(share, "min", lambda share=share: share)())
            yield (
                f"path.{each.hop}.link: only {100 * least:.3g} % of the messages with {each.what} "
                "arrive: allow more attempts, or lose fewer frames"
            )


def _broken(streams: Iterable[Stream]) -> Iterator[Problem]:
    """What each message breaks by itself."""
    for each in streams:
        if each.packets:
            yield from link_problems(each.packets, each.link, each.pause, each.where)


def _too_slow(inputs: Inputs, life: Lifecycle) -> Iterator[Problem]:
    """Updates and reports that take longer than until the next one is due, or cannot be whole."""
    delivered, reported = life.inference.delivery, life.inference.telemetry
    if delivered is not None and inputs.delivery is not None:
        update = delivered.update
        if isinstance(update, BroadcastSession):
            yield from session_problems(update, _NO_LOSS, "delivery.broadcast")
            yield from _late(update.time, inputs.delivery.interval, "delivery")
        else:
            yield from _late(update.device.time, inputs.delivery.interval, "delivery")
    if reported is not None and inputs.telemetry is not None:
        yield from _late(reported.report.time, inputs.telemetry.interval, "telemetry")


def _late(time: Second, interval: Second, where: str) -> Iterator[Problem]:
    if anywhere(time > interval):
        what = "takes longer to send than until the next one is due"
        if not hasattr(time, "shape") and not hasattr(interval, "shape"):
            long, due = (render(float(each), "s") for each in (time, interval))
            what = f"takes {long} to send, but the next one is due after {due}"
        yield Problem(f"{where}.interval", what, "send less, less often, or over a faster link")
