"""Holding cases out: nothing of a group is seen by the calibration that predicts it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from joulepath.validate import IN_SAMPLE, Case, DataSet, Gate, Predictor, score, validate


def data_set(noise: float, groups: int = 12, each: int = 25) -> DataSet:
    """Measurements around 2 x work, with log-normal noise of a fixed seed."""
    random = np.random.default_rng(7)
    cases = [
        Case(f"{group}/{i}", "bench", {"board": str(group)}, float(work), float(2 * work * spread))
        for group in range(groups)
        for i, (work, spread) in enumerate(
            zip(random.uniform(1, 9, each), np.exp(noise * random.normal(size=each)), strict=True)
        )
    ]
    title, quantity = "Invented", "energy"
    gates = (Gate("board", 0.1),)
    return DataSet(
        "invented", title, quantity, "J", "measured power", (), tuple(cases), fitted, gates
    )


def fitted(cases: Sequence[Case]) -> Predictor:
    """One factor, the geometric mean of measured over work."""
    factor = np.exp(np.mean([np.log(case.measured / case.circumstances) for case in cases]))

    def predict(asked: Sequence[Case]) -> NDArray[np.float64]:
        return np.array([factor * case.circumstances for case in asked])

    return predict


def test_the_band_of_log_normal_noise_holds_nine_tenths() -> None:
    # 300 draws: nine tenths with a standard deviation of sqrt(.9 x .1 / 300) = 1.7 %
    found = validate(data_set(noise=0.2), "board").score
    assert found.coverage == pytest.approx(0.9, abs=3 * 0.017)
    assert found.bias == pytest.approx(1, abs=3 * 0.2 / np.sqrt(300))


def test_a_calibration_never_sees_the_group_that_it_predicts() -> None:
    seen: list[tuple[set[str], set[str]]] = []

    def spying(cases: Sequence[Case]) -> Predictor:
        known = {case.groups["board"] for case in cases}

        def predict(asked: Sequence[Case]) -> NDArray[np.float64]:
            seen.append((known, {case.groups["board"] for case in asked}))
            return np.ones(len(asked))

        return predict

    original = data_set(noise=0.1)
    validate(DataSet(**{**vars(original), "fit": spying}), "board")
    assert seen
    assert not any(known & asked for known, asked in seen)


def test_in_sample_sees_everything() -> None:
    outcome = validate(data_set(noise=0.0), IN_SAMPLE)
    assert outcome.score.worst == pytest.approx(0, abs=1e-12)


def test_scores_by_hand() -> None:
    # |1/2 - 1| = .5 and |8/4 - 1| = 1: mean .75; bias sqrt(.5 x 2) = 1
    found = score([1.0, 8.0], [2.0, 4.0], [1.5, 1.0], [3.0, 3.0])
    assert (found.mean_error, found.median_error, found.bias) == (0.75, 0.75, 1.0)
    assert (found.worst, found.worst_case, found.coverage) == (1.0, 1, 0.5)


@pytest.mark.parametrize("bad", [[0.0], [-1.0], [float("nan")], [float("inf")], []])
def test_what_cannot_be_compared_is_refused(bad: list[float]) -> None:
    with pytest.raises(ValueError, match=r"positive and finite|no case"):
        score(bad, [1.0] * len(bad))
