"""Everything that crosses the links of a scenario again and again, message by message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from joulepath.core.quantities import Bit, Count, Second
from joulepath.formulas.links.crossing import message_interval
from joulepath.formulas.links.fragmentation import last_fragment
from joulepath.lifecycle.links.crossing import packets_of_whole
from joulepath.lifecycle.transmission import Path
from joulepath.records.inputs import Inputs, RateDemand
from joulepath.records.links.delivery import BroadcastSession, Transfer
from joulepath.records.links.hop import FramedHop
from joulepath.records.links.links import Link
from joulepath.records.links.traffic import Direction, Packets
from joulepath.records.results import FramedTransfer, Lifecycle
from joulepath.records.results import Transfer as Crossing
from joulepath.scenario.fields import anywhere

__all__ = ["Stream", "crossing_streams", "inference_streams", "upkeep_streams"]


@dataclass(frozen=True)
class Stream:
    """Equal messages that cross a link."""

    what: str
    """What they carry, e.g. ``"answers"``."""
    where: str
    """Place in the file that decides their size."""
    hop: int
    """Number of the part of the path."""
    link: Link
    """The link."""
    packets: tuple[Packets, ...]
    """Packets of one message; none for a device that listens alone."""
    messages: Count
    """Messages in an interval."""
    interval: Second | None
    """Time after which as many come again, where that is known."""
    listening: Second = 0.0
    """Time for which the device listens besides, in an interval."""
    counted: bool = True
    """Whether it counts by itself; a request is part of the exchange of its answer."""

    @property
    def pause(self) -> Second | None:
        """Time from one message to the next, where messages are judged one by one.

        None where it is not known, and for messages of a table of its own, which are judged with
        all that crosses the link.
        """
        if self.interval is None or self.where != f"path.{self.hop}.link":
            return None
        return message_interval(time=self.interval, messages=self.messages)


def crossing_streams(
    crossing: Crossing | None, path: Path, interval: Second | None, what: str
) -> Iterator[Stream]:
    """Messages that carry samples or answers over the framed links of a path.

    Parameters
    ----------
    crossing : Transfer or None
        What crosses the path in an interval.
    path : tuple of Hop or FramedHop
        The path.
    interval : Second or None
        Time until as much crosses again, where it is known.
    what : str
        What it is.
    """
    if crossing is None:
        return
    first = max(0, len(path) - len(crossing.hops))
    parts = zip(path[first:], crossing.hops, strict=False)
    for number, (hop, crossed) in enumerate(parts, start=first):
        if isinstance(hop, FramedHop) and isinstance(crossed, FramedTransfer):
            where = f"path.{number}.link"
            yield Stream(what, where, number, hop.link, crossed.packets, crossed.messages, interval)


def inference_streams(
    asked: Crossing | None, answered: Crossing | None, path: Path, interval: Second | None
) -> Iterator[Stream]:
    """Inputs and answers that cross a path.

    Parameters
    ----------
    asked, answered : Transfer or None
        Inputs and answers of an interval; the exchange of an answer to inputs holds these too.
    path : tuple of Hop or FramedHop
        The path.
    interval : Second or None
        Time until as much crosses again, where it is known.
    """
    alone = answered is None
    for each in crossing_streams(asked, path, interval, "inputs"):
        yield replace(each, counted=alone)
    what = "answers" if asked is None else "inputs with their answers"
    yield from crossing_streams(answered, path, interval, what)


def upkeep_streams(inputs: Inputs, life: Lifecycle) -> Iterator[Stream]:
    """Reports, updates and federated rounds of a scenario."""
    last_alone = inputs.switches.inference_path == "last-hop"
    used = inputs.path[-1:] if last_alone else inputs.path
    first = len(inputs.path) - len(used)
    for number, hop in enumerate(used, start=first):
        if isinstance(hop, FramedHop):
            yield from _reports(inputs, life, number, hop)
            yield from _updates(inputs, life, number, hop)
    for number, hop in enumerate(inputs.path):
        if isinstance(hop, FramedHop):
            yield from _rounds(inputs, life, number, hop)


def _reports(inputs: Inputs, life: Lifecycle, number: int, hop: FramedHop) -> Iterator[Stream]:
    plan, found = inputs.telemetry, life.inference.telemetry
    if plan is not None and found is not None:
        sent = _Sent("telemetry", number, hop, plan.interval)
        yield from sent.pieces(found.report, plan.limit, "up")


def _updates(inputs: Inputs, life: Lifecycle, number: int, hop: FramedHop) -> Iterator[Stream]:
    plan, found = inputs.delivery, life.inference.delivery
    if plan is None or found is None:
        return
    sent = _Sent("delivery", number, hop, plan.interval)
    if not isinstance(found.update, BroadcastSession):
        yield from sent.pieces(found.update.device, plan.limit, "down")
    elif plan.broadcast is not None:
        yield sent.messages(plan.broadcast.setup_down, "down", 1.0)
        yield sent.messages(plan.broadcast.setup_up, "up", 1.0)
        yield Stream(
            "delivery", "delivery", number, hop.link, (), 1.0, plan.interval, found.update.time
        )


def _rounds(inputs: Inputs, life: Lifecycle, number: int, hop: FramedHop) -> Iterator[Stream]:
    plan, found = inputs.federated, life.federated
    if plan is None or found is None:
        return
    interval: Any = None
    match inputs.inference.demand:
        case RateDemand(lifetime=lifetime):
            interval = lifetime / (plan.rounds.participation * plan.rounds.rounds)
        case _:
            pass
    sent = _Sent("federated", number, hop, interval)
    yield from sent.pieces(found.down, plan.limit, "down")
    yield from sent.pieces(found.up, plan.limit, "up")


@dataclass(frozen=True)
class _Sent:
    """What a table of the scenario sends over a part of the path."""

    table: str
    number: int
    hop: FramedHop
    interval: Second | None

    def pieces(self, sent: Transfer, limit: Bit, way: Direction) -> Iterator[Stream]:
        """Full messages of a payload, and its last one."""
        rest = last_fragment(size=sent.payload, limit=limit, full=sent.full)
        if anywhere(sent.full > 0):
            yield self.messages(limit, way, sent.full)
        yield self.messages(rest, way, 1.0)

    def messages(self, size: Bit, way: Direction, count: Count) -> Stream:
        """Equal messages of a size."""
        packets = packets_of_whole(size, way, self.hop)
        where = self.table
        return Stream(where, where, self.number, self.hop.link, packets, count, self.interval)
