"""How eCAL falls as a model is used: its curve, its parts and its bound."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from joulepath.catalogue.units import render

__all__ = ["AmortisationCurve", "amortisation_chart"]

_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM = 760, 520, 104, 132, 24, 66
_STYLE: Final = """\
svg{font:13px system-ui,sans-serif;--paper:#fff;--ink:#1b1b1b;--line:#e2e2e2;--far:#595959;\
--whole:#0072b2;--develop:#c24e00;--use:#007a5a}
@media(prefers-color-scheme:dark){svg{--paper:#16181b;--ink:#eee;--line:#34383d;--far:#a5a9ae;\
--whole:#56b4e9;--develop:#ff8a3d;--use:#2fc79d}}
.paper{fill:var(--paper)}text{fill:var(--ink)}.title{font-size:17px;font-weight:600}\
.far{fill:var(--far)}.grid{stroke:var(--line)}path{fill:none;stroke-width:2}\
.whole{stroke:var(--whole);stroke-width:3}.develop{stroke:var(--develop);stroke-dasharray:8 4}\
.use{stroke:var(--use);stroke-dasharray:2 4;stroke-linecap:round}\
.least{stroke:var(--far);stroke-dasharray:12 4 2 4}.even{stroke:var(--far);stroke-width:1}\
.band{fill:var(--whole);fill-opacity:.18;stroke:none}"""
_LEGEND: Final = (
    ("whole", "eCAL"),
    ("develop", "part of development"),
    ("use", "part of using the model"),
    ("least", "bound: falls no faster"),
)


@dataclass(frozen=True)
class AmortisationCurve:
    """What the picture shows; all sequences of one length."""

    inferences: Sequence[float]
    """Numbers of inferences, rising."""
    ecal: Sequence[float]
    """eCAL at each, in J/bit."""
    development: Sequence[float]
    """Part of development in it."""
    inference: Sequence[float]
    """Part of using the model in it."""
    lowest: Sequence[float]
    """What it cannot fall below, however much development costs."""
    band: Sequence[tuple[float, float]] = ()
    """5 % and 95 % point at each; empty for none."""
    even: float | None = None
    """Inferences at which both parts are equal; none for never."""


class _Scale(NamedTuple):
    """A logarithmic axis of whole decades."""

    low: int
    high: int
    start: float
    end: float

    def at(self, value: float) -> float:
        """Pixels of a value; what is off the axis stays at its end."""
        power = math.log10(value) if value > 0 else -math.inf
        share = (min(max(power, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    @property
    def ticks(self) -> range:
        """Powers of ten, at most about a dozen of them."""
        return range(self.low, self.high + 1, max(1, math.ceil((self.high - self.low) / 12)))


def amortisation_chart(curve: AmortisationCurve, *, title: str, description: str) -> str:
    """Draw eCAL over the number of inferences, both logarithmic.

    Parameters
    ----------
    curve : AmortisationCurve
        The curve, its parts and its bound.
    title : str
        What the picture shows.
    description : str
        What it says, for those who do not see it.

    Returns
    -------
    str
        An SVG document.
    """
    x = _axis(curve.inferences, _LEFT, _WIDTH - _RIGHT)
    y = _axis(_heights(curve), _HEIGHT - _BOTTOM, _TOP)
    parts = (
        *_head(title, description),
        *_grid(x, y),
        *_marks(curve, x, y),
        *_legend(bool(curve.band)),
        "</svg>",
    )
    return "\n".join(parts)


def _heights(curve: AmortisationCurve) -> list[float]:
    """Values that the height must hold: parts that vanish may leave it below."""
    ends = [end for pair in curve.band for end in pair]
    shown = [value for value in (*curve.ecal, *curve.lowest, *ends) if value > 0]
    floor = min(shown, default=1.0) / 100
    parts = (value for value in (*curve.development, *curve.inference) if value > floor)
    return [*shown, *parts]


def _axis(values: Sequence[float], start: float, end: float) -> _Scale:
    powers = [math.log10(value) for value in values if value > 0 and math.isfinite(value)] or [0.0]
    low, high = math.floor(min(powers)), math.ceil(max(powers))
    return _Scale(low, max(high, low + 1), start, end)


def _head(title: str, description: str) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
        f' width="{_WIDTH}" height="{_HEIGHT}" role="img" aria-labelledby="title said">'
    )
    yield f'<title id="title">{html.escape(title)}</title>'
    yield f'<desc id="said">{html.escape(description)}</desc>'
    yield f"<style>{_STYLE}</style>"
    yield f'<rect class="paper" width="{_WIDTH}" height="{_HEIGHT}"/>'
    yield f'<text class="title" x="24" y="34">{html.escape(title)}</text>'


def _grid(x: _Scale, y: _Scale) -> Iterator[str]:
    for power in x.ticks:
        at = x.at(10.0**power)
        yield f'<line class="grid" x1="{at:.1f}" y1="{y.end}" x2="{at:.1f}" y2="{y.start}"/>'
        label = _power(power)
        yield f'<text x="{at:.1f}" y="{y.start + 22}" text-anchor="middle">{label}</text>'
    for power in y.ticks:
        at = y.at(10.0**power)
        yield f'<line class="grid" x1="{x.start}" y1="{at:.1f}" x2="{x.end}" y2="{at:.1f}"/>'
        said = render(10.0**power, "J/bit")
        yield f'<text x="{x.start - 8}" y="{at + 4:.1f}" text-anchor="end">{said}</text>'
    middle = (x.start + x.end) / 2
    yield f'<text x="{middle}" y="{y.start + 50}" text-anchor="middle">inferences</text>'


def _marks(curve: AmortisationCurve, x: _Scale, y: _Scale) -> Iterator[str]:
    if curve.band:
        low, high = zip(*curve.band, strict=True)
        there = _points(curve.inferences, high, x, y)
        back = _points(curve.inferences[::-1], low[::-1], x, y)
        yield f'<path class="band" d="M{there}L{back}Z"/>'
    if curve.even is not None and curve.inferences[0] <= curve.even <= curve.inferences[-1]:
        at = x.at(curve.even)
        yield f'<path class="even" d="M{at:.1f},{y.end}V{y.start}"/>'
        side, shift = ("end", -6) if at > (x.start + x.end) / 2 else ("start", 6)
        yield (
            f'<text class="far" x="{at + shift:.1f}" y="{y.end + 16}" text-anchor="{side}">'
            "both parts equal</text>"
        )
    lines = {
        "least": curve.lowest,
        "develop": curve.development,
        "use": curve.inference,
        "whole": curve.ecal,
    }
    for name, values in lines.items():
        yield f'<path class="{name}" d="M{_points(curve.inferences, values, x, y)}"/>'


def _points(inferences: Sequence[float], values: Sequence[float], x: _Scale, y: _Scale) -> str:
    pairs = zip(inferences, values, strict=True)
    return "L".join(f"{x.at(count):.1f},{y.at(value):.1f}" for count, value in pairs)


def _legend(banded: bool) -> Iterator[str]:
    for at, (name, said) in enumerate(_LEGEND):
        left, top = 24 + 190 * (at % 2) * 1.3, 62 + 24 * (at // 2)
        yield f'<path class="{name}" d="M{left},{top}h36"/>'
        yield f'<text x="{left + 46}" y="{top + 4}">{said}</text>'
    if banded:
        yield '<rect class="band" x="518" y="54" width="36" height="16"/>'
        yield '<text x="564" y="66">90 % band of eCAL</text>'


def _power(exponent: int) -> str:
    """A power of ten as people write it."""
    return f"{10.0**exponent:g}" if -4 < exponent < 5 else f"1e{exponent}"
