"""Pictures of a sweep: lines over one axis, a map over two."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from joulepath.report.charts.axes import Frame, Range, Scale, axis_x, axis_y, names_y, written
from joulepath.report.charts.canvas import COLOURS, picture

__all__ = ["Scale", "line_chart", "map_chart"]

_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM, _RIGHT = 640, 400, 110, 84, 74, 190
_DASHES: Final = ("", "7 4", "2 3", "9 3 2 3")
_RAMP: Final = (
    (0x44, 0x01, 0x54), (0x47, 0x2D, 0x7B), (0x3B, 0x52, 0x8B), (0x2C, 0x72, 0x8E),
    (0x21, 0x91, 0x8C), (0x28, 0xAE, 0x80), (0x5E, 0xC9, 0x62), (0xAD, 0xDC, 0x30),
    (0xFD, 0xE7, 0x25),
)  # fmt: skip
"""Viridis: even in lightness, and told apart by those who do not see red and green."""
_SHARP: Final = 'shape-rendering="crispEdges"'
_FRAME: Final = Frame(_LEFT, _TOP, _WIDTH, _HEIGHT)
_SIZE: Final = (_LEFT + _WIDTH + _RIGHT, _TOP + _HEIGHT + _BOTTOM)


def line_chart(
    x: Scale, lines: Mapping[str, Sequence[float]], *, value: str, title: str, description: str
) -> str:
    """Draw a value over one axis, a line for each name.

    Parameters
    ----------
    x : Scale
        Along the picture.
    lines : mapping of str to sequence of float
        A value for each place of the axis, by the name of the line; a name may be empty where
        there is one line. What is not finite is left out.
    value : str
        What the lines show, with its unit.
    title, description : str
        What the picture shows, in a few words and in a sentence.

    Returns
    -------
    str
        An SVG document.
    """
    finite = [each for line in lines.values() for each in line if math.isfinite(each)]
    height = Range.of(finite or [0.0])
    parts = [*axis_x(_FRAME, x), *axis_y(_FRAME, height, value)]
    for number, (name, line) in enumerate(lines.items()):
        parts += _curve(x, line, height, number, name)
        if name:
            parts += _key(number, name)
    return picture(*_SIZE, title, description, parts)


def map_chart(
    x: Scale,
    y: Scale,
    cells: Sequence[Sequence[float]],
    *,
    value: str,
    title: str,
    description: str,
) -> str:
    """Draw a value over two axes as a map of coloured cells.

    Parameters
    ----------
    x, y : Scale
        Along and up the picture.
    cells : sequence of sequence of float
        A row of values for each place of ``y``; what is not finite is left pale.
    value : str
        What the colours show, with its unit.
    title, description : str
        What the picture shows, in a few words and in a sentence.

    Returns
    -------
    str
        An SVG document; each cell says its value.
    """
    finite = [each for row in cells for each in row if math.isfinite(each)]
    colour = Range.of(finite or [0.0])
    parts = [*axis_x(_FRAME, x, cells=True), *names_y(_FRAME, y)]
    wide, high = _WIDTH / len(x.values), _HEIGHT / len(y.values)
    for row, values in enumerate(cells):
        for column, each in enumerate(values):
            place = f'x="{_LEFT + column * wide:.2f}" y="{_TOP + _HEIGHT - (row + 1) * high:.2f}"'
            size = f'width="{wide + 0.3:.2f}" height="{high + 0.3:.2f}" {_SHARP}'
            said = f"{written(x.values[column])}, {written(y.values[row])}: {each:.4g}"
            fill = f'fill="{_shade(colour.share(each))}"' if math.isfinite(each) else 'class="weak"'
            parts.append(f"<rect {place} {size} {fill}><title>{html.escape(said)}</title></rect>")
    return picture(*_SIZE, title, description, (*parts, *_colour_key(colour, value)))


def _curve(x: Scale, line: Sequence[float], height: Range, number: int, name: str) -> Iterator[str]:
    """A line through the values; names have marks alone."""
    colour = COLOURS[number % len(COLOURS)]
    numbers = x.numbers
    along = Range.of(numbers) if numbers else None
    points: list[tuple[float, float, str]] = []
    for at, each in enumerate(line):
        if math.isfinite(each):
            share = along.share(numbers[at]) if numbers and along else (at + 0.5) / len(line)
            said = ", ".join(filter(None, (name, written(x.values[at])))) + f": {each:.4g}"
            up = _TOP + _HEIGHT * (1 - height.share(each))
            points.append((_LEFT + share * _WIDTH, up, said))
    if numbers and points:
        path = " ".join(f"{across:.1f},{up:.1f}" for across, up, _ in points)
        dash = _DASHES[number // len(COLOURS) % len(_DASHES)]
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        drawn = f'fill="none" stroke-width="2.2" stroke="{colour}"{dashed}'
        yield f'<polyline points="{path}" {drawn}/>'
    if numbers is None or len(points) <= 60:
        for across, up, said in points:
            shown = f"<title>{html.escape(said)}</title>"
            place = f'cx="{across:.1f}" cy="{up:.1f}" r="3.5"'
            yield f'<circle {place} fill="{colour}">{shown}</circle>'


def _key(number: int, name: str) -> Iterator[str]:
    x, y = _LEFT + _WIDTH + 20, _TOP + 14 + 22 * number
    colour, dash = COLOURS[number % len(COLOURS)], _DASHES[number // len(COLOURS) % len(_DASHES)]
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    yield f'<path fill="none" stroke-width="2.2" d="M{x} {y}h24" stroke="{colour}"{dashed}/>'
    yield f'<text x="{x + 32}" y="{y + 4}">{html.escape(name)}</text>'


def _colour_key(colour: Range, label: str) -> Iterator[str]:
    x, steps = _LEFT + _WIDTH + 24, 64
    for step in range(steps):
        y, high = _TOP + _HEIGHT * (1 - (step + 1) / steps), _HEIGHT / steps + 0.3
        fill = _shade((step + 0.5) / steps)
        yield f'<rect x="{x}" y="{y:.2f}" width="18" height="{high:.2f}" fill="{fill}" {_SHARP}/>'
    for tick in colour.ticks():
        at = _TOP + _HEIGHT * (1 - colour.share(tick)) + 4
        yield f'<text x="{x + 26}" y="{at:.1f}">{written(tick)}</text>'
    yield f'<text x="{x}" y="{_TOP - 12}">{html.escape(label)}</text>'


def _shade(share: float) -> str:
    """Colour at a share of the ramp."""
    place = min(max(share, 0.0), 1.0) * (len(_RAMP) - 1)
    at = min(int(place), len(_RAMP) - 2)
    pairs = zip(_RAMP[at], _RAMP[at + 1], strict=True)
    return "#" + "".join(f"{round(low + (high - low) * (place - at)):02x}" for low, high in pairs)
