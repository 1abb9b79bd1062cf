"""Scores and pictures of predictions against published measurements."""

from __future__ import annotations

import base64

from generator.outcomes import kept_outcome
from joulepath.report.tables import as_markdown
from joulepath.report.validation import validation_table
from joulepath.report.validation_chart import validation_svg

__all__ = ["validation_scores"]


def validation_scores(name: str, holdout: str) -> str:
    """Write the scores of a data set and draw its predictions.

    Parameters
    ----------
    name : str
        Name of the data set.
    holdout : str
        How cases are held out.
    """
    outcome = kept_outcome(name, holdout)
    picture = base64.b64encode(validation_svg(outcome).encode()).decode()
    said = f"Predicted against measured values of {outcome.data_set.title}"
    image = f'<img alt="{said}" src="data:image/svg+xml;base64,{picture}">'
    return f"{as_markdown(validation_table([outcome]))}\n\n{image}"
