"""Count a model file of any kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum, auto
from pathlib import Path
from typing import Final

from joulepath.errors import Problem, WorkloadError
from joulepath.records.model import CountedModel
from joulepath.records.workload import Workload
from joulepath.workloads.files import existing_file
from joulepath.workloads.onnx_file import count_onnx

__all__ = ["count", "totals"]


def count(
    path: Path | str,
    *,
    shapes: Mapping[str, Sequence[int]] | None = None,
    allow_unknown: bool = False,
) -> Workload:
    """Count the work, the parameters and the memory of a model file, for one sample.

    Parameters
    ----------
    path : Path or str
        An ONNX, a TensorFlow Lite or a ``.pt2`` file (``torch.export.save``), told apart by the
        end of its name, or by its content if the name does not say. Weights are not read. What
        counts, and how, is told by `joulepath.workloads.onnx_file.count_onnx`,
        `joulepath.workloads.tflite_file.count_tflite` and
        `joulepath.workloads.torch_archive.count_archive`.
    shapes : mapping of str to sequence of int, optional
        Sizes of all axes of inputs, for axes that have none in the file, e.g.
        ``{"input": (1, 3, 224, 224)}``.
    allow_unknown : bool
        Whether to leave out operators without a counting rule and name them in ``left_out``,
        so that all counts are lower bounds.

    Returns
    -------
    Workload
        Totals and layers, in whole numbers.

    Raises
    ------
    WorkloadError
        If there is no such file, it is not a whole model, an axis other than the batch has no
        size, or an operator has no counting rule; all such operators and axes are listed
        together.
    MissingExtra
        If the file is an ONNX file and the onnx package is not installed.
    """
    match _kind(Path(path)):
        case _Kind.ONNX:
            return count_onnx(path, shapes=shapes, allow_unknown=allow_unknown)
        case _Kind.TORCH:
            from joulepath.workloads.torch_archive import count_archive

            return count_archive(path, shapes=shapes, allow_unknown=allow_unknown)
        case _Kind.TFLITE:
            if shapes:
                what = "the sizes of a TensorFlow Lite file are fixed"
                raise WorkloadError(Problem(str(path), what, "leave out the shapes"))
            from joulepath.workloads.tflite_file import count_tflite

            return count_tflite(path, allow_unknown=allow_unknown)


def totals(workload: Workload) -> CountedModel:
    """Sum a workload up, all operations but multiply-accumulates and moves in one number."""
    work = workload.operations
    return CountedModel(
        macs=work.macs,
        other_operations=work.elementwise + work.special + work.comparisons,
        parameters=workload.parameters,
        weight_bits=workload.weight_bits,
        input_values=workload.input_values,
        output_values=workload.output_values,
    )


class _Kind(Enum):
    """What wrote a file."""

    ONNX = auto()
    TFLITE = auto()
    TORCH = auto()


_BY_ENDING: Final = {
    ".onnx": _Kind.ONNX,
    ".tflite": _Kind.TFLITE,
    ".pt2": _Kind.TORCH,
    ".pt": _Kind.TORCH,
    ".pth": _Kind.TORCH,
}


def _kind(path: Path) -> _Kind:
    by_ending = _BY_ENDING.get(path.suffix.lower())
    if by_ending is not None:
        return by_ending
    with existing_file(path).open("rb") as file:
        head = file.read(8)
    if head[4:] == b"TFL3":
        return _Kind.TFLITE
    return _Kind.TORCH if head.startswith(b"PK\x03\x04") else _Kind.ONNX
