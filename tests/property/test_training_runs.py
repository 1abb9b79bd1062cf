"""What holds for training runs, steps and federated learning whatever the numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath.catalogue import load
from joulepath.core.tree import numbers
from joulepath.lifecycle.training_runs import learn_apart, train_together
from joulepath.lifecycle.training_steps import learn
from joulepath.records.training_runs import FederatedPlan, RunCalibration, RunPlan
from joulepath.records.training_steps import StepCalibration, StepPlan, TrainedNetwork
from joulepath.scenario.pretraining import PretrainingRequest, resolve_pretraining

PUBLISHED = load().record(RunCalibration, "published")
PYTORCH = load().record(StepCalibration, "pytorch")
ACCELERATORS = ("nvidia-h100-sxm", "nvidia-a100-sxm-80gb", "google-tpu-v3")

requests = st.builds(
    PretrainingRequest,
    model=st.sampled_from(["1B", "7B", "llama-3.1-8b", "qwen3-30b-a3b"]),
    tokens=st.sampled_from(["1B", "3e11", "15T"]),
    accelerator=st.sampled_from(ACCELERATORS),
    accelerators=st.integers(64, 20_000),
    boundary=st.sampled_from(["servers", "accelerators"]),
)
networks = st.builds(
    TrainedNetwork,
    work=st.floats(1e5, 1e12),
    values=st.floats(1e3, 1e9),
    weights=st.floats(1e3, 1e9),
    operators=st.floats(1, 1000),
    arithmetic=st.sampled_from(["convolution", "separable", "products"]),
)
plans = st.builds(
    StepPlan,
    throughput=st.floats(1e12, 1e15),
    bandwidth=st.floats(1e12, 3e13),
    maximum=st.just(300.0),
    limit=st.floats(100, 300),
    batch=st.floats(1, 4096),
    samples=st.floats(1e4, 1e7),
    bits_per_value=st.just(32.0),
    units=st.sampled_from(["scalar", "matrix"]),
    memory=st.sampled_from(["stacked", "graphics"]),
    host=st.sampled_from(["usual", "slow"]),
    loading=st.sampled_from(["beside", "between"]),
)


def plan(request: PretrainingRequest) -> RunPlan:
    return resolve_pretraining(request).plan


@given(requests)
def test_a_run_is_its_work_at_its_rate_and_power(request: PretrainingRequest) -> None:
    asked = plan(request)
    run = train_together(asked, PUBLISHED)
    rate = run.utilisation * asked.cluster.throughput
    assert run.together == pytest.approx(run.work / rate, rel=1e-9)
    assert run.energy == pytest.approx(run.together * run.power, rel=1e-9)
    assert 0 < run.utilisation < 1
    assert run.energy_low < run.energy < run.energy_high


@given(requests, st.integers(2, 16), st.integers(1, 64))
def test_a_pipeline_lengthens_a_run_by_what_its_ends_wait(
    request: PretrainingRequest, stages: int, microbatches: int
) -> None:
    asked = plan(request)
    staged = replace(asked, stages=float(stages), microbatches=float(microbatches))
    ratio = train_together(staged, PUBLISHED).time / train_together(asked, PUBLISHED).time
    # p - 1 of m + p - 1 slots are empty
    assert ratio == pytest.approx((microbatches + stages - 1) / microbatches)


@given(networks, plans)
def test_power_of_a_step_stays_between_waiting_and_the_limit(
    network: TrainedNetwork, asked: StepPlan
) -> None:
    epoch = learn(network, asked, PYTORCH)
    ready = {"stacked": PYTORCH.stacked_ready, "graphics": PYTORCH.graphics_ready}[asked.memory]
    assert 300 * ready <= epoch.power * (1 + 1e-12)
    assert epoch.power <= asked.limit * PYTORCH.reached * (1 + 1e-12)
    assert epoch.step >= max(epoch.host, epoch.slowdown * (epoch.arithmetic + epoch.streaming))


@given(networks, plans, st.floats(0.5, 0.99))
def test_a_lower_power_limit_is_never_faster(
    network: TrainedNetwork, asked: StepPlan, factor: float
) -> None:
    lower = replace(asked, limit=max(100.0, asked.limit * factor))
    assert learn(network, lower, PYTORCH).time >= learn(network, asked, PYTORCH).time


def test_arrays_are_as_good_as_floats() -> None:
    asked = plan(PretrainingRequest("7B", "1T", "nvidia-h100-sxm", 256))
    several = np.array([1e9, 1e12])
    together = train_together(replace(asked, tokens=several), PUBLISHED)
    for at, tokens in enumerate(several):
        alone = train_together(replace(asked, tokens=float(tokens)), PUBLISHED)
        assert np.broadcast_to(together.energy, 2)[at] == alone.energy


def test_federated_learning_by_hand() -> None:
    asked = FederatedPlan(
        clients=100.0,
        participation=0.1,
        rounds=50.0,
        epochs=5.0,
        samples=600.0,
        work=1e6,
        weights=8e6,
    )
    found = dict(numbers(learn_apart(asked)))
    # 100 x 0.1 x 50 = 500; x 5 x 600 x 1e6 = 1.5e12; 2 x 500 x 8e6 = 8e9
    assert found == {"participations": 500, "work": 1.5e12, "traffic": 8e9}
