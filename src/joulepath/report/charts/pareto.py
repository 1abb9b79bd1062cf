"""A picture of a Pareto front: what one goal costs of another."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["Point", "pareto_chart"]

_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM = 600, 420, 96, 84, 40, 72
_LINE: Final = 20
_LETTER: Final = 7.2
_STYLE: Final = """\
svg{font:14px system-ui,sans-serif;--paper:#fff;--ink:#1b1b1b;--line:#e2e2e2;--far:#595959;\
--front:#0072b2;--base:#b34700}
@media(prefers-color-scheme:dark){svg{--paper:#16181b;--ink:#eee;--line:#34383d;--far:#b0b4b9;\
--front:#6cb8ea;--base:#ff9a4d}}
.paper{fill:var(--paper)}text{fill:var(--ink)}.far{fill:var(--far)}.head{font-size:18px;\
font-weight:600}.line{stroke:var(--line)}.edge{fill:none;stroke:var(--front);stroke-width:1.5;\
stroke-opacity:.5}.front{fill:var(--front)}.named{stroke:var(--ink);stroke-width:1.5}\
.base{fill:none;stroke:var(--base);stroke-width:2.5}.halo{stroke:var(--paper);stroke-width:4;\
paint-order:stroke;stroke-linejoin:round}"""


@dataclass(frozen=True)
class Point:
    """A candidate in the picture."""

    x: float
    """The goal along the horizontal axis."""
    y: float
    """The goal along the vertical axis."""
    name: str = ""
    """What is written beside it; empty for nothing."""
    note: str = ""
    """What is told of it on request."""


@dataclass(frozen=True)
class _Axis:
    """A range of values on so many pixels."""

    low: float
    high: float
    logarithmic: bool
    pixels: float

    def along(self, value: float) -> float:
        """Pixels from its start."""
        low, high, at = (self._scaled(each) for each in (self.low, self.high, value))
        return (at - low) / (high - low) * self.pixels

    def _scaled(self, value: float) -> float:
        return math.log10(value) if self.logarithmic else value

    def ticks(self) -> list[float]:
        """Round values along it."""
        if not self.logarithmic:
            return _round_steps(self.low, self.high)
        powers = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        digits = (1, 2, 5) if len(powers) <= 4 else (1,)
        values = [digit * 10.0**power for power in powers for digit in digits]
        return [value for value in values if self.low <= value <= self.high]


def pareto_chart(
    front: Sequence[Point],
    base: Point | None,
    axes: tuple[str, str],
    *,
    title: str,
    description: str,
) -> str:
    """Draw points that none beats in both goals.

    Parameters
    ----------
    front : sequence of Point
        The points, by their first goal; both goals finite. Named ones are written out.
    base : Point or None
        The scenario as it stands, a hollow square; none to leave it out.
    axes : tuple of str
        What both axes show, with units.
    title, description : str
        What the picture shows, and what it says, for those who do not see it.

    Returns
    -------
    str
        An SVG document. An axis whose values span more than a decade is logarithmic.
    """
    shown = [*front, *((base,) if base is not None else ())]
    across = _axis([point.x for point in shown], _WIDTH)
    upward = _axis([point.y for point in shown], _HEIGHT)
    parts = (
        *_head(title, description),
        *_grid(across, upward, axes),
        *_marks(front, base, across, upward),
        *_names([*front, *((base,) if base is not None else ())], across, upward),
        "</svg>",
    )
    return "\n".join(parts)


def _axis(values: Sequence[float], pixels: float) -> _Axis:
    low, high = min(values), max(values)
    if low > 0 and high / low > 10:
        room = (high / low) ** 0.08
        return _Axis(low / room, high * room, True, pixels)
    room = 0.08 * (high - low) or 0.1 * abs(high) or 1.0
    return _Axis(low - room, high + room, False, pixels)


def _round_steps(low: float, high: float) -> list[float]:
    raw = (high - low) / 7
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(digit * power for digit in (1, 2, 2.5, 5, 10) if digit * power >= raw)
    first = math.ceil(low / step)
    return [place * step for place in range(first, math.floor(high / step) + 1)]


def _head(title: str, description: str) -> Iterator[str]:
    width, height = _LEFT + _WIDTH + _RIGHT, _TOP + _HEIGHT + _BOTTOM
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" role="img" aria-labelledby="title said">'
    )
    yield f'<title id="title">{html.escape(title)}</title>'
    yield f'<desc id="said">{html.escape(description)}</desc>'
    yield f"<style>{_STYLE}</style>"
    yield f'<rect class="paper" width="{width}" height="{height}"/>'
    yield f'<text class="head" x="{_LEFT}" y="32">{html.escape(_cut(title, 60))}</text>'
    yield f'<text class="far" x="{_LEFT}" y="58">{html.escape(_cut(description, 90))}</text>'


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}\N{HORIZONTAL ELLIPSIS}"


def _grid(across: _Axis, upward: _Axis, axes: tuple[str, str]) -> Iterator[str]:
    bottom, right = _TOP + _HEIGHT, _LEFT + _WIDTH
    for value in across.ticks():
        x = _LEFT + across.along(value)
        yield f'<line class="line" x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{bottom}"/>'
        yield f'<text x="{x:.1f}" y="{bottom + 22}" text-anchor="middle">{value:.6g}</text>'
    for value in upward.ticks():
        y = bottom - upward.along(value)
        yield f'<line class="line" x1="{_LEFT}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}"/>'
        yield f'<text x="{_LEFT - 10}" y="{y + 5:.1f}" text-anchor="end">{value:.6g}</text>'
    x, y = (html.escape(name) for name in axes)
    yield f'<text x="{_LEFT + _WIDTH / 2}" y="{bottom + 52}" text-anchor="middle">{x}</text>'
    middle = _TOP + _HEIGHT / 2
    yield (
        f'<text x="24" y="{middle}" text-anchor="middle" transform="rotate(-90 24 {middle})">'
        f"{y}</text>"
    )


def _marks(
    front: Sequence[Point], base: Point | None, across: _Axis, upward: _Axis
) -> Iterator[str]:
    places = [_place(point, across, upward) for point in front]
    if len(front) > 1:
        # what can be had of both goals ends at these steps
        path = f"M{places[0][0]:.1f} {places[0][1]:.1f}"
        path += "".join(f"H{x:.1f}V{y:.1f}" for x, y in places[1:])
        yield f'<path class="edge" d="{path}"/>'
    for point, (x, y) in zip(front, places, strict=True):
        kind, size = ("front named", 6.5) if point.name else ("front", 4)
        yield f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{size}">{_said(point)}</circle>'
    if base is not None:
        x, y = _place(base, across, upward)
        square = f'x="{x - 6:.1f}" y="{y - 6:.1f}" width="12" height="12"'
        yield f'<rect class="base" {square}>{_said(base)}</rect>'


def _place(point: Point, across: _Axis, upward: _Axis) -> tuple[float, float]:
    return _LEFT + across.along(point.x), _TOP + _HEIGHT - upward.along(point.y)


def _said(point: Point) -> str:
    text = ": ".join(filter(None, (point.name, point.note)))
    return f"<title>{html.escape(text)}</title>" if text else ""


def _names(points: Sequence[Point], across: _Axis, upward: _Axis) -> Iterator[str]:
    """Write names beside their points, on the side with room and below each other."""
    taken: list[tuple[float, float, float]] = []
    for point in points:
        if not point.name:
            continue
        x, y = _place(point, across, upward)
        width = _LETTER * len(point.name)
        left = x + 14 + width > _LEFT + _WIDTH + _RIGHT
        start = x - 14 - width if left else x + 14
        line = y - 8
        while any(abs(line - at) < _LINE and start < end and begin < start + width
                  for at, begin, end in taken):  # fmt: skip
            line += _LINE if line < _TOP + _HEIGHT - 2 * _LINE else -_LINE
        taken.append((line, start, start + width))
        anchor, edge = ("end", x - 14) if left else ("start", x + 14)
        place = f'x="{edge:.1f}" y="{line:.1f}" text-anchor="{anchor}"'
        yield f'<text class="halo" {place}>{html.escape(point.name)}</text>'
