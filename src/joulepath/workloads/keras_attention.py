"""Counting rules of attention, every pair of a query and a key counted.

Between the projections stands one step, with the work of ``Attention`` of ONNX for each score:
products with keys and values, a scale, an addition for a mask or a comparison for a causal one,
and a softmax. ``Attention`` and ``AdditiveAttention`` of Keras have no projections, and scale
scores only by a trained number.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import cast

from joulepath.workloads.keras_arguments import flattened
from joulepath.workloads.keras_call import Call, Results
from joulepath.workloads.keras_dense import projected
from joulepath.workloads.keras_program import Tensor, Weight
from joulepath.workloads.keras_settings import is_whole
from joulepath.workloads.onnx_elementwise import EACH_VALUE
from joulepath.workloads.work import RuleError, Work

__all__ = ["additive", "dot_product", "grouped_query", "multi_head", "score_work"]


def score_work(summed: int, width: int, *, masked: bool, causal: bool) -> Work:
    """Work of a score of scaled attention, and of its share of the answer."""
    mask = Work(elementwise=int(masked), comparisons=int(causal))
    return Work(summed + width, elementwise=1) + mask + EACH_VALUE["Softmax"]


def multi_head(call: Call) -> Results:
    """Work of a ``MultiHeadAttention``."""
    settings = call.settings
    heads, summed = settings.whole("num_heads"), settings.whole("key_dim")
    width = settings.whole("value_dim", summed)
    query, value, key = _operands(call)
    bias = settings.flag("use_bias", True)
    sizes = {"query": heads * summed, "key": heads * summed, "value": heads * width}
    sources = {"query": query, "key": key, "value": value}
    parts = [projected(call, sources[part], sizes[part], part, bias=bias) for part in sources]
    before, within, pairs = _pairs(settings.get("attention_axes"), query, value)
    scores = before * heads * pairs
    shape = (*query.shape[:-1], heads * width)
    found = _attended(call, parts, scores, summed, width, shape)
    gated = _gated(call, found, query, heads * width, bias=bias)
    last = _last_axes(call, query)
    answer = projected(
        call,
        gated,
        prod(last),
        "attention_output",
        bias=bias,
        shape=(*query.shape[:-1], *last),
    )
    return _with_scores(call, answer, found.writer, (query.shape[0], heads, *within), 7)


def grouped_query(call: Call) -> Results:
    """Work of a ``GroupQueryAttention``."""
    settings = call.settings
    width, heads = settings.whole("head_dim"), settings.whole("num_query_heads")
    shared = settings.whole("num_key_value_heads")
    query, value, key = _operands(call)
    bias = settings.flag("use_bias", True)
    parts = [
        projected(call, query, heads * width, "query", bias=bias),
        projected(call, key, shared * width, "key", bias=bias),
        projected(call, value, shared * width, "value", bias=bias),
    ]
    before, within, pairs = _pairs(None, query, value)
    shape = (*query.shape[:-1], heads * width)
    found = _attended(call, parts, before * heads * pairs, width, width, shape)
    gated = _gated(call, found, query, heads * width, bias=bias)
    answer = projected(call, gated, query.shape[-1], "attention_output", bias=bias)
    return _with_scores(call, answer, found.writer, (query.shape[0], heads, *within), 7)


def dot_product(call: Call) -> Results:
    """Work of an ``Attention``."""
    scaled = call.settings.flag("use_scale", False)
    by_sum = call.settings.word("score_mode", "dot", ("dot", "concat")) == "concat"
    weights = [call.weight()] * (scaled + by_sum)

    def score(summed: int) -> Work:
        if not by_sum:
            return Work(summed, elementwise=int(scaled))
        each = Work(elementwise=1 + scaled, special=1) * summed
        return each + Work(elementwise=summed)

    return _scored(call, score, weights)


def additive(call: Call) -> Results:
    """Work of an ``AdditiveAttention``."""
    scaled = call.settings.flag("use_scale", True)
    weights = [call.weight(call.inputs[0].shape[-1])] if scaled and call.inputs else []

    def score(summed: int) -> Work:
        each = Work(elementwise=1, special=1) * summed
        return each + (Work(summed) if scaled else Work(elementwise=summed - 1))

    return _scored(call, score, weights)


def _scored(call: Call, score: Callable[[int], Work], weights: list[Weight]) -> Results:
    if len(call.inputs) not in {2, 3}:
        raise RuleError(f"it reads {len(call.inputs)} tensors, not query, value and perhaps key")
    query, value = call.inputs[:2]
    key = call.inputs[-1] if len(call.inputs) == 3 else value
    if {len(one.shape) for one in (query, key, value)} != {3} or query.shape[-1] != key.shape[-1]:
        raise RuleError(f"queries {list(query.shape)} do not fit keys {list(key.shape)}")
    within = query.shape[1], value.shape[1]
    each = score(query.shape[-1]) + EACH_VALUE["Softmax"] + Work(value.shape[-1])
    if call.arguments.get(4, "use_causal_mask"):
        each += Work(comparisons=1)
    work = each * (query.shape[0] * prod(within))
    shape = (*query.shape[:2], value.shape[-1])
    answer = call.emit("Attention", shape, work, weights=weights, trained=False)
    return _with_scores(call, answer, answer.writer, (query.shape[0], *within), 3)


def _operands(call: Call) -> tuple[Tensor, Tensor, Tensor]:
    query, value = call.tensor(0, "query"), call.tensor(1, "value")
    if query is None or value is None:
        raise RuleError("it needs a query and a value")
    key = call.tensor(2, "key") or value
    if min(len(query.shape), len(value.shape)) < 3 or len(query.shape) != len(value.shape):
        raise RuleError(f"queries {list(query.shape)} do not fit values {list(value.shape)}")
    if value.shape[:-1] != key.shape[:-1] or query.shape[0] != value.shape[0]:
        raise RuleError(f"keys {list(key.shape)} do not fit values {list(value.shape)}")
    return query, value, key


def _pairs(axes: object, query: Tensor, value: Tensor) -> tuple[int, tuple[int, ...], int]:
    """Independent sets of tokens, tokens of queries and of keys, and pairs in a set."""
    rank = len(query.shape)
    whole = list(range(1, rank - 1))
    listed = cast("list[object]", axes) if isinstance(axes, list) else [axes]
    places = [axis % rank if is_whole(axis) else -1 for axis in listed] if axes else whole
    if not {*places} <= {*whole} or len({*places}) != len(places):
        raise RuleError(f"'attention_axes' is {axes!r}, not axes of tokens")
    apart = prod(size for at, size in enumerate(query.shape[:-1]) if at not in places)
    queries = [query.shape[at] for at in places]
    keys = [value.shape[at] for at in places]
    return apart, (prod(queries), prod(keys)), prod(queries) * prod(keys)


def _attended(
    call: Call,
    parts: list[Tensor],
    scores: int,
    summed: int,
    width: int,
    shape: tuple[int, ...],
) -> Tensor:
    mask = call.arguments.get(6, "attention_mask")
    causal = bool(call.arguments.get(9, "use_causal_mask"))
    masked = isinstance(mask, Tensor) or call.settings.has("sliding_window")
    each = score_work(summed, width, masked=masked, causal=causal)
    reads = [*parts, *(one for one in flattened(mask) if isinstance(one, Tensor))]
    return call.emit(
        "Attention", shape, each * scores, reads=reads, trained=False, part="attention"
    )


def _gated(call: Call, found: Tensor, query: Tensor, width: int, *, bias: bool) -> Tensor:
    if not call.settings.flag("use_gate", False):
        return found
    gate = projected(call, query, width, "gate", bias=bias)
    gate = call.emit("Sigmoid", gate.shape, each=Work(special=1), reads=[gate], part="gate")
    return call.emit("Mul", found.shape, each=Work(elementwise=1), reads=[found, gate], part="gate")


def _last_axes(call: Call, query: Tensor) -> tuple[int, ...]:
    stated = call.settings.get("output_shape")
    if stated is None:
        return (query.shape[-1],)
    several = len(cast("list[object]", stated)) if isinstance(stated, list) else 1
    return call.settings.sizes("output_shape", several)


def _with_scores(
    call: Call, answer: Tensor, writer: int | None, shape: tuple[int, ...], position: int
) -> Results:
    """The answer, and the scores that a step wrote if they are asked for."""
    if not call.arguments.get(position, "return_attention_scores", False) or writer is None:
        return (answer,)
    return answer, call.program.state(shape, writer)
