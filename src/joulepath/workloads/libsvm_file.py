"""Machines that LIBSVM, and linear models that LIBLINEAR, saved as text."""

from __future__ import annotations

from typing import Final

from joulepath.records.workload import Workload
from joulepath.workloads.huggingface_reading import shown
from joulepath.workloads.linear_models import Machine, linear_workload, machine_workload
from joulepath.workloads.work import RuleError

__all__ = ["count_liblinear", "count_libsvm"]

_CLASSIFIERS: Final = frozenset({"c_svc", "nu_svc"})
_MACHINES: Final = _CLASSIFIERS | {"one_class", "epsilon_svr", "nu_svr"}
_DENSE: Final = (
    "support vectors: each is compared with all {} features; a sparse one takes less where both"
    " have zeros"
)


def count_libsvm(text: str) -> Workload:
    """Count what ``svm_save_model`` wrote.

    Raises
    ------
    RuleError
        If it is no machine, or cut short.
    """
    head, mark, body = text.partition("\nSV")
    facts = _facts(head)
    if not mark or facts.get("svm_type") not in _MACHINES:
        raise RuleError(
            f"svm_type {shown(facts.get('svm_type'))} is not known, or no vector follows"
        )
    lines = [line for line in body.splitlines() if line.strip()]
    total = _whole(facts.get("total_sv"))
    if len(lines) != total:
        raise RuleError(f"it is cut short: {len(lines)} of {total} support vectors are there")
    features = max(map(_highest, lines), default=0)
    classifies = facts["svm_type"] in _CLASSIFIERS
    machine = Machine(
        features=features,
        vectors=total,
        classes=_whole(facts.get("nr_class")) if classifies else 0,
        kernel=facts.get("kernel_type", ""),
        degree=_whole(facts.get("degree", "3")),
    )
    return machine_workload(machine, (_DENSE.format(features),))


def count_liblinear(text: str) -> Workload:
    """Count what ``save_model`` of LIBLINEAR wrote.

    Raises
    ------
    RuleError
        If it is no model, or cut short.
    """
    head, mark, body = text.partition("\nw\n")
    facts = _facts(head)
    features, classes = _whole(facts.get("nr_feature")), _whole(facts.get("nr_class", "1"))
    rows = [line.split() for line in body.splitlines() if line.strip()]
    biased = not facts.get("bias", "-1").strip().startswith("-")
    if not mark or len(rows) != features + biased:
        raise RuleError(f"it is cut short: {len(rows)} of {features + biased} rows are there")
    outputs = len(rows[0])
    if any(len(row) != outputs for row in rows):
        raise RuleError("its rows have different lengths")
    answer = "Sign" if outputs == 1 and classes == 2 else "ArgMax" if outputs > 1 else ""
    weights = len(rows) * outputs
    return linear_workload(features, outputs, answer, weights=weights, format_="fp64")


def _facts(head: str) -> dict[str, str]:
    lines = (line.partition(" ") for line in head.splitlines())
    return {name: value for name, _, value in lines}


def _highest(line: str) -> int:
    """Highest number of a feature of a vector, whose entries are in order."""
    number, colon, _ = line.split()[-1].partition(":")
    return _whole(number) if colon else 0


def _whole(text: str | None) -> int:
    digits = (text or "").strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise RuleError(f"{shown(text)} is no whole number")
    return int(digits)
