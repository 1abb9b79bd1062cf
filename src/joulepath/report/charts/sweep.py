"""Pictures of a sweep: lines over one axis, a map over two."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

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
_WIDE: Final = 30.0
"""Ratio of positive values above which equal ratios are easier to read than differences."""
_TICKS: Final = 8
_SHARP: Final = 'shape-rendering="crispEdges"'
_SIZE: Final = (_LEFT + _WIDTH + _RIGHT, _TOP + _HEIGHT + _BOTTOM)


@dataclass(frozen=True)
class Scale:
    """An axis of the picture and its values."""

    label: str
    """What it shows, with its unit."""
    values: tuple[float | str, ...]
    """Numbers, or names side by side."""

    @property
    def numbers(self) -> list[float] | None:
        """The values if all are numbers; none for names."""
        found = [float(value) for value in self.values if not isinstance(value, str)]
        return found if len(found) == len(self.values) else None


@dataclass(frozen=True)
class _Place:
    """Where numbers lie between two ends, in shares of the length."""

    low: float
    high: float
    logarithmic: bool

    @classmethod
    def of(cls, numbers: Sequence[float]) -> _Place:
        """Ends of some numbers, a little apart if they are all equal."""
        low, high = min(numbers), max(numbers)
        if low == high:
            pad = abs(low) / 10 or 1.0
            return cls(low - pad, high + pad, logarithmic=False)
        return cls(low, high, low > 0 and high / low > _WIDE)

    def share(self, number: float) -> float:
        if self.logarithmic:
            return math.log(number / self.low) / math.log(self.high / self.low)
        return (number - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        """Round numbers between the ends."""
        if self.logarithmic:
            return _decades(self.low, self.high)
        step = 10.0 ** math.floor(math.log10((self.high - self.low) / 4))
        step *= next(
            factor for factor in (1, 2, 5, 10) if (self.high - self.low) / step / factor <= _TICKS
        )
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [number * step for number in range(first, last + 1)]


def _decades(low: float, high: float) -> list[float]:
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    factors = (1,) if len(powers) > 4 else (1, 2, 5)
    found = [factor * 10.0**power for power in powers for factor in factors]
    inside = [number for number in found if low * (1 - 1e-9) <= number <= high * (1 + 1e-9)]
    return inside[:: math.ceil(len(inside) / _TICKS) or 1]


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
    height = _Place.of(finite or [0.0])
    parts = [*_axis_x(x), *_axis_y(height, value)]
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
    colour = _Place.of(finite or [0.0])
    parts = [*_axis_x(x, cells=True), *_names_y(y)]
    wide, high = _WIDTH / len(x.values), _HEIGHT / len(y.values)
    for row, values in enumerate(cells):
        for column, each in enumerate(values):
            place = f'x="{_LEFT + column * wide:.2f}" y="{_TOP + _HEIGHT - (row + 1) * high:.2f}"'
            size = f'width="{wide + 0.3:.2f}" height="{high + 0.3:.2f}" {_SHARP}'
            said = f"{_said(x.values[column])}, {_said(y.values[row])}: {each:.4g}"
            fill = f'fill="{_shade(colour.share(each))}"' if math.isfinite(each) else 'class="weak"'
            parts.append(f"<rect {place} {size} {fill}><title>{html.escape(said)}</title></rect>")
    return picture(*_SIZE, title, description, (*parts, *_colour_key(colour, value)))


def _axis_x(x: Scale, *, cells: bool = False) -> Iterator[str]:
    """Labels below; lines through round numbers where the axis is one of numbers."""
    numbers = None if cells else x.numbers
    along = _Place.of(numbers) if numbers else None
    places = [(along.share(tick), _said(tick)) for tick in along.ticks()] if along else _few(x)
    below = _TOP + _HEIGHT
    for share, said in places:
        at = _LEFT + share * _WIDTH
        if not cells:
            yield f'<line class="line" x1="{at:.1f}" y1="{_TOP}" x2="{at:.1f}" y2="{below}"/>'
        yield f'<text x="{at:.1f}" y="{below + 20}" text-anchor="middle">{html.escape(said)}</text>'
    middle = _LEFT + _WIDTH / 2
    yield f'<text x="{middle}" y="{below + 48}" text-anchor="middle">{html.escape(x.label)}</text>'


def _axis_y(height: _Place, label: str) -> Iterator[str]:
    for tick in height.ticks():
        at = _TOP + _HEIGHT * (1 - height.share(tick))
        yield f'<line class="line" x1="{_LEFT}" y1="{at:.1f}" x2="{_LEFT + _WIDTH}" y2="{at:.1f}"/>'
        yield f'<text x="{_LEFT - 10}" y="{at + 4:.1f}" text-anchor="end">{_said(tick)}</text>'
    yield _upright(label)


def _names_y(y: Scale) -> Iterator[str]:
    for share, said in _few(y):
        place = _TOP + _HEIGHT * (1 - share)
        shown = html.escape(said)
        yield f'<text x="{_LEFT - 10}" y="{place + 4:.1f}" text-anchor="end">{shown}</text>'
    yield _upright(y.label)


def _upright(label: str) -> str:
    middle, left = _TOP + _HEIGHT / 2, 24
    return (
        f'<text x="{left}" y="{middle}" text-anchor="middle"'
        f' transform="rotate(-90 {left} {middle})">{html.escape(label)}</text>'
    )


def _few(scale: Scale) -> list[tuple[float, str]]:
    """Labels of cells side by side with their shares of the length: round numbers if they can."""
    count, numbers = len(scale.values), scale.numbers
    if numbers and count > _TICKS:
        along = _Place.of(numbers)
        even = (abs(along.share(number) * (count - 1) - at) for at, number in enumerate(numbers))
        if max(even) < 0.5:
            places = ((along.share(tick), _said(tick)) for tick in along.ticks())
            return [((0.5 + share * (count - 1)) / count, said) for share, said in places]
    step = math.ceil(count / _TICKS)
    return [((at + 0.5) / count, _said(scale.values[at])) for at in range(0, count, step)]


def _curve(
    x: Scale, line: Sequence[float], height: _Place, number: int, name: str
) -> Iterator[str]:
    """A line through the values; names have marks alone."""
    colour = COLOURS[number % len(COLOURS)]
    numbers = x.numbers
    along = _Place.of(numbers) if numbers else None
    points: list[tuple[float, float, str]] = []
    for at, each in enumerate(line):
        if math.isfinite(each):
            share = along.share(numbers[at]) if numbers and along else (at + 0.5) / len(line)
            said = ", ".join(filter(None, (name, _said(x.values[at])))) + f": {each:.4g}"
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


def _colour_key(colour: _Place, label: str) -> Iterator[str]:
    x, steps = _LEFT + _WIDTH + 24, 64
    for step in range(steps):
        y, high = _TOP + _HEIGHT * (1 - (step + 1) / steps), _HEIGHT / steps + 0.3
        fill = _shade((step + 0.5) / steps)
        yield f'<rect x="{x}" y="{y:.2f}" width="18" height="{high:.2f}" fill="{fill}" {_SHARP}/>'
    for tick in colour.ticks():
        at = _TOP + _HEIGHT * (1 - colour.share(tick)) + 4
        yield f'<text x="{x + 26}" y="{at:.1f}">{_said(tick)}</text>'
    yield f'<text x="{x}" y="{_TOP - 12}">{html.escape(label)}</text>'


def _shade(share: float) -> str:
    """Colour at a share of the ramp."""
    place = min(max(share, 0.0), 1.0) * (len(_RAMP) - 1)
    at = min(int(place), len(_RAMP) - 2)
    pairs = zip(_RAMP[at], _RAMP[at + 1], strict=True)
    return "#" + "".join(f"{round(low + (high - low) * (place - at)):02x}" for low, high in pairs)


def _said(value: float | str) -> str:
    """A number as people write it, or a name cut where it is long."""
    if isinstance(value, str):
        return value if len(value) <= 16 else f"{value[:15]}…"
    return f"{value:.4g}"
