"""Wi-Fi wired: waking, joining, frames in the distributed channel access, and rest."""

from __future__ import annotations

from joulepath.core.quantities import Ampere, Bit, Count, Second, Watt
from joulepath.formulas.links import exchanges, fragmentation, latency, states
from joulepath.formulas.links import wifi as formulas
from joulepath.lifecycle.links.exchanges import (
    activity,
    during,
    framed,
    going,
    time_of,
    transmitted,
)
from joulepath.lifecycle.links.states import resting, state
from joulepath.records.links.activity import LinkActivity, LinkRest, PeriodicEvent, RadioState
from joulepath.records.links.exchanges import Transmission
from joulepath.records.links.traffic import Packets
from joulepath.records.links.wifi import (
    AwakeAssociated,
    ConnectionlessWake,
    PowerSave,
    TargetWake,
    WakeAndJoin,
    WifiLink,
)

__all__ = ["wifi_activity", "wifi_rest"]

_NO_TIME: Second = 0.0
_NO_POWER: Watt = 0.0


def wifi_activity(packets: tuple[Packets, ...], link: WifiLink) -> LinkActivity:
    """Send and receive the packets of a message, joining the network first if need be.

    Parameters
    ----------
    packets : tuple of Packets
        Packets of the network layer in the order in which they are exchanged.
    link : WifiLink
        The device; its numbers broadcast with those of the packets.

    Returns
    -------
    LinkActivity
        Waking and joining, every frame with its channel access and its acknowledgement, and the
        wait for each answer of the network.
    """
    groups = tuple(group for each in packets for group in _groups(each, link))
    up, down = going(groups, "up"), going(groups, "down")
    before = _before(link)
    receive, listening = link.module.receive, _power(link, link.module.receive)
    sending = during(
        "transmit", _power(link, _transmit(link)), *_data(up, link), *_confirming(down, link)
    )
    accesses = tuple(_accesses(each, link) for each in groups)
    waiting = during("await answers", listening, *_answers(packets, link))
    radio = (
        *before,
        during("contend", listening, *((count, _contention(link)) for count in accesses)),
        sending,
        during("receive", _power(link, receive), *_data(down, link), *_confirming(up, link)),
        during("turn around", listening,
               *((count, link.mode.short_space) for count in accesses)),
        waiting,
        _crossing(groups, link),
    )  # fmt: skip
    waits = (*(each.time for each in before), waiting.time)
    return activity(groups, radio, sending.time, waits, _wait(packets, link))


def wifi_rest(link: WifiLink) -> LinkRest:
    """Deep sleep, or what staying associated takes."""
    doze = _power(link, link.module.doze)
    match link.regime:
        case WakeAndJoin() | ConnectionlessWake():
            return resting(_power(link, link.module.sleep), ())
        case AwakeAssociated():
            return resting(_power(link, link.module.receive), ())
        case PowerSave() as regime:
            period = formulas.listening_period(beacon=regime.beacon, listened=regime.listened)
            return resting(doze, (_listening("beacon", period, link.module.beacon_time, link),))
        case TargetWake() as regime:
            event = _listening("service period", regime.interval, regime.duration, link)
            return resting(doze, (event,))


def _listening(name: str, period: Second, time: Second, link: WifiLink) -> PeriodicEvent:
    """Listening for some time in every period, above dozing."""
    receive, doze = _power(link, link.module.receive), _power(link, link.module.doze)
    energy = exchanges.energy_above(power=receive, base=doze, time=time)
    return PeriodicEvent(name, period, energy)


def _before(link: WifiLink) -> tuple[RadioState, ...]:
    """What must be done before the first frame."""
    module = link.module
    wake = state("wake", module.wake_time, _power(link, module.wake_current))
    match link.regime:
        case WakeAndJoin(lease=lease):
            return (
                wake,
                state("join", module.join_time, _power(link, module.join_current)),
                state("lease an address", lease, _power(link, module.receive)),
            )
        case ConnectionlessWake():
            start = state("start the radio", module.start_time, _power(link, module.start_current))
            return (wake, start)
        case _:
            return ()


