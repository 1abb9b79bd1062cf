"""An estimate in a notebook: a bar of stages, the table that explains it, the assumptions."""

from __future__ import annotations

import html
from collections.abc import Iterable
from types import MappingProxyType

from joulepath.report.estimate import Estimate
from joulepath.report.lifecycle_table import stage_title
from joulepath.report.summary import report_of
from joulepath.report.tables import as_html
from joulepath.report.wording import counted

__all__ = ["COLOURS", "notebook_html", "stage_bar"]

COLOURS = MappingProxyType(
    {
        "sensing": "#1d8a99",
        "collection": "#3b7dc4",
        "storage": "#8a6fd1",
        "preprocessing": "#1f8f8a",
        "training": "#d1495b",
        "evaluation": "#8f7a12",
        "federated": "#3f7f4f",
        "inference_sensing": "#b3446c",
        "inference_collection": "#c2571a",
        "inference_storage": "#7a5ba8",
        "inference_preprocessing": "#2a7d5f",
        "inference": "#4f8f2f",
        "inference_result": "#b0518f",
        "inference_waiting": "#5f6f9f",
        "inference_delivery": "#a0522d",
        "inference_telemetry": "#6b7a1f",
        "virtualisation": "#7b7b7b",
        "site": "#9c6b4a",
    }
)
"""Colour of each stage; all stand out from a light and from a dark page."""


def notebook_html(estimate: Estimate) -> str:
    """Show an estimate as HTML that stands alone.

    Parameters
    ----------
    estimate : Estimate
        The estimate.

    Returns
    -------
    str
        One ``div`` element without scripts or styles of its own.
    """
    report = report_of([estimate])
    colours = [COLOURS[name] for name in estimate.stages]
    facts = _items(f"{about}: {fact}" for about, fact in report.facts)
    bands = as_html(report.bands) if report.bands else ""
    warned = _items(f"Warning: {text}" for text in estimate.warnings)
    return (
        f'<div class="joulepath">{stage_bar(estimate)}{as_html(report.table, colours)}{bands}'
        f"<ul>{warned}{facts}</ul><details>"
        f"<summary>{counted(len(report.assumptions), 'assumption')}</summary>"
        f"<ul>{_items(report.assumptions)}</ul></details></div>"
    )


def stage_bar(estimate: Estimate) -> str:
    """Draw the shares of the stages as one bar; of arrays or of no energy, nothing.

    Parameters
    ----------
    estimate : Estimate
        The estimate.

    Returns
    -------
    str
        An ``svg`` element with a title and a description, or nothing.
    """
    shares = {name: stage.share for name, stage in estimate.stages.items()}
    if getattr(estimate.energy, "ndim", 0) or not float(estimate.energy) > 0:
        return ""
    parts: list[str] = []
    described: list[str] = []
    left = 0.0
    for name, share in shares.items():
        width = 100.0 * float(share)
        tip = f"{stage_title(name)} {width:.2f} %"
        described.append(tip)
        parts.append(
            f'<rect x="{left:.3f}%" width="{width:.3f}%" height="24" fill="{COLOURS[name]}">'
            f"<title>{html.escape(tip)}</title></rect>"
        )
        left += width
    title = html.escape(f"Energy of {estimate.title} by stage")
    return (
        f'<svg role="img" aria-label="{title}" width="100%" height="24" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{title}</title>'
        f"<desc>{html.escape(', '.join(described))}</desc>{''.join(parts)}</svg>"
    )


def _items(lines: Iterable[str]) -> str:
    return "".join(f"<li>{html.escape(line)}</li>" for line in lines)
