"""Published measurements against predictions."""

from __future__ import annotations

from joulepath.validate.data_set import Case, DataSet, Gate, Predictor
from joulepath.validate.holdout import IN_SAMPLE, Outcome, validate
from joulepath.validate.score import Score, score

__all__ = [
    "IN_SAMPLE",
    "Case",
    "DataSet",
    "Gate",
    "Outcome",
    "Predictor",
    "Score",
    "score",
    "validate",
]
