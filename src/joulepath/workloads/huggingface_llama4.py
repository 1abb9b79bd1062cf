"""Llama 4: one expert and a shared one, blocks that see a chunk of the text."""

from __future__ import annotations

from typing import Final

from joulepath.workloads.huggingface_blocks import Attention
from joulepath.workloads.huggingface_decoder_stack import (
    Ends,
    block_count,
    chosen,
    generator,
    head_count,
    plain_block,
)
from joulepath.workloads.huggingface_experts import Experts, FeedForward
from joulepath.workloads.huggingface_network import Generator, Task
from joulepath.workloads.huggingface_parts import ACTIVATIONS
from joulepath.workloads.huggingface_reading import Facts

__all__ = ["llama_4"]

_SEES_ALL_EVERY: Final = 4


def llama_4(facts: Facts, kind: str, task: Task) -> Generator:
    """Llama 4, the language model without its eyes.

    Three of four blocks see the chunk of the text that they are in, which counts as a window.
    Norms of queries and keys, which have no weights, are not counted.
    """
    width, act = facts.whole("hidden_size"), facts.choice("hidden_act", ACTIVATIONS, "silu")
    expert = FeedForward(width, facts.whole("intermediate_size"), act, gated=True)
    dense = FeedForward(width, facts.whole("intermediate_size_mlp"), act, gated=True)
    experts = Experts(
        expert, *chosen(facts, "num_local_experts"), shared=expert, scoring="softmax-of-chosen"
    )
    every = facts.whole("interleave_moe_layer_step", 1)
    chunk = facts.optional("attention_chunk_size")
    channels = [dense if (i + 1) % every else experts for i in range(block_count(facts))]
    blocks = [
        plain_block(channel, _attention(facts, width, i, chunk), width)
        for i, channel in enumerate(channels)
    ]
    tied = facts.flag("tie_word_embeddings", False)
    ends = Ends(width, facts.whole("vocab_size"), tied, "root-mean-square")
    return generator(facts, task, blocks, ends)


def _attention(facts: Facts, width: int, position: int, chunk: int | None) -> Attention:
    sees_all = (position + 1) % _SEES_ALL_EVERY == 0
    heads = head_count(facts, "num_attention_heads", width)
    head = facts.whole("head_dim", width // heads)
    shared = facts.whole("num_key_value_heads", heads)
    return Attention(
        width,
        heads,
        shared,
        head,
        window=None if sees_all else chunk,
        turned=0 if sees_all else head,
    )
