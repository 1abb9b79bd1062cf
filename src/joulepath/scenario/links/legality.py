"""What a link, its standard or its region forbids, whatever its technology."""

from __future__ import annotations

from collections.abc import Iterator

from joulepath.catalogue.units import render
from joulepath.core.ops import minimum
from joulepath.core.quantities import Bit, Second
from joulepath.errors import Problem
from joulepath.formulas.links.crossing import message_interval
from joulepath.records.inputs import Inputs
from joulepath.records.links.ble import BleAdvertising, BleConnection
from joulepath.records.links.cellular import BroadbandLink, NarrowbandLink
from joulepath.records.links.delivery import BroadcastSession, DeliveryPlan
from joulepath.records.links.hop import FramedHop
from joulepath.records.links.ieee802154 import Ieee802154Link
from joulepath.records.links.links import Link, LongRangeLink
from joulepath.records.links.lorawan import LorawanLink
from joulepath.records.links.measured import MeasuredLink
from joulepath.records.links.satellite import SatelliteLink
from joulepath.records.links.sigfox import SigfoxLink
from joulepath.records.links.traffic import Direction, Packets
from joulepath.records.links.wifi import WifiLink
from joulepath.records.links.wired import WiredLink
from joulepath.records.results import FramedTransfer, Lifecycle, Transfer
from joulepath.scenario.fields import anywhere
from joulepath.scenario.links.ble import advertising_problems, ble_problems
from joulepath.scenario.links.cellular import cellular_problems
from joulepath.scenario.links.delivery import session_problems
from joulepath.scenario.links.ieee802154 import ieee802154_problems
from joulepath.scenario.links.lorawan import lorawan_problems
from joulepath.scenario.links.satellite import satellite_problems
from joulepath.scenario.links.sigfox import sigfox_problems
from joulepath.scenario.links.wifi import wifi_problems
from joulepath.scenario.links.wired import wired_problems

__all__ = ["forbidden", "link_problems"]

_NO_LOSS = 0.0


def link_problems(
    packets: tuple[Packets, ...], link: Link, interval: Second | None, where: str
) -> list[Problem]:
    """All that the packets of a message break on a link.

    Parameters
    ----------
    packets : tuple of Packets
        Packets of one message.
    link : Link
        The link, of any technology.
    interval : Second or None
        Time from one message to the next, where it is known.
    where : str
        What to call the link in messages.

    Returns
    -------
    list of Problem
        Each with what would be legal.
    """
    match link:
        case MeasuredLink():
            return []
        case BleConnection():
            return ble_problems(packets, link, where)
        case BleAdvertising():
            return advertising_problems(packets, link, where)
        case Ieee802154Link():
            return ieee802154_problems(packets, link, where)
        case WifiLink():
            return wifi_problems(packets, link, where)
        case WiredLink():
            return wired_problems(packets, link, where)
        case LorawanLink() | SigfoxLink() | SatelliteLink():
            return _long_range_problems(packets, link, interval, where)
        case NarrowbandLink() | BroadbandLink():
            return cellular_problems(packets, link, interval, where)


def _long_range_problems(
    packets: tuple[Packets, ...], link: LongRangeLink, interval: Second | None, where: str
) -> list[Problem]:
    match link:
        case LorawanLink():
            return lorawan_problems(packets, link, interval, where)
        case SigfoxLink():
            return sigfox_problems(packets, link, interval, where)
        case SatelliteLink():
            return satellite_problems(packets, link, interval, where)


def forbidden(inputs: Inputs, life: Lifecycle) -> Iterator[Problem]:
    """All that a life breaks on the links of its path.

    Parameters
    ----------
    inputs : Inputs
        The scenario, resolved.
    life : Lifecycle
        What it comes to.
    """
    waiting = life.inference.waiting
    time = None if waiting is None else waiting.time
    crossings: tuple[tuple[Transfer | None, Second | None], ...] = (
        (life.collection, None),
        (life.inference.collection, time),
        (life.inference.result, time),
    )
    for transfer, pause in crossings:
        if transfer is not None:
            yield from _broken(inputs, transfer, pause)
    if any((inputs.delivery, inputs.federated, inputs.telemetry)):
        yield from _upkept(inputs, life)


def _upkept(inputs: Inputs, life: Lifecycle) -> Iterator[Problem]:
    """All that models and reports on their way break."""
    from joulepath.lifecycle.links.crossing import packets_of_whole

    sent: list[tuple[str, Bit, Direction]] = []
    if inputs.delivery is not None:
        sent.append(("delivery", _in_delivery(inputs.delivery), "down"))
    if inputs.federated is not None:
        largest = minimum(inputs.federated.limit, inputs.federated.rounds.down.model)
        sent.extend((("federated", largest, "down"), ("federated", largest, "up")))
    if inputs.telemetry is not None:
        limit = minimum(inputs.telemetry.limit, inputs.telemetry.payload)
        sent.append(("telemetry", limit, "up"))
    for where, size, way in sent:
        for hop in inputs.path[:1]:
            if isinstance(hop, FramedHop):
                packets = packets_of_whole(size, way, hop)
                yield from link_problems(packets, hop.link, None, where)
    yield from _too_slow(inputs, life)


def _in_delivery(plan: DeliveryPlan) -> Bit:
    """Largest message of an update."""
    limit = plan.limit if plan.broadcast is None else plan.broadcast.limit
    return minimum(limit, plan.update.model)


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


def _broken(inputs: Inputs, transfer: Transfer, pause: Second | None) -> Iterator[Problem]:
    for index, (hop, crossed) in enumerate(zip(inputs.path, transfer.hops, strict=False)):
        if isinstance(hop, FramedHop) and isinstance(crossed, FramedTransfer):
            interval = None
            if pause is not None:
                interval = message_interval(time=pause, messages=crossed.messages)
            yield from link_problems(crossed.packets, hop.link, interval, f"path.{index}.link")
