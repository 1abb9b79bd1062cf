"""A count by one counter in a process of its own, in an environment with all counters."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from peer import ROOT, TORCH

ENVIRONMENT = ROOT / ".peer-counters"
WORKER = ROOT / "benchmarks" / "counter_worker.py"
OLD_THOP = "thop-alone"

REQUIREMENTS = (
    TORCH,
    *("calflops==0.3.2", "fvcore==0.1.5.post20221221", "ptflops==0.7.5", "torchinfo==1.8.0"),
    *("ultralytics-thop==2.2.3", "onnx==1.23.2", "onnx-tool==1.0.1", "transformers==5.23.0"),
)
# The one asks for torchvision, which it does not need to count; the other has the module name
# of its successor.
ALONE = "torchprofile==0.1.0"
OLD = "thop==0.1.1.post2209072238"
SHOWN_VERSIONS = (
    *("torch", "onnx", "fvcore", "calflops", "ptflops", "thop", "ultralytics-thop"),
    *("torchinfo", "torchprofile", "onnx-tool"),
)

LIMIT = 300
"""Seconds after which a count is given up."""

# The system counts a process's peak memory in kilobytes, on macOS in bytes.
PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Outcome:
    """One count."""

    macs: float
    """Multiply-accumulates."""
    seconds: float
    """Time of the count itself: first call, everything imported and built."""
    again: float
    """Least time of the same count again, when nothing is left to be loaded."""
    wall: float
    """Time of the whole process."""
    taken: float
    """Memory in bytes by which the count raised the peak."""
    peak: float
    """Peak memory of the whole process in bytes."""


def find_python() -> Path:
    """The interpreter of the others' environment, which is made if there is none."""
    windows = sys.platform == "win32"
    python = ENVIRONMENT / ("Scripts/python.exe" if windows else "bin/python")
    ready = ENVIRONMENT / "ready"
    wanted = "\n".join((*REQUIREMENTS, ALONE, OLD))
    if not ready.exists() or ready.read_text() != wanted:
        print(f"installing {len(REQUIREMENTS) + 2} packages into {ENVIRONMENT.name}/ (once)")
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "install", "--quiet"]
        target = ["--target", str(ENVIRONMENT / OLD_THOP)]
        for arguments in (REQUIREMENTS, ("--no-deps", ALONE), ("--no-deps", *target, OLD)):
            subprocess.run([*pip, *arguments], check=True, stderr=subprocess.DEVNULL)
        ready.write_text(wanted)
    return python


def environment() -> dict[str, str]:
    """Our sources are found by the others' interpreter too, and nothing asks the network."""
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), "HF_HUB_OFFLINE": "1"}


def run(python: Path, *arguments: str) -> Outcome | str:
    """Run the worker; its outcome, or the last words of what went wrong."""
    command = ["timeout", str(LIMIT)] if sys.platform == "linux" else []
    command += [str(python), str(WORKER), *arguments]
    start = perf_counter()
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(command, env=environment(), stdout=out, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        wall = perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        errors.seek(0)
        if process.returncode:
            words = errors.read().strip().splitlines() or [f"exit code {process.returncode}"]
            return words[-1][:120]
        found = json.loads(out.read().splitlines()[-1]) if arguments[0] == "count" else {}
    if not found:
        return ""
    taken = max(found["after"] - found["before"], 0)
    peak = max(usage.ru_maxrss * PEAK_UNIT, found["after"])
    return Outcome(found["macs"], found["seconds"], found["again"], wall, taken, peak)


def middles(python: Path, runs: int, *counts: tuple[str, str, str]) -> list[Outcome]:
    """Medians of several processes of each count, run in turn; the first only fill caches.

    A count is the name of a counter, that of a network, and a file.
    """
    turns = [[run(python, "count", *count) for count in counts] for _ in range(runs + 1)][1:]
    return [_middle(outcomes) for outcomes in zip(*turns, strict=True)]


def _middle(outcomes: Sequence[Outcome | str]) -> Outcome:
    whole = [outcome for outcome in outcomes if isinstance(outcome, Outcome)]
    if len(whole) < len(outcomes):
        raise SystemExit(f"a count failed: {outcomes}")
    fields = (field.name for field in dataclasses.fields(Outcome))
    return Outcome(*(median(getattr(each, name) for each in whole) for name in fields))


def versions(python: Path) -> str:
    """What was compared."""
    ask = (
        "import json, sys; from importlib.metadata import version\n"
        f"sys.path.append(sys.prefix + '/{OLD_THOP}')\n"
        f"print(json.dumps({{name: version(name) for name in {SHOWN_VERSIONS!r}}}))"
    )
    command = [str(python), "-c", ask]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return ", ".join(f"{name} {number}" for name, number in found.items())
