"""An estimate in a notebook: a bar of stages, the table, the assumptions."""

from __future__ import annotations

import html

from joulepath.report.estimate import Estimate
from joulepath.report.lifecycle_table import lifecycle_table, notes, stage_title, summary
from joulepath.report.tables import as_html

__all__ = ["notebook_html", "stage_bar"]

_COLOURS = (
    "#4477aa", "#66ccee", "#228833", "#ccbb44", "#ee6677", "#aa3377",
    "#bbbbbb", "#77aadd", "#99ddff", "#44bb99", "#eedd88",
)  # fmt: skip


def notebook_html(estimate: Estimate) -> str:
    """Show an estimate as HTML that stands alone."""
    lines = "".join(f"<li>{html.escape(line)}</li>" for line in summary(estimate))
    assumed = "".join(f"<li>{html.escape(note)}</li>" for note in notes(estimate))
    table = as_html(lifecycle_table([estimate]))
    count = len(estimate.assumptions)
    return (
        f'<div class="joulepath">{stage_bar(estimate)}{table}<ul>{lines}</ul>'
        f"<details><summary>{count} assumptions</summary><ul>{assumed}</ul></details></div>"
    )


def stage_bar(estimate: Estimate) -> str:
    """Draw the shares of the stages as one bar; of arrays, nothing."""
    stages = estimate.stages
    if any(getattr(stage.share, "ndim", 0) for stage in stages.values()):
        return ""
    parts: list[str] = []
    left = 0.0
    for (name, stage), colour in zip(stages.items(), _COLOURS, strict=False):
        width = 100.0 * float(stage.share)
        tip = html.escape(f"{stage_title(name)}: {width:.2f} %")
        parts.append(
            f'<rect x="{left:.3f}%" y="0" width="{width:.3f}%" height="24" fill="{colour}">'
            f"<title>{tip}</title></rect>"
        )
        left += width
    described = html.escape(f"Shares of the energy of {estimate.title} by stage")
    return (
        f'<svg role="img" width="100%" height="24" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{described}</title>{''.join(parts)}</svg>"
    )
