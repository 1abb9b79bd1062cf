"""Activation functions of Keras, and what they do with each value.

Most are operators of ONNX under another name. The others, one for each addition or product
(elementwise), value of an elementary function or quotient (special), comparison with selection:

==================  =======================================================================
``silu``            a sigmoid and a product
``relu6``           two comparisons, as ``Clip``; ``hard_tanh`` likewise
``log_sigmoid``     ``softplus`` and two changes of sign
``hard_shrink``     magnitude, comparison; ``soft_shrink`` two of sum and comparison
``tanh_shrink``     hyperbolic tangent, difference; ``threshold`` a comparison
``squareplus``      square, two sums, root, product
``sparse_plus``     two comparisons, sum, square, product; ``sparse_sigmoid`` sum, product
                    and two comparisons
``glu``             for each value written a sigmoid and a product
==================  =======================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from joulepath.workloads.huggingface_reading import shown
from joulepath.workloads.json_reading import table_of
from joulepath.workloads.onnx_elementwise import EACH_VALUE
from joulepath.workloads.work import RuleError, Work

__all__ = ["ACTIVATIONS", "Activation", "activation_of", "gelu", "rectifier"]


@dataclass(frozen=True)
class Activation:
    """A function of each value."""

    operator: str
    """Its name, that of ONNX where there is one; empty for one that changes nothing."""
    work: Work
    """For each value written."""
    halves: bool = False
    """Whether it writes half as many values as it reads."""


def _of_onnx(operator: str) -> Activation:
    return Activation(operator, EACH_VALUE[operator])


LINEAR: Final = Activation("", Work())


def gelu(*, approximate: bool) -> Activation:
    """The Gaussian unit, exact or by the hyperbolic tangent."""
    return Activation("Gelu", Work(elementwise=8 if approximate else 4, special=1))


ACTIVATIONS: Final[Mapping[str, Activation]] = MappingProxyType(
    {
        "linear": LINEAR,
        "celu": _of_onnx("Celu"),
        "elu": _of_onnx("Elu"),
        "exponential": _of_onnx("Exp"),
        "gelu": gelu(approximate=False),
        "glu": Activation("Glu", Work(elementwise=1, special=1), halves=True),
        "hard_shrink": Activation("HardShrink", Work(elementwise=1, comparisons=1)),
        "hard_sigmoid": _of_onnx("HardSigmoid"),
        **dict.fromkeys(("hard_silu", "hard_swish"), _of_onnx("HardSwish")),
        "hard_tanh": Activation("Clip", Work(comparisons=2)),
        "leaky_relu": _of_onnx("LeakyRelu"),
        "log_sigmoid": Activation("LogSigmoid", Work(elementwise=3, special=2)),
        "log_softmax": _of_onnx("LogSoftmax"),
        "mish": _of_onnx("Mish"),
        "relu": _of_onnx("Relu"),
        "relu6": Activation("Clip", Work(comparisons=2)),
        "selu": _of_onnx("Selu"),
        "sigmoid": _of_onnx("Sigmoid"),
        **dict.fromkeys(("silu", "swish"), Activation("Swish", Work(elementwise=1, special=1))),
        "soft_shrink": Activation("SoftShrink", Work(elementwise=2, comparisons=2)),
        "softmax": _of_onnx("Softmax"),
        "softplus": _of_onnx("Softplus"),
        "softsign": _of_onnx("Softsign"),
        "sparse_plus": Activation("SparsePlus", Work(elementwise=3, comparisons=2)),
        "sparse_sigmoid": Activation("SparseSigmoid", Work(elementwise=2, comparisons=2)),
        "squareplus": Activation("Squareplus", Work(elementwise=4, special=1)),
        "tanh": _of_onnx("Tanh"),
        "tanh_shrink": Activation("TanhShrink", Work(elementwise=1, special=1)),
        "threshold": _of_onnx("ThresholdedRelu"),
    }
)
"""By their names in Keras; ``sparsemax`` sorts, and how long that takes depends on the data."""

_LAYERS: Final = MappingProxyType(
    {
        "CELU": "celu",
        "ELU": "elu",
        "LeakyReLU": "leaky_relu",
        "PReLU": "leaky_relu",
        "ReLU": "relu",
        "Softmax": "softmax",
    }
)


def activation_of(value: object) -> Activation:
    """Activation that a setting names.

    Parameters
    ----------
    value : object
        A name, a serialised function or layer, or None.

    Raises
    ------
    RuleError
        If there is no such activation.
    """
    name, settings = _named(value)
    if name == "relu" and settings:
        return rectifier(settings)
    found = ACTIVATIONS.get(name) if isinstance(name, str) else None
    if found is None:
        raise RuleError(f"no counting rule for activation {shown(name)}")
    return found


def rectifier(settings: Mapping[str, Any]) -> Activation:
    """A rectifier with a slope below its threshold, or an upper bound, or both."""
    bounded = settings.get("max_value") is not None
    sloped = bool(settings.get("negative_slope"))
    work = Work(elementwise=sloped, comparisons=1 + bounded)
    return Activation("Clip" if bounded else "LeakyRelu" if sloped else "Relu", work)


def _named(value: object) -> tuple[object, Mapping[str, Any]]:
    if value is None:
        return "linear", {}
    table = table_of(value)
    if not table:
        return value, {}
    name, config = table.get("class_name"), table.get("config")
    settings = table_of(config)
    if name == "function":
        return config, {}
    if name == "Activation":
        return settings.get("activation"), {}
    return _LAYERS.get(name, name) if isinstance(name, str) else name, settings
