"""Bands from 1000 draws: seconds of the processor for every example, against a tenth of a second.

``python benchmarks/draws.py`` takes some seconds. A scenario is resolved beforehand; what is timed
is all that ``joulepath estimate`` does more than with ``--draws 0``.
"""

from __future__ import annotations

from pathlib import Path
from time import process_time

from joulepath import resolve, uncertainty
from joulepath.scenario.resolve import Resolved

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
DRAWS = 1000
ROUNDS = 5
GOAL = 0.1


def seconds(resolved: Resolved) -> float:
    """Least time of some rounds, the first of which fills caches."""
    times: list[float] = []
    for _ in range(ROUNDS + 1):
        start = process_time()
        uncertainty(resolved, draws=DRAWS)
        times.append(process_time() - start)
    return min(times[1:])


def main() -> None:
    """Print a line for each example, the slowest first."""
    found = {file.name: seconds(resolve(file)) for file in EXAMPLES.glob("*.toml")}
    for name, spent in sorted(found.items(), key=lambda item: -item[1]):
        verdict = "met" if spent < GOAL else "NOT MET"
        print(f"{name:<32}{1e3 * spent:6.0f} ms  {spent / GOAL:.2f}x of 100 ms: {verdict}")


if __name__ == "__main__":
    main()
