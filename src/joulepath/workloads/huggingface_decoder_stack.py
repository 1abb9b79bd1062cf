"""What decoders have in common: embedding, head, heads of attention, windows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from joulepath.workloads.huggingface_blocks import (
    Attention,
    Block,
    LatentAttention,
    Mixer,
    Norm,
    norm,
)
from joulepath.workloads.huggingface_experts import Experts, FeedForward
from joulepath.workloads.huggingface_network import Generator, Stack, Task, runs
from joulepath.workloads.huggingface_parts import Part, Step, embedding, linear
from joulepath.workloads.huggingface_reading import SET_TOKENS, Facts, Names, shown

__all__ = [
    "Ends",
    "block_count",
    "causal",
    "chosen",
    "generator",
    "head_count",
    "latent",
    "plain_block",
    "windows",
    "without_weights",
]

_MOST_BLOCKS: Final = 10_000
_EVERY_OTHER: Final = frozenset({"gemma2", "gpt_oss"})
_ALL_WINDOWS: Final = frozenset({"mistral", "mixtral", "phi3", "starcoder2"})
_SOME_WINDOWS: Final = frozenset({"qwen2", "qwen2_moe", "qwen3", "qwen3_moe"})


@dataclass(frozen=True)
class Ends:
    """What is before the first and after the last block."""

    width: int
    vocabulary: int
    tied: bool
    norm: Norm
    positions: int = 0
    """Trained positions; none if positions are computed."""
    scaled: bool = False
    """Whether the embedding is multiplied by a constant."""
    head_bias: bool = False
    """Whether the scores of the vocabulary have a bias."""
    capped: bool = False
    """Whether they pass through a hyperbolic tangent, between a quotient and a product."""

    def front(self, step: Step) -> list[Part]:
        """Rows of the embedding, and of the positions where they are trained."""
        tokens = embedding("token embedding", step.tokens, self.vocabulary, self.width)
        if self.scaled:
            tokens = replace(tokens, elementwise=tokens.output)
        if not self.positions:
            return [tokens]
        added = embedding("position embedding", step.tokens, self.positions, self.width)
        return [tokens, replace(added, elementwise=added.output, reads=(-1,))]

    def back(self, step: Step) -> list[Part]:
        """The last norm, and a score of each token of the vocabulary."""
        biases = self.vocabulary * self.head_bias
        head = linear(step.tokens, self.width, self.vocabulary, biases)
        scores = step.tokens * self.vocabulary * self.capped
        head = replace(
            head,
            name="head",
            elementwise=head.elementwise + scores,
            special=head.special + 2 * scores,
        )
        return [
            replace(norm(self.norm, step.tokens, self.width), name="last norm"),
            without_weights(head) if self.tied else head,
        ]


def without_weights(part: Part) -> Part:
    """An operator whose weights another one has already read."""
    return replace(part, parameters=0)


def block_count(facts: Facts, names: Names = "num_hidden_layers") -> int:
    """Number of blocks."""
    return facts.whole(names, most=_MOST_BLOCKS)


def head_count(facts: Facts, names: Names, width: int) -> int:
    """Number of heads, which must divide the width."""
    heads = facts.whole(names)
    facts.divides(facts.value(names)[0], heads, "the width", width)
    return heads


def chosen(facts: Facts, names: Names) -> tuple[int, int]:
    """Number of experts, and of those that a token takes."""
    count, active = facts.whole(names), facts.whole("num_experts_per_tok")
    facts.at_most("num_experts_per_tok", active, facts.value(names)[0], count)
    return count, active


def causal(
    facts: Facts, kind: str, task: Task, channels: Sequence[FeedForward | Experts]
) -> Generator:
    """A decoder of attention and norms by root mean square around given layers."""
    width, gemma = facts.whole("hidden_size"), kind == "gemma"
    mixer = _attention(facts, kind, width)
    limits = windows(facts, kind, len(channels))
    blocks = [
        plain_block(channel, replace(mixer, window=window), width)
        for channel, window in zip(channels, limits, strict=True)
    ]
    tied = facts.flag("tie_word_embeddings", gemma)
    vocabulary = facts.whole("vocab_size")
    ends = Ends(width, vocabulary, tied, "root-mean-square", scaled=gemma)
    return generator(facts, task, blocks, ends)


def plain_block(channel: FeedForward | Experts, mixer: Mixer, width: int) -> Block:
    """A block with a norm before attention and another before the layer."""
    words = ["block"]
    if isinstance(channel, Experts):
        words.append("of experts")
    if mixer.window is not None:
        words.append(f"with window {mixer.window}")
    return Block(" ".join(words), mixer, channel, width, "root-mean-square", 2)


def _attention(facts: Facts, kind: str, width: int) -> Attention:
    heads = facts.whole("num_attention_heads")
    shared = facts.whole("num_key_value_heads", heads if kind == "llama" else None)
    facts.divides("num_key_value_heads", shared, "num_attention_heads", heads)
    if not facts.has("head_dim"):
        facts.divides("num_attention_heads", heads, "the width", width)
    head = facts.whole("head_dim", width // heads or 1)
    bias = facts.flag("attention_bias", kind == "gpt_oss")
    return Attention(
        width,
        heads,
        shared,
        head,
        input_biases=(heads + 2 * shared) * head * (bias or _asks_with_bias(facts, kind)),
        output_bias=bias,
        turned=head,
        head_norm=kind in {"qwen3", "qwen3_moe"},
        sinks=kind == "gpt_oss",
    )


def _asks_with_bias(facts: Facts, kind: str) -> bool:
    return kind == "qwen2" or (kind == "qwen2_moe" and facts.flag("qkv_bias", True))


def windows(facts: Facts, kind: str, blocks: int) -> list[int | None]:
    """Window of each block; none in families without."""
    types = facts.words("layer_types")
    if types is not None and len(types) != blocks:
        facts.wrong("layer_types", f"names {len(types)} blocks of {blocks}")
        types = None
    if kind in _EVERY_OTHER or (types is not None and "sliding_attention" in types):
        window = facts.whole("sliding_window")
        kinds = types or ["sliding_attention", "full_attention"] * -(-blocks // 2)
        return [window if name == "sliding_attention" else None for name in kinds[:blocks]]
    if kind in _ALL_WINDOWS and types is None:
        return [facts.optional("sliding_window")] * blocks
    if kind in _SOME_WINDOWS and types is None and facts.flag("use_sliding_window", False):
        first = facts.whole("max_window_layers", 0, least=0)
        window = facts.whole("sliding_window")
        return [window if i >= first else None for i in range(blocks)]
    return [None] * blocks


def latent(facts: Facts, width: int) -> LatentAttention:
    """Attention with compressed keys and values."""
    return LatentAttention(
        width,
        facts.whole("num_attention_heads"),
        facts.optional("q_lora_rank"),
        facts.whole("kv_lora_rank"),
        facts.whole("qk_nope_head_dim"),
        facts.whole("qk_rope_head_dim"),
        facts.whole("v_head_dim"),
        facts.flag("attention_bias", False),
    )


def generator(facts: Facts, task: Task, blocks: Sequence[Block], ends: Ends) -> Generator:
    """A decoder of these blocks, asked for some tokens."""
    names = facts.words("architectures") or ["ForCausalLM"]
    if not names[0].endswith(("ForCausalLM", "LMHeadModel")):
        what = f"has {shown(names[0])}, but decoders are counted with the head of a language model"
        facts.wrong("architectures", what, "give the configuration of the language model")
    tokens = task.tokens
    if tokens is None:
        facts.wrong("", "needs the number of tokens of the prompt", SET_TOKENS)
        tokens = 1
    context = tokens if task.context is None else task.context
    if ends.positions:
        facts.at_most("tokens", tokens, "the positions", ends.positions)
        if task.context is None:
            context = min(context, ends.positions - 1)
        facts.at_most("context and one token", context + 1, "the positions", ends.positions)
    return Generator(Stack(ends.front, runs(blocks), ends.back), tokens, context)
