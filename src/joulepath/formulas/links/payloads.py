"""Values as a payload: encoded and compressed."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, floor, minimum
from joulepath.core.quantities import Bit, Count


@formula(symbol=r"b_\mathrm{raw}", source="definition", stepwise=("items", "width", "octet"))
def raw_bits(*, items: Count, width: Bit, octet: Bit) -> Bit:
    """Size of numbers side by side, in whole octets.

    Parameters
    ----------
    items : Count
        Numbers; any shape.
    width : Bit
        Size of one; broadcasts.
    octet : Bit
        Eight bits; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.

    Examples
    --------
    >>> raw_bits(items=3.0, width=12.0, octet=8.0) / 8
    5.0
    """
    return ceil(items * width / octet) * octet


@formula(symbol=r"b_\mathrm{CBOR}", source="rfc-8949", stepwise=("items",))
def cbor_bits(*, items: Count, width: Bit, octet: Bit) -> Bit:
    """Size of a CBOR array of numbers of one width.

    Parameters
    ----------
    items : Count
        Numbers; any shape.
    width : Bit
        Size of one without the octet that says what it is; broadcasts.
    octet : Bit
        Eight bits; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.

    Examples
    --------
    >>> cbor_bits(items=24.0, width=32.0, octet=8.0) / 8
    122.0
    """
    longer = minimum(floor(items / 24), 1.0) + minimum(floor(items / 256), 1.0)
    longest = 2 * minimum(floor(items / 65536), 1.0) + 4 * minimum(floor(items / 4294967296), 1.0)
    return items * (octet + width) + octet * (1 + longer + longest)


@formula(symbol=r"b_\mathrm{JSON}", source="rfc-8259")
def json_bits(*, items: Count, width: Bit, octet: Bit) -> Bit:
    """Size of a JSON array of numbers of one width, without blanks.

    Parameters
    ----------
    items : Count
        Numbers, at least one; any shape.
    width : Bit
        Size of one as text; broadcasts.
    octet : Bit
        Eight bits; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.

    Examples
    --------
    >>> json_bits(items=3.0, width=8 * 5.0, octet=8.0) / 8
    19.0
    """
    return items * width + octet * (items + 1)


@formula(symbol=r"b_z", source="definition", stepwise=("content", "ratio", "octet"))
def compressed_bits(*, content: Bit, ratio: Count, octet: Bit) -> Bit:
    """Size after compression, in whole octets.

    Parameters
    ----------
    content : Bit
        Size before; any shape.
    ratio : Count
        Size after, by size before; broadcasts.
    octet : Bit
        Eight bits; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return ceil(content * ratio / octet) * octet
