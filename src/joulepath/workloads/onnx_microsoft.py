"""Quantised operators and the standard operators that they compute in integers.

A quantised operator does the work of its counterpart; the change of scale and the zero points
are part of its arithmetic and not counted. ConvInteger and the like are those of the standard,
QGemm and the like those of ONNX Runtime (domain ``com.microsoft``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from joulepath.workloads.onnx_graph import Operation

__all__ = ["COUNTERPARTS", "DOMAIN", "Counterpart", "stand_in", "standard"]

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
        "QGemm": Counterpart("Gemm", (0, 3, 6)),
        "QLinearAdd": Counterpart("Add", (0, 3)),
        "QLinearMul": Counterpart("Mul", (0, 3)),
        "QLinearSigmoid": Counterpart("Sigmoid", (0,)),
        "QLinearLeakyRelu": Counterpart("LeakyRelu", (0,)),
        "QLinearAveragePool": Counterpart("AveragePool", (0,)),
        "QLinearGlobalAveragePool": Counterpart("GlobalAveragePool", (0,)),
    },
}
"""By domain and operator."""

_UNSHAPED: Final = frozenset({"channels_last"})


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


def stand_in(node: Any) -> None:
    """Turn an operator of ONNX Runtime into its counterpart, whose shape can be inferred.

    Parameters
    ----------
    node : NodeProto
        Changed in place if it has a counterpart outside the standard.
    """
    counterpart = COUNTERPARTS[DOMAIN].get(node.op_type) if node.domain == DOMAIN else None
    if counterpart is None:
        return
    # A bias in integers of 32 bits has no influence on the shape, and another type.
    inputs = [node.input[at] for at in counterpart.inputs[:2] if at < len(node.input)]
    del node.input[:]
    node.input.extend(inputs)
    for at in reversed(range(len(node.attribute))):
        if node.attribute[at].name in _UNSHAPED:
            del node.attribute[at]
    node.op_type, node.domain = counterpart.operator, ""
