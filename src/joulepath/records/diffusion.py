"""Models that make pictures out of noise on accelerators, and what a picture costs.

A picture is an image, or a video with all its frames.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from joulepath.core.quantities import (
    Bit,
    BitPerValue,
    Count,
    CyclePerSecond,
    CyclePerValue,
    Flop,
    FlopPerCycle,
    FlopPerPixel,
    FlopPerToken,
    FlopPerTokenPair,
    InferencePerSecond,
    JoulePerFlop,
    JoulePerInference,
    Pixel,
    PixelPerToken,
    Ratio,
    Second,
    SecondPerPixel,
    Token,
    Value,
    ValuePerToken,
    Watt,
)
from joulepath.records.serving import Accelerator

Output = Literal["image", "video"]
"""What a model makes."""


@dataclass(frozen=True)
class Denoiser:
    """Transformer that takes noise out of a picture, by the token."""

    blocks: Count
    """Blocks; a second attention of a block to the picture counts as half of one."""
    width: ValuePerToken
    """Values that travel from block to block for each token."""
    head: Count
    """Width of an attention head."""
    widest: ValuePerToken
    """Values of a token that its widest layer reads or writes."""
    weights: Value
    """Trained values."""
    text: Token
    """Tokens of a text, filled up to this length."""
    fixed_work: Flop
    """Matrix products of a pass, whatever the number of tokens."""
    image_work: FlopPerToken
    """Matrix products for each token of the picture."""
    text_work: FlopPerToken
    """Matrix products for each token of the text."""
    image_pair_work: FlopPerTokenPair
    """Attention of each token of the picture to each other."""
    mixed_pair_work: FlopPerTokenPair
    """Attention between each token of the picture and each of the text."""
    text_pair_work: FlopPerTokenPair
    """Attention of each token of the text to each other."""
    normed: Literal["plain", "normed"]
    """Whether queries and keys are normalised before they meet."""


@dataclass(frozen=True)
class DiffusionModel:
    """All that makes a picture out of a text."""

    output: Output
    """What it makes."""
    denoiser: Denoiser
    """Transformer that takes noise out."""
    guidance: Count
    """Passes of a step: two with guidance by an empty text, else one."""
    patch_area: PixelPerToken
    """Pixels of a frame that a token stands for, in a square."""
    compression: Count
    """Frames of a video that become one, after the first."""
    patch: Count
    """Compressed frames of a token."""
    encoder_weights: Value
    """Trained values of the text encoders."""
    encoder_work: FlopPerToken
    """Matrix products of the text encoders for a token."""
    decoder_weights: Value
    """Trained values of the decoder."""
    decoder_work: FlopPerPixel
    """Arithmetic of the decoder for a pixel of a frame."""


@dataclass(frozen=True)
class DiffusionPlan:
    """What is made, and on what."""

    accelerator: Accelerator
    """What computes."""
    cycles: CyclePerSecond
    """Cycles of all its cores in a second."""
    accelerators: Count
    """How many of them share the tokens of a picture."""
    sharing: Literal["alone", "together"]
    """Whether one accelerator does all or several exchange keys and values."""
    ring: Count
    """Accelerators that pass keys and values round, a divisor of all; they exchange by heads
    beyond."""
    bits: BitPerValue
    """Size of weights and activations."""
    pictures: Count
    """Pictures made together."""
    steps: Count
    """Steps from noise to picture."""
    height: Count
    """Rows."""
    width: Pixel
    """Pixels of a row."""
    frames: Count
    """Frames; 1 for an image."""
    validity: Literal["inside", "outside"]
    """Whether the calibration has measurements like this."""
    beyond: Ratio
    """How far outside, as a factor of at least 1."""


@dataclass(frozen=True)
class DiffusionCalibration:
    """What measurements say of an engine for diffusion models."""

    matrix: Ratio
    """Share of the peak rate that matrix products reach."""
    attention: FlopPerCycle
    """Operations of attention that a core does in a cycle."""
    elementwise: CyclePerValue
    """Cycles of a core for a value of a block: normalisations, activations, residuals."""
    normed: CyclePerValue
    """Further cycles where queries and keys are normalised."""
    block: Second
    """Time that the host takes to start the operators of a block."""
    exchange_block: Second
    """Further time where several accelerators share the tokens."""
    ring_hop: Second
    """Further time for each member of a ring beyond the first."""
    exchange: Ratio
    """Share of the links' rate that exchanges reach."""
    decoding: Ratio
    """Share of the peak rate that the decoder reaches."""
    conversion: SecondPerPixel
    """Time that the host takes for a pixel to turn what was decoded into a picture."""
    call: Second
    """Time of a request whatever is asked for."""
    computing_power: Ratio
    """Share of the range of power that matrix products and attention cost whatever they do."""
    elementwise_power: Ratio
    """Share of the range of power that elementwise operations and decoding cost."""
    exchanging_power: Ratio
    """Share of the range of power that exchanging costs."""
    waiting_power: Ratio
    """Share of the range of power that waiting for the host costs."""
    per_flop: JoulePerFlop
    """Energy of one floating-point operation of matrix products and attention."""
    reached: Ratio
    """Share of the limit of power that sustained work reaches."""
    image_low: Ratio
    """Lower end of the 90 % band of the energy of an image, relative to the prediction."""
    image_high: Ratio
    """Upper end of it."""
    video_low: Ratio
    """Lower end of the 90 % band of the energy of a video, relative to the prediction."""
    video_high: Ratio
    """Upper end of it."""
    least_tokens: Token
    """Fewest tokens of a picture that were measured."""
    most_tokens: Token
    """Most tokens of a picture that were measured."""
    most_pictures: Count
    """Most pictures together that were measured."""
    most_accelerators: Count
    """Most accelerators that shared a picture when it was measured."""


