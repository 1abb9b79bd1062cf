"""Search by Optuna: each batch of trials is suggested by those before it."""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.optimise.axes import Axis, Choices
from joulepath.analysis.optimise.search import Search
from joulepath.errors import MissingExtra

__all__ = ["suggest"]

Array = NDArray[np.float64]
_BATCH: Final = 16
_UNFIT: Final = 1e12
_LIMITS: Final = "limits"


def suggest(search: Search, evaluations: int, seed: int) -> str:
    """Try candidates that a tree-structured Parzen estimator suggests.

    Parameters
    ----------
    search : Search
        The candidates.
    evaluations : int
        How many to try; those seen before are not computed again.
    seed : int
        Same seed, same candidates.

    Returns
    -------
    str
        The algorithm.

    Raises
    ------
    MissingExtra
        If Optuna is not installed.
    """
    try:
        optuna: Any = import_module("optuna")
    except ImportError:
        raise MissingExtra("a search by trials", "optimise") from None
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own about features that may still change
        sampler = optuna.samplers.TPESampler(
            seed=seed,
            multivariate=True,
            constraints_func=_excess if search.judge.limits else None,
        )
        study = optuna.create_study(
            directions=["minimize"] * len(search.judge.goals), sampler=sampler
        )
        for start in range(0, evaluations, _BATCH):
            _batch(study, search, min(_BATCH, evaluations - start))
    return "tree-structured Parzen estimator"


def _excess(trial: Any) -> list[float]:
    return trial.user_attrs[_LIMITS]


def _batch(study: Any, search: Search, count: int) -> None:
    trials = [study.ask() for _ in range(count)]
    picks = np.array(
        [[_asked(trial, place, axis) for place, axis in enumerate(search.axes)] for trial in trials]
    )
    verdict = search.score(picks)
    goals = np.nan_to_num(verdict.goals, nan=_UNFIT, posinf=_UNFIT)
    excess = np.nan_to_num(verdict.excess, posinf=_UNFIT)
    for trial, values, broken in zip(trials, goals, excess, strict=True):
        trial.set_user_attr(_LIMITS, [float(each) for each in broken])
        study.tell(trial, [float(each) for each in values])


def _asked(trial: Any, place: int, axis: Axis) -> float:
    if isinstance(axis, Choices):
        return float(trial.suggest_categorical(str(place), list(range(len(axis.values)))))
    return float(trial.suggest_float(str(place), 0.0, 1.0))
