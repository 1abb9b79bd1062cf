"""The same scenario with another number of inferences."""

from __future__ import annotations

from dataclasses import replace

from joulepath.core.quantities import Inference
from joulepath.formulas.breakeven import time_of_inferences
from joulepath.records.inputs import Inputs, RateDemand, TotalDemand
from joulepath.scenario.resolve import Resolved

__all__ = ["demanding", "living"]


def demanding(inputs: Inputs, inferences: Inference) -> Inputs:
    """Inputs with another number of inferences, at the rate they had.

    Parameters
    ----------
    inputs : Inputs
        A resolved scenario.
    inferences : Inference
        Inferences of the whole life; any shape that broadcasts with the inputs.

    Returns
    -------
    Inputs
        A scenario with a rate keeps it and serves for longer or shorter.
    """
    match inputs.inference.demand:
        case RateDemand(rate):
            lifetime = time_of_inferences(inferences=inferences, rate=rate)
            demand = RateDemand(rate, lifetime)
        case TotalDemand():
            demand = TotalDemand(inferences)
    return replace(inputs, inference=replace(inputs.inference, demand=demand))


def living(resolved: Resolved, inputs: Inputs, inferences: Inference) -> Inputs:
    """The same, and hardware and prices that last as long as the inferences still do.

    Parameters
    ----------
    resolved : Resolved
        The scenario, which tells whether hardware and prices have a time of their own.
    inputs : Inputs
        Its inputs, or these with other values.
    inferences : Inference
        Inferences of the whole life; any shape that broadcasts with the inputs.

    Returns
    -------
    Inputs
        A time that the scenario gives to ``[hardware]`` or ``[cost]`` stays as it is.
    """
    changed = demanding(inputs, inferences)
    demand = changed.inference.demand
    if isinstance(demand, TotalDemand):
        return changed
    own = {
        name: getattr(getattr(resolved.scenario, name), "time", None)
        for name in ("hardware", "cost")
    }
    if changed.hardware is not None and own["hardware"] is None:
        changed = replace(changed, hardware=replace(changed.hardware, time=demand.lifetime))
    if changed.cost is not None and own["cost"] is None:
        changed = replace(changed, cost=replace(changed.cost, time=demand.lifetime))
    return changed
