"""Sizes of texts as HTTP codes them, and of data as zlib compresses them."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from math import ceil
from types import MappingProxyType
from typing import Final, Literal

from joulepath.records.links.protocols import OCTET

__all__ = ["coded_bits", "compression_ratio", "content_type_bits", "plain_bits"]

# Lengths of the Huffman codes of the characters that URLs, hosts and media types hold
# (RFC 7541, appendix B).
_CODES: Final[Mapping[int, str]] = MappingProxyType(
    {
        5: "012aceiost",
        6: " %-./3456789=A_bdfghlmnpru",
        7: ":BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz",
        8: "&*,;XZ",
        10: '!"()?',
        11: "'+|",
        12: "#>",
        13: "$@[]~",
        14: "^}",
        15: "<`{",
        19: "\\",
    }
)
_LENGTHS: Final = MappingProxyType(
    {character: length for length, characters in _CODES.items() for character in characters}
)
# Media types with an entry of their own in the static table of QPACK (RFC 9204, appendix A).
_INDEXED: Final = frozenset(
    {
        "application/dns-message",
        "application/javascript",
        "application/json",
        "application/x-www-form-urlencoded",
        "image/gif",
        "image/jpeg",
        "image/png",
        "text/css",
        "text/html; charset=utf-8",
        "text/plain",
        "text/plain;charset=utf-8",
    }
)
_NAMED: Final = 3 * OCTET  # index of the name in two octets, length of the value


def plain_bits(text: str) -> float:
    """Size of a text in UTF-8."""
    return OCTET * len(text.encode())


def coded_bits(text: str) -> float:
    """Size of a text in the Huffman code of HPACK and QPACK, or plain where that is shorter.

    Raises
    ------
    ValueError
        For a character that no URL, host or media type holds.
    """
    unknown = [character for character in text if character not in _LENGTHS]
    if unknown:
        raise ValueError(f"{unknown[0]!r} has no place in a URL or a media type")
    coded = OCTET * ceil(sum(_LENGTHS[character] for character in text) / OCTET)
    return min(coded, plain_bits(text))


def content_type_bits(text: str, coding: Literal["hpack", "qpack"]) -> float:
    """Size of a content type, with what QPACK's prefix and names add to it."""
    if coding == "hpack":
        return coded_bits(text)
    return OCTET if text in _INDEXED else _NAMED + coded_bits(text)


def compression_ratio(data: bytes, level: int = 9) -> float:
    """Size of data after zlib has compressed them, by their size before.

    Parameters
    ----------
    data : bytes
        Data of the kind that will be sent; not empty.
    level : int
        Level of zlib, from 1 to 9.

    Raises
    ------
    ValueError
        If there are no data.

    Examples
    --------
    >>> compression_ratio(b"21.5," * 200) < 0.03
    True
    """
    if not data:
        raise ValueError("no data to compress")
    return len(zlib.compress(data, level)) / len(data)
