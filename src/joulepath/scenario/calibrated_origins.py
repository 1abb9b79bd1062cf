"""Where the numbers of a calibrated prediction come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from joulepath.catalogue import Entry
from joulepath.catalogue.schema import KINDS
from joulepath.core.tree import numbers
from joulepath.records.origins import Origin

__all__ = ["of_accelerator", "of_calibration", "of_figure", "of_model", "of_request"]

_REQUEST: Final = "the request"


def of_accelerator(path: str, entry: Entry, form: str) -> dict[str, Origin]:
    """Origins of the numbers of a `joulepath.records.serving.Accelerator` at a path."""
    names = {
        "throughput": f"peak.{form}",
        "bandwidth": "memory_bandwidth",
        "memory": "memory_size",
        "link": "interconnect_bandwidth",
        "idle": "idle_power",
        "maximum": "maximum_power",
    }
    known = {field: name for field, name in names.items() if name in entry.figures}
    return {f"{path}.{field}": of_figure(entry, name) for field, name in known.items()}


def of_calibration(path: str, entry: Entry) -> dict[str, Origin]:
    """Origins of the numbers of a calibration at a path."""
    return {f"{path}.{name}": of_figure(entry, name) for name in KINDS[entry.kind].figures}


def of_model(path: str, model: Any, name: str, source: str) -> dict[str, Origin]:
    """Origins of what was counted from a configuration, which a source vouches for."""
    return {
        f"{path}.{field}": Origin("model file", name, f"{value:g}", source)
        for field, value in numbers(model)
    }


def of_request(path: str, plan: Any, known: Mapping[str, Origin]) -> dict[str, Origin]:
    """Origins of those numbers of a plan that nobody else vouches for."""
    return {
        f"{path}.{field}": Origin("scenario", _REQUEST, f"{value:g}")
        for field, value in numbers(plan)
        if f"{path}.{field}" not in known
    }


def of_figure(entry: Entry, name: str) -> Origin:
    """Origin of a figure of the catalogue."""
    figure = entry.figures[name]
    place = f"{entry.kind}/{entry.name}.{name}"
    return Origin("catalogue", place, figure.written, figure.source, figure.note)
