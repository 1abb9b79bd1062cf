"""One inference by a roofline: time layer by layer first, then power, then energy."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Bit, Joule, OperationPerSecond, Ratio, Sample, Second, Watt
from joulepath.formulas import bands, data, training_power
from joulepath.formulas import microcontroller as repeated
from joulepath.formulas import roofline as formulas
from joulepath.formulas import roofline_power as draws
from joulepath.formulas.serving import steps as parts
from joulepath.records.microcontroller import DutyCycle, DutyCycled
from joulepath.records.roofline import (
    EngineCalibration,
    LayerKind,
    NetworkLayers,
    PlacedLayer,
    RatedPower,
    RooflineExecution,
    RooflineInference,
    RooflinePlan,
    TypicalPower,
)

__all__ = ["execute_roofline", "run_layers", "sleeping"]

_ONE = 1.0
_NONE = 0.0


@dataclass(frozen=True)
class _Times:
    """Times of a batch at full clocks, by what takes them."""

    arithmetic: Second
    streaming: Second
    busy: Second
    launching: Second
    loading: Second
    host: Second


def run_layers(inference: RooflineInference) -> RooflineExecution:
    """Time, power and energy of a network on a processor.

    Parameters
    ----------
    inference : RooflineInference
        Network, plan and calibration; their numbers broadcast.

    Returns
    -------
    RooflineExecution
        Of the broadcast shapes of the inputs.
    """
    plan, engine = inference.plan, inference.engine
    times = _times(inference.network, plan, engine)
    waiting, wanted, room = _powers(times, plan, engine)
    slowdown = training_power.capped_slowdown(wanted=wanted, headroom=room, bend=engine.bend)
    processor = formulas.processor_time(
        busy=times.busy, slowdown=slowdown, launching=times.launching, loading=times.loading
    )
    beside = formulas.time_beside(
        host=times.host, call=engine.call, samples=plan.batch, sample=engine.sample
    )
    latency = formulas.batch_latency(processor=processor, in_flight=engine.in_flight, beside=beside)
    interval = _interval(processor, beside, latency, plan)
    power = training_power.mean_power(
        ready=waiting,
        wanted=wanted,
        headroom=room,
        busy=draws.working_share(busy=times.busy, slowdown=slowdown, interval=interval),
    )
    return _execution(times, plan, engine, (slowdown, interval, latency, power))


def execute_roofline(
    samples: Sample, inference: RooflineInference
) -> tuple[Second, Joule, Joule, Joule]:
    """Time and energy of samples, batch after batch, and the ends of the energy's band."""
    one = run_layers(inference)
    times = repeated.runs(samples=samples, samples_per_run=_ONE)
    return (
        repeated.time_of_runs(times=times, each=one.time),
        repeated.energy_of_runs(times=times, each=one.energy),
        repeated.energy_of_runs(times=times, each=one.energy_low),
        repeated.energy_of_runs(times=times, each=one.energy_high),
    )


def _times(network: NetworkLayers, plan: RooflinePlan, engine: EngineCalibration) -> _Times:
    here = [layer for layer in network.layers if layer.place == "processor"]
    there = [layer for layer in network.layers if layer.place == "host"]
    kinds: dict[LayerKind, None] = dict.fromkeys(each.kind for each in here)
    rates = {kind: _reached(kind, plan, engine) for kind in kinds}
    arithmetic = [_arithmetic(layer, rates[layer.kind], plan) for layer in here]
    streaming = [_streaming(layer, plan, engine) for layer in here]
    together = list(zip(here, arithmetic, streaming, strict=True))
    return _Times(
        arithmetic=_sum([_repeated(a, layer) for layer, a, _ in together]),
        streaming=_sum([_repeated(s, layer) for layer, _, s in together]),
        busy=_sum(
            [
                formulas.layers_time(arithmetic=a, streaming=s, layers=layer.layers)
                for layer, a, s in together
            ]
        ),
        launching=formulas.repeated_time(
            each=engine.launch,
            layers=formulas.sum_of_layers(parts=tuple(layer.layers for layer in here)),
        ),
        loading=_loading(here, plan, engine),
        host=_sum([_on_host(layer, plan, engine) for layer in there]),
    )


def _reached(
    kind: LayerKind, plan: RooflinePlan, engine: EngineCalibration
) -> OperationPerSecond | None:
    """Rate that layers of a kind reach; none for those that only move data."""
    match kind:
        case "moving":
            return None
        case _:
            return formulas.reached_rate(
                throughput=plan.throughput,
                scalar=plan.scalar,
                share=getattr(engine, kind),
                saturation=engine.saturation,
                clock=plan.clock,
            )


def _arithmetic(
    layer: PlacedLayer, reached: OperationPerSecond | None, plan: RooflinePlan
) -> Second:
    match reached:
        case None:
            return _NONE
        case rate:
            return formulas.layer_arithmetic(
                operations=layer.operations, samples=plan.batch, reached=rate
            )


def _streaming(layer: PlacedLayer, plan: RooflinePlan, engine: EngineCalibration) -> Second:
    match plan.memory:
        case "chip":
            return _NONE
        case "main":
            bits = formulas.layer_traffic(
                weights=layer.weights, activations=layer.activations, samples=plan.batch
            )
    return parts.streaming_time(
        bits=bits, processors=_ONE, bandwidth=plan.bandwidth, share=engine.streaming
    )


