"""Models whose blocks several accelerators share."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import log2, minimum
from joulepath.core.quantities import (
    Bit,
    BitPerSecond,
    BitPerValue,
    Count,
    Ratio,
    Second,
    Token,
    ValuePerToken,
)


@formula(symbol=r"b_x", source="definition")
def exchanged_bits(*, tokens: Token, width: ValuePerToken, bits_per_value: BitPerValue) -> Bit:
    """Activations that accelerators sum in an exchange.

    Parameters
    ----------
    tokens : Token
        Tokens that the step computes; any shape.
    width : ValuePerToken
        Values that a block hands on for each; broadcasts.
    bits_per_value : BitPerValue
        Size of a value; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return tokens * width * bits_per_value


@formula(symbol=r"n_x", source="shoeybi-2019-megatron")
def exchanges(*, blocks: Count, each: Count) -> Count:
    """Exchanges between accelerators that share every block.

    Parameters
    ----------
    blocks : Count
        Blocks of the model; any shape.
    each : Count
        Exchanges of a block: after attention and after the feed-forward layer; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return blocks * each


@formula(symbol=r"t_x", source="thakur-2005-collective")
def exchange_time(
    *,
    exchanges: Count,
    processors: Count,
    latency: Second,
    bits: Bit,
    bandwidth: BitPerSecond,
    share: Ratio,
) -> Second:
    """Time in which processors that share every block sum up their activations.

    Rabenseifner's sum over all: halves are exchanged with ever nearer partners and gathered again,
    ``2 log2(processors)`` rounds in which each sends ``2 (1 - 1 / processors)`` times the data.

    Parameters
    ----------
    exchanges : Count
        Sums over all processors; any shape.
    processors : Count
        Processors that share a block; broadcasts.
    latency : Second
        Time of a round without data; broadcasts.
    bits : Bit
        Activations that are summed; broadcasts.
    bandwidth : BitPerSecond
        Peak rate of the links of one processor; broadcasts.
    share : Ratio
        Share of the peak rate reached; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape; nothing for a single processor.
    """
    rounds = 2 * log2(processors)
    sent = 2 * (processors - 1) / processors * bits
    return exchanges * (rounds * latency + sent / (bandwidth * share))


@formula(symbol=r"n_\mathrm{KV}", source="definition")
def cache_parts(*, processors: Count, heads: Count) -> Count:
    """Parts into which processors that share a block divide keys and values.

    Parameters
    ----------
    processors : Count
        Processors that share a block; any shape.
    heads : Count
        Heads of keys and values; the same ones are kept by several processors where there are
        fewer of them; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return minimum(processors, heads)


@formula(symbol=r"b_{C,r}", source="definition")
def replicated_bits(*, bits: Bit, processors: Count, parts: Count) -> Bit:
    """What all processors together read, each its own copy.

    Parameters
    ----------
    bits : Bit
        What is kept once; any shape.
    processors : Count
        Processors; broadcasts.
    parts : Count
        Parts into which it is divided among them; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return bits * processors / parts


@formula(symbol=r"b_M", source="definition")
def memory_needed(
    *,
    weights: Bit,
    sequences: Count,
    cache: Bit,
    largest: Ratio,
    processors: Count,
    parts: Count,
) -> Bit:
    """Memory that each processor of the largest stage needs.

    Parameters
    ----------
    weights : Bit
        All weights; any shape.
    sequences : Count
        Sequences computed together; broadcasts.
    cache : Bit
        What one sequence keeps; broadcasts.
    largest : Ratio
        Share of both that the largest stage has; broadcasts.
    processors : Count
        Processors that share the weights of a stage; broadcasts.
    parts : Count
        Parts into which they divide keys and values; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return largest * (weights / processors + sequences * cache / parts)


@formula(symbol=r"n_A", source="definition")
def all_processors(*, processors: Count, stages: Count) -> Count:
    """Processors of all stages.

    Parameters
    ----------
    processors : Count
        Processors that share a stage; any shape.
    stages : Count
        Stages; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return processors * stages
