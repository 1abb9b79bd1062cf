"""The amortisation curve as a drawing that reads well on light and on dark pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log10
from typing import Final

from generator.ecal import case_study_curve, published

__all__ = ["amortisation_drawing"]

_WIDTH: Final = 720
_HEIGHT: Final = 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 78, 110, 16, 54
_X: Final = (0.0, 8.0)
_Y: Final = (-6.6, -3.2)
_COLOURS: Final = ("#3b82c4", "#c0504d", "#2e9b6b", "#9a6fc4")
_DASHES: Final = ("", "9 4", "3 3", "12 4 3 4")
_POWERS: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def amortisation_drawing() -> str:
    """Draw eCAL of the case study against the number of inferences, both on log scales."""
    gammas = tuple(10 ** (step / 8) for step in range(8 * int(_X[1]) + 1))
    curves = case_study_curve(gammas)
    parts = [*_grid()]
    for index, (name, values) in enumerate(curves.items()):
        points = " ".join(_point(log10(g), log10(v)) for g, v in zip(gammas, values, strict=True))
        parts.append(_line(points, index))
        parts += _dots(name, index)
        parts += _legend(name, index)
    return _framed("".join(parts), _described(curves))


def _framed(content: str, description: str) -> str:
    title = "eCAL of the case study against the number of inferences"
    return (
        f'<figure class="curve"><svg role="img" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
        ' xmlns="http://www.w3.org/2000/svg" aria-labelledby="curve-title curve-description">'
        f'<title id="curve-title">{title}</title>'
        f'<desc id="curve-description">{description}</desc>{content}</svg>'
        "<figcaption>Lines: computed when this page was built, in the profile"
        " <code>reference</code>. Dots: the published values.</figcaption></figure>"
    )


def _described(curves: Mapping[str, Sequence[float]]) -> str:
    """What the drawing shows, for those who do not see it."""
    falls = [f"{name} from {values[0]:.1e} to {values[-1]:.1e}" for name, values in curves.items()]
    return (
        "Falling curves on logarithmic axes. From one inference to a hundred million, in joules"
        f" per bit: {'; '.join(falls)}. Dots are the published values and lie on the curves."
    )


def _grid() -> list[str]:
    style = 'stroke="currentColor" stroke-opacity="0.18"'
    text = 'fill="currentColor" font-size="13"'
    right, bottom = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    parts: list[str] = []
    for power in range(int(_X[0]), int(_X[1]) + 1):
        x = _x(power)
        parts.append(f'<line x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{bottom}" {style}/>')
        label = f'<text x="{x:.1f}" y="{bottom + 20}" text-anchor="middle" {text}>'
        parts.append(f"{label}{_power(power)}</text>")
    for power in range(-6, -3):
        y = _y(power)
        parts.append(f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" {style}/>')
        label = f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" {text}>'
        parts.append(f"{label}{_power(power)}</text>")
    middle = (_LEFT + right) / 2
    parts.append(
        f'<text x="{middle:.0f}" y="{_HEIGHT - 10}" text-anchor="middle" {text}>inferences</text>'
        f'<text transform="translate(18 {(_TOP + bottom) / 2:.0f}) rotate(-90)"'
        f' text-anchor="middle" {text}>eCAL [J/bit]</text>'
    )
    return parts


def _line(points: str, index: int) -> str:
    dashes = f' stroke-dasharray="{_DASHES[index]}"' if _DASHES[index] else ""
    return (
        f'<polyline points="{points}" fill="none" stroke="{_COLOURS[index]}"'
        f' stroke-width="2.2"{dashes}/>'
    )


def _dots(name: str, index: int) -> list[str]:
    figure = published()
    pairs = zip(figure["gamma"], figure["ecal_j_per_bit"][name], strict=True)
    return [
        f'<circle cx="{_x(log10(g)):.1f}" cy="{_y(log10(v)):.1f}" r="4" fill="{_COLOURS[index]}">'
        f"<title>{name}, {g:g} inferences: {v:.4g} J/bit as published</title></circle>"
        for g, v in pairs
    ]


def _legend(name: str, index: int) -> list[str]:
    """Name of a curve at its right end; the ends are far enough apart but for two of them."""
    y = _y(log10(published()["ecal_j_per_bit"][name][-1]))
    shift = {"CNN": 14, "KAN": 6, "Transformer": -2}.get(name, 4)
    x = _WIDTH - _RIGHT + 10
    colour = _COLOURS[index]
    return [f'<text x="{x}" y="{y + shift:.1f}" font-size="13" fill="{colour}">{name}</text>']


def _power(power: int) -> str:
    return "1" if power == 0 else f"10{str(power).translate(_POWERS)}"


def _x(value: float) -> float:
    return _LEFT + (value - _X[0]) / (_X[1] - _X[0]) * (_WIDTH - _LEFT - _RIGHT)


def _y(value: float) -> float:
    return _TOP + (_Y[1] - value) / (_Y[1] - _Y[0]) * (_HEIGHT - _TOP - _BOTTOM)


def _point(x: float, y: float) -> str:
    return f"{_x(x):.1f},{_y(y):.1f}"
