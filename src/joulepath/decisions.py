"""Decisions from Python: what drives a result, many points, what pays, what is best.

>>> from joulepath.decisions import sweep
>>> swept = sweep("examples/ecal-case-study.toml", {"training.epochs": "10..50:lin3"})
>>> swept.column("energy").shape
(3,)
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from joulepath.analysis.breakeven import BreakEven
from joulepath.analysis.breakeven import break_even as weigh
from joulepath.analysis.optimise.results import Optimum
from joulepath.analysis.optimise.whole import optimise
from joulepath.analysis.retraining import Retraining
from joulepath.analysis.retraining import retraining as weigh_intervals
from joulepath.analysis.sensitivity import Drivers, Elasticities, elasticities, find_drivers
from joulepath.analysis.space import space_of
from joulepath.analysis.sweep import Swept, asked, in_memory, on_processes, serially, to_file
from joulepath.errors import gathered
from joulepath.report.comparing import Given
from joulepath.report.estimate import resolve
from joulepath.report.version import VERSION
from joulepath.scenario.drift import resolve_drift
from joulepath.scenario.one_off import amounts_of
from joulepath.scenario.reading import load_scenario
from joulepath.scenario.resolve import Resolved

if TYPE_CHECKING:
    from joulepath.catalogue import Catalogue

__all__ = [
    "BreakEven",
    "Drivers",
    "Elasticities",
    "Optimum",
    "Retraining",
    "Swept",
    "break_even",
    "optimise",
    "retraining",
    "sensitivity",
    "slopes",
    "sweep",
]


def sensitivity(
    scenario: Given,
    output: str = "carbon",
    changes: Mapping[str, Any] | None = None,
    *,
    catalogue: Catalogue | None = None,
    rows: int = 2048,
    seed: int = 0,
    design: Literal["auto", "random", "latin-hypercube", "sobol"] = "auto",
) -> Drivers:
    """Find which uncertain inputs drive a result: tornado, shares of the variance, screening.

    Parameters
    ----------
    scenario, changes, catalogue
        As `estimate` takes them.
    output : str
        Dotted path in the result.
    rows, seed, design
        As `joulepath.analysis.sensitivity.find_drivers` takes them.

    Returns
    -------
    Drivers
        The strongest first.

    Raises
    ------
    InputError
        With every problem of the scenario; for an unknown output; where nothing is uncertain.
    """
    space = space_of(resolve(scenario, changes, catalogue=catalogue))
    return find_drivers(space, output, rows=rows, seed=seed, design=design)


def slopes(
    scenario: Given,
    output: str = "carbon",
    changes: Mapping[str, Any] | None = None,
    *,
    catalogue: Catalogue | None = None,
    method: Literal["differences", "gradient"] = "differences",
) -> Elasticities:
    """Follow a result as each input, uncertain or not, moves a little.

    Parameters
    ----------
    scenario, changes, catalogue
        As `estimate` takes them.
    output : str
        Dotted path in the result.
    method : str
        ``differences``, or ``gradient``: exact, which needs JAX.

    Returns
    -------
    Elasticities
        The strongest first.

    Raises
    ------
    InputError
        With every problem of the scenario; for an unknown output.
    MissingExtra
        For a gradient without JAX.
    """
    inputs = resolve(scenario, changes, catalogue=catalogue).inputs
    return elasticities(inputs, output, method=method)


def sweep(
    scenario: Given,
    vary: Mapping[str, Any] | None = None,
    outputs: Iterable[str] = (),
    changes: Mapping[str, Any] | None = None,
    *,
    catalogue: Catalogue | None = None,
    design: Literal["grid", "random", "latin-hypercube"] = "grid",
    points: int | None = None,
    seed: int = 0,
    skip_impossible: bool = False,
    engine: Literal["auto", "numpy", "compiled"] = "auto",
    file: str | os.PathLike[str] | None = None,
    workers: int = 1,
    force: bool = False,
) -> Swept:
    """Compute a scenario at many points.

    Parameters
    ----------
    scenario, changes, catalogue
        As `estimate` takes them; its table ``[sweep]`` names axes, too.
    vary : mapping of str to str, list or number
        What each key may be: ``"7..12"``, ``"0..1:lin11"``, ``"1/day..1000/day:log50"`` or a list.
    outputs : iterable of str
        Dotted paths in the result; by default energy, eCAL and, with a zone, carbon.
    design : str
        ``grid`` for all combinations, ``random`` or ``latin-hypercube`` for a sample.
    points : int or None
        How many points a sample has.
    seed : int
        Start of its random numbers; same seed, same points.
    skip_impossible : bool
        Whether points that the scenario refuses are left empty.
    engine : str
        ``numpy``, ``compiled`` (extra ``fast``), or ``auto``: the latter where it pays.
    file : path or None
        Parquet, CSV or JSON file for the points; none to keep them in memory.
    workers : int
        Processes that compute into the file.
    force : bool
        Whether to replace an existing file.

    Returns
    -------
    Swept
        ``.column("carbon")`` holds the values, a row a point, where they are kept in memory.

    Raises
    ------
    InputError
        With everything that is wrong with what is asked, or if the file cannot be written.
    MissingExtra
        For Parquet or machine code without their extras.
    """
    loaded = load_scenario(scenario, changes, catalogue)
    request = asked(
        loaded,
        VERSION,
        vary,
        outputs=outputs,
        design=design,
        points=points,
        seed=seed,
        skip_impossible=skip_impossible,
        engine=engine,
    )
    if file is None:
        return in_memory(request)
    executor = serially if workers == 1 else on_processes(workers)
    return to_file(request, Path(file), executor=executor, force=force)


def break_even(
    base: Given,
    alternative: Given | None = None,
    changes: Mapping[str, Any] | None = None,
    *,
    one_off: Iterable[str] = (),
    spent: bool = False,
    catalogue: Catalogue | None = None,
    draws: int = 1000,
    seed: int = 0,
) -> BreakEven:
    """Find after how many inferences an alternative has paid for itself.

    Parameters
    ----------
    base, alternative, catalogue
        Scenarios as `estimate` takes them; without an alternative it is the base with `changes`.
    changes : mapping of str to any
        Values that replace those of the alternative.
    one_off : iterable of str
        What the alternative takes once beside its scenario: ``"5 kWh"``, ``"30 kg"`` of CO2e,
        ``"2 m3"`` of water, ``"900 EUR"``.
    spent : bool
        Whether what the base takes once is past and does not count.
    draws, seed
        As `estimate` takes them.

    Returns
    -------
    BreakEven
        Where the two meet, with a band, for energy, carbon, water and money.

    Raises
    ------
    InputError
        With every problem of both scenarios.
    """
    given = ((base, None), (base if alternative is None else alternative, changes))
    ways = two_ways(*given, catalogue=catalogue)
    added = amounts_of(one_off, ways[1], "one_off")
    return weigh(*ways, one_off=added, spent=spent, draws=draws, seed=seed)


def two_ways(
    *given: tuple[Given, Mapping[str, Any] | None], catalogue: Catalogue | None = None
) -> tuple[Resolved, Resolved]:
    """Resolve two scenarios, each with what changes in it; raise the problems of both together."""
    first, second = gathered(partial(resolve, *each, catalogue=catalogue) for each in given)
    return first, second


def retraining(
    scenario: Given,
    changes: Mapping[str, Any] | None = None,
    *,
    catalogue: Catalogue | None = None,
    draws: int = 1000,
    seed: int = 0,
) -> Retraining:
    """Find how often to train anew a model whose accuracy falls as it ages.

    Parameters
    ----------
    scenario, changes, catalogue, draws, seed
        As `estimate` takes them; the scenario has ``[drift]``.

    Returns
    -------
    Retraining
        The best interval, with a band, for energy, carbon and money.

    Raises
    ------
    InputError
        With every problem of the scenario.
    """
    return weigh_intervals(resolve_drift(load_scenario(scenario, changes, catalogue)), draws, seed)
