"""Counting rules of dense layers and tables, as ``Gemm``, ``Einsum`` and ``Gather`` of ONNX.

In ``int8`` or ``int4`` the kernel is stored in that format and its product is one of integers;
finding the scale of the activations and changing it are part of the arithmetic and not counted,
as in the hybrid operators of TensorFlow Lite. In ``float8`` the kernel is stored as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Final

from joulepath.workloads.huggingface_reading import shown
from joulepath.workloads.json_reading import listed
from joulepath.workloads.keras_arguments import Arguments
from joulepath.workloads.keras_call import Call
from joulepath.workloads.keras_convolutions import adapted
from joulepath.workloads.keras_formats import Policy
from joulepath.workloads.keras_program import Shape, Tensor, Weight
from joulepath.workloads.keras_settings import is_whole
from joulepath.workloads.work import RuleError, Work

__all__ = ["dense", "einstein_dense", "embedding", "projected", "reversible_embedding"]

_LABELS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def dense(call: Call) -> Tensor:
    """Work of a ``Dense``."""
    shape = call.shape(least=1)
    units = call.settings.whole("units")
    weights = [Weight((shape[-1], units), call.policy.kernel)]
    weights += adapted(call, weights[0].shape)
    biased = call.settings.flag("use_bias", True)
    weights += [call.weight(units)] if biased else []
    each = Work(shape[-1], int(biased))
    form = call.policy.product
    result = call.emit("Gemm", (*shape[:-1], units), each=each, weights=weights, format_=form)
    return call.activated(result)


def projected(
    call: Call,
    source: Tensor,
    units: int,
    part: str,
    *,
    bias: bool,
    shape: Shape | None = None,
    summed: int = 0,
) -> Tensor:
    """Multiply the last axis of a tensor with a kernel of a part of the layer.

    Parameters
    ----------
    call : Call
        Of the layer.
    source : Tensor
        Activations.
    units : int
        Values in the place of the summed ones.
    part : str
        Name of the part.
    bias : bool
        Whether a bias is added.
    shape : tuple of int, optional
        Of the result; by default that of ``source`` with ``units`` in its last axis.
    summed : int
        Length of the sum; by default the last axis.
    """
    policy: Policy = call.part_policy(part)
    summed = summed or source.shape[-1]
    weights = [Weight((summed, units), policy.kernel)]
    weights += [Weight((units,), policy.variable)] if bias else []
    return call.emit(
        "Gemm",
        shape or (*source.shape[:-1], units),
        each=Work(summed, int(bias)),
        reads=[source],
        weights=weights,
        type_=policy.compute,
        format_=policy.product,
        part=part,
    )


def einstein_dense(call: Call) -> Tensor:
    """Work of an ``EinsumDense``."""
    shape, settings = call.shape(least=1), call.settings
    read, kernel, written = _labels(settings.word("equation", ""), len(shape))
    sizes = dict(zip(read, shape, strict=True))
    wanted = _wanted(call, len(written))
    for label, size in zip(written, wanted, strict=True):
        sizes.setdefault(label, size)
    if min(sizes.get(label, 0) for label in (*kernel, *written)) < 1:
        raise RuleError(f"equation {settings.get('equation')!r} does not say all sizes")
    products = prod(sizes[label] for label in {*read, *kernel, *written})
    summed = {*read, *kernel} - {*written}
    weights = [Weight(tuple(sizes[label] for label in kernel), call.policy.kernel)]
    weights += adapted(call, weights[0].shape)
    axes = settings.word("bias_axes", "")
    if not {*axes} <= {*written}:
        raise RuleError(f"'bias_axes' is {shown(axes)}, not axes of the result")
    weights += [call.weight(*(sizes[label] for label in written if label in axes))] if axes else []
    result = call.emit(
        "Einsum",
        tuple(sizes[label] for label in written),
        Work(products) if summed else Work(elementwise=products),
        each=Work(elementwise=1 if axes else 0),
        weights=weights,
        format_=call.policy.product,
    )
    return call.activated(result)


def _wanted(call: Call, rank: int) -> list[int]:
    """Sizes of the result that the layer states, 0 for those of its input."""
    stated = call.settings.get("output_shape")
    sizes = [0 if size is None else size for size in listed(stated)]
    whole = [size for size in sizes if is_whole(size) and size >= 0]
    if len(whole) < len(sizes):
        raise RuleError(f"'output_shape' is {shown(stated)}, not a list of sizes")
    return [*[0] * (rank - len(whole)), *whole][-rank:] if rank else []


def _labels(equation: str, rank: int) -> tuple[str, str, str]:
    """Labels of the axes of input, kernel and result; dots become labels of their own."""
    terms, arrow, written = equation.replace(" ", "").partition("->")
    read, comma, kernel = terms.partition(",")
    dots = rank - len(read.replace("...", ""))
    free = [label for label in _LABELS if label not in equation]
    if "..." in read and 0 <= dots <= len(free):
        names = "".join(free[:dots])
        read, written = read.replace("...", names), written.replace("...", names)
    known = {*_LABELS}
    sound = arrow and comma and {*read, *kernel, *written} <= known and kernel and written
    if not sound or len(read) != rank or len({*read}) != rank:
        raise RuleError(f"equation {shown(equation)} does not fit an input of {rank} axes")
    return read, kernel, written


def embedding(call: Call) -> Tensor:
    """Work of an ``Embedding``: a row of the table for each number."""
    rows, width = call.settings.whole("input_dim"), call.settings.whole("output_dim")
    weights = [Weight((rows, width), call.policy.kernel)]
    weights += adapted(call, weights[0].shape)
    return call.emit(
        "Gather", (*call.input.shape, width), each=Work(moves=1), weights=weights, trained=False
    )


def reversible_embedding(call: Call) -> Tensor:
    """Work of a ``ReversibleEmbedding``: a table, or the product with it."""
    rows, width = call.settings.whole("input_dim"), call.settings.whole("output_dim")
    weights = [Weight((rows, width), call.policy.kernel)]
    if not call.settings.flag("tie_weights", True):
        weights.append(Weight((width, rows), call.policy.kernel))
    if not _is_reversed(call.arguments):
        each, shape = Work(moves=1), (*call.input.shape, width)
        return call.emit("Gather", shape, each=each, weights=weights, trained=False)
    shape = call.shape(least=1)
    if shape[-1] != width:
        raise RuleError(f"a table of {width} columns does not fit {list(shape)}")
    capped = call.settings.has("logit_soft_cap")
    each = Work(width, int(capped), 2 * int(capped))
    form = call.policy.product
    return call.emit("Gemm", (*shape[:-1], rows), each=each, weights=weights, format_=form)


def _is_reversed(arguments: Arguments) -> bool:
    named: Mapping[str, object] = arguments.named
    return bool(arguments.get(1, "reverse", named.get("reverse", False)))
