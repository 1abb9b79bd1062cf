"""Runs from the ``emissions.csv`` that CodeCarbon writes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from joulepath.errors import MeasurementError, Problem
from joulepath.measure.runs import (
    GRAMS_PER_KILOGRAM,
    JOULES_PER_KWH,
    Measured,
    number_of,
    read_text,
)

__all__ = ["COLUMNS", "PREDICTED", "read_codecarbon"]

COLUMNS: Final = (
    "timestamp", "project_name", "run_id", "experiment_id", "duration", "emissions",
    "emissions_rate", "cpu_power", "gpu_power", "ram_power", "cpu_energy", "gpu_energy",
    "ram_energy", "energy_consumed", "water_consumed", "country_name", "country_iso_code",
    "region", "cloud_provider", "cloud_region", "os", "python_version", "codecarbon_version",
    "cpu_count", "cpu_model", "gpu_count", "gpu_model", "longitude", "latitude",
    "ram_total_size", "tracking_mode", "cpu_utilization_percent", "gpu_utilization_percent",
    "ram_utilization_percent", "ram_used_gb", "on_cloud", "pue", "wue",
)  # fmt: skip
"""Columns of CodeCarbon 3.3.2, in their order."""

PREDICTED: Final = "predicted"
"""Tracking mode of rows that joulepath writes, which CodeCarbon has not."""

_NEEDED: Final = ("duration", "emissions", "energy_consumed")


def read_codecarbon(path: Path) -> tuple[Measured, ...]:
    """Read the runs of a file.

    A run that was written several times as it went on, its rows cumulative, counts once.

    Parameters
    ----------
    path : Path
        A CSV file with at least ``duration`` (s), ``emissions`` (kg) and ``energy_consumed``
        (kWh, of all hardware).

    Returns
    -------
    tuple of Measured
        In the order of the file.

    Raises
    ------
    MeasurementError
        With every problem of the file.
    """
    rows = csv.DictReader(io.StringIO(read_text(path)))
    try:
        numbered = [(rows.line_num, row) for row in rows]
    except csv.Error as error:
        what = f"is no CSV: {error}"
        raise MeasurementError(Problem(str(path), what, "copy the file again")) from None
    _check_columns(rows.fieldnames or (), path)
    if not numbered:
        raise MeasurementError(Problem(str(path), "holds no run", "let CodeCarbon write one"))
    runs: dict[str, Measured] = {}
    problems: list[Problem] = []
    for line, row in numbered:
        try:
            run = _run(row, f"{path}: line {line}")
        except MeasurementError as error:
            problems += error.problems
        else:
            runs[row.get("run_id") or f"line {line}"] = run
    if problems:
        raise MeasurementError(*problems)
    return tuple(runs.values())


def _run(row: dict[str, str], where: str) -> Measured:
    time, carbon, energy = (number_of(row[name], f"{where}: {name}") for name in _NEEDED)
    name = row.get("project_name") or "run"
    predicted = row.get("tracking_mode") == PREDICTED
    return Measured(
        name, time, energy * JOULES_PER_KWH, carbon * GRAMS_PER_KILOGRAM, None, predicted
    )


def _check_columns(found: Iterable[str], path: Path) -> None:
    lacking = [name for name in _NEEDED if name not in found]
    if lacking:
        what = f"has no column {', '.join(lacking)}"
        remedy = "give the emissions.csv of CodeCarbon, with its first line"
        raise MeasurementError(Problem(str(path), what, remedy))
