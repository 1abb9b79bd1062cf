"""Counting rules of PyTorch's normalisations, and of their gradients.

As for ONNX: each value takes its part in a mean, the difference from it, its square, its part in
the mean of the squares and a quotient; scale and shift if there are any; each mean two more,
epsilon and the root. A batch normalisation outside training is a scale and a shift. In training
it works out the statistics of the batch, and 7 operations a channel keep the running ones.
"""

from __future__ import annotations

from math import prod

from joulepath.workloads.torch_graph import Operation, RuleError, Shape
from joulepath.workloads.work import Work

__all__ = [
    "batch_norm",
    "batch_norm_gradient",
    "group_norm",
    "instance_norm",
    "layer_norm",
    "norm_gradient",
    "root_mean_square_norm",
]

_MEAN = Work(elementwise=1, special=1)
_IN_TRAINING = "aten._batch_norm_with_update"
_TRAINED_NAMES = ("weight", "bias")


def _affine(operation: Operation) -> int:
    return sum(operation.optional(name) is not None for name in _TRAINED_NAMES)


def _read(operation: Operation) -> Shape:
    return operation.shape("input" if "input" in operation.arguments else "self", 1)


def _normalised(operation: Operation, means: int) -> Work:
    plain = Work(elementwise=4 + _affine(operation), special=1)
    return plain * operation.written + _MEAN * means


def layer_norm(operation: Operation) -> Work:
    """Work of ``layer_norm``."""
    read = _read(operation)
    return _normalised(operation, prod(read[: len(read) - len(_normal_axes(operation))]))


def _normal_axes(operation: Operation) -> Shape:
    axes = operation.sizes("normalized_shape")
    if not 0 < len(axes) <= len(_read(operation)):
        raise RuleError(f"it normalises {len(axes)} axes of {list(_read(operation))}")
    return axes


def root_mean_square_norm(operation: Operation) -> Work:
    """Work of ``rms_norm``: no mean, no difference and no shift."""
    read = _read(operation)
    means = prod(read[: len(read) - len(_normal_axes(operation))])
    plain = 3 if operation.optional("weight") else 2
    return Work(elementwise=plain, special=1) * operation.written + _MEAN * means


def group_norm(operation: Operation) -> Work:
    """Work of ``group_norm``."""
    groups = int(operation.number("num_groups", 0) or operation.number("group", 0))
    if groups < 1:
        raise RuleError("the number of groups is missing")
    return _normalised(operation, _read(operation)[0] * groups)


def instance_norm(operation: Operation) -> Work:
    """Work of ``instance_norm``."""
    if not operation.flag("use_input_stats", True):
        return Work(elementwise=2) * operation.written
    return _normalised(operation, prod(_read(operation)[:2]))


def batch_norm(operation: Operation) -> Work:
    """Work of ``batch_norm`` in all its forms."""
    if not _trains(operation):
        return Work(elementwise=2) * operation.written
    channels = _channels(operation)
    kept = Work(elementwise=7) if operation.optional("running_mean") else Work()
    return _normalised(operation, channels) + kept * channels


def _channels(operation: Operation) -> int:
    read = _read(operation)
    if len(read) < 2:
        raise RuleError(f"{list(read)} has no axis of channels")
    return read[1]


def _trains(operation: Operation) -> bool:
    name = operation.operator
    if name.endswith(("_no_training", "_no_update")):
        return False
    return name == _IN_TRAINING or operation.flag("training")


def norm_gradient(operation: Operation) -> Work:
    """Work of the gradient of a normalisation by statistics of the values themselves.

    Each value: the normalised value again (2), the product with the scale, its part in two sums
    (3), two differences and a product, and the quotient; towards the scale a product and a sum,
    towards the shift a sum.
    """
    values = max(tensor.values for tensor in operation.tensors) if operation.tensors else 0
    trained = 3 if operation.optional("weight") else 0
    return Work(elementwise=10 + trained) * values


def batch_norm_gradient(operation: Operation) -> Work:
    """Work of the gradient of ``batch_norm``; outside training only the scales matter."""
    if operation.flag("train", operation.flag("training", True)):
        return norm_gradient(operation)
    values = max((tensor.values for tensor in operation.tensors), default=0)
    trained = 5 if operation.optional("weight") else 0
    return Work(elementwise=2 + trained) * values
