"""What LoRaWAN, its regions and its networks forbid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from joulepath.catalogue.units import render
from joulepath.core.quantities import CyclePerSecond, Num, Second
from joulepath.errors import Problem
from joulepath.lifecycle.links.lorawan import lorawan_activity, uplink_airtime
from joulepath.records.links.activity import LinkActivity
from joulepath.records.links.lorawan import ClassB, Contention, LorawanLink
from joulepath.records.links.traffic import Packets
from joulepath.scenario.fields import anywhere
from joulepath.scenario.links.claims import RADIO, Claims, busy_time
from joulepath.scenario.links.long_range_checks import frames_of, lasting, too_often, uncut, whole
from joulepath.scenario.links.lorawan_regions import (
    FRAME_HEADER,
    at_every_rate,
    in_every_band,
    legal_payload,
    made_for,
)
from joulepath.scenario.links.short_range_checks import at_least, largest, loss_problems, outside

__all__ = ["lorawan_claims", "lorawan_problems"]

_DAY: Final = 86_400.0


def lorawan_problems(
    packets: tuple[Packets, ...],
    link: LorawanLink,
    interval: Second | None = None,
    where: str = "link",
) -> list[Problem]:
    """Say all that a link, its packets or their interval break.

    Parameters
    ----------
    packets : tuple of Packets
        Packets that the application hands over.
    link : LorawanLink
        The link.
    interval : Second or None
        Time from one message to the next, where it is known.
    where : str
        What to call it in messages.

    Returns
    -------
    list of Problem
        Where, what and the legal alternatives; empty for a legal link.
    """
    found = [*_settings(link, where), *loss_problems(link.losses, where)]
    if found:
        return found
    message = lorawan_activity(packets, link)
    return [
        *_band(link, where),
        *_level(link, where),
        *_uncut(packets, link, where),
        *_dwell(packets, link, where),
        *_duty_cycle(packets, message, link, interval, where),
        *_fair_use(message, link, interval, where),
    ]


def lorawan_claims(packets: tuple[Packets, ...], link: LorawanLink) -> Claims:
    """Time that must pass until the next such message, by what is granted or limited.

    Parameters
    ----------
    packets : tuple of Packets
        Packets of one message.
    link : LorawanLink
        The link.
    """
    message = lorawan_activity(packets, link)
    claims: Claims = {RADIO: busy_time(message)}
    if anywhere(link.sub_band.duty_cycle < 1):
        share = f"the {_duty(link)} duty cycle of {link.names.sub_band}"
        claims[share] = message.airtime / link.sub_band.duty_cycle
    return claims | {
        f"the {said} a day of the network's fair use": used * _DAY / limit
        for used, limit, said in _granted(message, link)
    }


def _settings(link: LorawanLink, where: str) -> Iterator[Problem]:
    rate, legal = link.data_rate, legal_payload(link.data_rate, link.sub_band)
    yield from outside(rate.spreading_factor, 5.0, 12.0, "1", f"{where}.data_rate")
    yield from outside(link.phy.coding, 1.0, 4.0, "1", f"{where}.coding_rate")
    room = legal - (link.frame_header - FRAME_HEADER)
    if anywhere((link.payload_limit > room) | (link.payload_limit <= 0)):
        what = f"frames of {render(largest(link.payload_limit), 'bit')}"
        remedy = f"{link.names.data_rate} carries {render(float(legal), 'bit')}, options included"
        yield Problem(f"{where}.payload_limit", what, remedy)
    match link.listening:
        case ClassB(slots=slots):
            yield from outside(slots, 1.0, 128.0, "1", f"{where}.ping_slots")
        case _:
            pass
    match link.contention:
        case Contention(devices=devices):
            yield from at_least(devices, 1.0, "devices", f"{where}.devices")
        case None:
            pass


def _band(link: LorawanLink, where: str) -> Iterator[Problem]:
    """A sub-band outside the frequencies that the device is made for."""
    device, band = link.device, link.sub_band
    low, high = device.lowest_frequency, device.highest_frequency
    if anywhere((band.lowest < low) | (band.highest > high)):
        what = f"made for {_range(low, high)}, but {link.names.sub_band} is at "
        what += _range(band.lowest, band.highest)
        fitting = ", ".join(made_for(band))
        yield Problem(f"{where}.device", what, f"use one of {fitting}, or another region")


def _range(low: CyclePerSecond, high: CyclePerSecond) -> str:
    return f"{render(float(low), 'cycle/s')} to {render(float(high), 'cycle/s')}"


def _level(link: LorawanLink, where: str) -> Iterator[Problem]:
    level, allowed = link.device.transmit_level, link.sub_band.level
    if anywhere(level > allowed):
        louder = (
            f"sub_band = {each.names.sub_band!r} ({render(float(each.sub_band.level), 'dBm')})"
            for each in in_every_band(link)
            if not anywhere(level > each.sub_band.level)
        )
        what = (
            f"{render(largest(level), 'dBm')}, but {link.names.sub_band} allows "
            f"{render(float(allowed), 'dBm')}"
        )
        remedy = ", or ".join(("choose a device or transmit_level within that", *louder))
        yield Problem(f"{where}.transmit_level", what, remedy)


def _uncut(packets: tuple[Packets, ...], link: LorawanLink, where: str) -> Iterator[Problem]:
    """Packets above the payload of a frame, with what they would take."""
    for each, limit in uncut(packets, link.payload_limit, link.payload_limit, link.fragmented):
        size = render(float(limit), "bit")
        what = f"a message of {render(largest(each.size), 'bit')} {_takes((each,), link)}"
        remedy = f"send {size} at most, or set fragmented = true where the application cuts it"
        best = min(at_every_rate(link), key=lambda other: _needed((each,), other))
        if _needed((each,), best) < _needed((each,), link):
            remedy += f"; elsewhere it {_takes((each,), best)}"
        yield Problem(where, what, remedy)


def _takes(packets: tuple[Packets, ...], link: LorawanLink) -> str:
    """How many frames packets need, and how long those take."""
    message = lorawan_activity(packets, link)
    direction = packets[0].direction
    frames = whole(largest(frames_of(message, direction)))
    size = render(float(link.payload_limit), "bit")
    times = f"{lasting(largest(message.airtime))} of airtime"
    if anywhere(link.sub_band.duty_cycle < 1):
        time = lasting(largest(message.airtime / link.sub_band.duty_cycle))
        times += f", {time} under the {_duty(link)} duty cycle of {link.names.sub_band}"
    messages = "message" if frames == "1" else "messages"
    return f"needs {frames} {messages} of up to {size} at {link.names.data_rate}: {times}"


def _duty(link: LorawanLink) -> str:
    return f"{100 * float(link.sub_band.duty_cycle):g} %"


def _needed(packets: tuple[Packets, ...], link: LorawanLink) -> float:
    """Time until a next message may follow these packets."""
    message = lorawan_activity(packets, link)
    on_air = largest(message.airtime / link.sub_band.duty_cycle)
    return max(on_air, largest(message.latency), largest(busy_time(message)))


def _dwell(packets: tuple[Packets, ...], link: LorawanLink, where: str) -> Iterator[Problem]:
    """Frames that are on the air for longer than allowed without a pause."""
    longest = max((largest(p.size) for p in packets if p.direction == "up"), default=0.0)
    payload = min(longest, largest(link.payload_limit))
    time = uplink_airtime(payload + link.frame_header, link)
    if anywhere(time > link.sub_band.dwell):
        what = (
            f"a frame of {render(payload, 'bit')} is {lasting(largest(time))} on the air, but "
            f"{link.names.sub_band} allows {lasting(float(link.sub_band.dwell))} at once"
        )
        faster = [
            other.names.data_rate
            for other in at_every_rate(link)
            if not anywhere(
                uplink_airtime(payload + link.frame_header, other) > other.sub_band.dwell
            )
        ]
        remedy = "send less, or use coding_rate = '4/5'"
        yield Problem(
            f"{where}.data_rate", what, ", or ".join((remedy, *_any_of("data_rate", faster)))
        )


def _any_of(key: str, names: list[str]) -> tuple[str, ...]:
    return (f"{key} = {', '.join(names)}",) if names else ()


def _duty_cycle(
    packets: tuple[Packets, ...],
    message: LinkActivity,
    link: LorawanLink,
    interval: Second | None,
    where: str,
) -> Iterator[Problem]:
    """Messages that come before the duty cycle allows the next one."""
    if interval is None:
        return
    needed = _needed(packets, link)
    sending = frames_of(message, "up")
    why = f"it {_takes(packets, link)}" if sending else f"it takes {lasting(needed)}"
    legal = "".join(f", or use {each}" for each in _quick_enough(packets, link, interval))
    yield from too_often(interval, needed, why, where, legal)


def _quick_enough(
    packets: tuple[Packets, ...], link: LorawanLink, interval: Second
) -> tuple[str, ...]:
    """Data rates and sub-bands of the region that allow the interval."""
    rates = [
        other.names.data_rate
        for other in at_every_rate(link)
        if not anywhere(interval < _needed(packets, other))
    ]
    bands = [
        other.names.sub_band
        for other in in_every_band(link)
        if not anywhere(link.device.transmit_level > other.sub_band.level)
        and not anywhere(interval < _needed(packets, other))
    ]
    return (*_any_of("data_rate", rates), *_any_of("sub_band", bands))


def _fair_use(
    message: LinkActivity, link: LorawanLink, interval: Second | None, where: str
) -> Iterator[Problem]:
    """More than the network grants a day."""
    if interval is None:
        return
    for used, limit, said in _granted(message, link):
        needed = used * _DAY / limit
        if anywhere(interval < needed):
            what = f"a message every {lasting(float(interval))} is more than {said} a day"
            remedy = f"send every {lasting(largest(needed))} or less often, or use another network"
            yield Problem(f"{where}.fair_use", what, remedy)


def _granted(message: LinkActivity, link: LorawanLink) -> Iterator[tuple[Num, Num, str]]:
    """What a message uses of what the network grants a day, how much that is, and in words."""
    granted = link.fair_use
    if granted is None:
        return
    down = frames_of(message, "down")
    if link.confirmed:
        down = max(largest(down), largest(frames_of(message, "up")))
    yield message.airtime, granted.airtime, f"{lasting(float(granted.airtime))} of airtime"
    yield down, granted.downlinks, f"{whole(float(granted.downlinks))} downlinks"
