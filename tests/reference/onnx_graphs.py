"""Random networks of many ONNX operators, with what is known of them without counting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import prod
from random import Random
from typing import Any

from hypothesis import strategies as st
from onnx import ModelProto, NodeProto, TensorProto, helper

__all__ = ["RandomGraph", "graphs"]

Shape = tuple[int, ...]
Draw = Callable[[st.SearchStrategy[Any]], Any]

_UNARY = (
    *("Relu", "Sigmoid", "Tanh", "HardSwish", "Elu", "Softplus", "Abs", "Neg", "Erf", "Mish"),
    *("LeakyRelu", "HardSigmoid", "Exp", "Sqrt", "Identity", "Softmax", "LRN"),
)
_ATTRIBUTES: dict[str, dict[str, Any]] = {"LRN": {"size": 3}, "Softmax": {"axis": 1}}
_BINARY = ("Add", "Sub", "Mul", "Div", "Max", "Min", "Sum")


@dataclass
class RandomGraph:
    """Nodes in the order of execution; shapes are for one sample."""

    shapes: dict[str, Shape]
    """Every tensor that depends on the input, which is called ``x``."""
    nodes: list[NodeProto] = field(default_factory=list[NodeProto])
    weights: dict[str, Shape] = field(default_factory=dict[str, Shape])

    @property
    def outputs(self) -> list[str]:
        """Tensors that no node reads."""
        read = {name for node in self.nodes for name in node.input}
        return [name for name in self.shapes if name not in read]

    @property
    def parameters(self) -> int:
        """Values of all weights."""
        return sum(map(prod, self.weights.values()))

    @property
    def values(self) -> dict[str, int]:
        """Values of every tensor, for one sample."""
        return {name: prod(shape) for name, shape in self.shapes.items()}

    @property
    def macs(self) -> int:
        """Multiply-accumulates, from the loops that a naive program would run."""
        return sum(map(self._macs_of, self.nodes))

    def _macs_of(self, node: NodeProto) -> int:
        if node.op_type not in {"Conv", "ConvTranspose", "Gemm"}:
            return 0
        weight = self.weights[node.input[1]]
        if node.op_type == "Conv":  # every output, every channel of its group, every tap
            return prod(self.shapes[node.output[0]]) * prod(weight[1:])
        if node.op_type == "ConvTranspose":  # every input is spread over every tap
            return prod(self.shapes[node.input[0]]) * prod(weight[1:])
        return prod(weight)

    def add(self, operator: str, inputs: Sequence[str], shape: Shape, **attributes: Any) -> str:
        """A node that writes a new tensor."""
        name = f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [name], name=name, **attributes))
        self.shapes[name] = shape
        return name

    def weight(self, *shape: int) -> str:
        """A trained tensor."""
        name = f"w{len(self.weights)}"
        self.weights[name] = shape
        return name

    def model(self, batch: int | str = "batch") -> ModelProto:
        """The file, with a batch of a name or of a size."""
        proto = helper.make_graph(
            self.nodes,
            "random",
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, [batch, *self.shapes["x"]])],
            [helper.make_tensor_value_info(o, TensorProto.FLOAT, None) for o in self.outputs],
            initializer=[
                TensorProto(name=n, dims=shape, data_type=1, raw_data=bytes(4 * prod(shape)))
                for n, shape in self.weights.items()
            ],
        )
        return helper.make_model(proto, opset_imports=[helper.make_opsetid("", 21)])

    def renamed(self, naming: Callable[[str], str]) -> RandomGraph:
        """The same with other names; the input keeps its own."""

        def new(name: str) -> str:
            return name if name in {"", "x"} else naming(name)

        nodes = [NodeProto.FromString(node.SerializeToString()) for node in self.nodes]
        for node in nodes:
            for names in (node.input, node.output):
                changed = list(map(new, names))
                del names[:]
                names.extend(changed)
            node.name = node.output[0]
        return RandomGraph(
            {new(name): shape for name, shape in self.shapes.items()},
            nodes,
            {new(name): shape for name, shape in self.weights.items()},
        )

    def shuffled(self, chance: Random) -> RandomGraph:
        """The same in another order of execution that is possible too."""
        waiting, ready = list(self.nodes), {"", "x", *self.weights}
        nodes: list[NodeProto] = []
        while waiting:
            node = chance.choice([node for node in waiting if ready.issuperset(node.input)])
            waiting.remove(node)
            nodes.append(node)
            ready.update(node.output)
        return RandomGraph(self.shapes, nodes, self.weights)

    def then(self, last: str, following: RandomGraph) -> RandomGraph:
        """This network with another one that reads one of its tensors."""
        back = following.renamed(lambda name: f"then-{name}")
        for node in back.nodes:
            for at, name in enumerate(node.input):
                node.input[at] = last if name == "x" else name
        shapes = {name: shape for name, shape in back.shapes.items() if name != "x"}
        return RandomGraph(
            self.shapes | shapes, self.nodes + back.nodes, self.weights | back.weights
        )


@st.composite
def graphs(draw: Draw, shape: Shape | None = None, most: int = 12) -> RandomGraph:
    """A network on an image of some channels; every operator's result is read or an answer."""
    image = shape or (draw(st.integers(1, 6)), draw(st.integers(1, 9)), draw(st.integers(1, 9)))
    graph = RandomGraph({"x": image})
    for _ in range(draw(st.integers(1, most))):
        name = draw(st.sampled_from(list(graph.shapes)))
        kinds = _ON_MAPS if len(graph.shapes[name]) == 3 else _ON_VECTORS
        draw(st.sampled_from(kinds))(draw, graph, name)
    return graph


