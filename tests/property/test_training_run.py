"""A whole training: epochs, validations, folds, trials, early stops."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath.core.trace import Traced
from joulepath.core.tree import map_leaves, numbers
from joulepath.lifecycle.training_run import training_run
from joulepath.records.inputs import CrossValidation, Split
from joulepath.records.training_setup import TrainingSchedule, TrainingSetup
from joulepath.records.training_work import TrainingRun, TrainingWork
from joulepath.records.workload import Operations, Workload, WorkloadLayer
from joulepath.workloads.training_step import training_work

# One layer of 4 x 3 weights: 12 multiply-accumulates forwards and as many for the weights.
LAYER = WorkloadLayer(
    "dense", "MatMul", "fp32", Operations(12, 0, 0, 0, 0), 12, 384, 128, 96, 3, 12, ()
)
NETWORK = Workload((LAYER,), Operations(12, 0, 0, 0, 0), 12, 384, 128, 96, 224, 4, 3, left_out=())
SCHEDULE = TrainingSchedule(samples=1000, strategy=Split(0.8), epochs=10)


def step(batch: int = 64) -> TrainingWork:
    return training_work(NETWORK, TrainingSetup(optimiser="sgd", batch=batch))


def run(batch: int = 64, **changes: Any) -> TrainingRun:
    return training_run(step(batch), replace(SCHEDULE, **changes))


def test_a_training_by_hand() -> None:
    found = run()
    assert (found.trained_samples, found.epochs, found.validations) == (800, 10, 10)
    assert found.validated_samples == pytest.approx(200, rel=1e-15)  # 1000 x (1 - 0.8)
    assert found.updates == 10 * 13  # 12 whole batches of 64 and a half one
    assert found.training_flops == 800 * 10 * 48 + 130 * 24
    assert found.validation_flops == pytest.approx(200 * 10 * 24, rel=1e-15)
    assert found.flops == found.trial_flops == found.training_flops + found.validation_flops


def test_folds_are_trainings_on_the_others() -> None:
    found, fold = run(strategy=CrossValidation(5)), run(strategy=Split(0.8))
    assert (found.trained_samples, found.validated_samples) == (800, 200)
    assert found.flops == pytest.approx(5 * fold.flops, rel=1e-15)


def test_an_early_stop_saves_epochs() -> None:
    half = run(done=0.5)
    assert (half.epochs, half.validations) == (5, 5)
    assert 2 * half.training_flops == run().training_flops


def test_validation_every_few_epochs_or_once() -> None:
    assert run(validate_every=3).validations == 3
    assert run(validate_every=None).validations == 1
    assert run(validate_every=11).validation_flops == 0


@given(trials=st.integers(1, 50), views=st.integers(1, 9))
def test_trials_and_views_multiply(trials: int, views: int) -> None:
    assert run(trials=trials).flops == trials * run().flops
    assert run(views=views).training_flops == views * run().training_flops


@given(st.integers(1, 2000))
def test_larger_batches_mean_fewer_updates_and_the_same_passes(batch: int) -> None:
    found = run(batch)
    assert found.training_flops - found.updates * 24 == 800 * 10 * 48
    assert 800 * 10 <= found.updates * batch < 10 * (800 + batch)


def test_every_number_of_a_training_can_be_explained() -> None:
    traced = map_leaves(as_traced, SCHEDULE)
    found = training_run(step(), traced)
    assert [path for path, number in numbers(found) if type(number) is not Traced] == []
    plain = training_run(step(), SCHEDULE)
    assert [number.value for _, number in numbers(found)] == [n for _, n in numbers(plain)]


def as_traced(path: str, leaf: Any) -> Any:
    return leaf if leaf is None or isinstance(leaf, str) else Traced(leaf)


def test_three_names_of_the_rule_of_thumb_agree() -> None:
    work = step()
    assert work.ratio == work.mac_ratio == 2.0
    assert work.error_of_three == 0.5
