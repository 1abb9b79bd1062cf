"""Count ensembles of trees and other classical models from what their libraries wrote."""

from __future__ import annotations

import mmap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, cast

from joulepath.errors import Problem, WorkloadError
from joulepath.records.workload import Workload
from joulepath.workloads.catboost_file import count_catboost
from joulepath.workloads.files import existing_file, resemblance
from joulepath.workloads.json_reading import LARGEST_JSON, json_of_file
from joulepath.workloads.kinds import Kind
from joulepath.workloads.libsvm_file import count_liblinear, count_libsvm
from joulepath.workloads.lightgbm_file import count_dumped, count_text
from joulepath.workloads.ubjson import UbjsonError, values_of
from joulepath.workloads.work import RuleError
from joulepath.workloads.xgboost_file import SKIPPED, count_dump, count_saved

__all__ = ["count_classical"]

_AGAIN: Final = "save the model again"
_LARGEST_BINARY: Final = 2**29

_OF_TABLES: Final[Mapping[Kind, Callable[[Mapping[str, Any]], Workload]]] = {
    Kind.XGBOOST: count_saved,
    Kind.LIGHTGBM_DUMP: count_dumped,
    Kind.CATBOOST: count_catboost,
}
_OF_TEXTS: Final[Mapping[Kind, Callable[[str], Workload]]] = {
    Kind.LIGHTGBM: count_text,
    Kind.LIBSVM: count_libsvm,
    Kind.LIBLINEAR: count_liblinear,
}


def count_classical(path: Path | str, kind: Kind, *, allow_unknown: bool = False) -> Workload:
    """Count the comparisons, the parameters and the memory of a classical model.

    The conventions are told by `joulepath.workloads.forests` and
    `joulepath.workloads.linear_models`. What becomes of the sums, such as a softmax, follows the
    objective that the file names. Trees are one layer for each output.

    Parameters
    ----------
    path : Path or str
        The model file, JSON, UBJSON or text; never a pickle.
    kind : Kind
        Which library wrote it, and how.
    allow_unknown : bool
        Whether to leave out parts without a counting rule and name them in ``left_out``, so that
        all counts are lower bounds.

    Returns
    -------
    Workload
        Totals and layers, in whole numbers; ``assumptions`` says the most comparisons that a
        sample can take.

    Raises
    ------
    WorkloadError
        If there is no such file, or it is damaged, too large, or of another kind.
    """
    where = str(path)
    try:
        counted = _counted(existing_file(Path(path)), kind, where)
    except RecursionError as error:
        raise WorkloadError(Problem(where, "is nested too deeply", _AGAIN)) from error
    except UbjsonError as error:
        raise WorkloadError(Problem(where, f"is damaged or cut short: {error}", _AGAIN)) from error
    # Numbers of a damaged file may be texts, and tables lists.
    except (RuleError, TypeError, ValueError, OverflowError) as error:
        if isinstance(error, WorkloadError):
            raise
        what = f"is no sound {kind.value} model: {str(error)[:200]}"
        raise WorkloadError(Problem(where, what, _AGAIN)) from error
    if counted.left_out and not allow_unknown:
        remedy = "allow unknown parts to count all others"
        raise WorkloadError(*(Problem(where, part, remedy) for part in counted.left_out))
    return counted


def _counted(path: Path, kind: Kind, where: str) -> Workload:
    if kind is Kind.XGBOOST_BINARY:
        return count_saved(_binary(path, where))
    if kind in _OF_TEXTS:
        return _OF_TEXTS[kind](_text(path, where))
    content = json_of_file(path)
    if kind is Kind.XGBOOST_DUMP:
        return count_dump(cast("list[object]", content))
    return _OF_TABLES[kind](cast("dict[str, Any]", content))


def _text(path: Path, where: str) -> str:
    if path.stat().st_size > LARGEST_JSON:
        what = f"has {path.stat().st_size} bytes, too many for a text that is read"
        raise WorkloadError(Problem(where, what, "export the model to ONNX"))
    return path.read_bytes().decode("utf-8", errors="replace")


def _binary(path: Path, where: str) -> Mapping[str, Any]:
    if path.stat().st_size > _LARGEST_BINARY:
        what = f"has {path.stat().st_size} bytes, too many for an ensemble that is read"
        raise WorkloadError(Problem(where, what, "count a part of the ensemble"))
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        head = data[:512]
        if head[:1] != b"{":
            found = resemblance(head)
            looks = f"; it looks like {found[0]}" if found else ""
            raise WorkloadError(Problem(where, f"is not UBJSON{looks}", _AGAIN))
        return cast("dict[str, Any]", values_of(data, SKIPPED))
