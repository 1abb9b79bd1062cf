"""What holds for inference on microcontrollers whatever the network, the clock and the runtime."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath.catalogue import load
from joulepath.core.tree import map_leaves, numbers
from joulepath.lifecycle.microcontroller import infer, now_and_then
from joulepath.records.microcontroller import (
    DrawnCharge,
    DutyCycle,
    ExecutionPlan,
    KnownPower,
    NetworkWork,
    RuntimeCalibration,
)

CATALOGUE = load()
NAMES = CATALOGUE.names("inference-runtimes")
RUNTIMES = st.sampled_from([CATALOGUE.record(RuntimeCalibration, name) for name in NAMES])
amounts = st.floats(1, 1e9)
works = st.builds(NetworkWork, amounts, amounts, amounts, amounts, amounts, st.floats(1, 200))
clocks = st.floats(1e6, 1e9)
powers = st.one_of(
    st.builds(KnownPower, st.floats(1e-4, 1), clocks),
    st.builds(DrawnCharge, st.floats(1e-11, 1e-9), st.floats(0.6, 3.6)),
)
plans = st.builds(
    ExecutionPlan,
    throughput=st.floats(1e7, 1e12),
    cores=st.floats(1, 8),
    rated_clock=clocks,
    clock=clocks,
    pace=st.floats(0.3, 3),
    power=powers,
    low=st.floats(0.2, 0.9),
    high=st.floats(1.1, 5),
    time_low=st.floats(0.2, 0.9),
    time_high=st.floats(1.1, 5),
    validity=st.sampled_from(["inside", "outside"]),
)


@given(works, plans, RUNTIMES)
def test_parts_make_up_the_cycles_and_the_band_holds_the_prediction(
    work: NetworkWork, plan: ExecutionPlan, runtime: RuntimeCalibration
) -> None:
    found = infer(work, plan, runtime)
    parts = [value for name, value in numbers(found.cycles) if name != "whole"]
    assert sum(parts) * plan.pace == pytest.approx(found.cycles.whole, rel=1e-12)
    assert found.energy_low < found.energy < found.energy_high
    assert found.time_low < found.time < found.time_high
    assert found.power * found.time == pytest.approx(found.energy, rel=1e-12)


@given(works, plans, RUNTIMES, st.floats(1.1, 10))
def test_a_faster_clock_saves_time_and_no_energy(
    work: NetworkWork, plan: ExecutionPlan, runtime: RuntimeCalibration, factor: float
) -> None:
    slow = infer(work, plan, runtime)
    fast = infer(work, replace(plan, clock=plan.clock * factor), runtime)
    assert fast.time * factor == pytest.approx(slow.time, rel=1e-12)
    assert fast.energy == pytest.approx(slow.energy, rel=1e-9)


@given(works, plans, RUNTIMES, st.floats(1.1, 10))
def test_more_of_everything_takes_as_much_more(
    work: NetworkWork, plan: ExecutionPlan, runtime: RuntimeCalibration, factor: float
) -> None:
    larger = map_leaves(lambda _, amount: amount * factor, work)
    ratio = infer(larger, plan, runtime).energy / infer(work, plan, runtime).energy
    assert ratio == pytest.approx(factor, rel=1e-9)


@given(works, plans, RUNTIMES)
def test_outside_what_was_measured_the_band_is_wider(
    work: NetworkWork, plan: ExecutionPlan, runtime: RuntimeCalibration
) -> None:
    inside = infer(work, replace(plan, validity="inside"), runtime)
    outside = infer(work, replace(plan, validity="outside"), runtime)
    assert outside.energy_low < inside.energy_low
    assert outside.energy_high > inside.energy_high
    assert outside.energy == inside.energy
    assert outside.time_low < inside.time_low
    assert outside.time_high > inside.time_high


@given(works, plans, RUNTIMES, st.floats(1.1, 8))
def test_cores_that_are_not_used_save_no_time(
    work: NetworkWork, plan: ExecutionPlan, runtime: RuntimeCalibration, factor: float
) -> None:
    more = replace(plan, cores=plan.cores * factor, throughput=plan.throughput * factor)
    assert infer(work, more, runtime).time == pytest.approx(infer(work, plan, runtime).time)


@given(works, plans, RUNTIMES, st.floats(1, 1e4), st.floats(0, 1e-3))
def test_the_rarer_the_inferences_the_nearer_to_sleep(
    work: NetworkWork, plan: ExecutionPlan, runtime: RuntimeCalibration, rest: float, sleep: float
) -> None:
    found = infer(work, plan, runtime)
    duty = DutyCycle(1.0, found.time * (1 + rest), min(sleep, found.power), 0.0, 1.0)
    mean = now_and_then(found, duty).power
    assert duty.sleep <= mean * (1 + 1e-9)
    assert mean <= found.power * (1 + 1e-9)
