"""What can be found wrong with a TensorFlow Lite graph before anything is counted."""

from __future__ import annotations

from collections.abc import Iterator, Set
from math import prod
from typing import Final

from joulepath.errors import Problem
from joulepath.workloads.tflite_operation import Graph, Operation, Tensor
from joulepath.workloads.tflite_operators import RULES
from joulepath.workloads.tflite_schema import CONTROL_FLOW

__all__ = ["label", "operator_problems", "tensor_problems"]

_ABSURD: Final = 10**12
"""Values of a tensor above which its shape is taken for a mistake."""
_AGAIN: Final = "convert or copy the model again"
_FIX_AXIS: Final = "convert the model with a fixed size for this axis"
_SIZES: Final = "sizes are at least 1, and a tensor is below 10^12 values"


def label(operation: Operation, position: int) -> str:
    """Name of an operator, which has none in the file: that of its first output."""
    named = operation.outputs[0].name[:200] if operation.outputs else ""
    return named or f"{operation.operator} {position}"


def operator_problems(graph: Graph, where: str, *, allow_unknown: bool) -> Iterator[Problem]:
    """All operators without a counting rule."""
    for position, operation in enumerate(graph.operations):
        place = f"node '{label(operation, position)}'"
        if operation.operator in CONTROL_FLOW:
            what = (
                f"{place}: '{operation.operator}' is control flow, whose work depends on the data"
            )
            yield Problem(where, what, "convert the model with loops unrolled and branches taken")
        elif operation.operator not in RULES and not allow_unknown:
            what = f"{place}: no counting rule for operator {operation.operator}"
            remedy = "express it by simpler operators, or count this model by hand"
            yield Problem(where, what, remedy)


def tensor_problems(graph: Graph, where: str) -> Iterator[Problem]:
    """Tensors that nothing provides, and shapes that cannot be."""
    if not graph.inputs:
        yield Problem(where, "the model has no input", _AGAIN)
    for tensor in graph.inputs:
        yield from _shape_problems(tensor, where, f"input '{tensor.name[:200]}'")
    written = {tensor.index for tensor in graph.inputs}
    for position, operation in enumerate(graph.operations):
        place = f"node '{label(operation, position)}' ({operation.operator})"
        yield from _input_problems(operation, written, where, place)
        yield from _output_problems(operation, written, where, place)
        written.update(tensor.index for tensor in operation.outputs)
    for tensor in graph.outputs:
        if tensor.index not in written and not tensor.constant:
            yield Problem(where, f"nothing writes output {_called(tensor)}", _AGAIN)


def _input_problems(
    operation: Operation, written: Set[int], where: str, place: str
) -> Iterator[Problem]:
    for tensor in operation.present:
        if tensor.constant:
            yield from _content_problems(tensor, where, place)
        elif tensor.variable:
            yield from _shape_problems(tensor, where, f"{place}: {_called(tensor)}")
        elif tensor.index not in written:
            yield Problem(where, f"{place} reads {_called(tensor)}, which nothing writes", _AGAIN)


def _output_problems(
    operation: Operation, written: Set[int], where: str, place: str
) -> Iterator[Problem]:
    for tensor in operation.outputs:
        if tensor.index in written or tensor.constant:
            yield Problem(where, f"{place} writes {_called(tensor)} once more", _AGAIN)
        yield from _shape_problems(tensor, where, f"{place}: {_called(tensor)}")


def _called(tensor: Tensor) -> str:
    return f"tensor {tensor.index} '{tensor.name[:200]}'"


def _shape_problems(tensor: Tensor, where: str, what: str) -> Iterator[Problem]:
    for axis in tensor.open_axes:
        if axis > 0:
            yield Problem(where, f"axis {axis} of {what} has no fixed size", _FIX_AXIS)
    if min(tensor.shape, default=1) < 1 or prod(tensor.shape) > _ABSURD:
        yield Problem(where, f"{what} has shape {list(tensor.shape)}", _SIZES)
    if not tensor.type.bits:
        what = f"{what} holds values of no fixed size ({tensor.type.name})"
        yield Problem(where, what, "convert the model without it")


def _content_problems(tensor: Tensor, where: str, place: str) -> Iterator[Problem]:
    if min(tensor.shape, default=0) < 0 or prod(tensor.shape) > _ABSURD:
        what = f"{place}: {_called(tensor)} has shape {list(tensor.shape)}"
        yield Problem(where, what, _SIZES)
    elif tensor.type.bits and not tensor.sparse and tensor.stored_bytes != -(-tensor.bits // 8):
        what = f"{place}: {_called(tensor)} of shape {list(tensor.shape)} and {tensor.type.name}"
        yield Problem(where, f"{what} is stored in {tensor.stored_bytes} bytes", _AGAIN)
