"""A million device footprints: our arrays against the loop of BoaviztAPI, in one run on one core.

``python benchmarks/footprint.py`` takes a minute. Both sides compute the same servers, ours by the
factors of BoaviztAPI in the catalogue; dies, memory, drives and supplies vary, and ours has a band
for each device besides. BoaviztAPI lives in an environment of its own, which ``--python`` names or
which is made in ``.boavizta/``; where that fails, the loop is our own function, a device at a time.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import venv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np

from joulepath.catalogue import load
from joulepath.lifecycle.embodied.whole import footprint
from joulepath.records.embodied import Bill, BillLine
from joulepath.scenario.embodied.devices import own_footprint
from joulepath.scenario.embodied.requests import BillRequest, PartRequest

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".boavizta"
PEER = "boaviztapi==2.5.0"
DEVICES = 1_000_000
GOAL = 500.0
DIE = 588.0

PEER_LOOP = """
import asyncio, json, sys, time
from boaviztapi.dto.device import Server
from boaviztapi.routers.server_router import server_impact_from_configuration
calls = int(sys.argv[1])
def body(die):
    return {"model": {"type": "rack"}, "configuration": {
        "cpu": {"units": 2, "die_size": die},
        "ram": [{"units": 12, "capacity": 32, "density": 1.79}],
        "disk": [{"units": 1, "type": "ssd", "capacity": 400, "density": 50.6}],
        "power_supply": {"units": 2, "unit_weight": 10}}}
async def one(die):
    return await server_impact_from_configuration(
        Server(**body(die)), verbose=False, duration=None, criteria=["gwp"],
        archetype="platform_compute_medium")
async def main():
    found = await one(588.0)
    start = time.perf_counter()
    for call in range(calls):
        await one(300.0 + call)
    return found["impacts"]["gwp"]["embedded"]["value"], (time.perf_counter() - start) / calls
print(json.dumps(asyncio.run(main())))
"""


def server() -> Bill:
    """The server that varies."""
    parts = (
        ("boavizta-cpu", 2.0, "area", DIE),
        ("boavizta-ram", 12.0, "area", 32 / 1.79 * 100),
        ("boavizta-ssd", 1.0, "area", 400 / 50.6 * 100),
        ("boavizta-supply", 2.0, "mass", 10_000.0),
        ("boavizta-rack-case", 1.0, "", 0.0),
        ("boavizta-motherboard", 1.0, "", 0.0),
        ("assembly-server", 1.0, "", 0.0),
    )
    asked = [
        PartRequest(name, name, "benchmark", pieces, measure, (amount, amount, amount))
        for name, pieces, measure, amount in parts
    ]
    return own_footprint(BillRequest("server", tuple(asked)), load()).bill


def varied(bill: Bill, factor: float | np.ndarray) -> Bill:
    """The same server with other dies, memory, drives and supplies."""
    lines = (
        replace(
            line,
            amount=line.amount * factor,
            amount_low=line.amount * factor * 0.9,
            amount_high=line.amount * factor * 1.1,
        )
        if isinstance(line, BillLine) and line.amount
        else line
        for line in bill.lines
    )
    return replace(bill, lines=tuple(lines))


def fastest(run: Callable[[], object], rounds: int = 3) -> float:
    """Shortest time of several rounds, in s."""
    times: list[float] = []
    for _ in range(rounds):
        start = perf_counter()
        run()
        times.append(perf_counter() - start)
    return min(times)


def peer(python: Path | None, calls: int) -> tuple[float, float] | None:
    """What the peer answers in kg, and its time for one device in s."""
    try:
        command = [str(python or _made()), "-c", PEER_LOOP, str(calls)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"no peer: {error}", file=sys.stderr)
        return None
    kilograms, seconds = json.loads(done.stdout.splitlines()[-1])
    return kilograms, seconds


def _made() -> Path:
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", PEER], check=True, timeout=600)
    return python


def main() -> None:
    """Print how long both take, and their ratio."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--python", type=Path, help="interpreter that has BoaviztAPI")
    options.add_argument("--calls", type=int, default=200, help="devices in the loop of the peer")
    given = options.parse_args()
    bill = server()
    factors = np.linspace(0.2, 1.4, DEVICES)
    ours = fastest(lambda: footprint(varied(bill, factors))) / DEVICES
    alone = fastest(lambda: footprint(varied(bill, 1.0)), rounds=50)
    print(f"ours, arrays of {DEVICES:,}: {ours * 1e9:.0f} ns a device, with bands")
    print(f"ours, one at a time: {alone * 1e6:.0f} us a device")
    found = peer(given.python, given.calls)
    if found is None:
        print(f"ratio to our own loop: {alone / ours:.0f}")
        return
    kilograms, theirs = found
    own = float(footprint(bill).total) / 1e3
    print(f"{PEER} answers {kilograms:g} kg, ours {own:.1f} kg, by its factors")
    print(f"{PEER}, one at a time: {theirs * 1e6:.0f} us a device")
    print(f"ratio: {theirs / ours:.0f} (goal {GOAL:.0f})")


if __name__ == "__main__":
    main()
