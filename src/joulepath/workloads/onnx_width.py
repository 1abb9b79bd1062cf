"""An ONNX graph whose layers are wider or narrower.

Every layer with weights writes a multiple of its channels, rounded to whole ones; what it reads
follows. The network's input stays as it is, and so do its answers: a layer whose channels reach
an output of the network without passing another such layer keeps them. A depthwise convolution
has as many groups as channels, any other grouped one keeps its groups.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from joulepath.workloads.onnx_elementwise import EACH_VALUE
from joulepath.workloads.onnx_graph import Shape
from joulepath.workloads.onnx_reshaping import reshaped
from joulepath.workloads.onnx_resizing import Resizing, inputs_of, place_of
from joulepath.workloads.work import RuleError

__all__ = ["Widening"]

_Rule: TypeAlias = Callable[["Widening", Any], None]
_RECURRENT: Final = frozenset({"GRU", "LSTM", "RNN"})


class Widening:
    """A graph whose layers get other widths.

    Parameters
    ----------
    resizing : Resizing
        The graph.
    factor : float
        Of the channels that layers write.
    outputs : sequence of str
        Names of the answers.
    """

    def __init__(self, resizing: Resizing, factor: float, outputs: list[str]) -> None:
        self.sizes = resizing
        self.rounded = False
        self._factor = factor
        self._answering = self._found_answering(outputs)

    def run(self) -> None:
        """Change all layers.

        Raises
        ------
        RuleError
            With the node and the reason, if one of them cannot be told.
        """
        for node in self.sizes.nodes:
            try:
                self._change(node)
                self.sizes.infer(node)
            except RuleError as error:
                raise RuleError(f"{place_of(node)}: {error}") from error

    def channels(self, node: Any, before: int) -> int:
        """How many channels a layer writes now."""
        if node.output[0] in self._answering:
            return before
        wanted = before * self._factor
        found = max(1, int(wanted + 0.5))
        self.rounded |= found != wanted
        return found

    def _change(self, node: Any) -> None:
        inputs = inputs_of(node)
        if all(map(self.sizes.constant, inputs)):
            return
        known = node.op_type in _RULES and not node.domain
        if known and (_is_layer(self, node) or any(map(self.sizes.changed, inputs))):
            _RULES[node.op_type](self, node)
        elif not known and any(map(self.sizes.changed, inputs)):
            raise RuleError("cannot be told for another width")

    def _found_answering(self, outputs: list[str]) -> frozenset[str]:
        wanted, answering = set(outputs), set[str]()
        for node in reversed(self.sizes.nodes):
            if wanted.isdisjoint(node.output):
                continue
            if _is_layer(self, node):
                answering.add(node.output[0])
            else:
                wanted.update(node.input)
        return frozenset(answering)


def _is_layer(width: Widening, node: Any) -> bool:
    """Whether a node writes channels of its own."""
    sizes = width.sizes
    match node.op_type:
        case "Conv":
            return not _is_depthwise(width, node)
        case "Gemm" | "MatMul":
            return sizes.constant(node.input[1]) and not sizes.constant(node.input[0])
        case "Gather":
            return sizes.constant(node.input[0]) and not sizes.constant(node.input[1])
        case operator:
            return operator in _RECURRENT or operator == "ConvTranspose"


def _is_depthwise(width: Widening, node: Any) -> bool:
    groups, channels = _number(node, "group", 1), width.sizes.old(node.input[0])[1]
    return groups == channels and channels > 1


def _convolution(width: Widening, node: Any) -> None:
    sizes, groups = width.sizes, _number(node, "group", 1)
    (before, now), weight = _channels(sizes, node.input[0]), sizes.old(node.input[1])
    turned = node.op_type == "ConvTranspose"
    written = weight[1] * groups if turned else weight[0]
    if groups == before and before > 1:
        outputs, groups = written // before * now, now
        _set_number(node, "group", groups)
    else:
        outputs = width.channels(node, written)
    if now % groups or outputs % groups:
        raise RuleError(f"{now} channels in and {outputs} out do not divide by {groups} groups")
    first, second = (now, outputs // groups) if turned else (outputs, now // groups)
    sizes.resize(node.input[1], (first, second, *weight[2:]))
    _resize_bias(sizes, node, (outputs,))


def _matrix_product(width: Widening, node: Any) -> None:
    sizes = width.sizes
    if not _is_layer(width, node):
        if sizes.constant(node.input[0]):
            raise RuleError("a weight on the left cannot be told for another width")
        return
    weight, turned = sizes.old(node.input[1]), bool(_number(node, "transB", 0))
    if len(weight) != 2 or _number(node, "transA", 0):
        raise RuleError(f"a weight of shape {list(weight)} cannot be told for another width")
    now = sizes.new(node.input[0])[-1]
    outputs = width.channels(node, weight[0] if turned else weight[1])
    sizes.resize(node.input[1], (outputs, now) if turned else (now, outputs))
    if len(node.input) > 2 and node.input[2]:
        bias = sizes.old(node.input[2])
        _resize_bias(sizes, node, (*bias[:-1], outputs if bias[-1:] != (1,) else 1)[-len(bias) :])


def _embedding(width: Widening, node: Any) -> None:
    if not _is_layer(width, node):
        _part(width, node)
        return
    table = width.sizes.old(node.input[0])
    if len(table) != 2 or _number(node, "axis", 0):
        raise RuleError(f"a table of shape {list(table)} cannot be told for another width")
    width.sizes.resize(node.input[0], (table[0], width.channels(node, table[1])))


def _recurrent(width: Widening, node: Any) -> None:
    sizes = width.sizes
    if any(node.input[4:]):
        raise RuleError("initial states and lengths cannot be told for another width")
    _, before, _ = sizes.old(node.input[1])
    directions, _, hidden = sizes.old(node.input[2])
    gates, cells = before // hidden, width.channels(node, hidden)
    sizes.resize(node.input[1], (directions, gates * cells, sizes.new(node.input[0])[-1]))
    sizes.resize(node.input[2], (directions, gates * cells, cells))
    if len(node.input) > 3 and node.input[3]:
        sizes.resize(node.input[3], (directions, 2 * gates * cells))
    _set_number(node, "hidden_size", cells)


def _by_channel(width: Widening, node: Any) -> None:
    """Weights with a value for each channel in the second axis."""
    _, now = _channels(width.sizes, node.input[0])
    for name in inputs_of(node)[1:]:
        width.sizes.resize(name, (now,))


def _aligned(width: Widening, node: Any) -> None:
    """Constants whose last axes are those of the activation."""
    sizes = width.sizes
    moving = next(name for name in inputs_of(node) if not sizes.constant(name))
    before, now = sizes.old(moving), sizes.new(moving)
    for name in filter(sizes.constant, inputs_of(node)):
        shape = sizes.old(name)
        shared = min(len(shape), len(before))
        axes = zip(shape[len(shape) - shared :], before[-shared:], now[-shared:], strict=True)
        last = [new if own == old else own for own, old, new in axes] if shared else []
        sizes.resize(name, (*shape[: len(shape) - shared], *last))


def _reshape(width: Widening, node: Any) -> None:
    sizes, target = width.sizes, width.sizes.integers(node.input[1])
    if node.input[1] in sizes.measured:
        return
    if target is None:
        raise RuleError("a shape that is not stored cannot be told for another width")
    before, now = sizes.old(node.input[0]), sizes.new(node.input[0])
    changed = reshaped(before, now, sizes.old(node.output[0]), target)
    if changed != target:
        sizes.replace_integers(node, 1, changed)


def _split(width: Widening, node: Any) -> None:
    sizes, axis = width.sizes, _number(node, "axis", 0)
    before, now = sizes.old(node.input[0])[axis], sizes.new(node.input[0])[axis]
    if len(node.input) < 2 or before == now:
        return
    parts = sizes.integers(node.input[1])
    if parts is None or any(part * now % before for part in parts):
        raise RuleError(f"parts of {before} channels have no whole size in {now}")
    sizes.replace_integers(node, 1, [part * now // before for part in parts])


def _part(width: Widening, node: Any) -> None:
    """A part of axes that stay as they were."""
    sizes, axes = width.sizes, (_number(node, "axis", 0),)
    before, now = sizes.old(node.input[0]), sizes.new(node.input[0])
    if node.op_type == "Slice":
        stored = sizes.integers(node.input[3]) if len(node.input) > 3 else None
        axes = tuple(range(len(before))) if stored is None else stored
    if any(before[axis] != now[axis] for axis in axes):
        raise RuleError("takes a part of the channels, which cannot be told for another width")


def _interpolated(width: Widening, node: Any) -> None:
    sizes = width.sizes
    if len(node.input) < 4 or not node.input[3]:
        return
    target = sizes.integers(node.input[3])
    before, now = sizes.old(node.input[0]), sizes.new(node.input[0])
    if target is None or len(target) != len(now):
        raise RuleError("sizes that are not stored cannot be told for another width")
    axes = zip(target, before, now, strict=True)
    sizes.replace_integers(node, 3, [new if old != new else size for size, old, new in axes])


def _unchanged_settings(width: Widening, node: Any) -> None:
    """Constants beside the activation say nothing about its channels."""


def _resize_bias(sizes: Resizing, node: Any, shape: Shape) -> None:
    if len(node.input) > 2 and node.input[2]:
        sizes.resize(node.input[2], shape)


def _channels(sizes: Resizing, name: str) -> tuple[int, int]:
    """Channels before and now."""
    if len(sizes.old(name)) < 2:
        raise RuleError("it reads no channels")
    return sizes.old(name)[1], sizes.new(name)[1]


def _number(node: Any, name: str, default: int) -> int:
    return next((int(of.i) for of in node.attribute if of.name == name), default)


def _set_number(node: Any, name: str, value: int) -> None:
    for attribute in node.attribute:
        if attribute.name == name:
            attribute.i = value


_FOLLOWING: Final = (
    "ArgMax ArgMin AveragePool Cast Clip Concat DepthToSpace Dropout Flatten Gelu "
    "GlobalAveragePool GlobalMaxPool Identity LRN LogSoftmax MaxPool ReduceMax "
    "ReduceMean ReduceMin ReduceSum Shape Softmax SpaceToDepth Squeeze Transpose Unsqueeze"
)
_RULES: Final[Mapping[str, _Rule]] = {
    **dict.fromkeys((*EACH_VALUE, "Max", "Mean", "Min", "Sum"), _aligned),
    **dict.fromkeys(("LayerNormalization", "RMSNormalization"), _aligned),
    **dict.fromkeys(_FOLLOWING.split(), _unchanged_settings),
    **dict.fromkeys(("DequantizeLinear", "QuantizeLinear"), _unchanged_settings),
    **dict.fromkeys(("Softmax", "LogSoftmax", "CumSum", "Pad"), _unchanged_settings),
    **dict.fromkeys(("BatchNormalization", "InstanceNormalization"), _by_channel),
    **dict.fromkeys(("GroupNormalization",), _by_channel),
    **dict.fromkeys(("Conv", "ConvTranspose"), _convolution),
    **dict.fromkeys(("Gemm", "MatMul"), _matrix_product),
    **dict.fromkeys(_RECURRENT, _recurrent),
    "Gather": _embedding,
    "Reshape": _reshape,
    "Resize": _interpolated,
    "Slice": _part,
    "Split": _split,
}
