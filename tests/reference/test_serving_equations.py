"""Equations of serving against values that others published or that follow by hand."""

from __future__ import annotations

import pytest

from joulepath.formulas.serving import parallel, pipeline, pools, power, prompts, speculation


@pytest.mark.parametrize(("acceptance", "drafted"), [(0.6, 2), (0.7, 3), (0.8, 5), (0.9, 10)])
def test_tokens_of_a_step_are_one_and_those_accepted(acceptance: float, drafted: int) -> None:
    # The first i drafted tokens are all accepted with the probability acceptance ** i, and each
    # such event adds a token to the one that the large model writes anyway.
    by_hand = sum(acceptance**accepted for accepted in range(drafted + 1))
    found = speculation.expected_tokens(acceptance=acceptance, drafted=float(drafted), each=1.0)
    assert found == pytest.approx(by_hand, rel=1e-12)


def test_a_sum_over_all_by_hand() -> None:
    # Thakur et al. 2005, section on allreduce: 2 log2(p) rounds, 2 (p - 1) / p of the data
    found = parallel.exchange_time(
        exchanges=3.0, processors=8.0, latency=1e-6, bits=8e6, bandwidth=1e9, share=0.5
    )
    assert found == pytest.approx(3 * (6 * 1e-6 + 1.75 * 8e6 / 0.5e9), rel=1e-12)
    alone = parallel.exchange_time(
        exchanges=3.0, processors=1.0, latency=1e-6, bits=8e6, bandwidth=1e9, share=0.5
    )
    assert alone == 0


def test_a_queue_by_hand() -> None:
    # M/D/1 (Pollaczek and Khinchine): at half its capacity a request waits half a service time
    assert pools.queueing_time(reading=2.0, utilisation=0.5) == 1.0
    assert pools.queueing_time(reading=2.0, utilisation=1.0) == float("inf")


def test_a_full_pipeline_leaves_nothing_empty_and_a_single_part_all_stages_but_one() -> None:
    # four stages of 1 s each, no host: GPipe's bubbles vanish with as many parts as stages
    for parts, step in ((4.0, 4.0), (1.0, 4.0)):
        stage = pipeline.stage_time(
            computing=4.0, largest=pipeline.largest_stage(blocks=32.0, stages=4.0), host=0.0
        )
        found = pipeline.pipelined_time(traversal=4.0, stage=stage, parts=parts)
        assert found == step
        busy = pipeline.time_of_stage(time=4.0, parts=parts, stages=4.0)
        assert pipeline.bubble_time(step=found, busy=busy) == step - parts


def test_blocks_that_do_not_divide_make_one_stage_larger() -> None:
    assert pipeline.largest_stage(blocks=61.0, stages=4.0) == 16 / 61


def test_a_chunk_is_never_larger_than_the_budget() -> None:
    assert prompts.prompt_passes(tokens=8193.0, budget=8192.0) == 2
    assert prompts.prompt_passes(tokens=0.0, budget=8192.0) == 1


def test_a_band_is_twice_as_wide_outside_and_once_more_sixteenfold_beyond() -> None:
    assert power.band_widening(beyond=1.0) == 2
    assert power.band_widening(beyond=16.0) == 3
    assert power.widened_end(factor=1.3, widening=2.0) == pytest.approx(1.69, rel=1e-12)
