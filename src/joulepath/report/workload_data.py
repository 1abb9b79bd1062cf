"""Counted workloads for programs: rows of plain numbers, and tables for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from joulepath.analysis.intensity import flops_of, intensities, intensity_of
from joulepath.records.workload import LanguageWorkload, Workload
from joulepath.report.plain import plain
from joulepath.report.tables import Table
from joulepath.report.workload_table import Counted, phases

__all__ = ["CONVENTION", "UNITS", "layer_rows", "workload_dict"]

CONVENTION: Final = (
    "1 MAC = 2 FLOP; FLOPs = 2 x MACs + elementwise + special + comparisons, moves are none"
)
UNITS: Final[dict[str, str]] = {
    "macs": "1",
    "trained_macs": "1",
    "reads": "1",
    "matrices": "1",
    "inputs": "1",
    "outputs": "1",
    "uses": "1",
    "copies": "1",
    "repeats": "1",
    "elementwise": "1",
    "special": "1",
    "comparisons": "1",
    "moves": "1",
    "parameters": "1",
    "weight_bits": "bit",
    "read_bits": "bit",
    "written_bits": "bit",
    "peak_bits": "bit",
    "cache_bits_per_token": "bit",
    "state_bits": "bit",
    "input_values": "value/sample",
    "output_values": "value/sample",
    "flops": "flop",
    "intensity": "flop/B",
    "share": "1",
}
"""Unit of each number, by its name."""

_KINDS: Final = ("macs", "elementwise", "special", "comparisons", "moves")
_SIZES: Final = ("parameters", "weight_bits", "read_bits", "written_bits", "output_values")


def layer_rows(counted: Sequence[Counted], labels: Sequence[str]) -> Table:
    """Layers with plain numbers in coherent units, one row a layer.

    Parameters
    ----------
    counted : sequence
        Any number of workloads.
    labels : sequence of str
        What tells them apart.

    Returns
    -------
    Table
        Whose headings name the units, e.g. ``weight_bits (bit)``.
    """
    names = (*_KINDS, *_SIZES, "flops", "intensity", "share")
    headings = (n if UNITS[n] == "1" else f"{n} ({UNITS[n]})" for n in names)
    rows = tuple(
        (label, phase, *row)
        for label, each in zip(labels, counted, strict=True)
        for phase, workload in phases(each)
        for row in _rows(workload)
    )
    return Table(("model", "phase", "layer", "operator", "format", *headings), rows)


def workload_dict(label: str, counted: Counted, assumptions: Sequence[str] = ()) -> dict[str, Any]:
    """Put a workload in plain tables.

    Parameters
    ----------
    label : str
        What was counted.
    counted : Workload or LanguageWorkload
        The counts.
    assumptions : sequence of str
        What they rest on.

    Returns
    -------
    dict
        ``model``, ``convention``, ``units`` of the numbers by name, ``assumptions``, and
        ``workload`` with the fields of the record, ``flops`` and ``intensity``.
    """
    if isinstance(counted, LanguageWorkload):
        found: dict[str, Any] = {name: _described(work) for name, work in phases(counted)}
        found["cache_bits_per_token"] = plain(counted.cache_bits_per_token)
        found["state_bits"] = plain(counted.state_bits)
    else:
        found = _described(counted)
    return {
        "model": label,
        "convention": CONVENTION,
        "units": UNITS,
        "assumptions": list(assumptions),
        "workload": found,
    }


def _described(workload: Workload) -> dict[str, Any]:
    found: dict[str, Any] = plain(workload)
    found["flops"] = plain(flops_of(workload.operations))
    found["intensity"] = plain(intensity_of(workload))
    found["layers"] = [
        plain(of.layer) | {"flops": plain(of.flops), "intensity": plain(of.intensity)}
        for of in intensities(workload)
    ]
    found["left_out"] = list(workload.left_out)
    found["assumptions"] = list(workload.assumptions)
    return found


def _rows(workload: Workload) -> list[tuple[str, ...]]:
    return [
        (
            of.layer.name,
            of.layer.operator,
            of.layer.format,
            *(str(getattr(of.layer.operations, kind)) for kind in _KINDS),
            *(str(getattr(of.layer, size)) for size in _SIZES),
            str(of.flops),
            "" if of.intensity is None else str(of.intensity),
            str(of.share),
        )
        for of in intensities(workload)
    ]
