"""An ONNX graph as plain records, free of protobuf."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import TypeAlias

from joulepath.workloads.work import RuleError

__all__ = [
    "Attribute",
    "Axes",
    "Graph",
    "Node",
    "Operation",
    "RuleError",
    "Shape",
    "Tensor",
    "Value",
    "answering_nodes",
    "trained_sources",
    "weights_read",
]

Axes: TypeAlias = tuple[int | str, ...]
"""Sizes of a tensor's axes; a text is the name (perhaps empty) of an axis without a size."""

Shape: TypeAlias = tuple[int, ...]
"""Sizes of a tensor's axes, all known."""

Attribute: TypeAlias = int | float | str | tuple[int, ...] | tuple[str, ...] | None
"""Value of a node's attribute; None for the kinds that no counting rule reads."""

# Inputs that were not trained, by position: settings, scales and zero points, measured statistics.
_SETTINGS: Mapping[str, frozenset[int]] = {
    "Resize": frozenset({1, 2, 3}),
    "Upsample": frozenset({1}),
    "OneHot": frozenset({1, 2}),
    "BatchNormalization": frozenset({3, 4}),
    "QuantizeLinear": frozenset({1, 2}),
    "DequantizeLinear": frozenset({1, 2}),
    "ConvInteger": frozenset({2, 3}),
    "MatMulInteger": frozenset({2, 3}),
    "QLinearConv": frozenset({1, 2, 4, 5, 6, 7}),
    "QLinearMatMul": frozenset({1, 2, 4, 5, 6, 7}),
    "QGemm": frozenset({1, 2, 4, 5, 7, 8}),
    "QLinearAdd": frozenset({1, 2, 4, 5, 6, 7}),
    "QLinearMul": frozenset({1, 2, 4, 5, 6, 7}),
    **dict.fromkeys(
        ("QLinearSigmoid", "QLinearLeakyRelu", "QLinearAveragePool", "QLinearGlobalAveragePool"),
        frozenset({1, 2, 3, 4}),
    ),
    **dict.fromkeys(("QLinearReduceMean", "QLinearSoftmax"), frozenset({1, 2, 3, 4})),
    "QLinearWhere": frozenset({2, 3, 5, 6, 7, 8}),
    # a scale and a zero point of what is written and of each of the joined
    "QLinearConcat": frozenset({0, 1, *(at for at in range(3, 3000) if at % 3 != 2)}),
    "MulInteger": frozenset({1, 3}),
    "DynamicQuantizeLSTM": frozenset({8, 9, 10, 11}),
    "DynamicQuantizeMatMul": frozenset({2, 3}),
    "MatMulIntegerToFloat": frozenset({2, 3, 4, 5}),
    "MatMulBnb4": frozenset({2}),
    "MatMulNBits": frozenset({2, 3, 4}),
    "QAttention": frozenset({3, 4, 6, 7}),
    "QEmbedLayerNormalization": frozenset(range(8, 18)),
    "QMoE": frozenset({3, 6, 9, 11, 12, 13, *range(15, 21)}),
    # tables of sines; in either order of the inputs
    "RotaryEmbedding": frozenset({1, 2, 3}),
    "GroupQueryAttention": frozenset({7, 8, 12, 13}),
}

# Inputs where integers of 32 bits are a trained bias.
_BIASES: Mapping[str, int] = {"QLinearConv": 8, "QGemm": 6, "DequantizeLinear": 0}


@dataclass(frozen=True)
class Tensor:
    """A constant stored in the file."""

    shape: Shape
    """Sizes of its axes."""
    bits: int
    """Size of one value in the stored format, in bits; 0 for a format that holds no numbers."""
    trained: bool
    """Whether it counts as a weight."""
    bias: bool = False
    """Whether it counts as a weight where a quantised operator reads it as its bias."""


@dataclass(frozen=True)
class Value:
    """What is known of a tensor before the model runs."""

    axes: Axes | None
    """Sizes of its axes; None if not even their number is known."""
    format: str
    """Numeric format, e.g. ``fp32``; signed and unsigned integers are not told apart."""
    bits: int
    """Size of one value; 0 if it has no fixed size."""


@dataclass(frozen=True)
class Node:
    """One operator, as written in the file."""

    name: str
    """Its name; the name of its first output if it has none."""
    operator: str
    """Operator type, e.g. ``Conv``."""
    domain: str
    """Operator set it belongs to; empty for the standard one."""
    inputs: tuple[str, ...]
    """Names of the tensors read; an empty name is an input left out."""
    outputs: tuple[str, ...]
    """Names of the tensors written."""
    attributes: Mapping[str, Attribute]
    """Settings by name."""


