"""Packets cut into frames: full ones and a last one, so that no loop is needed."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, maximum
from joulepath.core.quantities import Bit, Count


@formula(symbol=r"n_\mathrm{full}", source="definition", stepwise=("size", "limit"))
def full_fragments(*, size: Bit, limit: Bit) -> Count:
    """Fragments filled to the limit, the last one not among them.

    Parameters
    ----------
    size : Bit
        What is to be sent; any shape; nothing at all still takes one (last) fragment.
    limit : Bit
        What a fragment carries at most, above zero; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape; zero for what fits one fragment.

    Examples
    --------
    >>> full_fragments(size=800.0, limit=400.0), full_fragments(size=801.0, limit=400.0)
    (1.0, 2.0)
    """
    return maximum(ceil(size / limit) - 1.0, 0.0)


@formula(symbol=r"b_\mathrm{last}", source="definition")
def last_fragment(*, size: Bit, limit: Bit, full: Count) -> Bit:
    """What the last fragment carries.

    Parameters
    ----------
    size : Bit
        What is to be sent; any shape.
    limit : Bit
        What a fragment carries at most; broadcasts.
    full : Count
        Fragments filled to the limit (`full_fragments`); broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape; between nothing and the limit.

    Examples
    --------
    >>> last_fragment(size=801.0, limit=400.0, full=2.0)
    1.0
    """
    return size - full * limit


@formula(symbol=r"n_f", source="definition")
def of_packets(*, fragments: Count, packets: Count) -> Count:
    """Fragments of all packets together.

    Parameters
    ----------
    fragments : Count
        Fragments of one packet; any shape.
    packets : Count
        Packets; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return fragments * packets
