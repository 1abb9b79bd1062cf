"""What serving a language model takes by the token, from its ``config.json`` alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf
from pathlib import Path
from typing import Any, Final, cast

from joulepath.core.quantities import Num
from joulepath.errors import Problem, WorkloadError
from joulepath.records.serving import ExpertWeights, ServedModel
from joulepath.records.workload import LanguageWorkload, WorkloadLayer
from joulepath.workloads.huggingface_config import count_config
from joulepath.workloads.huggingface_reading import Facts, facts_of

__all__ = ["served_model"]

_FORMAT: Final = "bf16"
_BITS: Final = 16
_FLOPS_PER_MAC: Final = 2
_BEYOND_ANY_WINDOW: Final = 2**30
_BLOCKS: Final = ("num_hidden_layers", "n_layer")
_WIDTH: Final = ("hidden_size", "n_embd", "d_model")
_HEADS: Final = ("num_attention_heads", "n_head", "num_heads")
_CACHE_HEADS: Final = ("num_key_value_heads", "num_kv_heads", "n_head_kv")
_POSITIONS: Final = ("max_position_embeddings", "n_positions")
_EXPERTS: Final = ("num_experts", "num_local_experts", "n_routed_experts")
_TWO_HALVES: Final = frozenset({"t5", "whisper"})


def served_model(source: Path | str | Mapping[str, Any]) -> ServedModel:
    """Count what a language model takes for each token it writes.

    Work and cache grow with the context in straight lines that bend where a window is full;
    counts after one, two and very many tokens give them exactly. (The very first token of a
    model with latent attention is computed in another way.)

    Parameters
    ----------
    source : Path, str or mapping
        A local ``config.json``, the folder that holds it, or its entries.

    Returns
    -------
    ServedModel
        In whole numbers; 1 MAC = 2 FLOP, and only multiply-accumulates count as work.

    Raises
    ------
    WorkloadError
        With everything that is wrong with the file, or if the model does not write.
    """
    facts = facts_of(source)
    first, second = _after(source, facts, 1), _after(source, facts, 2)
    slope = _macs(second) - _macs(first)
    cache = first.cache_bits_per_token / _BITS
    state = first.state_bits / _BITS
    growing_work, growing, window = slope, cache, 1.0
    layers = first.decode.layers
    if any("with window" in layer.name for layer in layers):
        growing_work, growing, kept = _beyond_windows(source, facts)
        window = (kept - state) / (cache - growing)
    dense, head, other = _shared_weights(layers)
    heads, cache_heads = _heads(facts)
    found = ServedModel(
        blocks=facts.whole(_BLOCKS),
        width=facts.whole(_WIDTH),
        dense_weights=dense,
        head_weights=head,
        other_weights=other,
        experts=_experts(facts, layers),
        # After one token attention sees two, for it sees the token itself too.
        fixed_work=_FLOPS_PER_MAC * (_macs(first) - 2 * slope),
        growing_work=_FLOPS_PER_MAC * growing_work,
        windowed_work=_FLOPS_PER_MAC * (slope - growing_work),
        growing_cache=growing,
        windowed_cache=cache - growing,
        window=window,
        state=state,
        heads=heads,
        cache_heads=cache_heads,
        positions=_positions(facts),
    )
    facts.check()
    return found


def _beyond_windows(source: Path | str | Mapping[str, Any], facts: Facts) -> tuple[Num, Num, Num]:
    """Work and values that grow with the context where windows are full, and values that do not."""
    long = _after(source, facts, _BEYOND_ANY_WINDOW)
    longer = _after(source, facts, 2 * _BEYOND_ANY_WINDOW)
    work = (_macs(longer) - _macs(long)) / _BEYOND_ANY_WINDOW
    return work, long.cache_bits_per_token / _BITS, long.state_bits / _BITS


def _after(source: Path | str | Mapping[str, Any], facts: Facts, context: int) -> LanguageWorkload:
    """Count a token after a context."""
    counted = count_config(source, tokens=1, context=context, format=_FORMAT)
    halves = facts.value("model_type")[1] in _TWO_HALVES
    if halves or not isinstance(counted, LanguageWorkload):
        what = "describes no model that continues a text token by token"
        raise WorkloadError(Problem(facts.where, what, "give the config.json of a decoder"))
    return counted


def _macs(counted: LanguageWorkload) -> Num:
    return counted.decode.operations.macs


def _shared_weights(layers: Iterable[WorkloadLayer]) -> tuple[Num, Num, Num]:
    """Weights that every token reads, those of the head, and those that no step reads whole."""
    apart = {"Embedding", "Experts", "Resting"}
    several = list(layers)
    dense = _parameters(layer for layer in several if layer.operator not in apart)
    tables = [layer for layer in several if layer.operator == "Embedding"]
    head = next(layer for layer in reversed(several) if layer.operations.macs)
    if head.parameters:
        return dense - head.parameters, head.parameters, _parameters(tables)
    # The head reads the table of the embedding, which comes first.
    return dense, tables[0].parameters, _parameters(tables[1:])


def _heads(facts: Facts) -> tuple[int, int]:
    """Heads of attention, and those of keys and values; channels of models without attention."""
    heads = facts.whole(_HEADS, facts.whole(_WIDTH))
    if facts.has("kv_lora_rank") or facts.flag("multi_query", default=False):
        return heads, 1
    return heads, facts.whole(_CACHE_HEADS, heads)


def _positions(facts: Facts) -> float:
    """Most tokens of a text, stretched as the file says."""
    if facts.value(_POSITIONS)[1] is None:
        return inf
    trained = facts.whole(_POSITIONS)
    scaling = facts.value(("rope_scaling", "rope_parameters"))[1]
    if not isinstance(scaling, dict):
        return trained
    stretched = Facts(cast("dict[str, Any]", scaling), f"{facts.where}: rope_scaling")
    if stretched.value(("rope_type", "type"))[1] != "yarn" or not stretched.has("factor"):
        return trained
    original = stretched.whole("original_max_position_embeddings", trained)
    longest = original * stretched.ratio("factor")
    stretched.check()
    return max(trained, longest)


def _experts(facts: Facts, layers: Iterable[WorkloadLayer]) -> ExpertWeights | None:
    weights = _parameters(layer for layer in layers if layer.operator in {"Experts", "Resting"})
    if not weights:
        return None
    blocks = facts.whole(_BLOCKS) - facts.whole("first_k_dense_replace", 0, least=0)
    every = facts.whole(("decoder_sparse_step", "interleave_moe_layer_step"), 1)
    return ExpertWeights(
        weights=weights,
        blocks=blocks // every,
        count=facts.whole(_EXPERTS),
        chosen=facts.whole("num_experts_per_tok"),
    )


def _parameters(layers: Iterable[WorkloadLayer]) -> Num:
    return sum(layer.parameters for layer in layers)
