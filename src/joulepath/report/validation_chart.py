"""A picture of predictions against measurements."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from joulepath.validate import IN_SAMPLE, Outcome

__all__ = ["validation_svg"]

_SIZE, _LEFT, _TOP, _BOTTOM, _RIGHT = 640, 96, 92, 70, 200
_COLOURS: Final = (
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#808080", "#6a3d9a",
    "#8c564b", "#b8860b",
)  # fmt: skip
_MARKS: Final = ("circle", "square", "triangle", "diamond")
_STYLE: Final = """\
svg{font:13px system-ui,sans-serif;--paper:#fff;--ink:#1b1b1b;--line:#e2e2e2;--far:#666}
@media(prefers-color-scheme:dark){svg{--paper:#16181b;--ink:#eee;--line:#34383d;--far:#a5a9ae}}
.paper{fill:var(--paper)}text{fill:var(--ink)}.far{fill:var(--far)}.title{font-size:17px;\
font-weight:600}.line{stroke:var(--line)}.equal{stroke:var(--ink)}.twice{stroke:var(--far);\
stroke-dasharray:4 4}.band{stroke-opacity:.25;stroke-width:2}.mark{fill-opacity:.8}"""


@dataclass(frozen=True)
class _Scale:
    """Whole decades that both axes span."""

    low: int
    high: int

    def along(self, value: float) -> float:
        """Pixels from the start of an axis."""
        return (math.log10(value) - self.low) / (self.high - self.low) * _SIZE

    def x(self, value: float) -> float:
        return _LEFT + self.along(value)

    def y(self, value: float) -> float:
        return _TOP + _SIZE - self.along(value)

    def clipped(self, value: float) -> float:
        return min(max(value, 10.0**self.low), 10.0**self.high)


def validation_svg(outcome: Outcome) -> str:
    """Draw predicted against measured values, both logarithmic, a colour for each platform.

    Parameters
    ----------
    outcome : Outcome
        A data set as it was predicted.

    Returns
    -------
    str
        An SVG document; the line is where both are equal, the dashed ones where they differ by
        a factor of two, and a bar is the 90 % band of a prediction.
    """
    measured = [case.measured for case in outcome.data_set.cases]
    values = [*measured, *outcome.predicted.tolist()]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    scale = _Scale(low, max(high, low + 1))
    platforms = sorted({case.platform for case in outcome.data_set.cases})
    parts = (
        *_head(outcome),
        *_grid(scale, outcome),
        *_marks(scale, outcome, platforms),
        *_legend(platforms),
        "</svg>",
    )
    return "\n".join(parts)


def _head(outcome: Outcome) -> Iterator[str]:
    data_set, score = outcome.data_set, outcome.score
    width, height = _LEFT + _SIZE + _RIGHT, _TOP + _SIZE + _BOTTOM
    held_out = "nothing held out" if outcome.holdout == IN_SAMPLE else f"{outcome.holdout} held out"
    said = (
        f"{score.cases} cases, {held_out}: mean error {100 * score.mean_error:.0f} %,"
        f" bias {score.bias:.2f}, {100 * (score.coverage or 0):.0f} % inside the 90 % band"
    )
    basis = "measured with a meter" if data_set.basis == "measured power" else "time only"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" role="img" aria-labelledby="title said">'
    )
    yield f'<title id="title">{html.escape(data_set.title)}</title>'
    yield f'<desc id="said">Predicted against measured {data_set.quantity}; {said}.</desc>'
    yield f"<style>{_STYLE}</style>"
    yield f'<rect class="paper" width="{width}" height="{height}"/>'
    yield f'<text class="title" x="{_LEFT}" y="32">{html.escape(data_set.title)}</text>'
    yield f'<text x="{_LEFT}" y="54">{said}</text>'
    yield f'<text class="far" x="{_LEFT}" y="74">{data_set.quantity}, {basis}</text>'


def _grid(scale: _Scale, outcome: Outcome) -> Iterator[str]:
    unit = html.escape(outcome.data_set.unit)
    start, end = 10.0**scale.low, 10.0**scale.high
    for power in range(scale.low, scale.high + 1):
        x, y = scale.x(10.0**power), scale.y(10.0**power)
        yield f'<line class="line" x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{_TOP + _SIZE}"/>'
        yield f'<line class="line" x1="{_LEFT}" y1="{y:.1f}" x2="{_LEFT + _SIZE}" y2="{y:.1f}"/>'
        said, below = _power(power), _TOP + _SIZE + 22
        yield f'<text x="{x:.1f}" y="{below}" text-anchor="middle">{said}</text>'
        yield f'<text x="{_LEFT - 10}" y="{y + 4:.1f}" text-anchor="end">{said}</text>'
    yield _line(scale, "equal", start, end, 1)
    yield _line(scale, "twice", start, end, 2)
    yield _line(scale, "twice", start, end, 0.5)
    middle = _TOP + _SIZE / 2
    yield (
        f'<text x="{_LEFT + _SIZE / 2}" y="{_TOP + _SIZE + 50}" text-anchor="middle">'
        f"measured, {unit}</text>"
    )
    yield (
        f'<text x="26" y="{middle}" text-anchor="middle" transform="rotate(-90 26 {middle})">'
        f"predicted, {unit}</text>"
    )


def _line(scale: _Scale, name: str, start: float, end: float, factor: float) -> str:
    x1, x2 = max(start, start / factor), min(end, end / factor)
    return (
        f'<line class="{name}" x1="{scale.x(x1):.1f}" y1="{scale.y(x1 * factor):.1f}"'
        f' x2="{scale.x(x2):.1f}" y2="{scale.y(x2 * factor):.1f}"/>'
    )


def _marks(scale: _Scale, outcome: Outcome, platforms: Sequence[str]) -> Iterator[str]:
    columns = zip(
        outcome.data_set.cases,
        outcome.predicted.tolist(),
        outcome.low.tolist(),
        outcome.high.tolist(),
        strict=True,
    )
    for case, predicted, low, high in columns:
        at = platforms.index(case.platform)
        colour, x = _COLOURS[at % len(_COLOURS)], scale.x(case.measured)
        top, bottom = scale.y(scale.clipped(high)), scale.y(scale.clipped(low))
        yield (
            f'<line class="band" x1="{x:.1f}" y1="{top:.1f}" x2="{x:.1f}" y2="{bottom:.1f}"'
            f' stroke="{colour}"/>'
        )
        name = html.escape(f"{case.name}: measured {case.measured:.4g}, predicted {predicted:.4g}")
        yield _mark(at, x, scale.y(predicted), colour, name)


def _mark(at: int, x: float, y: float, colour: str, name: str = "") -> str:
    """A mark whose shape tells platforms apart that share a colour."""
    said = f"<title>{name}</title>" if name else ""
    match _MARKS[at // len(_COLOURS) % len(_MARKS)]:
        case "circle":
            shape, place = "circle", f'cx="{x:.1f}" cy="{y:.1f}" r="4.5"'
        case "square":
            shape, place = "rect", f'x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8"'
        case "triangle":
            points = f"{x:.1f},{y - 5:.1f} {x - 5:.1f},{y + 4:.1f} {x + 5:.1f},{y + 4:.1f}"
            shape, place = "polygon", f'points="{points}"'
        case _:
            beside, above = f"{x - 5:.1f},{y:.1f}", f"{x:.1f},{y - 6:.1f}"
            points = f"{above} {x + 5:.1f},{y:.1f} {x:.1f},{y + 6:.1f} {beside}"
            shape, place = "polygon", f'points="{points}"'
    return f'<{shape} class="mark" {place} fill="{colour}">{said}</{shape}>'


def _legend(platforms: Sequence[str]) -> Iterator[str]:
    x = _LEFT + _SIZE + 22
    for at, platform in enumerate(platforms):
        y = _TOP + 14 + 22 * at
        yield _mark(at, x, y, _COLOURS[at % len(_COLOURS)])
        yield f'<text x="{x + 14}" y="{y + 4}">{html.escape(platform)}</text>'


def _power(exponent: int) -> str:
    """A power of ten as people write it."""
    return f"{10.0**exponent:g}" if -4 < exponent < 5 else f"1e{exponent}"
