"""Data with their headers: records, segments, acknowledgements, sums of a layer."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, maximum, total
from joulepath.core.quantities import Bit, Count


@formula(symbol=r"b", source="definition")
def joined_bits(*, parts: tuple[Bit, ...]) -> Bit:
    """Size of what is made of parts.

    Parameters
    ----------
    parts : tuple of Bit
        Size of each part; shapes broadcast.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return total(parts)


@formula(symbol=r"b_\mathrm{rec}", source="rfc-8446", stepwise=("content", "limit"))
def recorded_bits(*, content: Bit, limit: Bit, record: Bit) -> Bit:
    """Size of data once they are cut into records, each with a header and a tag.

    Parameters
    ----------
    content : Bit
        Data to send; nothing takes no record; any shape.
    limit : Bit
        What a record holds at most, above zero; broadcasts.
    record : Bit
        What a record adds; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.

    Examples
    --------
    >>> recorded_bits(content=160.0, limit=131072.0, record=176.0)
    336.0
    """
    return content + ceil(content / limit) * record


@formula(symbol=r"b_+", source="definition")
def headed_bits(*, content: Bit, header: Bit) -> Bit:
    """Size of data behind a header.

    Parameters
    ----------
    content : Bit
        What is carried; any shape.
    header : Bit
        What is added to it; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return content + header


@formula(symbol=r"b_c", source="definition")
def room(*, limit: Bit, headers: tuple[Bit, ...]) -> Bit:
    """What is left of a largest size once the headers have taken their part.

    Parameters
    ----------
    limit : Bit
        Largest size; any shape.
    headers : tuple of Bit
        Headers inside it; shapes broadcast.

    Returns
    -------
    Bit
        Of the broadcast shape.

    Examples
    --------
    >>> room(limit=12000.0, headers=(160.0, 160.0))
    11680.0
    """
    return limit - total(headers)


@formula(symbol=r"n_\mathrm{ack}", source="rfc-5681", stepwise=("full", "every"))
def acknowledgements(*, full: Count, every: Count, answered: Count) -> Count:
    """Segments that only acknowledge others.

    Parameters
    ----------
    full : Count
        Full segments before the last one; any shape.
    every : Count
        Segments that one acknowledgement confirms, above zero; broadcasts.
    answered : Count
        Acknowledgements that ride on data sent back at once; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Examples
    --------
    >>> acknowledgements(full=4.0, every=2.0, answered=0.0)
    3.0
    """
    return maximum(ceil((full + 1) / every) - answered, 0.0)


@formula(symbol=r"b_\Sigma", source="definition")
def bits_of_group(*, count: Count, size: Bit) -> Bit:
    """Bits of a group of equal things; of something that may be missing, its size or nothing.

    Parameters
    ----------
    count : Count
        How many there are; any shape.
    size : Bit
        Size of one; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return count * size


@formula(symbol=r"b_\ell", source="definition")
def added_bits(*, outer: Bit, inner: Bit) -> Bit:
    """What a layer adds to what it carries.

    Parameters
    ----------
    outer : Bit
        Size with the layer; any shape.
    inner : Bit
        Size without it; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return outer - inner


@formula(symbol=r"f_b", source="definition")
def inflation(*, sent: Bit, payload: Bit) -> Count:
    """Bits that are sent for each bit of payload.

    Parameters
    ----------
    sent : Bit
        All that is sent; any shape.
    payload : Bit
        What it is sent for, above zero; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return sent / payload
