"""Power of accelerators that serve a language model, and how sure its prediction is."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Bit, Count, Flop, Ratio, Second, Watt
from joulepath.formulas.serving import power, steps
from joulepath.records.serving import (
    Accelerator,
    ExpertWeights,
    ServedModel,
    ServingCalibration,
)
from joulepath.records.serving_plan import ServingPlan

__all__ = ["Activity", "band", "drawn"]


@dataclass(frozen=True)
class Activity:
    """What accelerators do in a time."""

    bits: Bit
    work: Flop
    waiting: Second
    exchanging: Second
    whole: Second


def drawn(
    accelerator: Accelerator,
    processors: Count,
    activity: Activity,
    model: ServedModel,
    calibration: ServingCalibration,
) -> Watt:
    """Power of accelerators that do so much."""
    whole = activity.whole
    base = power.active_power(
        idle=accelerator.idle,
        maximum=accelerator.maximum,
        active=_active(model, calibration),
        exchanging=calibration.exchanging,
        waiting_share=steps.share_of_time(part=activity.waiting, whole=whole),
        exchange_share=steps.share_of_time(part=activity.exchanging, whole=whole),
    )
    moving = power.moving_power(
        bits=activity.bits,
        work=activity.work,
        time=whole,
        per_bit=calibration.per_bit,
        per_flop=calibration.per_flop,
    )
    return power.capped_power(
        processors=processors,
        base=base,
        moving=moving,
        maximum=accelerator.maximum,
        reached=calibration.reached,
    )


def _active(model: ServedModel, calibration: ServingCalibration) -> Ratio:
    match model.experts:
        case None:
            return calibration.active
        case ExpertWeights():
            return power.expert_activity(
                active=calibration.active, further=calibration.expert_active
            )


def band(
    model: ServedModel, plan: ServingPlan, calibration: ServingCalibration
) -> tuple[Ratio, Ratio]:
    """Ends of the band relative to the prediction."""
    match model.experts:
        case None:
            ends = calibration.dense_low, calibration.dense_high
        case ExpertWeights():
            ends = calibration.expert_low, calibration.expert_high
    match plan.validity:
        case "inside":
            return ends
        case "outside":
            widening = power.band_widening(beyond=plan.beyond)
            low, high = (power.widened_end(factor=end, widening=widening) for end in ends)
            return low, high
