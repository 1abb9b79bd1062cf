"""Totals of scenarios that are held side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from joulepath.report.arrivals import arrival_of

if TYPE_CHECKING:
    from joulepath.records.results import Lifecycle
    from joulepath.report.estimate import Estimate

__all__ = ["Total", "compared_totals", "counted_carbon", "currency_of", "unlike"]

_PLACES: Final = ("device", "network", "server")
_ARRIVALS: Final = {
    "share that arrives": ("delivered", "1"),
    "mean latency": ("latency", "s"),
    "95 % within": ("latency_p95", "s"),
}
"""How the messages of an inference arrive, where links by their frames tell it."""


@dataclass(frozen=True)
class Total:
    """One number of every scenario."""

    title: str
    """What it is called."""
    unit: str
    """Coherent unit; ``EUR of 2025`` for money."""
    values: tuple[float | None, ...]
    """By scenario; none where one does not tell it."""


def compared_totals(lives: Sequence[Lifecycle]) -> tuple[Total, ...]:
    """Every total that any of several lives tells.

    Parameters
    ----------
    lives : sequence of Lifecycle
        At least one.
    """
    return tuple(each for each in _totals(lives) if any(v is not None for v in each.values))


def _totals(lives: Sequence[Lifecycle]) -> Iterator[Total]:
    made = [life.hardware for life in lives]
    yield _total("whole life", "J", [life.energy for life in lives])
    yield _total("eCAL", "J/bit", [life.ecal for life in lives])
    yield _total("per inference", "J/inference", [life.per_inference for life in lives])
    yield _total("CO2e", "g", [life.carbon for life in lives])
    yield _total("hardware", "g", [each and each.carbon for each in made])
    yield _total("with hardware", "g", [each and each.with_operation for each in made])
    yield _total("water", "L", [life.water and life.water.total for life in lives])
    if (currency := currency_of(lives)) is not None:
        yield _total("cost", currency, [life.cost and life.cost.total for life in lives])
    for place in _PLACES:
        yield _total(f"use: {place}", "J", [_place(life, place) for life in lives])
    for name, (field, unit) in _ARRIVALS.items():
        yield _total(f"messages: {name}", unit, [_arrival(life, field) for life in lives])


def _total(title: str, unit: str, values: Sequence[Any]) -> Total:
    return Total(title, unit, tuple(None if value is None else float(value) for value in values))


def _place(life: Lifecycle, place: str) -> Any:
    """What using the model draws at a place, where that is known."""
    return None if life.places is None else getattr(life.places, place)


def _arrival(life: Lifecycle, field: str) -> Any:
    found = arrival_of(life)
    return None if found is None else getattr(found, field)


def currency_of(lives: Sequence[Lifecycle]) -> str | None:
    """Money that all costs are in, e.g. ``"EUR of 2025"``; none without one, or in several."""
    said = {f"{life.cost.currency} of {life.cost.year}" for life in lives if life.cost is not None}
    return said.pop() if len(said) == 1 else None


def counted_carbon(lives: Sequence[Lifecycle]) -> Total:
    """Carbon of each life, with the making of hardware where it is counted."""
    both = [life.hardware and life.hardware.with_operation for life in lives]
    values = [
        life.carbon if whole is None else whole for whole, life in zip(both, lives, strict=True)
    ]
    made = any(whole is not None for whole in both)
    return _total("CO2e with hardware" if made else "CO2e", "g", values)


def unlike(estimates: Sequence[Estimate], labels: Sequence[str]) -> Iterator[str]:
    """What some of the scenarios count and others do not.

    Parameters
    ----------
    estimates : sequence of Estimate
        At least two.
    labels : sequence of str
        What tells them apart.
    """
    lives = [each.lifecycle for each in estimates]
    for what, counted in (
        ("the making of hardware is", [life.hardware is not None for life in lives]),
        ("costs are", [life.cost is not None for life in lives]),
        ("water is", [life.water is not None for life in lives]),
    ):
        if any(counted) and not all(counted):
            those = [label for label, has in zip(labels, counted, strict=True) if has]
            yield f"{what} counted for {' and '.join(those)} alone"
    if all(life.cost is not None for life in lives) and currency_of(lives) is None:
        yield "costs are in unlike money and are not compared"
