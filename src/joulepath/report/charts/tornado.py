"""A picture of what drives a result: a tornado beside the shares of its variance."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from joulepath.report.charts.canvas import bar, fitted, head_height, line, picture, text

__all__ = ["Bar", "tornado_chart"]

_LEFT: Final = 320.0
_SWING: Final = 330.0
_GAP: Final = 90.0
_SHARE: Final = 180.0
_RIGHT: Final = 30.0
_ROW: Final = 30.0
_WIDTH: Final = _LEFT + _SWING + _GAP + _SHARE + _RIGHT


@dataclass(frozen=True)
class Bar:
    """What one input does."""

    name: str
    """The input."""
    at_low: float
    """The result at its low end."""
    at_high: float
    """The result at its high end."""
    first: float
    """Share of the variance that it explains alone."""
    total: float
    """Share that it explains alone and together with others."""
    low: float
    """Lower end of the confidence interval of the total share."""
    high: float
    """Upper end of it."""


def tornado_chart(
    bars: Sequence[Bar],
    best: float,
    said: Callable[[float], str],
    *,
    title: str,
    description: str,
) -> str:
    """Draw how far each input swings a result, and its share of the variance.

    Parameters
    ----------
    bars : sequence of Bar
        The inputs, the strongest first.
    best : float
        The result where all inputs are at their best estimates.
    said : callable
        Writes a result with its unit.
    title, description : str
        What it shows.

    Returns
    -------
    str
        An SVG document.
    """
    top = head_height(description, _WIDTH) + 34
    height = top + _ROW * len(bars) + 50
    ends = [end for each in bars for end in (each.at_low, each.at_high)]
    low, high = min(*ends, best), max(*ends, best)
    scale = _SWING / ((high - low) or 1.0)

    def along(value: float) -> float:
        return _LEFT + (value - low) * scale

    body = [
        *_heads(top),
        *_axes(top, len(bars), along(best), said(best)),
        *(
            part
            for at, each in enumerate(bars)
            for part in _row(each, top + _ROW * at, along, said)
        ),
    ]
    return picture(_WIDTH, height, title, description, body)


def _heads(top: float) -> Iterator[str]:
    yield text(_LEFT + _SWING / 2, top - 14, "result at either end of its band", anchor="middle")
    yield text(_LEFT + _SWING + _GAP, top - 14, "share of the variance")


def _axes(top: float, rows: int, best: float, said: str) -> Iterator[str]:
    bottom = top + _ROW * rows
    yield line(best, top - 4, best, bottom + 4, "axis")
    yield text(best, bottom + 22, f"best estimate {said}", anchor="middle", kind="far")
    start = _LEFT + _SWING + _GAP
    for share in (0.0, 0.5, 1.0):
        x = start + share * _SHARE
        yield line(x, top - 4, x, bottom + 4)
        yield text(x, bottom + 22, f"{100 * share:.0f} %", anchor="middle", kind="far")


def _row(
    each: Bar, y: float, along: Callable[[float], float], said: Callable[[float], str]
) -> Iterator[str]:
    middle, thick = y + _ROW / 2, _ROW - 10
    yield text(_LEFT - 82, middle + 5, fitted(each.name, _LEFT - 98), anchor="end")
    low, high = sorted((each.at_low, each.at_high))
    ends = f"{each.name}: {said(each.at_low)} at its low end, {said(each.at_high)} at its high end"
    yield bar(along(low), y + 5, along(high) - along(low), thick, "strong", ends)
    yield text(along(low) - 6, middle + 5, said(low), anchor="end", kind="far")
    yield text(along(high) + 6, middle + 5, said(high), kind="far")
    start = _LEFT + _SWING + _GAP
    total, first, least, most = (
        start + _SHARE * min(max(share, 0.0), 1.0)
        for share in (each.total, each.first, each.low, each.high)
    )
    alone, together = 100 * each.first, 100 * each.total
    note = f"{each.name}: {alone:.0f} % alone, {together:.0f} % together with others"
    yield bar(start, y + 5, total - start, thick, "weak", note)
    yield bar(start, y + 9, first - start, thick - 8, "strong", note)
    yield line(least, middle, most, middle, "mark")
