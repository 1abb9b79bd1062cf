"""Ways to damage a file: at random, at its length fields, and on purpose."""

from __future__ import annotations

import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

_Damage = Callable[[Random, bytes, Sequence[bytes]], bytes]

__all__ = ["VARINTS", "damaged", "repacked", "varint"]

VARINTS = (0, 1, 127, 128, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**64 - 1)
"""Whole numbers at the edge of what fields can hold."""

_NO_ARCHIVE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, IndexError),
    RuntimeError,  # a password, or a method that is not known
)
_PAIRS = (("<I", 2**32), ("<i", 2**32), ("<Q", 2**64), ("<H", 2**16))
_NUMBERS = re.compile(rb"-?\d+(\.\d+)?([eE][+-]?\d+)?")
_ODD_VALUES: tuple[Any, ...] = (
    *(None, True, "", "a", [], {}, [[]], -1, 0, 1, 2**31, 2**63, 10**30, 10**4000),
    *(0.5, 1e308, float("nan"), float("inf"), "9" * 5000, ["a"] * 3, {"a": {"b": 1}}, "../x"),
)


def varint(value: int) -> bytes:
    """A whole number as protobuf writes it."""
    groups = bytearray()
    while value >= 0x80:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*groups, value])


def damaged(chance: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    """One to four random damages of a file, some of which take parts of another one."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 4))):
        content = chance.choice(_kinds(content))(chance, content, others)
    return content


def repacked(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """An archive whose files are changed by a function of their name and content."""
    whole = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(whole, "w") as new:
        for entry in old.infolist():
            new.writestr(entry.filename, change(entry.filename, old.read(entry)))
    return whole.getvalue()


def _kinds(content: bytes) -> Sequence[_Damage]:
    if content.lstrip()[:1] in {b"{", b"["}:
        return _OF_TEXT
    return _OF_ARCHIVES if content.startswith(b"PK\x03\x04") else _OF_BYTES


def _inside(chance: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    """A file inside an archive, damaged as it would be outside."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            chosen = chance.choice(archive.namelist())
        return repacked(
            content,
            lambda name, inner: damaged(chance, inner, [inner]) if name == chosen else inner,
        )
    except _NO_ARCHIVE:
        return _flipped(chance, content, others)


def _flipped(chance: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8) if changed else 0):
        changed[_place(chance, changed)] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _overwritten(chance: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 4) if changed else 0):
        changed[_place(chance, changed)] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, 0x0A, 0x12))
    return bytes(changed)


def _cut(chance: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    return content[: chance.randint(0, len(content))]


def _without(chance: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    start, stop = _span(chance, content)
    return content[:start] + content[stop:]


def _repeated(chance: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    start, stop = _span(chance, content)
    return content[:start] + content[start:stop] * chance.choice((2, 2, 3, 50)) + content[stop:]


def _spliced(chance: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    other = chance.choice(others)
    start, stop = _span(chance, other)
    at = chance.randint(0, len(content))
    after = at if chance.random() < 0.5 else at + stop - start
    return content[:at] + other[start:stop] + content[after:]


def _with_length(chance: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    """An extreme number where a length, an offset or a count might be."""
    code, bound = chance.choice(_PAIRS)
    size = struct.calcsize(code)
    if len(content) < size:
        return content
    at = _place(chance, content[: -size + 1] or content)
    at -= at % chance.choice((1, size))
    (old,) = struct.unpack_from(code, content, at)
    new = chance.choice((old + 1, old - 1, old * 2, -old, *VARINTS)) % bound
    unsigned = {"<i": "<I"}.get(code, code)
    return content[:at] + struct.pack(unsigned, new) + content[at + size :]


def _with_varint(chance: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    at = _place(chance, content) if content else 0
    new = varint(chance.choice(VARINTS)) if chance.random() < 0.8 else b"\xff" * 11
    return content[:at] + new + content[at + chance.choice((0, 1, len(new))) :]


def _with_number(chance: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    found = list(_NUMBERS.finditer(content))
    if not found:
        return content
    number = chance.choice(found)
    new = json.dumps(chance.choice(_ODD_VALUES)).encode()
    return content[: number.start()] + new + content[number.end() :]


def _with_entry(chance: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    """An entry anywhere in a JSON text with another value, without it, or with one more."""
    try:
        entries = json.loads(content)
    except (ValueError, RecursionError):
        return _flipped(chance, content, others)
    holders = _holders(entries)
    if not holders:
        return content
    holder = chance.choice(holders)
    keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
    key = chance.choice(keys)
    if chance.random() < 0.25:
        del holder[key]
    elif chance.random() < 0.3:
        holder[key] = holder[chance.choice(keys)]
    else:
        holder[key] = chance.choice(_ODD_VALUES)
    try:
        return json.dumps(entries).encode()
    except (ValueError, RecursionError):  # digits of an endless number, or a table in itself
        return content


def _holders(entries: Any) -> list[Any]:
    found: list[Any] = []
    pending = [entries]
    while pending and len(found) < 10_000:
        value = pending.pop()
        if isinstance(value, dict | list) and value:
            found.append(value)
            pending += value.values() if isinstance(value, dict) else value
    return found


def _place(chance: Random, content: bytes | bytearray) -> int:
    """A position, mostly where the structure of a file is and not inside its weights."""
    if chance.random() < 0.5:
        return chance.randrange(len(content))
    head = chance.random() < 0.5
    reach = min(len(content), 2048)
    return chance.randrange(reach) if head else len(content) - 1 - chance.randrange(reach)


def _span(chance: Random, content: bytes) -> tuple[int, int]:
    start = chance.randint(0, len(content))
    return start, min(len(content), start + chance.choice((1, 2, 4, 8, 16, 64, 256, 4096)))


_OF_BYTES: tuple[_Damage, ...] = (
    *(_flipped, _overwritten, _cut, _without, _repeated, _spliced),
    *(_with_length, _with_length, _with_varint, _with_varint, _flipped),
)
_OF_ARCHIVES: tuple[_Damage, ...] = (_inside, _inside, _inside, _inside, *_OF_BYTES)
_OF_TEXT: tuple[_Damage, ...] = (
    *(_with_entry, _with_entry, _with_entry, _with_number, _with_number),
    *(_flipped, _cut, _without, _repeated, _spliced),
)
