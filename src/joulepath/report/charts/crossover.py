"""A picture of what several ways take over one axis, and where another takes over."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from joulepath.report.charts.axes import (
    Frame,
    Range,
    Scale,
    axis_x,
    axis_y,
)
from joulepath.report.charts.canvas import (
    SERIES,
    bar,
    curve,
    fitted,
    head_height,
    line,
    picture,
    swatch,
    text,
)

__all__ = ["crossover_chart"]

_LEFT, _WIDTH, _HEIGHT, _RIGHT, _BELOW = 110, 600, 380, 260, 70
_STRIP: Final = 26
_KEY: Final = 26
_WHOLE: Final = _LEFT + _WIDTH + _RIGHT


def crossover_chart(
    x: Scale,
    lines: Mapping[str, Sequence[float]],
    winners: Sequence[str | None],
    marks: Mapping[str, float],
    *,
    value: str,
    title: str,
    description: str,
) -> str:
    """Draw what each way takes over one axis, and which takes least.

    Parameters
    ----------
    x : Scale
        Along the picture.
    lines : mapping of str to sequence of float
        What each way takes at each place of the axis; NaN where it is not there.
    winners : sequence of str or None
        The way that wins at each place; none where no way is allowed.
    marks : mapping of str to float
        Where another way takes over on an axis of numbers, by what is written there.
    value : str
        What the lines show, with its unit.
    title, description : str
        What the picture shows, and what it says, for those who do not see it.

    Returns
    -------
    str
        An SVG document.
    """
    frame = Frame(_LEFT, head_height(description, _WHOLE) + _STRIP + 26, _WIDTH, _HEIGHT)
    height = _room([each for line in lines.values() for each in line if math.isfinite(each)])
    along = Range.of(x.numbers) if x.numbers else None
    parts = [*axis_x(frame, x), *axis_y(frame, height, value)]
    cuts = [along.share(mark) for mark in marks.values()] if along else []
    parts += _strip(frame, _places(x, along), cuts, winners, list(lines))
    for number, (name, line_of) in enumerate(lines.items()):
        parts += _drawn(frame, _places(x, along), line_of, height, number, name)
        y = frame.top + 14 + _KEY * number
        parts += (swatch(frame.right + 20, y, number), _named(frame, y, name))
    for words, at in marks.items():
        parts += _mark(frame, along.share(at) if along else 0.0, words)
    return picture(_WHOLE, frame.below + _BELOW, title, description, parts)


def _room(values: Sequence[float]) -> Range:
    """A range with a little room above and below the values."""
    found = Range.of(values or [0.0])
    if found.logarithmic:
        room = (found.high / found.low) ** 0.04
        return Range(found.low / room, found.high * room, logarithmic=True)
    room = 0.06 * (found.high - found.low)
    low = max(found.low - room, 0.0) if found.low >= 0 else found.low - room
    return Range(low, found.high + room, logarithmic=False)


def _places(x: Scale, along: Range | None) -> list[float]:
    """Shares of the width at which the values of an axis lie."""
    if along is not None and x.numbers:
        return [along.share(number) for number in x.numbers]
    return [(at + 0.5) / len(x.values) for at in range(len(x.values))]


def _strip(
    frame: Frame,
    places: Sequence[float],
    cuts: Sequence[float],
    winners: Sequence[str | None],
    names: list[str],
) -> Iterator[str]:
    """Who wins, above the lines."""
    changed = [at for at in range(1, len(winners)) if winners[at] != winners[at - 1]]
    ends = [0.0, *(_between(places[at - 1], places[at], cuts) for at in changed), 1.0]
    top = frame.top - _STRIP - 6
    for first, (start, end) in zip((0, *changed), pairwise(ends), strict=True):
        name = winners[first]
        left, width = frame.x(start), frame.width * (end - start)
        kind = f"area c{names.index(name) % SERIES}" if name is not None else "empty"
        words = name or "none is allowed"
        yield bar(left, top, width, _STRIP, kind, f"least: {words}")
        if width > 60:
            yield text(left + width / 2, top + 18, fitted(words, width - 8), anchor="middle")
    yield text(_LEFT - 10, top + 18, "least", anchor="end")


def _between(low: float, high: float, cuts: Sequence[float]) -> float:
    """The cut between two places, else their middle."""
    inside = (at for at in cuts if min(low, high) <= at <= max(low, high))
    return next(inside, (low + high) / 2)


def _drawn(
    frame: Frame,
    places: Sequence[float],
    values: Sequence[float],
    height: Range,
    number: int,
    name: str,
) -> Iterator[str]:
    points = [
        (frame.x(place), frame.y(height.share(each)), each)
        for place, each in zip(places, values, strict=True)
        if math.isfinite(each)
    ]
    yield curve(((x, y) for x, y, _ in points), number)
    if len(points) <= 60:
        for x, y, each in points:
            note = f"<title>{html.escape(f'{name}: {each:.4g}')}</title>"
            kind = f'class="dot c{number % SERIES}"'
            yield f'<circle {kind} cx="{x:.1f}" cy="{y:.1f}" r="3">{note}</circle>'


def _named(frame: Frame, y: float, name: str) -> str:
    return text(frame.right + 62, y + 5, fitted(name, _RIGHT - 70))


def _mark(frame: Frame, share: float, words: str) -> Iterator[str]:
    """A line where another way takes over, with its place beside it."""
    x = frame.x(share)
    yield line(x, frame.top - _STRIP - 6, x, frame.below, "cut")
    late = share > 0.6
    at, anchor = (x - 8, "end") if late else (x + 8, "start")
    yield text(at, frame.below - 10, words, anchor=anchor, kind="halo")
