"""Batches, numbers of accelerators and targets of latency."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath.analysis.serving import Target, most_requests, sweep
from joulepath.errors import InputError
from joulepath.scenario.serving import ServingRequest, resolve_serving

REQUEST = ServingRequest("llama-3.1-8b", "nvidia-h100-sxm", prompt=600, answer=600)


@given(st.floats(0.01, 0.1))
def test_the_largest_batch_keeps_to_the_target_and_one_more_does_not(interval: float) -> None:
    found = most_requests(REQUEST, Target(interval=interval))
    assert found.served is not None
    assert found.served.serving.interval <= interval
    assert found.served.request == found.request
    more = replace(found.request, sequences=found.request.sequences + 1)
    match found.limit:
        case "interval":
            assert resolve_serving(more).serving.interval > interval
        case limit:
            assert limit == "memory"
            with pytest.raises(InputError, match="too much"):
                resolve_serving(more)


@given(st.floats(0.1, 1.0), st.floats(1.0, 5.0))
def test_more_time_never_means_fewer_requests(first: float, factor: float) -> None:
    some, more = (most_requests(REQUEST, Target(first_token=t)) for t in (first, first * factor))
    assert more.request.sequences >= some.request.sequences


def test_a_small_model_meets_the_limit_of_the_engine() -> None:
    # keys and values of tokens so short take next to nothing
    request = replace(REQUEST, accelerator="nvidia-b200", prompt=1, answer=1)
    found = most_requests(request, Target(interval=1e6))
    assert (found.limit, found.request.sequences) == ("engine", 65536)


def test_a_target_out_of_reach_says_how_long_it_takes() -> None:
    with pytest.raises(InputError, match=r"a token takes 7\.\d+ ms .* alone, more than 3 ms"):
        most_requests(REQUEST, Target(interval=3e-3))
    with pytest.raises(InputError, match="--first-token: is 0 s"):
        most_requests(REQUEST, Target(first_token=0.0))


def test_a_sweep_has_every_combination_and_says_what_cannot_be() -> None:
    found = sweep(REQUEST, sequences=(1, 8), accelerators=(1, 3, 4))
    assert [(a.request.accelerators, a.request.sequences) for a in found] == [
        (count, number) for count in (1, 3, 4) for number in (1, 8)
    ]
    assert [attempt.served is None for attempt in found] == [False] * 2 + [True] * 2 + [False] * 2
    assert "do not divide 32 heads" in found[2].problems[0].what


def test_a_sweep_of_nothing_that_can_be_is_a_mistake_told_once() -> None:
    with pytest.raises(InputError) as caught:
        sweep(REQUEST, sequences=(1, 8), accelerators=(3,))
    assert len(caught.value.problems) == 1
