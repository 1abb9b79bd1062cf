"""Counting rules of layers that join tensors: n tensors are joined in n - 1 steps each."""

from __future__ import annotations

from math import prod

from joulepath.workloads.keras_call import Call, Rule
from joulepath.workloads.keras_program import Shape, Tensor
from joulepath.workloads.keras_shapes import broadcast, one_axis
from joulepath.workloads.work import RuleError, Work

__all__ = ["channel_scale", "concatenation", "dot", "joined", "joining", "scaled_sum"]


def joining(operator: str, joint: Work, once: Work | None = None) -> Rule:
    """Rule of ``Add``, ``Maximum`` and the like: so much for each joint, and once."""

    def rule(call: Call) -> Tensor:
        if len(call.inputs) < 2:
            raise RuleError(f"it joins {len(call.inputs)} tensors, not two or more")
        shape = broadcast(*(one.shape for one in call.inputs))
        each = joint * (len(call.inputs) - 1) + (once or Work())
        return call.emit(operator, shape, each=each)

    return rule


def concatenation(call: Call) -> Tensor:
    """Work of a ``Concatenate``: a move for each value."""
    shapes = [one.shape for one in call.inputs]
    if not shapes or len({len(shape) for shape in shapes}) > 1:
        raise RuleError(f"it joins shapes {', '.join(map(str, shapes))}")
    axis = one_axis(call.settings.axes("axis", -1)[0], len(shapes[0]))
    return call.emit("Concat", joined(shapes, axis), each=Work(moves=1))


def joined(shapes: list[Shape], axis: int) -> Shape:
    """Shape of tensors one behind another.

    Raises
    ------
    RuleError
        If they differ along another axis.
    """
    others = {(*shape[:axis], *shape[axis + 1 :]) for shape in shapes}
    if len(others) > 1:
        raise RuleError(f"it joins shapes {', '.join(map(str, shapes))} along axis {axis}")
    return (*shapes[0][:axis], sum(shape[axis] for shape in shapes), *shapes[0][axis + 1 :])


def scaled_sum(call: Call) -> Tensor:
    """Work of a ``CustomScaleLayer`` of InceptionResNetV2: a sum, one side scaled."""
    if len(call.inputs) != 2:
        raise RuleError(f"it joins {len(call.inputs)} tensors, not two")
    shape = broadcast(*(one.shape for one in call.inputs))
    return call.emit("Add", shape, each=Work(elementwise=2))


def channel_scale(call: Call) -> Tensor:
    """Work of a ``LayerScale`` of ConvNeXt: a trained factor for each channel."""
    weights = [call.weight(call.settings.whole("projection_dim"))]
    return call.emit("Mul", call.shape(), each=Work(elementwise=1), weights=weights)


def dot(call: Call) -> Tensor:
    """Work of a ``Dot``: products of activations, perhaps divided by their lengths first."""
    if len(call.inputs) != 2:
        raise RuleError(f"it joins {len(call.inputs)} tensors, not two")
    left, right = (one.shape for one in call.inputs)
    axes = call.settings.axes("axes", -1)
    first, second = (axes * 2)[:2]
    one, other = one_axis(first, len(left)), one_axis(second, len(right))
    if min(one, other) < 1 or left[one] != right[other] or left[0] != right[0]:
        raise RuleError(f"shapes {left} and {right} do not multiply")
    rest = [size for at, size in enumerate(left) if at not in {0, one}]
    rest += [size for at, size in enumerate(right) if at not in {0, other}]
    shape = (left[0], *(rest or [1]))
    work = Work(prod(shape) * left[one])
    if call.settings.flag("normalize", False):
        work += _lengths(left, one) + _lengths(right, other)
    return call.emit("MatMul", shape, work, trained=False)


def _lengths(shape: Shape, axis: int) -> Work:
    values, vectors = prod(shape), prod(shape) // shape[axis]
    return Work(0, 2 * values - vectors, values + vectors, vectors)
