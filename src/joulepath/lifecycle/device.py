"""The device that collects data, and the battery that feeds it."""

from __future__ import annotations

from collections.abc import Iterator

from joulepath.core.quantities import Joule, Second
from joulepath.formulas.links import delivery
from joulepath.formulas.links.crossing import interval
from joulepath.lifecycle.battery import last
from joulepath.records.battery import BatteryLife, Pack
from joulepath.records.inputs import Inputs, RateDemand, TotalDemand
from joulepath.records.links.delivery import FederatedExchange
from joulepath.records.results import InferencePass

__all__ = ["device_life"]

_AT_ONCE = 0.0


def device_life(
    inputs: Inputs, pack: Pack, inference: InferencePass, federated: FederatedExchange | None
) -> BatteryLife:
    """Tell how long a battery feeds the device at the rate of the scenario."""
    time = _time_of_a_pass(inputs, inference)
    learning = tuple(_learning(inputs, federated, time))
    return last((*_spent(inputs, inference), *learning), time, pack)


def _time_of_a_pass(inputs: Inputs, inference: InferencePass) -> Second:
    match inputs.inference.demand:
        case RateDemand(rate):
            per_pass = 1.0 if inputs.switches.inference_grouping == "per-inference" else None
            asked = inference.inferences if per_pass is None else per_pass
            return interval(inferences=asked, rate=rate)
        case TotalDemand():
            return _AT_ONCE


def _learning(inputs: Inputs, federated: FederatedExchange | None, time: Second) -> Iterator[Joule]:
    """What the rounds of federated learning cost a client, spread over its life."""
    match inputs.inference.demand:
        case RateDemand(lifetime=lifetime) if federated is not None:
            share = delivery.times_in(period=time, interval=lifetime)
            yield delivery.energy_of_times(energy=federated.device_energy, times=share)
        case _:
            pass


def _spent(inputs: Inputs, inference: InferencePass) -> Iterator[Joule]:
    """What the device itself spends in a pass."""
    if inference.sensing is not None:
        yield inference.sensing.energy
    for crossing in (inference.collection, inference.result):
        if crossing is not None:
            yield crossing.device_energy
    if inference.waiting is not None:
        yield inference.waiting.device_energy
    for upkeep in (inference.delivery, inference.telemetry):
        if upkeep is not None:
            yield upkeep.device_energy
    match inputs.inference.inputs:
        case "local":
            yield inference.computation.energy
            if inference.preprocessing is not None:
                yield inference.preprocessing.energy
        case "sent":
            pass
