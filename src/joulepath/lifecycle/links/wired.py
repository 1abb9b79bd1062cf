"""Ethernet and optical access wired: frames, and who bears the power of an interface."""

from __future__ import annotations

from joulepath.core.quantities import Bit, BitPerSecond, Count, Ratio, Second, Watt
from joulepath.formulas.links import exchanges, fragmentation, latency
from joulepath.formulas.links import wired as formulas
from joulepath.lifecycle.links.exchanges import activity, during, framed, time_of, transmitted
from joulepath.lifecycle.links.states import resting, state
from joulepath.records.links.activity import LinkActivity, LinkRest, RadioState
from joulepath.records.links.exchanges import Losses, Transmission
from joulepath.records.links.traffic import Packets
from joulepath.records.links.wired import ByLoad, ByTime, Dedicated, WiredLink

__all__ = ["wired_activity", "wired_rest"]

_NO_TIME: Second = 0.0
_NO_POWER: Watt = 0.0
_LOSSLESS = Losses(0.0, 1.0, 1.0)  # a cable loses next to nothing, and repeats nothing


def wired_activity(packets: tuple[Packets, ...], link: WiredLink) -> LinkActivity:
    """Send and receive the packets of a message.

    Parameters
    ----------
    packets : tuple of Packets
        Packets of the network layer.
    link : WiredLink
        The interface, and who bears its power; its numbers broadcast with those of the packets.

    Returns
    -------
    LinkActivity
        Frames, and the share of the power that the message bears.
    """
    groups = tuple(group for each in packets for group in _groups(each, link))
    on_cable = tuple((each.sent, each.exchange) for each in groups)
    sending = during(
        "send",
        link.interface.active,
        *((each.sent, each.exchange) for each in groups if each.frames.direction == "up"),
    )
    return activity(groups, _borne(packets, groups, on_cable, link), sending.time)


def wired_rest(link: WiredLink) -> LinkRest:
    """Power that the device bears whether there are messages or not."""
    match link.allocation:
        case Dedicated(share=share):
            return resting(formulas.shared_power(power=_idle(link), share=share), ())
        case ByTime() | ByLoad():
            return resting(_NO_POWER, ())


def _borne(
    packets: tuple[Packets, ...],
    groups: tuple[Transmission, ...],
    on_cable: tuple[tuple[Count, Second], ...],
    link: WiredLink,
) -> tuple[RadioState, ...]:
    """What the message bears of the power."""
    active = link.interface.active
    match link.allocation:
        case Dedicated(share=share):
            above = formulas.power_above_idle(active=active, idle=_idle(link))
            power = formulas.shared_power(power=above, share=share)
            return (
                during("carry frames", power, *on_cable),
                during("wake and fall asleep", power, *_wakes(packets, link)),
            )
        case ByTime():
            return (during("carry frames", active, *on_cable),)
        case ByLoad(utilisation=utilisation):
            times = (_by_load(each, utilisation, link) for each in groups)
            return (state("share of the interface", time_of(*times), active),)


def _by_load(group: Transmission, utilisation: Ratio, link: WiredLink) -> Second:
    """Time of the interface that frames bear by their share of what it carries."""
    return formulas.time_by_load(
        bits=exchanges.bits_of_frames(sent=group.sent, size=_on_medium(group, link)),
        rate=_rate(group.frames.direction == "up", link),
        utilisation=utilisation,
    )


def _groups(packets: Packets, link: WiredLink) -> tuple[Transmission, Transmission]:
    """Full frames of packets, and their last ones."""
    limit = link.interface.payload_limit
    full = fragmentation.full_fragments(size=packets.size, limit=limit)
    last = fragmentation.last_fragment(size=packets.size, limit=limit, full=full)
    padded = formulas.padded_payload(packet=last, least=link.interface.least_payload)
    filled = exchanges.transmissions(frames=packets.count, attempts=full)
    return (
        _transmission(packets, filled, limit, link),
        _transmission(packets, packets.count, padded, link),
    )


def _transmission(packets: Packets, count: Count, payload: Bit, link: WiredLink) -> Transmission:
    interface = link.interface
    frames = framed(
        packets.purpose, packets.direction, count, payload, interface.header, interface.check
    )
    bits = exchanges.frame_size(payload=frames.size, overheads=(interface.around,))
    rate = _rate(packets.direction == "up", link)
    time = exchanges.frame_time(start=_NO_TIME, bits=bits, rate=rate)
    return transmitted(frames, time, _LOSSLESS)


def _on_medium(group: Transmission, link: WiredLink) -> Bit:
    """Bits of a frame with what is around it."""
    around = (link.interface.around,)
    return exchanges.frame_size(payload=group.frames.size, overheads=around)


def _wakes(packets: tuple[Packets, ...], link: WiredLink) -> tuple[tuple[Count, Second], ...]:
    """Leaving and entering low-power idle for each burst of packets."""
    interface = link.interface
    around = time_of(interface.wake, interface.fall_asleep)
    return tuple((latency.bursts(packets=each.count), around) for each in packets)


def _rate(up: bool, link: WiredLink) -> BitPerSecond:
    return link.interface.send_rate if up else link.interface.receive_rate


def _idle(link: WiredLink) -> Watt:
    return link.interface.idle if link.energy_efficient else link.interface.active
