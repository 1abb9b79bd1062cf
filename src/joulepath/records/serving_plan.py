"""How a language model is served."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from joulepath.core.quantities import BitPerSecond, Count, Ratio, Token
from joulepath.records.serving import Accelerator, Formats, ServedModel, ServingCalibration

Kernels: TypeAlias = Literal["native", "scaled"]
"""Weights in the format of the arithmetic, or scaled ones with kernels of their own."""

Sharing: TypeAlias = Literal["alone", "together"]
"""Whether a single accelerator holds a model or several exchange activations."""


@dataclass(frozen=True)
class Drafting:
    """A small model that writes ahead, and a large one that verifies."""

    model: ServedModel
    """The small model."""
    accelerator: Accelerator
    """What computes, in the format of the small model."""
    kernels: Kernels
    """Its kernels."""
    formats: Formats
    """Its sizes of numbers."""
    drafted: Count
    """Tokens that it drafts in a step."""
    acceptance: Ratio
    """Probability that one of them is accepted, above 0 and below 1."""


@dataclass(frozen=True)
class PromptPool:
    """Accelerators that only read prompts."""

    accelerator: Accelerator
    """What computes."""
    accelerators: Count
    """How many of them share the model."""
    sharing: Sharing
    """Whether one of them holds the model or several exchange activations."""
    link: BitPerSecond
    """Rate at which keys and values travel to those who write."""


@dataclass(frozen=True)
class ServingPlan:
    """How a model is served."""

    accelerator: Accelerator
    """What computes."""
    accelerators: Count
    """How many of them share each block (tensor or expert parallel)."""
    sharing: Sharing
    """Whether a single accelerator holds the model or several exchange activations."""
    stages: Count
    """Stages among which blocks are divided (pipeline parallel), each of so many accelerators."""
    kernels: Kernels
    """Weights in the format of the arithmetic, or scaled ones with kernels of their own."""
    formats: Formats
    """Sizes of numbers."""
    sequences: Count
    """Requests computed together, on average."""
    prompt: Token
    """Mean length of a prompt."""
    answer: Token
    """Mean length of an answer, reasoning included."""
    cached: Ratio
    """Share of a prompt, from its start, whose keys and values are cached."""
    budget: Token
    """Most tokens of prompts that a step reads."""
    host: Literal["usual", "slow"]
    """Whether the host keeps up with the accelerators, or they wait for it in each step."""
    drafting: Drafting | None
    """Speculative decoding; none where each step writes one token."""
    pool: PromptPool | None
    """Accelerators for prompts alone; none where the same ones read and write."""
    validity: Literal["inside", "outside"]
    """Whether the calibration has measurements like this."""
    beyond: Ratio
    """How far outside, as a factor of at least 1."""


@dataclass(frozen=True)
class ServingInputs:
    """All that a prediction is computed from."""

    model: ServedModel
    """What the model takes by the token."""
    plan: ServingPlan
    """How it is served."""
    calibration: ServingCalibration
    """What measurements say of the engine."""
