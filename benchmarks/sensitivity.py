"""Sobol indices of 40 uncertain inputs: time in all, and beside SciPy's estimator in one run.

``python benchmarks/sensitivity.py`` takes half a minute. The scenario is the largest example with
bands on forty of its numbers; SciPy gets our values, so that only estimators and resampling differ.
"""

from __future__ import annotations

from pathlib import Path
from time import perf_counter, process_time

import numpy as np

from joulepath import evaluate, resolve
from joulepath.analysis.sensitivity import elasticities, sobol_indices
from joulepath.analysis.space import Parameter, Space
from joulepath.records.distributions import LogNormal

SCENARIO = Path(__file__).resolve().parent.parent / "examples" / "field-camera-cloud.toml"
INPUTS = 40
ROWS = 2048
RESAMPLES = 200
GOAL = 2.0


def uncertain(count: int) -> Space:
    """The example with a band of a fifth on the inputs that move its energy most."""
    inputs = resolve(SCENARIO).inputs
    strongest = elasticities(inputs, "energy").inputs[:count]
    parameters = tuple(
        Parameter(each.path, (each.path,), each.value, LogNormal(each.value, 0.1, 0.1))
        for each in strongest
    )
    return Space(inputs, parameters)


def scipy_seconds(values: np.ndarray, inputs: int) -> float:
    """Time of SciPy's indices and bootstrap on the same values."""
    from scipy.stats import sobol_indices as theirs

    table = values.reshape(inputs + 2, 1, -1)
    start = perf_counter()
    found = theirs(func={"f_A": table[0], "f_B": table[1], "f_AB": table[2:]}, n=table.shape[-1])
    found.bootstrap(n_resamples=RESAMPLES)
    return perf_counter() - start


def main() -> None:
    """Print times and their ratio."""
    space = uncertain(INPUTS)
    kept: list[np.ndarray] = []
    spent: list[float] = []

    def output(unit: np.ndarray) -> np.ndarray:
        start = perf_counter()
        values = np.broadcast_to(
            evaluate(space.at(space.cube(unit)), ["energy"])["energy"], len(unit)
        )
        spent.append(perf_counter() - start)
        kept.append(values)
        return values

    start, processor = perf_counter(), process_time()
    found = sobol_indices(output, len(space.parameters), rows=ROWS, resamples=RESAMPLES)
    wall, processor = perf_counter() - start, process_time() - processor
    ours = wall - spent[-1]
    peer = scipy_seconds(kept[-1], len(space.parameters))
    print(f"inputs                    {len(space.parameters)}")
    print(f"evaluations               {found.evaluations}")
    print(
        f"in all                    {wall:.2f} s ({processor:.2f} s of processor, goal {GOAL:g} s)"
    )
    print(f"  the scenarios           {spent[-1]:.2f} s")
    print(f"  indices and resampling  {ours:.3f} s")
    print(f"SciPy on the same values  {peer:.2f} s, {peer / ours:.0f}x ours")


if __name__ == "__main__":
    main()
