"""JSON from strangers: read only if it cannot fill the memory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final, cast

from joulepath.errors import Problem, WorkloadError
from joulepath.workloads.files import existing_file, resemblance

__all__ = ["LARGEST_JSON", "items_of", "json_of_file", "listed", "parsed", "table_of"]

LARGEST_JSON: Final = 128 * 2**20
"""Bytes of a JSON text above which it is not read."""

# A table of one entry takes about 230 bytes and a text 60, so that all stays below 1 GB.
_MOST_TABLES: Final = 10**6
_MOST_ENTRIES: Final = 8 * 10**6


def json_of_file(path: Path) -> Any:
    """Content of a JSON file.

    Raises
    ------
    WorkloadError
        If there is no such file, it is no JSON, or it is too large or nested too deeply.
    """
    existing_file(path)
    size = path.stat().st_size
    if size > LARGEST_JSON:
        raise _too_large(str(path), f"has {size} bytes")
    return parsed(path.read_bytes(), str(path))


def parsed(content: bytes, where: str) -> Any:
    """Values that a JSON text stands for.

    Parameters
    ----------
    content : bytes
        The text, of a size that fits into memory.
    where : str
        File, and part of it, for messages.

    Raises
    ------
    WorkloadError
        If it is no JSON, holds too many values, or is nested too deeply.
    """
    tables = content.count(b"[") + content.count(b"{")
    entries = content.count(b",") + content.count(b":")
    if tables > _MOST_TABLES or entries > _MOST_ENTRIES:
        raise _too_large(where, f"holds {tables} tables and {entries} entries")
    try:
        return json.loads(content)
    except RecursionError as error:
        what = "is nested too deeply for a model"
        raise WorkloadError(Problem(where, what, "save the model again")) from error
    except ValueError as error:
        raise WorkloadError(_not_json(content, where, error)) from error


def table_of(value: object) -> dict[str, Any]:
    """A value that should be a table; an empty one if it is not."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def items_of(value: object) -> list[Any]:
    """A value that should be a list; an empty one if it is not."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def listed(value: object) -> list[object]:
    """A list, or a list of a value that is none."""
    return cast("list[object]", value) if isinstance(value, list) else [value]


def _too_large(where: str, what: str) -> WorkloadError:
    remedy = "save the model in a binary format (.ubj, .onnx), or in parts"
    return WorkloadError(Problem(where, f"{what}, too many for JSON that is read", remedy))


def _not_json(content: bytes, where: str, error: ValueError) -> Problem:
    found = resemblance(content[:512])
    if found is not None and found[0] != "a text file":
        return Problem(where, f"is {found[0]}, not JSON", found[1])
    reason = str(error).splitlines()[0][:120]
    return Problem(where, f"is not JSON, or cut short: {reason}", "save or copy the file again")
