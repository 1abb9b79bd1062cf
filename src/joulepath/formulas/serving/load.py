"""What a step reads and computes: contexts, caches, weights and arithmetic."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import exp, log2, minimum, total
from joulepath.core.quantities import (
    Bit,
    Count,
    Flop,
    FlopPerToken,
    FlopPerTokenPair,
    Ratio,
    Token,
    Value,
    ValuePerToken,
)

_LOGARITHM_OF_TWO = 0.6931471805599453


@formula(symbol=r"s_E", source="definition")
def touched_share(*, experts: Count, chosen: Count, sequences: Count) -> Ratio:
    """Share of the experts of a block that at least one token chooses.

    Each token chooses its experts independently of the others, and each expert is as likely
    as the next.

    Parameters
    ----------
    experts : Count
        Experts of a block; any shape.
    chosen : Count
        Experts that a token takes, fewer than there are; broadcasts.
    sequences : Count
        Tokens computed together, one of each sequence; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.

    Raises
    ------
    ValueError
        For floats where a token takes every expert (arrays give 1).
    """
    return 1 - exp(sequences * log2(1 - chosen / experts) * _LOGARITHM_OF_TWO)


@formula(symbol=r"\bar c", source="definition")
def mean_context(*, prompt: Token, answer: Token) -> Token:
    """Mean number of tokens before the one that is written.

    Parameters
    ----------
    prompt : Token
        Length of the prompt; any shape.
    answer : Token
        Length of the answer; broadcasts.

    Returns
    -------
    Token
        Of the broadcast shape.
    """
    return prompt + answer / 2


@formula(symbol=r"c_\mathrm{end}", source="definition")
def whole_context(*, prompt: Token, answer: Token) -> Token:
    """Tokens of a sequence at its end.

    Parameters
    ----------
    prompt : Token
        Length of the prompt; any shape.
    answer : Token
        Length of the answer; broadcasts.

    Returns
    -------
    Token
        Of the broadcast shape.
    """
    return prompt + answer


@formula(symbol=r"n_c", source="definition")
def cached_values(
    *,
    context: Token,
    growing: ValuePerToken,
    windowed: ValuePerToken,
    window: Token,
    state: Value,
) -> Value:
    """Keys, values and states that one sequence keeps.

    Parameters
    ----------
    context : Token
        Tokens so far; any shape.
    growing : ValuePerToken
        Kept for every token by blocks that see all of them; broadcasts.
    windowed : ValuePerToken
        Kept for each token inside the window by the other blocks; broadcasts.
    window : Token
        Length of the window; broadcasts.
    state : Value
        Kept whatever the number of tokens; broadcasts.

    Returns
    -------
    Value
        Of the broadcast shape.
    """
    return growing * context + windowed * minimum(context, window) + state


@formula(symbol=r"b_C", source="definition")
def batch_bits(*, sequences: Count, each: Bit) -> Bit:
    """What all sequences of a step keep together.

    Parameters
    ----------
    sequences : Count
        Sequences computed together; any shape.
    each : Bit
        What one of them keeps; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return sequences * each


@formula(symbol=r"M_T", source="definition")
def token_work(
    *,
    context: Token,
    fixed: FlopPerToken,
    growing: FlopPerTokenPair,
    windowed: FlopPerTokenPair,
    window: Token,
) -> FlopPerToken:
    """Arithmetic to read or write one token after others.

    Parameters
    ----------
    context : Token
        Tokens before it; any shape.
    fixed : FlopPerToken
        Work whatever their number; broadcasts.
    growing : FlopPerTokenPair
        Work for each of them in blocks that see all; broadcasts.
    windowed : FlopPerTokenPair
        Work for each of them inside the window in the other blocks; broadcasts.
    window : Token
        Length of the window; broadcasts.

    Returns
    -------
    FlopPerToken
        Of the broadcast shape.
    """
    return fixed + growing * context + windowed * minimum(context, window)


@formula(symbol=r"b_E", source="definition")
def experts_read(*, experts: Bit, touched: Ratio) -> Bit:
    """Weights of experts that one step reads.

    Parameters
    ----------
    experts : Bit
        Weights of all experts; any shape.
    touched : Ratio
        Share of them that the step uses; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return experts * touched


@formula(symbol=r"N_T", source="definition")
def step_tokens(*, sequences: Count, each: Token) -> Token:
    """Tokens that one step writes.

    Parameters
    ----------
    sequences : Count
        Sequences computed together; any shape.
    each : Token
        Tokens that each of them gets; broadcasts.

    Returns
    -------
    Token
        Of the broadcast shape.
    """
    return sequences * each


@formula(symbol=r"M_W", source="definition")
def writing_work(*, tokens: Token, each: FlopPerToken) -> Flop:
    """Arithmetic to write the tokens of a step.

    Parameters
    ----------
    tokens : Token
        Tokens that it writes; any shape.
    each : FlopPerToken
        Work to write one; broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return tokens * each


@formula(symbol=r"M_S", source="definition")
def step_work(*, parts: tuple[Flop, ...]) -> Flop:
    """Arithmetic of a step.

    Parameters
    ----------
    parts : tuple of Flop
        Its parts; shapes broadcast.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return total(parts)


@formula(symbol=r"n_x", source="definition")
def choosing_tokens(*, tokens: Token, each: Token) -> Count:
    """Tokens that choose experts of their own.

    Parameters
    ----------
    tokens : Token
        Tokens computed together; any shape.
    each : Token
        Tokens that choose together; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return tokens / each


@formula(symbol=r"b_n", source="definition")
def repeated_bits(*, bits: Bit, times: Count) -> Bit:
    """What passes through a model that follow each other read.

    Parameters
    ----------
    bits : Bit
        What one reads; any shape.
    times : Count
        How many there are; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return bits * times


@formula(symbol=r"M_n", source="definition")
def repeated_work(*, work: Flop, times: Count) -> Flop:
    """Arithmetic of passes through a model that follow each other.

    Parameters
    ----------
    work : Flop
        Arithmetic of one; any shape.
    times : Count
        How many there are; broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return work * times
