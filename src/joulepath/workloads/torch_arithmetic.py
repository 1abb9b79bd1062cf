"""Counting rules of PyTorch's arithmetic whose arguments change the number of its steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from joulepath.workloads.torch_graph import Operation
from joulepath.workloads.work import Work

__all__ = ["ARITHMETIC_RULES"]

Rule: TypeAlias = Callable[[Operation], Work]


def _sum(operation: Operation) -> Work:
    scaled = operation.number("alpha", 1) != 1
    return Work(elementwise=2 if scaled else 1) * operation.written


def _quotient(operation: Operation) -> Work:
    rounded = bool(operation.text("rounding_mode"))
    return Work(elementwise=int(rounded), special=1) * operation.written


def _clamp(operation: Operation) -> Work:
    bounds = sum(operation.arguments.get(name) is not None for name in ("min", "max"))
    return Work(comparisons=bounds) * operation.written


def _third_term(joined: Work) -> Rule:
    """Rule of a sum with a product or quotient of two others, perhaps scaled."""

    def rule(operation: Operation) -> Work:
        scaled = operation.number("value", 1) != 1
        return (joined + Work(elementwise=2 if scaled else 1)) * operation.written

    return rule


def _gelu(operation: Operation) -> Work:
    by_tanh = operation.text("approximate", "none") == "tanh"
    return Work(elementwise=8 if by_tanh else 4, special=1) * operation.written


def _affine_grid(operation: Operation) -> Work:
    return Work(operation.written * operation.shape("theta", 2)[-1])


def _cosine_similarity(operation: Operation) -> Work:
    """Three sums of products; a product, two roots and a quotient, two bounds of each."""
    values = operation.tensor("x1").values
    return (
        Work(elementwise=6 * values)
        + Work(elementwise=-2, special=3, comparisons=2) * operation.written
    )


ARITHMETIC_RULES: Final[Mapping[str, Rule]] = {
    **dict.fromkeys(("add", "rsub", "sub", "subtract"), _sum),
    **dict.fromkeys(("clamp", "clip"), _clamp),
    **dict.fromkeys(("div", "divide"), _quotient),
    "addcdiv": _third_term(Work(special=1)),
    "addcmul": _third_term(Work(elementwise=1)),
    "affine_grid_generator": _affine_grid,
    "cosine_similarity": _cosine_similarity,
    "gelu": _gelu,
}
"""The counting rule of every such operator that has one."""
