"""What holds for pictures whatever the model, the accelerator and the size."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath.catalogue import load
from joulepath.core.tree import map_leaves, numbers
from joulepath.lifecycle.diffusion import diffuse
from joulepath.records.diffusion import DiffusionCalibration
from joulepath.scenario.diffusion import DiffusionRequest, Pictured, resolve_diffusion
from joulepath.workloads.diffusion_models import diffusion_models

XDIT = load().record(DiffusionCalibration, "xdit")

requests = st.builds(
    DiffusionRequest,
    model=st.sampled_from(diffusion_models()),
    accelerator=st.sampled_from(["nvidia-b200", "nvidia-h100-sxm"]),
    accelerators=st.integers(1, 8),
    batch=st.integers(1, 8),
    steps=st.integers(1, 100),
    height=st.integers(1, 40).map(lambda n: 32 * n),
    width=st.integers(1, 40).map(lambda n: 32 * n),
    frames=st.just(1),
)


@given(requests)
def test_parts_make_up_the_time_and_the_band_holds_the_prediction(
    request: DiffusionRequest,
) -> None:
    made = resolve_diffusion(request).diffusion
    parts = [value for name, value in numbers(made.time) if name != "whole"]
    assert all(part >= 0 for part in parts)
    assert sum(parts) == pytest.approx(made.time.whole, rel=1e-12)
    assert made.per_picture_low < made.per_picture < made.per_picture_high
    assert made.per_picture * made.rate == pytest.approx(made.power, rel=1e-12)


@given(requests)
def test_power_stays_between_idle_and_the_limit(request: DiffusionRequest) -> None:
    pictured = resolve_diffusion(request)
    device = pictured.plan.accelerator
    each = pictured.diffusion.power / request.accelerators
    assert device.idle <= each <= device.maximum * XDIT.reached * (1 + 1e-12)


@given(requests, st.integers(1, 100))
def test_more_steps_cost_more(request: DiffusionRequest, further: int) -> None:
    assert request.steps is not None
    more = replace(request, steps=request.steps + further)
    assert energy(resolve_diffusion(more)) > energy(resolve_diffusion(request))


@given(requests, st.integers(2, 3))
def test_pictures_made_together_never_cost_more_each(request: DiffusionRequest, times: int) -> None:
    more = replace(request, batch=request.batch * times)
    together, alone = (resolve_diffusion(each).diffusion for each in (more, request))
    # Energies are sums of what is shared and what is not; both round in the sixteenth digit.
    assert together.time.whole <= times * alone.time.whole * (1 + 1e-12)


@given(requests)
def test_work_is_that_of_one_picture_times_their_number(request: DiffusionRequest) -> None:
    one, several = (
        resolve_diffusion(replace(request, batch=batch)).diffusion.work
        for batch in (1, request.batch)
    )
    for (path, alone), (_, together) in zip(numbers(one), numbers(several), strict=True):
        assert together == pytest.approx(request.batch * alone, rel=1e-12), path


def test_arrays_are_as_good_as_floats() -> None:
    pictured = resolve_diffusion(DiffusionRequest("wan-2.1-1.3b", "nvidia-b200", 4))
    several = np.array([1.0, 17.0, 81.0])
    together = diffuse(pictured.model, replace(pictured.plan, frames=several), XDIT)
    for at, frames in enumerate(several):
        alone = diffuse(pictured.model, replace(pictured.plan, frames=float(frames)), XDIT)
        picked = map_leaves(lambda _, leaf, at=at: np.broadcast_to(leaf, 3)[at], together)
        for (path, one), (_, other) in zip(numbers(alone), numbers(picked), strict=True):
            assert other == pytest.approx(one, rel=1e-12), path


def test_one_accelerator_exchanges_nothing() -> None:
    alone = resolve_diffusion(DiffusionRequest("flux.1-dev", "nvidia-h100-sxm"))
    assert alone.diffusion.time.exchange == 0
    shared = resolve_diffusion(DiffusionRequest("flux.1-dev", "nvidia-h100-sxm", 2))
    assert shared.diffusion.time.exchange > 0


def energy(pictured: Pictured) -> float:
    return float(pictured.diffusion.per_picture)
