"""A picture of how often to do something anew: what each time takes, and the best one."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from joulepath.report.charts.axes import Frame, Range, axis_y
from joulepath.report.charts.canvas import (
    bar,
    curve,
    head_height,
    line,
    picture,
    swatch,
    text,
)

__all__ = ["IntervalCost", "intervals_chart"]

_LEFT, _WIDTH, _HEIGHT, _RIGHT, _PANEL = 130, 640, 230, 60, 350
_WHOLE: Final = _LEFT + _WIDTH + _RIGHT
_KEY: Final = 30
_CURVES: Final = ("both together", "training anew", "wrong answers")
_DAY: Final = 86_400.0
_YEAR: Final = 365.25 * _DAY
_TIMES: Final = (
    (1e-3, "1 ms"), (1.0, "1 s"), (60.0, "1 min"), (600.0, "10 min"), (3600.0, "1 h"),
    (6 * 3600.0, "6 h"), (_DAY, "1 day"), (7 * _DAY, "1 week"), (_YEAR / 12, "1 month"),
    (_YEAR / 4, "3 months"), (_YEAR, "1 year"), (3 * _YEAR, "3 years"), (10 * _YEAR, "10 years"),
    (30 * _YEAR, "30 years"), (100 * _YEAR, "100 years"), (1000 * _YEAR, "1000 years"),
)  # fmt: skip
"""Times that people name, in s."""


@dataclass(frozen=True)
class IntervalCost:
    """What times from one training to the next take; all sequences of one length."""

    heading: str
    """What is compared, and how it ends."""
    quantity: str
    """What the heights show."""
    intervals: Sequence[float]
    """Times, rising, in s."""
    whole: Sequence[float]
    """What each takes."""
    anew: Sequence[float]
    """Its part that training anew takes."""
    errors: Sequence[float]
    """Its part that wrong answers take."""
    best: float | None = None
    """The best time; none where none is best."""
    band: tuple[float, float] | None = None
    """Between which times the best is in 90 % of the draws; may be without end."""


def intervals_chart(panels: Sequence[IntervalCost], *, title: str, description: str) -> str:
    """Draw what times from one training to the next take, one part for each respect.

    Parameters
    ----------
    panels : sequence of IntervalCost
        The respects.
    title, description : str
        What the picture shows, and what it says, for those who do not see it.

    Returns
    -------
    str
        An SVG document; both axes are logarithmic.
    """
    top = head_height(description, _WHOLE) + 6
    parts: list[str] = []
    for number, label in enumerate(_CURVES):
        x = _LEFT + number * _WIDTH / 3
        parts += (swatch(x, top + 8, number), text(x + 44, top + 13, label))
    for number, panel in enumerate(panels):
        start = top + _KEY + _PANEL * number
        parts += _panel(panel, Frame(_LEFT, start + 40, _WIDTH, _HEIGHT))
    height = top + _KEY + _PANEL * len(panels)
    return picture(_WHOLE, height, title, description, parts)


def _panel(panel: IntervalCost, frame: Frame) -> Iterator[str]:
    yield text(24, frame.top - 18, panel.heading)
    along = Range(panel.intervals[0], panel.intervals[-1], logarithmic=True)
    highest, least = max(panel.whole), min(panel.whole)
    height = Range(least / 30, 1.3 * highest, logarithmic=True)
    yield from _band(panel, frame, along)
    yield from _times(frame, along)
    yield from axis_y(frame, height, panel.quantity)
    for number, values in enumerate((panel.whole, panel.anew, panel.errors)):
        places = (
            (frame.x(along.share(time)), frame.y(height.share(each)))
            for time, each in zip(panel.intervals, values, strict=True)
            if each >= height.low
        )
        yield curve(places, number)
    if panel.best is not None:
        x, y = frame.x(along.share(panel.best)), frame.y(height.share(least))
        yield line(x, frame.top, x, frame.below, "cut")
        yield f'<circle class="dot c0" cx="{x:.1f}" cy="{y:.1f}" r="5"/>'
        yield text(x + 8, frame.top + 18, "best", kind="halo")


def _times(frame: Frame, along: Range) -> Iterator[str]:
    """Times that people name, where there is room for them."""
    taken = -math.inf
    for time, words in _TIMES:
        if along.low <= time <= along.high:
            x = frame.x(along.share(time))
            yield line(x, frame.top, x, frame.below)
            if x - taken >= 62:
                yield text(x, frame.below + 20, words, anchor="middle")
                taken = x
    yield text(frame.x(0.5), frame.below + 48, "from one training to the next", anchor="middle")


def _band(panel: IntervalCost, frame: Frame, along: Range) -> Iterator[str]:
    """Where the best time is in most draws."""
    if panel.band is None:
        return
    low, high = (frame.x(along.share(min(max(each, along.low), along.high))) for each in panel.band)
    note = "the best time is here in 90 % of the draws"
    yield bar(low, frame.top, max(high - low, 1.0), frame.height, "area c3", note)
