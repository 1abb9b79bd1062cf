"""Accelerators that only read prompts, and what they and those that write come to together."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import JoulePerToken, Second, TokenPerSecond, Watt
from joulepath.formulas import data
from joulepath.formulas.serving import parallel, pools, power, steps
from joulepath.lifecycle.serving_memory import pool_memory
from joulepath.lifecycle.serving_passes import (
    NOTHING,
    Team,
    cached,
    chunk,
    computing,
    demand,
    pass_time,
)
from joulepath.lifecycle.serving_power import Activity, drawn
from joulepath.records.serving import ServedModel, ServingCalibration
from joulepath.records.serving_plan import PromptPool, ServingPlan
from joulepath.records.serving_results import Reading

__all__ = ["Together", "together"]

_ONE_REQUEST = 1.0


@dataclass(frozen=True)
class Together:
    """What all accelerators come to."""

    rate: TokenPerSecond
    power: Watt
    per_token: JoulePerToken
    reading: Reading | None


def together(
    model: ServedModel,
    plan: ServingPlan,
    calibration: ServingCalibration,
    rate: TokenPerSecond,
    writing: Watt,
) -> Together:
    """What accelerators that could write at a rate come to, with those that read for them."""
    match plan.pool:
        case None:
            each = power.energy_per_token(power=writing, rate=rate)
            return Together(rate, writing, each, None)
        case PromptPool() as pool:
            return _apart(model, plan, pool, calibration, rate, writing)


def _apart(
    model: ServedModel,
    plan: ServingPlan,
    pool: PromptPool,
    calibration: ServingCalibration,
    rate: TokenPerSecond,
    writing: Watt,
) -> Together:
    found = _reading(model, plan, pool, calibration, rate)
    share = pools.writing_utilisation(demanded=found.demanded)
    sustained = pools.sustained_rate(rate=rate, share=share)
    processors = parallel.all_processors(processors=plan.accelerators, stages=plan.stages)
    idle = plan.accelerator.idle
    writers = pools.mean_power(busy=writing, idle=idle, processors=processors, share=share)
    moving = pools.transfer_energy(bits=found.transferred, per_bit=calibration.per_bit)
    parts = (
        power.energy_per_token(power=writers, rate=sustained),
        power.energy_per_token(power=found.power, rate=sustained),
        pools.transfer_per_token(energy=moving, answer=plan.answer),
    )
    each = pools.energy_of_pools(parts=parts)
    drawing = power.power_at_rate(per_token=each, rate=sustained)
    return Together(sustained, drawing, each, found)


def _reading(
    model: ServedModel,
    plan: ServingPlan,
    pool: PromptPool,
    calibration: ServingCalibration,
    rate: TokenPerSecond,
) -> Reading:
    time, busy = _busy(model, plan, pool, calibration)
    demanded = pools.demanded_pools(rate=rate, answer=plan.answer, reading=time)
    share = pools.pool_utilisation(demanded=demanded)
    transferred = cached(model, plan.formats, plan.prompt)
    idle = pool.accelerator.idle
    return Reading(
        time=time,
        demanded=demanded,
        utilisation=share,
        queueing=pools.queueing_time(reading=time, utilisation=share),
        transferred=transferred,
        transfer=pools.transfer_time(bits=transferred, bandwidth=pool.link),
        power=pools.mean_power(busy=busy, idle=idle, processors=pool.accelerators, share=share),
        memory=pool_memory(model, plan, pool),
    )


def _busy(
    model: ServedModel, plan: ServingPlan, pool: PromptPool, calibration: ServingCalibration
) -> tuple[Second, Watt]:
    """Time of a prompt, and power meanwhile."""
    team = Team(pool.accelerator, pool.accelerators, pool.sharing)
    part, passes = chunk(model, plan)
    moved = demand(
        model, plan.formats, team, NOTHING, NOTHING, plan.prompt, part, choosing=part.tokens
    )
    time = pass_time(moved, model, plan.formats, plan.kernels, team, calibration)
    host = steps.host_time(
        per_step=calibration.step,
        per_sequence=calibration.sequence,
        sequences=_ONE_REQUEST,
        waiting=NOTHING,
    )
    one = steps.step_time(parts=(computing(time), host))
    bits = data.total_bits(parts=(moved.dense, moved.expert, moved.cache))
    activity = Activity(bits, moved.work, waiting=host, exchanging=time.exchange, whole=one)
    busy = drawn(pool.accelerator, pool.accelerators, activity, model, calibration)
    return steps.repeated_time(time=one, times=passes), busy
