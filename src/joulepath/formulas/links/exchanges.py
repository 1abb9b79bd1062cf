"""Exchanges of frames: how long one takes, how often it happens, what all of them come to."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import divide, total
from joulepath.core.quantities import Bit, BitPerSecond, Count, Joule, Ratio, Second, Watt


@formula(symbol=r"b_f", source="definition")
def frame_size(*, payload: Bit, overheads: tuple[Bit, ...]) -> Bit:
    """Size of a frame: what it carries, and what its link layer adds.

    Parameters
    ----------
    payload : Bit
        What it carries for the layers above; any shape.
    overheads : tuple of Bit
        Header, security, check sum; shapes broadcast.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return payload + total(overheads)


@formula(symbol=r"t_f", source="definition")
def frame_time(*, start: Second, bits: Bit, rate: BitPerSecond) -> Second:
    """Time on the medium of a frame that is sent bit by bit.

    Parameters
    ----------
    start : Second
        Time of what goes before its bits, e.g. a preamble; any shape.
    bits : Bit
        Its bits; broadcasts.
    rate : BitPerSecond
        Rate at which they are sent, above zero; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.

    Examples
    --------
    >>> frame_time(start=40e-6, bits=40.0, rate=1e6)
    8e-05
    """
    return start + bits / rate


@formula(symbol=r"\bar n_s", source="definition")
def transmissions(*, frames: Count, attempts: Count) -> Count:
    """Mean number of transmissions of some frames.

    Parameters
    ----------
    frames : Count
        Frames; any shape.
    attempts : Count
        Mean number of times each is sent; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return frames * attempts


@formula(symbol=r"\bar n_\mathrm{fail}", source="definition")
def failures(*, sent: Count, loss: Ratio) -> Count:
    """Mean number of transmissions that fail.

    Parameters
    ----------
    sent : Count
        Transmissions; any shape.
    loss : Ratio
        Probability that one fails; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return sent * loss


@formula(symbol=r"\bar n_\mathrm{ok}", source="definition")
def successes(*, sent: Count, loss: Ratio) -> Count:
    """Mean number of transmissions that arrive.

    Parameters
    ----------
    sent : Count
        Transmissions; any shape.
    loss : Ratio
        Probability that one fails; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return sent * (1 - loss)


@formula(symbol=r"t_n", source="definition")
def repeated(*, count: Count, time: Second) -> Second:
    """Time of something that happens several times.

    Parameters
    ----------
    count : Count
        How often; any shape.
    time : Second
        How long one lasts; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return count * time


@formula(symbol=r"t_\Sigma", source="definition")
def time_of_all(*, times: tuple[Second, ...]) -> Second:
    """Time of parts that follow one another.

    Parameters
    ----------
    times : tuple of Second
        Time of each; shapes broadcast.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return total(times)


@formula(symbol=r"n_\Sigma", source="definition")
def count_of_all(*, counts: tuple[Count, ...]) -> Count:
    """Number of all things of several groups.

    Parameters
    ----------
    counts : tuple of Count
        Number in each group; shapes broadcast.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return total(counts)


@formula(symbol=r"b_n", source="definition")
def bits_of_frames(*, sent: Count, size: Bit) -> Bit:
    """Bits that equal frames put on the medium.

    Parameters
    ----------
    sent : Count
        Transmissions; any shape.
    size : Bit
        Size of one; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return sent * size


@formula(symbol=r"b_\Sigma", source="definition")
def bits_of_all(*, bits: tuple[Bit, ...]) -> Bit:
    """Bits of several groups of frames.

    Parameters
    ----------
    bits : tuple of Bit
        Bits of each; shapes broadcast.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return total(bits)


@formula(symbol=r"\bar n", source="definition")
def mean_attempts(*, sent: Count, frames: Count) -> Count:
    """Mean number of times a frame is sent.

    Parameters
    ----------
    sent : Count
        Transmissions of all frames; any shape.
    frames : Count
        Frames; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape; NaN where there is no frame.
    """
    return divide(sent, frames)


@formula(symbol=r"P_\mathrm{all}", source="definition")
def jointly(*, one: Ratio, other: Ratio) -> Ratio:
    """Probability that two groups of frames both arrive.

    Parameters
    ----------
    one, other : Ratio
        Probability that each arrives; shapes broadcast.

    Returns
    -------
    Ratio
        Of the broadcast shape.
    """
    return one * other


@formula(symbol=r"\Delta E", source="definition")
def energy_above(*, power: Watt, base: Watt, time: Second) -> Joule:
    """Energy of a state above what would have been drawn anyway.

    Parameters
    ----------
    power : Watt
        Power in the state; any shape.
    base : Watt
        Power without it; broadcasts.
    time : Second
        How long it lasts; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return (power - base) * time


@formula(symbol=r"E_\mathrm{event}", source="definition")
def event_energy(*, parts: tuple[Joule, ...]) -> Joule:
    """Energy of an event of several states.

    Parameters
    ----------
    parts : tuple of Joule
        Energy of each; shapes broadcast.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return total(parts)
