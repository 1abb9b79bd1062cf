"""Sweeps against the peer's loop, with the limits of the machine measured in the same run.

``python benchmarks/sweep.py`` takes some minutes and two gigabytes of disk, ``--quick`` some
seconds at a tenth of the size, where less is gained and goals may be missed. Both sides compute
the same life, a three-layer MLP over one hop; every ratio comes from this run alone. What runs on
one core is timed by that core's clock (seconds of the processor, on both sides), so that other work
on the machine does not count; workers are timed by the wall.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import numpy as np
from arrays import COLUMN_OUTPUTS, GRID_OUTPUTS, PEER_CALL, columns, grid, line, scenario, seconds
from peer import PEER, STUB_NOTE, Peer, find_peer

from joulepath.analysis.arrays import Engine, evaluate
from joulepath.analysis.columns import empty_columns
from joulepath.analysis.machine_code import obstacle
from joulepath.analysis.plan import Plan, arrays_in
from joulepath.analysis.sweep import asked, on_processes, serially, to_file
from joulepath.core.tree import map_leaves
from joulepath.errors import MissingExtra
from joulepath.lifecycle import lifecycle
from joulepath.records.inputs import Inputs
from joulepath.scenario.reading import load_scenario

THREE = ("data.samples", "training.epochs", "path.0.loss")
CASE_STUDY = Path(__file__).resolve().parent.parent / "examples" / "ecal-case-study.toml"
GIGABYTE = 1e9
MEMORY = 2 * GIGABYTE


@dataclass(frozen=True)
class Limits:
    """What one core of this machine can do."""

    bandwidth: float
    """Bytes a second that a sum of two long arrays reads and writes."""
    arithmetic: float
    """Products a second of arrays in the cache."""

    @classmethod
    def measured(cls) -> Limits:
        """The best of some rounds."""
        a, b, c = (np.ones(8_000_000) for _ in range(3))
        moved = 3 * a.nbytes / min(core_seconds(lambda: np.add(a, b, out=c)) for _ in range(7))
        x, y, z = (np.ones(4000) for _ in range(3))
        rate = x.size / min(core_seconds(lambda: np.multiply(x, y, out=z), 2000) for _ in range(7))
        return cls(moved, rate)


def core_seconds(action: Callable[[], object], repeats: int = 1) -> float:
    """Seconds of the processor that an action takes, the mean of some calls."""
    start = process_time()
    for _ in range(repeats):
        action()
    return (process_time() - start) / repeats


def three(count: int) -> Inputs:
    """A column of scenarios for three numbers."""
    random = np.random.default_rng(2)

    def column(path: str, leaf: Any) -> Any:
        if path not in THREE:
            return leaf
        return random.uniform(0.9, 1.1, count) * leaf if leaf else random.uniform(0, 0.1, count)

    return map_leaves(column, scenario())


def laid_out(inputs: Inputs) -> Inputs:
    """The same columns in a table whose columns lie well in memory."""
    arrays = arrays_in(inputs)
    table = empty_columns(len(arrays), next(iter(arrays.values())).size)
    rows = dict(zip(arrays, table, strict=True))
    for path, row in rows.items():
        row[:] = arrays[path]
    return map_leaves(lambda path, leaf: rows.get(path, leaf), inputs)


def compute(
    what: str,
    inputs: Inputs,
    outputs: Sequence[str],
    goal: float,
    peer: float | None,
    limits: Limits,
    rounds: int,
    engine: Engine = "numpy",
) -> None:
    """Time scenarios in memory and print the rate beside the peer's and the machine's."""
    plan = Plan.compile(lifecycle, inputs, outputs)
    arrays = arrays_in(inputs)
    count = int(np.prod(np.broadcast_shapes(*(array.shape for array in arrays.values()))))
    spent = min(
        core_seconds(lambda: evaluate(inputs, outputs, engine=engine)) for _ in range(rounds)
    )
    rate = count / spent
    by = ", compiled" if engine == "compiled" else ""
    text = f"{count:,} {what}, {len(outputs)} outputs{by}"
    ratio = None if peer is None else rate * peer
    line(
        text,
        f"{rate / 1e6:.1f} M/s",
        "-" if peer is None else f"{1 / peer / 1e3:.1f} k/s",
        "-" if ratio is None else f"{ratio:.0f}x",
        f"at least {goal:.0f}x",
        None if ratio is None else ratio >= goal,
    )
    read = (arrays[path].nbytes for path in plan.varying)
    moved = (sum(read) + 8 * count * len(outputs)) / spent
    calls = len(plan.steps) * rate
    print(
        f"    reads and answers {moved / GIGABYTE:.1f} GB/s, {moved / limits.bandwidth:.0%} of the"
        f" bandwidth; {calls / 1e9:.2f} G formula calls/s"
    )


def compiled_works() -> bool:
    """Whether machine code can be made here; says why not."""
    try:
        reason = obstacle()
    except MissingExtra as missing:
        reason = str(missing)
    if reason:
        print(f"    no machine code: {reason}")
    return reason is None


def streamed(points: int, folder: Path) -> None:
    """Stream a sweep to Parquet in a process of its own, and print its peak memory."""
    output = folder / "large.parquet"
    epochs = max(1, points // 1_000_000)
    start = perf_counter()
    command = [
        *(sys.executable, "-m", "joulepath", "sweep", str(CASE_STUDY), "--outputs", "ecal"),
        *("--vary", f"training.epochs=1..{epochs}", "--vary", "path.0.loss=0..0.5:lin1000"),
        *("--vary", "inference.inferences=1..1000", "-o", str(output)),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit("the sweep failed")
    spent, peak = perf_counter() - start, used.ru_maxrss * 1024
    size = output.stat().st_size
    line(
        f"{points:,} points streamed to Parquet, peak memory",
        f"{peak / 1e6:.0f} MB",
        "-",
        "-",
        "below 2 GB",
        peak < MEMORY,
    )
    print(
        f"    {points / spent / 1e6:.1f} M points/s, start-up included;"
        f" {size / GIGABYTE:.2f} GB written"
    )
    output.unlink()


def shared(points: int, folder: Path) -> None:
    """Compare two workers with one, from start to the joined file."""
    vary = {
        "training.epochs": f"1..{max(1, points // 1_000_000)}",
        "path.0.loss": "0..0.5:lin1000",
        "inference.inferences": "1..1000",
    }
    request = asked(load_scenario(CASE_STUDY), "0", vary, outputs=["ecal", "energy"])
    executors = {"one": on_processes(1), "two": on_processes(2), "none": serially}
    spent = dict.fromkeys(executors, np.inf)
    output = folder / "out.parquet"
    for _, (name, executor) in product(range(3), executors.items()):  # other work disturbs walls
        output.unlink(missing_ok=True)
        action = partial(to_file, request, output, executor=executor)
        spent[name] = min(spent[name], seconds(action))
    ratio = spent["one"] / spent["two"]
    line(
        f"{points:,} points to Parquet, two workers against one",
        f"{points / spent['two'] / 1e6:.1f} M/s",
        f"{points / spent['one'] / 1e6:.1f} M/s",
        f"{ratio:.2f}x",
        "at least 1.7x",
        ratio >= 1.7 if (os.cpu_count() or 1) > 1 else None,
    )
    print(f"    without a worker, in this process: {points / spent['none'] / 1e6:.1f} M points/s")


def peer_seconds(peer: Peer | None) -> float | None:
    """Time of one of the peer's calls; none without the peer."""
    if peer is None:
        return None
    timings = [peer.time_loop(PEER_CALL) for _ in range(3)]
    difference = lifecycle(scenario()).ecal / timings[0]["result"]["ecal_j_per_bit"] - 1
    print(f"peer: {PEER}, torch {timings[0]['torch']}, Python {timings[0]['python']}")
    print(f"{STUB_NOTE}\necal of ours and the peer's differ by {difference:.1e}")
    return min(timing["processor"] for timing in timings)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Sweeps against the peer's loop.")
    parser.add_argument("--quick", action="store_true", help="ten times smaller, three rounds")
    quick = parser.parse_args(arguments).quick
    count, rounds = (100_000, 3) if quick else (1_000_000, 7)
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}")
    if hasattr(os, "getloadavg"):
        print(f"load of the machine before: {os.getloadavg()[0]:.1f}")
    peer = peer_seconds(find_peer())
    limits = Limits.measured()
    print(
        f"one core: {limits.bandwidth / GIGABYTE:.1f} GB/s of memory,"
        f" {limits.arithmetic / 1e9:.1f} G products/s in the cache\n"
    )
    what, ours, theirs, ratio, goal = "what", "ours", "against", "ratio", "goal"
    print(f"{what:<52} {ours:>12} {theirs:>12} {ratio:>9}   {goal}")
    dense = columns(count)
    names = f"scenarios, all {len(arrays_in(dense))} inputs vary"
    compute(names, dense, COLUMN_OUTPUTS, 200, peer, limits, rounds)
    if compiled_works():
        compute(names, dense, COLUMN_OUTPUTS, 600, peer, limits, rounds, "compiled")
        dense = laid_out(dense)
        compute(f"{names}, laid out", dense, COLUMN_OUTPUTS, 600, peer, limits, rounds, "compiled")
    compute("scenarios, three inputs vary", three(count), GRID_OUTPUTS, 500, peer, limits, rounds)
    compute(
        "points of a grid of four inputs",
        grid(10 * count),
        GRID_OUTPUTS,
        3000,
        peer,
        limits,
        rounds,
    )
    with TemporaryDirectory() as folder:
        shared(100 * count, Path(folder))
        streamed(100 * count, Path(folder))


if __name__ == "__main__":
    main()
