"""IEEE 802.15.4: access to the channel, and packets cut into frames."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, floor, maximum, minimum
from joulepath.core.quantities import Bit, Count, Ratio, Second


@formula(symbol=r"t_\mathrm{bo}", source="ieee-802-15-4-2020")
def backoff_time(*, period: Second, occupancy: Ratio) -> Second:
    """Mean time a radio waits at random before it finds the channel free.

    Parameters
    ----------
    period : Second
        One back-off period, 20 symbols; any shape.
    occupancy : Ratio
        Probability that it finds the channel busy, ``0 <= occupancy < 1``; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.

    Notes
    -----
    Unslotted CSMA/CA with the defaults of the standard: exponents 3, 4, 5, 5, 5, of which a
    number of periods from zero to ``2**exponent - 1`` is drawn.

    Examples
    --------
    >>> round(backoff_time(period=320e-6, occupancy=0.0), 9)
    0.00112
    """
    return period * (
        3.5 + occupancy * (7.5 + occupancy * (15.5 + occupancy * (15.5 + occupancy * 15.5)))
    )


@formula(symbol=r"n_\mathrm{CCA}", source="ieee-802-15-4-2020")
def assessments(*, occupancy: Ratio) -> Count:
    """Mean number of times a radio looks whether the channel is free, five at most.

    Parameters
    ----------
    occupancy : Ratio
        Probability that it is not; any shape.

    Returns
    -------
    Count
        Of the same shape.
    """
    return 1 + occupancy * (1 + occupancy * (1 + occupancy * (1 + occupancy)))


@formula(symbol=r"c_f", source="ieee-802-15-4-2020")
def frame_capacity(*, limit: Bit, header: Bit, security: Bit, check: Bit) -> Bit:
    """What a frame carries for the layers above.

    Parameters
    ----------
    limit : Bit
        Largest frame; any shape.
    header : Bit
        Headers in it; broadcasts.
    security : Bit
        Security header and authentication tag; broadcasts.
    check : Bit
        Check sum; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return limit - header - security - check


@formula(symbol=r"c_\mathrm{frag}", source="rfc-4944", stepwise=("capacity", "header", "multiple"))
def fragment_capacity(*, multiple: Bit, capacity: Bit, header: Bit) -> Bit:
    """What a fragment carries of a packet that does not fit one frame.

    Parameters
    ----------
    multiple : Bit
        What it must be a multiple of, but for the last; any shape.
    capacity : Bit
        What a frame carries; broadcasts.
    header : Bit
        Header of a fragment; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.

    Examples
    --------
    >>> fragment_capacity(capacity=648.0, header=32.0, multiple=64.0) / 8
    72.0
    """
    return floor((capacity - header) / multiple) * multiple


@formula(symbol=r"s_f", source="definition")
def cut(*, full: Count) -> Count:
    """Whether a packet is cut into fragments.

    Parameters
    ----------
    full : Count
        Frames that it would fill before its last one (`full_fragments`); any shape.

    Returns
    -------
    Count
        One, or none for a packet that fits a frame; of the same shape.
    """
    return minimum(full, 1.0)


@formula(symbol=r"b_1", source="rfc-4944")
def first_payload(*, packet: Bit, cut: Count, first: Bit) -> Bit:
    """What the first frame of a packet carries of it.

    Parameters
    ----------
    packet : Bit
        Size of the packet; any shape.
    cut : Count
        Whether it is cut (`cut`); broadcasts.
    first : Bit
        What a first fragment carries; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape: all of it, if it fits.
    """
    return packet - cut * (packet - first)


@formula(symbol=r"h_1", source="rfc-4944")
def first_header(*, cut: Count, header: Bit) -> Bit:
    """Header of fragmentation in the first frame of a packet.

    Parameters
    ----------
    cut : Count
        Whether the packet is cut (`cut`); any shape.
    header : Bit
        Header of a first fragment; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape; nothing, if the packet fits.
    """
    return cut * header


@formula(symbol=r"n_2", source="rfc-4944", stepwise=("packet", "first", "each"))
def further_fragments(*, packet: Bit, first: Bit, each: Bit) -> Count:
    """Frames of a packet after the first.

    Parameters
    ----------
    packet : Bit
        Size of the packet; any shape.
    first : Bit
        What the first frame carries of it; broadcasts.
    each : Bit
        What each further fragment carries, above zero; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return maximum(ceil((packet - first) / each), 0.0)


@formula(symbol=r"n_{2,\mathrm{full}}", source="definition")
def filled_fragments(*, further: Count) -> Count:
    """Further frames that are filled, all but the last.

    Parameters
    ----------
    further : Count
        Frames of a packet after the first; any shape.

    Returns
    -------
    Count
        Of the same shape.
    """
    return maximum(further - 1, 0.0)


@formula(symbol=r"n_{2,\mathrm{last}}", source="definition")
def last_fragments(*, further: Count) -> Count:
    """Whether there is a last frame besides the first.

    Parameters
    ----------
    further : Count
        Frames of a packet after the first; any shape.

    Returns
    -------
    Count
        One or none; of the same shape.
    """
    return minimum(further, 1.0)


@formula(symbol=r"b_{2,\mathrm{last}}", source="definition")
def last_payload(*, packet: Bit, first: Bit, filled: Count, each: Bit) -> Bit:
    """What the last frame of a packet carries, if there is one besides the first.

    Parameters
    ----------
    packet : Bit
        Size of the packet; any shape.
    first : Bit
        What the first frame carries; broadcasts.
    filled : Count
        Further frames that are filled; broadcasts.
    each : Bit
        What each of them carries; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return packet - first - filled * each
