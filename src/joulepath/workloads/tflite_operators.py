"""Counting rules: how much work each TensorFlow Lite operator does.

The conventions are those of the ONNX rules: one for each addition, multiplication, comparison
and each value of an elementary function, however it is computed. With ``k`` for the values of
one kernel, ``i`` values read and ``o`` written:

=============================  ========================================================
``CONV_2D`` ``CONV_3D``        ``o`` x input channels per group x ``k`` MACs
``DEPTHWISE_CONV_2D``          ``o k`` MACs
``TRANSPOSE_CONV``             ``i`` x output channels x ``k`` MACs (what the padding
                               crops afterwards is computed and counts)
``FULLY_CONNECTED``            ``o`` x length of the summed axis, MACs
``BATCH_MATMUL``               likewise
``SVDF`` and recurrent ones    see `joulepath.workloads.tflite_recurrent`
a bias                         ``o`` additions
fused or own activation        ``RELU`` 1 comparison for each value; ``RELU6``,
                               ``RELU_N1_TO_1`` and ``RELU_0_TO_1`` 2; ``TANH`` and
                               ``LOGISTIC`` 1 special; others see `tflite_elementwise`
``SOFTMAX``                    for each value a maximum, a difference and a sum, an
                               exponential and a quotient
``AVERAGE_POOL_2D``            ``(k-1) o`` additions, ``o`` quotients (padding counts as
                               values); ``MAX_POOL_2D`` ``(k-1) o`` comparisons
``L2_POOL_2D``                 ``(2k-1) o`` elementwise, ``2 o`` special
``MEAN``                       ``i-o`` additions, ``o`` quotients; ``SUM`` ``REDUCE_*``
                               ``ARG_*`` ``i-o`` additions, products or comparisons
``L2_NORMALIZATION``           ``i`` squares, ``i-n`` additions, ``n`` comparisons with
                               epsilon, ``n`` roots, ``o`` quotients for ``n`` vectors
``LOCAL_RESPONSE_...``         (window + 2) ``o`` elementwise, a power and a quotient
``RESIZE_BILINEAR``            ``3 (2^n - 1) o`` along ``n`` axes
``QUANTIZE``                   from floats: quotient, rounding, zero point, two bounds
                               for each value; of integers: zero point, product,
                               rounding, zero point, two bounds
``DEQUANTIZE``                 zero point and product for each value
``TOPK_V2``                    the first of ``n`` by ``n - 1`` comparisons, each other one by
                               the logarithm of ``n`` to base 2, rounded up
``SEGMENT_*`` ``UNSORTED_*``   ``i`` additions, products or comparisons
copies                         ``o`` moves (see `tflite_elementwise`)
views                          nothing: ``RESHAPE``, ``SQUEEZE``, ``EXPAND_DIMS``, ...
=============================  ========================================================

Operators without a rule are those whose work depends on the data, on the algorithm, on random
numbers, or on another subgraph, and those whose settings this reader does not know: the products,
reductions and convolutions of ``STABLEHLO_*``.

The change of scale inside quantised operators is part of their arithmetic and not counted,
nor is the quantisation of inputs inside hybrid ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import Final, TypeAlias

from joulepath.workloads.kernels import kernel_of
from joulepath.workloads.tflite_elementwise import COPIES, EACH_VALUE, VIEWS
from joulepath.workloads.tflite_operation import Operation, RuleError, Work
from joulepath.workloads.tflite_recurrent import (
    activated,
    bidirectional_long_short_term,
    bidirectional_recurrent,
    filtered,
    long_short_term,
    recurrent,
    single_long_short_term,
    single_recurrent,
)
from joulepath.workloads.tflite_schema import ACTIVATIONS

__all__ = ["RULES", "Rule", "kernel", "work_of"]

Rule: TypeAlias = Callable[[Operation], Work]


def work_of(operation: Operation) -> Work:
    """Work of an operator that has a rule, its fused activation included.

    Raises
    ------
    RuleError
        If its tensors do not fit together.
    """
    work = RULES[operation.operator](operation)
    code = int(operation.options.get("activation", 0))
    if not 0 <= code < len(ACTIVATIONS):
        raise RuleError(f"no fused activation has number {code}")
    if operation.operator in _OWN_ACTIVATION:
        return work
    return work + activated(code) * operation.written


def kernel(operation: Operation) -> str:
    """Kind of a convolution that `work_of` could count; nothing for other operators."""
    match operation.operator:
        case "CONV_2D":
            *size, summed = operation.shape(1, 4)[1:]
            return kernel_of(size, summed, operation.shape(0, 4)[-1] // summed)
        case "DEPTHWISE_CONV_2D":
            return "depthwise"
        case "CONV_3D" | "TRANSPOSE_CONV":
            return "convolution"
        case _:
            return ""


def _bias(operation: Operation, position: int) -> int:
    return operation.written if operation.has(position) else 0


def _convolution(rank: int, channel_axis: int, kernel: slice) -> Rule:
    def rule(operation: Operation) -> Work:
        channels, weight = operation.shape(0, rank)[-1], operation.shape(1, rank)
        if channels % weight[kernel][-1]:
            raise RuleError(f"{channels} channels do not fit a kernel for {weight[kernel][-1]}")
        _fit_channels(operation, weight[channel_axis])
        return Work(operation.written * prod(weight[kernel]), _bias(operation, 2))

    return rule


def _fit_channels(operation: Operation, channels: int) -> None:
    if operation.output.shape[-1:] != (channels,):
        raise RuleError(f"{channels} kernels do not write {list(operation.output.shape)}")


def _depthwise_convolution(operation: Operation) -> Work:
    channels, weight = operation.shape(0, 4)[3], operation.shape(1, 4)
    if weight[3] % channels:
        raise RuleError(f"{channels} channels do not fit {weight[3]} kernels")
    _fit_channels(operation, weight[3])
    return Work(operation.written * weight[1] * weight[2], _bias(operation, 2))


def _transposed_convolution(operation: Operation) -> Work:
    weight, read = operation.shape(1, 4), operation.shape(2, 4)
    if read[3] != weight[3]:
        raise RuleError(f"{read[3]} channels do not fit a kernel for {weight[3]}")
    _fit_channels(operation, weight[0])
    return Work(prod(read) * prod(weight[:3]), _bias(operation, 3))


def _transposed_volume(operation: Operation) -> Work:
    weight, read = operation.shape(1, 5), operation.shape(2, 5)
    if read[4] != weight[4]:
        raise RuleError(f"{read[4]} channels do not fit a kernel for {weight[4]}")
    _fit_channels(operation, weight[3])
    return Work(prod(read) * prod(weight[:4]), _bias(operation, 3))


def _fully_connected(operation: Operation) -> Work:
    units, depth = operation.shape(1, 2)
    if operation.read * units != operation.written * depth:
        what = f"weights {[units, depth]} do not turn {list(operation.shape(0))}"
        raise RuleError(f"{what} into {list(operation.output.shape)}")
    return Work(operation.written * depth, _bias(operation, 2))


def _matrix_product(operation: Operation) -> Work:
    left, right = operation.shape(0), operation.shape(1)
    if min(len(left), len(right)) < 2:
        raise RuleError(f"shapes {list(left)} and {list(right)} are no matrices")
    summed = left[-2] if operation.options["left_turned"] else left[-1]
    if summed != (right[-1] if operation.options["right_turned"] else right[-2]):
        raise RuleError(f"shapes {list(left)} and {list(right)} do not multiply")
    return Work(operation.written * summed)


def _pool(operation: Operation) -> int:
    return operation.amount("width") * operation.amount("height")


def _average_pool(operation: Operation) -> Work:
    return Work(elementwise=_pool(operation) - 1, special=1) * operation.written


def _max_pool(operation: Operation) -> Work:
    return Work(comparisons=_pool(operation) - 1) * operation.written


def _root_mean_square_pool(operation: Operation) -> Work:
    return Work(elementwise=2 * _pool(operation) - 1, special=2) * operation.written


def _reduction(kind: str, quotients: int = 0) -> Rule:
    def rule(operation: Operation) -> Work:
        joined = operation.read - operation.written
        if joined < 0:
            raise RuleError(f"it writes {operation.written} values of {operation.read}")
        return Work(**{kind: joined}) + Work(special=quotients * operation.written)

    return rule


def _vector_norm(operation: Operation) -> Work:
    vectors = prod(operation.shape(0)[:-1])
    read, written = operation.read, operation.written
    return Work(0, 2 * read - vectors, vectors + written, vectors)


def _local_response(operation: Operation) -> Work:
    window = 2 * operation.amount("radius") + 1
    return Work(elementwise=window + 2, special=2) * operation.written


def _bilinear(operation: Operation) -> Work:
    sizes = zip(operation.shape(0, 4), operation.output.shape, strict=False)
    resized = sum(before != after for before, after in sizes)
    return Work(elementwise=3 * (2**resized - 1)) * operation.written


def _sum_of_several(operation: Operation) -> Work:
    return Work(elementwise=len(operation.present) - 1) * operation.written


def _gaussian(operation: Operation) -> Work:
    by_tanh = bool(operation.options["approximate"])
    return Work(elementwise=8 if by_tanh else 4, special=1) * operation.written


def _quantisation(operation: Operation) -> Work:
    first = operation.inputs[0] if operation.inputs else None
    each = Work(0, 2, 1, 2) if first and first.type.floating else Work(0, 4, 0, 2)
    return each * operation.written


def _largest(operation: Operation) -> Work:
    length, chosen = operation.shape(0)[-1], operation.output.shape[-1]
    if chosen > length:
        raise RuleError(f"{chosen} of {length} values cannot be the largest")
    each = length - 1 + (chosen - 1) * (length - 1).bit_length()
    return Work(comparisons=each, moves=chosen) * (operation.read // length)


def _for_each_read(work: Work) -> Rule:
    return lambda operation: work * operation.read


def _view(operation: Operation) -> Work:
    if operation.read != operation.written:
        what = f"shape {list(operation.shape(0))} holds other values than"
        raise RuleError(f"{what} {list(operation.output.shape)}")
    return Work()


def _copy(operation: Operation) -> Work:
    return Work(moves=sum(tensor.values for tensor in operation.outputs))


def _nothing(operation: Operation) -> Work:
    return Work()


def _each(work: Work) -> Rule:
    return lambda operation: work * operation.written


_OWN_ACTIVATION: Final = frozenset(
    {
        "BIDIRECTIONAL_SEQUENCE_LSTM",
        "BIDIRECTIONAL_SEQUENCE_RNN",
        "LSTM",
        "UNIDIRECTIONAL_SEQUENCE_LSTM",
    }
)
"""Operators whose rule counts the activation, which is not one for each value written."""

RULES: Final[Mapping[str, Rule]] = {
    **dict.fromkeys(COPIES, _copy),
    **dict.fromkeys(VIEWS, _view),
    **dict.fromkeys(("BROADCAST_ARGS", "RANK", "SHAPE"), _nothing),
    **dict.fromkeys(
        ("SEGMENT_SUM", "UNSORTED_SEGMENT_PROD", "UNSORTED_SEGMENT_SUM"),
        _for_each_read(Work(elementwise=1)),
    ),
    **dict.fromkeys(
        ("UNSORTED_SEGMENT_MAX", "UNSORTED_SEGMENT_MIN"), _for_each_read(Work(comparisons=1))
    ),
    **{name: _each(work) for work, names in EACH_VALUE.items() for name in names.split()},
    **dict.fromkeys(("SUM", "REDUCE_PROD"), _reduction("elementwise")),
    **dict.fromkeys(
        ("ARG_MAX", "ARG_MIN", "REDUCE_ALL", "REDUCE_ANY", "REDUCE_MAX", "REDUCE_MIN"),
        _reduction("comparisons"),
    ),
    "MEAN": _reduction("elementwise", quotients=1),
    "ADD_N": _sum_of_several,
    "BIDIRECTIONAL_SEQUENCE_LSTM": bidirectional_long_short_term,
    "BIDIRECTIONAL_SEQUENCE_RNN": bidirectional_recurrent,
    "LSTM": single_long_short_term,
    "RNN": single_recurrent,
    "TOPK_V2": _largest,
    "AVERAGE_POOL_2D": _average_pool,
    "BATCH_MATMUL": _matrix_product,
    "CONV_2D": _convolution(4, 0, slice(1, 4)),
    "CONV_3D": _convolution(5, 4, slice(0, 4)),
    "CONV_3D_TRANSPOSE": _transposed_volume,
    "DEPTHWISE_CONV_2D": _depthwise_convolution,
    "FULLY_CONNECTED": _fully_connected,
    "GELU": _gaussian,
    "L2_NORMALIZATION": _vector_norm,
    "L2_POOL_2D": _root_mean_square_pool,
    "LOCAL_RESPONSE_NORMALIZATION": _local_response,
    "MAX_POOL_2D": _max_pool,
    "QUANTIZE": _quantisation,
    "RESIZE_BILINEAR": _bilinear,
    "SVDF": filtered,
    "TRANSPOSE_CONV": _transposed_convolution,
    "UNIDIRECTIONAL_SEQUENCE_LSTM": long_short_term,
    "UNIDIRECTIONAL_SEQUENCE_RNN": recurrent,
}
"""The counting rule of every operator that has one."""