@dataclass(frozen=True)
class DiffusionWork:
    """Arithmetic of all pictures made together."""

    encoding: Flop
    """Text encoders."""
    matrix: Flop
    """Matrix products of the transformer."""
    attention: Flop
    """Attention of the transformer."""
    decoding: Flop
    """Decoder."""


@dataclass(frozen=True)
class DiffusionTime:
    """Where the time goes that pictures made together take."""

    call: Second
    """Request."""
    encoding: Second
    """Encoding texts."""
    matrix: Second
    """Matrix products."""
    attention: Second
    """Attention."""
    elementwise: Second
    """Elementwise operations."""
    exchange: Second
    """Exchanging keys and values between accelerators."""
    waiting: Second
    """Waiting for the host."""
    decoding: Second
    """Decoding."""
    conversion: Second
    """Turning what was decoded into pictures, on the host."""
    whole: Second
    """All of it."""


@dataclass(frozen=True)
class Diffusion:
    """What making pictures comes to."""

    tokens: Token
    """Tokens of a picture."""
    passes: Count
    """Passes through the transformer, of all pictures made together."""
    work: DiffusionWork
    """Arithmetic of all pictures made together."""
    time: DiffusionTime
    """Time that all pictures made together take."""
    rate: InferencePerSecond
    """Pictures made in a second."""
    power: Watt
    """Power of all accelerators."""
    per_picture: JoulePerInference
    """Energy of the accelerators for one picture."""
    per_picture_low: JoulePerInference
    """Lower end of its 90 % band, from predictions of models that the calibration had not seen,
    wider outside what was measured."""
    per_picture_high: JoulePerInference
    """Upper end of its 90 % band."""
    memory: Bit
    """Memory that each accelerator needs."""


@dataclass(frozen=True)
class DiffusionInputs:
    """All that a prediction is computed from."""

    model: DiffusionModel
    """What a picture takes by the token."""
    plan: DiffusionPlan
    """What is made, and on what."""
    calibration: DiffusionCalibration
    """What measurements say of the engine."""
