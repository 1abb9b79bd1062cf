"""How much arithmetic the gradient of an operator takes, beside its multiply-accumulates.

With ``n`` for the values an operator writes. All but gradients of trained values are done only
where a gradient must pass on (or, for what is marked *, where the layer itself is trained).

===============================  ===========================================================
``Add`` ``Sum`` views            nothing: the gradient is handed on (``Sub`` ``Neg``: a sign)
a fork                           ``n`` additions for each further reader
``Mul``                          ``n`` products for each factor that needs a gradient
``Div``                          ``n`` quotients; two products more for a divisor
data movement                    as many moves as forwards
``Relu`` ``Clip`` ``Max`` ...    a selection for each comparison; ``LeakyRelu`` a product more
``Sigmoid`` ``Tanh``             3 ``n`` from the result: ``y (1-y) g``, ``(1-y y) g``
``Exp`` ``Log`` ``Sqrt``         a product; a quotient; a product and a quotient
``Erf``                          a square, an exponential, two products
``Gelu``                         9 ``n`` and 2 special; by ``tanh`` 17 ``n`` and 1
``Swish`` (``silu``)             5 ``n`` and a sigmoid
``Softmax``                      4 ``n``: ``y (g - sum(g y))``; ``LogSoftmax`` 3 ``n``, 1 special
``LayerNormalization`` ...       8 ``n``: ``(g w - mean(g w) - x mean(g w x)) / s``; for scale
                                 and shift 3 ``n`` more
``RMSNormalization``             6 ``n``; for the scale 2 ``n`` more
``BatchNormalization``           with the statistics of the batch: 5 ``n`` more forwards; *3 ``n``
                                 for the two sums, which are the gradients of scale and shift,
                                 and 4 ``n``; as it stands if it is frozen: ``n``
``AveragePool``                  as forwards; over everything: a quotient for each result and a
                                 move for each value read; ``MaxPool`` ``n`` additions
look-up of trained rows          ``n`` additions to the gradient of the table
a bias                           as many additions as forwards
activations inside a product     *a selection for each comparison, 3 for each special function
attention                        *5 for each score: its softmax and its scale
any other                        *2 for each elementwise step (a gradient for each of two
                                 operands) and 1 special and 1 product for each special one
                                 (the derivative and its product), selections and moves alike
===============================  ===========================================================

Terms of one for each channel, row or layer, such as the quotients of means, are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from joulepath.core.quantities import Count
from joulepath.records.workload import Operations, WorkloadLayer
from joulepath.workloads.gradient_flow import LayerFlow
from joulepath.workloads.operation_sums import NOTHING
from joulepath.workloads.operator_kinds import (
    AVERAGES,
    BATCH_NORMS,
    LOOKUPS,
    MOVES,
    SUMS,
    VIEWS,
    bare,
    is_joined,
    names,
    values_of,
)
from joulepath.workloads.what_if_layers import scaled

__all__ = ["Gradients", "gradients_of", "training_forward"]


@dataclass(frozen=True)
class Gradients:
    """Arithmetic backwards, without multiply-accumulates."""

    passed: Operations = NOTHING
    """Done where a gradient must pass on."""
    inside: Operations = NOTHING
    """Done where a gradient must pass on or the layer is trained."""
    weights: Operations = NOTHING
    """Done where the layer is trained."""


_Rule: TypeAlias = Callable[[WorkloadLayer, LayerFlow], Gradients]


def gradients_of(layer: WorkloadLayer, flow: LayerFlow) -> Gradients:
    """What the gradients of a layer take if all that it stands for have any."""
    name = bare(layer.operator)
    if name in _EACH:
        return Gradients(passed=scaled(_EACH[name], values_of(layer)), weights=_bias(layer))
    rule = _RULES.get(name, _product if layer.trained_macs and not is_joined(layer) else _other)
    return rule(layer, flow)


def training_forward(layer: WorkloadLayer, flow: LayerFlow) -> Operations:
    """Forward work of a layer as training does it."""
    if bare(layer.operator) in BATCH_NORMS and flow.trains:
        more = scaled(Operations(0, 4, 1, 0, 0), values_of(layer))
        return replace(
            layer.operations,
            elementwise=layer.operations.elementwise + more.elementwise,
            special=layer.operations.special + more.special,
        )
    return layer.operations


def _bias(layer: WorkloadLayer) -> Operations:
    """Gradient of trained values that were added."""
    return Operations(0, values_of(layer) if layer.parameters else 0, 0, 0, 0)


def _nothing(layer: WorkloadLayer, flow: LayerFlow) -> Gradients:
    return Gradients(weights=_bias(layer))


def _as_forward(layer: WorkloadLayer, flow: LayerFlow) -> Gradients:
    return Gradients(passed=layer.operations)


def _multiplication(layer: WorkloadLayer, flow: LayerFlow) -> Gradients:
    each = values_of(layer)
    passed = Operations(0, each * max(flow.sources, 1), 0, 0, 0)
    return Gradients(passed, weights=Operations(0, 2 * each if layer.parameters else 0, 0, 0, 0))


def _division(layer: WorkloadLayer, flow: LayerFlow) -> Gradients:
    each = values_of(layer)
    divisor = 2 * each if flow.sources > 1 else 0
    return Gradients(Operations(0, divisor, each, 0, 0))


def _gaussian(layer: WorkloadLayer, flow: LayerFlow) -> Gradients:
    each = layer.output_values
    # Forwards the exact unit takes 4 elementwise steps, that by tanh 8.
    exact = Operations(0, 9, 2, 0, 0)
    by_tanh = Operations(0, 17, 1, 0, 0)
    return Gradients(scaled(exact if layer.operations.elementwise == 4 * each else by_tanh, each))


def _mean(layer: WorkloadLayer, flow: LayerFlow) -> Gradients:
    quotients = layer.operations.special
    return Gradients(Operations(0, 0, quotients, 0, _read(layer)))


def _sum(layer: WorkloadLayer, flow: LayerFlow) -> Gradients:
    return Gradients(Operations(0, 0, 0, 0, _read(layer)))


def _read(layer: WorkloadLayer) -> Count:
    """Values joined by additions."""
    return layer.operations.elementwise + layer.output_values


def _slope(layer: WorkloadLayer, flow: LayerFlow) -> Gradients:
    each = values_of(layer)
    weights = Operations(0, 2 * each, 0, each, 0) if layer.parameters else NOTHING
    return Gradients(layer.operations, weights=weights)


def _norm(passed: int, weights: int) -> _Rule:
    def rule(layer: WorkloadLayer, flow: LayerFlow) -> Gradients:
        each = values_of(layer)
        trained = Operations(0, weights * each if layer.parameters else 0, 0, 0, 0)
        return Gradients(Operations(0, passed * each, 0, 0, 0), weights=trained)

    return rule


def _batch_norm(layer: WorkloadLayer, flow: LayerFlow) -> Gradients:
    each = values_of(layer)
    if not flow.trains:
        return Gradients(Operations(0, each, 0, 0, 0))
    return Gradients(Operations(0, 4 * each, 0, 0, 0), weights=Operations(0, 3 * each, 0, 0, 0))


def _lookup(layer: WorkloadLayer, flow: LayerFlow) -> Gradients:
    if layer.parameters:
        return Gradients(weights=Operations(0, layer.output_values, 0, 0, 0))
    return Gradients(passed=replace(NOTHING, moves=layer.operations.moves))


def _product(layer: WorkloadLayer, flow: LayerFlow) -> Gradients:
    work = layer.operations
    inside = Operations(0, 3 * work.special, 0, work.comparisons, work.moves)
    return Gradients(inside=inside, weights=Operations(0, work.elementwise, 0, 0, 0))


def _adapter(layer: WorkloadLayer, flow: LayerFlow) -> Gradients:
    # Forwards a product with the scale and the sum with the base; only the product has a gradient.
    return Gradients(inside=Operations(0, layer.output_values, 0, 0, 0))


def _attention(layer: WorkloadLayer, flow: LayerFlow) -> Gradients:
    scores = layer.operations.comparisons
    return Gradients(inside=Operations(0, 5 * scores, 0, 0, 0))


def _other(layer: WorkloadLayer, flow: LayerFlow) -> Gradients:
    work = layer.operations
    steps = 2 * work.elementwise + work.special
    return Gradients(inside=Operations(0, steps, work.special, work.comparisons, work.moves))


_EACH: Final[Mapping[str, Operations]] = {
    **dict.fromkeys(names("Sub Neg"), Operations(0, 1, 0, 0, 0)),
    **dict.fromkeys(names("Sigmoid Logistic Tanh Reciprocal"), Operations(0, 3, 0, 0, 0)),
    **dict.fromkeys(names("Exp MaxPool MaxPool2D"), Operations(0, 1, 0, 0, 0)),
    **dict.fromkeys(names("Log"), Operations(0, 0, 1, 0, 0)),
    **dict.fromkeys(names("Sqrt Rsqrt Sin Cos"), Operations(0, 1, 1, 0, 0)),
    **dict.fromkeys(names("Square"), Operations(0, 2, 0, 0, 0)),
    **dict.fromkeys(names("Pow"), Operations(0, 2, 1, 0, 0)),
    **dict.fromkeys(names("Erf"), Operations(0, 3, 1, 0, 0)),
    **dict.fromkeys(names("Softplus"), Operations(0, 1, 1, 0, 0)),
    **dict.fromkeys(names("Swish Silu"), Operations(0, 5, 1, 0, 0)),
    **dict.fromkeys(names("Elu"), Operations(0, 2, 0, 1, 0)),
    **dict.fromkeys(names("HardSigmoid"), Operations(0, 1, 0, 2, 0)),
    **dict.fromkeys(names("HardSwish"), Operations(0, 3, 0, 2, 0)),
    **dict.fromkeys(names("Softmax"), Operations(0, 4, 0, 0, 0)),
    **dict.fromkeys(names("LogSoftmax log_softmax"), Operations(0, 3, 1, 0, 0)),
    **dict.fromkeys(names("Abs"), Operations(0, 0, 0, 1, 0)),
    **dict.fromkeys(
        names("GlobalMaxPool ReduceMax ReduceMin Amax Amin"), Operations(0, 0, 0, 0, 1)
    ),
}

_RULES: Final[Mapping[str, _Rule]] = {
    **dict.fromkeys(VIEWS | SUMS, _nothing),
    **dict.fromkeys(MOVES, _as_forward),
    **dict.fromkeys(
        names("Relu Relu6 Relu0To1 ReluN1To1 ThresholdedRelu Clip Max Min Maximum Minimum Where")
        | AVERAGES,
        _as_forward,
    ),
    **dict.fromkeys(names("LeakyRelu PRelu"), _slope),
    **dict.fromkeys(names("Mul"), _multiplication),
    **dict.fromkeys(names("Div"), _division),
    **dict.fromkeys(names("Gelu"), _gaussian),
    **dict.fromkeys(names("GlobalAveragePool ReduceMean Mean"), _mean),
    **dict.fromkeys(names("ReduceSum"), _sum),
    **dict.fromkeys(
        names(
            "LayerNormalization LayerNorm NativeLayerNorm GroupNormalization"
            " InstanceNormalization GroupNorm InstanceNorm"
        ),
        _norm(8, 3),
    ),
    **dict.fromkeys(names("RMSNormalization RMSNorm"), _norm(6, 2)),
    **dict.fromkeys(BATCH_NORMS, _batch_norm),
    **dict.fromkeys(LOOKUPS, _lookup),
    **dict.fromkeys(names("Conv Gemm Linear"), _product),
    **dict.fromkeys(names("Experts FeedForward Router Scan"), _other),
    **dict.fromkeys(names("Adapter"), _adapter),
    **dict.fromkeys(
        names(
            "Attention scaled_dot_product_attention _scaled_dot_product_flash_attention"
            " _scaled_dot_product_efficient_attention"
        ),
        _attention,
    ),
}