def _groups(packets: Packets, link: WifiLink) -> tuple[Transmission, Transmission]:
    """Full frames of packets, and their last ones."""
    limit = link.framing.packet_limit
    full = fragmentation.full_fragments(size=packets.size, limit=limit)
    last = fragmentation.last_fragment(size=packets.size, limit=limit, full=full)
    filled = exchanges.transmissions(frames=packets.count, attempts=full)
    return (
        _transmission(packets, filled, limit, link),
        _transmission(packets, packets.count, last, link),
    )


def _transmission(packets: Packets, count: Count, payload: Bit, link: WifiLink) -> Transmission:
    framing = link.framing
    overheads = (
        framing.header, framing.logical_link, framing.security, framing.check,
        formulas.delimiter_of(aggregated=link.aggregated, delimiter=framing.delimiter),
    )  # fmt: skip
    frames = framed(packets.purpose, packets.direction, count, payload, *overheads)
    access = time_of(
        _contention(link), link.mode.preamble, link.mode.short_space, _confirmation(link)
    )
    share = formulas.shared_access(access=access, aggregated=link.aggregated)
    return transmitted(frames, time_of(share, _symbols(frames.size, link)), link.losses)


def _symbols(bits: Bit, link: WifiLink) -> Second:
    mode = link.mode
    return formulas.symbols_time(
        bits=bits, service=mode.service, symbol_bits=mode.symbol_bits, symbol=mode.symbol
    )


def _contention(link: WifiLink) -> Second:
    """Space before a frame and random back-off."""
    mode = link.mode
    return time_of(
        formulas.distributed_space(short_space=mode.short_space, slot=mode.slot),
        formulas.contention_time(slot=mode.slot, window=mode.window),
    )


def _confirmation(link: WifiLink) -> Second:
    mode = link.mode
    return formulas.confirmation_time(
        aggregated=link.aggregated,
        single=mode.acknowledgement,
        block=mode.block_acknowledgement,
    )


def _accesses(group: Transmission, link: WifiLink) -> Count:
    return formulas.channel_accesses(frames=group.sent, aggregated=link.aggregated)


def _data(groups: tuple[Transmission, ...], link: WifiLink) -> tuple[tuple[Count, Second], ...]:
    """Preambles and symbols of frames."""
    return tuple(
        part
        for each in groups
        for part in (
            (_accesses(each, link), link.mode.preamble),
            (each.sent, _symbols(each.frames.size, link)),
        )
    )


def _confirming(
    groups: tuple[Transmission, ...], link: WifiLink
) -> tuple[tuple[Count, Second], ...]:
    """Frames that confirm others."""
    return tuple((_accesses(each, link), _confirmation(link)) for each in groups)


def _answers(packets: tuple[Packets, ...], link: WifiLink) -> tuple[tuple[Count, Second], ...]:
    """Waits for what the network sends down."""
    return tuple(
        (latency.bursts(packets=each.count), link.answer)
        for each in packets
        if each.direction == "down"
    )


def _crossing(groups: tuple[Transmission, ...], link: WifiLink) -> RadioState:
    """What frames cost in the protocol stack."""
    sent = exchanges.count_of_all(counts=tuple(each.sent for each in groups))
    energy = formulas.crossing_energy(frames=sent, per_frame=link.crossing)
    return RadioState("protocol stack", _NO_TIME, _NO_POWER, energy)


def _wait(packets: tuple[Packets, ...], link: WifiLink) -> Second:
    """Longest time until a dozing device hears of what the network has for it."""
    commanded = packets[0].direction == "down"
    match link.regime:
        case PowerSave(beacon=beacon, listened=listened) if commanded:
            return formulas.listening_period(beacon=beacon, listened=listened)
        case TargetWake(interval=interval) if commanded:
            return interval
        case _:
            return _NO_TIME


def _transmit(link: WifiLink) -> Ampere:
    match link.modulation:
        case "dsss":
            return link.module.transmit_dsss
        case "ofdm":
            return link.module.transmit_ofdm


def _power(link: WifiLink, current: Ampere) -> Watt:
    return states.supply_power(
        current=current, voltage=link.module.supply, efficiency=link.efficiency
    )
