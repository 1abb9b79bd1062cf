"""Decoders whose blocks differ in norms and biases: Falcon, Gemma 2, OLMo 2, Phi, StarCoder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from joulepath.workloads.huggingface_blocks import Attention, Block, Norm
from joulepath.workloads.huggingface_decoder_stack import (
    Ends,
    block_count,
    generator,
    head_count,
    windows,
)
from joulepath.workloads.huggingface_experts import FeedForward
from joulepath.workloads.huggingface_network import Generator, Task
from joulepath.workloads.huggingface_parts import ACTIVATIONS
from joulepath.workloads.huggingface_reading import Facts

__all__ = ["falcon", "gemma_2", "olmo_2", "phi", "phi_3", "starcoder_2"]


def falcon(facts: Facts, kind: str, task: Task) -> Generator:
    """Falcon: attention and feed-forward side by side, perhaps a single key for all heads."""
    width, bias = facts.whole("hidden_size"), facts.flag("bias", False)
    new = facts.flag("new_decoder_architecture", False)
    beside = new or facts.flag("parallel_attn", True)
    norms = facts.whole("num_ln_in_parallel_attn", 2 if new else 1, most=2) if beside else 2
    act = facts.choice("activation", ACTIVATIONS, "gelu")
    hidden = facts.whole("ffn_hidden_size", 4 * width)
    mixer = _falcon_attention(facts, width, new=new, bias=bias)
    block = Block("block", mixer, FeedForward(width, hidden, act, bias=bias), width, "layer", norms)
    ends = Ends(width, facts.whole("vocab_size"), facts.flag("tie_word_embeddings", True), "layer")
    blocks = block_count(facts, ("num_hidden_layers", "n_layer"))
    return generator(facts, task, [block] * blocks, ends)


def _falcon_attention(facts: Facts, width: int, *, new: bool, bias: bool) -> Attention:
    heads = head_count(facts, ("num_attention_heads", "n_head"), width)
    shared, sloped, head = heads, facts.flag("alibi", False), width // heads
    if new:
        shared = facts.whole(("num_kv_heads", "n_head_kv"), heads)
        facts.divides("num_kv_heads", shared, "num_attention_heads", heads)
    elif facts.flag("multi_query", True):
        shared = 1
    return Attention(
        width,
        heads,
        shared,
        head,
        input_biases=(heads + 2 * shared) * head * bias,
        output_bias=bias,
        turned=0 if sloped else head,
        sloped=sloped,
    )


def gemma_2(facts: Facts, kind: str, task: Task) -> Generator:
    """Gemma 2: four norms a block, every other block with a window, scores capped."""
    width = facts.whole("hidden_size")
    act = facts.choice("hidden_activation", ACTIVATIONS, "gelu_pytorch_tanh")
    channel = FeedForward(width, facts.whole("intermediate_size"), act, gated=True)
    heads, head = facts.whole("num_attention_heads"), facts.whole("head_dim", 256)
    shared = facts.whole("num_key_value_heads")
    facts.divides("num_key_value_heads", shared, "num_attention_heads", heads)
    capped = facts.value("attn_logit_softcapping")[1] is not None
    mixer = Attention(width, heads, shared, head, turned=head, capped=capped)
    blocks = [
        _block(replace(mixer, window=window), channel, width, "root-mean-square", 4)
        for window in windows(facts, kind, block_count(facts))
    ]
    ends = Ends(
        width,
        facts.whole("vocab_size"),
        facts.flag("tie_word_embeddings", True),
        "root-mean-square",
        scaled=True,
        capped=facts.value("final_logit_softcapping")[1] is not None,
    )
    return generator(facts, task, blocks, ends)


def olmo_2(facts: Facts, kind: str, task: Task) -> Generator:
    """OLMo 2: norms after attention and feed-forward, and of all queries and all keys."""
    width, act = facts.whole("hidden_size"), facts.choice("hidden_act", ACTIVATIONS, "silu")
    channel = FeedForward(width, facts.whole("intermediate_size"), act, gated=True)
    bias = facts.flag("attention_bias", False)
    mixer = replace(_turned(facts, width, 1.0, bias=bias), whole_norm=True)
    block = _block(mixer, channel, width, "root-mean-square", 2)
    tied = facts.flag("tie_word_embeddings", False)
    ends = Ends(width, facts.whole("vocab_size"), tied, "root-mean-square")
    return generator(facts, task, [block] * block_count(facts), ends)


def phi(facts: Facts, kind: str, task: Task) -> Generator:
    """Phi 1 and 2: one norm a block, attention and feed-forward side by side, biases all over."""
    width, act = facts.whole("hidden_size"), facts.choice("hidden_act", ACTIVATIONS, "gelu_new")
    if facts.flag("qk_layernorm", False):
        facts.wrong("qk_layernorm", "is true, which is not counted")
    channel = FeedForward(width, facts.whole("intermediate_size"), act, bias=True)
    block = _block(_turned(facts, width, 0.5, bias=True), channel, width, "layer", 1)
    tied = facts.flag("tie_word_embeddings", False)
    ends = Ends(width, facts.whole("vocab_size"), tied, "layer", head_bias=True)
    return generator(facts, task, [block] * block_count(facts), ends)


def phi_3(facts: Facts, kind: str, task: Task) -> Generator:
    """Phi 3 and 4: as Llama, perhaps with a window and with positions on a part of each head."""
    width, act = facts.whole("hidden_size"), facts.choice("hidden_act", ACTIVATIONS, "silu")
    channel = FeedForward(width, facts.whole("intermediate_size"), act, gated=True)
    mixer = _turned(facts, width, 1.0, bias=False)
    blocks = [
        _block(replace(mixer, window=window), channel, width, "root-mean-square", 2)
        for window in windows(facts, kind, block_count(facts))
    ]
    tied = facts.flag("tie_word_embeddings", False)
    ends = Ends(width, facts.whole("vocab_size"), tied, "root-mean-square")
    return generator(facts, task, blocks, ends)


def starcoder_2(facts: Facts, kind: str, task: Task) -> Generator:
    """StarCoder 2: layer norms, biases, a window in all blocks."""
    width, bias = facts.whole("hidden_size"), facts.flag("use_bias", True)
    act = facts.choice("hidden_act", ACTIVATIONS, "gelu_pytorch_tanh")
    channel = FeedForward(width, facts.whole("intermediate_size"), act, bias=bias)
    mixer = _turned(facts, width, 1.0, bias=bias)
    blocks = [
        _block(replace(mixer, window=window), channel, width, "layer", 2)
        for window in windows(facts, kind, block_count(facts))
    ]
    tied = facts.flag("tie_word_embeddings", True)
    ends = Ends(width, facts.whole("vocab_size"), tied, "layer")
    return generator(facts, task, blocks, ends)


def _turned(facts: Facts, width: int, share: float, *, bias: bool) -> Attention:
    """Attention with rotary positions on a share of each head."""
    heads = head_count(facts, "num_attention_heads", width)
    shared = facts.whole("num_key_value_heads", heads)
    facts.divides("num_key_value_heads", shared, "num_attention_heads", heads)
    head = width // heads
    # newer files have it among the parameters of the positions
    found = facts.value(("rope_parameters", "rope_scaling"))[1]
    inside = cast("Mapping[str, Any]", found if isinstance(found, Mapping) else {})
    if facts.has("partial_rotary_factor"):
        share = facts.share("partial_rotary_factor", share)
    elif "partial_rotary_factor" in inside:
        share = Facts(inside, facts.where).share("partial_rotary_factor", share)
    return Attention(
        width,
        heads,
        shared,
        head,
        input_biases=(heads + 2 * shared) * head * bias,
        output_bias=bias,
        turned=int(head * share),
    )


def _block(mixer: Attention, channel: FeedForward, width: int, norm: Norm, norms: int) -> Block:
    name = "block" if mixer.window is None else f"block with window {mixer.window}"
    return Block(name, mixer, channel, width, norm, norms)
