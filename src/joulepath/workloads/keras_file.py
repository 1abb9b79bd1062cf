"""Count the work and the size of a Keras model from its configuration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from joulepath.errors import Problem, WorkloadError, nearest
from joulepath.records.workload import Workload, WorkloadLayer
from joulepath.workloads.keras_archive import configuration_of
from joulepath.workloads.keras_arguments import Arguments, Reference, axes_of, flattened
from joulepath.workloads.keras_configuration import Layer, layer_of
from joulepath.workloads.keras_evaluation import Evaluation
from joulepath.workloads.keras_formats import number_type
from joulepath.workloads.keras_program import Program, Step, Tensor
from joulepath.workloads.keras_rules import RULES
from joulepath.workloads.work import RuleError, Work

__all__ = ["count_keras", "is_keras_configuration"]

_AGAIN: Final = "save the model again with a current version of Keras"
_INNER: Final = frozenset({"InputLayer", "GRUCell", "LSTMCell", "SimpleRNNCell", "StackedRNNCells"})
_REASONS: Final = {
    "Lambda": "runs code of its own, which is never executed here",
    "Wrapper": "may do anything with the layer in it",
}


def is_keras_configuration(entries: Mapping[str, Any]) -> bool:
    """Whether the entries of a JSON file describe a model of Keras."""
    return "class_name" in entries and "config" in entries


def count_keras(
    path: Path | str,
    *,
    shapes: Mapping[str, Sequence[int]] | None = None,
    allow_unknown: bool = False,
) -> Workload:
    """Count the arithmetic, the parameters and the memory of a Keras model.

    Everything is counted for one sample: the first axis of every input is the batch and counts
    as 1. Only the configuration is read, which says all layers and how they are connected;
    weights are not, and code in a ``Lambda`` or a class of one's own is never executed.

    The rules, in `joulepath.workloads.keras_rules`, are those of ONNX, so that a model has the
    same operations in either file. An activation inside a layer is a step of its own; dropout
    and other layers that only work in training are none. A model inside the model is computed
    whole, a layer that is called several times works as often, and its weights count once.
    Masks that layers hand on are not counted.

    Parameters are the values that ``count_params()`` of Keras counts, but for the scales of
    quantised kernels; so the statistics of a batch normalisation are, four values a channel.
    ``weight_bits`` follows the dtype policy of each layer, the format of a layer that in which
    it computes. Keras does not write down that parts of an attention layer were quantised; they
    count as the policy of the whole layer says.

    Parameters
    ----------
    path : Path or str
        A ``.keras`` file, or what ``to_json()`` of a model returns, in a file.
    shapes : mapping of str to sequence of int, optional
        Sizes of all axes of inputs, by the names of the input layers, for axes that have none in
        the file, e.g. ``{"image": (1, 224, 224, 3)}``.
    allow_unknown : bool
        Whether to leave out layers without a counting rule and name them in ``left_out``, so
        that all counts are lower bounds.

    Returns
    -------
    Workload
        Totals and layers, in whole numbers.

    Raises
    ------
    WorkloadError
        If there is no such file, it is no Keras model or damaged, an axis other than the batch
        has no size, or a layer has no counting rule; all such layers and axes are listed
        together.
    """
    where = str(path)
    try:
        return _counted(configuration_of(Path(path)), where, shapes or {}, allow_unknown)
    except RecursionError as error:
        what = "is nested too deeply for a model"
        raise WorkloadError(Problem(where, what, _AGAIN)) from error
    except RuleError as error:
        raise WorkloadError(Problem(where, str(error), _AGAIN)) from error


def _counted(
    entries: dict[str, Any], where: str, shapes: Mapping[str, Sequence[int]], lenient: bool
) -> Workload:
    if not is_keras_configuration(entries):
        what = "is no configuration of a Keras model"
        raise WorkloadError(Problem(where, what, "give a .keras file, or what to_json() wrote"))
    model = layer_of(entries)
    axes = _inputs(model)
    problems = [*_unknown(model, where, lenient), *_input_problems(axes, shapes, where)]
    if problems:
        raise WorkloadError(*problems)
    evaluation = Evaluation(RULES, lenient=lenient)
    inputs = [
        evaluation.program.tensor(_sized(name, sizes, shapes), number_type(kind))
        for name, (sizes, kind) in axes.items()
    ]
    answers = evaluation.answers(model, Arguments((inputs,)), "")
    return _workload(evaluation.program, inputs, answers, tuple(evaluation.left_out))


def _inputs(model: Layer) -> dict[str, tuple[tuple[int | None, ...] | None, Any]]:
    """Axes and types of the inputs, by name, in the order of the model."""
    layers = {layer.name: layer for layer in model.layers}
    if model.is_graph:
        references = [one for one in flattened(model.inputs) if isinstance(one, Reference)]
        given = [layers[one.layer] for one in references if one.layer in layers]
        return {layer.name: (layer.built, _type(layer)) for layer in given}
    first = next(iter(model.layers), None)
    if first is not None and first.kind == "InputLayer":
        return {first.name: (first.built, _type(first))}
    axes = model.built or (first.built if first else None)
    embedded = first is not None and first.kind == "Embedding"
    return {"input": (axes, "int32" if embedded else "float32")}


def _type(layer: Layer) -> Any:
    return layer.settings.get("dtype") or "float32"


def _unknown(model: Layer, where: str, lenient: bool) -> Iterator[Problem]:
    if not model.is_model:
        what = f"is a '{model.kind}', whose layers are in its code and not in the file"
        remedy = "export the trained model to ONNX and count that file"
        yield Problem(where, what, remedy)
        return
    for path, layer in model.everything():
        known = layer.is_model or layer.kind in RULES or layer.kind in _INNER
        if not (known or lenient):
            yield _layer_problem(path, layer.kind, where)


def _layer_problem(path: str, kind: str, where: str) -> Problem:
    remedy = "express it by layers of Keras, or allow unknown layers to count all others"
    if reason := _REASONS.get(kind):
        return Problem(where, f"layer '{path}' ({kind}) {reason}", remedy)
    return Problem(where, f"layer '{path}': no counting rule for '{kind}'", remedy)


def _input_problems(
    inputs: Mapping[str, tuple[tuple[int | None, ...] | None, Any]],
    shapes: Mapping[str, Sequence[int]],
    where: str,
) -> Iterator[Problem]:
    for name in shapes:
        if name not in inputs:
            near = nearest(name, inputs) or tuple(inputs)
            remedy = "did you mean " + " or ".join(map(repr, near)) + "?"
            yield Problem(where, f"the model has no input '{name}'", remedy)
    for name, (axes, _) in inputs.items():
        yield from _axis_problems(name, axes, shapes.get(name), where)


def _axis_problems(
    name: str,
    axes: tuple[int | None, ...] | None,
    given: Sequence[int] | None,
    where: str,
) -> Iterator[Problem]:
    if axes is None:
        if given is None:
            remedy = f"give its sizes, such as --shape {name}=1,224,224,3"
            yield Problem(where, f"input '{name}' has no shape", remedy)
        return
    listed = ",".join("?" if size is None else str(size) for size in axes)
    if given is not None and len(given) != len(axes):
        what = f"input '{name}' has {len(axes)} axes, not {len(given)}: {listed}"
        yield Problem(where, what, "give a size for each")
        return
    for axis, size in enumerate(axes[1:], 1):
        if given is not None and size not in {None, given[axis]}:
            what = f"axis {axis} of input '{name}' has size {size}, not {given[axis]}"
            yield Problem(where, what, "give the size in the file")
        elif size is None and given is None:
            example = f"--shape {name}=1{listed[listed.index(',') :]}"
            remedy = f"give its sizes: {example} with numbers for '?'"
            yield Problem(where, f"axis {axis} of input '{name}' has no fixed size", remedy)


def _sized(
    name: str, axes: tuple[int | None, ...] | None, shapes: Mapping[str, Sequence[int]]
) -> tuple[int, ...]:
    sizes = axes_of(list(shapes.get(name, axes or ()))) or ()
    return (1, *(size or 0 for size in sizes[1:]))


def _workload(
    program: Program, inputs: list[Tensor], answers: Sequence[Tensor], left_out: tuple[str, ...]
) -> Workload:
    layers = tuple(map(_layer, program.steps))
    return Workload(
        layers=layers,
        operations=sum((step.work for step in program.steps), Work()).recorded,
        parameters=sum(layer.parameters for layer in layers),
        weight_bits=sum(layer.weight_bits for layer in layers),
        read_bits=sum(layer.read_bits for layer in layers),
        written_bits=sum(layer.written_bits for layer in layers),
        peak_bits=program.peak_bits(inputs, answers),
        input_values=sum(tensor.values for tensor in inputs),
        output_values=sum(tensor.values for tensor in answers),
        left_out=tuple(dict.fromkeys(left_out)),
    )


def _layer(step: Step) -> WorkloadLayer:
    return WorkloadLayer(
        name=step.name,
        operator=step.operator,
        format=step.format,
        operations=step.work.recorded,
        parameters=sum(weight.values for weight in step.weights),
        weight_bits=sum(weight.values * weight.type.bits for weight in step.weights),
        read_bits=step.read_bits,
        written_bits=step.written_bits,
        output_values=sum(tensor.values for tensor in step.results),
        trained_macs=step.work.macs if step.trained else 0,
        reads=tuple(sorted({one.writer for one in step.reads if one.writer is not None})),
    )
