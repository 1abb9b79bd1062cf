"""Counting rule of ``einsum``, whose equation says what is summed.

Operands are multiplied two at a time, from left to right or in the order of ``path``, as PyTorch
does. Axes that only one operand of a product has, and nobody needs later, are summed first. A
product is a MAC if an axis that both have is summed with it, and elementwise otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Final

from joulepath.workloads.torch_graph import Operation, RuleError, Tensor
from joulepath.workloads.work import Work

__all__ = ["einstein_sum"]

_MOST_OPERANDS: Final = 52


def einstein_sum(operation: Operation) -> Work:
    """Work of ``einsum``.

    Raises
    ------
    RuleError
        If the equation does not fit the operands.
    """
    operands = operation.several("tensors")
    if len(operands) > _MOST_OPERANDS:
        raise RuleError(f"{len(operands)} operands are more than letters")
    terms, answer = _terms(operation.text("equation").replace(" ", ""), operands)
    sizes: dict[str, int] = {}
    for term, operand in zip(terms, operands, strict=True):
        for label, size in zip(term, operand.shape, strict=True):
            sizes[label] = max(size, sizes.get(label, 1))
    pending = [frozenset(term) for term in terms]
    if len(pending) == 1:
        return Work(elementwise=_values(sizes, pending[0]) - _values(sizes, frozenset(answer)))
    work = Work()
    for left, right in _order(operation, len(pending)):
        second, first = pending.pop(max(left, right)), pending.pop(min(left, right))
        later = frozenset(answer).union(*pending)
        work += _product(sizes, first, second, later)
        pending.insert(len(pending) if operation.sizes("path") else 0, (first | second) & later)
    return work


def _order(operation: Operation, operands: int) -> Iterator[tuple[int, int]]:
    path = operation.sizes("path") or (0, 1) * (operands - 1)
    if len(path) != 2 * (operands - 1):
        raise RuleError(f"a path of {len(path)} positions does not join {operands} operands")
    for step, pair in enumerate(zip(path[::2], path[1::2], strict=True)):
        if len({*pair}) != 2 or not all(0 <= at < operands - step for at in pair):
            raise RuleError(f"path {list(path)} does not join {operands} operands")
        yield pair


def _values(sizes: dict[str, int], labels: frozenset[str]) -> int:
    return prod(sizes[label] for label in labels)


def _product(
    sizes: dict[str, int], first: frozenset[str], second: frozenset[str], later: frozenset[str]
) -> Work:
    work = Work()
    kept: frozenset[str] = frozenset()
    for term, other in ((first, second), (second, first)):
        needed = term & (other | later)
        work += Work(elementwise=_values(sizes, term) - _values(sizes, needed))
        kept |= needed
    products = _values(sizes, kept)
    return work + (Work(products) if kept - later else Work(elementwise=products))


def _terms(equation: str, operands: tuple[Tensor, ...]) -> tuple[list[str], str]:
    """Labels of the axes of each operand and of the answer."""
    before, arrow, answer = equation.partition("->")
    listed = before.split(",")
    if len(listed) != len(operands):
        raise RuleError(f"equation '{equation}' is not for {len(operands)} operands")
    terms = [
        _spread(term, len(operand.shape)) for term, operand in zip(listed, operands, strict=True)
    ]
    together = "".join(terms)
    broadcast = "".join(sorted({label for label in together if label.isdigit()}))
    if not arrow:
        answer = "".join(sorted(label for label in together if together.count(label) == 1))
        return terms, "".join({*answer, *broadcast})
    answer = answer.replace("...", broadcast)
    if not {*answer} <= {*together}:
        raise RuleError(f"equation '{equation}' writes labels that nothing has")
    return terms, answer


def _spread(term: str, rank: int) -> str:
    """A term whose dots are labels of their own, numbered from the last axis."""
    hidden = rank - len(term.replace("...", "")) if "..." in term else 0
    labels = term.replace("...", "".join(map(str, reversed(range(min(hidden, 10))))))
    if len(labels) != rank or "." in labels:
        raise RuleError(f"term '{term}' does not fit {rank} axes")
    return labels
