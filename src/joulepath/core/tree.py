"""Walk frozen records by path: ``"path.0.layers.6.transmit"``."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeGuard, TypeVar, cast, get_type_hints

from joulepath.core.trace import unit_of

__all__ = ["children", "is_number", "leaves", "map_leaves", "numbers", "units"]

R = TypeVar("R")


def children(node: object) -> dict[str, Any] | None:
    """Name the parts of a record or tuple; ``None`` for a leaf."""
    if isinstance(node, tuple):
        items = cast("tuple[Any, ...]", node)
        return {str(index): item for index, item in enumerate(items)}
    names = _field_names(type(node))
    return None if names is None else {name: getattr(node, name) for name in names}


@cache
def _field_names(kind: type) -> tuple[str, ...] | None:
    if not is_dataclass(kind) or not getattr(kind, "__dataclass_params__").frozen:  # noqa: B009
        return None
    return tuple(f.name for f in fields(kind))


def is_number(leaf: object) -> TypeGuard[Any]:
    """Tell a number, of whatever type, from configuration (text, a flag, nothing)."""
    return not (leaf is None or isinstance(leaf, (str, bool)))


def leaves(node: object, path: str = "") -> Iterator[tuple[str, Any]]:
    """Everything below a record that is not itself a record or tuple, with its dotted path."""
    parts = children(node)
    if parts is None:
        yield path, node
        return
    for name, part in parts.items():
        yield from leaves(part, f"{path}.{name}" if path else name)


def numbers(node: object) -> Iterator[tuple[str, Any]]:
    """Every number below a record, with its dotted path."""
    return ((path, leaf) for path, leaf in leaves(node) if is_number(leaf))


def map_leaves(function: Callable[[str, Any], Any], node: R, path: str = "") -> R:
    """Rebuild a record with ``function(path, leaf)`` in place of every leaf."""
    parts = children(node)
    if parts is None:
        return cast("R", function(path, node))
    new = {
        name: map_leaves(function, part, f"{path}.{name}" if path else name)
        for name, part in parts.items()
    }
    if isinstance(node, tuple):
        return cast("R", tuple(new.values()))
    return cast("R", replace(cast("Any", node), **new))


def units(node: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Declared unit of every quantity below a record, by dotted path."""
    declared = _field_units(type(node))
    for name, part in (children(node) or {}).items():
        below = f"{path}.{name}" if path else name
        if children(part) is not None:
            yield from _spread(part, declared.get(name), below)
        elif name in declared:
            yield below, declared[name]


def _spread(node: object, unit: str | None, path: str) -> Iterator[tuple[str, str]]:
    """Units below a part: its own, or the unit of its elements for a tuple of numbers."""
    if unit is None:
        yield from units(node, path)
        return
    for name in children(node) or {}:
        yield f"{path}.{name}", unit


@cache
def _field_units(kind: type) -> dict[str, str]:
    if _field_names(kind) is None:
        return {}
    names = _Names(vars(sys.modules[kind.__module__]))
    hints = get_type_hints(kind, localns=names, include_extras=True)
    return {name: unit for name, hint in hints.items() if (unit := unit_of(hint))}


class _Names(dict[str, Any]):
    """Names of a module; one that it imports for the type checker alone is of some record."""

    def __missing__(self, name: str) -> Any:
        return getattr(builtins, name, object)
