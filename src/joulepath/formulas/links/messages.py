"""What application protocols add to a payload: headers, options, blocks and lengths."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import floor, maximum, minimum
from joulepath.core.quantities import Bit, Count


@formula(symbol=r"n_o", source="definition")
def octets_of(*, content: Bit, octet: Bit) -> Count:
    """Octets of a content.

    Parameters
    ----------
    content : Bit
        Its size; any shape.
    octet : Bit
        Eight bits; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return content / octet


@formula(symbol=r"b_\mathrm{MQTT}", source="oasis-mqtt-3.1.1", stepwise=("remaining",))
def delimited_bits(*, remaining: Count, octet: Bit) -> Bit:
    """Size of what begins with an octet for its kind and its length in groups of seven bits.

    An MQTT control packet is such a thing, and a field of a protobuf message that has a length.

    Parameters
    ----------
    remaining : Count
        Octets after the length, below 2^35; any shape.
    octet : Bit
        Eight bits; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.

    Examples
    --------
    >>> [delimited_bits(remaining=octets, octet=8.0) / 8 for octets in (127.0, 128.0)]
    [129.0, 131.0]
    """
    longer = minimum(floor(remaining / 128), 1.0) + minimum(floor(remaining / 16384), 1.0)
    longest = minimum(floor(remaining / 2097152), 1.0) + minimum(floor(remaining / 268435456), 1.0)
    return octet * (remaining + 2 + longer + longest)


@formula(symbol=r"b_\mathrm{opt}", source="rfc-7252", stepwise=("delta", "option"))
def coap_option(*, delta: Count, option: Count, octet: Bit) -> Bit:
    """Size of a CoAP option with its delta and length, extended where they are large.

    Parameters
    ----------
    delta : Count
        Number of the option less that of the one before; any shape.
    option : Count
        Octets of its value; broadcasts.
    octet : Bit
        Eight bits; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.

    Examples
    --------
    >>> coap_option(delta=11.0, option=4.0, octet=8.0) / 8
    5.0
    """
    farther = minimum(floor(delta / 13), 1.0) + minimum(floor(delta / 269), 1.0)
    longer = minimum(floor(option / 13), 1.0) + minimum(floor(option / 269), 1.0)
    return octet * (1 + farther + longer + option)


@formula(symbol=r"\Delta", source="rfc-7252")
def option_delta(*, number: Count, before: Count) -> Count:
    """Distance of the number of a CoAP option from that of the one before it.

    Parameters
    ----------
    number : Count
        Number of the option; any shape.
    before : Count
        Number of the one before, or zero; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return number - before


@formula(symbol=r"b_\mathrm{block}", source="rfc-7959", stepwise=("delta", "block"))
def block_option(*, delta: Count, block: Count, octet: Bit) -> Bit:
    """Size of the CoAP option that numbers a block; none where one block holds all.

    Parameters
    ----------
    delta : Count
        Number of the option less that of the one before; any shape.
    block : Count
        Number of the block, or of another one as long; zero for a message of one block;
        broadcasts.
    octet : Bit
        Eight bits; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.

    Examples
    --------
    >>> block_option(delta=16.0, block=5.0, octet=8.0) / 8
    3.0
    """
    head = 1 + minimum(floor(delta / 13), 1.0) + minimum(floor(delta / 269), 1.0)
    value = 1 + minimum(floor(block / 16), 1.0) + minimum(floor(block / 4096), 1.0)
    return minimum(block, 1.0) * octet * (head + value)


@formula(symbol=r"n_b", source="rfc-7959")
def blocks_between(*, final: Count, first: Count, beyond: Count) -> Count:
    """Blocks before the final one whose number is in a range.

    Parameters
    ----------
    final : Count
        Number of the final block, from zero; any shape.
    first : Count
        First number of the range; broadcasts.
    beyond : Count
        First number beyond the range; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Examples
    --------
    >>> blocks_between(final=20.0, first=16.0, beyond=4096.0)
    4.0
    """
    return minimum(maximum(final - first, 0.0), beyond - first)


@formula(symbol=r"b_d", source="rfc-9110", stepwise=("entity",))
def decimal_length(*, entity: Count, octet: Bit) -> Bit:
    """Size of the length of a content, written in decimal digits.

    Parameters
    ----------
    entity : Count
        Octets of the content, below 10^12; any shape.
    octet : Bit
        Eight bits; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.

    Examples
    --------
    >>> decimal_length(entity=1460.0, octet=8.0) / 8
    4.0
    """
    few = minimum(floor(entity / 1e1), 1.0) + minimum(floor(entity / 1e2), 1.0)
    thousands = minimum(floor(entity / 1e3), 1.0) + minimum(floor(entity / 1e4), 1.0)
    millions = minimum(floor(entity / 1e5), 1.0) + minimum(floor(entity / 1e6), 1.0)
    more = minimum(floor(entity / 1e7), 1.0) + minimum(floor(entity / 1e8), 1.0)
    billions = minimum(floor(entity / 1e9), 1.0) + minimum(floor(entity / 1e10), 1.0)
    most = minimum(floor(entity / 1e11), 1.0)
    return octet * (1 + few + thousands + millions + more + billions + most)


@formula(symbol=r"b_q", source="rfc-9000", stepwise=("stream",))
def variable_length(*, stream: Count, octet: Bit) -> Bit:
    """Size of the length of a content as QUIC writes whole numbers.

    Parameters
    ----------
    stream : Count
        Octets of the content; any shape.
    octet : Bit
        Eight bits; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.

    Examples
    --------
    >>> [variable_length(stream=octets, octet=8.0) / 8 for octets in (63.0, 64.0)]
    [1.0, 2.0]
    """
    longer = minimum(floor(stream / 64), 1.0) + 2 * minimum(floor(stream / 16384), 1.0)
    return octet * (1 + longer + 4 * minimum(floor(stream / 1073741824), 1.0))
