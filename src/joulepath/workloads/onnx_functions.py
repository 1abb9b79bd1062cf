"""Functions that an ONNX file defines, written out where they are called.

Functions may call others, so a file of a few kilobytes can stand for more nodes than fit into
any memory. How many there would be is worked out before anything is written out. The onnx
package is handed in, so its objects are `Any`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, Final, TypeAlias

from joulepath.errors import Problem, WorkloadError

__all__ = ["written_out"]

_MOST_NODES: Final = 10**6
_AGAIN: Final = "export the model with standard operators only"

_Key: TypeAlias = tuple[str, str, str]


def written_out(onnx: Any, model: Any, where: str) -> Any:
    """A model without functions of its own.

    Parameters
    ----------
    onnx : module
        The onnx package.
    model : ModelProto
        The model; not changed.
    where : str
        What to call the file in an error.

    Raises
    ------
    WorkloadError
        If a function calls itself, perhaps through others, or there are more than a million
        nodes.
    """
    if not model.functions:
        return model
    nodes = _nodes_written_out(model, where)
    if nodes > _MOST_NODES:
        what = f"its functions stand for {min(nodes, 10**18)} nodes or more, too many for a model"
        raise WorkloadError(Problem(where, what, _AGAIN))
    return import_module("onnx.inliner").inline_local_functions(model)


def _nodes_written_out(model: Any, where: str) -> int:
    functions = {_key(f.domain, f.name, f.overload): f for f in model.functions}
    sizes: dict[_Key, int] = {}
    open_calls: set[_Key] = set()
    pending = [*functions]
    while pending:
        key = pending[-1]
        calls = [call for call in _calls(functions[key].node) if call in functions]
        waiting = [call for call in calls if call not in sizes]
        if key in sizes or not waiting:
            sizes.setdefault(key, _size(functions[key].node, sizes))
            open_calls.discard(key)
            pending.pop()
        elif key in open_calls:
            what = f"function '{key[1][:200]}' calls itself"
            raise WorkloadError(Problem(where, what, _AGAIN))
        else:
            open_calls.add(key)
            pending += dict.fromkeys(waiting)
    return _size(model.graph.node, sizes)


def _size(nodes: Any, sizes: Mapping[_Key, int]) -> int:
    return sum(sizes.get(call, 1) for call in _calls(nodes))


def _calls(nodes: Any) -> Iterator[_Key]:
    """Operators of all nodes, those of graphs inside nodes too."""
    pending = [nodes]
    while pending:
        for node in pending.pop():
            yield _key(node.domain, node.op_type, node.overload)
            for attribute in node.attribute:
                graphs = ([attribute.g] if attribute.HasField("g") else []) + [*attribute.graphs]
                pending += [graph.node for graph in graphs]


def _key(domain: str, name: str, overload: str) -> _Key:
    return domain if domain != "ai.onnx" else "", name, overload
