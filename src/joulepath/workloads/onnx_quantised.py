"""Which operators of a graph compute in integers although they are written with floats.

Exporters write a quantised network as float operators between ``DequantizeLinear`` and
``QuantizeLinear`` (QDQ). Such an operator computes on the integers themselves:

- a convolution or matrix product does if both its factors are dequantised;
- any other operator if all its activations are, and all it writes is quantised again.

What it writes is stored quantised if a ``QuantizeLinear`` is the only reader, perhaps after a
``Relu`` or ``Clip``. The ``QuantizeLinear`` and ``DequantizeLinear`` that are absorbed this way
are part of the operator, as in ``QLinearConv``, and no layers; any other is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator
from typing import Final

from joulepath.workloads.onnx_graph import Graph, Node

__all__ = ["Quantised"]

_PRODUCTS: Final = frozenset({"Conv", "ConvTranspose", "Gemm", "MatMul"})
_BOUNDS: Final = frozenset({"Relu", "Clip"})
_CONVERSIONS: Final = frozenset({"QuantizeLinear", "DequantizeLinear"})


class Quantised:
    """Where the values of a graph are stored, and which conversions cost nothing."""

    def __init__(self, graph: Graph, fixed: Container[str]) -> None:
        self._fixed = fixed
        self._writers = {name: node for node in graph.nodes for name in node.outputs if name}
        self._readers: defaultdict[str, list[Node | None]] = defaultdict(list)
        for node in graph.nodes:
            for name in {*node.inputs} - {""}:
                self._readers[name].append(node)
        for name in graph.outputs:
            self._readers[name].append(None)
        self._homes: dict[str, str] = {}
        self._integer: set[str] = set()
        self._absorbed: set[str] = set()
        for node in graph.nodes:
            self._look_at(node)
        for node in graph.nodes:
            self._absorb_dequantisation(node)

    def absorbed(self, node: Node) -> bool:
        """Whether a conversion is part of the operator beside it."""
        return node.outputs[:1] != () and node.outputs[0] in self._absorbed

    def stored(self, name: str) -> str:
        """Name of the tensor whose format and memory a tensor has."""
        return self._homes.get(name, name)

    def read_by(self, node: Node, name: str) -> str:
        """Name of the tensor that an operator really reads."""
        if node.outputs and node.outputs[0] in self._integer and self._is_dequantised(name):
            return self._writers[name].inputs[0]
        return self.stored(name)

    def _look_at(self, node: Node) -> None:
        if node.operator in _CONVERSIONS or len(node.outputs) != 1:
            return
        *bounds, end = self._chain(node)
        quantised = self._sole_reader(end.outputs[0], {"QuantizeLinear"})
        if not self._computes_in_integers(node, quantised is not None):
            return
        self._integer.add(node.outputs[0])
        if quantised is not None:
            self._absorbed.add(quantised.outputs[0])
            for part in (*bounds, end):
                self._homes[part.outputs[0]] = quantised.outputs[0]

    def _computes_in_integers(self, node: Node, quantised: bool) -> bool:
        if node.operator in _PRODUCTS:
            return len(node.inputs) > 1 and all(map(self._is_dequantised, node.inputs[:2]))
        inputs = [name for name in node.inputs if name and name not in self._fixed]
        return bool(inputs) and quantised and all(map(self._is_dequantised, inputs))

    def _chain(self, node: Node) -> Iterator[Node]:
        """A node and the bounds that are applied to its values and nothing else."""
        following: Node | None = node
        passed: set[str] = set()  # a damaged file may write a tensor twice, and so in a circle
        while following is not None and following.outputs[0] not in passed:
            yield following
            passed.add(following.outputs[0])
            following = self._sole_reader(following.outputs[0], _BOUNDS)

    def _sole_reader(self, name: str, operators: Container[str]) -> Node | None:
        readers = self._readers[name]
        reader = readers[0] if len(readers) == 1 else None
        fits = reader is not None and reader.operator in operators and reader.inputs[0] == name
        return reader if fits else None

    def _is_dequantised(self, name: str) -> bool:
        writer = self._writers.get(name)
        return writer is not None and writer.operator == "DequantizeLinear"

    def _absorb_dequantisation(self, node: Node) -> None:
        if node.operator != "DequantizeLinear" or not node.outputs:
            return
        readers = self._readers[node.outputs[0]]
        names = [reader.outputs[0] if reader else "" for reader in readers]
        if names and all(name in self._integer for name in names):
            self._absorbed.add(node.outputs[0])
            self._homes[node.outputs[0]] = self._homes.get(node.inputs[0], node.inputs[0])
