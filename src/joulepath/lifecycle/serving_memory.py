"""Memory that serving a language model takes."""

from __future__ import annotations

from joulepath.core.quantities import Bit, Count, Ratio, Token
from joulepath.formulas import data
from joulepath.formulas.serving import load, parallel, pipeline
from joulepath.lifecycle.serving_passes import cached
from joulepath.records.serving import Formats, ServedModel
from joulepath.records.serving_plan import Drafting, PromptPool, ServingPlan

__all__ = ["memory", "pool_memory"]

_ONE = 1.0


def memory(model: ServedModel, plan: ServingPlan) -> Bit:
    """Memory at the end of the answers, when the cache is largest."""
    whole = load.whole_context(prompt=plan.prompt, answer=plan.answer)
    largest = pipeline.largest_stage(blocks=model.blocks, stages=plan.stages)
    needed = _needed(model, plan.formats, plan.accelerators, plan.sequences, whole, largest=largest)
    match plan.drafting:
        case None:
            return needed
        case Drafting() as small:
            further = _needed(
                small.model, small.formats, plan.accelerators, plan.sequences, whole, largest=_ONE
            )
            return data.total_bits(parts=(needed, further))


def pool_memory(model: ServedModel, plan: ServingPlan, pool: PromptPool) -> Bit:
    """Memory of accelerators that read one prompt after the other."""
    return _needed(model, plan.formats, pool.accelerators, _ONE, plan.prompt, largest=_ONE)


def _needed(
    model: ServedModel,
    formats: Formats,
    accelerators: Count,
    sequences: Count,
    context: Token,
    *,
    largest: Ratio,
) -> Bit:
    return parallel.memory_needed(
        weights=_weights(model, formats),
        sequences=sequences,
        cache=cached(model, formats, context),
        largest=largest,
        processors=accelerators,
        parts=parallel.cache_parts(processors=accelerators, heads=model.cache_heads),
    )


def _weights(model: ServedModel, formats: Formats) -> Bit:
    parts = [
        data.raw_bits(values=model.dense_weights, bits_per_value=formats.dense),
        data.raw_bits(values=model.head_weights, bits_per_value=formats.head),
        data.raw_bits(values=model.other_weights, bits_per_value=formats.head),
    ]
    if model.experts is not None:
        parts.append(data.raw_bits(values=model.experts.weights, bits_per_value=formats.expert))
    return data.total_bits(parts=tuple(parts))
