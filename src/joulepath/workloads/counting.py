"""Count a model file of any kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

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
        An ONNX or a TensorFlow Lite file, told apart by the end of its name, or by its content
        if the name does not say. Weights are not read. What counts, and how, is told by
        `joulepath.workloads.onnx_file.count_onnx` and
        `joulepath.workloads.tflite_file.count_tflite`.
    shapes : mapping of str to sequence of int, optional
        Sizes of all axes of inputs of an ONNX file, for axes that have none in the file, e.g.
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
    if not _is_tflite(Path(path)):
        return count_onnx(path, shapes=shapes, allow_unknown=allow_unknown)
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


def _is_tflite(path: Path) -> bool:
    match path.suffix.lower():
        case ".onnx":
            return False
        case ".tflite":
            return True
        case _:
            with existing_file(path).open("rb") as file:
                return file.read(8)[4:] == b"TFL3"
