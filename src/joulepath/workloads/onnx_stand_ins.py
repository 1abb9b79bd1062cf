"""What the operators of ONNX Runtime write, told by standard ones that shape inference knows.

Only shapes and formats are right, never values. What depends on data has no stand-in. The onnx
package is handed in, so its objects are `Any`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from joulepath.workloads.onnx_microsoft import COUNTERPARTS, DOMAIN

__all__ = ["stand_ins"]

_FLOAT: Final = 1  # TensorProto.FLOAT
_INT64: Final = 7  # TensorProto.INT64
_OWN_SETTINGS: Final = frozenset({"channels_last", "opset"})
_ACTIVATION: Final = ("activation", "activation_params")
_ACTIVATION_NUMBERS: Final = ("activation_alpha", "activation_beta", "activation_gamma")


def stand_ins(onnx: Any, node: Any, axes: Mapping[str, int] | None = None) -> list[Any]:
    """Nodes that write tensors of the same shapes and formats.

    Parameters
    ----------
    onnx : module
        The onnx package.
    node : NodeProto
        Left as it is.
    axes : mapping of str to int, optional
        How many axes stored tensors have, by their names.

    Returns
    -------
    list of NodeProto
        The node itself if inference knows it, or nothing is known of it.
    """
    parts = _Parts(onnx, node, axes or {})
    if not node.domain and node.op_type in _STANDARD:
        _STANDARD[node.op_type](parts)
    elif node.domain == DOMAIN and node.op_type in _BUILDERS:
        _BUILDERS[node.op_type](parts)
    elif node.domain == DOMAIN and node.op_type in COUNTERPARTS[DOMAIN]:
        _as_counterpart(parts)
    return parts.nodes or [node]


class _Parts:
    """Nodes in the making, in place of one."""

    def __init__(self, onnx: Any, node: Any, axes: Mapping[str, int]) -> None:
        self.node = node
        self.axes = axes
        self.nodes: list[Any] = []
        self._onnx = onnx

    def has(self, position: int) -> bool:
        """Whether an optional input is there."""
        return position < len(self.node.input) and bool(self.node.input[position])

    def wants(self, position: int) -> bool:
        """Whether an optional output is asked for."""
        return position < len(self.node.output) and bool(self.node.output[position])

    def input(self, position: int) -> str:
        """Name of an input."""
        return str(self.node.input[position])

    def output(self, position: int) -> str:
        """Name of an output."""
        return str(self.node.output[position])

    def number(self, name: str, default: int = 0) -> int:
        """A whole number among the attributes."""
        return next((int(of.i) for of in self.node.attribute if of.name == name), default)

    def add(
        self, operator: str, inputs: Sequence[str], output: str | None = None, **settings: Any
    ) -> str:
        """A standard operator, whose output gets a name if it has none."""
        name = output or f"{self.node.output[0]} ({len(self.nodes)})"
        self.nodes.append(self._onnx.helper.make_node(operator, inputs, [name], **settings))
        return name

    def constant(self, *values: int) -> str:
        """A list of whole numbers."""
        value = self._onnx.helper.make_tensor("", _INT64, [len(values)], list(values))
        return self.add("Constant", [], value=value)

    def indices(self, count: int) -> str:
        """That many zeros, which take no memory."""
        zero = self._onnx.helper.make_tensor("", _INT64, [1], [0])
        return self.add("ConstantOfShape", [self.constant(count)], value=zero)

    def kept(self, *without: str) -> list[Any]:
        """Attributes but some."""
        return [of for of in self.node.attribute if of.name not in without]

    def with_attributes(self, attributes: Sequence[Any]) -> None:
        """Give the last node these attributes too."""
        self.nodes[-1].attribute.extend(attributes)


_Builder: TypeAlias = Callable[[_Parts], None]


def _as_counterpart(parts: _Parts) -> None:
    counterpart = COUNTERPARTS[DOMAIN][parts.node.op_type]
    # A bias in integers of 32 bits has no influence on the shape, and another type.
    read = [parts.input(at) for at in counterpart.inputs[:3] if parts.has(at)]
    keep = 3 if counterpart.operator in {"Where", "QuantizeLinear", "DequantizeLinear"} else 2
    parts.add(counterpart.operator, read[:keep], parts.output(0))
    parts.with_attributes(parts.kept(*_OWN_SETTINGS))


def _like(*positions: tuple[int, int]) -> _Builder:
    """Outputs that have the shape of an input."""

    def build(parts: _Parts) -> None:
        for output, source in positions:
            if parts.wants(output):
                parts.add("Identity", [parts.input(source)], parts.output(output))

    return build


def _fused_product(parts: _Parts) -> None:
    left = "...ji" if parts.number("transA") else "...ij"
    right = "kj" if parts.number("transB") else "jk"
    if parts.axes.get(parts.input(1)) != 2:
        right = f"...{right}"
    if not (parts.number("transBatchA") or parts.number("transBatchB")):
        equation = f"{left},{right}->...ik"
        parts.add("Einsum", list(parts.node.input[:2]), parts.output(0), equation=equation)


def _product(parts: _Parts) -> None:
    product = parts.add("MatMul", list(parts.node.input[:2]))
    if parts.node.op_type == "GemmFastGelu":
        parts.add("Identity", [product], parts.output(0))
    else:
        parts.add("Cast", [product], parts.output(0), to=_FLOAT)


def _standard_part(operator: str, inputs: int, *without: str) -> _Builder:
    """The standard operator before what is fused to it."""

    def build(parts: _Parts) -> None:
        parts.add(operator, list(parts.node.input[:inputs]), parts.output(0))
        parts.with_attributes(parts.kept(*without))

    return build


def _packed_product(parts: _Parts) -> None:
    indices = parts.indices(parts.number("N"))
    parts.add("Gather", [parts.input(0), indices], parts.output(0), axis=-1)


def _long_short_term(parts: _Parts) -> None:
    # Only the sequence and the number of cells have an influence on the shape.
    outputs = list(parts.node.output)
    parts.add("LSTM", [parts.input(0)] * 3, outputs[0])
    parts.nodes[-1].output.extend(outputs[1:])
    parts.with_attributes(parts.kept())


def _joined(parts: _Parts) -> None:
    parts.add("Concat", list(parts.node.input[2::3]), parts.output(0))
    parts.with_attributes(parts.kept())


def _embedded(parts: _Parts) -> None:
    for output in (0, 2):
        if parts.wants(output):
            parts.add("Gather", [parts.input(2), parts.input(0)], parts.output(output))
    if parts.wants(1):
        zero = parts.add("Squeeze", [parts.constant(0)])
        parts.add("Gather", [parts.input(0), zero], parts.output(1), axis=1)


def _attention(past: int) -> _Builder:
    """Queries, keys and values by one matrix."""

    def build(parts: _Parts) -> None:
        sizes = next((of.ints for of in parts.node.attribute if of.name == "qkv_hidden_sizes"), ())
        product = parts.add("MatMul", list(parts.node.input[:2]))
        product = parts.add("Cast", [product], to=_FLOAT) if past == 8 else product
        if sizes:
            parts.add("Gather", [product, parts.indices(sizes[2])], parts.output(0), axis=2)
            return
        heads = parts.number("num_heads", 1)
        apart = parts.add("Reshape", [product, parts.constant(0, 0, 3, heads, -1)])
        one = parts.add("Gather", [apart, parts.constant(2)], axis=2)
        parts.add("Reshape", [one, parts.constant(0, 0, -1)], parts.output(0))
        if parts.wants(1):
            both = parts.add("Gather", [apart, parts.constant(0, 1)], axis=2)
            turned = parts.add("Transpose", [both], perm=[2, 0, 3, 1, 4])
            _remembered(parts, turned, past, 1, axis=3)

    return build


def _remembered(parts: _Parts, new: str, past: int, output: int, axis: int = 2) -> None:
    """Keys or values so far and the new ones, or a buffer that has room for both."""
    if not parts.has(past):
        parts.add("Identity", [new], parts.output(output))
    elif parts.number("past_present_share_buffer"):
        parts.add("Identity", [parts.input(past)], parts.output(output))
    else:
        parts.add("Concat", [parts.input(past), new], parts.output(output), axis=axis)


def _multi_head(past: int) -> _Builder:
    """Queries, keys and values apart, or in one tensor of five axes."""

    def build(parts: _Parts) -> None:
        heads = parts.number("num_heads", 1)
        if not parts.has(1):
            one = parts.add("Gather", [parts.input(0), parts.constant(0)], axis=3)
            parts.add("Reshape", [one, parts.constant(0, 0, -1)], parts.output(0))
            return
        parts.add("Identity", [parts.input(0)], parts.output(0))
        for at in (1, 2):  # keys, then values
            if parts.wants(at) and parts.has(at):
                _remembered(parts, _heads(parts, parts.input(at), heads), past + at - 1, at)

    return build


def _heads(parts: _Parts, source: str, heads: int) -> str:
    apart = parts.add("Reshape", [source, parts.constant(0, 0, heads, -1)])
    return parts.add("Transpose", [apart], perm=[0, 2, 1, 3])


def _grouped(parts: _Parts) -> None:
    heads, shared = parts.number("num_heads", 1), parts.number("kv_num_heads", 1)
    if parts.has(1):
        parts.add("Identity", [parts.input(0)], parts.output(0))
        sources = [_heads(parts, parts.input(at), shared) for at in (1, 2)]
    else:
        apart = _heads(parts, parts.input(0), heads + 2 * shared)
        asking = parts.add("Gather", [apart, parts.indices(heads)], axis=1)
        back = parts.add("Transpose", [asking], perm=[0, 2, 1, 3])
        parts.add("Reshape", [back, parts.constant(0, 0, -1)], parts.output(0))
        sources = [parts.add("Gather", [apart, parts.indices(shared)], axis=1)] * 2
    for output, (source, past) in enumerate(zip(sources, (3, 4), strict=True), start=1):
        if parts.wants(output):
            _remembered(parts, source, past, output)


_BUILDERS: Final[Mapping[str, _Builder]] = {
    **dict.fromkeys(
        ("BiasAdd", "BiasGelu", "BiasSoftmax", "FastGelu", "Gelu", "GroupNorm", "MoE", "QMoE"),
        _like((0, 0)),
    ),
    **dict.fromkeys(("QuickGelu", "RotaryEmbedding"), _like((0, 0))),
    "SkipGroupNorm": _like((0, 0), (1, 0)),
    **dict.fromkeys(
        ("SkipLayerNormalization", "SkipSimplifiedLayerNormalization"), _like((0, 0), (3, 0))
    ),
    **dict.fromkeys(("FusedMatMul", "TransposeMatMul"), _fused_product),
    **dict.fromkeys(("DynamicQuantizeMatMul", "GemmFastGelu", "MatMulIntegerToFloat"), _product),
    "FusedConv": _standard_part("Conv", 2, *_ACTIVATION),
    "FusedGemm": _standard_part("Gemm", 2, "activation", *_ACTIVATION_NUMBERS),
    **dict.fromkeys(("MatMulBnb4", "MatMulNBits"), _packed_product),
    "DynamicQuantizeLSTM": _long_short_term,
    "QLinearConcat": _joined,
    **dict.fromkeys(("EmbedLayerNormalization", "QEmbedLayerNormalization"), _embedded),
    "Attention": _attention(4),
    "QAttention": _attention(8),
    "MultiHeadAttention": _multi_head(6),
    "DecoderMaskedMultiHeadAttention": _multi_head(5),
    "GroupQueryAttention": _grouped,
}

_STANDARD: Final[Mapping[str, _Builder]] = {
    # What inference of the package knows no shape for.
    **dict.fromkeys(
        ("GroupNormalization", "MeanVarianceNormalization", "SimplifiedLayerNormalization"),
        _like((0, 0)),
    ),
}
