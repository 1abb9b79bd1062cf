"""A picture of when something pays: what two ways have taken, and where they meet."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from joulepath.report.charts.axes import Frame, Range, Scale, axis_x, axis_y
from joulepath.report.charts.canvas import (
    bar,
    curve,
    fitted,
    head_height,
    line,
    picture,
    swatch,
    text,
)

__all__ = ["Payback", "payback_chart"]

_LEFT, _WIDTH, _HEIGHT, _RIGHT, _PANEL = 110, 660, 200, 60, 320
_WHOLE: Final = _LEFT + _WIDTH + _RIGHT
_KEY: Final = 30


@dataclass(frozen=True)
class Payback:
    """Two ways in one respect; all sequences of one length."""

    heading: str
    """What is compared, and how it ends."""
    quantity: str
    """What the heights show."""
    inferences: Sequence[float]
    """Numbers of inferences, rising."""
    base: Sequence[float]
    """What the one way has taken after each."""
    alternative: Sequence[float]
    """What the other has taken."""
    met: float | None = None
    """Where both have taken the same; none if nowhere."""
    band: tuple[float, float] | None = None
    """Between which numbers they meet in 90 % of the draws; may be without end."""
    end: float | None = None
    """Inferences of the life; none to leave them out."""


def payback_chart(
    panels: Sequence[Payback], labels: tuple[str, str], *, title: str, description: str
) -> str:
    """Draw what two ways have taken as they are used, one part for each respect.

    Parameters
    ----------
    panels : sequence of Payback
        The respects.
    labels : tuple of str
        Names of both ways.
    title, description : str
        What the picture shows, and what it says, for those who do not see it.

    Returns
    -------
    str
        An SVG document.
    """
    top = head_height(description, _WHOLE) + 6
    parts = [*_key(top, labels)]
    for number, panel in enumerate(panels):
        start = top + _KEY + _PANEL * number
        parts += _panel(panel, Frame(_LEFT, start + 40, _WIDTH, _HEIGHT), labels)
    height = top + _KEY + _PANEL * len(panels)
    return picture(_WHOLE, height, title, description, parts)


def _key(top: float, labels: tuple[str, str]) -> Iterator[str]:
    for number, label in enumerate(labels):
        x = _LEFT + number * 0.5 * _WIDTH
        yield swatch(x, top + 8, number)
        yield text(x + 44, top + 13, fitted(label, 0.5 * _WIDTH - 60))


def _panel(panel: Payback, frame: Frame, labels: tuple[str, str]) -> Iterator[str]:
    yield text(24, frame.top - 18, panel.heading)
    along = Range(0.0, panel.inferences[-1], logarithmic=False)
    heights = [0.0, *panel.base, *panel.alternative]
    height = Range(min(heights), 1.06 * max(heights) or 1.0, logarithmic=False)
    yield from _band(panel, frame, along)
    yield from axis_x(frame, Scale("inferences", (0.0, panel.inferences[-1])))
    yield from axis_y(frame, height, panel.quantity)
    for number, values in enumerate((panel.base, panel.alternative)):
        places = (
            (frame.x(along.share(n)), frame.y(height.share(each)))
            for n, each in zip(panel.inferences, values, strict=True)
        )
        yield curve(places, number)
    yield from _marks(panel, frame, along)


def _band(panel: Payback, frame: Frame, along: Range) -> Iterator[str]:
    """Where they meet in most draws."""
    if panel.band is None:
        return
    ends = [min(max(each, 0.0), along.high) for each in panel.band]
    low, high = (frame.x(along.share(each)) for each in ends)
    open_end = "" if math.isfinite(panel.band[1]) else ", or never"
    note = f"they meet here in 90 % of the draws{open_end}"
    yield bar(low, frame.top, max(high - low, 1.0), frame.height, "area c2", note)


def _marks(panel: Payback, frame: Frame, along: Range) -> Iterator[str]:
    """Where they meet, and where the life ends."""
    if panel.met is not None and panel.met <= along.high:
        x = frame.x(along.share(panel.met))
        yield line(x, frame.top, x, frame.below, "cut")
        yield from _beside(x, frame.below - 10, frame, "they meet")
    if panel.end is not None and panel.end <= along.high:
        x = frame.x(along.share(panel.end))
        yield line(x, frame.top, x, frame.below, "axis")
        yield from _beside(x, frame.y(0.5), frame, "end of the life")


def _beside(x: float, y: float, frame: Frame, words: str) -> Iterator[str]:
    """Words beside an upright line, on the side with room."""
    late = x > frame.x(0.8)
    yield text(x - 8 if late else x + 8, y, words, anchor="end" if late else "start", kind="halo")