def _convolved(draw: Draw, graph: RandomGraph, name: str) -> None:
    channels, *size = graph.shapes[name]
    groups = draw(st.sampled_from([g for g in range(1, channels + 1) if channels % g == 0]))
    written = groups * draw(st.integers(1, 4))
    kernel, stride = draw(st.sampled_from((1, 3, 5))), draw(st.sampled_from((1, 2)))
    inputs = [name, graph.weight(written, channels // groups, kernel, kernel)]
    if draw(st.booleans()):
        inputs.append(graph.weight(written))
    shape = (written, *(-(-length // stride) for length in size))
    pads = [kernel // 2] * 4
    graph.add("Conv", inputs, shape, group=groups, strides=[stride] * 2, pads=pads)


def _unfolded(draw: Draw, graph: RandomGraph, name: str) -> None:
    channels, *size = graph.shapes[name]
    written = draw(st.integers(1, 4))
    weight = graph.weight(channels, written, 2, 2)
    shape = (written, *(2 * length for length in size))
    graph.add("ConvTranspose", [name, weight], shape, strides=[2, 2])


def _pooled(draw: Draw, graph: RandomGraph, name: str) -> None:
    channels, *size = graph.shapes[name]
    operator = draw(st.sampled_from(("MaxPool", "AveragePool")))
    kernel = [min(2, length) for length in size]
    shape = (channels, *(length // k for length, k in zip(size, kernel, strict=True)))
    graph.add(operator, [name], shape, kernel_shape=kernel, strides=kernel)


def _normalised(draw: Draw, graph: RandomGraph, name: str) -> None:
    shape = graph.shapes[name]
    weights = [graph.weight(shape[0]), graph.weight(shape[0])]
    graph.add("InstanceNormalization", [name, *weights], shape)


def _unary(draw: Draw, graph: RandomGraph, name: str) -> None:
    operator = draw(st.sampled_from(_UNARY))
    graph.add(operator, [name], graph.shapes[name], **_ATTRIBUTES.get(operator, {}))


def _binary(draw: Draw, graph: RandomGraph, name: str) -> None:
    shape = graph.shapes[name]
    other = draw(st.sampled_from([n for n, of in graph.shapes.items() if of == shape]))
    graph.add(draw(st.sampled_from(_BINARY)), [name, other], shape)


def _joined(draw: Draw, graph: RandomGraph, name: str) -> None:
    channels, *size = graph.shapes[name]
    fitting = [n for n, of in graph.shapes.items() if list(of[1:]) == size]
    other = draw(st.sampled_from(fitting))
    graph.add("Concat", [name, other], (channels + graph.shapes[other][0], *size), axis=1)


def _averaged(draw: Draw, graph: RandomGraph, name: str) -> None:
    channels = graph.shapes[name][0]
    mean = graph.add("GlobalAveragePool", [name], (channels, 1, 1))
    graph.add("Flatten", [mean], (channels,))


def _dense(draw: Draw, graph: RandomGraph, name: str) -> None:
    (width,) = graph.shapes[name]
    written = draw(st.integers(1, 8))
    weights = [graph.weight(written, width)]
    if draw(st.booleans()):
        weights.append(graph.weight(written))
    graph.add("Gemm", [name, *weights], (written,), transB=1)


_ON_MAPS = (
    *(_convolved, _convolved, _convolved, _unfolded, _pooled, _normalised),
    *(_unary, _unary, _binary, _joined, _averaged),
)
_ON_VECTORS = (_dense, _dense, _unary, _binary, _joined)
