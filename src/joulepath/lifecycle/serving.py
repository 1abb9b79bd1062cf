"""Serving a language model: one step, repeated, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Bit, Count, Flop, Second, Token, TokenPerSecond, Watt
from joulepath.formulas import data
from joulepath.formulas.serving import load, parallel, pipeline, power, prompts, speculation, steps
from joulepath.lifecycle.serving_drafts import Drafts, drafts
from joulepath.lifecycle.serving_memory import memory
from joulepath.lifecycle.serving_passes import (
    NO_PROMPTS,
    NOTHING,
    ONE_TOKEN,
    Load,
    PassTime,
    Prompts,
    Team,
    chunk,
    computing,
    demand,
    exchange_share,
    exchanged,
    pass_time,
    reading,
)
from joulepath.lifecycle.serving_pools import Together, together
from joulepath.lifecycle.serving_power import Activity, band, drawn
from joulepath.records.serving import ServedModel, ServingCalibration
from joulepath.records.serving_plan import Drafting, PromptPool, ServingPlan
from joulepath.records.serving_results import Reading, Serving, StepTime

__all__ = ["serve"]


@dataclass(frozen=True)
class _Part:
    """One part of a batch on its way through the stages."""

    load: Load
    time: PassTime
    drafts: Drafts
    computing: Second
    handover: Second
    host: Second
    traversal: Second


@dataclass(frozen=True)
class _Step:
    """A step of all parts of a batch."""

    parts: Count
    size: Count
    each: Token
    prompts: Prompts
    part: _Part
    time: StepTime
    rate: TokenPerSecond


def serve(model: ServedModel, plan: ServingPlan, calibration: ServingCalibration) -> Serving:
    """Time, power and energy of a model that answers many requests at once.

    Parameters
    ----------
    model : ServedModel
        What it takes by the token.
    plan : ServingPlan
        How it is served; its numbers broadcast.
    calibration : ServingCalibration
        What measurements say of the serving engine.

    Returns
    -------
    Serving
        Of the broadcast shapes of the inputs.
    """
    step = _step(model, plan, calibration)
    writing = _power(step, model, plan, calibration)
    found = together(model, plan, calibration, step.rate, writing)
    first = _first_token(step, found.reading, model, plan, calibration)
    return _result(step, found, first, model, plan, calibration)


def _result(
    step: _Step,
    found: Together,
    first: Second,
    model: ServedModel,
    plan: ServingPlan,
    calibration: ServingCalibration,
) -> Serving:
    moved = step.part.load
    low, high = band(model, plan, calibration)
    return Serving(
        context=load.mean_context(prompt=plan.prompt, answer=plan.answer),
        weights_read=data.total_bits(parts=(moved.dense, moved.expert)),
        cache_read=moved.cache,
        work=moved.work,
        prompt_work=step.prompts.work,
        parts=step.parts,
        tokens=step.each,
        time=step.time,
        interval=steps.token_interval(step=step.time.whole, tokens=step.each),
        first_token=first,
        rate=found.rate,
        power=found.power,
        per_token=found.per_token,
        per_token_low=power.band_end(energy=found.per_token, factor=low),
        per_token_high=power.band_end(energy=found.per_token, factor=high),
        per_answer=power.energy_of_answer(per_token=found.per_token, answer=plan.answer),
        memory=memory(model, plan),
        reading=found.reading,
    )


def _step(model: ServedModel, plan: ServingPlan, calibration: ServingCalibration) -> _Step:
    parts = pipeline.microbatches(stages=plan.stages, sequences=plan.sequences)
    size = pipeline.microbatch_sequences(sequences=plan.sequences, parts=parts)
    each = _written(plan)
    written = load.step_tokens(sequences=size, each=each)
    read = _read(model, plan, written)
    computed = load.step_tokens(sequences=size, each=_computed(plan))
    part = _part(model, plan, calibration, size, read, choosing=computed)
    time = _round(part, parts, model, plan)
    tokens = load.step_tokens(sequences=plan.sequences, each=each)
    rate = steps.token_rate(tokens=tokens, time=time.whole)
    return _Step(parts, size, each, read, part, time, rate)


def _written(plan: ServingPlan) -> Token:
    """Tokens that a step writes of a request."""
    match plan.drafting:
        case None:
            return ONE_TOKEN
        case Drafting() as small:
            return speculation.expected_tokens(
                acceptance=small.acceptance, drafted=small.drafted, each=ONE_TOKEN
            )


def _computed(plan: ServingPlan) -> Token:
    """Tokens that a step computes of a request."""
    match plan.drafting:
        case None:
            return ONE_TOKEN
        case Drafting() as small:
            return speculation.verified_tokens(drafted=small.drafted, each=ONE_TOKEN)


def _read(model: ServedModel, plan: ServingPlan, written: Token) -> Prompts:
    match plan.pool:
        case None:
            return reading(model, plan, written)
        case PromptPool():
            return NO_PROMPTS


def _part(
    model: ServedModel,
    plan: ServingPlan,
    calibration: ServingCalibration,
    size: Count,
    read: Prompts,
    *,
    choosing: Token,
) -> _Part:
    team = Team(plan.accelerator, plan.accelerators, plan.sharing)
    context = load.mean_context(prompt=plan.prompt, answer=plan.answer)
    tokens = load.step_tokens(sequences=size, each=_computed(plan))
    moved = demand(model, plan.formats, team, size, tokens, context, read, choosing=choosing)
    time = pass_time(moved, model, plan.formats, plan.kernels, team, calibration)
    written = load.step_tokens(sequences=size, each=_written(plan))
    small = drafts(plan, calibration, team, size, written, context)
    busy = steps.step_time(parts=(computing(time), small.time))
    handover = _handover(moved, model, plan, calibration)
    host = steps.host_time(
        per_step=calibration.step,
        per_sequence=calibration.sequence,
        sequences=size,
        waiting=_waiting(plan, calibration),
    )
    traversal = steps.step_time(parts=(busy, handover, host))
    return _Part(moved, time, small, busy, handover, host, traversal)


def _handover(
    moved: Load, model: ServedModel, plan: ServingPlan, calibration: ServingCalibration
) -> Second:
    match plan.sharing:
        case "alone":
            return NOTHING
        case "together":
            return pipeline.handover_time(
                stages=plan.stages,
                latency=calibration.exchange_latency,
                bits=exchanged(moved, model, plan.formats),
                bandwidth=plan.accelerator.link,
                share=exchange_share(model, calibration),
            )


def _waiting(plan: ServingPlan, calibration: ServingCalibration) -> Second:
    match plan.host:
        case "usual":
            return NOTHING
        case "slow":
            return calibration.slow_host


def _round(part: _Part, parts: Count, model: ServedModel, plan: ServingPlan) -> StepTime:
    stage = pipeline.stage_time(
        computing=part.computing,
        largest=pipeline.largest_stage(blocks=model.blocks, stages=plan.stages),
        host=part.host,
    )
    whole = pipeline.pipelined_time(traversal=part.traversal, stage=stage, parts=parts)

    def of_stage(time: Second) -> Second:
        return pipeline.time_of_stage(time=time, parts=parts, stages=plan.stages)

    return StepTime(
        weights=of_stage(part.time.weights),
        cache=of_stage(part.time.cache),
        arithmetic=of_stage(part.time.arithmetic),
        launching=of_stage(part.time.launching),
        exchange=of_stage(steps.step_time(parts=(part.time.exchange, part.handover))),
        drafting=of_stage(part.drafts.time),
        host=of_stage(part.host),
        bubble=pipeline.bubble_time(step=whole, busy=of_stage(part.traversal)),
        whole=whole,
    )


def _power(
    step: _Step, model: ServedModel, plan: ServingPlan, calibration: ServingCalibration
) -> Watt:
    moved, small, time = step.part.load, step.part.drafts, step.time
    bits: Bit = data.total_bits(parts=(moved.dense, moved.expert, moved.cache, small.bits))
    work: Flop = load.step_work(parts=(moved.work, small.work))
    activity = Activity(
        bits=load.repeated_bits(bits=bits, times=step.parts),
        work=load.repeated_work(work=work, times=step.parts),
        waiting=steps.step_time(parts=(time.host, time.bubble)),
        exchanging=time.exchange,
        whole=time.whole,
    )
    processors = parallel.all_processors(processors=plan.accelerators, stages=plan.stages)
    return drawn(plan.accelerator, processors, activity, model, calibration)


def _first_token(
    step: _Step,
    apart: Reading | None,
    model: ServedModel,
    plan: ServingPlan,
    calibration: ServingCalibration,
) -> Second:
    """Time of the queue and the pool, or of steps that read the prompt beside what is written."""
    match apart:
        case Reading():
            return steps.step_time(parts=(apart.queueing, apart.time))
        case None:
            read, passes = chunk(model, plan)
            computed = load.step_tokens(sequences=step.size, each=_computed(plan))
            choosing = prompts.handled_tokens(written=computed, read=read.tokens)
            part = _part(model, plan, calibration, step.size, read, choosing=choosing)
            waiting = prompts.residual_time(step=step.time.whole)
            passing = steps.repeated_time(time=part.traversal, times=passes)
            return steps.step_time(parts=(waiting, passing))
