"""Values become a payload: encoded, and compressed where that is wanted."""

from __future__ import annotations

from typing import Literal, TypeAlias

from joulepath.core.quantities import Bit, Count, Ratio
from joulepath.formulas.links import messages as formulas
from joulepath.formulas.links import payloads
from joulepath.records.links.protocols import OCTET

__all__ = ["Encoding", "compressed_bits", "encoded_bits"]

Encoding: TypeAlias = Literal["raw", "cbor", "protobuf", "json"]
"""Side by side, a CBOR array, a packed field of protobuf, a JSON array without blanks."""


def encoded_bits(encoding: Encoding, values: Count, size: Bit) -> Bit:
    """Size of values of one size as they are encoded.

    Parameters
    ----------
    encoding : str
        How they are encoded.
    values : Count
        How many there are, at least one; any shape.
    size : Bit
        Size of one, in JSON that of its text; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    match encoding:
        case "raw":
            return payloads.raw_bits(items=values, width=size, octet=OCTET)
        case "cbor":
            return payloads.cbor_bits(items=values, width=size, octet=OCTET)
        case "json":
            return payloads.json_bits(items=values, width=size, octet=OCTET)
        case "protobuf":
            content = payloads.raw_bits(items=values, width=size, octet=OCTET)
            octets = formulas.octets_of(content=content, octet=OCTET)
            return formulas.delimited_bits(remaining=octets, octet=OCTET)


def compressed_bits(content: Bit, ratio: Ratio) -> Bit:
    """Size of a content after compression, in whole octets."""
    return payloads.compressed_bits(content=content, ratio=ratio, octet=OCTET)
