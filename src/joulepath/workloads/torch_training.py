"""Count one step of training a PyTorch module: its forward and its true backward pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from joulepath.core.quantities import Count
from joulepath.errors import Problem, WorkloadError
from joulepath.records.workload import Operations
from joulepath.workloads.torch_assembly import (
    counted_work,
    layer_names,
    trained_macs,
    unknown_problems,
)
from joulepath.workloads.torch_backward import MacSplit, split_of
from joulepath.workloads.torch_dependence import Run, runs_of
from joulepath.workloads.torch_library import load
from joulepath.workloads.torch_module import Trial, tensors_in
from joulepath.workloads.torch_operators import bare
from joulepath.workloads.work import Work

__all__ = ["TrainingLayer", "TrainingStep", "count_training_step"]


@dataclass(frozen=True)
class TrainingLayer:
    """One operator of the forward pass, and the gradients that lead through it."""

    name: str
    """Path of its module."""
    operator: str
    """Kind of operator, e.g. ``aten.convolution``."""
    macs: Count
    """Multiply-accumulates forwards."""
    trained_macs: Count
    """Those of trained values with activations."""
    input_gradient_macs: Count
    """Multiply-accumulates of the gradient of what it reads."""
    weight_gradient_macs: Count
    """Multiply-accumulates of the gradient of its weights."""


@dataclass(frozen=True)
class TrainingStep:
    """A forward and a backward pass of a whole batch, without the optimiser."""

    layers: tuple[TrainingLayer, ...]
    """Operators of the forward pass with multiply-accumulates, in the order of execution."""
    forward: Operations
    """The module and the loss."""
    backward: Operations
    """All gradients."""
    input_gradient_macs: Count
    """Multiply-accumulates backwards that lead to gradients of activations."""
    weight_gradient_macs: Count
    """Multiply-accumulates backwards that lead to gradients of parameters."""
    trainable_parameters: Count
    """Values that receive a gradient."""
    left_out: tuple[str, ...]
    """Operators without a counting rule; if there are any, all counts are lower bounds."""


def count_training_step(
    module: Any,
    *inputs: Any,
    keywords: Mapping[str, Any] | None = None,
    loss: Callable[[Any], Any] | None = None,
    allow_unknown: bool = False,
) -> TrainingStep:
    """Count a forward pass and the backward pass that PyTorch's autograd makes of it.

    Both run on tensors without values, so neither memory nor time for the arithmetic is needed.
    The module keeps its parameters, gradients and statistics. Operators count in their smallest
    parts, by the rules of `joulepath.workloads.torch_operators`.

    Multiply-accumulates of the backward pass are told apart: a product that reads a parameter
    leads to the gradient of what the operator read, another one of the same operator to the
    gradient of its weights, and both of a product of two activations to activations. Gradients of
    frozen parameters, and of the inputs, are not computed and do not count. Products that are
    worked out again (checkpoints) count as gradients of activations.

    Parameters
    ----------
    module : torch.nn.Module
        The model, in training mode.
    *inputs : any
        Arguments of its ``forward`` for the whole batch, as `count_module` takes them.
    keywords : mapping of str to any, optional
        Arguments given by name, likewise.
    loss : callable, optional
        Turns what the module returns into a tensor of one value. If left out, no loss counts:
        the gradients of all results are taken as given.
    allow_unknown : bool
        Whether to leave out operators without a counting rule and name them in ``left_out``.

    Returns
    -------
    TrainingStep
        Totals and layers of the batch, in whole numbers.

    Raises
    ------
    WorkloadError
        If the module is not in training mode, has nothing to train, does not take these inputs,
        or operators have no counting rule; those are listed together.
    MissingExtra
        If torch is not installed.
    """
    trial = Trial(module, inputs, keywords or {})
    if not module.training:
        remedy = "call module.train() first; parts of it may stay in evaluation mode"
        raise WorkloadError(Problem(trial.where, "is in evaluation mode", remedy))
    if not trial.trainable:
        remedy = "let some of them require gradients"
        raise WorkloadError(Problem(trial.where, "has no parameters to train", remedy))
    with trial.with_gradients():
        outputs, first_of_backward = trial.run(lambda results: _differentiate(trial, results, loss))
    runs = list(runs_of(trial.graph(outputs), preparing=True))
    if not allow_unknown and (problems := tuple(unknown_problems(runs, trial.where))):
        raise WorkloadError(*problems)
    trainable = sum(int(parameter.numel()) for parameter in trial.trainable)
    return _Step(runs, first_of_backward, trial.where).counted(trainable)


def _differentiate(
    trial: Trial, outputs: Any, loss: Callable[[Any], Any] | None
) -> tuple[Any, int]:
    """Run the backward pass; the outputs, and the position of its first step."""
    torch = load()
    results = [
        tensor
        for tensor in tensors_in(outputs if loss is None else loss(outputs))
        if tensor.requires_grad
    ]
    if not results or (loss is not None and (len(results) != 1 or results[0].numel() != 1)):
        what = "its loss is not one value that depends on a parameter"
        remedy = "return a tensor of one value from the loss, such as a mean"
        raise WorkloadError(Problem(trial.where, what, remedy))
    first = len(trial.recorder.steps)
    trial.recorder.backward = True
    with trial.recorder.unseen():
        seeds = [torch.empty_like(tensor) for tensor in results]
    trial.recorder.given(seeds)
    torch.autograd.grad(results, trial.trainable, seeds, allow_unused=True)
    return outputs, first


class _Step:
    """A recorded training step, being counted."""

    def __init__(self, runs: Sequence[Run], first_of_backward: int, where: str) -> None:
        known = [run for run in runs if run.known]
        self._left_out = [run for run in runs if not run.known]
        self._forward = [run for run in known if run.position < first_of_backward]
        self._backward = [run for run in known if run.position >= first_of_backward]
        self._by_position = {run.position: run for run in self._forward}
        self._where = where

    def counted(self, trainable: int) -> TrainingStep:
        forward = [counted_work(run, self._where) for run in self._forward]
        backward = [counted_work(run, self._where) for run in self._backward]
        gradients = self._gradients(backward)
        return TrainingStep(
            layers=tuple(self._layers(forward, gradients)),
            forward=sum(forward, Work()).recorded,
            backward=sum(backward, Work()).recorded,
            input_gradient_macs=sum(split.inputs for split in gradients.values()),
            weight_gradient_macs=sum(split.weights for split in gradients.values()),
            trainable_parameters=trainable,
            left_out=tuple(
                f"{run.step.path or 'the model'} ({run.step.operation.operator})"
                for run in self._left_out
            ),
        )

    def _gradients(self, backward: Sequence[Work]) -> dict[int | None, MacSplit]:
        """MACs backwards by the position of the operator whose gradients they lead to."""
        found: dict[int | None, MacSplit] = {}
        for run, work in zip(self._backward, backward, strict=True):
            before, more = found.get(run.step.origin, MacSplit(0, 0)), self._split(run, work.macs)
            found[run.step.origin] = MacSplit(
                before.inputs + more.inputs, before.weights + more.weights
            )
        return found

    def _layers(
        self, works: Sequence[Work], gradients: Mapping[int | None, MacSplit]
    ) -> Iterator[TrainingLayer]:
        for run, name, work in zip(self._forward, layer_names(self._forward), works, strict=True):
            if work.macs:
                inputs, weights = gradients.get(run.position, MacSplit(0, 0))
                yield TrainingLayer(
                    name=name,
                    operator=run.step.operation.operator,
                    macs=work.macs,
                    trained_macs=trained_macs(run, work.macs),
                    input_gradient_macs=inputs,
                    weight_gradient_macs=weights,
                )

    def _split(self, run: Run, macs: int) -> MacSplit:
        origin = run.step.origin
        forward = None if origin is None else self._by_position.get(origin)
        if forward is None or not forward.trained:
            return MacSplit(macs, 0)
        if not forward.activations:
            return MacSplit(0, macs)
        split = split_of(run.step.operation)
        if split is not None:
            return split
        attention = "attention" in bare(run.step.operation.operator)
        return MacSplit(macs, 0) if attention or run.trained else MacSplit(0, macs)
