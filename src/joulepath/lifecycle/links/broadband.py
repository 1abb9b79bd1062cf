"""3G, LTE and 5G wired: promotion, data at powers that grow with the rate, tail, paging."""

from __future__ import annotations

from joulepath.core.quantities import BitPerSecond, Second, Watt
from joulepath.formulas.links import cellular as formulas
from joulepath.formulas.links import exchanges, latency
from joulepath.lifecycle.links.exchanges import activity, during, framed, going, transmitted
from joulepath.lifecycle.links.states import resting, state
from joulepath.records.links.activity import LinkActivity, LinkRest, PeriodicEvent, RadioState
from joulepath.records.links.cellular import BroadbandLink
from joulepath.records.links.exchanges import Transmission
from joulepath.records.links.traffic import Direction, Packets

__all__ = ["broadband_activity", "broadband_rest"]

_NO_TIME: Second = 0.0


def broadband_activity(packets: tuple[Packets, ...], link: BroadbandLink) -> LinkActivity:
    """Be promoted, send and receive the packets of a message, and stay connected a while."""
    modem = link.modem
    groups = tuple(_transmission(each, link) for each in packets)
    promotion = state("promotion", modem.promotion_time, modem.promotion_power)
    sending = _moving("transmit", "up", groups, link)
    waiting = during(
        "await answers", modem.tail_power,
        *((latency.bursts(packets=each.count), link.answer)
          for each in packets if each.direction == "down"),
    )  # fmt: skip
    radio = (
        promotion,
        sending,
        _moving("receive", "down", groups, link),
        waiting,
        state("tail", link.tail, modem.tail_power),
    )
    commanded = packets[0].direction == "down"
    wait = modem.paging if commanded else _NO_TIME
    return activity(groups, radio, sending.time, (promotion.time, waiting.time), wait)


def broadband_rest(link: BroadbandLink) -> LinkRest:
    """Looks for pages."""
    modem = link.modem
    return resting(modem.idle, (PeriodicEvent("paging", modem.paging, modem.page),))


def _transmission(packets: Packets, link: BroadbandLink) -> Transmission:
    framing = link.framing
    frames = framed(
        packets.purpose, packets.direction, packets.count, packets.size,
        framing.packet_header, framing.block_header,
    )  # fmt: skip
    rate, _ = _way(packets.direction, link)
    time = exchanges.frame_time(start=_NO_TIME, bits=frames.size, rate=rate)
    return transmitted(frames, time, link.losses)


def _moving(
    name: str, direction: Direction, groups: tuple[Transmission, ...], link: BroadbandLink
) -> RadioState:
    """Moving data one way."""
    _, power = _way(direction, link)
    return during(name, power, *((each.sent, each.exchange) for each in going(groups, direction)))


def _way(direction: Direction, link: BroadbandLink) -> tuple[BitPerSecond, Watt]:
    """Rate and power of a direction."""
    modem = link.modem
    rate, slope = link.uplink_rate, modem.uplink_slope
    if direction == "down":
        rate, slope = link.downlink_rate, modem.downlink_slope
    return rate, formulas.affine_power(base=modem.base, slope=slope, rate=rate)
