"""What layers of a Keras model are called with: references to results, and other values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, cast

from joulepath.workloads.huggingface_reading import shown
from joulepath.workloads.json_reading import items_of
from joulepath.workloads.keras_settings import is_whole
from joulepath.workloads.work import RuleError

__all__ = [
    "Arguments",
    "Constant",
    "Reference",
    "Structure",
    "arguments_of",
    "axes_of",
    "flattened",
    "list_of",
    "references_of",
    "required_table",
]

Structure: TypeAlias = Any
"""References, or tensors later, in lists and tables, beside other values."""

_MOST_AXES: Final = 64


@dataclass(frozen=True)
class Reference:
    """A result of a call of a layer."""

    layer: str
    """Name of the layer."""
    call: int
    """Which of its calls."""
    result: int
    """Which of the results of this call."""
    axes: tuple[int | None, ...] | None = None
    """Sizes of its axes as Keras noted them; None for one without a size."""
    type: str = "float32"
    """Type of its values as Keras noted it."""


@dataclass(frozen=True)
class Constant:
    """A stored array among the arguments of a call."""

    shape: tuple[int, ...]
    """Sizes of its axes."""


@dataclass(frozen=True)
class Arguments:
    """What a layer is called with."""

    positional: tuple[Structure, ...]
    """In order."""
    named: Mapping[str, Structure] = field(default_factory=dict[str, Structure])
    """By name."""

    def get(self, position: int, name: str, default: Structure = None) -> Structure:
        """An argument by its position or name."""
        if position < len(self.positional):
            return self.positional[position]
        return self.named.get(name, default)


def axes_of(value: object) -> tuple[int | None, ...] | None:
    """Sizes of axes as Keras writes them; None if the value is nothing of the kind."""
    if not isinstance(value, list) or len(cast("list[object]", value)) > _MOST_AXES:
        return None
    axes = cast("list[object]", value)
    if not all(axis is None or is_whole(axis) for axis in axes):
        return None
    return tuple(cast("list[int | None]", axes))


def flattened(structure: Structure) -> Iterator[Any]:
    """Values of a structure, in the order in which Keras flattens it."""
    if isinstance(structure, list | tuple):
        for value in cast("list[Structure]", structure):
            yield from flattened(value)
    elif isinstance(structure, dict):
        table = cast("dict[str, Structure]", structure)
        for key in sorted(table):
            yield from flattened(table[key])
    else:
        yield structure


def arguments_of(call: object) -> Arguments:
    """Arguments of a call, as any version of Keras writes it."""
    if isinstance(call, dict):
        table = cast("dict[str, Any]", call)
        named = required_table(table.get("kwargs") or {}, "the named arguments of a call")
        positional = list_of(table.get("args") or [], "the arguments of a call")
        return Arguments(
            tuple(map(_structure, positional)),
            {name: _structure(value) for name, value in named.items()},
        )
    nodes = list_of(call, "a call")
    if nodes and isinstance(nodes[0], str):  # a single tensor, not in a list
        nodes = [nodes]
    named: dict[str, Any] = {}
    for node in nodes:
        if len(items_of(node)) == 4:
            named |= required_table(items_of(node)[3], "the named arguments of a call")
    tensors = [_reference(items_of(node)) for node in nodes]
    first = tensors[0] if len(tensors) == 1 else tensors
    return Arguments((first,), {name: _legacy_value(value) for name, value in named.items()})


def _legacy_value(value: object) -> Structure:
    """A named argument of an older version, where a list of a name and numbers is a tensor."""
    parts = items_of(value)
    if len(parts) >= 3 and isinstance(parts[0], str) and all(map(is_whole, parts[1:3])):
        return _reference(parts)
    return value


def _structure(value: object) -> Structure:
    if isinstance(value, list):
        return [_structure(one) for one in cast("list[object]", value)]
    if not isinstance(value, dict):
        return value
    table = cast("dict[str, Any]", value)
    config = table.get("config")
    match table.get("class_name"):
        case "__keras_tensor__":
            settings = required_table(config, "a tensor")
            noted = (axes_of(settings.get("shape")), settings.get("dtype"))
            return _reference(list_of(settings.get("keras_history"), "keras_history"), *noted)
        case "__slice__":
            bounds = required_table(config, "a slice")
            return slice(*(_bound(bounds.get(name)) for name in ("start", "stop", "step")))
        case "__tuple__":
            return _structure(table.get("items", config))
        case "__ellipsis__":
            return ...
        case "__tensor__" | "__numpy__":
            return Constant(_shape_of(required_table(config, "an array").get("value")))
        case _:
            return {name: _structure(one) for name, one in table.items()}


def _bound(value: object) -> int | None:
    if value is None or is_whole(value):
        return value
    raise RuleError(f"a slice ends at {shown(value)}, not at a number")


def _shape_of(value: object) -> tuple[int, ...]:
    sizes: list[int] = []
    while isinstance(value, list) and len(sizes) < _MOST_AXES:
        several = cast("list[object]", value)
        sizes.append(len(several))
        value = several[0] if several else None
    return tuple(sizes)


def _reference(
    parts: list[object], axes: tuple[int | None, ...] | None = None, type_: object = None
) -> Reference:
    if len(parts) < 3 or not isinstance(parts[0], str) or not all(map(is_whole, parts[1:3])):
        raise RuleError(f"{shown(parts)} is no reference to the result of a layer")
    call, result = cast("list[int]", parts[1:3])
    return Reference(parts[0], call, result, axes, type_ if isinstance(type_, str) else "float32")


def references_of(value: object) -> Structure:
    """References in lists and tables, as a model lists its inputs and outputs."""
    if isinstance(value, dict):
        return {name: references_of(one) for name, one in cast("dict[str, Any]", value).items()}
    if not isinstance(value, list):
        return []
    parts = cast("list[object]", value)
    if parts and isinstance(parts[0], str):
        return _reference(parts)
    return [references_of(one) for one in parts]


def required_table(value: object, what: str) -> dict[str, Any]:
    """A value that has to be a table."""
    if not isinstance(value, dict):
        raise RuleError(f"{what} is {shown(value)}, not a table")
    return cast("dict[str, Any]", value)


def list_of(value: object, what: str) -> list[object]:
    """A value that has to be a list."""
    if not isinstance(value, list):
        raise RuleError(f"{what} is {shown(value)}, not a list")
    return cast("list[object]", value)
