"""Quantised operators and the standard operators that they compute in integers.

A quantised operator does the work of its counterpart; the change of scale and the zero points
are part of its arithmetic and not counted. ConvInteger and the like are those of the standard,
QGemm and the like those of ONNX Runtime (domain ``com.microsoft``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from joulepath.workloads.onnx_graph import Operation

__all__ = ["COUNTERPARTS", "DOMAIN", "Counterpart", "standard"]

DOMAIN: Final = "com.microsoft"
"""Operator set of ONNX Runtime."""


class Counterpart(NamedTuple):
    """A standard operator, and which inputs of the quantised one are its inputs."""

    operator: str
    inputs: tuple[int, ...]


COUNTERPARTS: Final[Mapping[str, Mapping[str, Counterpart]]] = {
    "": {
        "ConvInteger": Counterpart("Conv", (0, 1)),
        "MatMulInteger": Counterpart("MatMul", (0, 1)),
        "QLinearConv": Counterpart("Conv", (0, 3, 8)),
        "QLinearMatMul": Counterpart("MatMul", (0, 3)),
    },
    DOMAIN: {
        "DequantizeLinear": Counterpart("DequantizeLinear", (0, 1, 2)),
        "MulInteger": Counterpart("Mul", (0, 2)),
        "QGemm": Counterpart("Gemm", (0, 3, 6)),
        "QLinearAdd": Counterpart("Add", (0, 3)),
        "QLinearMul": Counterpart("Mul", (0, 3)),
        "QLinearSigmoid": Counterpart("Sigmoid", (0,)),
        "QLinearLeakyRelu": Counterpart("LeakyRelu", (0,)),
        "QLinearAveragePool": Counterpart("AveragePool", (0,)),
        "QLinearConv": Counterpart("Conv", (0, 3, 8)),
        "QLinearGlobalAveragePool": Counterpart("GlobalAveragePool", (0,)),
        "QLinearReduceMean": Counterpart("ReduceMean", (0,)),
        "QLinearSoftmax": Counterpart("Softmax", (0,)),
        "QLinearWhere": Counterpart("Where", (0, 1, 4)),
        "QuantizeLinear": Counterpart("QuantizeLinear", (0, 1, 2)),
        "ReduceSumInteger": Counterpart("ReduceSum", (0,)),
    },
}
"""By domain and operator."""


def standard(operation: Operation) -> Operation:
    """The operator of the standard that does the work of another one, or itself."""
    node = operation.node
    counterpart = COUNTERPARTS.get(node.domain, {}).get(node.operator)
    if counterpart is None:
        return operation
    present = [at for at in counterpart.inputs if at < len(node.inputs)]
    names = tuple(node.inputs[at] for at in present)
    return replace(
        operation,
        node=replace(node, operator=counterpart.operator, inputs=names),
        inputs=tuple(operation.inputs[at] for at in present),
    )
