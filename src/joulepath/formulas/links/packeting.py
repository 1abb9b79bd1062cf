"""Packets cut by a network layer: each fragment says which part of what it is."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, floor, maximum, minimum
from joulepath.core.quantities import Bit


@formula(
    symbol=r"b_{f,1}", source="rfc-4944", stepwise=("largest", "header", "marking", "alignment")
)
def first_fragment(*, body: Bit, largest: Bit, header: Bit, marking: Bit, alignment: Bit) -> Bit:
    """Size of the only or the first fragment of a packet.

    Parameters
    ----------
    body : Bit
        What follows the header of the packet; any shape.
    largest : Bit
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
    >>> first_fragment(body=1600.0, largest=816.0, header=200.0, marking=32.0, alignment=64.0)
    808.0
    """
    excess = maximum(header + body - largest, 0 * largest)
    several = minimum(ceil(excess / largest), 1.0)
    carried = floor((largest - header - marking) / alignment) * alignment
    return header + body - several * (body - marking - carried)


@formula(
    symbol=r"b_\mathrm{rest}",
    source="rfc-4944",
    stepwise=("largest", "header", "marking", "alignment"),
)
def beyond_the_first(*, body: Bit, largest: Bit, header: Bit, marking: Bit, alignment: Bit) -> Bit:
    """What the first fragment leaves to the others.

    Parameters
    ----------
    body : Bit
        What follows the header of the packet; any shape.
    largest : Bit
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
    excess = maximum(header + body - largest, 0 * largest)
    several = minimum(ceil(excess / largest), 1.0)
    carried = floor((largest - header - marking) / alignment) * alignment
    return several * (body - carried)


@formula(symbol=r"b_f", source="rfc-4944", stepwise=("largest", "marking", "alignment"))
def carried_by_a_fragment(*, largest: Bit, marking: Bit, alignment: Bit) -> Bit:
    """What a fragment between the first and the last carries.

    Parameters
    ----------
    largest : Bit
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
    return floor((largest - marking) / alignment) * alignment
