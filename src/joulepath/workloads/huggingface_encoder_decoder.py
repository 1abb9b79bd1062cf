"""Encoders with decoders: T5 on text, Whisper on speech."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from joulepath.records.workload import LanguageWorkload
from joulepath.workloads.huggingface_blocks import Attention, Block
from joulepath.workloads.huggingface_decoder_stack import (
    Ends,
    block_count,
    head_count,
)
from joulepath.workloads.huggingface_experts import FeedForward
from joulepath.workloads.huggingface_network import Stack, Task, kept, workload
from joulepath.workloads.huggingface_parts import (
    ACTIVATIONS,
    Part,
    Step,
    activation,
    attended,
    embedding,
    following,
    linear,
    repeated,
    resting,
    together,
)
from joulepath.workloads.huggingface_reading import SET_TOKENS, Facts

__all__ = ["EncoderDecoder", "t5", "whisper"]

# Activation, and whether it is a gate.
_T5_ACTIVATIONS: Final[Mapping[str, tuple[str, bool]]] = {
    "relu": ("relu", False),
    "gated-gelu": ("gelu_new", True),
    "gated-silu": ("silu", True),
}


@dataclass(frozen=True)
class _TwofoldAttention:
    """Attention to the answer so far, then to the encoder's output, kept as keys and values."""

    own: Attention
    source: int
    window: int | None = None

    @property
    def cached(self) -> int:
        """Keys and values of a token of the answer."""
        return self.own.cached

    @property
    def state(self) -> int:
        """Keys and values of the encoder's output."""
        return self.own.cached * self.source

    def parts(self, step: Step) -> list[Part]:
        """Operators for the answer; `remembered` has those for the encoder's output."""
        own, tokens = self.own, step.tokens
        inner, biases = own.heads * own.head_width, own.width * own.output_bias
        asking = (
            linear(tokens, own.width, {"query": inner}, inner if own.input_biases else 0),
            following("output", linear(tokens, inner, own.width, biases)),
        )
        scores = attended(
            tokens * self.source,
            tokens,
            own.heads,
            compared=own.head_width,
            summed=own.head_width,
        )
        return [
            *own.parts(step),
            together("cross attention projections", "Linear", asking),
            replace(
                scores,
                name="cross attention scores and values",
                read=scores.written + self.state,
                recalls=True,
            ),
        ]

    def remembered(self) -> Part:
        """Keys and values made of the encoder's output."""
        biases = self.own.width if self.own.input_biases else 0
        shared = self.own.cached // 2
        part = linear(self.source, self.own.width, {"key": shared, "value": shared}, biases)
        return replace(part, name="cross attention keys and values")


@dataclass(frozen=True)
class EncoderDecoder:
    """A network that reads a whole source, then writes token by token."""

    encoder: Stack
    decoder: Stack
    cross: _TwofoldAttention
    source: int
    inputs: int
    """Values of a sample."""
    context: int
    prompt: int = 0
    """Tokens of the answer that are given."""
    shared: int = 0
    """Trained values that encoder and decoder both read."""

    def count(self, task: Task) -> LanguageWorkload:
        """Work of the source and the given tokens, and of one token after a context."""
        reading = _prefixed("encoder", self.encoder.parts(Step(self.source, 0, task.masked)))
        times = sum(times for _, times in self.decoder.blocks)
        reading.append(repeated(self.cross.remembered(), times))
        writing = self._written(Step(1, self.context, task.masked))
        at_rest = resting("decoder", _parameters(writing) - self.shared)
        given = self._recalling(task) if self.prompt else [at_rest]
        others = resting("encoder", _parameters(reading) - self.shared)
        growing, fixed = kept(self.decoder.blocks, self.context)
        return LanguageWorkload(
            prefill=workload([*reading, *given], task, self.inputs),
            decode=workload([others, *writing], task, 1),
            cache_bits_per_token=growing * task.bits,
            state_bits=fixed * task.bits,
        )

    def _recalling(self, task: Task) -> list[Part]:
        """Operators of the answer, some of which read the last of those before them."""
        return [
            replace(part, reads=(*part.reads, -1 - at)) if part.recalls else part
            for at, part in enumerate(self._written(Step(self.prompt, 0, task.masked)))
        ]

    def _written(self, step: Step) -> list[Part]:
        return _prefixed("decoder", self.decoder.parts(step))


