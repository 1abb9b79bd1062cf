"""Axes that pictures share: where values lie, what is written beside them, and the frame."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from joulepath.report.charts.canvas import line, text

__all__ = ["Frame", "Range", "Scale", "axis_x", "axis_y", "few", "names_y", "written"]

_WIDE: Final = 30.0
"""Ratio of positive values above which equal ratios are easier to read than differences."""
_TICKS: Final = 8
_LONG: Final = 6
"""Powers of ten from which numbers are written with their power."""


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
class Range:
    """Where numbers lie between two ends, in shares of the length."""

    low: float
    """Number at the start."""
    high: float
    """Number at the end."""
    logarithmic: bool
    """Whether equal ratios take equal lengths."""

    @classmethod
    def of(cls, numbers: Sequence[float]) -> Range:
        """Ends of some numbers, a little apart if they are all equal."""
        low, high = min(numbers), max(numbers)
        if low == high:
            pad = abs(low) / 10 or 1.0
            return cls(low - pad, high + pad, logarithmic=False)
        return cls(low, high, low > 0 and high / low > _WIDE)

    def share(self, number: float) -> float:
        """Share of the length at which a number lies."""
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


@dataclass(frozen=True)
class Frame:
    """The part of a picture that holds its curves, in pixels."""

    left: float
    """Room for what is written beside it."""
    top: float
    """Room for the title and what is said below it."""
    width: float
    """Along the horizontal axis."""
    height: float
    """Along the vertical axis."""

    def x(self, share: float) -> float:
        """Pixels of a share of the width."""
        return self.left + share * self.width

    def y(self, share: float) -> float:
        """Pixels of a share of the height, from below."""
        return self.top + self.height * (1 - share)

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def below(self) -> float:
        """Its lower edge."""
        return self.top + self.height


def written(value: float | str) -> str:
    """A number as people write it, or a name cut where it is long."""
    if isinstance(value, str):
        return value if len(value) <= 16 else f"{value[:15]}…"
    digits, _, power = f"{value:.4g}".partition("e")
    if not power:
        return digits
    if 0 < int(power) < _LONG:
        return f"{float(f'{digits}e{power}'):,.0f}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    return f"{digits}e{int(power)}"


def axis_x(frame: Frame, x: Scale, *, cells: bool = False) -> Iterator[str]:
    """Labels below; lines through round numbers where the axis is one of numbers."""
    numbers = None if cells else x.numbers
    along = Range.of(numbers) if numbers else None
    places = [(along.share(tick), written(tick)) for tick in along.ticks()] if along else few(x)
    for share, words in places:
        at = frame.x(share)
        if not cells:
            yield line(at, frame.top, at, frame.below)
        yield text(at, frame.below + 20, words, anchor="middle")
    yield text(frame.x(0.5), frame.below + 48, x.label, anchor="middle")


def axis_y(frame: Frame, height: Range, label: str) -> Iterator[str]:
    """Labels on the left, and lines through round numbers."""
    for tick in height.ticks():
        at = frame.y(height.share(tick))
        yield line(frame.left, at, frame.right, at)
        yield text(frame.left - 10, at + 4, written(tick), anchor="end")
    yield _upright(frame, label)


def names_y(frame: Frame, y: Scale) -> Iterator[str]:
    """Labels of rows of cells on the left."""
    for share, words in few(y):
        yield text(frame.left - 10, frame.y(share) + 4, words, anchor="end")
    yield _upright(frame, y.label)


def few(scale: Scale) -> list[tuple[float, str]]:
    """Labels of cells side by side with their shares of the length: round numbers if they can."""
    count, numbers = len(scale.values), scale.numbers
    if numbers and count > _TICKS:
        along = Range.of(numbers)
        even = (abs(along.share(number) * (count - 1) - at) for at, number in enumerate(numbers))
        if max(even) < 0.5:
            places = ((along.share(tick), written(tick)) for tick in along.ticks())
            return [((0.5 + share * (count - 1)) / count, words) for share, words in places]
    step = math.ceil(count / _TICKS)
    return [((at + 0.5) / count, written(scale.values[at])) for at in range(0, count, step)]


def _upright(frame: Frame, label: str) -> str:
    middle, left = frame.y(0.5), 24
    return (
        f'<text x="{left}" y="{middle}" text-anchor="middle"'
        f' transform="rotate(-90 {left} {middle})">{html.escape(label)}</text>'
    )
