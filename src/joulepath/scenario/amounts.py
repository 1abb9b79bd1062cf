"""Large counts as people write them: ``7B``, ``2.5T``, ``4e12``."""

from __future__ import annotations

import re
from math import isfinite
from typing import Final

__all__ = ["amount"]

_WRITTEN: Final = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(?:[eE](\+?\d{1,3})|([kKMBT]))?")
_LETTERS: Final = {"k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}


def amount(text: str) -> float | None:
    """Read a positive count.

    Parameters
    ----------
    text : str
        Digits, a power of ten or one of the letters k, M, B (10^9) and T (10^12).

    Returns
    -------
    float or None
        None if it is written in no such way, or too large for a number.
    """
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return None
    digits, power, letter = found.groups()
    value = float(f"{digits}e{power or 0}") * _LETTERS.get(letter, 1.0)
    return value if isfinite(value) else None
