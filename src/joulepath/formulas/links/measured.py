"""A link of known powers and times."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import sqrt, total
from joulepath.core.quantities import Bit, BitPerSecond, Count, Ratio, Second


@formula(symbol=r"b_f", source="definition")
def frame_bits(*, payload: Bit, overhead: Bit) -> Bit:
    """Size of a frame: what it carries and what its link layer adds.

    Parameters
    ----------
    payload : Bit
        What it carries; any shape.
    overhead : Bit
        What the link layer adds; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return payload + overhead


@formula(symbol=r"b_g", source="definition")
def bits_of_group(*, count: Count, size: Bit, attempts: Count) -> Bit:
    """Bits that equal frames put on the medium, repetitions included.

    Parameters
    ----------
    count : Count
        Number of frames; any shape.
    size : Bit
        Size of one; broadcasts.
    attempts : Count
        Mean number of times a frame is sent; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return count * size * attempts


@formula(symbol=r"b_m", source="definition")
def bits_on_air(*, groups: tuple[Bit, ...]) -> Bit:
    """Bits that all frames put on the medium.

    Parameters
    ----------
    groups : tuple of Bit
        Bits of each group of equal frames; shapes broadcast.

    Returns
    -------
    Bit
        Of the broadcast shape; nothing for no frames.
    """
    return total(groups)


@formula(symbol=r"n_f", source="definition")
def all_frames(*, counts: tuple[Count, ...]) -> Count:
    """Frames of all groups.

    Parameters
    ----------
    counts : tuple of Count
        Frames of each group; shapes broadcast.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return total(counts)


@formula(symbol=r"t_b", source="definition")
def time_at_rate(*, bits: Bit, rate: BitPerSecond) -> Second:
    """Time that bits take at a rate.

    Parameters
    ----------
    bits : Bit
        Bits on the medium; any shape.
    rate : BitPerSecond
        Rate, above zero; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return bits / rate


@formula(symbol=r"t_f", source="definition")
def time_of_frames(*, frames: Count, attempts: Count, time: Second) -> Second:
    """Time that frames take besides their bits.

    Parameters
    ----------
    frames : Count
        Frames of a message; any shape.
    attempts : Count
        Mean number of times each is sent; broadcasts.
    time : Second
        What one takes besides its bits; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return frames * attempts * time


@formula(symbol=r"t_m", source="definition")
def latency(*, times: tuple[Second, ...]) -> Second:
    """Time of a message: its states one after the other.

    Parameters
    ----------
    times : tuple of Second
        Time of each state; shapes broadcast.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return total(times)


@formula(symbol=r"t_{95}", source="truncated-geometric-distribution")
def late(*, latency: Second, busy: Second, frames: Count, loss: Ratio) -> Second:
    """Time within which 95 of 100 messages are through, repetitions being nearly normal.

    Parameters
    ----------
    latency : Second
        Mean time of a message; any shape.
    busy : Second
        Part of it that grows with repetitions; broadcasts.
    frames : Count
        Frames of the message, above zero; broadcasts.
    loss : Ratio
        Probability that a transmission fails, ``0 <= loss < 1``; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape; the mean itself where nothing is lost.

    Notes
    -----
    The number of transmissions of a frame has the mean ``1 / (1 - loss)`` and the standard
    deviation ``sqrt(loss)`` times that; 1.645 is the 95 % quantile of the normal distribution.
    """
    return latency + 1.645 * busy * sqrt(loss / frames)
