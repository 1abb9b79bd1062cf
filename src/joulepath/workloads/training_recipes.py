"""Trainings that do more than compare answers with labels: distil, prune, prepare to quantise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from joulepath.core.quantities import Count, Ratio
from joulepath.errors import Problem, WorkloadError
from joulepath.formulas import training_search
from joulepath.records.training_setup import TrainingSetup
from joulepath.records.training_work import PruningRound, TrainingRecipe, TrainingWork
from joulepath.records.workload import LanguageWorkload, Operations, Workload
from joulepath.workloads.operation_sums import NOTHING, flops_of, summed
from joulepath.workloads.training_step import training_work
from joulepath.workloads.what_if_layers import pruned, scaled

__all__ = ["RECIPES", "distillation", "gradual_pruning", "quantisation_aware_training"]

RECIPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "distillation": "hinton-2015-distillation",
        "gradual pruning": "zhu-2017-prune",
        "quantisation-aware training": "jacob-2017-quantisation",
    }
)
"""Sources of the recipes, by name."""


def distillation(
    student: Workload | LanguageWorkload,
    teacher: Workload | LanguageWorkload,
    setup: TrainingSetup | None = None,
) -> TrainingRecipe:
    """A student trained on the answers of a teacher, which runs forwards beside it.

    Parameters
    ----------
    student, teacher : Workload or LanguageWorkload
        Counted models with as many values in an answer.
    setup : TrainingSetup, optional
        How the student is trained; ``loss`` is the comparison with labels, if there are any.

    Returns
    -------
    TrainingRecipe
        Which adds the teacher's forward pass and the comparison with its answers.

    Raises
    ------
    WorkloadError
        If the answers differ in size, or the setup makes no sense.
    """
    setup = setup or TrainingSetup()
    step, known = training_work(student, setup), _network(teacher)
    values = _network(student).output_values
    if known.output_values != values:
        what = f"answers with {known.output_values} values, the student with {values}"
        raise WorkloadError(Problem("teacher", what, "give a teacher for the same task"))
    compared = scaled(_SOFT_TARGETS, values)
    added = scaled(summed((known.operations, compared)), setup.batch)
    said = (
        "teacher: computes its answers anew in every step, without gradients; answers kept from"
        " an earlier epoch would spare that",
        "teacher: both answers are divided by a temperature; a softmax of the teacher's, a"
        " logarithmic one of the student's, their product summed, and the difference backwards",
    )
    return _recipe("distillation", step, added, said)


def quantisation_aware_training(
    workload: Workload | LanguageWorkload, setup: TrainingSetup | None = None
) -> TrainingRecipe:
    """A training that rounds weights and activations as the quantised model will.

    Every trained weight that is multiplied is rounded once for each part of the batch, every
    result of such a layer once for each sample: quotient by the scale, rounding, zero point, two
    bounds, zero point, product with the scale; two comparisons keep track of the range.
    Backwards the gradient passes where no bound was met.

    Parameters
    ----------
    workload : Workload or LanguageWorkload
        A counted model.
    setup : TrainingSetup, optional
        How it is trained.

    Returns
    -------
    TrainingRecipe
        Which adds the rounding of weights and results.

    Raises
    ------
    WorkloadError
        If the setup makes no sense.
    """
    setup = setup or TrainingSetup()
    step = training_work(workload, setup)
    layers = [layer for layer in _network(workload).layers if layer.trained_macs]
    weights = sum(layer.parameters for layer in layers) * setup.accumulate
    results = sum(layer.output_values for layer in layers) * setup.batch
    added = scaled(_FAKE_QUANTISATION, weights + results)
    said = (
        "rounding: of the parameters of every layer that multiplies with trained values, and of"
        " its results; other layers compute on rounded values without rounding again",
        "rounding: one scale for a layer; its gradient passes straight through",
    )
    return _recipe("quantisation-aware training", step, added, said)


def gradual_pruning(
    workload: Workload | LanguageWorkload,
    final: Ratio,
    rounds: int,
    setup: TrainingSetup | None = None,
) -> TrainingRecipe:
    """A fine-tuning in rounds, each with more of the weights zero than the one before.

    Parameters
    ----------
    workload : Workload or LanguageWorkload
        A counted model, dense at first.
    final : Ratio
        Part of the weights that is zero in the end, ``0 <= final < 1``.
    rounds : int
        Times that weights are chosen, each followed by steps of training.
    setup : TrainingSetup, optional
        How it is trained.

    Returns
    -------
    TrainingRecipe
        Which adds a product of each weight with its mask to every step, and a magnitude and a
        comparison with the threshold to every round; its rounds say what is left to do if
        zeros are skipped.

    Raises
    ------
    WorkloadError
        If a number or the setup makes no sense.
    """
    _check_pruning(final, rounds)
    setup = setup or TrainingSetup()
    network = _network(workload)
    weights = sum(layer.parameters for layer in network.layers if layer.trained_macs)

    def at(number: int) -> PruningRound:
        share = training_search.pruned_share(final=final, round=number, rounds=rounds)
        return PruningRound(share, training_work(pruned(network, share), setup))

    said = (
        "pruning: the smallest weights, by a threshold found beforehand, which is not counted",
        "pruning: dense kernels compute zeros like all other values, so that a step takes as much"
        " as without; the rounds say what it takes if every zero is skipped",
    )
    masked = replace(NOTHING, elementwise=weights)
    recipe = _recipe("gradual pruning", training_work(network, setup), masked, said)
    return replace(
        recipe,
        each_round=replace(NOTHING, comparisons=2 * weights),
        rounds=tuple(map(at, range(1, rounds + 1))),
    )


def _check_pruning(final: Ratio, rounds: int) -> None:
    problems: list[Problem] = []
    if not 0 <= final < 1:
        remedy = "give the part of the weights that is zero, from 0 to below 1, e.g. 0.8"
        problems.append(Problem("final", f"{final:g} is no part that leaves a model", remedy))
    if rounds < 1:
        problems.append(Problem("rounds", f"{rounds} rounds prune nothing", "give 1 or more"))
    if problems:
        raise WorkloadError(*problems)


def _recipe(
    name: str, step: TrainingWork, added: Operations, said: tuple[str, ...]
) -> TrainingRecipe:
    more: Count = flops_of(added)
    return TrainingRecipe(
        name=name,
        source=RECIPES[name],
        step=step,
        added=added,
        added_flops=more,
        step_flops=step.flops.step + more,
        each_round=NOTHING,
        rounds=(),
        assumptions=said,
    )


def _network(workload: Workload | LanguageWorkload) -> Workload:
    return workload.prefill if isinstance(workload, LanguageWorkload) else workload


_SOFT_TARGETS: Final = Operations(0, 9, 7, 2, 0)
"""For each value of an answer: two quotients by the temperature, a softmax (2 elementwise, 2
special, 1 comparison), a logarithmic one (3, 2, 1), a product and a sum; backwards an
exponential, a difference and a product with the temperature."""

_FAKE_QUANTISATION: Final = Operations(0, 4, 1, 5, 0)
"""For each value: quotient; rounding, zero point twice, product; two bounds, two comparisons for
the range, and a selection backwards."""
