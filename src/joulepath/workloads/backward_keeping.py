"""What gradients are made with: what must be kept of a forward pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from joulepath.records.workload import WorkloadLayer
from joulepath.workloads.gradient_flow import LayerFlow
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
)

__all__ = ["Keeping", "keeps"]


@dataclass(frozen=True)
class Keeping:
    """What the gradient of a layer is made with."""

    inputs: bool
    """Whether what it reads is kept."""
    result: bool
    """Whether what it writes is kept."""


def keeps(layer: WorkloadLayer, flow: LayerFlow) -> Keeping:
    """What must be kept for the gradient of a layer."""
    name = bare(layer.operator)
    if not flow.takes_part or name in _KEEP_NOTHING:
        return Keeping(inputs=False, result=False)
    if name in _KEEP_RESULT:
        return Keeping(inputs=False, result=True)
    if name in {"mul", "div"}:
        return Keeping(inputs=len(layer.reads) > 1 or flow.trains, result=False)
    if layer.trained_macs and layer.trained_macs == layer.operations.macs:
        fused = bool(layer.operations.comparisons or layer.operations.special)
        return Keeping(inputs=flow.trains or is_joined(layer), result=fused)
    if name in BATCH_NORMS and not flow.trains:
        return Keeping(inputs=False, result=False)
    return Keeping(inputs=True, result=False)


_KEEP_NOTHING: Final = (
    VIEWS
    | MOVES
    | SUMS
    | LOOKUPS
    | AVERAGES
    | names("Sub Neg Abs GlobalAveragePool ReduceMean Mean ReduceSum Resize")
)
_KEEP_RESULT: Final = names(
    "Relu Relu6 Relu0To1 ReluN1To1 ThresholdedRelu LeakyRelu Clip Sigmoid Logistic Tanh Exp Sqrt"
    " Softmax LogSoftmax MaxPool MaxPool2D GlobalMaxPool ReduceMax ReduceMin Elu Reciprocal"
)
