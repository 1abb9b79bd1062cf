"""The graph of a ``.pt2`` file: JSON in, plain records out.

The form is that of ``torch/_export/serde/schema.py``, schema version 8: each value is an object
with one key that says its kind, such as ``{"as_tensor": {"name": "x"}}``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from joulepath.workloads.torch_formats import SCALAR_TYPES
from joulepath.workloads.torch_listing import (
    WRAPPERS,
    Axes,
    Description,
    Line,
    Listing,
    Name,
    Raw,
    StoredName,
    renamed,
)

__all__ = ["DamagedGraph", "listing_of"]

_VERSION: Final = 8
_LARGEST: Final = 2**63
_DEEPEST: Final = 20


class DamagedGraph(ValueError):
    """A graph that does not have the form of an exported program."""


def listing_of(program: Any, weights: Any) -> Listing:
    """The listing of a program.

    Parameters
    ----------
    program : any
        The parsed JSON of the graph.
    weights : any
        The parsed JSON of the list of weights; an empty mapping if there is none.

    Raises
    ------
    DamagedGraph
        If anything is missing or of another kind than expected.
    """
    try:
        version = program["schema_version"]["major"]
        if version != _VERSION:
            raise DamagedGraph(f"schema version {version!r}, not {_VERSION}")
        return _checked(_Reader(program, weights).listing())
    except DamagedGraph:
        raise
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise DamagedGraph(f"{type(error).__name__} {error}") from error


def _checked(listing: Listing) -> Listing:
    """The same if everything it names is described."""
    named = (*listing.inputs, *listing.outputs, *(each.tensor for each in listing.stored))
    for name in named:
        if name not in listing.tensors:
            raise DamagedGraph(f"nothing describes tensor '{name[:40]}'")
    for name, description in listing.tensors.items():
        if len(description.strides) != len(description.axes):
            raise DamagedGraph(f"tensor '{name[:40]}' has not one stride for each axis")
    return listing


class _Reader:
    """One program, being read."""

    def __init__(self, program: Any, weights: Any) -> None:
        module = program["graph_module"]
        self._graph = module["graph"]
        self._signature = module["signature"]
        self._weights = weights.get("config", {})
        self._tensors: dict[str, Description] = {}
        self._symbols: dict[str, int | str] = {}

    def listing(self) -> Listing:
        lines = tuple(self._lines(self._graph, "", ""))
        stored = tuple(self._stored())
        return Listing(
            inputs=tuple(self._inputs()),
            outputs=tuple(self._outputs()),
            stored=stored,
            tensors=self._tensors,
            lines=lines,
        )

    def _inputs(self) -> Iterator[str]:
        for spec in self._signature["input_specs"]:
            if "user_input" in spec:
                yield from _names(spec["user_input"]["arg"])

    def _outputs(self) -> Iterator[str]:
        for spec in self._signature["output_specs"]:
            if "user_output" in spec:
                yield from _names(spec["user_output"]["arg"])
            elif "loss_output" in spec:
                yield _text(spec["loss_output"]["arg"]["name"])

    def _stored(self) -> Iterator[StoredName]:
        for spec in self._signature["input_specs"]:
            for kind in ("parameter", "buffer", "tensor_constant"):
                if kind in spec:
                    name = _text(spec[kind]["arg"]["name"])
                    path = _text(spec[kind][f"{kind}_name"])
                    memory = self._weights.get(path, {}).get("path_name", path)
                    yield StoredName(name, path, _text(memory), kind == "parameter")

    def _lines(self, graph: Any, path: str, prefix: str) -> Iterator[Line]:
        """The lines of a graph; one within another has names of its own, after a prefix."""
        if prefix.count("/") > _DEEPEST:
            raise DamagedGraph("graphs within graphs without end")
        self._describe(graph, prefix)
        for position, node in enumerate(graph["nodes"]):
            target = _text(node["target"])
            inner = _path(node) or path
            if target.rpartition(".")[2] in WRAPPERS:
                yield from self._inlined(node, inner, prefix, f"{prefix}{position}/")
            elif target.startswith("torch.ops."):
                arguments = {
                    _text(given["name"]): self._raw(given["arg"], prefix)
                    for given in node["inputs"]
                }
                outputs = tuple(n for each in node["outputs"] for n in _names(each, prefix))
                yield Line(inner, _operator(target), arguments, outputs)

    def _inlined(self, node: Any, path: str, prefix: str, within: str) -> Iterator[Line]:
        """The lines of a graph that a wrapper runs, with its names for those outside."""
        values = [given["arg"] for given in node["inputs"]]
        position = next((at for at, value in enumerate(values) if "as_graph" in value), None)
        if position is None:
            raise DamagedGraph("a wrapper without a graph")
        graph = values[position]["as_graph"]["graph"]
        outer = [n for value in values[position + 1 :] for n in _names(value, prefix)]
        inner = [n for value in graph["inputs"] for n in _names(value, within)]
        yield from renamed(outer, inner, path)
        yield from self._lines(graph, path, within)
        results = [n for value in graph["outputs"] for n in _names(value, within)]
        yield from renamed(results, [n for v in node["outputs"] for n in _names(v, prefix)], path)

    def _describe(self, graph: Any, prefix: str) -> None:
        for name, value in graph["sym_int_values"].items():
            self._symbols[prefix + name] = _size(value)
        for name, value in graph["tensor_values"].items():
            self._tensors[prefix + name] = _description(value)

    def _raw(self, argument: Any, prefix: str) -> Raw:
        ((kind, value),) = argument.items()
        match kind:
            case "as_tensor":
                return Name(prefix + _text(value["name"]))
            case "as_tensors":
                return tuple(Name(prefix + _text(each["name"])) for each in value)
            case "as_nested_tensors":
                return tuple(Name(prefix + _text(t["name"])) for group in value for t in group)
            case "as_optional_tensor":
                return self._raw(value, prefix)
            case "as_optional_tensors":
                return tuple(self._raw(each, prefix) for each in value)
            case _:
                return self._number_of(kind, value, prefix)

    def _number_of(self, kind: str, value: Any, prefix: str) -> Raw:
        """Numbers and texts; None for a format, a device and the like."""
        match kind:
            case "as_sym_int" | "as_sym_bool" | "as_sym_float":
                return self._symbolic(value, prefix)
            case "as_sym_ints" | "as_sym_floats":
                return tuple(self._symbolic(each, prefix) for each in value)
            case "as_ints" | "as_floats" | "as_bools":
                return tuple(map(_number, value))
            case "as_int" | "as_float" | "as_bool":
                return _number(value)
            case "as_string" | "as_operator":
                return _text(value)
            case _:
                return None

    def _symbolic(self, value: Any, prefix: str) -> Raw:
        """A number that is known, or None for one that only a symbol stands for."""
        ((kind, known),) = value.items()
        if kind != "as_name":
            return _number(known)
        found = self._symbols.get(prefix + _text(known))
        return found if isinstance(found, int) else None


def _operator(target: str) -> str:
    """Name without package and overload: ``torch.ops.aten.add.Tensor`` is ``aten.add``."""
    parts = target.removeprefix("torch.ops.").split(".")
    return ".".join(parts[:2])


def _path(node: Any) -> str:
    """Path of the innermost module: entries are ``key,path,type``, separated by semicolons."""
    entries = _text(node.get("metadata", {}).get("nn_module_stack", "")).split(";")
    parts = entries[-1].split(",")
    path = parts[1] if len(parts) > 2 else ""
    return "" if path == "_empty_nn_module_stack_from_metadata_hook" else path.partition("@")[0]


def _names(argument: Any, prefix: str = "") -> Iterator[str]:
    """Names of the tensors in an argument."""
    ((kind, value),) = argument.items()
    match kind:
        case "as_tensor":
            yield prefix + _text(value["name"])
        case "as_tensors":
            yield from (prefix + _text(each["name"]) for each in value)
        case "as_optional_tensor":
            yield from _names(value, prefix)
        case "as_optional_tensors":
            yield from (name for each in value for name in _names(each, prefix))
        case _:
            pass


def _description(value: Any) -> Description:
    return Description(
        axes=_axes(value["sizes"]),
        strides=_axes(value["strides"]),
        start=_size(value["storage_offset"]),
        dtype=SCALAR_TYPES.get(value["dtype"], "unknown"),
    )


def _axes(values: Any) -> Axes:
    return tuple(map(_size, values))


def _size(value: Any) -> int | str:
    ((kind, size),) = value.items()
    return _text(size["expr_str"]) if kind == "as_expr" else _whole(size)


def _whole(value: Any) -> int:
    if isinstance(value, int) and abs(value) < _LARGEST:
        return value
    raise DamagedGraph(f"{str(value)[:40]} is no size")


def _number(value: Any) -> int | float | str:
    if isinstance(value, str):  # how infinity and the like are written
        return float(value) if value in {"Infinity", "-Infinity", "NaN"} else value
    if isinstance(value, float):
        return value
    return _whole(value)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise DamagedGraph(f"{str(value)[:40]} is no name")