def t5(facts: Facts, kind: str, task: Task) -> EncoderDecoder:
    """T5: relative positions in the first block, norms by root mean square, no biases."""
    width, vocabulary = facts.whole("d_model"), facts.whole("vocab_size")
    heads, head = facts.whole("num_heads"), facts.whole("d_kv")
    # Scores are not divided, but a position is added to each: one operation either way.
    full = Attention(width, heads, heads, head, causal=False)
    tied = facts.flag("tie_word_embeddings", True)
    buckets = facts.whole("relative_attention_num_buckets", 32) * heads
    tokens, context = _asked(facts, task)
    cross = _TwofoldAttention(replace(full, causal=True), tokens)
    ends, channel = Ends(width, vocabulary, tied, "root-mean-square"), _narrow(facts, width)
    blocks = block_count(facts, "num_layers")
    written = blocks
    if facts.has("num_decoder_layers"):
        written = block_count(facts, "num_decoder_layers")
    reading = Block("block", full, channel, width, "root-mean-square", 2)
    writing = Block("block", cross, channel, width, "root-mean-square", 3)
    front = _with_positions(ends, buckets)
    return EncoderDecoder(
        Stack(front, ((reading, blocks),), lambda step: ends.back(step)[:1]),
        Stack(front, ((writing, written),), ends.back),
        cross,
        source=tokens,
        inputs=tokens,
        context=context,
        shared=vocabulary * width,
    )


def _narrow(facts: Facts, width: int) -> FeedForward:
    named = facts.choice("feed_forward_proj", _T5_ACTIVATIONS, "relu")
    kind, gated = _T5_ACTIVATIONS.get(named, ("relu", False))
    return FeedForward(width, facts.whole("d_ff"), kind, gated=gated)


def _with_positions(ends: Ends, parameters: int) -> Callable[[Step], Sequence[Part]]:
    positions = Part("relative positions", "Embedding", parameters=parameters)
    return lambda step: [*ends.front(step), positions]


def whisper(facts: Facts, kind: str, task: Task) -> EncoderDecoder:
    """Whisper: two convolutions over a spectrogram of fixed length, then layer norms and biases."""
    width, mels = facts.whole("d_model"), facts.whole("num_mel_bins", 80)
    source, target = facts.whole("max_source_positions"), facts.whole("max_target_positions")
    act = facts.choice("activation_function", ACTIVATIONS, "gelu")
    prompt, context = _fitting(facts, task, target)
    tied = facts.flag("tie_word_embeddings", True)
    ends = Ends(width, facts.whole("vocab_size"), tied, "layer", positions=target)
    cross = _TwofoldAttention(_spoken(facts, "decoder", width), source)
    heard = replace(_spoken(facts, "encoder", width), causal=False)
    reading = Block("block", heard, _wide(facts, "encoder", width, act), width, "layer", 2)
    writing = Block("block", cross, _wide(facts, "decoder", width, act), width, "layer", 3)
    return EncoderDecoder(
        Stack(
            lambda step: _spectrogram(mels, step.tokens, width, act),
            ((reading, block_count(facts, "encoder_layers")),),
            lambda step: ends.back(step)[:1],
        ),
        Stack(ends.front, ((writing, block_count(facts, "decoder_layers")),), ends.back),
        cross,
        source=source,
        inputs=2 * source * mels,
        context=context,
        prompt=prompt,
    )


def _fitting(facts: Facts, task: Task, target: int) -> tuple[int, int]:
    prompt, context = _asked(facts, task)
    facts.at_most("tokens", prompt, "the positions", target)
    context = min(context, target - 1) if task.context is None else context
    facts.at_most("context and one token", context + 1, "the positions", target)
    return prompt, context


def _spoken(facts: Facts, side: str, width: int) -> Attention:
    heads = head_count(facts, f"{side}_attention_heads", width)
    # Keys have no bias.
    return Attention(width, heads, heads, width // heads, input_biases=2 * width, output_bias=True)


def _wide(facts: Facts, side: str, width: int, act: str) -> FeedForward:
    return FeedForward(width, facts.whole(f"{side}_ffn_dim"), act, bias=True)


def _spectrogram(mels: int, source: int, width: int, act: str) -> list[Part]:
    """Two convolutions of three frames, the second of which halves their number."""
    frames = 2 * source
    first, second = linear(frames, 3 * mels, width, width), linear(source, 3 * width, width, width)
    added = embedding("position embedding", source, source, width)
    return [
        replace(first, name="first convolution", operator="Conv", read=frames * mels),
        activation(act, frames * width),
        replace(second, name="second convolution", operator="Conv", read=frames * width),
        activation(act, source * width),
        replace(added, moves=0, elementwise=added.output, read=added.output, reads=(-1,)),
    ]


def _asked(facts: Facts, task: Task) -> tuple[int, int]:
    if task.tokens is None:
        facts.wrong("", "needs the number of tokens", SET_TOKENS)
        return 1, 0
    return task.tokens, task.tokens if task.context is None else task.context


def _prefixed(side: str, parts: Sequence[Part]) -> list[Part]:
    return [replace(part, name=f"{side}: {part.name}") for part in parts]


def _parameters(parts: Sequence[Part]) -> int:
    return sum(part.parameters * part.repeats for part in parts)
