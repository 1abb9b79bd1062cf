"""NB-IoT and LTE-M wired: access, signalling, repeated blocks, tail, and what recurs."""

from __future__ import annotations

from collections.abc import Iterator

from joulepath.core.quantities import Ampere, Bit, Count, Joule, Second, Watt
from joulepath.formulas.links import cellular as formulas
from joulepath.formulas.links import exchanges, fragmentation, latency, states
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
from joulepath.records.links.cellular import (
    CellularProcedure,
    ConnectedDrx,
    ContinuousMonitoring,
    IdlePaging,
    NarrowbandLink,
    PoweredOff,
    PowerSavingMode,
)
from joulepath.records.links.exchanges import Transmission
from joulepath.records.links.traffic import Direction, Packets

__all__ = ["narrowband_activity", "narrowband_rest"]

_ONE: Count = 1.0
_NO_TIME: Second = 0.0
_Groups = tuple[Transmission, ...]


def narrowband_activity(packets: tuple[Packets, ...], link: NarrowbandLink) -> LinkActivity:
    """Wake, connect, send and receive the packets of a message, and be released."""
    signalling = _signalling(link.procedure, link)
    groups = (*signalling, *(group for each in packets for group in _groups(each, link)))
    access = _access(link)
    waiting = during(
        "await answers", _power(link, _monitoring(link)),
        *((latency.bursts(packets=each.count), link.answer)
          for each in packets if each.direction == "down"),
    )  # fmt: skip
    exchange = _exchange(groups, link)
    radio = (access, *exchange, waiting, *_tail(_tail_time(link), link), *_active(link))
    waits = (access.time, link.carrier.preamble, waiting.time)
    return activity(groups, radio, exchange[0].time, waits, _wait(packets, link))


def narrowband_rest(link: NarrowbandLink, interval: Second | None = None) -> LinkRest:
    """Power saving mode or looks for pages, with tracking area updates; or nothing."""
    modem = link.modem
    match link.regime:
        case PoweredOff():
            return resting(_power(link, modem.off), ())
        case PowerSavingMode(update=period):
            sleep = _power(link, modem.sleep)
            return resting(sleep, (_update(period, sleep, interval, link),))
        case IdlePaging(cycle=cycle, update=period):
            idle = _power(link, modem.idle)
            page = PeriodicEvent("paging", cycle, _page(link))
            return resting(idle, (page, _update(period, idle, interval, link)))


def _page(link: NarrowbandLink) -> Joule:
    return formulas.charge_energy(
        charge=link.modem.page, voltage=link.modem.supply, efficiency=link.efficiency
    )


def _update(
    period: Second, base: Watt, interval: Second | None, link: NarrowbandLink
) -> PeriodicEvent:
    """A tracking area update, above what the device draws in between."""
    groups = _signalling(link.update, link)
    parts = (_access(link), *_exchange(groups, link), *_active(link))
    above = tuple(
        exchanges.energy_above(power=each.power, base=base, time=each.time) for each in parts
    )
    energy = exchanges.event_energy(parts=above)
    if interval is None:
        return PeriodicEvent("tracking area update", period, energy)
    due = formulas.due_share(timer=period, interval=interval)
    return PeriodicEvent("tracking area update", period, energy, due)


def _access(link: NarrowbandLink) -> RadioState:
    """What comes before signalling: start, cell search, system information."""
    modem = link.modem
    name, time, current = "access", modem.access_time, modem.access_current
    if isinstance(link.regime, PoweredOff):
        name, time, current = "attach", modem.attach_time, modem.attach_current
    time = formulas.reached(time=time, acquisition=link.carrier.acquisition)
    return state(name, time, _power(link, current))


def _signalling(procedure: CellularProcedure, link: NarrowbandLink) -> _Groups:
    """Messages of the radio resource control and of the core network."""
    ways: tuple[tuple[Direction, Count, Bit], ...] = (
        ("up", procedure.uplink_messages, procedure.uplink_size),
        ("down", procedure.downlink_messages, procedure.downlink_size),
    )
    return tuple(
        _transmission(Packets("connection", way, count, size), count, size, (), link)
        for way, count, size in ways
    )


def _groups(packets: Packets, link: NarrowbandLink) -> _Groups:
    """Full blocks of packets, and their last ones."""
    framing = link.framing
    size = exchanges.frame_size(payload=packets.size, overheads=(framing.packet_header,))
    limit = formulas.block_capacity(
        block=_block(packets.direction, link), header=framing.block_header
    )
    full = fragmentation.full_fragments(size=size, limit=limit)
    last = fragmentation.last_fragment(size=size, limit=limit, full=full)
    filled = fragmentation.of_packets(fragments=full, packets=packets.count)
    header = (framing.block_header,)
    return (
        _transmission(packets, filled, limit, header, link),
        _transmission(packets, packets.count, last, header, link),
    )


