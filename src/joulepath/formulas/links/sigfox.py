"""Sigfox: sizes of frames, and how often they may be sent."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, maximum, minimum
from joulepath.core.quantities import Bit, Count, Ratio, Second


@formula(symbol=r"b_p", source="sigfox-radio-specification", stepwise=("data",))
def carried(*, data: Bit, octet: Bit) -> Bit:
    """Payload as a frame carries it: 1, 4, 8 or 12 octets.

    Parameters
    ----------
    data : Bit
        Payload of a message; any shape.
    octet : Bit
        Bits of an octet; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.

    Examples
    --------
    >>> carried(data=40.0, octet=8.0) / 8
    8.0
    """
    octets = data / octet
    four = minimum(ceil(maximum(octets - 1, 0.0)), 1.0)
    eight = minimum(ceil(maximum(octets - 4, 0.0)), 1.0)
    twelve = minimum(ceil(maximum(octets - 8, 0.0)), 1.0)
    return (1 + 3 * four + 4 * eight + 4 * twelve) * octet


@formula(symbol=r"n_0", source="definition")
def pauses(*, frames: Count, repetitions: Count) -> Count:
    """Pauses between the repetitions of frames.

    Parameters
    ----------
    frames : Count
        Frames, each sent several times; any shape.
    repetitions : Count
        Times each is sent, at least once; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return frames * (repetitions - 1)


@formula(symbol=r"t_\Delta", source="sigfox-radio-specification")
def message_spacing(
    *, cycle: Second, airtime: Second, duty_cycle: Ratio, day: Second, per_day: Count
) -> Second:
    """Time from one message to the next as duty cycle and subscription allow it.

    Parameters
    ----------
    cycle : Second
        Time of an exchange; any shape.
    airtime : Second
        Time on the air in it; broadcasts.
    duty_cycle : Ratio
        Share of the time for which a device may send, above zero; broadcasts.
    day : Second
        Length of a day; broadcasts.
    per_day : Count
        Messages allowed a day, above zero; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return maximum(cycle, maximum(airtime / duty_cycle, day / per_day))
