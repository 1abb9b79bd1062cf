"""The whole catalogue on first need, in one run: our reader against a TOML parser alone.

``python benchmarks/catalogue.py`` reads every table and every figure of the built-in catalogue in
processes of their own, with the files in the cache of the system, and prints medians. The classes
that the figures fill are code, which is loaded once for all of a kind; they are timed apart.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from statistics import median

GOAL = 150.0
"""Milliseconds that reading the whole catalogue may take."""

READ = """
import json
from time import perf_counter
from joulepath.catalogue import load
from joulepath.catalogue.schema import KINDS
from joulepath.catalogue.files import BUILT_IN
times = [perf_counter()]
kinds = [(kind.figures, kind.further_figures, kind.groups) for kind in KINDS.values()]
times.append(perf_counter())
known = load()
entries = [known.entry(kind, name) for kind in known.kinds() for name in known.names(kind)]
bills = [known.bill(device) for device in known.names("devices")]
times.append(perf_counter())
figures = [figure for entry in entries for figure in entry.figures.values()]
times.append(perf_counter())
import tomllib
folders = [BUILT_IN / kind.folder for kind in KINDS.values()]
paths = [BUILT_IN / "sources.toml", *(file for each in folders for file in each.glob("*.toml"))]
files = [path.read_text(encoding="utf-8") for path in paths]
start = perf_counter()
for file in files:
    tomllib.loads(file)
times.append(times[-1] + perf_counter() - start)
took = [(after - before) * 1e3 for before, after in zip(times, times[1:])]
print(json.dumps([len(entries), len(figures), *took]))
"""

# Sources are compiled once, as they are where a package is installed.
ENVIRONMENT = {key: v for key, v in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def read() -> list[float]:
    """Read all in a process: numbers of entries and figures, and four times in ms."""
    command = [sys.executable, "-c", READ]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=ENVIRONMENT)
    return json.loads(done.stdout)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9, help="processes (default 9)")
    runs = parser.parse_args(arguments).runs
    read()
    entries, figures, kinds, tables, values, toml = (
        median(column) for column in zip(*(read() for _ in range(runs)), strict=True)
    )
    print(f"{entries:.0f} entries with {figures:.0f} figures, medians of {runs} processes")
    print(f"classes that figures fill:   {kinds:6.0f} ms")
    print(f"tables of all kinds, bills:  {tables:6.0f} ms")
    print(f"every figure, with its unit: {values:6.0f} ms")
    whole = tables + values
    verdict = "met" if whole <= GOAL else "NOT MET"
    print(f"the whole catalogue:         {whole:6.0f} ms (goal {GOAL:.0f} ms: {verdict})")
    print(f"tomllib, parsing alone:      {toml:6.0f} ms ({whole / toml:.2f}x)")


if __name__ == "__main__":
    main()
