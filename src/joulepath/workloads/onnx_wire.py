"""Copy an ONNX file without its weights, at the level of the protobuf wire format.

Counting needs the shape of a weight, never its values. Leaving the values out before anything
is parsed keeps time and memory independent of the size of the model.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from mmap import mmap
from typing import Final

__all__ = ["LARGE_PAYLOAD", "WireError", "without_payloads"]

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


class WireError(ValueError):
    """Bytes that no protobuf writer produced, or only a part of them."""


@dataclass(frozen=True)
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


def without_payloads(data: bytes | mmap) -> bytes:
    """Return a serialised model that keeps everything but the content of large tensors.

    Parameters
    ----------
    data : bytes or mmap
        A whole file.

    Raises
    ------
    WireError
        If the bytes are not protobuf, or stop early.
    """
    return _kept(data, 0, len(data), "model")


def _kept(data: bytes | mmap, start: int, stop: int, message: str, depth: int = 0) -> bytes:
    if depth > _DEEPEST:
        raise WireError(f"more than {_DEEPEST} messages are nested at byte {start}")
    pieces: list[bytes] = []
    for field in _fields(data, start, stop):
        nested = _NESTED[message].get(field.number) if field.delimited else None
        if nested:
            inner = _kept(data, field.body, field.end, nested, depth + 1)
            pieces += [data[field.start : field.key_end], _encoded(len(inner)), inner]
        elif not (message == "tensor" and _is_payload(field)):
            pieces.append(data[field.start : field.end])
    return b"".join(pieces)


def _is_payload(field: _Field) -> bool:
    return field.number in _TENSOR_CONTENT and field.end - field.body > LARGE_PAYLOAD


def _fields(data: bytes | mmap, start: int, stop: int) -> Iterator[_Field]:
    while start < stop:
        key, key_end = _varint(data, start, stop)
        number, wire_type = key >> 3, key & 7
        body = key_end
        if wire_type == 0:
            _, end = _varint(data, key_end, stop)
        elif wire_type == 2:
            length, body = _varint(data, key_end, stop)
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


def _varint(data: bytes | mmap, start: int, stop: int) -> tuple[int, int]:
    value = 0
    for position in range(start, min(start + 10, stop)):
        value |= (data[position] & 0x7F) << 7 * (position - start)
        if data[position] < 0x80:
            return value, position + 1
    raise WireError(f"the number at byte {start} has no end")


def _encoded(value: int) -> bytes:
    groups: list[int] = []
    while value >= 0x80:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*groups, value])
