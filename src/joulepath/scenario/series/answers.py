"""What the readers of saved answers share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from joulepath.errors import InputError, Problem

__all__ = ["entries", "number", "table"]


def table(node: Any) -> Mapping[str, Any]:
    """A node as a table; an empty one if it is something else."""
    return cast("Mapping[str, Any]", node) if isinstance(node, Mapping) else {}


def entries(node: Any) -> list[Mapping[str, Any]]:
    """Tables of a list; an empty list if it is something else."""
    return [table(each) for each in cast("list[Any]", node)] if isinstance(node, list) else []


def number(value: Any, where: str) -> float:
    """Read a number.

    Raises
    ------
    InputError
        For anything else; a service says null where it knows nothing.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        what = "no value" if value is None else f"{value!r} is not a number"
        remedy = "fill it with a value of your own, or cut the file there"
        raise InputError(Problem(where, what, remedy))
    return float(value)
