"""Closed forms of model families equal what a real network of that shape multiplies and holds.

The networks are written in JAX and never run: their matrix products and convolutions are counted
in the traced program, their parameters in the shapes of the weights.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import astuple
from itertools import pairwise
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jax import lax

from joulepath.formulas.architectures.transformer import causal_share
from joulepath.lifecycle.architectures import cnn, mlp, transformer
from joulepath.records.architectures import Cnn, Convolution, Dense, Mlp, Pooling, Transformer
from joulepath.records.switches import PROFILES

# All counts are whole and far below 2**53, so that every comparison is exact.
LAW = settings(max_examples=40, deadline=None)
CORRECTED = PROFILES["corrected"]
WIDTH = st.integers(1, 40)


def shaped(*shape: int) -> jax.ShapeDtypeStruct:
    return jax.ShapeDtypeStruct(shape, jnp.float32)


def steps(program: Any) -> Iterator[Any]:
    """Every step of a traced program, those of the functions it calls included."""
    for step in program.eqns:
        yield step
        for inner in step.params.values():
            if hasattr(inner, "jaxpr"):
                yield from steps(inner.jaxpr)


def products(network: Callable[..., Any], *tensors: Any) -> int:
    """Multiply-accumulates of a network: each output times the terms summed up in it."""
    count = 0
    for step in steps(jax.make_jaxpr(network)(*tensors).jaxpr):
        outputs = math.prod(step.outvars[0].aval.shape)
        match step.primitive.name:
            case "dot_general":
                (contracted, _), _ = step.params["dimension_numbers"]
                left = step.invars[0].aval.shape
                count += outputs * math.prod(left[axis] for axis in contracted)
            case "conv_general_dilated":
                kernel = step.invars[1].aval.shape  # filters, channels, rows, columns
                count += outputs * math.prod(kernel[1:])
    return count


def size(weights: Any) -> int:
    return sum(math.prod(weight.shape) for weight in jax.tree.leaves(weights))


@LAW
@given(widths=st.lists(WIDTH, min_size=2, max_size=5))
def test_a_perceptron(widths: list[int]) -> None:
    weights = [(shaped(i, o), shaped(o)) for i, o in pairwise(widths)]

    def network(x: Any, weights: Any) -> Any:
        for matrix, bias in weights:
            x = jax.nn.relu(x @ matrix + bias)
        return x

    ours = mlp(Mlp(tuple(map(float, widths)), (2.0,) * (len(widths) - 1)))
    assert ours.macs == products(network, shaped(widths[0]), weights)
    assert ours.parameters == size(weights)
    assert ours.other == 2 * sum(widths[1:])  # a bias and a ReLU for each output


AXIS = st.tuples(
    st.integers(20, 50),  # length of the map
    st.integers(1, 5),  # of the kernel
    st.integers(1, 3),  # stride
    st.integers(0, 3),  # padding before
    st.integers(0, 3),  # padding behind
    st.integers(1, 3),  # dilation
)


@LAW
@given(
    rows=AXIS, columns=AXIS, groups=st.integers(1, 3), channels=st.integers(1, 4),
    filters=st.integers(1, 4), outputs=WIDTH,
)  # fmt: skip
def test_a_convolution_a_pooling_and_a_dense_layer(
    rows: tuple[int, ...],
    columns: tuple[int, ...],
    groups: int,
    channels: int,
    filters: int,
    outputs: int,
) -> None:
    size_r, kernel_r, stride_r, above, below, dilation_r = rows
    size_c, kernel_c, stride_c, left, right, dilation_c = columns
    kernel = shaped(groups * filters, channels, kernel_r, kernel_c)

    def convolve(x: Any, kernel: Any) -> Any:
        return lax.conv_general_dilated(
            x,
            kernel,
            window_strides=(stride_r, stride_c),
            padding=((above, below), (left, right)),
            rhs_dilation=(dilation_r, dilation_c),
            feature_group_count=groups,
        )

    def pool(x: Any) -> Any:
        window, strides = (1, 1, 2, 3), (1, 1, 1, 2)  # invented
        return lax.reduce_window(x, -jnp.inf, lax.max, window, strides, "VALID")

    image = shaped(1, groups * channels, size_r, size_c)
    convolved = jax.eval_shape(convolve, image, kernel)
    assume(min(convolved.shape[2:]) >= 3)  # room for the window of the pooling
    pooled = jax.eval_shape(pool, convolved)
    dense = shaped(math.prod(pooled.shape), outputs)

    def network(x: Any, kernel: Any, dense: Any) -> Any:
        return pool(convolve(x, kernel)).reshape(-1) @ dense

    layers = (
        Convolution(
            filters=groups * filters,
            kernel_rows=kernel_r,
            kernel_columns=kernel_c,
            stride_rows=stride_r,
            stride_columns=stride_c,
            padding_rows=above + below,
            padding_columns=left + right,
            dilation_rows=dilation_r,
            dilation_columns=dilation_c,
            groups=groups,
            operations_per_output=2.0,
        ),
        Pooling(2.0, 3.0, 1.0, 2.0, "per-window-value"),
        Dense(outputs, operations_per_output=1.0),
    )
    ours = cnn(Cnn(size_r, size_c, groups * channels, layers))
    assert ours.macs == products(network, image, kernel, dense)
    assert ours.parameters == size((kernel, dense)) + groups * filters + outputs  # biases
    each_window = 2 * 3 * math.prod(pooled.shape)
    assert ours.other == 2 * math.prod(convolved.shape) + each_window + outputs


@LAW
@given(
    tokens=WIDTH, head=st.integers(1, 8), groups=st.integers(1, 4), shared=st.integers(1, 4),
    blocks=st.integers(1, 3), hidden=WIDTH, gated=st.booleans(), vocabulary=WIDTH,
    tied=st.booleans(),
)  # fmt: skip
def test_a_decoder(
    tokens: int,
    head: int,
    groups: int,
    shared: int,
    blocks: int,
    hidden: int,
    gated: bool,
    vocabulary: int,
    tied: bool,
) -> None:
    heads = groups * shared
    width = heads * head
    square, narrow = shaped(width, width), shaped(width, groups * head)
    block = {
        "query": square,
        "key": narrow,
        "value": narrow,
        "output": square,
        "forward": [shaped(width, hidden)] * (2 if gated else 1),
        "back": shaped(hidden, width),
    }
    norms = [shaped(width)] * (2 * blocks + 1)
    tables = [shaped(width, vocabulary)] * (1 if tied else 2)

    def attend(x: Any, block: Any) -> Any:
        query = (x @ block["query"]).reshape(tokens, groups, shared, head)
        key, value = ((x @ block[n]).reshape(tokens, groups, head) for n in ("key", "value"))
        scores = jax.nn.softmax(jnp.einsum("tgsh,ugh->gstu", query, key))
        mixed = jnp.einsum("gstu,ugh->tgsh", scores, value)
        return mixed.reshape(tokens, width) @ block["output"]

    def network(x: Any, stack: Any, table: Any) -> Any:
        for block in stack:
            x = x + attend(x, block)
            inner = math.prod(x @ matrix for matrix in block["forward"])
            x = x + inner @ block["back"]
        return x @ table

    stack = [block] * blocks
    model = Transformer(
        tokens=tokens,
        width=width,
        heads=heads,
        key_value_heads=groups,
        blocks=blocks,
        feed_forward=hidden,
        feed_forward_matrices=3.0 if gated else 2.0,
        vocabulary=vocabulary,
        embeddings=float(len(tables)),
        mask="full",
    )
    ours = transformer(model, CORRECTED)
    assert ours.macs == products(network, shaped(tokens, width), stack, tables[0])
    assert ours.parameters == size((stack, norms, tables))
    headless = Transformer(*astuple(model)[:7], vocabulary=None, embeddings=2.0, mask="full")
    assert transformer(headless, CORRECTED).parameters == size((stack, norms))


@LAW
@given(tokens=WIDTH)
def test_a_causal_mask_leaves_its_share_of_pairs(tokens: int) -> None:
    visible = np.tril(np.ones((tokens, tokens))).sum()
    # Both are quotients of whole numbers, each rounded once.
    assert causal_share(tokens=tokens) == visible / tokens**2
