"""A picture of a whole that flows apart into ever smaller parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from joulepath.report.charts.canvas import COLOURS, bar, head_height, picture, text

__all__ = ["Flow", "sankey_chart"]

_STEM: Final = 16.0
_COLUMN: Final = 270.0
_LEFT: Final = 24.0
_RIGHT: Final = 280.0
_TALL: Final = 380.0
_GAP: Final = 22.0


@dataclass(frozen=True)
class Flow:
    """An amount and the parts that it divides into."""

    name: str
    """What it is."""
    value: float
    """Its size."""
    parts: tuple[Flow, ...] = field(default=())
    """What it divides into, which may leave a rest; none for an end."""

    @property
    def ends(self) -> int:
        """Ends that flow from it, itself where it does not divide."""
        return sum(part.ends for part in self.parts) or 1

    @property
    def depth(self) -> int:
        """Columns from here to the last end."""
        return 1 + max((part.depth for part in self.parts), default=0)


def sankey_chart(whole: Flow, said: Callable[[float], str], *, title: str, description: str) -> str:
    """Draw a flow from left to right, each stream as wide as its amount.

    Parameters
    ----------
    whole : Flow
        All of it, greater than nothing.
    said : callable
        Writes an amount with its unit.
    title, description : str
        What it shows.

    Returns
    -------
    str
        An SVG document.
    """
    width = _LEFT + _COLUMN * (whole.depth - 1) + _STEM + _RIGHT
    top = head_height(description, width) + 8
    drawer = _Drawer(_TALL / whole.value, said, whole.value)
    height = top + drawer.room(whole)
    body = list(drawer.draw(whole, _LEFT, top, COLOURS[0]))
    return picture(width, height, title, description, body)


@dataclass(frozen=True)
class _Drawer:
    """Draws flows on one scale."""

    scale: float
    said: Callable[[float], str]
    whole: float

    def room(self, flow: Flow) -> float:
        """Height of a flow with everything that flows from it."""
        parts = sum(self.room(part) for part in flow.parts)
        return max(flow.value * self.scale + _GAP, parts)

    def draw(self, flow: Flow, x: float, y: float, colour: str) -> Iterator[str]:
        """The stem of a flow, its name, and the streams to its parts."""
        thick = flow.value * self.scale
        share = _percent(flow.value / self.whole)
        note = f"{flow.name}: {self.said(flow.value)}, {share}"
        yield bar(x, y, _STEM, max(thick, 1.0), "stem", note, colour)
        end, below = x + _COLUMN, y
        start = y
        for at, part in enumerate(sorted(flow.parts, key=lambda each: -each.value)):
            fill = COLOURS[(at + 1) % len(COLOURS)] if x == _LEFT else colour
            yield _stream(x + _STEM, start, end, below, max(part.value * self.scale, 1.0), fill)
            yield from self.draw(part, end, below, fill)
            start += part.value * self.scale
            below += self.room(part)
        yield text(x + _STEM + 8, y + min(thick, 14) / 2 + 5, note)


def _percent(share: float) -> str:
    return "< 0.1 %" if share < 0.001 else f"{100 * share:.1f} %"


def _stream(x1: float, y1: float, x2: float, y2: float, thick: float, colour: str) -> str:
    """A band that bends from one place to another."""
    middle, lower1, lower2 = (x1 + x2) / 2, y1 + thick, y2 + thick
    there = f"C{middle:.1f},{y1:.1f} {middle:.1f},{y2:.1f} {x2:.1f},{y2:.1f}"
    back = f"C{middle:.1f},{lower2:.1f} {middle:.1f},{lower1:.1f} {x1:.1f},{lower1:.1f}"
    path = f"M{x1:.1f},{y1:.1f} {there} v{thick:.1f} {back} z"
    return f'<path d="{path}" fill="{colour}" fill-opacity=".35"/>'
