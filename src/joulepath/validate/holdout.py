"""Predict cases that the calibration has not seen, and say how sure the prediction is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from joulepath.validate.data_set import Case, DataSet
from joulepath.validate.score import Score, score

__all__ = ["IN_SAMPLE", "Outcome", "bands", "validate"]

IN_SAMPLE: Final = "none"
"""Holding nothing out: the calibration has seen every case that it predicts."""

_HELD: Final = 0.9


@dataclass(frozen=True)
class Outcome:
    """Predictions of a data set and how far off they are."""

    data_set: DataSet
    """What was predicted."""
    holdout: str
    """How cases were held out."""
    predicted: NDArray[np.float64]
    """Prediction of each case, by a calibration that has not seen its group."""
    low: NDArray[np.float64]
    """Lower end of the 90 % band of each prediction."""
    high: NDArray[np.float64]
    """Upper end of the 90 % band of each prediction."""
    score: Score
    """Errors of these predictions."""
    peers: dict[str, Score]
    """Errors of the formulas of others on the same cases."""

    def score_of(self, kind: str) -> Score:
        """Errors of the cases of one kind.

        Raises
        ------
        ValueError
            If there is none.
        """
        cases = self.data_set.cases
        chosen = np.array([case.kind == kind for case in cases])
        measured = np.array([case.measured for case in cases])
        columns = (self.predicted, measured, self.low, self.high)
        return score(*(column[chosen] for column in columns))


def validate(data_set: DataSet, holdout: str = IN_SAMPLE) -> Outcome:
    """Predict every case of a data set, each group by a calibration on the others.

    The band of a prediction comes from the cases of its calibration alone: these are held out
    in turn, and it reaches as far up as down, to the size that 90 % of their errors keep to, wider
    for a small number of groups. Where a calibration has a single group, smaller groups inside it
    are held out.

    Parameters
    ----------
    data_set : DataSet
        Measurements and how they are predicted.
    holdout : str
        Key of `Case.groups`, or `IN_SAMPLE` to hold nothing out.

    Returns
    -------
    Outcome
        Predictions in the order of the cases, with their scores.

    Raises
    ------
    KeyError
        If the cases have no such group.
    """
    cases = data_set.cases
    groups = _groups(cases, holdout)
    predicted, low, high = (np.empty(len(cases)) for _ in range(3))
    for group in np.unique(groups):
        inside = groups == group
        training = cases if holdout == IN_SAMPLE else _chosen(cases, ~inside)
        held = _chosen(cases, inside)
        predicted[inside] = guess = data_set.fit(training)(held)
        if data_set.bands is not None:
            low[inside], high[inside] = data_set.bands(training, held)
            continue
        ends = bands(data_set, training, holdout)
        below, above = np.array([ends[case.kind] for case in held]).T
        low[inside], high[inside] = guess * below, guess * above
    return judged(data_set, holdout, predicted, low, high)


def judged(
    data_set: DataSet,
    holdout: str,
    predicted: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
) -> Outcome:
    """Score predictions of a data set, and what the formulas of others make of its cases.

    Parameters
    ----------
    data_set : DataSet
        What was predicted.
    holdout : str
        How cases were held out.
    predicted, low, high : array
        Prediction of each case and the ends of its band, in the order of the cases.

    Returns
    -------
    Outcome
        The predictions with their scores.
    """
    cases = data_set.cases
    measured = np.array([case.measured for case in cases])
    peers = {name: score(peer(cases), measured) for name, peer in data_set.peers.items()}
    found = score(predicted, measured, low, high)
    return Outcome(data_set, holdout, predicted, low, high, found, peers)


def bands(
    data_set: DataSet, training: Sequence[Case], holdout: str
) -> dict[str, tuple[float, float]]:
    """Ends of the 90 % band of a prediction relative to it, for each kind of case.

    Parameters
    ----------
    data_set : DataSet
        How cases are predicted.
    training : sequence of Case
        What the calibration sees; errors come from holding its groups out in turn.
    holdout : str
        Key of `Case.groups`.

    Returns
    -------
    dict of str to tuple
        Lower and upper end; zero and infinity for a kind of which nothing can be held out.
    """
    if holdout == IN_SAMPLE:
        holdout = _finest(training)
    groups = _groups(training, holdout)
    if len(np.unique(groups)) == 1:
        groups = _groups(training, _finest(training))
    errors = _errors(data_set, training, _folds(groups, data_set.folds))
    kinds = np.array([case.kind for case in training])
    ends = {
        kind: _ends(errors[kinds == kind], len(np.unique(groups[kinds == kind])))
        for kind in np.unique(kinds)
    }
    return {case.kind: ends.get(case.kind, (0.0, np.inf)) for case in data_set.cases}


def _errors(
    data_set: DataSet, training: Sequence[Case], folds: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Logarithms of measured over predicted, each fold by a calibration on the others."""
    errors = np.full(len(training), np.nan)
    for fold in np.unique(folds):
        inside = folds == fold
        if inside.all():
            return errors
        guess = data_set.fit(_chosen(training, ~inside))(_chosen(training, inside))
        measured = np.array([case.measured for case in _chosen(training, inside)])
        errors[inside] = np.log(measured / guess)
    return errors


def _ends(errors: NDArray[np.float64], groups: int) -> tuple[float, float]:
    """Ends of a band as far above as below, for a few groups do not tell which way the next errs.

    It is wider the fewer groups the errors come from.
    """
    if np.isnan(errors).any():
        return 0.0, np.inf
    reach = np.quantile(np.abs(errors), _HELD) * np.sqrt(1 + 1 / groups)
    return float(np.exp(-reach)), float(np.exp(reach))


def _folds(groups: NDArray[np.str_], folds: int) -> NDArray[np.intp]:
    """Few folds of whole groups, dealt out in turn from the largest to the smallest."""
    names, sizes = np.unique(groups, return_counts=True)
    order = sorted(range(len(names)), key=lambda at: (-sizes[at], names[at]))
    fold_of = {names[at]: turn % folds for turn, at in enumerate(order)}
    return np.array([fold_of[group] for group in groups])


def _finest(cases: Sequence[Case]) -> str:
    """Way of holding out with the most groups."""
    ways = cases[0].groups
    return max(ways, key=lambda way: len({case.groups[way] for case in cases}))


def _groups(cases: Sequence[Case], holdout: str) -> NDArray[np.str_]:
    if holdout == IN_SAMPLE:
        return np.full(len(cases), "all")
    return np.array([case.groups[holdout] for case in cases])


def _chosen(cases: Sequence[Case], mask: NDArray[np.bool_]) -> tuple[Case, ...]:
    return tuple(case for case, chosen in zip(cases, mask, strict=True) if chosen)
