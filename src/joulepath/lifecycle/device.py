"""The device that collects data, and the battery that feeds it."""

from __future__ import annotations

from collections.abc import Iterator

from joulepath.core.quantities import Joule, Second
from joulepath.formulas.links.crossing import interval
from joulepath.lifecycle.battery import last
from joulepath.records.battery import BatteryLife, Pack
from joulepath.records.inputs import Inputs, RateDemand, TotalDemand
from joulepath.records.results import InferencePass, Transfer

__all__ = ["device_life"]

_AT_ONCE = 0.0


def device_life(inputs: Inputs, pack: Pack, inference: InferencePass) -> BatteryLife:
    """Tell how long a battery feeds the device at the rate of the scenario."""
    return last(tuple(_spent(inputs, inference)), _time_of_a_pass(inputs, inference), pack)


def _time_of_a_pass(inputs: Inputs, inference: InferencePass) -> Second:
    match inputs.inference.demand:
        case RateDemand(rate):
            per_pass = 1.0 if inputs.switches.inference_grouping == "per-inference" else None
            asked = inference.inferences if per_pass is None else per_pass
            return interval(inferences=asked, rate=rate)
        case TotalDemand():
            return _AT_ONCE


def _spent(inputs: Inputs, inference: InferencePass) -> Iterator[Joule]:
    """What the device itself spends in a pass."""
    if inference.sensing is not None:
        yield inference.sensing.energy
    yield from _sent(inference.collection)
    yield from _sent(inference.result)
    if inference.waiting is not None:
        yield inference.waiting.energy
    match inputs.inference.inputs:
        case "local":
            yield inference.computation.energy
            if inference.preprocessing is not None:
                yield inference.preprocessing.energy
        case "sent":
            pass


def _sent(transfer: Transfer | None) -> Iterator[Joule]:
    """What the first link of a path costs the device."""
    if transfer is not None and transfer.hops:
        yield transfer.hops[0].energy
