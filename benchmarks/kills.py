"""Sweeps that are killed at random moments, and go on.

``python benchmarks/kills.py`` kills sweeps of its own making twenty times (SIGKILL, to it and all
its workers), runs the same command again, and compares the file with that of a run which nobody
disturbed, byte by byte. Before the end, some runs are killed more than once. It prints the seed of
its random moments, which ``--seed`` takes again, and ends with 1 where a byte differs.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

CASE_STUDY = Path(__file__).resolve().parent.parent / "examples" / "ecal-case-study.toml"
FORMS = ("parquet", "csv", "json")


@dataclass
class Counts:
    """What happened to the runs."""

    killed: int = 0
    """Times that a run was killed while it worked."""
    escaped: int = 0
    """Times that it had ended before."""
    resumed: int = 0
    """Times that parts of a killed run were there to go on from."""
    different: int = 0
    """Files that are not those of the undisturbed run, and parts that are left over."""
    seconds: dict[str, float] = field(default_factory=dict[str, float])
    """Time that a run takes, by the form of its file."""
    digests: dict[str, str] = field(default_factory=dict[str, str])
    """Digest of the undisturbed run's file, by its form."""


def command(output: Path, workers: int, points: int) -> list[str]:
    """A sweep of some points in 40 parts."""
    return [
        *(sys.executable, "-m", "joulepath", "sweep", str(CASE_STUDY)),
        *("--outputs", "ecal,energy", "--vary", f"training.epochs=1..{max(1, points // 1000)}"),
        *("--vary", "path.0.loss=0..0.5:lin1000", "--part-rows", str(max(1, points // 40))),
        *("--workers", str(workers), "-o", str(output)),
    ]


def start(arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a run in a group of its own."""
    quiet = subprocess.DEVNULL
    return subprocess.Popen(arguments, stdout=quiet, start_new_session=True)


def finished(arguments: Sequence[str]) -> float:
    """Run to the end, and tell the seconds."""
    begun = perf_counter()
    if start(arguments).wait():
        raise SystemExit(f"the sweep failed: {' '.join(arguments)}")
    return perf_counter() - begun


def killed(arguments: Sequence[str], after: float) -> bool:
    """Start a run, and kill it and its workers after some seconds unless it has ended."""
    process = start(arguments)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # the group that this run has begun
        process.wait()
        return True
    return False


def disturbed(
    output: Path, arguments: Sequence[str], whole: float, moments: random.Random, counts: Counts
) -> None:
    """Kill a run once or more, and let it come to its end."""
    parts = output.with_name(f"{output.name}.parts")
    for _ in range(moments.choice((1, 1, 2))):
        if not killed(arguments, moments.uniform(0, whole)) or _is_done(output, parts):
            counts.escaped += 1
            return
        counts.killed += 1
        counts.resumed += any(parts.glob("[0-9]*"))
    finished(arguments)


def _is_done(output: Path, parts: Path) -> bool:
    """Whether a run was killed between its last byte and its end."""
    return output.exists() and not parts.exists()


def one_run(
    folder: Path, form: str, workers: int, points: int, moments: random.Random, counts: Counts
) -> None:
    """Disturb a run, and compare its file with that of an undisturbed one by one process."""
    whole, output = folder / f"whole.{form}", folder / f"disturbed.{form}"
    if not whole.exists():
        counts.seconds[form] = finished(command(whole, 1, points))
        counts.digests[form] = digest(whole)
    disturbed(output, command(output, workers, points), counts.seconds[form], moments, counts)
    counts.different += digest(output) != counts.digests[form]
    counts.different += output.with_name(f"{output.name}.parts").exists()
    output.unlink()


def digest(path: Path) -> str:
    """Digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main(arguments: Sequence[str] | None = None) -> None:
    """Kill, go on, compare, and print the counts."""
    parser = argparse.ArgumentParser(description="Sweeps that are killed at random moments.")
    parser.add_argument("--kills", type=int, default=20, help="how often a sweep is killed")
    parser.add_argument("--points", type=int, default=1_000_000, help="points of each")
    parser.add_argument("--seed", type=int, default=None, help="start of the random moments")
    chosen = parser.parse_args(arguments)
    seed = int(time.time()) if chosen.seed is None else chosen.seed
    print(f"seed {seed}, {chosen.kills} kills of sweeps of {chosen.points:,} points")
    moments, counts = random.Random(seed), Counts()
    with TemporaryDirectory() as name:
        for form, workers in itertools.cycle(itertools.product(FORMS, (1, 2))):
            if counts.killed >= chosen.kills:
                break
            one_run(Path(name), form, workers, chosen.points, moments, counts)
    print(
        f"killed {counts.killed} times, {counts.resumed} of them with parts to go on from;"
        f" ended before the kill {counts.escaped} times; files that differ: {counts.different}"
    )
    sys.exit(1 if counts.different else 0)


if __name__ == "__main__":
    main()
