"""Search by evolution, with pymoo: a genetic algorithm, NSGA-II or NSGA-III."""

from __future__ import annotations

from importlib import import_module
from math import comb
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.optimise.axes import Choices
from joulepath.analysis.optimise.search import Search
from joulepath.errors import MissingExtra

__all__ = ["evolve"]

Array = NDArray[np.float64]
_POPULATION: Final = 64
_MANY: Final = 4
"""Goals from which reference directions spread a population better than crowding does."""
_UNFIT: Final = 1e12
"""Goal and excess of what cannot be computed."""


def evolve(search: Search, evaluations: int, seed: int) -> str:
    """Try candidates by the laws of evolution.

    Names and lists are crossed and mutated as such, numbers of intervals as numbers. One goal is
    minimised by a genetic algorithm; two or three by NSGA-II, more by NSGA-III.

    Parameters
    ----------
    search : Search
        The candidates.
    evaluations : int
        How many to breed at most; those seen before are not computed again.
    seed : int
        Same seed, same candidates.

    Returns
    -------
    str
        The algorithm.

    Raises
    ------
    MissingExtra
        If pymoo is not installed.
    """
    try:
        minimise: Any = import_module("pymoo.optimize").minimize
        name, algorithm = _algorithm(len(search.judge.goals), evaluations)
    except ImportError:
        raise MissingExtra("a search by evolution", "optimise") from None
    minimise(
        _problem(search),
        algorithm,
        ("n_eval", evaluations),
        seed=seed,
        verbose=False,
        copy_algorithm=False,
    )
    return name


def _algorithm(goals: int, evaluations: int) -> tuple[str, Any]:
    mixed: Any = import_module("pymoo.core.mixed")
    population = max(4, min(_POPULATION, evaluations // 4))
    if goals < _MANY:
        crowding: Any = import_module("pymoo.operators.survival.rank_and_crowding").RankAndCrowding
        survival = {"survival": crowding()} if goals > 1 else {}
        name = "NSGA-II" if goals > 1 else "genetic algorithm"
        return name, mixed.MixedVariableGA(pop_size=population, **survival)
    directions = _directions(goals, population)
    third: Any = import_module("pymoo.algorithms.moo.nsga3").NSGA3
    unique = mixed.MixedVariableDuplicateElimination()
    algorithm = third(
        ref_dirs=directions,
        pop_size=max(population, len(directions)),
        sampling=mixed.MixedVariableSampling(),
        mating=mixed.MixedVariableMating(eliminate_duplicates=unique),
        eliminate_duplicates=unique,
    )
    return "NSGA-III", algorithm


def _directions(goals: int, population: int) -> Any:
    """Directions spread evenly between the goals, about as many as the population."""
    parts = 1
    while comb(goals + parts, parts + 1) <= population:
        parts += 1
    spread: Any = import_module("pymoo.util.ref_dirs").get_reference_directions
    return spread("das-dennis", goals, n_partitions=parts)


def _problem(search: Search) -> Any:
    """The search as a problem of pymoo."""
    core: Any = import_module("pymoo.core.problem").Problem
    variable: Any = import_module("pymoo.core.variable")
    variables = {
        str(place): variable.Choice(options=list(range(len(axis.values))))
        if isinstance(axis, Choices)
        else variable.Real(bounds=(0.0, 1.0))
        for place, axis in enumerate(search.axes)
    }

    class Problem(core):
        def _evaluate(self, x: Any, out: dict[str, Any], *_: Any, **__: Any) -> None:
            picks = np.array([[float(row[name]) for name in variables] for row in x])
            verdict = search.score(picks)
            out["F"] = np.nan_to_num(verdict.goals, nan=_UNFIT, posinf=_UNFIT)
            if limits:
                out["G"] = np.column_stack(
                    (np.nan_to_num(verdict.excess, posinf=_UNFIT), _broken(verdict.goals))
                )

    limits = len(search.judge.limits)
    return Problem(
        vars=variables,
        n_obj=len(search.judge.goals),
        n_ieq_constr=limits + 1 if limits else 0,
    )


def _broken(goals: Array) -> Array:
    return np.where(np.isfinite(goals).all(axis=1), 0.0, _UNFIT)
