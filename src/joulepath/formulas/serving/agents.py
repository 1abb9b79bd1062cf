"""Agents that answer questions together, round by round, in a batch without newcomers."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import minimum
from joulepath.core.quantities import Bit, Count, Flop, FlopPerToken, Second, Token


@formula(symbol=r"n_c", source="definition")
def calls_of_round(*, questions: Count, agents: Count) -> Count:
    """Answers that are written at the same time.

    Parameters
    ----------
    questions : Count
        Questions answered together; any shape.
    agents : Count
        Agents that answer each; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return questions * agents


@formula(symbol=r"c_R", source="definition")
def tokens_of_round(*, questions: Count, per_question: Token, rounds: Count) -> Token:
    """Tokens of all agents in one round.

    Parameters
    ----------
    questions : Count
        Questions answered together; any shape.
    per_question : Token
        Tokens of all agents in all rounds for one of them; broadcasts.
    rounds : Count
        Rounds; broadcasts.

    Returns
    -------
    Token
        Of the broadcast shape.
    """
    return questions * per_question / rounds


@formula(symbol=r"\bar c_a", source="definition")
def tokens_of_call(*, tokens: Token, calls: Count) -> Token:
    """Mean length of the answers or prompts of a round.

    Parameters
    ----------
    tokens : Token
        Tokens of all of them; any shape.
    calls : Count
        Their number; broadcasts.

    Returns
    -------
    Token
        Of the broadcast shape.
    """
    return tokens / calls


@formula(symbol=r"c_\mathrm{max}", source="assumption")
def longest_answer(*, tokens: Token, calls: Count, spread: Count, limit: Token) -> Token:
    """Length of the longest answer of a round.

    Parameters
    ----------
    tokens : Token
        Tokens of all answers; any shape.
    calls : Count
        Number of answers; broadcasts.
    spread : Count
        Longest over mean where nothing is cut off; broadcasts.
    limit : Token
        Tokens at which answers are cut off; broadcasts.

    Returns
    -------
    Token
        Of the broadcast shape.
    """
    return minimum(minimum(tokens / calls * spread, tokens), limit)


@formula(symbol=r"n_S", source="graham-1966-anomalies")
def steps_of_round(
    *, tokens: Token, longest: Token, calls: Count, allowed: Count, each: Token
) -> Count:
    """Steps until the last answer of a round ends.

    Work that is shared evenly, and then the longest answer alone: the bound of list scheduling,
    in which no place stays empty while an answer waits.

    Parameters
    ----------
    tokens : Token
        Tokens of all answers; any shape.
    longest : Token
        Tokens of the longest; broadcasts.
    calls : Count
        Number of answers; broadcasts.
    allowed : Count
        Answers that may be written at a time; broadcasts.
    each : Token
        Tokens that a step writes of each; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return ((tokens - longest) / minimum(calls, allowed) + longest) / each


@formula(symbol=r"\bar n_q", source="definition")
def mean_sequences(*, tokens: Token, steps: Count, each: Token) -> Count:
    """Answers written at a time, on average over the steps of a round.

    Parameters
    ----------
    tokens : Token
        Tokens of all answers; any shape.
    steps : Count
        Steps that write them; broadcasts.
    each : Token
        Tokens that a step writes of each; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return tokens / (steps * each)


@formula(symbol=r"b_S", source="definition")
def read_in_step(*, weights: Bit, sequences: Count, cache: Bit) -> Bit:
    """Weights and caches that a step reads.

    Parameters
    ----------
    weights : Bit
        Weights; any shape.
    sequences : Count
        Answers written at a time; broadcasts.
    cache : Bit
        What one of them has cached; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return weights + sequences * cache


@formula(symbol=r"M_p", source="definition")
def prompt_work(*, tokens: Token, each: FlopPerToken) -> Flop:
    """Arithmetic to read prompts.

    Parameters
    ----------
    tokens : Token
        Their tokens; any shape.
    each : FlopPerToken
        Work for one; broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return tokens * each


@formula(symbol=r"t_R", source="definition")
def round_time(*, steps: Count, step: Second, reading: Second, overhead: Second) -> Second:
    """Time of a round.

    Parameters
    ----------
    steps : Count
        Steps that write its answers; any shape.
    step : Second
        Time of one; broadcasts.
    reading : Second
        Time to read its prompts; broadcasts.
    overhead : Second
        Time between rounds; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return steps * step + reading + overhead


@formula(symbol=r"t_Q", source="definition")
def run_time(*, rounds: Count, each: Second) -> Second:
    """Time of all rounds.

    Parameters
    ----------
    rounds : Count
        Their number; any shape.
    each : Second
        Time of one; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return rounds * each
