"""Laws of data preparation in steps."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath.lifecycle import lifecycle
from joulepath.records.inputs import Inputs
from joulepath.records.preparation import ChainPlan, Step
from joulepath.records.results import Preparation

from .lives import FACTORS, LAW, LIFE, PREPARATIONS, near, scaled

CHAINS = st.sampled_from(["signals", "images"])


def life(name: str, factors: list[float]) -> Inputs:
    return scaled(replace(LIFE, preprocessing=PREPARATIONS[name]), factors)


def prepared(inputs: Inputs) -> tuple[Preparation, Preparation]:
    """Preparation in development and for one inference."""
    result = lifecycle(inputs)
    assert result.preprocessing is not None
    assert result.inference.preprocessing is not None
    return result.preprocessing, result.inference.preprocessing


def test_every_step_is_in_a_chain() -> None:
    plans = [plan for plan in PREPARATIONS.values() if isinstance(plan, ChainPlan)]
    assert {type(step) for plan in plans for step in plan.steps} == set(get_args(Step))


def test_steps_have_names_of_their_own() -> None:
    names = [step.name for step in get_args(Step)]
    assert len(set(names)) == len(names)


@LAW
@given(name=CHAINS, factors=FACTORS)
def test_the_work_is_that_of_all_steps(name: str, factors: list[float]) -> None:
    for stage in prepared(life(name, factors)):
        parts = [step.apply + (step.learn or 0.0) for step in stage.steps]
        assert stage.flops == near(sum(parts))
        assert all(step.apply >= 0 for step in stage.steps)


@LAW
@given(name=CHAINS, factors=FACTORS)
def test_statistics_are_learnt_in_development_alone(name: str, factors: list[float]) -> None:
    development, inference = prepared(life(name, factors))
    assert any(step.learn is not None for step in development.steps)
    assert all(step.learn is None for step in inference.steps)
    assert [step.operations for step in development.steps] == [
        step.operations for step in inference.steps
    ]


@LAW
@given(name=CHAINS, factors=FACTORS)
def test_a_shorter_chain_does_the_same_first_steps(name: str, factors: list[float]) -> None:
    inputs = life(name, factors)
    plan = inputs.preprocessing
    assert isinstance(plan, ChainPlan)
    whole, _ = prepared(inputs)
    for count in range(1, len(plan.steps)):
        shorter = replace(plan, steps=plan.steps[:count])
        part, _ = prepared(replace(inputs, preprocessing=shorter))
        assert part.steps == whole.steps[:count]


@LAW
@given(name=CHAINS, factors=FACTORS, times=st.sampled_from([2.0, 8.0]))
def test_applying_grows_with_the_data_set(name: str, factors: list[float], times: float) -> None:
    inputs = life(name, factors)
    more = replace(inputs, data=replace(inputs.data, samples=inputs.data.samples * times))
    (before, _), (after, _) = prepared(inputs), prepared(more)
    for one, other in zip(before.steps, after.steps, strict=True):
        assert other.apply == one.apply * times  # a power of two is exact in binary
        assert other.bits == one.bits * times
        assert other.shape == one.shape


MOVING = ("frames", "crop")


@pytest.mark.parametrize("name", ["signals", "images"])
def test_steps_that_only_move_values_cost_nothing(name: str) -> None:
    stage, _ = prepared(life(name, [1.0]))
    for step in stage.steps:
        if step.name in MOVING:
            assert step.apply == 0.0
            shape = step.shape
            assert step.operations.moves == near(shape.rows * shape.columns * shape.channels)
        else:
            assert step.apply > 0.0 or step.operations.moves > 0.0
