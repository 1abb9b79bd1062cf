"""Distillation, gradual pruning and training for quantisation, by hand on one layer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath.errors import WorkloadError
from joulepath.records.training_setup import TrainingSetup
from joulepath.records.workload import Operations, Workload, WorkloadLayer
from joulepath.workloads.training_recipes import (
    distillation,
    gradual_pruning,
    quantisation_aware_training,
)
from joulepath.workloads.training_step import training_work


def dense(inputs: int, outputs: int) -> Workload:
    """A layer without bias."""
    macs = inputs * outputs
    work = Operations(macs, 0, 0, 0, 0)
    bits = 32 * macs, 32 * inputs, 32 * outputs
    layer = WorkloadLayer("dense", "MatMul", "fp32", work, macs, *bits, outputs, macs, ())
    return Workload((layer,), work, macs, *bits, 32 * (inputs + outputs), inputs, outputs, ())


SETUP = TrainingSetup(batch=4)


def test_a_teacher_runs_forwards_beside_the_student() -> None:
    recipe = distillation(dense(4, 3), dense(40, 3), SETUP)
    # 120 products of the teacher, and 18 operations for each of 3 values, of 4 samples.
    assert recipe.added.macs == 4 * 120
    assert recipe.added_flops == 4 * (240 + 3 * 18)
    assert recipe.step == training_work(dense(4, 3), SETUP)
    assert recipe.step_flops == recipe.step.flops.step + recipe.added_flops


def test_a_teacher_for_another_task_is_refused() -> None:
    with pytest.raises(WorkloadError, match="answers with 5 values, the student with 3"):
        distillation(dense(4, 3), dense(40, 5))


def test_weights_are_rounded_once_and_results_for_each_sample() -> None:
    recipe = quantisation_aware_training(dense(4, 3), SETUP)
    assert recipe.added == Operations(0, 4 * 24, 24, 5 * 24, 0)  # 12 weights and 4 x 3 results


def test_weights_are_rounded_again_for_each_part_of_the_batch() -> None:
    parts = quantisation_aware_training(dense(4, 3), TrainingSetup(batch=4, accumulate=2))
    assert parts.added.special == 2 * 12 + 4 * 3


def test_pruning_masks_weights_and_skips_more_of_them_in_every_round() -> None:
    recipe = gradual_pruning(dense(10, 10), 0.875, 2, SETUP)
    assert recipe.added == Operations(0, 100, 0, 0, 0)
    assert recipe.each_round == Operations(0, 0, 0, 200, 0)
    # Zhu and Gupta (2017), equation 1 from zero: 0.875 (1 - (1/2)^3), then all of it
    assert [found.share for found in recipe.rounds] == [0.765625, 0.875]
    left = [found.step.passes.forward.macs / 4 for found in recipe.rounds]
    assert left == [100 * (1 - 0.765625), 12.5]


@given(st.floats(0, 0.99), st.integers(1, 20))
def test_rounds_never_bring_weights_back(final: float, rounds: int) -> None:
    shares = [found.share for found in gradual_pruning(dense(4, 3), final, rounds).rounds]
    assert shares == sorted(shares)
    assert shares[-1] == final


def test_nonsense_is_refused_all_at_once() -> None:
    with pytest.raises(WorkloadError) as error:
        gradual_pruning(dense(4, 3), 1.0, 0)
    assert len(error.value.problems) == 2


def test_every_recipe_says_what_it_assumes() -> None:
    recipes = (
        distillation(dense(4, 3), dense(4, 3)),
        quantisation_aware_training(dense(4, 3)),
        gradual_pruning(dense(4, 3), 0.5, 1),
    )
    assert all(recipe.assumptions for recipe in recipes)
