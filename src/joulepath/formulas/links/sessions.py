"""What the messages of a session share, and what keeps it alive."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, maximum, minimum
from joulepath.core.quantities import Bit, Count, Second


@formula(symbol=r"n_1", source="definition")
def one_if_any(*, content: Bit, octet: Bit) -> Count:
    """One if there is anything to send, else none.

    Parameters
    ----------
    content : Bit
        Data to send, in whole octets; any shape.
    octet : Bit
        Eight bits; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Examples
    --------
    >>> one_if_any(content=16.0, octet=8.0), one_if_any(content=0.0, octet=8.0)
    (1.0, 0.0)
    """
    return minimum(content / octet, 1.0)


@formula(symbol=r"n_s", source="definition")
def share_of_a_session(*, count: Count, messages: Count) -> Count:
    """What one message bears of something done once in a session.

    Parameters
    ----------
    count : Count
        How often it is done in a session; any shape.
    messages : Count
        Messages of a session, at least one; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return count / messages


@formula(symbol=r"n_s", source="definition")
def rest_of_a_session(*, messages: Count) -> Count:
    """What one message bears of something done for all messages of a session but the first.

    Parameters
    ----------
    messages : Count
        Messages of a session, at least one; any shape.

    Returns
    -------
    Count
        Of the shape of the input.
    """
    return 1 - 1 / messages


@formula(symbol=r"n_\mathrm{ka}", source="oasis-mqtt-3.1.1", stepwise=("interval", "every"))
def keep_alives(*, interval: Second, every: Second) -> Count:
    """Signs of life between two messages: one whenever nothing was sent for a while.

    Parameters
    ----------
    interval : Second
        Time from one message to the next; any shape.
    every : Second
        Longest silence allowed, above zero; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Examples
    --------
    >>> keep_alives(interval=300.0, every=60.0)
    4.0
    """
    return maximum(ceil(interval / every) - 1, 0.0)


@formula(symbol=r"b_T", source="definition")
def bits_in_a_period(*, size: Bit, period: Second, interval: Second) -> Bit:
    """What the messages of a period come to.

    Parameters
    ----------
    size : Bit
        What one message comes to; any shape.
    period : Second
        The period; broadcasts.
    interval : Second
        Time from one message to the next, above zero; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return size * (period / interval)
