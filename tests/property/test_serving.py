"""What holds for serving whatever the model, the accelerator and the requests."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from joulepath.analysis.explain import trace
from joulepath.catalogue import load
from joulepath.core.tree import map_leaves, numbers
from joulepath.formulas.serving.load import touched_share
from joulepath.lifecycle.serving import serve
from joulepath.records.serving import ServingCalibration
from joulepath.scenario.serving import Served, ServingRequest, resolve_serving, serve_inputs
from joulepath.workloads.language_models import language_models

VLLM = load().record(ServingCalibration, "vllm")
LARGE = {"deepseek-v3", "llama-3.1-405b", "llama-4-maverick", "qwen3-coder-480b-a35b"}
UNEVEN = {"qwen2.5-7b"}  # 28 heads
SMALL = sorted({*language_models()} - LARGE - UNEVEN)  # which eight accelerators of 80 GB hold

requests = st.builds(
    ServingRequest,
    model=st.sampled_from(SMALL),
    accelerator=st.sampled_from(["nvidia-b200", "nvidia-h100-sxm"]),
    accelerators=st.sampled_from([8]),
    sequences=st.floats(1, 16),
    prompt=st.floats(0, 4000),
    answer=st.floats(1, 4000),
    weights=st.sampled_from(["bf16", "fp8"]),
    stages=st.sampled_from([1, 2]),
    cached=st.floats(0, 1),
)
drafted = st.builds(
    replace,
    requests,
    stages=st.just(1),
    draft=st.just("llama-3.1-8b"),
    drafted=st.integers(1, 8),
    acceptance=st.floats(0.05, 0.95),
)
apart = st.builds(replace, requests, prefill_accelerators=st.just(8))
ways = st.one_of(requests, drafted, apart)


@given(ways)
def test_parts_make_up_the_step_and_the_band_holds_the_prediction(request: ServingRequest) -> None:
    found = resolve_serving(request).serving
    parts = [value for name, value in numbers(found.time) if name != "whole"]
    assert all(part >= 0 for part in parts)
    assert sum(parts) == pytest.approx(found.time.whole, rel=1e-12)
    assert found.per_token_low < found.per_token < found.per_token_high
    assert found.per_token * found.rate == pytest.approx(found.power, rel=1e-12)


@given(requests, st.floats(1.1, 4))
def test_more_requests_together_cost_less_each(request: ServingRequest, factor: float) -> None:
    more = replace(request, sequences=request.sequences * factor)
    before, after = energy(resolve_serving(request)), energy(resolve_serving(more))
    assert after <= before * (1 + 1e-12)  # a few roundings of 1e-16
    # Fewer requests than stages of a pipeline leave stages idle, and one more fills such a gap.
    if request.sequences >= request.stages:
        assert after < before


@given(requests, st.floats(1, 4000))
def test_a_longer_prompt_never_costs_less(request: ServingRequest, further: float) -> None:
    longer = replace(request, prompt=request.prompt + further)
    assert energy(resolve_serving(longer)) >= energy(resolve_serving(request))


@given(ways, st.floats(0, 1))
def test_a_cached_prefix_never_costs_more(request: ServingRequest, more: float) -> None:
    further = replace(request, cached=max(request.cached, more))
    before, after = (resolve_serving(each).serving for each in (request, further))
    # a few roundings of 1e-16 where the shares are as good as equal
    assert after.per_token <= before.per_token * (1 + 1e-12)
    assert after.first_token <= before.first_token * (1 + 1e-12)
    assert after.memory == before.memory


@given(drafted, st.floats(0.05, 0.95))
def test_a_better_draft_never_costs_more(request: ServingRequest, other: float) -> None:
    assert request.acceptance is not None
    low, high = sorted((request.acceptance, other))
    assume(low * 1.001 < high)
    worse, better = (
        resolve_serving(replace(request, acceptance=share)).serving for share in (low, high)
    )
    assert 1 <= worse.tokens < better.tokens <= request.drafted + 1
    assert better.per_token <= worse.per_token * (1 + 1e-12)


@given(apart)
def test_a_pool_for_prompts_neither_outruns_nor_overworks(request: ServingRequest) -> None:
    found = resolve_serving(request).serving
    reading = found.reading
    assert reading is not None
    assert 0 <= reading.utilisation <= 1
    writing = request.sequences / found.time.whole
    assert found.rate <= writing * (1 + 1e-12)
    # as many prompts are read as answers are written
    busy = found.rate / request.answer * reading.time
    assert busy == pytest.approx(reading.utilisation, rel=1e-9, abs=1e-12)
    assert reading.demanded > 1 or found.rate == pytest.approx(writing)


@given(requests, st.sampled_from([(1, 2), (2, 4), (4, 8)]))
def test_exchanges_grow_with_the_accelerators(
    request: ServingRequest, counts: tuple[int, int]
) -> None:
    served = resolve_serving(replace(request, stages=1))
    few, many = (
        serve(served.model, replace(served.plan, accelerators=float(count)), VLLM)
        for count in counts
    )
    assert many.time.exchange > few.time.exchange
    assert many.time.weights < few.time.weights


@given(requests)
def test_a_request_that_is_alone_leaves_stages_empty(request: ServingRequest) -> None:
    alone = replace(request, sequences=1.0, stages=2)
    found = resolve_serving(alone).serving
    assert found.parts == 1
    # of two stages one waits for the other
    assert found.time.bubble == pytest.approx(found.time.whole / 2, rel=1e-12)


@given(ways)
def test_power_stays_between_idle_and_the_limit(request: ServingRequest) -> None:
    served = resolve_serving(request)
    device = served.plan.accelerator
    each = served.serving.power / (request.accelerators + request.prefill_accelerators)
    most = device.maximum * VLLM.reached
    if served.serving.reading is not None:  # what transfers take comes on top
        most += served.serving.rate * 2 * served.serving.reading.transferred * VLLM.per_bit
    assert device.idle <= each <= most * (1 + 1e-12)


@given(requests, st.floats(2.1, 100))
def test_the_band_widens_with_the_distance(request: ServingRequest, factor: float) -> None:
    inside = replace(request, sequences=8.0, prompt=600.0, answer=600.0, stages=1, cached=0.0)
    beyond = replace(inside, answer=min(factor * 2 * 6154.0, 32_000.0))
    assert not resolve_serving(inside).warnings
    near, far = (reach(resolve_serving(each)) for each in (inside, beyond))
    assert far >= 2 * near
    farther = replace(beyond, accelerator="nvidia-h200-sxm", sequences=1.0)
    assert reach(resolve_serving(farther)) > far


@given(ways)
def test_traced_numbers_are_as_good_as_floats(request: ServingRequest) -> None:
    served = resolve_serving(request)
    explained = trace(serve_inputs, served.inputs, served.origins)
    assert dict(numbers(explained.values())) == dict(numbers(served.serving))


@pytest.mark.parametrize(
    "further",
    [
        {},
        {"accelerators": 4, "stages": 2},
        {"draft": "llama-3.1-8b", "acceptance": 0.7},
        {"prefill_accelerators": 1, "cached": 0.5},
    ],
    ids=["alone", "stages", "draft", "apart"],
)
def test_arrays_are_as_good_as_floats(further: dict[str, object]) -> None:
    request = replace(ServingRequest("qwen3-30b-a3b", "nvidia-b200"), **further)  # pyright: ignore[reportArgumentType]
    served = resolve_serving(request)
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


def reach(served: Served) -> float:
    """How far the band reaches up, on a logarithmic scale."""
    return float(np.log(served.serving.per_token_high / served.serving.per_token))
