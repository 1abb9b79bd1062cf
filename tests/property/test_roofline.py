"""What holds for every inference by a roofline, whatever the numbers."""

from __future__ import annotations

from dataclasses import replace
from math import log
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath.catalogue import load
from joulepath.lifecycle.roofline import execute_roofline, run_layers, sleeping
from joulepath.records.microcontroller import DutyCycle
from joulepath.records.roofline import (
    EngineCalibration,
    NetworkLayers,
    PlacedLayer,
    RatedPower,
    RooflineExecution,
    RooflineInference,
    RooflinePlan,
    Surroundings,
    TypicalPower,
)
from joulepath.scenario.accelerators import formats_of
from joulepath.scenario.engines import KIND, engine_of
from joulepath.workloads.what_if_layers import FORMATS

KNOWN = load()
ENGINES = [KNOWN.entry(KIND, name) for name in KNOWN.names(KIND)]
ENGINE: EngineCalibration = KNOWN.entry(KIND, "tensorrt-server").record

LAYER = PlacedLayer("convolution", "processor", 2e8, 1e6, 8e6, 0.0, 10.0)
OTHERS = (
    replace(LAYER, kind="pointwise", operations=1e8),
    replace(LAYER, kind="depthwise", operations=1e6),
    replace(LAYER, kind="products", weights=1e8),
    replace(LAYER, kind="moving", operations=0.0),
)
NETWORK = NetworkLayers((LAYER, *OTHERS))
PLAN = RooflinePlan(
    throughput=6e13,
    scalar=8e12,
    bandwidth=2.5e12,
    memory="main",
    cache=0.0,
    clock=1.0,
    batch=8.0,
    input="serial",
    power=RatedPower(10.0, 70.0, 70.0),
    surroundings=Surroundings(100.0, 0.9),
    validity="alike",
)

factors = st.floats(min_value=1.0, max_value=1e4)
positive = st.floats(min_value=1e-3, max_value=1e3)


def run(plan: RooflinePlan = PLAN, network: NetworkLayers = NETWORK) -> RooflineExecution:
    return run_layers(RooflineInference(network, plan, ENGINE))


def changed(**amounts: Any) -> NetworkLayers:
    return NetworkLayers((replace(LAYER, **amounts), *OTHERS))


@given(factor=factors, name=st.sampled_from(["operations", "weights", "activations", "layers"]))
def test_more_work_or_more_bytes_never_take_less_time(factor: float, name: str) -> None:
    more = run(network=changed(**{name: getattr(LAYER, name) * factor}))
    assert more.time >= run().time
    assert more.energy >= run().energy


@given(factor=factors, name=st.sampled_from(["throughput", "bandwidth"]))
def test_a_faster_processor_is_never_slower(factor: float, name: str) -> None:
    assert run(replace(PLAN, **{name: getattr(PLAN, name) * factor})).time <= run().time


@given(batch=st.integers(min_value=1, max_value=4096), more=st.integers(min_value=1, max_value=64))
def test_a_larger_batch_takes_longer_but_each_sample_does_not(batch: int, more: int) -> None:
    small, large = (run(replace(PLAN, batch=float(n))) for n in (batch, batch + more))
    assert large.interval >= small.interval
    assert large.time <= small.time * (1 + 1e-9)


@given(batch=st.integers(min_value=1, max_value=4096))
def test_pipelined_input_is_never_slower(batch: int) -> None:
    serial, pipelined = (
        run(replace(PLAN, batch=float(batch), input=each)) for each in ("serial", "pipelined")
    )
    assert pipelined.interval <= serial.interval
    assert pipelined.latency == serial.latency


@given(limits=st.tuples(*[st.floats(min_value=15.0, max_value=70.0)] * 2))
def test_a_lower_limit_draws_less_and_takes_longer(limits: tuple[float, float]) -> None:
    low, high = (
        run(replace(PLAN, power=RatedPower(10.0, 70.0, limit))) for limit in sorted(limits)
    )
    assert low.power <= high.power * (1 + 1e-9)
    assert low.time >= high.time
    assert low.power <= min(limits) * (1 + 1e-9)


@given(clock=st.floats(min_value=0.05, max_value=1.0))
def test_a_lower_clock_draws_less_and_is_never_faster(clock: float) -> None:
    slower = run(replace(PLAN, clock=clock))
    assert slower.power <= run().power * (1 + 1e-9)
    assert slower.time >= run().time


@given(share=st.floats(min_value=0.05, max_value=1.0), host=st.floats(0.0, 500.0))
def test_host_and_supply_add_to_the_energy_of_the_processor(share: float, host: float) -> None:
    found = run(replace(PLAN, surroundings=Surroundings(host, share)))
    # definition: what the source delivers is the sum of both over the efficiency
    expected = (found.processor_energy + host * found.time) / share
    assert found.energy == pytest.approx(expected, rel=1e-12)


