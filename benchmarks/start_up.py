"""Start-up, in one run: our import, help and estimate against NumPy, Python and the peer.

``python benchmarks/start_up.py`` runs every command several times in turn, each in a process of
its own, and compares medians of wall time and of peak memory; ``--runs 3`` is quicker.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from peer import PEER, ROOT, STUB_NOTE, find_peer

OURS = str(Path(sys.executable).with_name("joulepath"))
EXAMPLE = "examples/crop-camera.toml"
PEER_ESTIMATE = ("estimate", "--model", "CNN", "--samples", "1000", "--hardware", "generic_edge")
COMMANDS = {
    "python": (sys.executable, "-c", "pass"),
    "numpy": (sys.executable, "-c", "import numpy"),
    "import": (sys.executable, "-c", "import joulepath"),
    "help": (OURS, "--help"),
    "estimate": (OURS, "estimate", EXAMPLE),
}

# The peer was byte-compiled when it was installed; our sources are when they are first run.
ENVIRONMENT = {key: v for key, v in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}

# The system counts a process's peak memory in kilobytes, on macOS in bytes.
PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Cost:
    """What one process took."""

    wall: float
    """Wall time in seconds."""
    peak: float
    """Largest resident memory in bytes."""


def run(command: Sequence[str]) -> Cost | None:
    """Run a command to its end; none if there is no such command or it fails."""
    start = perf_counter()
    try:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=ENVIRONMENT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return None
    _, status, usage = os.wait4(process.pid, 0)
    wall = perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    return None if process.returncode else Cost(wall, usage.ru_maxrss * PEAK_UNIT)


def measure(commands: Mapping[str, Sequence[str]], runs: int) -> dict[str, Cost]:
    """Run all commands in turn, once unmeasured to fill caches; medians of those that work."""
    costs: dict[str, list[Cost]] = {}
    for name, command in commands.items():
        if run(command) is None:
            print(f"fails, so left out: {' '.join((Path(command[0]).name, *command[1:]))}")
        else:
            costs[name] = []
    for _ in range(runs):
        for name, taken in costs.items():
            if cost := run(commands[name]):
                taken.append(cost)
    return {
        name: Cost(median(c.wall for c in taken), median(c.peak for c in taken))
        for name, taken in costs.items()
        if taken
    }


def line(what: str, ours: str, other: str, ratio: str, goal: str, verdict: str) -> None:
    """Print one row."""
    print(f"{what:<52} {ours:>9} {other:>9} {ratio:>7}   {goal:<13} {verdict}")


def compare(what: str, ours: float | None, other: float | None, goal: float, unit: str) -> None:
    """Print one comparison of milliseconds or megabytes."""
    bound = f"at most {goal:g}x"
    left, right = (f"{value:.0f} {unit}" if value is not None else "-" for value in (ours, other))
    if ours is None or other is None:
        line(what, left, right, "-", bound, "not compared")
    else:
        verdict = "met" if ours <= goal * other else "NOT MET"
        line(what, left, right, f"{ours / other:.2f}x", bound, verdict)


def report(costs: Mapping[str, Cost]) -> None:
    """Print the table."""
    wall = {name: cost.wall * 1e3 for name, cost in costs.items()}
    peak = {name: cost.peak / 1e6 for name, cost in costs.items()}
    bare = wall["python"]
    own = {name: max(wall[name] - bare, 0.0) for name in ("import", "numpy") if name in wall}
    line("what", "ours", "other", "ratio", "goal", "")
    compare(
        f"import joulepath / import numpy, less bare Python {bare:.0f} ms",
        own.get("import"),
        own.get("numpy"),
        3,
        "ms",
    )
    compare("joulepath --help / python -c pass", wall.get("help"), bare, 6, "ms")
    what = "joulepath estimate / ecal estimate, "
    compare(what + "wall time", wall.get("estimate"), wall.get("peer"), 1 / 5, "ms")
    compare(what + "peak memory", peak.get("estimate"), peak.get("peer"), 1 / 2, "MB")
    floor = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * PEAK_UNIT / 1e6
    print(f"\npeak memory of a process started here reads at least this program's {floor:.0f} MB")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Start-up of joulepath against the peer's.")
    parser.add_argument("--runs", type=int, default=9, help="runs of each command (default 9)")
    runs = parser.parse_args(arguments).runs
    commands: dict[str, Sequence[str]] = dict(COMMANDS)
    print(f"Python {platform.python_version()}, medians of {runs} runs")
    if peer := find_peer():
        commands["peer"] = (str(peer.command), *PEER_ESTIMATE)
        print(f"peer: {PEER}; {STUB_NOTE}\n")
    report(measure(commands, runs))


if __name__ == "__main__":
    main()
