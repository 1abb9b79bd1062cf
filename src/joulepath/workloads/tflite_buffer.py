"""Read tables and lists out of a FlatBuffers file that nobody vouches for.

Only what counting needs: numbers, texts, tables and lists of them. Every position is checked
against the file, and all that is read together may not exceed the size of the file much, so
that a small file whose offsets point at the same bytes again and again cannot become large.
"""

from __future__ import annotations

import struct
from mmap import mmap
from typing import Final

__all__ = ["Buffer", "DamagedBuffer", "Table"]

_ALLOWANCE: Final = 4096
"""Bytes that may be read beyond the size of the file: small lists may be shared."""

_FORMATS: Final = {
    "bool": "<?",
    "int8": "<b",
    "uint8": "<B",
    "uint16": "<H",
    "int32": "<i",
    "uint32": "<I",
    "uint64": "<Q",
    "float32": "<f",
}
_SIZES: Final = {kind: struct.calcsize(code) for kind, code in _FORMATS.items()}


class DamagedBuffer(ValueError):
    """Bytes that are no FlatBuffers data, or only a part of them."""


class Buffer:
    """A file of FlatBuffers data."""

    def __init__(self, data: bytes | mmap) -> None:
        self._data = data
        self._size = len(data)
        self._left = len(data) + _ALLOWANCE

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self._size

    def root(self) -> Table:
        """The table that holds all others."""
        return Table(self, self.target(0))

    def number(self, position: int, kind: str) -> int:
        """The whole number at a position."""
        return int(self.decimal(position, kind))

    def decimal(self, position: int, kind: str) -> float:
        """The number at a position."""
        self._within(position, _SIZES[kind])
        return struct.unpack_from(_FORMATS[kind], self._data, position)[0]

    def target(self, position: int) -> int:
        """Where the offset at a position points."""
        return position + self.number(position, "uint32")

    def vector(self, position: int, size: int) -> tuple[int, int]:
        """First byte and number of the elements of a list, each of ``size`` bytes."""
        count = self.number(position, "uint32")
        self._within(position + 4, count * size)
        return position + 4, count

    def text(self, position: int) -> str:
        """The text at a position."""
        start, count = self.vector(position, 1)
        self._spend(count)
        return self._data[start : start + count].decode("utf-8", errors="backslashreplace")

    def numbers(self, position: int) -> tuple[int, ...]:
        """The list of 32-bit whole numbers at a position."""
        start, count = self.vector(position, 4)
        self._spend(4 * count)
        return struct.unpack_from(f"<{count}i", self._data, start)

    def tables(self, position: int) -> list[Table]:
        """The list of tables at a position."""
        start, count = self.vector(position, 4)
        self._spend(4 * count)
        return [Table(self, self.target(start + 4 * index)) for index in range(count)]

    def _within(self, position: int, size: int) -> None:
        if position < 0 or position + size > self._size:
            raise DamagedBuffer(f"an offset points to byte {position} of {self._size}")

    def _spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise DamagedBuffer("its offsets point at the same bytes again and again")


class Table:
    """One table: optional fields by their number in the schema."""

    def __init__(self, buffer: Buffer, position: int) -> None:
        self._buffer = buffer
        self._position = position
        self._fields = position - buffer.number(position, "int32")
        self._fields_size = buffer.number(self._fields, "uint16")

    def has(self, field: int) -> bool:
        """Whether a field is written in the file."""
        return self._place(field) is not None

    def number(self, field: int, kind: str, default: int = 0) -> int:
        """A whole number; its default if it is not written."""
        place = self._place(field)
        return default if place is None else self._buffer.number(place, kind)

    def decimal(self, field: int, kind: str, default: float = 0.0) -> float:
        """A number; its default if it is not written."""
        place = self._place(field)
        return default if place is None else self._buffer.decimal(place, kind)

    def text(self, field: int) -> str:
        """A text; empty if it is not written."""
        place = self._place(field)
        return "" if place is None else self._buffer.text(self._buffer.target(place))

    def numbers(self, field: int) -> tuple[int, ...]:
        """A list of whole numbers; empty if it is not written."""
        place = self._place(field)
        return () if place is None else self._buffer.numbers(self._buffer.target(place))

    def table(self, field: int) -> Table | None:
        """A table, if it is written."""
        place = self._place(field)
        return None if place is None else Table(self._buffer, self._buffer.target(place))

    def tables(self, field: int) -> list[Table]:
        """A list of tables; empty if it is not written."""
        place = self._place(field)
        return [] if place is None else self._buffer.tables(self._buffer.target(place))

    def byte_count(self, field: int) -> int:
        """Length of a list of bytes, which are not read."""
        place = self._place(field)
        return 0 if place is None else self._buffer.vector(self._buffer.target(place), 1)[1]

    def _place(self, field: int) -> int | None:
        entry = 4 + 2 * field
        if entry + 2 > self._fields_size:
            return None
        offset = self._buffer.number(self._fields + entry, "uint16")
        return self._position + offset if offset else None
