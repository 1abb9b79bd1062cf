"""A picture of values with their bands, one bar each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from joulepath.report.charts.canvas import bar, fitted, head_height, line, picture, text

__all__ = ["BandedBar", "bands_chart"]

_LEFT: Final = 220.0
_SPAN: Final = 440.0
_RIGHT: Final = 190.0
_ROW: Final = 32.0
_WIDTH: Final = _LEFT + _SPAN + _RIGHT


@dataclass(frozen=True)
class BandedBar:
    """A value and how far it is known."""

    name: str
    """What it is of."""
    value: float
    """Best estimate."""
    low: float
    """5 % point."""
    high: float
    """95 % point."""


def bands_chart(
    bars: Sequence[BandedBar], said: Callable[[float], str], *, title: str, description: str
) -> str:
    """Draw a bar for each value and a line from its 5 % to its 95 % point.

    Parameters
    ----------
    bars : sequence of BandedBar
        At least one, in the order they are shown.
    said : callable
        Writes a value with its unit.
    title, description : str
        What it shows.

    Returns
    -------
    str
        An SVG document.
    """
    top = head_height(description, _WIDTH) + 8
    height = top + _ROW * len(bars) + 24
    scale = _SPAN / (max(max(each.value, each.high) for each in bars) or 1.0)
    rows = (
        part for at, each in enumerate(bars) for part in _row(each, top + _ROW * at, scale, said)
    )
    axis = line(_LEFT, top - 4, _LEFT, height - 20, "axis")
    return picture(_WIDTH, height, title, description, [*rows, axis])


def _row(each: BandedBar, y: float, scale: float, said: Callable[[float], str]) -> Iterator[str]:
    middle = y + _ROW / 2
    spread = f"{said(each.low)} to {said(each.high)}"
    yield text(_LEFT - 12, middle + 5, fitted(each.name, _LEFT - 30), anchor="end")
    note = f"{each.name}: {said(each.value)}, 90 % band {spread}"
    yield bar(_LEFT, y + 6, each.value * scale, _ROW - 12, "weak", note)
    low, high = _LEFT + each.low * scale, _LEFT + each.high * scale
    yield line(low, middle, high, middle, "mark")
    for end in (low, high):
        yield line(end, middle - 5, end, middle + 5, "mark")
    beyond = max(high, _LEFT + each.value * scale)
    yield text(beyond + 8, middle + 5, said(each.value), kind="far")