def test_the_power_of_typical_work_is_that_of_the_catalogue_while_layers_run() -> None:
    plan = replace(PLAN, power=TypicalPower(2.0, 5.0, 1e6))
    found = run(plan)
    busy = found.busy / found.interval
    assert found.slowdown == 1.0
    # definition: at rest but for the share of the time in which layers run
    assert found.power == pytest.approx(2.0 + 3.0 * busy, rel=1e-12)


def test_weights_beyond_a_chip_are_loaded_every_time() -> None:
    chip = replace(PLAN, memory="chip", cache=5e8)
    weights = sum(layer.weights * layer.layers for layer in NETWORK.layers)
    # definition: what does not stay on the chip crosses the link
    expected = (weights - 5e8) / ENGINE.link
    assert run(chip).loading == pytest.approx(expected, rel=1e-12)
    assert run(replace(chip, cache=1e15)).loading == 0.0


def test_layers_on_the_host_take_its_rate_and_the_copies() -> None:
    there = replace(LAYER, place="host", copied=4e6)
    found = run(network=NetworkLayers((there, *OTHERS)))
    each = 2e8 * 8 / ENGINE.host_rate + 4e6 * 8 / ENGINE.link
    assert found.host == pytest.approx(10 * each, rel=1e-12)


@pytest.mark.parametrize("entry", ENGINES, ids=lambda entry: entry.name)
def test_a_narrower_format_is_never_slower_where_there_are_kernels(entry: Any) -> None:
    # A part of each doubling of the rate may be lost, but not all of it.
    assert entry.record.saturation < log(2)
    for name in KNOWN.names("processors"):
        device = KNOWN.processor(name)
        forms = [form for form in formats_of(device) if form in FORMATS]
        used = [
            f for f in forms if device.category != "profile" and engine(device, f) == entry.name
        ]
        ordered = sorted(used, key=lambda form: -FORMATS[form])
        times = [timed(device, form, entry.record) for form in ordered]
        rates = [getattr(device.peak, form) for form in ordered]
        for before, after in zip(range(len(times)), range(1, len(times)), strict=False):
            if rates[after] >= rates[before]:
                assert times[after] <= times[before] * (1 + 1e-12), (name, ordered)


def engine(device: Any, form: str) -> str:
    try:
        return engine_of(device, form, KNOWN).name
    except Exception:  # a class without roofline, e.g. mcu
        return ""


def timed(device: Any, form: str, record: EngineCalibration) -> float:
    bits = FORMATS[form]
    layers = tuple(
        replace(each, weights=each.weights * bits, activations=each.activations * bits)
        for each in NETWORK.layers
    )
    rate = getattr(device.peak, form)
    plan = replace(
        PLAN,
        throughput=rate,
        scalar=rate if device.peak.fp32 is None else device.peak.fp32,
        bandwidth=device.memory_bandwidth or 1e18,
    )
    return float(run_layers(RooflineInference(NetworkLayers(layers), plan, record)).time)


@given(samples=positive)
def test_samples_are_computed_one_batch_after_the_other(samples: float) -> None:
    inference = RooflineInference(NETWORK, PLAN, ENGINE)
    one = run_layers(inference)
    time, energy, low, high = execute_roofline(samples, inference)
    assert time == pytest.approx(samples * one.time, rel=1e-12)
    assert energy == pytest.approx(samples * one.energy, rel=1e-12)
    assert low < energy < high


@given(period=st.floats(min_value=1.0, max_value=1e6), sleep=st.floats(0.0, 10.0))
def test_between_inferences_it_sleeps(period: float, sleep: float) -> None:
    one = run()
    found = sleeping(one, DutyCycle(8.0, period, sleep, 0.5, 1.0))
    # definition: a batch, waking, and the rest of the period asleep
    expected = 8 * one.energy + 0.5 + sleep * (period - 8 * one.time)
    assert found.energy == pytest.approx(expected, rel=1e-9)


def test_the_band_is_wider_the_less_is_known() -> None:
    bands = [
        (found.time_high / found.time, found.energy_high / found.energy)
        for found in (
            run(replace(PLAN, validity=each)) for each in ("measured", "alike", "outside")
        )
    ]
    assert bands == sorted(bands)
    assert bands[1] < bands[2]


def test_a_million_plans_in_one_pass() -> None:
    number = 1_000_000
    draws = np.random.default_rng(1)
    plan = replace(
        PLAN,
        throughput=draws.uniform(1e12, 1e15, number),
        bandwidth=draws.uniform(1e11, 1e13, number),
        power=RatedPower(10.0, 70.0, draws.uniform(20.0, 70.0, number)),
    )
    start = perf_counter()
    found = run(plan)
    # One pass takes about a second; a loop over the plans would take minutes.
    assert perf_counter() - start < 30
    assert found.energy.shape == (number,)
    first = replace(
        plan,
        throughput=float(plan.throughput[0]),
        bandwidth=float(plan.bandwidth[0]),
        power=RatedPower(10.0, 70.0, float(plan.power.limit[0])),
    )
    assert found.energy[0] == pytest.approx(run(first).energy, rel=1e-12)
