"""Layers of a Keras model as plain records, from the configuration that Keras writes.

Both the configurations of Keras 3 and those of ``tf.keras`` 2 are read. Nothing in them is
executed or imported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, cast

from joulepath.workloads.huggingface_reading import shown
from joulepath.workloads.json_reading import items_of
from joulepath.workloads.keras_settings import Settings, is_whole
from joulepath.workloads.work import RuleError

__all__ = [
    "Arguments",
    "Constant",
    "Layer",
    "Reference",
    "Structure",
    "axes_of",
    "flattened",
    "layer_of",
]

Structure: TypeAlias = Any
"""References, or tensors later, in lists and tables, beside other values."""

_MODELS: Final = frozenset({"Functional", "Model", "Sequential"})
_KERAS: Final = ("keras", "tf_keras", "tensorflow")
_WRAPPED: Final = ("layer", "backward_layer", "cell")
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


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer, operation or model."""

    kind: str
    """Class; ``ops.Add`` for an operation, with its package for one that is not of Keras."""
    name: str
    """Its name."""
    settings: Settings
    """Its configuration."""
    calls: tuple[Arguments, ...]
    """How the model around it calls it."""
    built: tuple[int | None, ...] | None
    """Axes of the input for which it was built."""
    layers: tuple[Layer, ...]
    """Those of a model."""
    wrapped: Mapping[str, Layer]
    """Those that it applies, by the name of the setting."""
    inputs: Structure
    """References to the inputs of a model."""
    outputs: Structure
    """References to the answers of a model."""
    legacy: bool
    """Whether it was written by a version before Keras 3."""

    @property
    def is_graph(self) -> bool:
        """Whether it is a model whose layers refer to each other."""
        return self.kind in {"Functional", "Model"}

    @property
    def is_model(self) -> bool:
        """Whether it consists of layers."""
        return self.kind in _MODELS

    def everything(self, path: str = "") -> Iterator[tuple[str, Layer]]:
        """The layer and all inside it, each with its path."""
        yield path, self
        for inner in (*self.layers, *self.wrapped.values()):
            yield from inner.everything(f"{path}/{inner.name}" if path else inner.name)


def layer_of(entry: object, depth: int = 0) -> Layer:
    """Read a layer, and all inside it.

    Parameters
    ----------
    entry : object
        What Keras wrote for it.
    depth : int
        How many layers hold this one.

    Raises
    ------
    RuleError
        If it is no description of a layer.
    """
    if depth > 32:
        raise RuleError("models are nested in more than 32 levels")
    table = _table(entry, "a layer")
    settings = _settings(table.get("config"))
    kind = _kind(table)
    name = table.get("name") or settings.get("name") or kind.lower()
    inner = _list(settings.get("layers"), "the layers of a model") if kind in _MODELS else []
    calls = _list(table.get("inbound_nodes") or [], "inbound_nodes")
    return Layer(
        kind=kind,
        name=str(name)[:200],
        settings=Settings(settings),
        calls=tuple(map(_arguments, calls)),
        built=_built(table, settings),
        layers=tuple(layer_of(one, depth + 1) for one in inner),
        wrapped=_wrapped(kind, settings, depth),
        inputs=_references(settings.get("input_layers")),
        outputs=_references(settings.get("output_layers")),
        legacy="module" not in table,
    )


def _settings(config: object) -> dict[str, Any]:
    if isinstance(config, list):  # in the first versions, a Sequential was a list of its layers
        return {"layers": items_of(cast("object", config))}
    return _table(config, "the config of a layer")


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


def _kind(table: Mapping[str, Any]) -> str:
    name, module = table.get("class_name"), table.get("module")
    if not isinstance(name, str):
        raise RuleError(f"the class of a layer is {shown(name)}, not a name")
    if not isinstance(module, str):
        return name
    family, *parts = module.split(".")
    if family not in _KERAS:
        return f"{module}.{name}"
    return f"ops.{name}" if "ops" in parts else name


def _wrapped(kind: str, settings: Mapping[str, Any], depth: int) -> dict[str, Layer]:
    found = {name: settings[name] for name in _WRAPPED if _is_serialised(settings.get(name))}
    if kind == "Bidirectional" and "layer" in found:  # older files leave out the second one
        found.setdefault("backward_layer", found["layer"])
    cells = settings.get("cells")
    if isinstance(cells, list):
        found |= {f"cells {at}": cell for at, cell in enumerate(cast("list[object]", cells))}
    return {name: layer_of(value, depth + 1) for name, value in found.items()}


def _is_serialised(value: object) -> bool:
    return isinstance(value, dict) and "class_name" in value and "config" in value


def _built(table: Mapping[str, Any], settings: Mapping[str, Any]) -> tuple[int | None, ...] | None:
    stored = table.get("build_config")
    noted = cast("dict[str, Any]", stored) if isinstance(stored, dict) else {}
    candidates = (
        settings.get("batch_shape"),
        settings.get("batch_input_shape"),
        settings.get("build_input_shape"),
        noted.get("input_shape"),
    )
    return next((axes for value in candidates if (axes := axes_of(value)) is not None), None)


def _arguments(call: object) -> Arguments:
    if isinstance(call, dict):
        table = cast("dict[str, Any]", call)
        named = _table(table.get("kwargs") or {}, "the named arguments of a call")
        positional = _list(table.get("args") or [], "the arguments of a call")
        return Arguments(
            tuple(map(_structure, positional)),
            {name: _structure(value) for name, value in named.items()},
        )
    nodes = _list(call, "a call")
    if nodes and isinstance(nodes[0], str):  # a single tensor, not in a list
        nodes = [nodes]
    named: dict[str, Any] = {}
    for node in nodes:
        if len(items_of(node)) == 4:
            named |= _table(items_of(node)[3], "the named arguments of a call")
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
            settings = _table(config, "a tensor")
            noted = (axes_of(settings.get("shape")), settings.get("dtype"))
            return _reference(_list(settings.get("keras_history"), "keras_history"), *noted)
        case "__slice__":
            bounds = _table(config, "a slice")
            return slice(*(_bound(bounds.get(name)) for name in ("start", "stop", "step")))
        case "__tuple__":
            return _structure(table.get("items", config))
        case "__ellipsis__":
            return ...
        case "__tensor__" | "__numpy__":
            return Constant(_shape_of(_table(config, "an array").get("value")))
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


def _references(value: object) -> Structure:
    if isinstance(value, dict):
        return {name: _references(one) for name, one in cast("dict[str, Any]", value).items()}
    if not isinstance(value, list):
        return []
    parts = cast("list[object]", value)
    if parts and isinstance(parts[0], str):
        return _reference(parts)
    return [_references(one) for one in parts]


def _table(value: object, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise RuleError(f"{what} is {shown(value)}, not a table")
    return cast("dict[str, Any]", value)


def _list(value: object, what: str) -> list[object]:
    if not isinstance(value, list):
        raise RuleError(f"{what} is {shown(value)}, not a list")
    return cast("list[object]", value)
