"""Join Parquet files of one schema into one, without decoding what they hold.

A Parquet file ends with a footer (in Thrift's compact protocol) that says where in the file each
column of each group of rows lies. The groups are copied as they are, and their places counted
anew.

Source: Apache Parquet, file format, ``parquet.thrift`` 2.10; Apache Thrift, compact protocol.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeAlias

from joulepath.errors import InputError, Problem

__all__ = ["join_parquet"]

_MAGIC: Final = b"PAR1"
_COPIED: Final = 2**20  # bytes at a time
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = (
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12,
)  # fmt: skip

# Fields of the footer, by their numbers in parquet.thrift
_ROWS, _GROUPS = 3, 4
_COLUMNS, _GROUP_OFFSET, _ORDINAL = 1, 5, 7
_FILE_OFFSET, _COLUMN, _INDEX_OFFSETS = 2, 3, (4, 6)
_PAGE_OFFSETS: Final = (9, 10, 11)

Fields: TypeAlias = dict[int, tuple[int, Any]]
"""Type and value of each field of a structure."""


def join_parquet(parts: Iterable[Path], output: BinaryIO) -> None:
    """Write one Parquet file with the groups of rows of several.

    Parameters
    ----------
    parts : iterable of Path
        Parquet files of one schema; the joined file has the metadata of the first.
    output : binary file
        Where to write.

    Raises
    ------
    InputError
        If a part is no Parquet file, or has indexes of pages, which would have to be moved, too.
    """
    output.write(_MAGIC)
    place, rows = len(_MAGIC), 0
    groups: list[Fields] = []
    footer: Fields = {}
    for part in parts:
        with part.open("rb") as file:
            found, size = _footer(file, part)
            file.seek(len(_MAGIC))
            _copy(file, output, size)
        footer = footer or found
        rows += found[_ROWS][1]
        for group in found[_GROUPS][1][1]:
            _move(group, place - len(_MAGIC), len(groups), part)
            groups.append(group)
        place += size
    footer[_ROWS] = (_I64, rows)
    footer[_GROUPS] = (_LIST, (_STRUCT, groups))
    text = b"".join(_written(_STRUCT, footer))
    output.write(text + len(text).to_bytes(4, "little") + _MAGIC)


def _footer(file: BinaryIO, part: Path) -> tuple[Fields, int]:
    """Footer of a file, and the bytes of data before it."""
    length = file.seek(0, 2)
    file.seek(max(0, length - 8))
    tail = file.read(8)
    size = int.from_bytes(tail[:4], "little")
    data = length - 8 - size - len(_MAGIC)
    if tail[4:] != _MAGIC or data < 0:
        raise InputError(Problem(str(part), "no Parquet file", "delete it and run again"))
    file.seek(len(_MAGIC) + data)
    return _Reader(file.read(size)).value(_STRUCT), data


def _copy(file: BinaryIO, output: BinaryIO, size: int) -> None:
    """Copy so many bytes."""
    while size:
        block = file.read(min(size, _COPIED))
        output.write(block)
        size -= len(block)


def _move(group: Fields, by: int, ordinal: int, part: Path) -> None:
    """Count the places in a group of rows from the start of the joined file."""
    if _GROUP_OFFSET in group:
        group[_GROUP_OFFSET] = (_I64, group[_GROUP_OFFSET][1] + by)
    if _ORDINAL in group:
        group[_ORDINAL] = (_I16, ordinal)
        if ordinal >= 2**15:  # the number is optional, and has no room for more
            del group[_ORDINAL]
    for column in group[_COLUMNS][1][1]:
        if any(field in column for field in _INDEX_OFFSETS):
            raise InputError(Problem(str(part), "has indexes of its pages", "delete it"))
        if column[_FILE_OFFSET][1]:
            column[_FILE_OFFSET] = (_I64, column[_FILE_OFFSET][1] + by)
        facts = column[_COLUMN][1]
        for field in _PAGE_OFFSETS:
            if field in facts:
                facts[field] = (_I64, facts[field][1] + by)


class _Reader:
    """Reads values of the compact protocol."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def value(self, kind: int) -> Any:
        """The next value, of a type."""
        match kind:
            case 1 | 2:
                return kind == _TRUE
            case 3:
                return self._take(1)
            case 4 | 5 | 6:
                number = self._number()
                return (number >> 1) ^ -(number & 1)
            case 7:
                return self._take(8)
            case 8:
                return self._take(self._number())
            case 9 | 10:
                return self._items()
            case _:
                return self._fields()

    def _take(self, count: int) -> bytes:
        self._at += count
        return self._data[self._at - count : self._at]

    def _number(self) -> int:
        found = shift = 0
        while True:
            byte = self._take(1)[0]
            found |= (byte & 0x7F) << shift
            if byte < 0x80:
                return found
            shift += 7

    def _items(self) -> tuple[int, list[Any]]:
        head = self._take(1)[0]
        count = self._number() if head >> 4 == 15 else head >> 4
        kind = head & 15
        if kind in (_TRUE, _FALSE):  # in a list, they are bytes
            return kind, [self._take(1) for _ in range(count)]
        return kind, [self.value(kind) for _ in range(count)]

    def _fields(self) -> Fields:
        found: Fields = {}
        field = 0
        while head := self._take(1)[0]:
            step, kind = head >> 4, head & 15
            field = field + step if step else self.value(_I16)
            found[field] = (kind, self.value(kind))
        return found


def _written(kind: int, value: Any) -> Iterator[bytes]:
    """Bytes of a value of a type."""
    match kind:
        case 1 | 2:
            return
        case 3 | 7:
            yield value
        case 4 | 5 | 6:
            yield _number((value << 1) ^ (value >> 63))
        case 8:
            yield _number(len(value))
            yield value
        case 9 | 10:
            inner, items = value
            long = len(items) >= 15
            yield bytes([(15 if long else len(items)) << 4 | inner])
            yield _number(len(items)) if long else b""
            for item in items:
                yield from [item] if inner in (_TRUE, _FALSE) else _written(inner, item)
        case _:
            yield from _written_fields(value)


def _written_fields(fields: Fields) -> Iterator[bytes]:
    last = 0
    for field in sorted(fields):
        kind, value = fields[field]
        step = field - last
        if step <= 15:
            yield bytes([step << 4 | kind])
        else:
            yield bytes([kind])
            yield from _written(_I16, field)
        yield from _written(kind, value)
        last = field
    yield b"\0"


def _number(value: int) -> bytes:
    found = bytearray()
    while value >= 0x80:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)
