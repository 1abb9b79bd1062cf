"""LoRaWAN: receive windows, duty cycles, confirmations, joins and what a receiver needs."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, exp, log2, maximum, minimum
from joulepath.core.quantities import (
    Count,
    CyclePerSecond,
    Decibel,
    DecibelMilliwatt,
    Ratio,
    Second,
)

_LN_2 = 0.6931471805599453
_NEXT_TO_CERTAIN = 1 - 1e-12  # leaves enough of one to divide by
_LOG10_OF_2 = 0.3010299956639812


@formula(symbol=r"n_w", source="casals-2017-lorawan", stepwise=("spreading_factor",))
def window_symbols(*, fast: Count, slow: Count, spreading_factor: Count) -> Count:
    """Symbols for which a window stays open if nothing comes.

    Parameters
    ----------
    fast : Count
        Symbols up to SF10; any shape.
    slow : Count
        Symbols for SF11 and SF12; broadcasts.
    spreading_factor : Count
        Spreading factor in the window; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    above = ceil(maximum(spreading_factor - 10, 0.0) / 10)
    return fast + above * (slow - fast)


@formula(symbol=r"t_r", source="lorawan-1-0-4")
def remaining(*, delay: Second, passed: Second) -> Second:
    """Time until something is due.

    Parameters
    ----------
    delay : Second
        Time that must pass; any shape.
    passed : Second
        Time that has passed; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape, never negative.
    """
    return maximum(delay - passed, 0.0 * delay)


@formula(symbol=r"n_w", source="definition")
def windows(*, sent: Count, received: Count) -> Count:
    """Windows in which nothing came, or that are opened at all.

    Parameters
    ----------
    sent : Count
        Transmissions, each of which opens a window; any shape.
    received : Count
        Frames that come down in this window or before it; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape, never negative.
    """
    return maximum(sent - received, 0.0 * sent)


@formula(symbol=r"n_e", source="lorawan-1-0-4")
def further_uplinks(*, down: Count, up: Count) -> Count:
    """Empty frames that a device of class A sends to be able to receive.

    Parameters
    ----------
    down : Count
        Frames to receive; any shape.
    up : Count
        Frames to send anyway; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape, never negative.

    Examples
    --------
    >>> further_uplinks(down=3.0, up=1.0)
    2.0
    """
    return maximum(down - up, 0.0 * down)


@formula(symbol=r"n_a", source="lorawan-1-0-4")
def lone_acknowledgements(*, confirmed: Count, down: Count) -> Count:
    """Frames that come down only to confirm.

    Parameters
    ----------
    confirmed : Count
        Frames that are confirmed; any shape.
    down : Count
        Frames that come down anyway and confirm one each; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape, never negative.
    """
    return maximum(confirmed - down, 0.0 * confirmed)


@formula(symbol=r"p_e", source="definition")
def either(*, one: Ratio, other: Ratio) -> Ratio:
    """Probability that at least one of two things happens.

    Parameters
    ----------
    one : Ratio
        A probability; any shape.
    other : Ratio
        An independent one; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape, below one by 1e-12 at least.

    Examples
    --------
    >>> either(one=0.5, other=0.5)
    0.75
    """
    return minimum(1 - (1 - one) * (1 - other), _NEXT_TO_CERTAIN)


@formula(symbol=r"p_c", source="abramson-1970-aloha")
def collision(*, devices: Count, airtime: Second, interval: Second, channels: Count) -> Ratio:
    """Probability that another device sends during a frame (pure ALOHA).

    Parameters
    ----------
    devices : Count
        Devices, this one among them; any shape.
    airtime : Second
        Time of a frame; broadcasts.
    interval : Second
        Time from one frame of a device to the next, above zero; broadcasts.
    channels : Count
        Channels they choose from, above zero; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.

    Notes
    -----
    Frames are equally long, and any overlap destroys both: no frame is captured for being stronger.
    """
    load = (devices - 1) * airtime / (interval * channels)
    return 1 - exp(-2 * load)


@formula(symbol=r"t_\Delta", source="etsi-en-300-220")
def spacing(*, cycle: Second, airtime: Second, duty_cycle: Ratio) -> Second:
    """Time from one frame to the next as a duty cycle allows it.

    Parameters
    ----------
    cycle : Second
        Time from waking up to sleeping again; any shape.
    airtime : Second
        Time on the air in it; broadcasts.
    duty_cycle : Ratio
        Share of the time for which a device may send, above zero; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.

    Examples
    --------
    >>> spacing(cycle=2.0, airtime=1.0, duty_cycle=0.01)
    100.0
    """
    return maximum(cycle, airtime / duty_cycle)


@formula(symbol=r"t_d", source="definition")
def delivery(*, access: Second, spaced: Second, pause: Second) -> Second:
    """Time until all frames have arrived.

    Parameters
    ----------
    access : Second
        Time until one frame has arrived; any shape.
    spaced : Second
        Time of all frames with the pauses after them; broadcasts.
    pause : Second
        Time from the last frame to a next one, which nobody waits for; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return access + maximum(spaced - pause, 0.0 * spaced)


@formula(symbol=r"\Delta_\mathrm{SF}", source="semtech-sx1276-datasheet")
def demodulation_floor(*, spreading_factor: Count) -> Decibel:
    """Level of a signal above the noise from which on a receiver understands it.

    Parameters
    ----------
    spreading_factor : Count
        Spreading factor; any shape.

    Returns
    -------
    Decibel
        Of the same shape.

    Examples
    --------
    >>> demodulation_floor(spreading_factor=7.0), demodulation_floor(spreading_factor=12.0)
    (-7.5, -20.0)
    """
    return 10 - 2.5 * spreading_factor


@formula(symbol=r"S_\mathrm{min}", source="semtech-an1200-22")
def sensitivity(
    *, bandwidth: CyclePerSecond, hertz: CyclePerSecond, noise_figure: Decibel, floor: Decibel
) -> DecibelMilliwatt:
    """Lowest level that a receiver understands.

    Parameters
    ----------
    bandwidth : CyclePerSecond
        Bandwidth, above zero; any shape.
    hertz : CyclePerSecond
        One hertz; broadcasts.
    noise_figure : Decibel
        What the receiver adds to the noise; broadcasts.
    floor : Decibel
        Level above the noise that it needs (`demodulation_floor`); broadcasts.

    Returns
    -------
    DecibelMilliwatt
        Of the broadcast shape.

    Examples
    --------
    >>> sensitivity(bandwidth=125_000.0, hertz=1.0, noise_figure=6.0, floor=-7.5) > -124.6
    True
    """
    noise = -174 + 10 * _LOG10_OF_2 * log2(bandwidth / hertz)
    return noise + noise_figure + floor


@formula(symbol=r"T_e", source="definition")
def recurrence(*, period: Second, times: Count) -> Second:
    """Time from one time to the next.

    Parameters
    ----------
    period : Second
        Time in which something happens several times; any shape.
    times : Count
        How often, above zero; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return period / times
