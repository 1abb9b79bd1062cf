"""Layers of a Keras model as plain records, from the configuration that Keras writes.

Both the configurations of Keras 3 and those of ``tf.keras`` 2 are read. Nothing in them is
executed or imported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from joulepath.workloads.huggingface_reading import shown
from joulepath.workloads.json_reading import items_of
from joulepath.workloads.keras_arguments import (
    Arguments,
    Structure,
    arguments_of,
    axes_of,
    list_of,
    references_of,
    required_table,
)
from joulepath.workloads.keras_settings import Settings
from joulepath.workloads.work import RuleError

__all__ = ["Layer", "layer_of"]

_MODELS: Final = frozenset({"Functional", "Model", "Sequential"})
_KERAS: Final = ("keras", "tf_keras", "tensorflow")
_WRAPPED: Final = ("layer", "backward_layer", "cell")


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
    table = required_table(entry, "a layer")
    settings = _settings(table.get("config"))
    kind = _kind(table)
    name = table.get("name") or settings.get("name") or kind.lower()
    inner = list_of(settings.get("layers"), "the layers of a model") if kind in _MODELS else []
    calls = list_of(table.get("inbound_nodes") or [], "inbound_nodes")
    return Layer(
        kind=kind,
        name=str(name)[:200],
        settings=Settings(settings),
        calls=tuple(map(arguments_of, calls)),
        built=_built(table, settings),
        layers=tuple(layer_of(one, depth + 1) for one in inner),
        wrapped=_wrapped(kind, settings, depth),
        inputs=references_of(settings.get("input_layers")),
        outputs=references_of(settings.get("output_layers")),
        legacy="module" not in table,
    )


def _settings(config: object) -> dict[str, Any]:
    if isinstance(config, list):  # in the first versions, a Sequential was a list of its layers
        return {"layers": items_of(cast("object", config))}
    return required_table(config, "the config of a layer")


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
