"""Messages by satellite wired: acquisition, sessions, and those that fail."""

from __future__ import annotations

from joulepath.core.quantities import Ampere, Bit, Count, Second, Watt
from joulepath.formulas.links import exchanges, fragmentation, states
from joulepath.formulas.links import satellite as formulas
from joulepath.lifecycle.links.exchanges import activity, during, framed, time_of, tried
from joulepath.lifecycle.links.states import resting
from joulepath.records.links.activity import LinkActivity, LinkRest
from joulepath.records.links.exchanges import Transmission
from joulepath.records.links.satellite import SatelliteLink
from joulepath.records.links.traffic import Packets

__all__ = ["satellite_activity", "satellite_rest"]

_NO_TIME: Second = 0.0


def satellite_activity(packets: tuple[Packets, ...], link: SatelliteLink) -> LinkActivity:
    """Send and receive the packets of a message, each message in a session of its own.

    Parameters
    ----------
    packets : tuple of Packets
        What the application hands over; packets above the limit take several sessions.
    link : SatelliteLink
        The terminal; its numbers broadcast with those of the packets.

    Returns
    -------
    LinkActivity
        Acquisition and session of each message; the energy is that of whole sessions, for makers
        give the mean current of a session, not those of sending and receiving.
    """
    terminal = link.terminal
    groups = tuple(group for each in packets for group in _groups(each, link))
    tries = tuple((each.sent, each.exchange) for each in groups)
    acquired = tuple((each.sent, terminal.acquisition_time) for each in groups)
    radio = (
        during("find a satellite", _power(terminal.acquisition_current, link), *acquired),
        during("session", _power(terminal.session_current, link), *tries),
    )
    sending = tuple(
        exchanges.frame_time(
            start=_NO_TIME,
            bits=exchanges.bits_of_frames(sent=each.sent, size=each.frames.size),
            rate=terminal.rate,
        )
        for each in groups
        if each.frames.direction == "up"
    )
    pauses = tuple(
        exchanges.repeated(
            count=exchanges.failures(sent=each.sent, loss=each.loss), time=terminal.retry_delay
        )
        for each in groups
    )
    return activity(groups, radio, time_of(*sending), (radio[0].time, *pauses))


def satellite_rest(link: SatelliteLink) -> LinkRest:
    """Switched off between messages."""
    return resting(_power(link.terminal.sleep_current, link), ())


def _groups(packets: Packets, link: SatelliteLink) -> tuple[Transmission, Transmission]:
    terminal = link.terminal
    limit = terminal.upload_limit if packets.direction == "up" else terminal.download_limit
    full = fragmentation.full_fragments(size=packets.size, limit=limit)
    last = fragmentation.last_fragment(size=packets.size, limit=limit, full=full)
    filled = fragmentation.of_packets(fragments=full, packets=packets.count)
    return (_sessions(packets, filled, limit, link), _sessions(packets, packets.count, last, link))


def _sessions(packets: Packets, count: Count, payload: Bit, link: SatelliteLink) -> Transmission:
    frames = framed(packets.purpose, packets.direction, count, payload)
    terminal = link.terminal
    time = formulas.session(fixed=terminal.session_time, data=frames.size, rate=terminal.rate)
    return tried(frames, time, link.loss, link.attempts)


def _power(current: Ampere, link: SatelliteLink) -> Watt:
    return states.supply_power(
        current=current, voltage=link.terminal.supply, efficiency=link.efficiency
    )
