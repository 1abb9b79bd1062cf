"""A map of which of several ways wins over two axes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Final, NamedTuple, TypeAlias

from joulepath.report.charts.axes import Frame, Scale, axis_x, names_y
from joulepath.report.charts.canvas import SERIES, bar, fitted, head_height, line, picture, text

__all__ = ["regions_chart"]

_LEFT, _WIDTH, _HEIGHT, _RIGHT, _BELOW = 110, 560, 420, 260, 70
_WHOLE: Final = _LEFT + _WIDTH + _RIGHT
_KEY: Final = 30
_LEAST: Final = 60.0
"""Pixels below which an area has no room for its name."""
_STROKES: Final = ("", "M0 8L8 0", "M0 4H8", "M4 0V8", "M0 0L8 8", "M0 8L8 0M0 0L8 8")
"""Strokes in a square of 8 pixels that tell areas apart without their colours."""
_NOBODY: Final = "none is allowed"

Winners: TypeAlias = Sequence[Sequence[str | None]]


class _Run(NamedTuple):
    """Cells of a row that one way wins."""

    name: str | None
    row: int
    start: int
    end: int


def regions_chart(
    x: Scale,
    y: Scale,
    winners: Winners,
    notes: Sequence[Sequence[str]],
    *,
    names: Sequence[str],
    title: str,
    description: str,
) -> str:
    """Draw which way wins over two axes, as areas with their names.

    Parameters
    ----------
    x, y : Scale
        Along and up the picture.
    winners : sequence of sequence of str or None
        A row of the ways that win for each place of ``y``; none where no way is allowed.
    notes : sequence of sequence of str
        What is said of each place on request.
    names : sequence of str
        All ways; each keeps its colour whether or not others win anywhere.
    title, description : str
        What the picture shows, and what it says, for those who do not see it.

    Returns
    -------
    str
        An SVG document; areas have colours, patterns and names.
    """
    frame = Frame(_LEFT, head_height(description, _WHOLE) + 8, _WIDTH, _HEIGHT)
    runs = [run for row, found in enumerate(winners) for run in _runs(row, found)]
    won = {run.name for run in runs}
    parts = [_patterns(len(names)), *axis_x(frame, x, cells=True), *names_y(frame, y)]
    parts += (part for run in runs for part in _drawn(frame, run, winners, names))
    parts += (part for row in _cells(frame, winners, notes) for part in row)
    parts += _borders(frame, winners)
    for at, name in enumerate(name for name in (*names, None) if name in won):
        top = frame.top + _KEY * at
        parts += _filled((frame.right + 20, top, 34, 20), name, names)
        parts.append(text(frame.right + 62, top + 15, fitted(name or _NOBODY, _RIGHT - 70)))
        parts += _label(frame, [run for run in runs if run.name == name], winners)
    return picture(_WHOLE, frame.below + _BELOW, title, description, parts)


def _runs(row: int, found: Sequence[str | None]) -> Iterator[_Run]:
    for name, cells in groupby(range(len(found)), lambda at: found[at]):
        columns = list(cells)
        yield _Run(name, row, columns[0], columns[-1] + 1)


def _patterns(count: int) -> str:
    drawn = (
        f'<pattern id="p{number}" width="8" height="8" patternUnits="userSpaceOnUse"'
        f' class="c{number % SERIES}"><path d="{_STROKES[number % SERIES]}" fill="none"'
        ' stroke="var(--own)" stroke-opacity=".6"/></pattern>'
        for number in range(count)
    )
    return f"<defs>{''.join(drawn)}</defs>"


def _filled(
    place: tuple[float, float, float, float], name: str | None, names: Sequence[str]
) -> Iterator[str]:
    if name is None:
        yield bar(*place, "empty")
    else:
        number = names.index(name)
        yield bar(*place, f"area c{number % SERIES}")
        yield bar(*place, "pattern", colour=f"url(#p{number})")


def _size(frame: Frame, winners: Winners) -> tuple[float, float]:
    """Width and height of a cell."""
    return frame.width / len(winners[0]), frame.height / len(winners)


def _drawn(frame: Frame, run: _Run, winners: Winners, names: Sequence[str]) -> Iterator[str]:
    wide, high = _size(frame, winners)
    y = frame.below - (run.row + 1) * high
    if run.name is not None:
        width = (run.end - run.start) * wide
        yield from _filled((frame.left + run.start * wide, y, width, high), run.name, names)


def _cells(
    frame: Frame, winners: Winners, notes: Sequence[Sequence[str]]
) -> Iterator[Iterator[str]]:
    """What is said of each cell when a reader points at it."""
    wide, high = _size(frame, winners)
    for row, said in enumerate(notes):
        y = frame.below - (row + 1) * high
        yield (
            bar(frame.left + at * wide, y, wide, high, "note", note, colour="transparent")
            for at, note in enumerate(said)
        )


def _borders(frame: Frame, winners: Winners) -> Iterator[str]:
    """Lines between cells that different ways win, and around all of them."""
    wide, high = _size(frame, winners)
    for row, found in enumerate(winners):
        below = frame.below - row * high
        for at, (one, other) in enumerate(pairwise(found), start=1):
            if one != other:
                x = frame.left + at * wide
                yield line(x, below - high, x, below, "mark")
        if row:
            for at, (one, other) in enumerate(zip(winners[row - 1], found, strict=True)):
                if one != other:
                    x = frame.left + at * wide
                    yield line(x, below, x + wide, below, "mark")
    for y in (frame.top, frame.below):
        yield line(frame.left, y, frame.right, y, "axis")
    for x in (frame.left, frame.right):
        yield line(x, frame.top, x, frame.below, "axis")


def _label(frame: Frame, runs: Sequence[_Run], winners: Winners) -> Iterator[str]:
    """The name of an area in its widest place, near the middle of its rows."""
    wide, high = _size(frame, winners)
    middle = (runs[0].row + runs[-1].row) / 2

    def room(run: _Run) -> float:
        return (run.end - run.start) * wide - 0.8 * abs(run.row - middle) * high

    best = max(runs, key=room)
    width = (best.end - best.start) * wide - 12
    if width > _LEAST and len(runs) * high >= 20:
        x = frame.left + (best.start + best.end) / 2 * wide
        y = frame.below - (best.row + 0.5) * high + 5
        yield text(x, y, fitted(best.name or _NOBODY, width), anchor="middle", kind="halo")
