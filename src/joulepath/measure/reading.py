"""Read measurements of any tool that is known."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Final

from joulepath.errors import MeasurementError, Problem
from joulepath.measure.codecarbon import read_codecarbon
from joulepath.measure.impact_framework import read_manifest
from joulepath.measure.runs import Measured, read_text

__all__ = ["TOOLS", "read_measured", "tool_of"]

TOOLS: Final = MappingProxyType({"codecarbon": read_codecarbon, "impact-framework": read_manifest})
"""Readers by the tool that writes the file."""

_SUFFIXES: Final = MappingProxyType(
    {".csv": "codecarbon", ".yaml": "impact-framework", ".yml": "impact-framework"}
)

_HEAD: Final = 100
"""Characters in which a saved result says what it is."""


def tool_of(path: Path) -> str:
    """Tool that writes files of a suffix.

    Raises
    ------
    MeasurementError
        If none does.
    """
    tool = _SUFFIXES.get(path.suffix.lower())
    if tool is None:
        what = f"its suffix {path.suffix!r} belongs to no tool"
        remedy = "give the emissions.csv of CodeCarbon or a manifest (.yaml) of Impact Framework"
        if _is_ours(path):
            what = "a result of joulepath, which is predicted and not measured"
            remedy = f"'joulepath export {path.name} --to ...' writes it in other forms"
        raise MeasurementError(Problem(str(path), what, remedy))
    return tool


def _is_ours(path: Path) -> bool:
    """Whether joulepath has saved it as its own result."""
    if path.suffix.lower() != ".json":
        return False
    try:
        return '"joulepath"' in read_text(path)[:_HEAD]
    except MeasurementError:
        return False


def read_measured(path: Path) -> tuple[Measured, ...]:
    """Read a file of measurements, by its suffix; raises `MeasurementError`."""
    return TOOLS[tool_of(path)](path)
