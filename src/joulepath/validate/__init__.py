"""Published measurements against predictions."""

from __future__ import annotations

from joulepath.validate.data_set import Case, DataSet, Gate, Predictor
from joulepath.validate.holdout import IN_SAMPLE, Outcome, judged, validate
from joulepath.validate.registry import NAMES, find
from joulepath.validate.score import Score, score

__all__ = [
    "IN_SAMPLE",
    "NAMES",
    "Case",
    "DataSet",
    "Gate",
    "Outcome",
    "Predictor",
    "Score",
    "find",
    "judged",
    "score",
    "validate",
]
