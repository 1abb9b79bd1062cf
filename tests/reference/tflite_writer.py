"""A writer of TensorFlow Lite files, from the FlatBuffers format and ``schema.fbs`` alone."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from math import prod
from typing import Any

# BuiltinOperator, TensorType and BuiltinOptions of tensorflow/compiler/mlir/lite/schema/schema.fbs
CODES = {
    "ADD": 0, "AVERAGE_POOL_2D": 1, "CONCATENATION": 2, "CONV_2D": 3, "DEPTHWISE_CONV_2D": 4,
    "DEQUANTIZE": 6, "FULLY_CONNECTED": 9, "L2_NORMALIZATION": 11, "L2_POOL_2D": 12,
    "LOCAL_RESPONSE_NORMALIZATION": 13, "LOGISTIC": 14, "MAX_POOL_2D": 17, "MUL": 18, "RELU": 19,
    "RELU6": 21, "RESHAPE": 22, "RESIZE_BILINEAR": 23, "SOFTMAX": 25, "SVDF": 27, "TANH": 28,
    "CUSTOM": 32, "PAD": 34, "UNIDIRECTIONAL_SEQUENCE_RNN": 35, "GATHER": 36, "MEAN": 40,
    "SUB": 41, "DIV": 42, "SQUEEZE": 43, "UNIDIRECTIONAL_SEQUENCE_LSTM": 44, "STRIDED_SLICE": 45,
    "SPLIT": 49, "LOG_SOFTMAX": 50, "CAST": 53, "PRELU": 54, "ARG_MAX": 56,
    "TRANSPOSE_CONV": 67, "SUM": 74, "SHAPE": 77, "REDUCE_MAX": 82,
    "RESIZE_NEAREST_NEIGHBOR": 97, "LEAKY_RELU": 98, "ADD_N": 106, "WHERE": 109, "ELU": 111,
    "QUANTIZE": 114, "HARD_SWISH": 117, "IF": 118, "WHILE": 119, "DENSIFY": 124,
    "BATCH_MATMUL": 126, "CONV_3D": 132, "GELU": 150,
    "LSTM": 16, "RNN": 24, "BIDIRECTIONAL_SEQUENCE_RNN": 46, "TOPK_V2": 48,
    "BIDIRECTIONAL_SEQUENCE_LSTM": 52, "FAKE_QUANT": 80, "SEGMENT_SUM": 125,
    "CONV_3D_TRANSPOSE": 141,
}  # fmt: skip
TYPES = {
    "float32": (0, 32), "float16": (1, 16), "int32": (2, 32), "int64": (4, 64),
    "string": (5, 0), "bfloat16": (18, 16), "int16": (7, 16), "int8": (9, 8), "int4": (17, 4),
}  # fmt: skip
RELU, RELU6, TANH = 1, 3, 4

Shape = tuple[int, ...]


def serialised(value: dict[int, Any]) -> bytes:
    """A whole file around a root table."""
    out = bytearray(b"\0\0\0\0TFL3")
    struct.pack_into("<I", out, 0, _table(out, value))
    return bytes(out)


def _table(out: bytearray, fields: dict[int, Any]) -> int:
    """Append a table; a field is ``(format, number)``, a text, bytes, a list or a table."""
    sizes = {n: struct.calcsize("<" + v[0]) if type(v) is tuple else 4 for n, v in fields.items()}
    count = max(fields, default=-1) + 1
    places = {n: 4 + sum(sizes[m] for m in fields if m < n) for n in fields}
    vtable = len(out)
    entries = [places.get(n, 0) for n in range(count)]
    out += struct.pack(f"<HH{count}H", 4 + 2 * count, 4 + sum(sizes.values()), *entries)
    start = len(out)
    out += struct.pack("<i", start - vtable) + bytes(sum(sizes.values()))
    for number, value in fields.items():
        place = start + places[number]
        if type(value) is tuple:
            struct.pack_into("<" + value[0], out, place, value[1])
        else:
            struct.pack_into("<I", out, place, _child(out, value) - place)
    return start


def _child(out: bytearray, value: Any) -> int:
    if isinstance(value, dict):
        return _table(out, value)
    start = len(out)
    if isinstance(value, str | bytes):
        content = value.encode() if isinstance(value, str) else value
        out += struct.pack("<I", len(content)) + content + b"\0"
        return start
    out += struct.pack("<I", len(value)) + bytes(4 * len(value))
    for index, item in enumerate(value):
        place = start + 4 + 4 * index
        if isinstance(item, int):
            struct.pack_into("<i", out, place, item)
        else:
            struct.pack_into("<I", out, place, _table(out, item) - place)
    return start


@dataclass
class Net:
    """A model in the making; tensors are known by their numbers."""

    inputs: list[int] = field(default_factory=list[int])
    outputs: list[int] = field(default_factory=list[int])
    subgraphs: int = 1
    tensors: list[dict[int, Any]] = field(default_factory=list[Any])
    buffers: list[dict[int, Any]] = field(default_factory=lambda: [{}])
    codes: list[dict[int, Any]] = field(default_factory=list[Any])
    operators: list[dict[int, Any]] = field(default_factory=list[Any])

    def tensor(self, shape: Shape, kind: str = "float32", **more: Any) -> int:
        """An activation; ``more`` holds ``variable`` or ``signature``."""
        code = TYPES[kind][0]
        name = f"t{len(self.tensors)}"
        fields = {0: list(shape), 1: ("b", code), 2: ("I", more.get("buffer", 0)), 3: name}
        if more.get("variable"):
            fields[5] = ("?", True)
        if "signature" in more:
            fields[7] = list(more["signature"])
        if more.get("sparse"):
            fields[6] = {}
        self.tensors.append(fields)
        return len(self.tensors) - 1

    def input(self, shape: Shape, kind: str = "float32", **more: Any) -> int:
        """A tensor fed to the model."""
        self.inputs.append(self.tensor(shape, kind, **more))
        return self.inputs[-1]

    def weight(
        self, shape: Shape, kind: str = "float32", size: int | None = None, **more: Any
    ) -> int:
        """A constant of zeros, in ``size`` bytes if that is not what its shape needs."""
        needed = -(-prod(shape) * TYPES[kind][1] // 8)
        self.buffers.append({0: bytes(needed if size is None else size)})
        return self.tensor(shape, kind, buffer=len(self.buffers) - 1, **more)

    def operator(
        self,
        name: str,
        inputs: list[int],
        outputs: list[int],
        options: dict[int, Any] | None = None,
    ) -> None:
        """An operator; options are the fields of its table. A name without code is custom."""
        code = CODES.get(name, CODES["CUSTOM"])
        fields: dict[int, Any] = {0: ("b", min(code, 127)), 3: ("i", code)}
        if name not in CODES:
            fields[1] = name
        self.codes.append(fields)
        operator = {0: ("I", len(self.codes) - 1), 1: inputs, 2: outputs}
        self.operators.append(operator | ({4: options} if options else {}))

    def then(
        self, name: str, inputs: list[int], shape: Shape, kind: str = "float32", **options: Any
    ) -> int:
        """An operator that writes a new tensor, which becomes the only answer of the model."""
        written = self.tensor(shape, kind)
        self.operator(name, inputs, [written], options.get("options"))
        self.outputs = [written]
        return written

    def file(self) -> bytes:
        """The finished file."""
        graph = {0: self.tensors, 1: self.inputs, 2: self.outputs, 3: self.operators}
        return serialised(
            {0: ("I", 3), 1: self.codes, 2: [graph] * self.subgraphs, 4: self.buffers}
        )


def keyword_spotting() -> Net:
    """DS-CNN of MLPerf Tiny v1.0 (Banbury 2021), int8, batch normalisation folded."""
    net = Net()
    x = net.input((1, 49, 10, 1), "int8")

    def layer(name: str, weight: tuple[int, ...], activation: int) -> int:
        weights, bias = net.weight(weight, "int8"), net.weight((64,), "int32")
        options = {activation: ("b", RELU)}
        return net.then(name, [x, weights, bias], (1, 25, 5, 64), "int8", options=options)

    x = layer("CONV_2D", (64, 10, 4, 1), 3)
    for _ in range(4):
        x = layer("DEPTHWISE_CONV_2D", (1, 3, 3, 64), 4)
        x = layer("CONV_2D", (64, 1, 1, 64), 3)
    pool = {3: ("i", 5), 4: ("i", 25)}
    x = net.then("AVERAGE_POOL_2D", [x], (1, 1, 1, 64), "int8", options=pool)
    x = net.then("RESHAPE", [x, net.weight((2,), "int32")], (1, 64), "int8")
    dense = [x, net.weight((12, 64), "int8"), net.weight((12,), "int32")]
    x = net.then("FULLY_CONNECTED", dense, (1, 12), "int8")
    net.then("SOFTMAX", [x], (1, 12), "int8")
    return net


def dense(kind: str, weight: str, bias: str, **more: Any) -> Net:
    net = Net()
    x = net.input((1, 8), kind)
    weights = net.weight((5, 8), weight, **more)
    net.then("FULLY_CONNECTED", [x, weights, net.weight((5,), bias)], (1, 5), kind)
    return net
