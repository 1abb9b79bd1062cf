"""Bluetooth Low Energy: events of a connection and of advertising."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, maximum
from joulepath.core.quantities import Bit, Count, Ratio, Second


@formula(symbol=r"b_\mathrm{SDU}", source="bluetooth-core-5-4")
def attribute_size(*, packet: Bit, attribute_header: Bit, channel_header: Bit) -> Bit:
    """Size of a packet with the headers of the attribute protocol and of its channel.

    Parameters
    ----------
    packet : Bit
        What is written or notified; any shape.
    attribute_header : Bit
        Header of the attribute protocol; broadcasts.
    channel_header : Bit
        Header of the logical link control (L2CAP); broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return packet + attribute_header + channel_header


@formula(symbol=r"n_e", source="definition", stepwise=("sent", "per_event"))
def connection_events(*, sent: Count, per_event: Count) -> Count:
    """Connection events that a message needs.

    Parameters
    ----------
    sent : Count
        Transmissions of its frames; any shape.
    per_event : Count
        Frames that are exchanged in one event, above zero; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return ceil(sent / per_event)


@formula(symbol=r"t_\mathrm{wide}", source="bluetooth-core-5-4")
def window_widening(*, interval: Second, skipped: Count, clock_error: Ratio) -> Second:
    """Time by which a peripheral listens earlier, for neither clock is exact.

    Parameters
    ----------
    interval : Second
        Connection interval; any shape.
    skipped : Count
        Events that it may skip before this one; broadcasts.
    clock_error : Ratio
        Sum of the relative errors of both sleep clocks; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.

    Examples
    --------
    >>> window_widening(interval=1.0, skipped=0.0, clock_error=40e-6)
    4e-05
    """
    return interval * (1 + skipped) * clock_error


@formula(symbol=r"T_e", source="bluetooth-core-5-4")
def event_period(*, interval: Second, skipped: Count) -> Second:
    """Time between the connection events that a peripheral attends.

    Parameters
    ----------
    interval : Second
        Connection interval; any shape.
    skipped : Count
        Events that it skips when it has nothing to say (peripheral latency); broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return interval * (1 + skipped)


@formula(symbol=r"t_{n_e}", source="definition")
def further_events(*, events: Count, interval: Second) -> Second:
    """Time until the last of several events begins.

    Parameters
    ----------
    events : Count
        Events; any shape.
    interval : Second
        Time from one to the next; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape; zero for one event.
    """
    return maximum(events - 1, 0) * interval


@formula(symbol=r"T_\mathrm{adv}", source="bluetooth-core-5-4")
def advertising_period(*, interval: Second, delay: Second) -> Second:
    """Mean time between advertising events.

    Parameters
    ----------
    interval : Second
        Advertising interval; any shape.
    delay : Second
        Longest random delay that is added to it; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return interval + 0.5 * delay
