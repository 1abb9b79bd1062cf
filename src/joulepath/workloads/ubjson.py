"""Universal Binary JSON (UBJSON, draft 12), as far as model files hold it, read with bounds."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Callable, Container
from mmap import mmap
from typing import Any, Final

__all__ = ["UbjsonError", "values_of"]

_NUMBERS: Final = {"i": "b", "U": "B", "I": "h", "l": "i", "L": "q", "d": "f", "D": "d"}
_WORDS: Final[dict[str, Any]] = {"Z": None, "T": True, "F": False}
_DEEPEST: Final = 64
_MOST_VALUES: Final = 4 * 10**6
_MOST_NUMBERS: Final = 64 * 10**6


class UbjsonError(ValueError):
    """Bytes that are no UBJSON, or only a part of it."""


def values_of(data: bytes | mmap, skipped: Container[str] = ()) -> Any:
    """Values that a file stands for; arrays of numbers are compact.

    Parameters
    ----------
    data : bytes or mmap
        The whole file.
    skipped : container of str
        Names of entries whose arrays of numbers are not kept.

    Raises
    ------
    UbjsonError
        If it is damaged, nested too deeply, or holds too many values.
    """
    return _Reading(data, skipped).value()


class _Reading:
    def __init__(self, data: bytes | mmap, skipped: Container[str]) -> None:
        self._data = data
        self._skipped = skipped
        self._at = 0
        self._values = 0
        self._numbers = 0

    def value(self, name: str = "", depth: int = 0) -> Any:
        return self._of(self._letter(), name, depth)

    def _of(self, kind: str, name: str, depth: int) -> Any:
        self._values += 1
        if self._values > _MOST_VALUES:
            raise UbjsonError(f"more than {_MOST_VALUES} values")
        if depth > _DEEPEST:
            raise UbjsonError(f"nested in more than {_DEEPEST} levels")
        if kind in _WORDS:
            return _WORDS[kind]
        if kind in _NUMBERS:
            return self._number(kind)
        match kind:
            case "S" | "H":
                return self._text()
            case "C":
                return self._letter()
            case "[":
                return self._array(name, depth)
            case "{":
                return self._table(depth)
            case _:
                raise UbjsonError(f"byte {self._at - 1} begins no value")

    def _array(self, name: str, depth: int) -> Any:
        kind, count = self._header()
        if kind:
            if count is None or kind not in _NUMBERS:
                raise UbjsonError(f"byte {self._at} is in an array of values of kind {kind!r}")
            return self._array_of_numbers(kind, count, name)
        return self._several(count, "]", lambda: self.value(name, depth + 1))

    def _table(self, depth: int) -> dict[str, Any]:
        kind, count = self._header()
        found: dict[str, Any] = {}

        def entry() -> None:
            name = self._text()
            found[name] = self._of(kind, name, depth + 1) if kind else self.value(name, depth + 1)

        self._several(count, "}", entry)
        return found

    def _several(self, count: int | None, end: str, one: Callable[[], Any]) -> list[Any]:
        found: list[Any] = []
        if count is not None:
            if count > len(self._data) - self._at:
                raise UbjsonError(f"the {count} values at byte {self._at} are not all there")
            for _ in range(count):
                found.append(one())  # noqa: PERF401  (an entry of a table has no value)
            return found
        while self._peek() != end:
            found.append(one())
        self._at += 1
        return found

    def _header(self) -> tuple[str, int | None]:
        kind, count = "", None
        if self._peek() == "$":
            self._at += 1
            kind = self._letter()
        if self._peek() == "#":
            self._at += 1
            count = self._length()
        elif kind:
            raise UbjsonError(f"byte {self._at} should say how many values follow")
        return kind, count

    def _array_of_numbers(self, kind: str, count: int, name: str) -> array[Any] | None:
        numbers: array[Any] = array(_NUMBERS[kind])
        if name in self._skipped:
            self._take(count * numbers.itemsize)
            return None
        self._numbers += count
        if self._numbers > _MOST_NUMBERS:
            raise UbjsonError(f"more than {_MOST_NUMBERS} numbers")
        numbers.frombytes(self._take(count * numbers.itemsize, keep=True))
        numbers.byteswap()
        return numbers

    def _number(self, kind: str) -> Any:
        form = f">{_NUMBERS[kind]}"
        return struct.unpack(form, self._take(struct.calcsize(form), keep=True))[0]

    def _length(self) -> int:
        kind = self._letter()
        if kind not in "iUIlL":
            raise UbjsonError(f"byte {self._at - 1} begins no length")
        length = self._number(kind)
        if length < 0:
            raise UbjsonError(f"a length before byte {self._at} is {length}")
        return length

    def _text(self) -> str:
        return self._take(self._length(), keep=True).decode("utf-8", errors="replace")

    def _letter(self) -> str:
        letter = self._peek()
        self._at += 1
        return letter

    def _peek(self) -> str:
        if self._at >= len(self._data):
            raise UbjsonError("it stops before its end")
        return chr(self._data[self._at])

    def _take(self, size: int, *, keep: bool = False) -> bytes:
        begin, self._at = self._at, self._at + size
        if self._at > len(self._data):
            raise UbjsonError(f"the {size} bytes at byte {begin} are not all there")
        return self._data[begin : self._at] if keep else b""
