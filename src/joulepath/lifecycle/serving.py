"""Serving a language model: one step, repeated, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Bit, Flop, FlopPerToken, Ratio, Second, Token, Watt
from joulepath.formulas import data
from joulepath.formulas.serving import load, power, steps
from joulepath.records.serving import (
    ExpertWeights,
    ServedModel,
    Serving,
    ServingCalibration,
    ServingPlan,
    StepTime,
)

_ONE_TOKEN = 1.0
_NOTHING = 0.0


@dataclass(frozen=True)
class _Demand:
    """What one step moves and computes."""

    tokens: Token
    context: Token
    dense: Bit
    expert: Bit
    cache: Bit
    work: Flop
    prompt_work: Flop


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
    demand = _demand(model, plan)
    time = _times(demand, model, plan, calibration)
    drawn = _power(demand, time, model, plan, calibration)
    rate = steps.token_rate(tokens=demand.tokens, time=time.whole)
    per_token = power.energy_per_token(power=drawn, rate=rate)
    low, high = _band(model, calibration)
    return Serving(
        context=demand.context,
        weights_read=data.total_bits(parts=(demand.dense, demand.expert)),
        cache_read=demand.cache,
        work=demand.work,
        prompt_work=demand.prompt_work,
        time=time,
        rate=rate,
        power=drawn,
        per_token=per_token,
        per_token_low=power.band_end(energy=per_token, factor=low),
        per_token_high=power.band_end(energy=per_token, factor=high),
        per_answer=power.energy_of_answer(per_token=per_token, answer=plan.answer),
        memory=_memory(model, plan),
    )


def _demand(model: ServedModel, plan: ServingPlan) -> _Demand:
    context = load.mean_context(prompt=plan.prompt, answer=plan.answer)
    tokens = load.step_tokens(sequences=plan.sequences, each=_ONE_TOKEN)
    cached = _cached(model, plan, context)
    writing = load.writing_work(tokens=tokens, each=_work(model, context))
    reading = load.reading_work(
        tokens=tokens,
        each=_work(model, load.mean_context(prompt=_NOTHING, answer=plan.prompt)),
        prompt=plan.prompt,
        answer=plan.answer,
    )
    return _Demand(
        tokens=tokens,
        context=context,
        dense=data.raw_bits(values=model.dense_weights, bits_per_value=plan.formats.dense),
        expert=_experts_read(model.experts, plan),
        cache=load.batch_bits(sequences=plan.sequences, each=cached),
        work=load.step_work(parts=(writing, reading)),
        prompt_work=reading,
    )


def _cached(model: ServedModel, plan: ServingPlan, context: Token) -> Bit:
    values = load.cached_values(
        context=context,
        growing=model.growing_cache,
        windowed=model.windowed_cache,
        window=model.window,
        state=model.state,
    )
    return data.raw_bits(values=values, bits_per_value=plan.formats.cache)


def _work(model: ServedModel, context: Token) -> FlopPerToken:
    return load.token_work(
        context=context,
        fixed=model.fixed_work,
        growing=model.growing_work,
        windowed=model.windowed_work,
        window=model.window,
    )


def _experts_read(experts: ExpertWeights | None, plan: ServingPlan) -> Bit:
    match experts:
        case None:
            return _NOTHING
        case ExpertWeights():
            touched = load.touched_share(
                experts=experts.count, chosen=experts.chosen, sequences=plan.sequences
            )
            bits = data.raw_bits(values=experts.weights, bits_per_value=plan.formats.expert)
            return load.experts_read(experts=bits, touched=touched)


def _times(
    demand: _Demand, model: ServedModel, plan: ServingPlan, calibration: ServingCalibration
) -> StepTime:
    dense = _streaming(demand.dense, calibration.dense_streaming, plan)
    expert = _streaming(demand.expert, calibration.expert_streaming, plan)
    weights = steps.step_time(parts=(dense, expert))
    cache = _streaming(demand.cache, calibration.cache_streaming, plan)
    arithmetic = steps.arithmetic_time(
        work=demand.work,
        processors=plan.accelerators,
        throughput=plan.accelerator.throughput,
        share=_arithmetic_share(model, calibration),
    )
    launching = _launching(model, plan, calibration)
    exchange = _exchange(demand, model, plan, calibration)
    host = steps.host_time(
        per_step=calibration.step,
        per_sequence=calibration.sequence,
        sequences=plan.sequences,
        waiting=_waiting(plan, calibration),
    )
    parts = (weights, cache, arithmetic, launching, exchange, host)
    return StepTime(*parts, steps.step_time(parts=parts))


def _streaming(bits: Bit, share: Ratio, plan: ServingPlan) -> Second:
    return steps.streaming_time(
        bits=bits,
        processors=plan.accelerators,
        bandwidth=plan.accelerator.bandwidth,
        share=share,
    )


def _arithmetic_share(model: ServedModel, calibration: ServingCalibration) -> Ratio:
    match model.experts:
        case None:
            return calibration.dense_arithmetic
        case ExpertWeights():
            return calibration.expert_arithmetic


def _launching(model: ServedModel, plan: ServingPlan, calibration: ServingCalibration) -> Second:
    block, expert_block = _block_times(plan, calibration)
    return steps.launching_time(
        blocks=model.blocks,
        per_block=block,
        expert_blocks=_NOTHING if model.experts is None else model.experts.blocks,
        per_expert_block=expert_block,
    )


def _block_times(plan: ServingPlan, calibration: ServingCalibration) -> tuple[Second, Second]:
    """Overheads of a block, and the further ones of a block with experts."""
    match plan.kernels:
        case "native":
            return calibration.native_block, calibration.native_expert_block
        case "scaled":
            return calibration.scaled_block, calibration.scaled_expert_block


def _waiting(plan: ServingPlan, calibration: ServingCalibration) -> Second:
    match plan.host:
        case "usual":
            return _NOTHING
        case "slow":
            return calibration.slow_host


def _exchange(
    demand: _Demand, model: ServedModel, plan: ServingPlan, calibration: ServingCalibration
) -> Second:
    match plan.sharing:
        case "alone":
            return _NOTHING
        case "together":
            pass
    tokens = load.handled_tokens(written=demand.tokens, prompt=plan.prompt, answer=plan.answer)
    bits = load.exchanged_bits(
        tokens=tokens, width=model.width, bits_per_value=plan.formats.activation
    )
    return steps.exchange_time(
        blocks=model.blocks,
        latency=calibration.exchange_latency,
        bits=bits,
        bandwidth=plan.accelerator.link,
        share=(
            calibration.dense_exchange if model.experts is None else calibration.expert_exchange
        ),
    )


def _power(
    demand: _Demand,
    time: StepTime,
    model: ServedModel,
    plan: ServingPlan,
    calibration: ServingCalibration,
) -> Watt:
    limits = plan.accelerator
    base = power.active_power(
        idle=limits.idle,
        maximum=limits.maximum,
        active=_activity(model, calibration),
        exchanging=calibration.exchanging,
        waiting_share=steps.share_of_time(part=time.host, whole=time.whole),
        exchange_share=steps.share_of_time(part=time.exchange, whole=time.whole),
    )
    moving = power.moving_power(
        bits=data.total_bits(parts=(demand.dense, demand.expert, demand.cache)),
        work=demand.work,
        time=time.whole,
        per_bit=calibration.per_bit,
        per_flop=calibration.per_flop,
    )
    return power.capped_power(
        processors=plan.accelerators,
        base=base,
        moving=moving,
        maximum=limits.maximum,
        reached=calibration.reached,
    )


def _activity(model: ServedModel, calibration: ServingCalibration) -> Ratio:
    match model.experts:
        case None:
            return calibration.active
        case ExpertWeights():
            return power.expert_activity(
                active=calibration.active, further=calibration.expert_active
            )


def _band(model: ServedModel, calibration: ServingCalibration) -> tuple[Ratio, Ratio]:
    match model.experts:
        case None:
            return calibration.dense_low, calibration.dense_high
        case ExpertWeights():
            return calibration.expert_low, calibration.expert_high


def _memory(model: ServedModel, plan: ServingPlan) -> Bit:
    """Memory at the end of the answers, when the cache is largest."""
    dense = data.raw_bits(values=model.dense_weights, bits_per_value=plan.formats.dense)
    other = data.raw_bits(values=model.other_weights, bits_per_value=plan.formats.dense)
    parts = [dense, other]
    if model.experts is not None:
        parts.append(
            data.raw_bits(values=model.experts.weights, bits_per_value=plan.formats.expert)
        )
    whole = load.whole_context(prompt=plan.prompt, answer=plan.answer)
    return load.memory_needed(
        weights=data.total_bits(parts=tuple(parts)),
        sequences=plan.sequences,
        cache=_cached(model, plan, whole),
        processors=plan.accelerators,
    )
