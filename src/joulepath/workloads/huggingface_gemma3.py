"""Gemma 3: four norms a block, and five blocks with a window for each that sees everything."""

from __future__ import annotations

from typing import Final

from joulepath.workloads.huggingface_blocks import Attention, Block
from joulepath.workloads.huggingface_decoder_stack import Ends, block_count, generator
from joulepath.workloads.huggingface_experts import FeedForward
from joulepath.workloads.huggingface_network import Generator, Task
from joulepath.workloads.huggingface_parts import ACTIVATIONS
from joulepath.workloads.huggingface_reading import Facts

__all__ = ["gemma_3"]

_NORMS: Final = 4


def gemma_3(facts: Facts, kind: str, task: Task) -> Generator:
    """Gemma 3, the language model without its eyes."""
    width = facts.whole("hidden_size")
    act = facts.choice("hidden_activation", ACTIVATIONS, "gelu_pytorch_tanh")
    channel = FeedForward(width, facts.whole("intermediate_size"), act, gated=True)
    pattern, window = facts.whole("sliding_window_pattern", 6), facts.whole("sliding_window")
    blocks = [
        _block(facts, width, channel, None if (i + 1) % pattern == 0 else window)
        for i in range(block_count(facts))
    ]
    tied = facts.flag("tie_word_embeddings", True)
    ends = Ends(width, facts.whole("vocab_size"), tied, "root-mean-square", scaled=True)
    return generator(facts, task, blocks, ends)


def _block(facts: Facts, width: int, channel: FeedForward, window: int | None) -> Block:
    heads, head = facts.whole("num_attention_heads"), facts.whole("head_dim", 256)
    shared = facts.whole("num_key_value_heads")
    facts.divides("num_key_value_heads", shared, "num_attention_heads", heads)
    mixer = Attention(width, heads, shared, head, window=window, turned=head, head_norm=True)
    name = "block" if window is None else f"block with window {window}"
    return Block(name, mixer, channel, width, "root-mean-square", _NORMS)
