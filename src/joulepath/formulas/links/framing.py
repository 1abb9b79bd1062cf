"""From a message to packets: records, segments, fragments, and what a session shares."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, floor, maximum, minimum, total
from joulepath.core.quantities import Bit, Count, Second


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


@formula(symbol=r"n_\mathrm{full}", source="definition", stepwise=("content", "capacity"))
def full_pieces(*, content: Bit, capacity: Bit) -> Count:
    """Full pieces that go before the last one.

    Parameters
    ----------
    content : Bit
        Data to send; any shape.
    capacity : Bit
        What a piece carries at most, above zero; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape; none if one piece suffices.

    Examples
    --------
    >>> full_pieces(content=24000.0, capacity=11680.0)
    2.0
    """
    return maximum(ceil(content / capacity) - 1, 0.0)


@formula(symbol=r"b_\mathrm{last}", source="definition")
def last_piece(*, content: Bit, capacity: Bit, full: Count) -> Bit:
    """What the last piece carries.

    Parameters
    ----------
    content : Bit
        Data to send; any shape.
    capacity : Bit
        What a piece carries at most; broadcasts.
    full : Count
        Full pieces before it; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return content - full * capacity


@formula(symbol=r"b", source="definition")
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


@formula(symbol=r"n", source="definition")
def product_of_counts(*, count: Count, times: Count) -> Count:
    """How often something is sent that is sent several times each time.

    Parameters
    ----------
    count : Count
        How often all of it is sent; any shape.
    times : Count
        How often one part is sent within; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return count * times


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


@formula(
    symbol=r"b_{f,1}", source="rfc-4944", stepwise=("capacity", "header", "marking", "alignment")
)
def first_fragment(*, body: Bit, capacity: Bit, header: Bit, marking: Bit, alignment: Bit) -> Bit:
    """Size of the only or the first fragment of a packet.

    Parameters
    ----------
    body : Bit
        What follows the header of the packet; any shape.
    capacity : Bit
        Largest size of a fragment; broadcasts.
    header : Bit
        Header of the packet; broadcasts.
    marking : Bit
        What says that it is the first fragment, where there are several; broadcasts.
    alignment : Bit
        Every fragment but the last carries a multiple of this; above zero; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape; the packet as a whole where it fits.

    Examples
    --------
    >>> first_fragment(body=1600.0, capacity=816.0, header=200.0, marking=32.0, alignment=64.0)
    808.0
    """
    excess = maximum(header + body - capacity, 0 * capacity)
    several = minimum(ceil(excess / capacity), 1.0)
    carried = floor((capacity - header - marking) / alignment) * alignment
    return header + body - several * (body - marking - carried)


@formula(
    symbol=r"b_\mathrm{rest}",
    source="rfc-4944",
    stepwise=("capacity", "header", "marking", "alignment"),
)
def beyond_the_first(*, body: Bit, capacity: Bit, header: Bit, marking: Bit, alignment: Bit) -> Bit:
    """What the first fragment leaves to the others.

    Parameters
    ----------
    body : Bit
        What follows the header of the packet; any shape.
    capacity : Bit
        Largest size of a fragment; broadcasts.
    header : Bit
        Header of the packet; broadcasts.
    marking : Bit
        What says that it is the first fragment, where there are several; broadcasts.
    alignment : Bit
        Every fragment but the last carries a multiple of this; above zero; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape; zero where one packet holds all.
    """
    excess = maximum(header + body - capacity, 0 * capacity)
    several = minimum(ceil(excess / capacity), 1.0)
    carried = floor((capacity - header - marking) / alignment) * alignment
    return several * (body - carried)


@formula(symbol=r"b_f", source="rfc-4944", stepwise=("capacity", "marking", "alignment"))
def carried_by_a_fragment(*, capacity: Bit, marking: Bit, alignment: Bit) -> Bit:
    """What a fragment between the first and the last carries.

    Parameters
    ----------
    capacity : Bit
        Largest size of a fragment; any shape.
    marking : Bit
        Its own header; broadcasts.
    alignment : Bit
        It carries a multiple of this; above zero; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return floor((capacity - marking) / alignment) * alignment


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
