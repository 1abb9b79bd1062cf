"""The work of a training for programs: tables for JSON, and rows of plain numbers."""

from __future__ import annotations

from typing import Any, Final

from joulepath.core.tree import units
from joulepath.records.training_work import LayerTraining, TrainingRun, TrainingWork
from joulepath.report.plain import plain
from joulepath.report.tables import Table

__all__ = ["training_dict", "training_rows"]

_PASSES: Final = ("forward", "recomputed", "input_gradient", "weight_gradient")
_KINDS: Final = ("macs", "elementwise", "special", "comparisons", "moves")


def training_dict(label: str, work: TrainingWork, run: TrainingRun | None) -> dict[str, Any]:
    """Put the work of a training in plain tables.

    Parameters
    ----------
    label : str
        What is trained.
    work : TrainingWork
        One step.
    run : TrainingRun or None
        The whole training, if there is a schedule.

    Returns
    -------
    dict
        ``model``, ``units`` of numbers by name, ``step`` and ``run`` with the fields of the
        records.
    """
    found = {path.rpartition(".")[2]: unit for path, unit in units(work)}
    if run is not None:
        found |= {path.rpartition(".")[2]: unit for path, unit in units(run)}
    return {
        "model": label,
        "convention": "1 MAC = 2 FLOP",
        "units": found,
        "step": plain(work) | {"layers": [plain(layer) for layer in work.layers]},
        "run": plain(run) if run is not None else None,
    }


def training_rows(label: str, work: TrainingWork) -> Table:
    """Layers with plain numbers for one sample, one row a layer."""
    names = tuple(f"{name} {kind}" for name in _PASSES for kind in _KINDS)
    headings = ("model", "layer", "operator", "trained_parameters", "kept_values", *names)
    return Table(headings, tuple((label, *_row(layer)) for layer in work.layers))


def _row(layer: LayerTraining) -> tuple[str, ...]:
    amounts = (getattr(getattr(layer, name), kind) for name in _PASSES for kind in _KINDS)
    sizes = (layer.trained_parameters, layer.kept_values)
    return layer.name, layer.operator, *map(str, (*sizes, *amounts))