@dataclass(frozen=True)
class Graph:
    """A model graph with its constants, without their values."""

    inputs: Mapping[str, Axes | None]
    """What is fed to the model; None for an input that declares no shape."""
    outputs: tuple[str, ...]
    """Names of the answers."""
    constants: Mapping[str, Tensor]
    """Initialisers and ``Constant`` nodes."""
    nodes: tuple[Node, ...]
    """All other nodes, in the order of the file."""


@dataclass(frozen=True)
class Operation:
    """A node together with the shapes it works on."""

    node: Node
    """The operator."""
    inputs: tuple[Shape | None, ...]
    """Shapes of the inputs; None for one left out."""
    outputs: tuple[Shape, ...]
    """Shapes of the outputs."""

    @property
    def read(self) -> int:
        """Values of the first input."""
        return prod(self.shape(0))

    @property
    def written(self) -> int:
        """Values of the first output."""
        return prod(self.outputs[0])

    def has(self, position: int) -> bool:
        """Whether an optional input is there."""
        return position < len(self.inputs) and self.inputs[position] is not None

    def shape(self, position: int, rank: int = 0) -> Shape:
        """Shape of a required input.

        Raises
        ------
        RuleError
            If the input is left out or has fewer than ``rank`` axes.
        """
        shape = self.inputs[position] if position < len(self.inputs) else None
        if shape is None:
            raise RuleError(f"input {position} is missing")
        if len(shape) < rank:
            raise RuleError(f"input {position} has {len(shape)} axes, needs {rank}")
        return shape

    @property
    def all_written(self) -> int:
        """Values of all outputs."""
        return sum(map(prod, self.outputs))

    def number(self, name: str, default: float) -> float:
        """A numeric attribute, or its default."""
        value = self.node.attributes.get(name, default)
        if isinstance(value, int | float):
            return value
        raise RuleError(f"attribute '{name}' is {value!r}, not a number")

    def text(self, name: str, default: str) -> str:
        """A text attribute, or its default."""
        value = self.node.attributes.get(name, default)
        if isinstance(value, str):
            return value
        raise RuleError(f"attribute '{name}' is {value!r}, not a text")

    def amount(self, name: str) -> int:
        """A required attribute that counts something."""
        value = self.node.attributes.get(name)
        if isinstance(value, int) and value > 0:
            return value
        raise RuleError(f"attribute '{name}' is {value!r}, not a positive number")

    def sizes(self, name: str) -> Shape:
        """A required attribute that holds a list of sizes."""
        value = self.node.attributes.get(name)
        if isinstance(value, tuple):
            sizes = tuple(size for size in value if isinstance(size, int))
            if len(sizes) == len(value) and min(sizes, default=1) > 0:
                return sizes
        raise RuleError(f"attribute '{name}' is {value!r}, not a list of sizes")


def trained_sources(graph: Graph) -> dict[str, frozenset[str]]:
    """Every value that does not depend on the input, with the weights it is made from.

    A cast, transposed or otherwise prepared weight is worked out once, when the model is
    loaded, and so is everything computed from shapes alone.

    Returns
    -------
    dict of str to frozenset of str
        Keys are tensor names; a tensor that is absent depends on the input.
    """
    biases = {node.inputs[at] for node in graph.nodes if (at := _bias_input(node)) is not None}
    sources = {
        name: frozenset({name} if tensor.trained or (tensor.bias and name in biases) else ())
        for name, tensor in graph.constants.items()
    }
    for node in graph.nodes:
        if node.operator in {"Shape", "Size"}:
            made_from: frozenset[str] | None = frozenset()
        else:
            made_from = weights_read(node, sources) if _is_constant(node, sources) else None
        if made_from is not None:
            sources.update(dict.fromkeys(filter(None, node.outputs), made_from))
    return sources


def answering_nodes(graph: Graph) -> tuple[Node, ...]:
    """Nodes on which an output of the graph depends, in the order of the file."""
    wanted = set(graph.outputs)
    found: list[Node] = []
    for node in reversed(graph.nodes):
        if not wanted.isdisjoint(filter(None, node.outputs)):
            wanted.update(node.inputs)
            found.append(node)
    return tuple(reversed(found))


def weights_read(node: Node, sources: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Names of the weights behind the inputs of a node, inputs that only set it up left out."""
    settings = _SETTINGS.get(node.operator, frozenset())
    inputs = (name for position, name in enumerate(node.inputs) if position not in settings)
    return frozenset(weight for name in inputs for weight in sources.get(name, ()))


def _bias_input(node: Node) -> int | None:
    position = _BIASES.get(node.operator)
    return position if position is not None and position < len(node.inputs) else None


def _is_constant(node: Node, sources: Mapping[str, frozenset[str]]) -> bool:
    return all(name in sources for name in node.inputs if name)
