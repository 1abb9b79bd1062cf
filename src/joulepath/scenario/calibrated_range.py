"""What a calibration has seen, and how far a request lies outside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal, TypeAlias

from joulepath.catalogue import Entry
from joulepath.formulas.serving.power import band_widening

__all__ = [
    "Outside",
    "beyond",
    "calibrated_names",
    "more_accelerators",
    "outside_range",
    "validity",
    "warnings",
]

_NEAR: Final = 1.25
"""Factor beyond a range up to which a number counts as inside."""

Outside: TypeAlias = tuple[str, float]
"""What was not measured, in words, and how far beyond as a factor of at least 1."""


def calibrated_names(engine: Entry, key: str) -> tuple[str, ...]:
    """Names that an entry of an engine lists."""
    return tuple(engine.text[key].split())


def outside_range(what: str, value: float, least: float, most: float) -> Iterator[Outside]:
    """A number clearly below the least or above the most that was measured."""
    below = least / value if least else 1.0
    factor = max(value / most, below, 1.0)
    if factor > _NEAR:
        yield f"{what}: {value:g} (measured: {least:.3g} to {most:.4g})", factor


def more_accelerators(asked: int, most: float) -> Iterator[Outside]:
    """More accelerators than were measured; beyond a host, links are of another kind."""
    if asked > most:
        yield f"accelerators that share the work: {asked} (measured: up to {most:g})", asked / most


def beyond(found: Iterable[Outside]) -> float:
    """How far outside all of them together are, as a factor of at least 1."""
    product = 1.0
    for _, factor in found:
        product *= factor
    return product


def validity(found: tuple[Outside, ...]) -> Literal["inside", "outside"]:
    """Whether nothing is outside."""
    return "outside" if found else "inside"


def warnings(found: tuple[Outside, ...]) -> Iterator[str]:
    """All that was not measured, and what that does to the band."""
    for what, _ in found:
        yield f"not measured: {what}"
    if found:
        wider = float(band_widening(beyond=beyond(found)))
        yield f"so the 90 % band reaches {wider:.3g} times as far, on a logarithmic scale"