def _block(direction: Direction, link: NarrowbandLink) -> Bit:
    carrier = link.carrier
    return carrier.uplink_block if direction == "up" else carrier.downlink_block


def _transmission(
    packets: Packets, count: Count, payload: Bit, overheads: tuple[Bit, ...], link: NarrowbandLink
) -> Transmission:
    frames = framed(packets.purpose, packets.direction, count, payload, *overheads)
    carrier = link.carrier
    parts = [_air(frames.direction, frames.size, link), carrier.control, carrier.gap]
    if frames.direction == "down":
        parts.append(carrier.acknowledgement)
    return transmitted(frames, time_of(*parts), link.losses)


def _air(direction: Direction, bits: Bit, link: NarrowbandLink) -> Second:
    """Time of a block on the air."""
    carrier = link.carrier
    rate, repetitions = carrier.uplink_rate, carrier.uplink_repetitions
    if direction == "down":
        rate, repetitions = carrier.downlink_rate, carrier.downlink_repetitions
    return formulas.block_time(bits=bits, rate=rate, repetitions=repetitions)


def _exchange(groups: _Groups, link: NarrowbandLink) -> tuple[RadioState, ...]:
    """States that blocks take, the one of sending first."""
    carrier, modem = link.carrier, link.modem
    up, down = going(groups, "up"), going(groups, "down")
    listening = _power(link, modem.receive)
    return (
        during("transmit", _power(link, _transmit(link)), (_ONE, carrier.preamble),
               *_blocks(up, link), *((each.sent, carrier.acknowledgement) for each in down)),
        during("receive", listening, *_blocks(down, link)),
        during("control", listening, *((each.sent, carrier.control) for each in groups)),
        during("wait for a turn", _power(link, modem.connected),
               *((each.sent, carrier.gap) for each in groups)),
    )  # fmt: skip


def _blocks(groups: _Groups, link: NarrowbandLink) -> Iterator[tuple[Count, Second]]:
    for each in groups:
        yield each.sent, _air(each.frames.direction, each.frames.size, link)


def _monitoring(link: NarrowbandLink) -> Ampere:
    """Current while it listens for an answer."""
    modem = link.modem
    match link.connection:
        case ContinuousMonitoring(share=share):
            return formulas.shared_current(
                receive=modem.receive, pause=modem.connected, share=share
            )
        case ConnectedDrx():
            return modem.receive


def _tail_time(link: NarrowbandLink) -> Second:
    if link.release_assistance:
        return formulas.assisted_tail(inactivity=link.inactivity, release=link.release)
    return link.inactivity


def _tail(time: Second, link: NarrowbandLink) -> tuple[RadioState, ...]:
    """What it does from the last packet to the release."""
    modem = link.modem
    match link.connection:
        case ContinuousMonitoring():
            return (state("tail", time, _power(link, _monitoring(link))),)
        case ConnectedDrx(delay=delay, on=on, cycle=cycle):
            listening = formulas.tail_listening(tail=time, delay=delay)
            pausing = formulas.tail_pausing(tail=time, listening=listening)
            mean = formulas.shared_current(
                receive=modem.receive,
                pause=modem.connected,
                share=formulas.on_share(on=on, cycle=cycle),
            )
            return (
                state("tail", listening, _power(link, modem.receive)),
                state("tail with pauses", pausing, _power(link, mean)),
            )


def _active(link: NarrowbandLink) -> tuple[RadioState, ...]:
    """Staying reachable before power saving mode."""
    match link.regime:
        case PowerSavingMode(active=time, paging=paging):
            pages = states.recurring_power(energy=_page(link), period=paging)
            idle = _power(link, link.modem.idle)
            power = states.rest_power(sleep=idle, events=(pages,))
            return (state("stay reachable", time, power),)
        case _:
            return ()


def _wait(packets: tuple[Packets, ...], link: NarrowbandLink) -> Second:
    """Longest time until the device hears of what the network has for it."""
    commanded = packets[0].direction == "down"
    match link.regime:
        case IdlePaging(cycle=cycle) if commanded:
            return cycle
        case PowerSavingMode(update=period) if commanded:
            return period
        case _:
            return _NO_TIME


def _transmit(link: NarrowbandLink) -> Ampere:
    modem = link.modem
    return formulas.transmit_current(
        base=modem.transmit_base,
        top=modem.transmit_top,
        radiated=link.radiated,
        rated=modem.rated,
    )


def _power(link: NarrowbandLink, current: Ampere) -> Watt:
    return states.supply_power(
        current=current, voltage=link.modem.supply, efficiency=link.efficiency
    )
