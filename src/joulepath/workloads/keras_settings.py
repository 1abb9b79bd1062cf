"""Settings of a Keras layer, as its configuration holds them, checked when they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeGuard, cast

from joulepath.workloads.huggingface_reading import shown
from joulepath.workloads.json_reading import listed
from joulepath.workloads.work import RuleError

__all__ = ["Settings", "is_whole"]

_ABSURD: Final = 10**9


def is_whole(value: object) -> TypeGuard[int]:
    """Whether a value is a whole number, and not a truth value."""
    return isinstance(value, int) and not isinstance(value, bool)


class Settings:
    """Entries of the ``config`` of a layer; an entry that is null counts as absent."""

    def __init__(self, entries: Mapping[str, Any]) -> None:
        self._entries = entries

    def get(self, name: str) -> Any:
        """An entry as it is; None if it is absent."""
        return self._entries.get(name)

    def has(self, name: str) -> bool:
        """Whether an entry is there and not null."""
        return self._entries.get(name) is not None

    def whole(self, name: str, default: int | None = None, *, least: int = 1) -> int:
        """A whole number from ``least``.

        Raises
        ------
        RuleError
            If it is another value, or absent without a default.
        """
        value = self._entries.get(name)
        if value is None and default is not None:
            return default
        if not is_whole(value) or not least <= value <= _ABSURD:
            raise RuleError(f"'{name}' is {shown(value)}, not a whole number from {least}")
        return value

    def number(self, name: str, default: float) -> float:
        """A number."""
        value = self._entries.get(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise RuleError(f"'{name}' is {shown(value)}, not a number")
        return value

    def flag(self, name: str, default: bool) -> bool:
        """A yes or no."""
        value = self._entries.get(name)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        raise RuleError(f"'{name}' is {shown(value)}, not true or false")

    def word(self, name: str, default: str, known: Sequence[str] = ()) -> str:
        """A word, one of the known ones if any are given."""
        value = self._entries.get(name)
        if value is None:
            return default
        if not isinstance(value, str) or (known and value not in known):
            expected = " or ".join(map(repr, known)) if known else "a word"
            raise RuleError(f"'{name}' is {shown(value)}, not {expected}")
        return value

    def sizes(self, name: str, rank: int, default: int | None = None) -> tuple[int, ...]:
        """As many positive numbers as there are axes; one number stands for all."""
        value = self._entries.get(name, default)
        if value is None and default is not None:
            value = default
        sizes = self._numbers(name, value)
        sizes = sizes * rank if len(sizes) == 1 else sizes
        if len(sizes) != rank or not all(0 < size <= _ABSURD for size in sizes):
            raise RuleError(f"'{name}' is {shown(value)}, not {rank} positive numbers")
        return sizes

    def axes(self, name: str, default: int) -> tuple[int, ...]:
        """One or several axes, negative ones counted from the last."""
        value = self._entries.get(name)
        return self._numbers(name, default if value is None else value)

    def margins(self, name: str, rank: int) -> tuple[tuple[int, int], ...]:
        """What is added or cut before and after each axis."""
        value = self._entries.get(name, 1)
        pairs = listed(value) * (rank if is_whole(value) else 1)
        if rank == 1 and len(pairs) == 2 and all(map(is_whole, pairs)):
            pairs = [pairs]
        if len(pairs) != rank:
            raise RuleError(f"'{name}' is {shown(value)}, not for {rank} axes")
        return tuple(self._pair(name, pair) for pair in pairs)

    def _pair(self, name: str, value: object) -> tuple[int, int]:
        numbers = self._numbers(name, value)
        before, after = numbers * 2 if len(numbers) == 1 else (*numbers, -1, -1)[:2]
        if len(numbers) > 2 or not (0 <= before <= _ABSURD and 0 <= after <= _ABSURD):
            raise RuleError(f"'{name}' holds {shown(value)}, not one or two numbers from 0")
        return before, after

    def _numbers(self, name: str, value: object) -> tuple[int, ...]:
        several = listed(value)
        if not several or len(several) > 64 or not all(map(is_whole, several)):
            raise RuleError(f"'{name}' is {shown(value)}, not a list of whole numbers")
        return tuple(cast("list[int]", several))
