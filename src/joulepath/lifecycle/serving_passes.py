"""One pass of tokens through a language model: what it reads and computes, and how long."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Bit, Count, Flop, FlopPerToken, Ratio, Second, Token
from joulepath.formulas import data
from joulepath.formulas.serving import load, parallel, prompts, steps
from joulepath.records.serving import (
    Accelerator,
    ExpertWeights,
    Formats,
    ServedModel,
    ServingCalibration,
)
from joulepath.records.serving_plan import Kernels, ServingPlan, Sharing

__all__ = [
    "NOTHING",
    "NO_PROMPTS",
    "ONE_TOKEN",
    "Load",
    "PassTime",
    "Prompts",
    "Team",
    "cached",
    "chunk",
    "computing",
    "demand",
    "exchange_share",
    "exchanged",
    "pass_time",
    "reading",
]

NOTHING = 0.0
ONE_TOKEN = 1.0
_EXCHANGES_OF_A_BLOCK = 2.0  # after attention and after the feed-forward layer (Megatron-LM)


@dataclass(frozen=True)
class Team:
    """Accelerators that share the blocks of a model."""

    accelerator: Accelerator
    accelerators: Count
    sharing: Sharing


@dataclass(frozen=True)
class Prompts:
    """What a pass reads of prompts."""

    tokens: Token
    work: Flop


NO_PROMPTS = Prompts(NOTHING, NOTHING)


@dataclass(frozen=True)
class Load:
    """What one pass moves and computes."""

    tokens: Token
    dense: Bit
    expert: Bit
    cache: Bit
    work: Flop


@dataclass(frozen=True)
class PassTime:
    """How long the accelerators take for one pass."""

    weights: Second
    cache: Second
    arithmetic: Second
    launching: Second
    exchange: Second


def reading(model: ServedModel, plan: ServingPlan, written: Token) -> Prompts:
    """What falls to a pass of the prompts that follow those answered."""
    uncached = prompts.uncached_tokens(prompt=plan.prompt, cached=plan.cached)
    tokens = prompts.read_tokens(written=written, uncached=uncached, answer=plan.answer)
    return _prompts(model, plan, tokens)


def chunk(model: ServedModel, plan: ServingPlan) -> tuple[Prompts, Count]:
    """What one pass reads of a single prompt, and the passes that read all of it."""
    tokens = prompts.uncached_tokens(prompt=plan.prompt, cached=plan.cached)
    whole = _prompts(model, plan, tokens)
    passes = prompts.prompt_passes(tokens=tokens, budget=plan.budget)
    part = Prompts(
        tokens=prompts.chunk_tokens(tokens=whole.tokens, passes=passes),
        work=prompts.chunk_work(work=whole.work, passes=passes),
    )
    return part, passes


def _prompts(model: ServedModel, plan: ServingPlan, tokens: Token) -> Prompts:
    before = prompts.uncached_context(prompt=plan.prompt, cached=plan.cached)
    return Prompts(tokens, prompts.reading_work(tokens=tokens, each=_work(model, before)))


def demand(
    model: ServedModel,
    formats: Formats,
    team: Team,
    sequences: Count,
    tokens: Token,
    context: Token,
    read: Prompts,
    choosing: Token,
) -> Load:
    """What a pass takes that computes tokens of sequences and reads a part of prompts."""
    writing = load.writing_work(tokens=tokens, each=_work(model, context))
    return Load(
        tokens=prompts.handled_tokens(written=tokens, read=read.tokens),
        dense=data.total_bits(
            parts=(
                data.raw_bits(values=model.dense_weights, bits_per_value=formats.dense),
                data.raw_bits(values=model.head_weights, bits_per_value=formats.head),
            )
        ),
        expert=_experts_read(model.experts, formats, choosing),
        cache=parallel.replicated_bits(
            bits=load.batch_bits(sequences=sequences, each=cached(model, formats, context)),
            processors=team.accelerators,
            parts=parallel.cache_parts(processors=team.accelerators, heads=model.cache_heads),
        ),
        work=load.step_work(parts=(writing, read.work)),
    )


def cached(model: ServedModel, formats: Formats, context: Token) -> Bit:
    """Keys, values and states that one sequence keeps."""
    values = load.cached_values(
        context=context,
        growing=model.growing_cache,
        windowed=model.windowed_cache,
        window=model.window,
        state=model.state,
    )
    return data.raw_bits(values=values, bits_per_value=formats.cache)


def _work(model: ServedModel, context: Token) -> FlopPerToken:
    return load.token_work(
        context=context,
        fixed=model.fixed_work,
        growing=model.growing_work,
        windowed=model.windowed_work,
        window=model.window,
    )


def _experts_read(experts: ExpertWeights | None, formats: Formats, choosing: Token) -> Bit:
    match experts:
        case None:
            return NOTHING
        case ExpertWeights():
            touched = load.touched_share(
                experts=experts.count,
                chosen=experts.chosen,
                sequences=load.choosing_tokens(tokens=choosing, each=ONE_TOKEN),
            )
            bits = data.raw_bits(values=experts.weights, bits_per_value=formats.expert)
            return load.experts_read(experts=bits, touched=touched)


def pass_time(
    moved: Load,
    model: ServedModel,
    formats: Formats,
    kernels: Kernels,
    team: Team,
    calibration: ServingCalibration,
) -> PassTime:
    """How long the accelerators take, part by part."""
    dense = _streaming(moved.dense, calibration.dense_streaming, team)
    expert = _streaming(moved.expert, calibration.expert_streaming, team)
    return PassTime(
        weights=steps.step_time(parts=(dense, expert)),
        cache=_streaming(moved.cache, calibration.cache_streaming, team),
        arithmetic=steps.arithmetic_time(
            work=moved.work,
            processors=team.accelerators,
            throughput=team.accelerator.throughput,
            share=_arithmetic_share(model, calibration),
        ),
        launching=_launching(model, kernels, calibration),
        exchange=_exchange(moved, model, formats, team, calibration),
    )


def _exchange(
    moved: Load,
    model: ServedModel,
    formats: Formats,
    team: Team,
    calibration: ServingCalibration,
) -> Second:
    match team.sharing:
        case "alone":
            return NOTHING
        case "together":
            return parallel.exchange_time(
                exchanges=parallel.exchanges(blocks=model.blocks, each=_EXCHANGES_OF_A_BLOCK),
                processors=team.accelerators,
                latency=calibration.exchange_latency,
                bits=exchanged(moved, model, formats),
                bandwidth=team.accelerator.link,
                share=exchange_share(model, calibration),
            )


def computing(time: PassTime) -> Second:
    """Time of all parts of a pass."""
    return steps.step_time(
        parts=(time.weights, time.cache, time.arithmetic, time.launching, time.exchange)
    )


def _streaming(bits: Bit, share: Ratio, team: Team) -> Second:
    return steps.streaming_time(
        bits=bits,
        processors=team.accelerators,
        bandwidth=team.accelerator.bandwidth,
        share=share,
    )


def _arithmetic_share(model: ServedModel, calibration: ServingCalibration) -> Ratio:
    match model.experts:
        case None:
            return calibration.dense_arithmetic
        case ExpertWeights():
            return calibration.expert_arithmetic


def _launching(model: ServedModel, kernels: Kernels, calibration: ServingCalibration) -> Second:
    block, expert_block = _block_times(kernels, calibration)
    return steps.launching_time(
        blocks=model.blocks,
        per_block=block,
        expert_blocks=NOTHING if model.experts is None else model.experts.blocks,
        per_expert_block=expert_block,
    )


def _block_times(kernels: Kernels, calibration: ServingCalibration) -> tuple[Second, Second]:
    """Overheads of a block, and the further ones of a block with experts."""
    match kernels:
        case "native":
            return calibration.native_block, calibration.native_expert_block
        case "scaled":
            return calibration.scaled_block, calibration.scaled_expert_block


def exchanged(moved: Load, model: ServedModel, formats: Formats) -> Bit:
    """Activations of all tokens of a pass after a block."""
    return parallel.exchanged_bits(
        tokens=moved.tokens, width=model.width, bits_per_value=formats.activation
    )


def exchange_share(model: ServedModel, calibration: ServingCalibration) -> Ratio:
    """Share of the links' rate that exchanges of this model reach."""
    match model.experts:
        case None:
            return calibration.dense_exchange
        case ExpertWeights():
            return calibration.expert_exchange
