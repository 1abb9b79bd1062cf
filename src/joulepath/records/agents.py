"""Agents that answer questions together, and how long they take."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Count, Ratio, Second, Token
from joulepath.records.serving import Accelerator, Formats


@dataclass(frozen=True)
class AgentRun:
    """Questions that teams of agents answer, all at the same time."""

    accelerator: Accelerator
    """What computes."""
    formats: Formats
    """Sizes of numbers."""
    questions: Count
    """Questions answered together."""
    agents: Count
    """Agents that answer each."""
    rounds: Count
    """Rounds in which they do; a round begins when the last answer of the one before ends."""
    allowed: Count
    """Answers that the engine writes at a time."""
    read: Token
    """Tokens that all agents read for a question, over all rounds."""
    written: Token
    """Tokens that all agents write for a question, over all rounds."""
    limit: Token
    """Tokens at which an answer is cut off."""


@dataclass(frozen=True)
class AgentCalibration:
    """What measurements say of a model, an engine and an accelerator."""

    streaming: Ratio
    """Share of the memory bandwidth reached."""
    arithmetic: Ratio
    """Share of the peak rate reached while prompts are read."""
    step: Second
    """Overhead of a step."""
    sequence: Second
    """Overhead of each answer in a step."""
    between_rounds: Second
    """Time between rounds."""
    spread: Count
    """Longest answer of a round over the mean, where nothing is cut off."""


@dataclass(frozen=True)
class AgentTime:
    """How long a run takes."""

    answer: Token
    """Mean length of an answer."""
    longest: Token
    """Longest answer of a round."""
    steps: Count
    """Steps of a round."""
    sequences: Count
    """Answers written at a time, on average."""
    step: Second
    """Time of a step."""
    reading: Second
    """Time to read the prompts of a round."""
    round: Second
    """Time of a round."""
    whole: Second
    """Time of the run."""
