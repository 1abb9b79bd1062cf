"""Counting rules of the operators of ONNX for trees and other classical models (``ai.onnx.ml``).

For each sample, with ``i`` values read and ``o`` written:

============================  =========================================================
``TreeEnsemble*``             a comparison at each split down to the deepest leaf of
                              each tree, because the file does not say how data went; an
                              addition for each value of a leaf
``Linear*``                   ``o`` x features MACs, a bias each
``SVM*``                      as `joulepath.workloads.linear_models` says
a class                       the largest of its scores: one comparison less than classes
what becomes of scores        ``LOGISTIC`` a sigmoid each, ``SOFTMAX`` as ``Softmax``
``Scaler``                    2 ``o``: difference, product
``Normalizer``                ``MAX`` ``i`` comparisons, ``L1`` 2 ``i``, ``L2`` 2 ``i`` and a
                              root for each vector; a quotient for each value
``Binarizer`` ``Imputer``     a comparison for each value
look-ups and columns          a move for each value written
============================  =========================================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from joulepath.workloads.linear_models import Machine, machine_work
from joulepath.workloads.onnx_elementwise import EACH_VALUE
from joulepath.workloads.onnx_graph import Operation, RuleError
from joulepath.workloads.work import Work

__all__ = ["DEEPEST_LEAVES", "DOMAIN", "RULES"]

DOMAIN: Final = "ai.onnx.ml"
"""Operator set of classical models."""

DEEPEST_LEAVES: Final = (
    "trees: an ONNX file does not say how the training data went, so a sample takes the"
    " comparisons of the deepest leaves, the most there can be; the file of the library that"
    " trained them says it"
)
"""What is taken for granted of a graph with trees."""

_TRANSFORMS: Final[Mapping[str, Work]] = {
    "NONE": Work(),
    "LOGISTIC": EACH_VALUE["Sigmoid"],
    "SOFTMAX": EACH_VALUE["Softmax"],
    "SOFTMAX_ZERO": EACH_VALUE["Softmax"] + Work(comparisons=1),
}
_NORMS: Final[Mapping[str, tuple[Work, Work]]] = {
    "MAX": (Work(comparisons=1, special=1), Work(comparisons=-1)),
    "L1": (Work(elementwise=2, special=1), Work(elementwise=-1)),
    "L2": (Work(elementwise=2, special=1), Work(elementwise=-1, special=1)),
}


def _samples(operation: Operation) -> int:
    shape = operation.shape(0)
    return shape[0] if len(shape) > 1 else 1


def _answered(operation: Operation) -> Work:
    """What becomes of the scores of a sample, and its class."""
    name = operation.text("post_transform", "NONE")
    if name not in _TRANSFORMS:
        raise RuleError(f"no counting rule for post_transform '{name}'")
    scores = int(operation.number("scores", 1))
    classes = int(operation.number("classes", 0))
    complement = Work(elementwise=1) if classes == 2 and scores == 1 else Work()
    label = Work(comparisons=max(classes - 1, 0))
    return _TRANSFORMS[name] * scores + complement + label


def _trees(operation: Operation) -> Work:
    each = Work(elementwise=operation.amount("leaf_values"))
    each += Work(comparisons=int(operation.number("comparisons", 0)))
    return (each + _answered(operation)) * _samples(operation)


def _linear(operation: Operation) -> Work:
    scores, weights = operation.amount("scores"), operation.amount("weights")
    biases = int(operation.number("biases", 0))
    return (Work(weights, min(biases, scores)) + _answered(operation)) * _samples(operation)


def _machine(operation: Operation) -> Work:
    machine = Machine(
        features=operation.amount("features"),
        vectors=operation.amount("vectors"),
        classes=int(operation.number("classes", 0)),
        kernel=operation.text("kernel", "linear"),
        degree=int(operation.number("degree", 3)),
    )
    kernel, decision = machine_work(machine)
    return (kernel + decision) * _samples(operation)


def _normaliser(operation: Operation) -> Work:
    norm = operation.text("norm", "MAX")
    if norm not in _NORMS:
        raise RuleError(f"no counting rule for norm '{norm}'")
    each, each_vector = _NORMS[norm]
    return each * operation.read + each_vector * (operation.read // operation.shape(0, 1)[-1])


def _each(work: Work) -> Callable[[Operation], Work]:
    return lambda operation: work * operation.all_written


_MOVE: Final = _each(Work(moves=1))
_COMPARE: Final = _each(Work(comparisons=1))

RULES: Final[Mapping[str, Callable[[Operation], Work]]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("TreeEnsemble", "TreeEnsembleClassifier", "TreeEnsembleRegressor"), _trees
        ),
        **dict.fromkeys(("LinearClassifier", "LinearRegressor"), _linear),
        **dict.fromkeys(("SVMClassifier", "SVMRegressor"), _machine),
        "Scaler": _each(Work(elementwise=2)),
        "Normalizer": _normaliser,
        **dict.fromkeys(("Binarizer", "Imputer"), _COMPARE),
        **dict.fromkeys(
            ("ArrayFeatureExtractor", "FeatureVectorizer", "LabelEncoder", "OneHotEncoder"), _MOVE
        ),
        "ZipMap": _MOVE,
    }
)
"""The counting rule of every operator of the set that has one."""
