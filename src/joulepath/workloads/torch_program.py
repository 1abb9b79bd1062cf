"""Count the work and the size of an exported PyTorch program that is in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import getitem
from typing import Any

from joulepath.errors import Problem, WorkloadError
from joulepath.records.workload import Workload
from joulepath.workloads.torch_exported import counted_listing
from joulepath.workloads.torch_library import by_name, dtype_name, is_series, load, operator_name
from joulepath.workloads.torch_listing import (
    WRAPPERS,
    Description,
    Line,
    Listing,
    Name,
    Raw,
    StoredName,
    renamed,
)

__all__ = ["count_exported"]

_WHERE = "the exported program"


def count_exported(
    program: Any,
    *,
    shapes: Mapping[str, Sequence[int]] | None = None,
    allow_unknown: bool = False,
) -> Workload:
    """Count the work, the parameters and the memory of a ``torch.export.ExportedProgram``.

    What counts, and what is the batch, is told by
    `joulepath.workloads.torch_archive.count_archive`, which counts the same program in a file.

    Parameters
    ----------
    program : torch.export.ExportedProgram
        What ``torch.export.export`` returned.
    shapes : mapping of str to sequence of int, optional
        Sizes of all axes of inputs, for axes that were exported as dynamic.
    allow_unknown : bool
        Whether to leave out operators without a counting rule and name them in ``left_out``.

    Returns
    -------
    Workload
        Totals and layers, in whole numbers.

    Raises
    ------
    WorkloadError
        If it is no exported program, an axis has no size, or an operator has no counting rule;
        all such operators and axes are listed together.
    MissingExtra
        If torch is not installed.
    """
    torch = load()
    if not isinstance(program, torch.export.ExportedProgram):
        remedy = "give what torch.export.export returns; count_module takes a module"
        raise WorkloadError(Problem(_WHERE, f"is a {type(program).__name__}", remedy))
    listing = _Reader(program).listing()
    return counted_listing(listing, _WHERE, shapes=shapes, allow_unknown=allow_unknown)


class _Reader:
    """One program, being read."""

    def __init__(self, program: Any) -> None:
        self._torch = load()
        self._program = program
        self._tensors: dict[str, Description] = {}

    def listing(self) -> Listing:
        signature = self._program.graph_signature
        lines = tuple(self._lines(self._program.graph_module, "", ""))
        inputs = tuple(name for name in signature.user_inputs if name in self._tensors)
        outputs = tuple(name for name in signature.user_outputs if name in self._tensors)
        return Listing(inputs, outputs, tuple(self._stored()), self._tensors, lines)

    def _stored(self) -> Iterator[StoredName]:
        signature = self._program.graph_signature
        state = dict(self._program.state_dict) | dict(self._program.constants)
        kinds = (
            (signature.inputs_to_parameters, True),
            (signature.inputs_to_buffers, False),
            (signature.inputs_to_lifted_tensor_constants, False),
        )
        for paths, trained in kinds:
            for name, path in paths.items():
                if name in self._tensors:
                    yield StoredName(name, path, _memory(state.get(path), path), trained)

    def _lines(self, module: Any, path: str, prefix: str) -> Iterator[Line]:
        """The lines of a graph; one within another has names of its own, after a prefix."""
        for position, node in enumerate(module.graph.nodes):
            self._describe(prefix + node.name, node.meta.get("val"))
            if node.op != "call_function":
                continue
            inner = _path(node) or path
            if getattr(node.target, "__name__", "") in WRAPPERS:
                yield from self._inlined(module, node, inner, prefix, f"{prefix}{position}/")
            elif node.target is getitem:
                source, at = node.args
                yield from renamed([f"{prefix}{source.name}.{at}"], [prefix + node.name], inner)
            elif hasattr(node.target, "_schema"):
                named = by_name(node.target, node.args, node.kwargs)
                arguments = {name: self._raw(value, prefix) for name, value in named.items()}
                outputs = self._outputs(prefix + node.name, node.meta.get("val"))
                yield Line(inner, operator_name(node.target), arguments, outputs)

    def _inlined(
        self, module: Any, node: Any, path: str, prefix: str, within: str
    ) -> Iterator[Line]:
        """The lines of a graph that a wrapper runs, with its names for those outside."""
        at = next(i for i, each in enumerate(node.args) if getattr(each, "op", "") == "get_attr")
        graph = getattr(module, node.args[at].target)
        inner = [within + each.name for each in graph.graph.nodes if each.op == "placeholder"]
        outer = [prefix + each.name for each in node.args[at + 1 :]]
        yield from renamed(outer, inner, path)
        yield from self._lines(graph, path, within)
        (answer,) = (each for each in graph.graph.nodes if each.op == "output")
        results = [within + each.name for each in answer.args[0]]
        made = [f"{prefix}{node.name}.{i}" for i in range(len(results))]
        self._describe(prefix + node.name, tuple(e.meta.get("val") for e in answer.args[0]))
        yield from renamed(results, made, path)

    def _outputs(self, name: str, value: Any) -> tuple[str, ...]:
        if is_series(value):
            count = len(value)
            return tuple(f"{name}.{at}" for at in range(count) if f"{name}.{at}" in self._tensors)
        return (name,) if name in self._tensors else ()

    def _describe(self, name: str, value: Any) -> None:
        if is_series(value):
            for at, each in enumerate(value):
                self._describe(f"{name}.{at}", each)
        elif isinstance(value, self._torch.Tensor):
            self._tensors[name] = Description(
                axes=tuple(map(_size, value.shape)),
                strides=tuple(map(_size, value.stride())),
                start=_size(value.storage_offset()),
                dtype=dtype_name(value.dtype),
            )

    def _raw(self, value: Any, prefix: str) -> Raw:
        """An argument with the names of its tensors, and the numbers that are known."""
        if isinstance(value, self._torch.fx.Node):
            known = value.meta.get("val")
            if isinstance(known, self._torch.Tensor):
                return Name(prefix + value.name)
            return known if isinstance(known, int | float) else None
        if is_series(value):
            return tuple(self._raw(each, prefix) for each in value)
        return value if isinstance(value, int | float | str) else None


def _size(value: Any) -> int | str:
    return value if isinstance(value, int) else str(value)


def _memory(tensor: Any, path: str) -> str:
    """The same for two names of one tensor."""
    if tensor is None:
        return path
    storage = tensor.untyped_storage()
    return f"{storage._cdata} {tensor.storage_offset()} {tuple(tensor.shape)}"


def _path(node: Any) -> str:
    """Path of the innermost module that a node belongs to."""
    stack: Any = node.meta.get("nn_module_stack") or {}
    *_, (path, _) = ("", None), *stack.values()
    return str(path).partition("@")[0]
