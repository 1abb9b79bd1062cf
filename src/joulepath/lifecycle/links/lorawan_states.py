"""States of a LoRaWAN device around its uplinks: delays, receive windows, and what follows."""

from __future__ import annotations

from dataclasses import dataclass, replace

from joulepath.core.quantities import Ampere, Bit, Count, CyclePerSecond, Second, Watt
from joulepath.formulas.links import exchanges, states
from joulepath.formulas.links import lora as lora_formulas
from joulepath.formulas.links import lorawan as formulas
from joulepath.lifecycle.links.exchanges import during
from joulepath.lifecycle.links.lora import lora_airtime, lora_symbol
from joulepath.lifecycle.links.states import state
from joulepath.records.links.activity import RadioState
from joulepath.records.links.lorawan import ClassC, LorawanLink

__all__ = ["Exchanges", "Windows", "device_power", "exchange_states", "windows_of"]

_NO_CHECK: Bit = 0.0
_ONE: Count = 1.0


@dataclass(frozen=True)
class Exchanges:
    """How often a device sends, and what it receives in its windows."""

    sent: Count
    """Uplinks, repetitions included."""
    airtime: Second
    """Time of all of them on the air."""
    received: tuple[tuple[Count, Bit], ...]
    """Downlinks: how many, and how large each is."""


@dataclass(frozen=True)
class Windows:
    """Receive windows of a link."""

    link: LorawanLink
    """The link."""
    first: Second
    """Time for which the first window stays open if nothing comes."""
    second: Second
    """Time for which the second window stays open if nothing comes."""

    def downlink(self, frame: Bit) -> Second:
        """Time of a frame in the first window."""
        rate = self.link.data_rate
        return _down(frame, rate.answer_spreading_factor, rate.answer_bandwidth, self.link)

    def late_downlink(self, frame: Bit) -> Second:
        """Time of a frame in the second window."""
        region = self.link.region
        return _down(frame, region.second_spreading_factor, region.second_bandwidth, self.link)


def windows_of(link: LorawanLink) -> Windows:
    """Receive windows that follow each uplink."""
    rate, device, region = link.data_rate, link.device, link.region
    symbols = formulas.window_symbols(
        fast=device.window_symbols,
        slow=device.slow_window_symbols,
        spreading_factor=rate.answer_spreading_factor,
    )
    first = lora_symbol(rate.answer_spreading_factor, rate.answer_bandwidth)
    second = lora_symbol(region.second_spreading_factor, region.second_bandwidth)
    return Windows(
        link=link,
        first=lora_formulas.time_of_symbols(symbols=symbols, symbol_time=first),
        second=lora_formulas.time_of_symbols(
            symbols=device.second_window_symbols, symbol_time=second
        ),
    )


def exchange_states(found: Exchanges, link: LorawanLink) -> tuple[RadioState, ...]:
    """States that uplinks and what comes down make a device pass through."""
    device, sent = link.device, found.sent

    def through(name: str, time: Second, current: Ampere) -> RadioState:
        return during(name, device_power(current, link), (sent, time))

    sending = device_power(device.transmit_current, link)
    return (
        through("wake up", device.wake_time, device.wake_current),
        through("prepare the radio", device.preparation_time, device.preparation_current),
        state("transmit", found.airtime, sending),
        *_windows(found, link),
        through("switch the radio off", device.off_time, device.off_current),
        through("process", device.processing_time, device.processing_current),
        through("fall asleep", device.turn_off_time, device.turn_off_current),
    )


def _windows(found: Exchanges, link: LorawanLink) -> tuple[RadioState, ...]:
    """Both windows with the delays before them; the second is not opened after a reception."""
    device, region, windows = link.device, link.region, windows_of(link)
    early = tuple(
        (exchanges.transmissions(frames=count, attempts=link.first_window), size)
        for count, size in found.received
    )
    late = tuple(
        (exchanges.successes(sent=count, loss=link.first_window), size)
        for count, size in found.received
    )
    in_first = exchanges.count_of_all(counts=tuple(count for count, _ in early))
    in_second = exchanges.count_of_all(counts=tuple(count for count, _ in late))
    opened = formulas.windows(sent=found.sent, received=in_first)
    empty = formulas.windows(sent=opened, received=in_second)
    wait, receive = _waiting(link), device_power(device.receive_current, link)
    first_delay = formulas.remaining(delay=region.first_delay, passed=device.early)
    second_delay = formulas.remaining(
        delay=formulas.remaining(delay=region.second_delay, passed=region.first_delay),
        passed=windows.first,
    )
    return (
        during("wait for window 1", wait, (found.sent, first_delay)),
        during("receive window 1", receive, (opened, windows.first)),
        during("receive", receive, *((count, windows.downlink(size)) for count, size in early),
               *((count, windows.late_downlink(size)) for count, size in late)),
        during("wait for window 2", wait, (opened, second_delay)),
        during("receive window 2", device_power(device.second_receive_current, link),
               (empty, windows.second)),
    )  # fmt: skip


def _waiting(link: LorawanLink) -> Watt:
    """Power while a device waits for a window; one of class C listens meanwhile."""
    match link.listening:
        case ClassC():
            return device_power(link.device.receive_current, link)
        case _:
            return device_power(link.device.wait_current, link)


def device_power(current: Ampere, link: LorawanLink) -> Watt:
    """Power of the battery for a current of the device."""
    return states.supply_power(
        current=current, voltage=link.device.supply, efficiency=link.efficiency
    )


def _down(frame: Bit, factor: Count, bandwidth: CyclePerSecond, link: LorawanLink) -> Second:
    """Time of a frame on its way down, which has no check sum of the physical layer."""
    phy = replace(link.phy, check=_NO_CHECK)
    return lora_airtime(frame, factor, bandwidth, phy, link.device.fine_synchronisation)
