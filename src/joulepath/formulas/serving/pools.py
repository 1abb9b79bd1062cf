"""Accelerators that only read prompts, apart from those that write answers."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import divide, maximum, minimum, total
from joulepath.core.quantities import (
    Bit,
    BitPerSecond,
    Count,
    Joule,
    JoulePerBit,
    JoulePerToken,
    Ratio,
    Second,
    Token,
    TokenPerSecond,
    Watt,
)


@formula(symbol=r"d_p", source="definition")
def demanded_pools(*, rate: TokenPerSecond, answer: Token, reading: Second) -> Ratio:
    """Pools that reading all prompts in time would take.

    Parameters
    ----------
    rate : TokenPerSecond
        Tokens that the others could write in a second; any shape.
    answer : Token
        Length of an answer; broadcasts.
    reading : Second
        Time in which one pool reads a prompt; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape; above 1 where prompts are read too slowly.
    """
    return rate * reading / answer


@formula(symbol=r"u_p", source="definition")
def pool_utilisation(*, demanded: Ratio) -> Ratio:
    """Share of its time in which the pool reads prompts.

    Parameters
    ----------
    demanded : Ratio
        Pools that it would take; any shape.

    Returns
    -------
    Ratio
        Of the same shape.
    """
    return minimum(demanded, 1)


@formula(symbol=r"u_d", source="definition")
def writing_utilisation(*, demanded: Ratio) -> Ratio:
    """Share of their time in which the others write.

    Parameters
    ----------
    demanded : Ratio
        Pools that reading all prompts in time would take; any shape.

    Returns
    -------
    Ratio
        Of the same shape; below 1 where they wait for prompts.
    """
    return 1 / maximum(demanded, 1)


@formula(symbol=r"v_u", source="definition")
def sustained_rate(*, rate: TokenPerSecond, share: Ratio) -> TokenPerSecond:
    """Tokens written in a second by accelerators that write for a share of their time.

    Parameters
    ----------
    rate : TokenPerSecond
        Rate while they write; any shape.
    share : Ratio
        Share of the time; broadcasts.

    Returns
    -------
    TokenPerSecond
        Of the broadcast shape.
    """
    return rate * share


@formula(symbol=r"P_u", source="definition")
def mean_power(*, busy: Watt, idle: Watt, processors: Count, share: Ratio) -> Watt:
    """Mean power of accelerators that work for a share of their time.

    Parameters
    ----------
    busy : Watt
        Power of all of them at work; any shape.
    idle : Watt
        Power of one without work; broadcasts.
    processors : Count
        How many there are; broadcasts.
    share : Ratio
        Share of the time at work; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return busy * share + idle * processors * (1 - share)


@formula(symbol=r"t_q", source="zhong-2024-distserve")
def queueing_time(*, reading: Second, utilisation: Ratio) -> Second:
    """Mean time that a prompt waits for those before it (an M/D/1 queue).

    Prompts arrive at random and take the same time each.

    Parameters
    ----------
    reading : Second
        Time to read a prompt; any shape.
    utilisation : Ratio
        Share of the time in which prompts are read; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape; infinite at a utilisation of 1.
    """
    return divide(reading * utilisation, 2 * (1 - utilisation))


@formula(symbol=r"t_y", source="definition")
def transfer_time(*, bits: Bit, bandwidth: BitPerSecond) -> Second:
    """Time in which keys and values of a prompt travel to those who write.

    Parameters
    ----------
    bits : Bit
        Keys and values; any shape.
    bandwidth : BitPerSecond
        Rate between the pools; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return bits / bandwidth


@formula(symbol=r"E_y", source="assumption")
def transfer_energy(*, bits: Bit, per_bit: JoulePerBit) -> Joule:
    """Energy to take keys and values from one memory and put them into another.

    Parameters
    ----------
    bits : Bit
        Keys and values; any shape.
    per_bit : JoulePerBit
        Energy to move a bit from or to memory; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape; what lies between the memories is left out.
    """
    return 2 * bits * per_bit


@formula(symbol=r"E_{T,y}", source="definition")
def transfer_per_token(*, energy: Joule, answer: Token) -> JoulePerToken:
    """Energy of a transfer for each token of the answer.

    Parameters
    ----------
    energy : Joule
        Energy of the transfer; any shape.
    answer : Token
        Length of the answer; broadcasts.

    Returns
    -------
    JoulePerToken
        Of the broadcast shape.
    """
    return energy / answer


@formula(symbol=r"E_T", source="definition")
def energy_of_pools(*, parts: tuple[JoulePerToken, ...]) -> JoulePerToken:
    """Energy for each token written: writing, reading, transfer.

    Parameters
    ----------
    parts : tuple of JoulePerToken
        Its parts; shapes broadcast.

    Returns
    -------
    JoulePerToken
        Of the broadcast shape.
    """
    return total(parts)
