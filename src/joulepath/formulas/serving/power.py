"""Power of accelerators that serve a model, and energy of its answers."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import exp, log2, minimum
from joulepath.core.quantities import (
    Bit,
    Count,
    Flop,
    Joule,
    JoulePerBit,
    JoulePerFlop,
    JoulePerToken,
    Ratio,
    Second,
    Token,
    TokenPerSecond,
    Watt,
)

_LOGARITHM_OF_TWO = 0.6931471805599453


@formula(symbol=r"P_d", source="horowitz-2014-energy")
def moving_power(
    *, bits: Bit, work: Flop, time: Second, per_bit: JoulePerBit, per_flop: JoulePerFlop
) -> Watt:
    """Power that data movement and arithmetic add to that of an active processor.

    Parameters
    ----------
    bits : Bit
        Data moved; any shape.
    work : Flop
        Arithmetic; broadcasts.
    time : Second
        Time it takes, above zero; broadcasts.
    per_bit : JoulePerBit
        Energy to move one bit; broadcasts.
    per_flop : JoulePerFlop
        Energy of one operation; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return (bits * per_bit + work * per_flop) / time


@formula(symbol=r"P_b", source="assumption")
def active_power(
    *,
    idle: Watt,
    maximum: Watt,
    active: Ratio,
    exchanging: Ratio,
    waiting_share: Ratio,
    exchange_share: Ratio,
) -> Watt:
    """Power of an accelerator with work to do, before what the work itself adds.

    Parameters
    ----------
    idle : Watt
        Power without work; any shape.
    maximum : Watt
        Limit of its power; broadcasts.
    active : Ratio
        Share of the range between them that computing costs; broadcasts.
    exchanging : Ratio
        Share of that range that exchanging costs; broadcasts.
    waiting_share : Ratio
        Share of the time in which it waits for the host; broadcasts.
    exchange_share : Ratio
        Share of the time in which it exchanges data; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    computing = 1 - waiting_share - exchange_share
    return idle + (maximum - idle) * (active * computing + exchanging * exchange_share)


@formula(symbol=r"a", source="assumption")
def expert_activity(*, active: Ratio, further: Ratio) -> Ratio:
    """Share of the range of power that computing costs where there are experts.

    Parameters
    ----------
    active : Ratio
        Share without experts; any shape.
    further : Ratio
        What experts add; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.
    """
    return active + further


@formula(symbol=r"P", source="assumption")
def capped_power(
    *, processors: Count, base: Watt, moving: Watt, maximum: Watt, reached: Ratio
) -> Watt:
    """Power of all processors, none of which goes beyond its limit.

    Parameters
    ----------
    processors : Count
        Processors; any shape.
    base : Watt
        Power of one before what its work adds; broadcasts.
    moving : Watt
        Power that the work of all of them adds; broadcasts.
    maximum : Watt
        Limit of the power of one; broadcasts.
    reached : Ratio
        Share of the limit that sustained work reaches; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return processors * minimum(base + moving / processors, maximum * reached)


@formula(symbol=r"E_T", source="definition")
def energy_per_token(*, power: Watt, rate: TokenPerSecond) -> JoulePerToken:
    """Energy for each token written.

    Parameters
    ----------
    power : Watt
        Power of all processors; any shape.
    rate : TokenPerSecond
        Tokens written in a second; broadcasts.

    Returns
    -------
    JoulePerToken
        Of the broadcast shape.
    """
    return power / rate


@formula(symbol=r"P_A", source="definition")
def power_at_rate(*, per_token: JoulePerToken, rate: TokenPerSecond) -> Watt:
    """Power of all that takes part in writing tokens.

    Parameters
    ----------
    per_token : JoulePerToken
        Energy for each token written; any shape.
    rate : TokenPerSecond
        Tokens written in a second; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return per_token * rate


@formula(symbol=r"E_R", source="definition")
def energy_of_answer(*, per_token: JoulePerToken, answer: Token) -> Joule:
    """Energy of one answer.

    Parameters
    ----------
    per_token : JoulePerToken
        Energy for each token written, its share of the prompts included; any shape.
    answer : Token
        Tokens of the answer; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return per_token * answer


@formula(symbol=r"E_{T,q}", source="definition")
def band_end(*, energy: JoulePerToken, factor: Ratio) -> JoulePerToken:
    """End of the band in which an energy lies.

    Parameters
    ----------
    energy : JoulePerToken
        The prediction; any shape.
    factor : Ratio
        End of the band relative to it; broadcasts.

    Returns
    -------
    JoulePerToken
        Of the broadcast shape.
    """
    return energy * factor


@formula(symbol=r"w_q", source="assumption")
def band_widening(*, beyond: Ratio) -> Ratio:
    """How much wider a band is outside what was measured, on a logarithmic scale.

    Twice, and once more for each sixteenfold beyond. Fits to a part of the measurements that
    predict the rest keep to it.

    Parameters
    ----------
    beyond : Ratio
        How far outside, as a factor of at least 1; any shape.

    Returns
    -------
    Ratio
        Of the same shape.
    """
    return 2 + log2(beyond) / 4


@formula(symbol=r"q_w", source="definition")
def widened_end(*, factor: Ratio, widening: Ratio) -> Ratio:
    """End of a band that is wider on a logarithmic scale.

    Parameters
    ----------
    factor : Ratio
        End of the band relative to the prediction, above zero; any shape.
    widening : Ratio
        How much wider it is; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.
    """
    return exp(log2(factor) * widening * _LOGARITHM_OF_TWO)
