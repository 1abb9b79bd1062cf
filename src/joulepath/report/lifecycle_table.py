"""The lifecycle as a table for people, and as rows for programs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from joulepath.report.arrivals import crossings
from joulepath.report.tables import Table
from joulepath.report.trees import shown

if TYPE_CHECKING:
    from joulepath.records.results import StageBalance
    from joulepath.report.estimate import Estimate

__all__ = ["lifecycle_table", "machine_table", "place_of", "stage_title"]

_UNITS = MappingProxyType(
    {
        "energy": "J",
        "share": "1",
        "per_bit": "J/bit",
        "per_inference": "J/inference",
        "carbon": "g",
    }
)
"""Columns for programs, and their coherent units."""

_BANDED = MappingProxyType({"energy": "J", "carbon": "g"})
_POINTS = ("p5", "p50", "p95")
"""Columns of bands for programs, behind the others."""

_NO_ENERGY = ("-",) * 4
"""Cells of energy of what draws none."""


def stage_title(name: str) -> str:
    """Name of a stage for people."""
    if name == "inference":
        return "inference: model"
    if name == "inference_waiting":
        return "inference: radio at rest"
    return name.replace("inference_", "inference: ").replace("_", " ")


def place_of(e: Estimate) -> str:
    """Country and year of the electricity, and its basis where that is not the life cycle."""
    return " ".join(filter(None, (e.zone, str(e.year), _marked(e.basis))))


def _marked(basis: str | None) -> str:
    return "" if basis in (None, "life-cycle") else basis


def lifecycle_table(estimates: Sequence[Estimate]) -> Table:
    """Stages of one scenario; several estimates differ in their zone alone.

    Parameters
    ----------
    estimates : sequence of Estimate
        One for each zone, or a single one.

    Returns
    -------
    Table
        Energy, share, energy per bit and per inference, and carbon for each zone.
    """
    first = estimates[0]
    zones = [e for e in estimates if e.carbon is not None]
    headings = ["stage", "energy", "share", "per bit", "per inference"]
    headings += [f"CO2e {place_of(e)}" for e in zones]
    rows = tuple(
        (stage_title(name), *_cells(stage), *(_carbon(e.stages[name].carbon) for e in zones))
        for name, stage in first.stages.items()
    )
    life = first.lifecycle
    total = (
        "whole life",
        _cell(life.energy, "J"),
        _whole(life.energy),
        _cell(life.ecal, "J/bit"),
        _per_inference(life.per_inference),
        *(_carbon(e.carbon) for e in zones),
    )
    if life.hardware is None or not zones:
        return Table(tuple(headings), rows, (total,), title=_title(first))
    made = [e.lifecycle.hardware for e in zones]
    rows += (("hardware", *_NO_ENERGY, *(_carbon(each and each.carbon) for each in made)),)
    both = ("with hardware", *_NO_ENERGY, *(_carbon(each and each.with_operation) for each in made))
    return Table(tuple(headings), rows, (total, both), title=_title(first))


def machine_table(estimates: Sequence[Estimate], labels: Sequence[str] = ()) -> Table:
    """Stages with plain numbers in coherent units, one row a stage and estimate.

    Parameters
    ----------
    estimates : sequence of Estimate
        Any number of them.
    labels : sequence of str
        What tells the estimates apart; by default their titles.

    Returns
    -------
    Table
        Whose headings name the units, e.g. ``energy (J)``; with columns about the arrival of
        messages where any estimate has a link by its frames.
    """
    columns = [name if unit == "1" else f"{name} ({unit})" for name, unit in _UNITS.items()]
    columns += [f"{name} {point} ({unit})" for name, unit in _BANDED.items() for point in _POINTS]
    if told := any(crossings(e.lifecycle) for e in estimates):
        columns += ["delivered", "latency (s)", "latency_p95 (s)"]
    named = zip(labels or [e.title for e in estimates], estimates, strict=True)
    rows = tuple(row for label, e in named for row in _machine_rows(label, e, told))
    return Table(("scenario", "zone", "year", "basis", "perimeter", "stage", *columns), rows)


def _machine_rows(label: str, e: Estimate, told: bool) -> Iterator[tuple[str, ...]]:
    """Rows of one estimate: its stages, its whole life and what making its hardware emits."""
    life = e.lifecycle
    place = (label, e.zone or "", str(e.year or ""), e.basis or "", e.perimeter or "")
    parts: list[tuple[str, tuple[Any, ...], str]] = [
        (stage, tuple(getattr(balance, name) for name in _UNITS), f"balance.{stage}.")
        for stage, balance in e.stages.items()
    ]
    whole = (life.energy, 1.0, life.ecal, life.per_inference, life.carbon)
    parts.append(("whole_life", whole, ""))
    if life.hardware is not None:
        parts.append(("hardware", (None, None, None, None, life.hardware.carbon), "hardware."))
    for stage, numbers, banded in parts:
        arriving = _arrival(e, stage) if told else ()
        yield (*place, stage, *map(_number, numbers), *_points(e, banded), *arriving)


def _points(e: Estimate, stage: str) -> Iterator[str]:
    """5, 50 and 95 % points of what is banded; nothing without draws."""
    for name in _BANDED:
        band = None if e.uncertain is None else e.uncertain.outputs.get(f"{stage}{name}")
        for point in _POINTS:
            yield _number(None if band is None else getattr(band, point))


def _arrival(e: Estimate, stage: str) -> tuple[str, ...]:
    """How the messages of a stage arrive; nothing of one that sends none by frames."""
    found = crossings(e.lifecycle).get(stage)
    if found is None:
        return ("", "", "")
    return tuple(_number(part) for part in (found.delivered, found.latency, found.latency_p95))


def _title(e: Estimate) -> str:
    size = getattr(e.energy, "size", 1)
    return e.title if size == 1 else f"{e.title} ({size} cases, from the least to the greatest)"


def _cells(stage: StageBalance) -> tuple[str, ...]:
    return (
        _cell(stage.energy, "J"),
        _share(stage.share),
        _cell(stage.per_bit, "J/bit"),
        _per_inference(stage.per_inference),
    )


def _cell(value: Any, unit: str) -> str:
    undefined = not getattr(value, "ndim", 0) and math.isnan(value)
    return "-" if undefined else shown(value, unit)


def _whole(energy: Any) -> str:
    return "100 %" if getattr(energy, "ndim", 0) or energy else "-"


def _share(value: Any) -> str:
    if getattr(value, "ndim", 0):
        low, high = (_percent(float(end)) for end in (value.min(), value.max()))
        return low if low == high else f"{low} to {high}"
    return _percent(float(value))


def _percent(share: float) -> str:
    if math.isnan(share):  # a part of nothing
        return "-"
    return "< 0.01 %" if 0 < share < 1e-4 else f"{100 * share:.2f} %"


def _per_inference(value: Any) -> str:
    return _cell(value, "J/inference").replace("/inference", "")


def _carbon(value: Any) -> str:
    return "-" if value is None else _cell(value, "g")


def _number(value: Any) -> str:
    if value is None:
        return ""
    return repr(value.tolist() if hasattr(value, "tolist") else float(value))
