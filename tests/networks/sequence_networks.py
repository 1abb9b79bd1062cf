"""Networks on sequences, graphs and tables."""

from __future__ import annotations

from collections.abc import Callable

from graph_builder import Graph
from onnx import ModelProto

__all__ = ["gcn", "gru", "kan", "lstm", "mlp", "tcn"]

Build = Callable[..., Graph]


def mlp(build: Build = Graph) -> ModelProto:
    """784 values, two hidden layers of 300 and 100, 10 classes (LeNet-300-100)."""
    net = build({"x": ("n", 784)})
    x = net.relu(net.dense("x", 784, 300))
    return net.model(net.dense(net.relu(net.dense(x, 300, 100)), 100, 10))


def tcn(build: Build = Graph) -> ModelProto:
    """Bai 2018 on 784 steps of 1 value: 8 blocks of 2 causal convolutions of 25 channels."""
    net = build({"x": ("n", 1, 784)})
    x = "x"
    for block in range(8):
        dilation = 2**block
        pads, y = (6 * dilation, 0), x
        for _ in range(2):
            y = net.relu(net.conv(y, 25, [7], pads=pads, dilation=dilation, bias=True))
        x = x if block else net.conv(x, 25, [1], bias=True)
        x = net.relu(net.sum(x, y))
    last = net.add("Gather", x, net.integers(783), axis=2)
    return net.model(net.dense(last, 25, 10))


def _recurrent(net: Graph, operator: str, gates: int, **how: object) -> ModelProto:
    """Two layers of 128 units on 49 steps of 40 values, 12 classes from the last step."""
    x = "x"
    for width in (40, 128):
        shapes = (1, gates * 128, width), (1, gates * 128, 128), (1, 2 * gates * 128)
        x = net.add(operator, x, *map(net.weight, shapes), hidden_size=128, **how)
        x = net.add("Squeeze", x, net.integers([1]))
    return net.model(net.dense(net.add("Gather", x, net.integers(48), axis=0), 128, 12))


def lstm(build: Build = Graph) -> ModelProto:
    return _recurrent(build({"x": (49, "n", 40)}), "LSTM", 4)


def gru(build: Build = Graph) -> ModelProto:
    return _recurrent(build({"x": (49, "n", 40)}), "GRU", 3, linear_before_reset=1)


def gcn(build: Build = Graph) -> ModelProto:
    """Kipf 2017 on Cora, whose neighbourhoods are a full matrix."""
    net = build({"x": ("n", 2708, 1433), "neighbours": ("n", 2708, 2708)})
    x = net.add("MatMul", "neighbours", net.linear("x", 1433, 16))
    x = net.relu(net.add("Add", x, net.weight((16,))))
    x = net.add("MatMul", "neighbours", net.linear(x, 16, 7))
    return net.model(net.add("Add", x, net.weight((7,))))


def kan(build: Build = Graph) -> ModelProto:
    """784, 64 and 10 nodes, splines of order 3 on 5 intervals, as efficient-kan has them."""
    net = build({"x": ("n", 784)})
    x = "x"
    for inputs, outputs in ((784, 64), (64, 10)):
        plain = net.linear(net.swish(x), inputs, outputs)
        weights = net.add("Mul", net.weight((outputs, inputs, 8)), net.weight((outputs, inputs, 1)))
        flat = net.add("Reshape", weights, net.integers([outputs, inputs * 8]))
        splines = net.add("Reshape", _splines(net, x, inputs), net.integers([-1, inputs * 8]))
        bent = net.add("MatMul", splines, net.add("Transpose", flat, perm=[1, 0]))
        x = net.add("Add", plain, bent)
    return net.model(x)


def _splines(net: Graph, x: str, inputs: int) -> str:
    """Values of the 8 splines of each input, by the recursion of Cox and de Boor."""
    knots = net.weight((inputs, 12))

    def part(y: str, begin: int, end: int) -> str:
        return net.add("Slice", y, *map(net.integers, ([begin], [end], [-1])))

    x = net.add("Unsqueeze", x, net.integers([2]))
    inside = net.add(
        "And",
        net.add("GreaterOrEqual", x, part(knots, 0, 11)),
        net.add("Less", x, part(knots, 1, 12)),
    )
    splines = net.add("Cast", inside, to=1)
    for order in (1, 2, 3):
        left, right = part(knots, 0, 11 - order), part(knots, 1 + order, 12)
        rising = net.add("Sub", x, left)
        rising = net.add("Div", rising, net.add("Sub", part(knots, order, 11), left))
        falling = net.add("Sub", right, x)
        falling = net.add("Div", falling, net.add("Sub", right, part(knots, 1, 12 - order)))
        before, after = part(splines, 0, 11 - order), part(splines, 1, 12 - order)
        splines = net.add("Add", net.add("Mul", rising, before), net.add("Mul", falling, after))
    return splines
