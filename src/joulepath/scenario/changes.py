"""Change single values of a scenario by their dotted paths."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from pydantic import BaseModel

from joulepath.errors import Problem, ScenarioError, nearest

__all__ = ["apply", "copied", "dotted", "remove"]


def apply(tables: dict[str, Any], changes: Mapping[str, Any], name: str) -> None:
    """Put values at dotted paths, making tables on the way.

    Parameters
    ----------
    tables : dict
        The tables to change, in place.
    changes : mapping of str to any
        Values by path, e.g. ``{"path.0.loss": 0.1}``; ``path[0].loss`` is the same place. None
        takes the key out.
    name : str
        Name of the file, for messages.

    Raises
    ------
    ScenarioError
        With every path that leads nowhere.
    """
    problems: list[Problem] = []
    for path, value in changes.items():
        try:
            if value is None:
                _place(tables, path, name).pop()
            else:
                _place(tables, path, name).put(copied(value))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(*problems)


def remove(tables: dict[str, Any], path: str, where: str) -> None:
    """Take a key out that must be there.

    Raises
    ------
    ScenarioError
        If it is not, with the nearest that is.
    """
    place = _place(tables, path, where)
    if not place.pop():
        near = nearest(place.key, place.siblings())
        remedy = f"did you mean {near[0]!r}?" if near else "leave it out"
        raise ScenarioError(Problem(where, f"there is no {path!r} to leave out", remedy))


def copied(node: Any) -> Any:
    """Copy tables and lists, and sections as tables, without the keys that hold nothing.

    Raises
    ------
    ScenarioError
        If they are nested without end.
    """
    try:
        return _copied(node)
    except RecursionError:
        raise ScenarioError(Problem("", "tables nested too deeply", "flatten them")) from None


class _Place:
    """A key of a table or an item of a list."""

    def __init__(self, node: Any, key: str) -> None:
        self.node: Any = node
        self.key: Any = int(key) if _is_list(node) else key

    def put(self, value: Any) -> None:
        self.node[self.key] = value

    def pop(self) -> bool:
        """Take it out; tell whether it was there."""
        there = _is_list(self.node) or self.key in self.node
        if there:
            del self.node[self.key]
        return there

    def siblings(self) -> list[str]:
        """Keys beside it."""
        return [] if _is_list(self.node) else [*self.node]


def dotted(path: object) -> str:
    """A path with dots alone: ``path[0].loss`` is ``path.0.loss``."""
    return re.sub(r"\[([^\]]*)\]", r".\1", str(path)).removeprefix(".")


def _place(tables: dict[str, Any], path: str, where: str) -> _Place:
    """Find the place that a path names."""
    *steps, last = dotted(path).split(".")
    node: Any = tables
    for step in steps:
        _check_step(node, step, path, where)
        node = node[int(step)] if _is_list(node) else node.setdefault(step, {})
        if not (_is_list(node) or _is_table(node)):
            what = f"no place {path!r}: {step!r} is no table"
            raise ScenarioError(Problem(where, what, f"replace {step!r} as a whole"))
    _check_step(node, last, path, where)
    return _Place(node, last)


def _is_list(node: Any) -> bool:
    return isinstance(node, list)


def _is_table(node: Any) -> bool:
    return isinstance(node, dict)


def _check_step(node: Any, step: str, path: str, where: str) -> None:
    if not step:
        remedy = "write names with one dot between them, e.g. training.epochs"
        raise ScenarioError(Problem(where, f"no place {path!r}: a name is missing", remedy))
    if not _is_list(node):
        return
    count = len(node)
    if not (step.isdecimal() and step.isascii() and int(step) < count):
        last = f"items are numbered from 0 to {count - 1}" if count else "the list is empty"
        what = f"no place {path!r}: there is no item {step!r}"
        raise ScenarioError(Problem(where, what, last))


def _copied(node: Any) -> Any:
    if isinstance(node, BaseModel):
        return _copied({name: getattr(node, name) for name in node.model_fields_set})
    if isinstance(node, Mapping):
        table = cast("Mapping[str, Any]", node)
        return {str(key): _copied(value) for key, value in table.items() if value is not None}
    if isinstance(node, (list, tuple)):
        return [_copied(item) for item in cast("list[Any]", node)]
    return node
