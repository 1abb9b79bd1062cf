"""Counting rules of PyTorch's fused attention and of the fused layers around it.

For each pair of a query and a key, unmasked, in every head of the queries: a MAC for each value
of a key and one for each value of a value; a product with the scale; an addition of the mask if
there is one, a selection if it is causal; a softmax (maximum, difference, exponential, sum,
quotient); a random number, a comparison and a product if values are dropped. Heads of keys and
values that several heads of queries share change nothing.

The gradient works the scores out anew, and then has four more products: twice the values of a
key and twice the values of a value in MACs for each pair.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Final, NamedTuple, TypeAlias

from joulepath.workloads.torch_graph import Operation, RuleError, Shape
from joulepath.workloads.work import Work

__all__ = [
    "attention",
    "attention_between",
    "attention_gradient",
    "encoder_layer",
    "multi_head_attention",
    "pair_macs",
]

Rule: TypeAlias = Callable[[Operation], Work]

_SOFTMAX: Final = Work(elementwise=2, special=2, comparisons=1)
_SCALE: Final = Work(elementwise=1)
_DROP: Final = Work(elementwise=1, special=1, comparisons=1)
# exponential of a score less the logarithm of its sum; its part in the softmax; the scale
_SCORE_GRADIENT: Final = Work(elementwise=5, special=1)
_HEADS_THEN_STEPS: Final = (-3, -2)
_STEPS_THEN_HEADS: Final = (-2, -3)
_STEPS_FIRST: Final = frozenset(
    {
        "aten._efficient_attention_backward",
        "aten._efficient_attention_forward",
        "aten._flash_attention_backward",
        "aten._flash_attention_forward",
    }
)


class _Pairs(NamedTuple):
    """Pairs of queries and keys, and what belongs to each."""

    pairs: int
    key_values: int
    value_values: int


def attention(operation: Operation) -> Work:
    """Work of ``scaled_dot_product_attention`` in all its forms."""
    pairs = _pairs(operation)
    each = Work(pairs.key_values + pairs.value_values) + _SCALE + _SOFTMAX
    if operation.optional("attn_mask") or operation.optional("attn_bias") or _biased(operation):
        each += Work(elementwise=1)
    if operation.flag("is_causal") or operation.number("custom_mask_type", 0):
        each += Work(comparisons=1)
    if operation.number("dropout_p", 0):
        each += _DROP
    return each * pairs.pairs


def attention_gradient(operation: Operation) -> Work:
    """Work of the gradient of ``scaled_dot_product_attention`` in all its forms."""
    pairs = _pairs(operation)
    each = Work(3 * pairs.key_values + 2 * pairs.value_values) + _SCORE_GRADIENT
    written = operation.shape("query", 1)
    queries = prod(written[:-1])
    return each * pairs.pairs + Work(elementwise=2 * pairs.value_values) * queries


def _biased(operation: Operation) -> bool:
    return operation.optional("bias") is not None


def _pairs(operation: Operation) -> _Pairs:
    if operation.optional("cum_seq_q") or operation.optional("cu_seqlens_q"):
        raise RuleError("sequences of several lengths in one tensor have no counting rule")
    queries, keys, values = (operation.shape(name, 2) for name in ("query", "key", "value"))
    steps_first = operation.operator in _STEPS_FIRST and min(len(queries), len(keys)) > 2
    _, steps = _STEPS_THEN_HEADS if steps_first else _HEADS_THEN_STEPS
    if queries[-1] != keys[-1] or keys[steps] != values[steps]:
        raise RuleError(f"shapes {_listed(queries, keys, values)} do not fit together")
    return _Pairs(prod(queries[:-1]) * keys[steps], keys[-1], values[-1])


def _listed(*shapes: Shape) -> str:
    return ", ".join(str(list(shape)) for shape in shapes)


def multi_head_attention(operation: Operation) -> Work:
    """Work of ``_native_multi_head_attention``: projections, attention, projection."""
    queries = operation.shape("query", 3)
    keys = operation.shape("key", 3)
    size = queries[-1]
    tokens, others = prod(queries[:-1]), prod(keys[:-1])
    projections = Work(size * size, size) * (2 * tokens + 2 * others)
    work = projections + attention_between(operation, queries, keys)
    if operation.flag("need_weights", True) and operation.flag("average_attn_weights", True):
        heads = max(int(operation.number("num_head", 1)), 1)
        means = tokens * keys[-2]
        work += Work(elementwise=heads - 1, special=1) * means
    return work


def attention_between(operation: Operation, queries: Shape, keys: Shape) -> Work:
    """Work of the attention itself in a fused layer."""
    each = _SCALE + _SOFTMAX + Work(elementwise=operation.optional("mask") is not None)
    heads = int(operation.number("num_head", 0) or operation.number("num_heads", 0))
    if heads < 1:
        raise RuleError("the number of heads is missing")
    pairs = prod(queries[:-1]) * keys[-2]
    return each * (pairs * heads) + Work(pair_macs(queries, keys))


def pair_macs(queries: Shape, keys: Shape) -> int:
    """MACs between activations: for each pair two for each value of a token, in all heads."""
    return prod(queries[:-1]) * keys[-2] * 2 * queries[-1]


def encoder_layer(operation: Operation) -> Work:
    """Work of ``_transformer_encoder_layer_fwd``."""
    read = operation.shape("src", 2)
    size, tokens = read[-1], prod(read[:-1])
    wide = operation.shape("ffn_weight_1", 2)[0]
    batched = read if len(read) > 2 else (1, *read)
    activation = Work(elementwise=4, special=1) if operation.flag("use_gelu") else Work(0, 0, 0, 1)
    norm = Work(elementwise=6, special=1) * size + Work(elementwise=1, special=1)
    sums = Work(elementwise=2 * size)
    projections = Work(size * size, size) * 4
    wide_layers = Work(2 * size * wide, size + wide) + activation * wide
    each = projections + wide_layers + norm * 2 + sums
    return each * tokens + attention_between(operation, batched, batched)
