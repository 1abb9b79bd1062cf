"""A picture in the style of a roofline: how much each layer computes, and how densely."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from joulepath.analysis.intensity import LayerIntensity, intensities
from joulepath.records.workload import Workload
from joulepath.report.workload_table import shortened

__all__ = ["roofline_svg"]

_WIDTH, _HEIGHT = 900, 600
_LEFT, _RIGHT, _TOP, _BOTTOM = 90, 30, 90, 70
_COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#808080")
_LEAST_RADIUS, _MOST_RADIUS = 4.0, 30.0
_LABELS: Final = 8
_LETTER: Final = 6.6
_PREFIXES: Final = ("", "k", "M", "G", "T", "P", "E")
_STYLE: Final = """\
svg{font:13px system-ui,sans-serif;--paper:#fff;--ink:#1b1b1b;--line:#ddd;--far:#666}
@media(prefers-color-scheme:dark){svg{--paper:#16181b;--ink:#eee;--line:#34383d;--far:#a5a9ae}}
.paper{fill:var(--paper)}text{fill:var(--ink)}.far{fill:var(--far)}.title{font-size:17px;\
font-weight:600}.line{stroke:var(--line)}.data{stroke:var(--far);stroke-dasharray:2 5}\
.name{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round;font-size:12px}\
circle{stroke:var(--paper);stroke-width:1;fill-opacity:.75}"""


@dataclass(frozen=True)
class _Point:
    """A layer as a bubble."""

    x: float
    y: float
    radius: float
    colour: str
    of: LayerIntensity


@dataclass(frozen=True)
class _Axes:
    """Whole decades that the picture spans."""

    low_x: int
    high_x: int
    low_y: int
    high_y: int

    def x(self, intensity: float) -> float:
        part = (math.log10(intensity) - self.low_x) / (self.high_x - self.low_x)
        return _LEFT + part * (_WIDTH - _LEFT - _RIGHT)

    def y(self, flops: float) -> float:
        part = (math.log10(flops) - self.low_y) / (self.high_y - self.low_y)
        return _HEIGHT - _BOTTOM - part * (_HEIGHT - _TOP - _BOTTOM)


def roofline_svg(series: Sequence[tuple[str, Workload]], title: str) -> str:
    """Draw operational intensity against operations, a bubble a layer.

    Parameters
    ----------
    series : sequence of tuple
        Names and workloads; one alone is coloured by operator, several by name.
    title : str
        What is shown.

    Returns
    -------
    str
        An SVG document; the area of a bubble is the layer's share of the operations.
    """
    found = [(name, of) for name, workload in series for of in intensities(workload)]
    drawn = [(name, of) for name, of in found if of.flops and of.intensity]
    groups = _groups(drawn, by_operator=len(series) == 1)
    axes = _axes([of for _, of in drawn])
    points = [_point(of, axes, groups[_group(name, of, groups)]) for name, of in drawn]
    points.sort(key=lambda point: -point.radius)
    left_out = len(found) - len(drawn)
    parts = (
        *_head(title, len(drawn), left_out),
        *_grid(axes),
        *_diagonals(axes),
        *map(_bubble, points),
        *_names(points),
        *_legend(groups),
        "</svg>",
    )
    return "\n".join(parts)


def _groups(drawn: Sequence[tuple[str, LayerIntensity]], by_operator: bool) -> dict[str, str]:
    """Colour of each group, the one with most operations first."""
    work: dict[str, float] = {}
    for name, of in drawn:
        key = of.layer.operator if by_operator else name
        work[key] = work.get(key, 0.0) + float(of.flops)
    names = sorted(work, key=lambda key: -work[key]) if by_operator else list(work)
    if len(names) > len(_COLOURS):
        names = [*names[: len(_COLOURS) - 1], "others"]
    return dict(zip(names, _COLOURS, strict=False))


def _group(name: str, of: LayerIntensity, groups: dict[str, str]) -> str:
    return next((key for key in (name, of.layer.operator) if key in groups), "others")


def _axes(drawn: Sequence[LayerIntensity]) -> _Axes:
    x = [math.log10(of.intensity) for of in drawn if of.intensity] or [0.0]
    y = [math.log10(of.flops) for of in drawn] or [0.0]
    margin = 0.15  # of a decade, so that no bubble touches the frame
    return _Axes(
        math.floor(min(x) - margin),
        math.ceil(max(x) + margin),
        math.floor(min(y) - margin),
        math.ceil(max(y) + margin),
    )


def _point(of: LayerIntensity, axes: _Axes, colour: str) -> _Point:
    radius = max(_LEAST_RADIUS, _MOST_RADIUS * math.sqrt(of.share))
    return _Point(axes.x(float(of.intensity or 1.0)), axes.y(float(of.flops)), radius, colour, of)


def _head(title: str, drawn: int, left_out: int) -> Iterator[str]:
    plural = "" if drawn == 1 else "s"
    said = f"{drawn} layer{plural}; the area of a bubble is the share of the operations"
    if left_out:
        said += f"; {left_out} without arithmetic not shown"
    told = (
        f"Operational intensity, in FLOP per byte, against operations of {drawn} layers on"
        f" logarithmic axes. Layers to the right do more with each byte they move."
    )
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"'
        ' aria-labelledby="title description">'
    )
    yield f'<title id="title">{html.escape(title)}</title>'
    yield f'<desc id="description">{told}</desc>'
    yield f'<style>{_STYLE}</style><rect class="paper" width="{_WIDTH}" height="{_HEIGHT}"/>'
    yield f'<text class="title" x="{_LEFT}" y="28">{html.escape(shortened(title, 80))}</text>'
    yield f'<text class="far" x="{_LEFT}" y="50">{said}</text>'


def _grid(axes: _Axes) -> Iterator[str]:
    bottom, right = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT
    for power in range(axes.low_x, axes.high_x + 1):
        x = axes.x(10.0**power)
        yield f'<path class="line" d="M{x:.1f} {_TOP}V{bottom}"/>'
        yield f'<text x="{x:.1f}" y="{bottom + 20}" text-anchor="middle">{_tick(power)}</text>'
    for power in range(axes.low_y, axes.high_y + 1):
        y = axes.y(10.0**power)
        yield f'<path class="line" d="M{_LEFT} {y:.1f}H{right}"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{_tick(power)}</text>'
    middle = (_LEFT + right) / 2
    yield (
        f'<text x="{middle}" y="{_HEIGHT - 20}" text-anchor="middle">'
        "operational intensity (FLOP/byte)</text>"
    )
    yield (
        f'<text transform="translate(24 {(_TOP + bottom) / 2}) rotate(-90)"'
        ' text-anchor="middle">operations (FLOP, 1 MAC = 2 FLOP)</text>'
    )


def _tick(power: int) -> str:
    if power < 0:
        return f"{10.0**power:g}"
    return f"{10 ** (power % 3)}{_PREFIXES[power // 3]}" if power < 21 else f"1e{power}"


def _diagonals(axes: _Axes) -> Iterator[str]:
    """Lines of equal traffic, every third decade: kilobytes, megabytes, gigabytes."""
    bottom = _HEIGHT - _BOTTOM
    for power in range(3, 19, 3):
        low_x = max(axes.low_x, axes.low_y - power)
        high_x = min(axes.high_x, axes.high_y - power)
        if high_x <= low_x:
            continue
        x1, y1 = axes.x(10.0**low_x), axes.y(10.0 ** (low_x + power))
        x2, y2 = axes.x(10.0**high_x), axes.y(10.0 ** (high_x + power))
        yield f'<path class="data" d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"/>'
        anchor, x = ("start", x1 + 6) if y1 < bottom else ("start", x1 + 14)
        yield (
            f'<text class="far name" x="{x:.1f}" y="{y1 - 8:.1f}" text-anchor="{anchor}">'
            f"{_tick(power)}B moved</text>"
        )


def _bubble(point: _Point) -> str:
    of = point.of
    said = (
        f"{of.layer.name} ({of.layer.operator}): {of.flops:.4g} FLOP, {100 * of.share:.3g} %;"
        f" {of.intensity:.3g} FLOP/byte"
    )
    return (
        f'<circle cx="{point.x:.1f}" cy="{point.y:.1f}" r="{point.radius:.1f}"'
        f' fill="{point.colour}"><title>{html.escape(said)}</title></circle>'
    )


def _names(points: Sequence[_Point]) -> Iterator[str]:
    """Names of the largest bubbles, where there is room for them."""
    taken: list[tuple[float, float, float]] = []
    for point in points:
        name = shortened(point.of.layer.name, 26)
        width = _LETTER * len(name)
        for x, y in _places(point, width):
            inside = x > _LEFT and x + width < _WIDTH - _RIGHT and y > _TOP + 12
            free = all(abs(y - b) > 15 or x + width < a or a + w < x for a, b, w in taken)
            if inside and free and not _hides(points, point, x, y, width):
                taken.append((x, y, width))
                yield f'<text class="name" x="{x:.1f}" y="{y:.1f}">{html.escape(name)}</text>'
                break
        if len(taken) == _LABELS:
            return


def _hides(points: Sequence[_Point], own: _Point, x: float, y: float, width: float) -> bool:
    """Whether a name there would cover another bubble."""
    return any(
        x - other.radius < other.x < x + width + other.radius
        and y - 12 - other.radius < other.y < y + 2 + other.radius
        for other in points
        if (other.x, other.y) != (own.x, own.y)
    )


def _places(point: _Point, width: float) -> Iterator[tuple[float, float]]:
    gap = point.radius + 5
    yield point.x + gap, point.y + 4
    yield point.x - gap - width, point.y + 4
    yield point.x - width / 2, point.y - gap
    yield point.x - width / 2, point.y + gap + 10


def _legend(groups: dict[str, str]) -> Iterator[str]:
    x = float(_LEFT)
    for name, colour in groups.items():
        short = shortened(name, 20)
        yield f'<circle cx="{x + 6:.1f}" cy="70" r="6" fill="{colour}"/>'
        yield f'<text x="{x + 17:.1f}" y="74">{html.escape(short)}</text>'
        x += 17 + 7.5 * len(short) + 20
