"""What a LoRaWAN device draws between messages: sleep, joins, beacons, ping slots."""

from __future__ import annotations

from dataclasses import replace

from joulepath.core.quantities import Bit, CyclePerSecond, DecibelMilliwatt, Joule, Second, Watt
from joulepath.formulas.links import exchanges
from joulepath.formulas.links import lora as lora_formulas
from joulepath.formulas.links import lorawan as formulas
from joulepath.lifecycle.links.exchanges import time_of
from joulepath.lifecycle.links.lora import lora_airtime, lora_symbol
from joulepath.lifecycle.links.lorawan import uplink_airtime
from joulepath.lifecycle.links.lorawan_states import (
    Exchanges,
    device_power,
    exchange_states,
    windows_of,
)
from joulepath.lifecycle.links.states import message_energy, resting
from joulepath.records.links.activity import LinkRest, PeriodicEvent
from joulepath.records.links.lorawan import ClassB, ClassC, Joining, LorawanLink

__all__ = ["lorawan_rest", "lorawan_sensitivity"]

_ABSENT: Bit = 0.0
_HERTZ: CyclePerSecond = 1.0


def lorawan_rest(link: LorawanLink) -> LinkRest:
    """Sleep between messages, or listen all the time, with what recurs.

    Parameters
    ----------
    link : LorawanLink
        The device.

    Returns
    -------
    LinkRest
        Joins, answers of the adaptive data rate, beacons and ping slots are events of their own.
    """
    base = _base(link)
    return resting(base, (*_joins(link), *_answers(base, link), *_beacons(base, link)))


def lorawan_sensitivity(link: LorawanLink) -> DecibelMilliwatt:
    """Lowest level of an uplink that a receiver as good as the device's understands."""
    return formulas.sensitivity(
        bandwidth=link.data_rate.bandwidth,
        hertz=_HERTZ,
        noise_figure=link.device.noise_figure,
        floor=formulas.demodulation_floor(spreading_factor=link.data_rate.spreading_factor),
    )


def _base(link: LorawanLink) -> Watt:
    match link.listening:
        case ClassC():
            return device_power(link.device.receive_current, link)
        case _:
            return device_power(link.device.sleep_current, link)


def _joins(link: LorawanLink) -> tuple[PeriodicEvent, ...]:
    match link.joining:
        case Joining(period=period) as joining:
            return (PeriodicEvent("join", period, _join_energy(joining, link)),)
        case None:
            return ()


def _join_energy(joining: Joining, link: LorawanLink) -> Joule:
    """Energy of a join: requests, the last of which is accepted in the first window."""
    delay = link.region.join_delay
    between = formulas.remaining(delay=link.region.second_delay, passed=link.region.first_delay)
    later = replace(link.region, first_delay=delay, second_delay=time_of(delay, between))
    requests = Exchanges(
        sent=joining.attempts,
        airtime=exchanges.repeated(
            count=joining.attempts, time=uplink_airtime(joining.request, link)
        ),
        received=((1.0, joining.acceptance),),
    )
    joined = replace(link, region=later, first_window=1.0)
    return message_energy(exchange_states(requests, joined))


def _answers(base: Watt, link: LorawanLink) -> tuple[PeriodicEvent, ...]:
    """Answers of the adaptive data rate, which come in a window that is open anyway."""
    adaptation = link.adaptation
    if adaptation is None:
        return ()
    windows = windows_of(link)
    longer = formulas.remaining(delay=windows.downlink(adaptation.answer), passed=windows.first)
    power = device_power(link.device.receive_current, link)
    energy = exchanges.energy_above(power=power, base=base, time=longer)
    return (PeriodicEvent("adaptive data rate", adaptation.period, energy),)


def _beacons(base: Watt, link: LorawanLink) -> tuple[PeriodicEvent, ...]:
    """Beacons and ping slots of class B."""
    match link.listening:
        case ClassB(slots=slots, slot_symbols=symbols, guard=guard):
            region = link.region
            power = device_power(link.device.receive_current, link)
            beacon = time_of(guard, _beacon_time(link))
            symbol = lora_symbol(region.beacon_spreading_factor, region.beacon_bandwidth)
            slot = lora_formulas.time_of_symbols(symbols=symbols, symbol_time=symbol)
            return (
                PeriodicEvent("beacon", region.beacon_period,
                              exchanges.energy_above(power=power, base=base, time=beacon)),
                PeriodicEvent("ping slot",
                              formulas.recurrence(period=region.beacon_period, times=slots),
                              exchanges.energy_above(power=power, base=base, time=slot)),
            )  # fmt: skip
        case _:
            return ()


def _beacon_time(link: LorawanLink) -> Second:
    """Time of a beacon, which has an implicit header and no check sum of the physical layer."""
    region = link.region
    phy = replace(link.phy, preamble=region.beacon_preamble, header=_ABSENT, check=_ABSENT)
    return lora_airtime(
        region.beacon, region.beacon_spreading_factor, region.beacon_bandwidth, phy,
        link.device.fine_synchronisation,
    )  # fmt: skip
