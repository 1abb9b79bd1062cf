"""ViT-B/16, BERT-base and GPT-2 as files: 12 blocks of width 768 with 12 heads."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from graph_builder import Graph
from onnx import ModelProto, TensorProto

__all__ = ["bert_base", "gpt_2", "vit_b_16"]

Build = Callable[..., Graph]
BLOCKS, WIDTH, HEADS, HIDDEN = 12, 768, 12, 3072
HEAD = WIDTH // HEADS


def gpt_2(build: Build = Graph) -> ModelProto:
    """1024 tokens; the head shares the embedding."""
    tokens = 1024
    net = build({"x": ("n", tokens)}, {"x": TensorProto.INT64})
    embedding = net.weight((50257, WIDTH))
    x = net.add("Gather", embedding, "x")
    x = net.add("Add", x, net.weight((tokens, WIDTH)))
    seen = net.constant(np.tril(np.ones((tokens, tokens), bool)))
    for _ in range(BLOCKS):
        x = net.add("Add", x, _attention(net, _norm(net, x), tokens, seen))
        x = net.add("Add", x, _feed_forward(net, _norm(net, x)))
    head = net.add("Transpose", embedding, perm=[1, 0])
    return net.model(net.add("MatMul", _norm(net, x), head))


def bert_base(build: Build = Graph) -> ModelProto:
    """128 tokens; norms after each sum, and the pooler."""
    tokens = 128
    shape = ("n", tokens)
    kinds = dict.fromkeys(("x", "segments"), TensorProto.INT64)
    net = build({"x": shape, "segments": shape}, kinds)
    x = net.add("Gather", net.weight((30522, WIDTH)), "x")
    x = net.add("Add", x, net.add("Gather", net.weight((2, WIDTH)), "segments"))
    bounds = map(net.integers, ([0], [tokens], [0]))
    x = _norm(net, net.add("Add", x, net.add("Slice", net.weight((512, WIDTH)), *bounds)))
    for _ in range(BLOCKS):
        x = _norm(net, net.add("Add", x, _attention(net, x, tokens)))
        x = _norm(net, net.add("Add", x, _feed_forward(net, x)))
    first = net.add("Gather", x, net.integers(0), axis=1)
    return net.model(net.add("Tanh", net.dense(first, WIDTH, WIDTH)))


def vit_b_16(build: Build = Graph) -> ModelProto:
    """196 patches and a class token of an image of 224 x 224 pixels."""
    net = build({"x": ("n", 3, 224, 224)})
    x = net.conv("x", WIDTH, 16, 16, pads=0, bias=True)
    x = net.add("Reshape", x, net.integers([-1, WIDTH, 196]))
    x = net.add("Transpose", x, perm=[0, 2, 1])
    # The class token is repeated for each image of a batch.
    many = net.add("Shape", x, start=0, end=1)
    sizes = net.add("Concat", many, net.integers([1, WIDTH]), axis=0)
    token = net.add("Expand", net.weight((1, 1, WIDTH)), sizes)
    x = net.add("Add", net.add("Concat", token, x, axis=1), net.weight((1, 197, WIDTH)))
    for _ in range(BLOCKS):
        x = net.add("Add", x, _attention(net, _norm(net, x), 197))
        x = net.add("Add", x, _feed_forward(net, _norm(net, x)))
    first = net.add("Gather", _norm(net, x), net.integers(0), axis=1)
    return net.model(net.dense(first, WIDTH, 1000))


def _norm(net: Graph, x: str) -> str:
    return net.add("LayerNormalization", x, net.weight((WIDTH,)), net.weight((WIDTH,)))


def _biased(net: Graph, x: str, inputs: int, outputs: int) -> str:
    return net.add("Add", net.linear(x, inputs, outputs), net.weight((outputs,)))


def _attention(net: Graph, x: str, tokens: int, seen: str | None = None) -> str:
    def heads(order: list[int]) -> str:
        apart = net.integers([-1, tokens, HEADS, HEAD])
        return net.add(
            "Transpose", net.add("Reshape", _biased(net, x, WIDTH, WIDTH), apart), perm=order
        )

    scores = net.add("MatMul", heads([0, 2, 1, 3]), heads([0, 2, 3, 1]))
    scores = net.add("Div", scores, net.constant(np.float32(HEAD**0.5)))
    if seen is not None:
        scores = net.add("Where", seen, scores, net.constant(np.float32(-1e9)))
    mixed = net.add("MatMul", net.add("Softmax", scores, axis=-1), heads([0, 2, 1, 3]))
    together = net.add("Transpose", mixed, perm=[0, 2, 1, 3])
    together = net.add("Reshape", together, net.integers([-1, tokens, WIDTH]))
    return _biased(net, together, WIDTH, WIDTH)


def _feed_forward(net: Graph, x: str) -> str:
    """The Gaussian unit in the five steps in which exporters write it."""
    x = _biased(net, x, WIDTH, HIDDEN)
    error = net.add("Erf", net.add("Div", x, net.constant(np.float32(2**0.5))))
    raised = net.add("Add", error, net.constant(np.float32(1)))
    x = net.add("Mul", net.add("Mul", x, raised), net.constant(np.float32(0.5)))
    return _biased(net, x, HIDDEN, WIDTH)
