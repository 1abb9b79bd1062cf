"""The lifecycle as a table for people, and as rows for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from joulepath.records.results import StageBalance
from joulepath.report.estimate import Estimate
from joulepath.report.tables import Table, as_text
from joulepath.report.trees import shown

__all__ = [
    "estimate_text",
    "lifecycle_table",
    "machine_table",
    "notes",
    "stage_title",
    "summary",
]

_HEADINGS = {
    "energy": "energy",
    "share": "share",
    "per_bit": "per bit",
    "per_inference": "per inference",
    "carbon": "CO2e",
}
_UNITS = {"energy": "J", "per_bit": "J/bit", "per_inference": "J/inference", "carbon": "g"}


def stage_title(name: str) -> str:
    """Name of a stage for people."""
    if name == "inference":
        return "inference: model"
    return name.replace("inference_", "inference: ").replace("_", " ")


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
    headings += [f"CO2e {e.zone} {e.year}" for e in zones]
    rows = tuple(
        (stage_title(name), *_cells(stage), *(_carbon(e.stages[name].carbon) for e in zones))
        for name, stage in first.stages.items()
    )
    life = first.lifecycle
    total = (
        "whole life",
        shown(life.energy, "J"),
        "100 %",
        shown(life.ecal, "J/bit"),
        _per_inference(life.per_inference),
        *(_carbon(e.carbon) for e in zones),
    )
    return Table(tuple(headings), rows, (total,), title=_title(first))


def machine_table(estimates: Sequence[Estimate]) -> Table:
    """Stages with plain numbers in coherent units, one row a stage and zone."""
    names = tuple(_HEADINGS)
    headings = ("scenario", "zone", "year", "stage", *(_with_unit(name) for name in names))
    rows: list[tuple[str, ...]] = []
    for e in estimates:
        place = (e.title, e.zone or "", str(e.year or ""))
        for stage, balance in e.stages.items():
            rows.append((*place, stage, *(_number(getattr(balance, name)) for name in names)))
        life = e.lifecycle
        whole = (life.energy, 1.0, life.ecal, life.per_inference, life.carbon)
        rows.append((*place, "whole_life", *map(_number, whole)))
    return Table(headings, tuple(rows))


def summary(e: Estimate) -> tuple[str, ...]:
    """What a reader wants to know first, a line each."""
    life = e.lifecycle
    lines = [
        f"eCAL {shown(life.ecal, 'J/bit')}; for ever more inferences"
        f" {shown(life.ecal_limit, 'J/bit')}",
        f"{shown(life.inference.inferences, 'inference')};"
        f" using the model costs as much as developing it after"
        f" {shown(life.break_even, 'inference')}",
        _model_line(e),
        f"profile {e.profile}; methods "
        + ", ".join(f"{what} {method}" for what, method in e.methods.items()),
    ]
    return tuple(filter(None, lines))


def notes(e: Estimate) -> tuple[str, ...]:
    """Assumptions, a line each."""
    return tuple(f"{note.where}: {note.what}" for note in e.assumptions)


def estimate_text(e: Estimate) -> str:
    """The whole report in plain text."""
    parts = [as_text(lifecycle_table([e])), "", *summary(e)]
    assumed = notes(e)
    if assumed:
        parts += ["", f"{len(assumed)} assumptions:", *(f"  {note}" for note in assumed)]
    return "\n".join(parts)


def _title(e: Estimate) -> str:
    return e.title


def _cells(stage: StageBalance) -> tuple[str, ...]:
    return (
        shown(stage.energy, "J"),
        _share(stage.share),
        shown(stage.per_bit, "J/bit"),
        _per_inference(stage.per_inference),
    )


def _share(value: Any) -> str:
    if getattr(value, "ndim", 0):
        return f"{100 * value.min():.3g} to {100 * value.max():.3g} %"
    percent = 100 * float(value)
    return "< 0.01 %" if 0 < percent < 0.01 else f"{percent:.2f} %"


def _per_inference(value: Any) -> str:
    return shown(value, "J/inference").replace("/inference", "")


def _carbon(value: Any) -> str:
    return "-" if value is None else shown(value, "g")


def _number(value: Any) -> str:
    if value is None:
        return ""
    return repr(value.tolist() if hasattr(value, "tolist") else float(value))


def _with_unit(name: str) -> str:
    unit = _UNITS.get(name)
    return f"{name} ({unit})" if unit else name


def _model_line(e: Estimate) -> str:
    model = e.lifecycle.model
    parts = [f"model: {shown(model.forward, 'flop/sample')} (1 MAC = 2 FLOP)"]
    if model.macs is not None:
        parts.append(f"{_count(model.macs)} MAC")
    if model.parameters is not None:
        parts.append(f"{_count(model.parameters)} parameters")
    return ", ".join(parts)


def _count(value: Any) -> str:
    return (
        shown(value, "1") if getattr(value, "ndim", 0) else f"{float(value):,.0f}".replace(",", " ")
    )
