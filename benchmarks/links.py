"""A million messages by arrays against a loop that takes one message after the other.

``python benchmarks/links.py`` takes some seconds, ``--quick`` a tenth of the messages, where less
is gained and goals are missed. Both sides are the same functions of `joulepath.lifecycle.links` in
the same run on one core: once with arrays, in blocks that stay in the cache, once with plain
numbers in a plain Python loop, timed for fewer messages and scaled. Payload and loss differ from
message to message, and the spreading factor of LoRaWAN. The fastest of several alternating rounds
counts.
"""

from __future__ import annotations

import argparse
import platform
from collections.abc import Callable, Sequence
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np

from joulepath.catalogue import load
from joulepath.lifecycle.links.technologies import activity
from joulepath.records.links.traffic import Packets
from joulepath.scenario.links.ble_section import BleSection
from joulepath.scenario.links.ieee802154_section import Ieee802154Section
from joulepath.scenario.links.lorawan_section import LorawanSection
from joulepath.scenario.links.satellite_section import SatelliteSection
from joulepath.scenario.links.sigfox_section import SigfoxSection
from joulepath.scenario.links.wifi_section import WifiSection

BLOCK = 16_384
GOAL = 1000
MESSAGES = 1_000_000
LOOPED = 2_000


def lorawan() -> Callable[..., Any]:
    """A confirmed LoRaWAN message of any data rate."""
    keys = {"region": "eu868", "data_rate": "eu868-dr5", "confirmed": True, "attempts": 8}
    link: Any = LorawanSection(device="mdot-board", **keys).record(load())

    def one(size: Any, loss: Any, factor: Any) -> Any:
        rate = replace(link.data_rate, spreading_factor=factor, answer_spreading_factor=factor)
        losses = replace(link.losses, loss=loss)
        return activity((message(size),), replace(link, data_rate=rate, losses=losses)).energy

    return one


def lossy(section: Any) -> Callable[..., Any]:
    """A message of any loss on a link."""
    link: Any = section.record(load())

    def one(size: Any, loss: Any, _: Any) -> Any:
        if hasattr(link, "losses"):
            changed = replace(link, losses=replace(link.losses, loss=loss))
        else:
            changed = replace(link, loss=loss)
        return activity((message(size),), changed).energy

    return one


def message(size: Any) -> Packets:
    """A message of some size."""
    return Packets("message", "up", 1.0, size)


def technologies() -> dict[str, Callable[..., Any]]:
    """Energy of a message by each technology."""
    return {
        "LoRaWAN, confirmed": lorawan(),
        "Sigfox": lossy(SigfoxSection(module="sigfox-module")),
        "Iridium": lossy(SatelliteSection(terminal="iridium-9603")),
        "Bluetooth Low Energy": lossy(BleSection(chip="nrf52840-ble", interval=1.0)),
        "IEEE 802.15.4": lossy(Ieee802154Section(chip="nrf52840-802-15-4")),
        "Wi-Fi": lossy(WifiSection(module="esp32-module")),
    }


def messages(count: int) -> tuple[Any, Any, Any]:
    """Payloads in bit, losses and spreading factors of messages."""
    random = np.random.default_rng(1)
    return (
        random.integers(1, 243, count) * 8.0,
        random.uniform(0.0, 0.3, count),
        random.integers(7, 13, count).astype(float),
    )


def by_arrays(energy: Callable[..., Any], every: tuple[Any, Any, Any]) -> Any:
    """Energies of all messages, block by block."""
    result = np.empty(every[0].size)
    for start in range(0, result.size, BLOCK):
        part = slice(start, start + BLOCK)
        result[part] = energy(*(column[part] for column in every))
    return result


def by_loop(energy: Callable[..., Any], every: tuple[Any, Any, Any], count: int) -> list[float]:
    """Energies of the first messages, one by one."""
    rows = zip(*(column[:count].tolist() for column in every), strict=True)
    return [energy(*row) for row in rows]


def compare(name: str, energy: Callable[..., Any], count: int, rounds: int) -> None:
    """Print how long both take, and how closely they agree."""
    every, looped = messages(count), min(count, LOOPED)
    arrays = loop = np.inf
    difference = 0.0
    for _ in range(rounds):
        start = perf_counter()
        ours = by_arrays(energy, every)
        arrays = min(arrays, perf_counter() - start)
        start = perf_counter()
        theirs = by_loop(energy, every, looped)
        loop = min(loop, (perf_counter() - start) / looped * count)
        difference = float(np.max(np.abs(ours[:looped] / theirs - 1)))
    ratio = loop / arrays
    verdict = "met" if ratio >= GOAL else "NOT MET"
    print(
        f"{name:<22} {arrays:>8.3f} s {loop:>8.1f} s {ratio:>7.0f}x   {verdict:<8} {difference:.1e}"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Messages by arrays against a loop.")
    parser.add_argument("--quick", action="store_true", help="ten times smaller, two rounds")
    quick = parser.parse_args(arguments).quick
    count, rounds = (MESSAGES // 10, 2) if quick else (MESSAGES, 5)
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}")
    print(f"{count:,} messages; goal: at least {GOAL}x; last column: largest relative difference")
    print(f"{'technology':<22} {'arrays':>10} {'loop':>10} {'ratio':>8}")
    for name, energy in technologies().items():
        compare(name, energy, count, rounds)


if __name__ == "__main__":
    main()
