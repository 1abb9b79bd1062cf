"""What serving a language model comes to."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import (
    Bit,
    Count,
    Flop,
    Joule,
    JoulePerToken,
    Ratio,
    Second,
    SecondPerToken,
    Token,
    TokenPerSecond,
    Watt,
)


@dataclass(frozen=True)
class StepTime:
    """Where the time of a step goes, of the mean stage."""

    weights: Second
    """Reading weights."""
    cache: Second
    """Reading keys and values."""
    arithmetic: Second
    """Matrix products."""
    launching: Second
    """Starting operators."""
    exchange: Second
    """Exchanging activations between accelerators."""
    drafting: Second
    """All that the small model does."""
    host: Second
    """Waiting for the host."""
    bubble: Second
    """Waiting for other stages."""
    whole: Second
    """All of it."""


@dataclass(frozen=True)
class Reading:
    """What reading a prompt comes to where a pool of accelerators does nothing else."""

    time: Second
    """Time to read a prompt."""
    demanded: Ratio
    """Pools that reading all prompts in time would take; above 1 prompts are the limit."""
    utilisation: Ratio
    """Share of its time in which the pool reads."""
    queueing: Second
    """Mean time that a prompt waits for those before it."""
    transferred: Bit
    """Keys and values that travel to those who write."""
    transfer: Second
    """Time of that, after the first token."""
    power: Watt
    """Mean power of the pool."""
    memory: Bit
    """Memory that each of its accelerators needs."""


@dataclass(frozen=True)
class Serving:
    """What serving a model comes to."""

    context: Token
    """Mean number of tokens before the one that is written."""
    weights_read: Bit
    """Weights that a pass of the model reads."""
    cache_read: Bit
    """Keys and values that a pass of the model reads."""
    work: Flop
    """Arithmetic of a pass of the model, its share of the prompts included."""
    prompt_work: Flop
    """Its share of the prompts alone."""
    parts: Count
    """Parts of the batch that follow each other through the stages."""
    tokens: Token
    """Tokens of a request that a step writes."""
    time: StepTime
    """Duration of a step, after which each request has so many tokens more."""
    interval: SecondPerToken
    """Mean time between two tokens of a request."""
    first_token: Second
    """Mean time from the arrival of a request to its first token, when it is let in at once."""
    rate: TokenPerSecond
    """Tokens written in a second."""
    power: Watt
    """Power of all accelerators."""
    per_token: JoulePerToken
    """Energy of the accelerators for each token written, the prompts included."""
    per_token_low: JoulePerToken
    """Lower end of its 90 % band, from predictions of models that the calibration had not seen,
    wider outside what was measured."""
    per_token_high: JoulePerToken
    """Upper end of its 90 % band."""
    per_answer: Joule
    """Energy of the accelerators for an answer."""
    memory: Bit
    """Memory that each accelerator needs."""
    reading: Reading | None
    """What the pool for prompts comes to, if there is one."""
