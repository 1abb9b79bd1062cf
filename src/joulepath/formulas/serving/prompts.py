"""Reading prompts: what a cached prefix saves, and how long the first token takes."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, maximum
from joulepath.core.quantities import Count, Flop, FlopPerToken, Ratio, Second, Token


@formula(symbol=r"c_u", source="zheng-2024-sglang")
def uncached_tokens(*, prompt: Token, cached: Ratio) -> Token:
    """Tokens of a prompt whose keys and values must be computed.

    Those of a prefix that an earlier prompt began with are kept and used again.

    Parameters
    ----------
    prompt : Token
        Length of the prompt; any shape.
    cached : Ratio
        Share of it whose keys and values are cached; broadcasts.

    Returns
    -------
    Token
        Of the broadcast shape.
    """
    return prompt * (1 - cached)


@formula(symbol=r"\bar c_u", source="definition")
def uncached_context(*, prompt: Token, cached: Ratio) -> Token:
    """Mean number of tokens before one that must be computed.

    Parameters
    ----------
    prompt : Token
        Length of the prompt; any shape.
    cached : Ratio
        Share of it, from its start, that is cached; broadcasts.

    Returns
    -------
    Token
        Of the broadcast shape.
    """
    return prompt * (1 + cached) / 2


@formula(symbol=r"N_R", source="definition")
def read_tokens(*, written: Token, uncached: Token, answer: Token) -> Token:
    """Tokens of prompts that fall to a step.

    A sequence that ends makes room for the prompt of the next, so that for each token written
    ``uncached / answer`` tokens are read.

    Parameters
    ----------
    written : Token
        Tokens that the step writes; any shape.
    uncached : Token
        Tokens of a prompt that must be computed; broadcasts.
    answer : Token
        Length of an answer, above zero; broadcasts.

    Returns
    -------
    Token
        Of the broadcast shape.
    """
    return written * uncached / answer


@formula(symbol=r"M_R", source="definition")
def reading_work(*, tokens: Token, each: FlopPerToken) -> Flop:
    """Arithmetic to read tokens of prompts.

    Parameters
    ----------
    tokens : Token
        How many are read; any shape.
    each : FlopPerToken
        Work to read one; broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return tokens * each


@formula(symbol=r"N_H", source="definition")
def handled_tokens(*, written: Token, read: Token) -> Token:
    """Tokens that a step computes.

    Parameters
    ----------
    written : Token
        Tokens that it writes or verifies; any shape.
    read : Token
        Tokens of prompts that it reads; broadcasts.

    Returns
    -------
    Token
        Of the broadcast shape.
    """
    return written + read


@formula(symbol=r"n_p", source="agrawal-2024-sarathi", stepwise=("tokens", "budget"))
def prompt_passes(*, tokens: Token, budget: Token) -> Count:
    """Passes that read a prompt, which is cut into chunks of a size that a step may have.

    Parameters
    ----------
    tokens : Token
        Tokens to be read; any shape.
    budget : Token
        Most tokens of a pass; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape, at least 1: the first token takes a pass, whatever is cached.
    """
    return maximum(ceil(tokens / budget), 1)


@formula(symbol=r"c_k", source="definition")
def chunk_tokens(*, tokens: Token, passes: Count) -> Token:
    """Tokens of a chunk of a prompt.

    Parameters
    ----------
    tokens : Token
        Tokens to be read; any shape.
    passes : Count
        Passes that read them; broadcasts.

    Returns
    -------
    Token
        Of the broadcast shape.
    """
    return tokens / passes


@formula(symbol=r"M_k", source="definition")
def chunk_work(*, work: Flop, passes: Count) -> Flop:
    """Arithmetic of a chunk of a prompt.

    Parameters
    ----------
    work : Flop
        Arithmetic of the prompt; any shape.
    passes : Count
        Passes that read it; broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return work / passes


@formula(symbol=r"t_r", source="definition")
def residual_time(*, step: Second) -> Second:
    """Mean time that a request waits for the end of a step that goes on when it arrives.

    Parameters
    ----------
    step : Second
        Duration of a step; any shape.

    Returns
    -------
    Second
        Of the same shape.
    """
    return step / 2
