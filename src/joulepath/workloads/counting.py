"""Count a model file of any kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from joulepath.errors import Problem, WorkloadError
from joulepath.records.model import CountedModel
from joulepath.records.workload import Workload
from joulepath.workloads.kinds import Kind, kind_of
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
        A model file, told apart by the end of its name, or by its content if the name does not
        say: ONNX, TensorFlow Lite, PyTorch (``.pt2``, of ``torch.export.save``), Keras
        (``.keras``, or what ``to_json()`` wrote), XGBoost (JSON, ``.ubj``), LightGBM (text, JSON),
        CatBoost (JSON), LIBSVM and LIBLINEAR (text). Weights are not read, code in a file is never
        executed, and a pickle is refused. What counts, and how, is told by
        `joulepath.workloads.onnx_file.count_onnx`, `joulepath.workloads.tflite_file.count_tflite`,
        `joulepath.workloads.torch_archive.count_archive`,
        `joulepath.workloads.keras_file.count_keras` and
        `joulepath.workloads.classical_file.count_classical`.
    shapes : mapping of str to sequence of int, optional
        Sizes of all axes of inputs of an ONNX, PyTorch or Keras file, for axes that have none in
        the file, e.g. ``{"input": (1, 3, 224, 224)}``.
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
    match kind := kind_of(Path(path)):
        case Kind.ONNX:
            return count_onnx(path, shapes=shapes, allow_unknown=allow_unknown)
        case Kind.TORCH:
            from joulepath.workloads.torch_archive import count_archive

            return count_archive(path, shapes=shapes, allow_unknown=allow_unknown)
        case Kind.KERAS:
            from joulepath.workloads.keras_file import count_keras

            return count_keras(path, shapes=shapes, allow_unknown=allow_unknown)
        case Kind.CONFIGURATION:
            what = "is no model with layers; it may be the config.json of a language model"
            remedy = "count it with joulepath.workloads.huggingface_config.count_config"
            raise WorkloadError(Problem(str(path), what, remedy))
        case _:
            return _without_shapes(path, kind, shapes, allow_unknown)


def _without_shapes(
    path: Path | str,
    kind: Kind,
    shapes: Mapping[str, Sequence[int]] | None,
    allow_unknown: bool,
) -> Workload:
    if shapes:
        what = f"the sizes of a {kind.value} file are fixed"
        raise WorkloadError(Problem(str(path), what, "leave out the shapes"))
    if kind is Kind.TFLITE:
        from joulepath.workloads.tflite_file import count_tflite

        return count_tflite(path, allow_unknown=allow_unknown)
    from joulepath.workloads.classical_file import count_classical

    return count_classical(path, kind, allow_unknown=allow_unknown)


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
        assumptions=workload.assumptions,
    )
