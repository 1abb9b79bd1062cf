"""What holds for serving whatever the model, the accelerator and the requests."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath.catalogue import load
from joulepath.core.tree import map_leaves, numbers
from joulepath.formulas.serving.load import touched_share
from joulepath.lifecycle.serving import serve
from joulepath.records.serving import ServingCalibration
from joulepath.scenario.serving import Served, ServingRequest, resolve_serving
from joulepath.workloads.language_models import language_models

VLLM = load().record(ServingCalibration, "vllm")
LARGE = {"deepseek-v3", "llama-3.1-405b", "llama-4-maverick", "qwen3-coder-480b-a35b"}
SMALL = sorted({*language_models()} - LARGE)  # which eight accelerators of 80 GB hold

requests = st.builds(
    ServingRequest,
    model=st.sampled_from(SMALL),
    accelerator=st.sampled_from(["nvidia-b200", "nvidia-h100-sxm"]),
    accelerators=st.sampled_from([8]),
    sequences=st.floats(1, 16),
    prompt=st.floats(0, 4000),
    answer=st.floats(1, 4000),
    weights=st.sampled_from(["bf16", "fp8"]),
)


@given(requests)
def test_parts_make_up_the_step_and_the_band_holds_the_prediction(request: ServingRequest) -> None:
    found = resolve_serving(request).serving
    parts = [value for name, value in numbers(found.time) if name != "whole"]
    assert sum(parts) == pytest.approx(found.time.whole, rel=1e-12)
    assert found.per_token_low < found.per_token < found.per_token_high
    assert found.per_token * found.rate == pytest.approx(found.power, rel=1e-12)


@given(requests, st.floats(1.1, 4))
def test_more_requests_together_cost_less_each(request: ServingRequest, factor: float) -> None:
    more = replace(request, sequences=request.sequences * factor)
    assert energy(resolve_serving(more)) < energy(resolve_serving(request))


@given(requests, st.floats(1, 4000))
def test_a_longer_prompt_never_costs_less(request: ServingRequest, further: float) -> None:
    longer = replace(request, prompt=request.prompt + further)
    assert energy(resolve_serving(longer)) >= energy(resolve_serving(request))


@given(requests)
def test_power_stays_between_idle_and_the_limit(request: ServingRequest) -> None:
    served = resolve_serving(request)
    device = served.plan.accelerator
    each = served.serving.power / request.accelerators
    assert device.idle <= each <= device.maximum * VLLM.reached * (1 + 1e-12)


def test_arrays_are_as_good_as_floats() -> None:
    served = resolve_serving(ServingRequest("qwen3-30b-a3b", "nvidia-b200"))
    several = np.array([1.0, 8.0, 64.0])
    together = serve(served.model, replace(served.plan, sequences=several), VLLM)
    for at, sequences in enumerate(several):
        alone = serve(served.model, replace(served.plan, sequences=float(sequences)), VLLM)
        picked = map_leaves(lambda _, leaf, at=at: np.broadcast_to(leaf, 3)[at], together)
        for (path, one), (_, other) in zip(numbers(alone), numbers(picked), strict=True):
            assert other == pytest.approx(one, rel=1e-12), path


@pytest.mark.parametrize("sequences", [1, 2, 50])
def test_touched_experts_are_those_of_a_draw(sequences: int) -> None:
    # 20 000 draws with a fixed seed: the standard error of the mean share is below 0.001
    random = np.random.default_rng(5)
    draws = np.zeros((4000, 16), dtype=bool)
    for _ in range(sequences):
        chosen = random.permuted(np.tile(np.arange(16), (4000, 1)), axis=1)[:, :2]
        np.put_along_axis(draws, chosen, True, axis=1)
    share = touched_share(experts=16.0, chosen=2.0, sequences=float(sequences))
    assert draws.mean() == pytest.approx(share, abs=0.004)


def energy(served: Served) -> float:
    return float(served.serving.per_token)
