"""Models that answer many requests at once, accelerators, and what was measured of them."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import (
    Bit,
    BitPerSecond,
    BitPerValue,
    Count,
    FlopPerSecond,
    FlopPerToken,
    FlopPerTokenPair,
    JoulePerBit,
    JoulePerFlop,
    Ratio,
    Second,
    Token,
    Value,
    ValuePerToken,
    Watt,
)


@dataclass(frozen=True)
class ExpertWeights:
    """Feed-forward layers of which each token takes some."""

    weights: Value
    """Weights of all experts of all blocks."""
    blocks: Count
    """Blocks that have experts."""
    count: Count
    """Experts of one such block."""
    chosen: Count
    """Experts of it that a token takes."""


@dataclass(frozen=True)
class ServedModel:
    """What serving a language model takes, by the token."""

    blocks: Count
    """Blocks of the model."""
    width: ValuePerToken
    """Values that travel from block to block for each token."""
    dense_weights: Value
    """Weights that every token reads, those of head and embedding left out."""
    head_weights: Value
    """Weights that every token reads to score the vocabulary, which are rarely quantised."""
    other_weights: Value
    """Weights that no step reads as a whole: the table of the embedding."""
    experts: ExpertWeights | None
    """Experts; none in a dense model."""
    fixed_work: FlopPerToken
    """Matrix products for a token, attention to earlier tokens left out."""
    growing_work: FlopPerTokenPair
    """Attention to each earlier token, in blocks that see all of them."""
    windowed_work: FlopPerTokenPair
    """Attention to each earlier token inside the window, in the other blocks."""
    growing_cache: ValuePerToken
    """Keys and values kept for each token by blocks that see all of them."""
    windowed_cache: ValuePerToken
    """Keys and values kept for each token inside the window by the other blocks."""
    window: Token
    """Tokens that blocks with a window see; any number where there are none."""
    state: Value
    """Values kept whatever the number of tokens (state space models)."""
    heads: Count
    """Heads of attention, which accelerators that share a block divide."""
    cache_heads: Count
    """Heads of keys and values; one where all heads share a latent."""
    positions: Token
    """Most tokens of prompt and answer together; infinite where none is known."""


@dataclass(frozen=True)
class Accelerator:
    """What one accelerator can do at most."""

    throughput: FlopPerSecond
    """Peak rate of matrix products in the format of the arithmetic."""
    bandwidth: BitPerSecond
    """Peak rate of its memory."""
    memory: Bit
    """Size of its memory."""
    link: BitPerSecond
    """Peak rate at which it exchanges data with its neighbours, one way."""
    idle: Watt
    """Power without work."""
    maximum: Watt
    """Limit of its power."""


@dataclass(frozen=True)
class Formats:
    """Sizes of numbers."""

    dense: BitPerValue
    """Weights that every token reads, the head left out."""
    head: BitPerValue
    """Weights of the head and of the embedding."""
    expert: BitPerValue
    """Weights of experts."""
    activation: BitPerValue
    """Activations that travel between accelerators."""
    cache: BitPerValue
    """Keys and values."""


@dataclass(frozen=True)
class ServingCalibration:
    """What measurements say of a serving engine."""

    dense_streaming: Ratio
    """Share of the memory bandwidth reached while weights are read."""
    expert_streaming: Ratio
    """Share of the memory bandwidth reached while weights of experts are read."""
    cache_streaming: Ratio
    """Share of the memory bandwidth reached while keys and values are read."""
    dense_arithmetic: Ratio
    """Share of the peak rate reached by dense models."""
    expert_arithmetic: Ratio
    """Share of the peak rate reached by models with experts."""
    native_block: Second
    """Overhead of a block whose weights have the format of the arithmetic."""
    native_expert_block: Second
    """Further overhead of such a block with experts."""
    scaled_block: Second
    """Overhead of a block with scaled 8-bit weights."""
    scaled_expert_block: Second
    """Further overhead of such a block with experts."""
    step: Second
    """Overhead of the host in each step."""
    sequence: Second
    """Overhead of the host for each sequence of a step."""
    slow_host: Second
    """Further overhead of a slow host in each step."""
    exchange_latency: Second
    """Time of an exchange between accelerators without data."""
    dense_exchange: Ratio
    """Share of the links' rate reached by dense models."""
    expert_exchange: Ratio
    """Share of the links' rate reached by models with experts."""
    active: Ratio
    """Share of the range of power that computing costs whatever it is."""
    expert_active: Ratio
    """Further share where there are experts."""
    exchanging: Ratio
    """Share of the range of power that exchanging costs."""
    per_bit: JoulePerBit
    """Energy to move a bit from memory."""
    per_flop: JoulePerFlop
    """Energy of one floating-point operation."""
    reached: Ratio
    """Share of the limit of power that sustained work reaches."""
    dense_low: Ratio
    """Lower end of the 90 % band of the energy of a dense model, relative to the prediction."""
    dense_high: Ratio
    """Upper end of that band."""
    expert_low: Ratio
    """Lower end of the 90 % band of the energy of a model with experts."""
    expert_high: Ratio
    """Upper end of that band."""
    least_sequences: Count
    """Fewest requests at a time that were measured."""
    most_sequences: Count
    """Most requests at a time that were measured."""
    least_context: Token
    """Shortest mean context that was measured."""
    most_context: Token
    """Longest mean context that was measured."""
    most_prompt: Ratio
    """Longest prompt relative to its answer that was measured."""
    most_accelerators: Count
    """Most accelerators that shared a model when it was measured."""
