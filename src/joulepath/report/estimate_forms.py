"""An estimate as plain tables and as a table of pandas."""

from __future__ import annotations

from dataclasses import asdict, fields
from importlib import import_module
from typing import Any

from joulepath.core.tree import units
from joulepath.errors import MissingExtra
from joulepath.records.results import StageBalance
from joulepath.report.band_table import uncertain_dict
from joulepath.report.estimate import Estimate
from joulepath.report.plain import plain

__all__ = ["estimate_dict", "estimate_frame"]


def estimate_dict(estimate: Estimate) -> dict[str, Any]:
    """Put an estimate in plain tables, as `Estimate.to_dict` says."""
    return {
        "joulepath": estimate.version,
        "catalogue": estimate.catalogue,
        "title": estimate.title,
        "profile": estimate.profile,
        "switches": dict(estimate.switches),
        "methods": dict(estimate.methods),
        "zone": estimate.zone,
        "year": estimate.year,
        "basis": estimate.basis,
        "perimeter": estimate.perimeter,
        "lifecycle": plain(estimate.lifecycle),
        "units": dict(units(estimate.lifecycle)),
        "uncertainty": uncertain_dict(estimate.uncertain),
        "assumptions": [asdict(assumption) for assumption in estimate.assumptions],
        "warnings": list(estimate.warnings),
        "scenario": plain(estimate.scenario),
        "bibliography": [asdict(source) for source in estimate.bibliography],
    }


def estimate_frame(estimate: Estimate) -> Any:
    """Put the stages in a ``pandas.DataFrame``, as `Estimate.to_frame` says."""
    try:
        pandas: Any = import_module("pandas")
    except ImportError:
        raise MissingExtra("a pandas table", "pandas") from None
    columns = [field.name for field in fields(StageBalance)]
    rows = {
        stage: [getattr(balance, name) for name in columns]
        for stage, balance in estimate.stages.items()
    }
    frame = pandas.DataFrame.from_dict(rows, orient="index", columns=columns)
    frame.index.name = "stage"
    frame.attrs["units"] = dict(units(estimate.lifecycle.balance.inference))
    return frame
