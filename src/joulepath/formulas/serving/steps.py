"""Duration of a step in which accelerators write a token of each sequence."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import total
from joulepath.core.quantities import (
    Bit,
    BitPerSecond,
    Count,
    Flop,
    FlopPerSecond,
    Ratio,
    Second,
    SecondPerToken,
    Token,
    TokenPerSecond,
)


@formula(symbol=r"t_m", source="williams-2009-roofline")
def streaming_time(
    *, bits: Bit, processors: Count, bandwidth: BitPerSecond, share: Ratio
) -> Second:
    """Time to read data from the memories of processors that hold a part each.

    Parameters
    ----------
    bits : Bit
        Data; any shape.
    processors : Count
        Processors among which they are divided; broadcasts.
    bandwidth : BitPerSecond
        Peak rate of the memory of one; broadcasts.
    share : Ratio
        Share of the peak rate reached, ``0 < share <= 1``; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return bits / (processors * bandwidth * share)


@formula(symbol=r"t_a", source="williams-2009-roofline")
def arithmetic_time(
    *, work: Flop, processors: Count, throughput: FlopPerSecond, share: Ratio
) -> Second:
    """Time of arithmetic that processors divide among themselves.

    Parameters
    ----------
    work : Flop
        Arithmetic; any shape.
    processors : Count
        Processors; broadcasts.
    throughput : FlopPerSecond
        Peak rate of one, in the format of the arithmetic; broadcasts.
    share : Ratio
        Share of the peak rate reached, ``0 < share <= 1``; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return work / (processors * throughput * share)


@formula(symbol=r"t_o", source="assumption")
def launching_time(
    *,
    blocks: Count,
    per_block: Second,
    expert_blocks: Count,
    per_expert_block: Second,
) -> Second:
    """Time that starting the operators of a step costs beyond their work.

    Parameters
    ----------
    blocks : Count
        Blocks of the model; any shape.
    per_block : Second
        Overhead of one block; broadcasts.
    expert_blocks : Count
        Blocks with experts; broadcasts.
    per_expert_block : Second
        Further overhead of a block with experts; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return blocks * per_block + expert_blocks * per_expert_block


@formula(symbol=r"t_h", source="assumption")
def host_time(
    *, per_step: Second, per_sequence: Second, sequences: Count, waiting: Second
) -> Second:
    """Time in which the accelerators wait for the processor that schedules their work.

    Parameters
    ----------
    per_step : Second
        Overhead of one step; any shape.
    per_sequence : Second
        Overhead of each sequence in it; broadcasts.
    sequences : Count
        Sequences computed together; broadcasts.
    waiting : Second
        Further wait of a host that is slow; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return per_step + per_sequence * sequences + waiting


@formula(symbol=r"t_S", source="definition")
def step_time(*, parts: tuple[Second, ...]) -> Second:
    """Time of a step whose parts follow each other.

    Parameters
    ----------
    parts : tuple of Second
        Times of the parts; shapes broadcast.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return total(parts)


@formula(symbol=r"s", source="definition")
def share_of_time(*, part: Second, whole: Second) -> Ratio:
    """Share that a part has of a step.

    Parameters
    ----------
    part : Second
        Time of the part; any shape.
    whole : Second
        Time of the step, above zero; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.
    """
    return part / whole


@formula(symbol=r"v_T", source="definition")
def token_rate(*, tokens: Token, time: Second) -> TokenPerSecond:
    """Tokens written in a second.

    Parameters
    ----------
    tokens : Token
        Tokens that a step writes; any shape.
    time : Second
        Duration of the step; broadcasts.

    Returns
    -------
    TokenPerSecond
        Of the broadcast shape.
    """
    return tokens / time


@formula(symbol=r"n_\mathrm{eff}", source="definition")
def effective_sequences(*, tokens: Token, longest: Token) -> Count:
    """Sequences that a batch without newcomers computes on average until its longest ends.

    Parameters
    ----------
    tokens : Token
        Tokens of all its answers together; any shape.
    longest : Token
        Tokens of the longest; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return tokens / longest


@formula(symbol=r"t_n", source="definition")
def repeated_time(*, time: Second, times: Count) -> Second:
    """Time of passes through a model that follow each other.

    Parameters
    ----------
    time : Second
        Time of one; any shape.
    times : Count
        How many there are; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return time * times


@formula(symbol=r"\tau", source="definition")
def token_interval(*, step: Second, tokens: Token) -> SecondPerToken:
    """Time between two tokens of a request.

    Parameters
    ----------
    step : Second
        Duration of a step; any shape.
    tokens : Token
        Tokens of a request that it writes; broadcasts.

    Returns
    -------
    SecondPerToken
        Of the broadcast shape.
    """
    return step / tokens
