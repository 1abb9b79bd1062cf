"""Copy an ONNX file without its weights, at the level of the protobuf wire format.

Counting needs the shape of a weight, never its values. Leaving the values out before anything
is parsed keeps time and memory independent of the size of the model. The file is read a block at
a time and not mapped: a system may map megabytes around each byte that is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

__all__ = ["LARGE_PAYLOAD", "FileBytes", "WireError", "without_payloads"]

LARGE_PAYLOAD: Final = 8192
"""Bytes of tensor content above which it is left out (shapes and axes are far smaller)."""

# Which fields of a message hold messages that may contain tensors (onnx.proto).
_NESTED: Final[dict[str, dict[int, str]]] = {
    "model": {7: "graph", 25: "function"},
    "graph": {1: "node", 5: "tensor"},
    "function": {7: "node"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph"},
    "tensor": {},
}
_TENSOR_CONTENT: Final = frozenset({4, 5, 6, 7, 9, 10, 11})
_DEEPEST: Final = 100
"""Messages in each other, as many as protobuf reads; what is inside is copied once for each."""
_FIXED_SIZES: Final = {1: 8, 5: 4}
_BLOCK: Final = 16_384
_LONGEST_NUMBER: Final = 10
"""Bytes of the longest number that the format allows."""


class WireError(ValueError):
    """Bytes that no protobuf writer produced, or only a part of them."""


class FileBytes:
    """The bytes of an open file by position, of which one block is kept."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = file.seek(0, 2)
        self._first = 0
        self._block = b""

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, part: slice) -> bytes:
        """Bytes from a start to a stop, as of a bytes object."""
        start, stop, _ = part.indices(self._size)
        if not self._first <= start <= stop <= self._first + len(self._block):
            self._file.seek(start)
            self._first, self._block = start, self._file.read(max(_BLOCK, stop - start))
        return self._block[start - self._first : stop - self._first]


@dataclass(frozen=True, slots=True)
class _Field:
    number: int
    start: int
    """First byte of the key."""
    key_end: int
    body: int
    """First byte of the content, after its length."""
    end: int
    delimited: bool
    """Whether a length precedes the content."""


def without_payloads(data: bytes | FileBytes) -> bytes:
    """Return a serialised model that keeps everything but the content of large tensors.

    Parameters
    ----------
    data : bytes or FileBytes
        A whole file.

    Raises
    ------
    WireError
        If the bytes are not protobuf, or stop early.
    """
    return _kept(data, 0, len(data), "model")


def _kept(data: bytes | FileBytes, start: int, stop: int, message: str, depth: int = 0) -> bytes:
    if depth > _DEEPEST:
        raise WireError(f"more than {_DEEPEST} messages are nested at byte {start}")
    pieces: list[bytes] = []
    for field in _fields(data, start, stop):
        # What is small holds nothing large, and is left to the parser.
        nested = _NESTED[message].get(field.number) if _is_large(field) else None
        if nested:
            inner = _kept(data, field.body, field.end, nested, depth + 1)
            pieces += [data[field.start : field.key_end], _encoded(len(inner)), inner]
        elif not (message == "tensor" and field.number in _TENSOR_CONTENT and _is_large(field)):
            pieces.append(data[field.start : field.end])
    return b"".join(pieces)


def _is_large(field: _Field) -> bool:
    return field.delimited and field.end - field.body > LARGE_PAYLOAD


def _fields(data: bytes | FileBytes, start: int, stop: int) -> Iterator[_Field]:
    while start < stop:
        head = data[start : min(start + 2 * _LONGEST_NUMBER, stop)]
        key, key_size = _number(head, 0, start)
        number, wire_type = key >> 3, key & 7
        key_end = body = start + key_size
        if wire_type == 0:
            end = start + _number(head, key_size, start)[1]
        elif wire_type == 2:
            length, head_size = _number(head, key_size, start)
            body = start + head_size
            end = body + length
        elif wire_type in _FIXED_SIZES:
            end = body + _FIXED_SIZES[wire_type]
        else:
            raise WireError(f"byte {start} begins no protobuf field")
        if number == 0:
            raise WireError(f"byte {start} begins no protobuf field")
        if end > stop:
            raise WireError(f"the field at byte {start} lacks its last {end - stop} bytes")
        yield _Field(number, start, key_end, body, end, wire_type == 2)
        start = end


def _number(head: bytes, at: int, start: int) -> tuple[int, int]:
    """A number in the head of the field at ``start``, and where in the head it ends."""
    value = 0
    for position in range(at, min(at + _LONGEST_NUMBER, len(head))):
        value |= (head[position] & 0x7F) << 7 * (position - at)
        if head[position] < 0x80:
            return value, position + 1
    raise WireError(f"the number at byte {start + at} has no end")


def _encoded(value: int) -> bytes:
    groups: list[int] = []
    while value >= 0x80:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*groups, value])
