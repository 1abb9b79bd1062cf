"""What Bluetooth Low Energy forbids."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from joulepath.catalogue.units import render
from joulepath.errors import Problem
from joulepath.lifecycle.links.advertising import advertising_activity
from joulepath.lifecycle.links.ble import ble_activity
from joulepath.records.links.ble import BleAdvertising, BleConnection
from joulepath.records.links.traffic import Packets
from joulepath.scenario.fields import anywhere
from joulepath.scenario.links.claims import RADIO, Claims, busy_time
from joulepath.scenario.links.short_range_checks import at_least, loss_problems, outside, too_large

__all__ = ["advertising_claims", "advertising_problems", "ble_claims", "ble_problems"]

_STEP: Final = 1.25e-3  # s, of which a connection interval is a multiple
_OCTET: Final = 8.0


def ble_problems(
    packets: tuple[Packets, ...], link: BleConnection, where: str = "link"
) -> list[Problem]:
    """Say all that a connection or its packets break.

    Parameters
    ----------
    packets : tuple of Packets
        What is written or notified.
    link : BleConnection
        The connection.
    where : str
        What to call it in messages.

    Returns
    -------
    list of Problem
        Where, what and the legal alternatives; empty for a legal link.
    """
    return [
        *_timing(link, where),
        *_sizes(packets, link, where),
        *loss_problems(link.losses, where),
    ]


def ble_claims(packets: tuple[Packets, ...], link: BleConnection) -> Claims:
    """Time that must pass until the next such message, by what a connection has.

    Parameters
    ----------
    packets : tuple of Packets
        Packets of one message.
    link : BleConnection
        The connection.
    """
    message = ble_activity(packets, link)
    sent = message.attempts * sum(each.count for each in message.frames)
    return {
        RADIO: busy_time(message),
        "the connection events": sent / link.frames_per_event * link.interval,
    }


def _timing(link: BleConnection, where: str) -> Iterator[Problem]:
    yield from outside(link.interval, 7.5e-3, 4.0, "s", f"{where}.interval")
    steps = link.interval / _STEP
    if anywhere(abs(steps - (steps + 0.5) // 1) > 1e-6):
        below = float(getattr(steps, "flat", [steps])[0]) // 1 * _STEP
        remedy = f"use a multiple of 1.25 ms, e.g. {render(max(below, 7.5e-3), 's')}"
        yield Problem(f"{where}.interval", "is no multiple of 1.25 ms", remedy)
    yield from outside(link.skipped, 0.0, 499.0, "1", f"{where}.peripheral_latency")
    yield from at_least(
        link.frames_per_event, 1.0, "frames in an event", f"{where}.frames_per_event"
    )


def _sizes(packets: tuple[Packets, ...], link: BleConnection, where: str) -> Iterator[Problem]:
    low, high = 27 * _OCTET, 251 * _OCTET
    yield from outside(link.payload_limit, low, high, "bit", f"{where}.data_length")
    limit = render(float(link.attribute_limit), "bit")
    yield from too_large(
        packets,
        link.attribute_limit,
        f"one notification or write carries {limit} with this ATT MTU",
        "cut the message into several, or raise attribute_mtu (up to 517 B)",
        where,
    )


def advertising_problems(
    packets: tuple[Packets, ...], link: BleAdvertising, where: str = "link"
) -> list[Problem]:
    """Say all that advertising or its packets break.

    Parameters
    ----------
    packets : tuple of Packets
        What is advertised.
    link : BleAdvertising
        How it is advertised.
    where : str
        What to call it in messages.

    Returns
    -------
    list of Problem
        Where, what and the legal alternatives; empty for a legal link.
    """
    return [*_advertising(packets, link, where)]


def _advertising(
    packets: tuple[Packets, ...], link: BleAdvertising, where: str
) -> Iterator[Problem]:
    yield from outside(link.interval, 20e-3, 10485.76, "s", f"{where}.interval")
    yield from outside(link.channels, 1.0, 3.0, "1", f"{where}.channels")
    yield from at_least(link.repetitions, 1.0, "advertising events", f"{where}.repetitions")
    extended = link.extended is not None
    limit = (1650 if extended else 31) * _OCTET
    kind = "extended" if extended else "legacy"
    remedy = "send less" if extended else "send less, or use extended = true (up to 1650 B)"
    what = f"{kind} advertising carries {render(limit, 'bit')}"
    yield from too_large(packets, limit, what, remedy, where)
    if any(each.direction == "down" for each in packets):
        what = "a packet to the device, which only advertises"
        yield Problem(where, what, "use a connection to receive")


def advertising_claims(packets: tuple[Packets, ...], link: BleAdvertising) -> Claims:
    """Time that must pass until the next such message, by what an advertiser has.

    Parameters
    ----------
    packets : tuple of Packets
        Packets of one message.
    link : BleAdvertising
        How it is advertised.
    """
    events = sum(each.count for each in packets) * link.repetitions
    return {
        RADIO: busy_time(advertising_activity(packets, link)),
        "the advertising events": events * link.interval,
    }