def _loading(here: list[PlacedLayer], plan: RooflinePlan, engine: EngineCalibration) -> Second:
    match plan.memory:
        case "main":
            return _NONE
        case "chip":
            weights: Bit = data.total_bits(
                parts=tuple(
                    formulas.repeated_data(each=layer.weights, layers=layer.layers)
                    for layer in here
                )
            )
            return formulas.loading_time(weights=weights, cache=plan.cache, link=engine.link)


def _on_host(layer: PlacedLayer, plan: RooflinePlan, engine: EngineCalibration) -> Second:
    work = formulas.layer_arithmetic(
        operations=layer.operations, samples=plan.batch, reached=engine.host_rate
    )
    copying = formulas.copying_time(copied=layer.copied, samples=plan.batch, link=engine.link)
    return _repeated(parts.step_time(parts=(work, copying)), layer)


def _repeated(each: Second, layer: PlacedLayer) -> Second:
    return formulas.repeated_time(each=each, layers=layer.layers)


def _sum(times: list[Second]) -> Second:
    return parts.step_time(parts=tuple(times))


def _powers(
    times: _Times, plan: RooflinePlan, engine: EngineCalibration
) -> tuple[Watt, Watt, Watt]:
    """Power while waiting, power that work adds to it, and what a limit leaves for that."""
    share = _computing_share(times, plan)
    match plan.power:
        case RatedPower(idle, full, limit):
            waiting = draws.waiting_power(idle=idle, full=limit, waiting=engine.waiting_power)
            computing, streaming = engine.computing_power, engine.streaming_power
        case TypicalPower(idle, full, limit):
            waiting = idle
            computing, streaming = _ONE, _ONE
    wanted = draws.wanted_power(
        idle=idle,
        full=full,
        waiting=waiting,
        load=draws.load(computing=computing, streaming=streaming, computing_share=share),
        clock=plan.clock,
    )
    room = training_power.headroom(limit=limit, reached=engine.reached, ready=waiting)
    return waiting, wanted, room


def _computing_share(times: _Times, plan: RooflinePlan) -> Ratio:
    match plan.memory:
        case "chip":
            return _ONE
        case "main":
            return draws.computing_share(arithmetic=times.arithmetic, streaming=times.streaming)


def _interval(processor: Second, beside: Second, latency: Second, plan: RooflinePlan) -> Second:
    match plan.input:
        case "serial":
            return latency
        case "pipelined":
            return formulas.pipelined_interval(processor=processor, beside=beside)


def _execution(
    times: _Times,
    plan: RooflinePlan,
    engine: EngineCalibration,
    found: tuple[Ratio, Second, Second, Watt],
) -> RooflineExecution:
    slowdown, interval, latency, power = found
    around = plan.surroundings
    source = draws.source_power(processor=power, host=around.host, conversion=around.conversion)
    time = draws.sample_time(interval=interval, samples=plan.batch)
    alone, energy = (
        draws.sample_energy(power=each, interval=interval, samples=plan.batch)
        for each in (power, source)
    )
    earliest, latest, low, high = _ends(plan, engine)
    return RooflineExecution(
        arithmetic=times.arithmetic,
        streaming=times.streaming,
        busy=times.busy,
        loading=times.loading,
        launching=times.launching,
        host=times.host,
        slowdown=slowdown,
        interval=interval,
        latency=latency,
        power=power,
        time=time,
        time_low=bands.time_bound(time=time, factor=earliest),
        time_high=bands.time_bound(time=time, factor=latest),
        processor_energy=alone,
        energy=energy,
        energy_low=bands.energy_bound(energy=energy, factor=low),
        energy_high=bands.energy_bound(energy=energy, factor=high),
    )


def _ends(plan: RooflinePlan, engine: EngineCalibration) -> tuple[Ratio, ...]:
    """Ends of the bands of time and energy."""
    alike = (engine.time_low, engine.time_high, engine.energy_low, engine.energy_high)
    match plan.validity:
        case "measured":
            return (
                engine.measured_time_low,
                engine.measured_time_high,
                engine.measured_energy_low,
                engine.measured_energy_high,
            )
        case "alike":
            return alike
        case "outside":
            return tuple(bands.widened(factor=end) for end in alike)


def sleeping(execution: RooflineExecution, duty: DutyCycle) -> DutyCycled:
    """Infer now and then, and sleep between.

    Parameters
    ----------
    execution : RooflineExecution
        One inference.
    duty : DutyCycle
        How often, and what sleep costs; its numbers broadcast. All of it from the source.

    Returns
    -------
    DutyCycled
        Of the broadcast shapes of the inputs.
    """
    energy = repeated.period_energy(
        inferences=duty.inferences,
        each=execution.energy,
        wake=duty.wake,
        sleep=duty.sleep,
        period=duty.period,
        busy=execution.time,
    )
    power = repeated.mean_power(energy=energy, period=duty.period, efficiency=duty.efficiency)
    return DutyCycled(energy, power)
