"""Counting rules of attention, as the standard and ONNX Runtime write it.

A MAC for each pair of a query and a key and each of their values, unmasked, and likewise for the
values. Each score is scaled, masked by an addition if there is a mask or a bias, by a selection
if it is causal, capped if asked for (quotient, hyperbolic tangent, product), and goes through a
softmax. Trained scores that no token takes (sinks) go through it too. Keys are those remembered
and the new ones; a window limits them. Rotary positions inside are three operations for each
value of queries and keys.

======================================  =================================================
``Attention`` (standard)                heads as attributes or axes
``Attention`` ``QAttention``            with one matrix for queries, keys and values, and
                                        its bias
``MultiHeadAttention`` and the masked   queries, keys and values apart, or packed in five
one of a decoder                        axes; with a bias for each
``GroupQueryAttention``                 heads that share keys and values; remembered keys
                                        are as many as their axis says
``LinearAttention``                     two MACs for each value of the state of a key's head
                                        and a query's, one more for a ``delta`` rule; decay
                                        and rate as exponentials and products
``RotaryEmbedding``                     three operations for each value turned
======================================  =================================================
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import TypeAlias

from joulepath.workloads.onnx_elementwise import EACH_VALUE
from joulepath.workloads.onnx_graph import Operation, RuleError, Shape
from joulepath.workloads.work import Work

__all__ = [
    "attention",
    "grouped_attention",
    "linear_attention",
    "multi_head_attention",
    "projected_attention",
    "rotary_positions",
]

_Rule: TypeAlias = Callable[[Operation], Work]

_CAPPED = Work(elementwise=1, special=2)
_TURNED = 3


def attention(operation: Operation) -> Work:
    """Work of an ``Attention`` of the standard, without masked pairs left out."""
    queries, keys, values = (operation.shape(at, rank=3) for at in range(3))
    if len(queries) == 3:
        heads, shared = operation.amount("q_num_heads"), operation.amount("kv_num_heads")
        sizes = keys[2] // shared, values[2] // shared
    else:
        heads, sizes = queries[1], (keys[3], values[3])
    before = operation.shape(4, rank=4)[2] if operation.has(4) else 0
    scores = queries[0] * heads * queries[-2] * (keys[-2] + before)
    masks = operation.has(3)
    return _scored(scores, sum(sizes), masks, operation.number("is_causal", 0), operation)


def projected_attention(mask: int, past: int, added: int) -> _Rule:
    """Work of an operator that has the matrix of queries, keys and values.

    Parameters
    ----------
    mask, past, added : int
        Positions of the mask, the keys remembered and the bias of scores.
    """

    def rule(operation: Operation) -> Work:
        samples, tokens, width = operation.shape(0, rank=3)
        sizes, heads = _sizes_made(operation, width), operation.amount("num_heads")
        before = operation.shape(past, rank=5)[3] if operation.has(past) else 0
        projected = samples * tokens * sum(sizes)
        scores = samples * heads * tokens * (tokens + before)
        turned = samples * tokens * sum(sizes[:2]) if operation.number("do_rotary", 0) else 0
        masks = operation.has(mask) + operation.has(added)
        causal = operation.number("unidirectional", 0)
        values = (sizes[0] + sizes[2]) // heads
        return Work(projected * width, projected * operation.has(2) + _TURNED * turned) + _scored(
            scores, values, masks, causal, operation
        )

    return rule


def _sizes_made(operation: Operation, width: int) -> Shape:
    """Widths of queries, keys and values that one matrix makes."""
    rows, columns = operation.shape(1, rank=2)
    if rows != width:
        raise RuleError(f"a matrix of {rows} rows does not multiply {width} values")
    named = operation.node.attributes.get("qkv_hidden_sizes")
    sizes = operation.sizes("qkv_hidden_sizes") if named else (columns // 3,) * 3
    if sum(sizes) != columns or len(sizes) != 3:
        raise RuleError(f"{columns} columns are not {list(sizes)}")
    return sizes


def multi_head_attention(bias: int, masks: tuple[int, int], past: int) -> _Rule:
    """Work of an operator on queries, keys and values.

    Parameters
    ----------
    bias, past : int
        Positions of the bias and of the keys remembered.
    masks : tuple of int
        Positions of what is added to scores.
    """

    def rule(operation: Operation) -> Work:
        heads = operation.amount("num_heads")
        samples, tokens, width, asked, summed = _apart(operation, heads)
        if operation.outputs[0][-1] != summed:
            raise RuleError(f"{summed} values are no {operation.outputs[0][-1]}")
        before = operation.shape(past, rank=4)[2] if operation.has(past) else 0
        biased = operation.has(bias) and samples * (tokens * width + asked * (width + summed))
        scores = samples * heads * tokens * (asked + before)
        added = sum(map(operation.has, masks))
        causal = operation.number("unidirectional", 0)
        work = _scored(scores, (width + summed) // heads, added, causal, operation)
        return work + Work(elementwise=int(biased))

    return rule


def _apart(operation: Operation, heads: int) -> tuple[int, int, int, int, int]:
    """Samples, queries and their width, new keys, width of the values."""
    queries = operation.shape(0, rank=3)
    if not operation.has(1):
        if len(queries) != 5:
            raise RuleError("keys are missing")
        samples, tokens, _, _, head = queries
        return samples, tokens, heads * head, tokens, heads * head
    samples, tokens, width = queries[:3]
    keys = operation.shape(1, rank=3)
    match len(keys):
        case 3:
            return samples, tokens, width, keys[1], operation.shape(2, rank=3)[2]
        case 4:
            return samples, tokens, width, keys[2], heads * operation.shape(2, rank=4)[3]
        case _:
            return samples, tokens, width, keys[1], width


def grouped_attention(operation: Operation) -> Work:
    """Work of a ``GroupQueryAttention``."""
    heads, shared = operation.amount("num_heads"), operation.amount("kv_num_heads")
    samples, tokens, width = operation.shape(0, rank=3)
    head = width // (heads if operation.has(1) else heads + 2 * shared)
    every = tokens + (operation.shape(3, rank=4)[2] if operation.has(3) else 0)
    window = int(operation.number("local_window_size", -1))
    seen = min(every, window) if window > 0 else every
    scores = samples * heads * tokens * seen
    sinks = (
        samples * heads * tokens
        if operation.has(11) or operation.number("smooth_softmax", 0)
        else 0
    )
    turned = samples * tokens * (heads + shared) * head if operation.number("do_rotary", 0) else 0
    norms = samples * tokens * (operation.has(14) * heads + operation.has(15) * shared)
    normed = (
        Work(elementwise=3, special=1) * (norms * head) + Work(elementwise=1, special=1) * norms
    )
    return (
        _scored(scores, 2 * head, operation.has(10), operation.number("causal", 1), operation)
        + Work(elementwise=2, special=1, comparisons=1) * sinks
        + Work(elementwise=_TURNED * turned)
        + normed
    )


def linear_attention(operation: Operation) -> Work:
    """Work of a ``LinearAttention``, token by token."""
    heads, shared = operation.amount("q_num_heads"), operation.amount("kv_num_heads")
    samples, tokens, width = operation.shape(1, rank=3)
    values = operation.shape(2, rank=3)[2]
    cells = width // shared * (values // shared)
    rule = operation.text("update_rule", "gated_delta")
    steps = samples * tokens
    delta, gated = rule.endswith("delta"), rule.startswith("gated")
    decays = prod(operation.shape(4)) if gated and operation.has(4) else 0
    return Work(
        steps * cells * (heads + shared * (2 if delta else 1)),
        steps * (heads * (values // shared) + 2 * values * delta + shared * cells * gated),
        special=decays,
    )


def rotary_positions(operation: Operation) -> Work:
    """Work of a ``RotaryEmbedding``."""
    shape = operation.shape(0, rank=3)
    turned = int(operation.number("rotary_embedding_dim", 0))
    if not turned:
        return Work(elementwise=_TURNED) * operation.written
    vectors = prod(shape[:-1]) * (operation.amount("num_heads") if len(shape) == 3 else 1)
    return Work(elementwise=_TURNED * turned) * vectors


def _scored(scores: int, values: int, masks: int, causal: float, operation: Operation) -> Work:
    each = Work(values, elementwise=1 + masks, comparisons=1 if causal else 0)
    if operation.number("softcap", 0):
        each += _CAPPED
    return (each + EACH_VALUE["Softmax"]) * scores
