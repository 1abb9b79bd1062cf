"""Numeric formats of PyTorch, by the name of their ``dtype`` and by number in ``.pt2`` files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["SCALAR_TYPES", "format_of", "is_quantised", "is_weight"]

_FORMATS: Final = {
    "float32": ("fp32", 32),
    "float64": ("fp64", 64),
    "bfloat16": ("bf16", 16),
    "float16": ("fp16", 16),
    "bool": ("bool", 8),
    "complex32": ("complex32", 32),
    "complex64": ("complex64", 64),
    "complex128": ("complex128", 128),
    "quint8": ("int8", 8),
    "qint8": ("int8", 8),
    "qint32": ("int32", 32),
    "quint4x2": ("int4", 4),
    "quint2x4": ("int2", 2),
    **{f"{sign}int{n}": (f"int{n}", n) for sign in ("", "u") for n in (1, 2, 4, 8, 16, 32, 64)},
}
_PREFIXES: Final = (("float8", "fp8", 8), ("float4_e2m1fn_x2", "fp4", 8), ("float4", "fp4", 4))

SCALAR_TYPES: Final[Mapping[int, str]] = {
    1: "uint8",
    2: "int8",
    3: "int16",
    4: "int32",
    5: "int64",
    6: "float16",
    7: "float32",
    8: "float64",
    9: "complex32",
    10: "complex64",
    11: "complex128",
    12: "bool",
    13: "bfloat16",
    28: "uint16",
    29: "float8_e4m3fn",
    30: "float8_e5m2",
    31: "float8_e4m3fnuz",
    32: "float8_e5m2fnuz",
    33: "float8_e8m0fnu",
    34: "uint32",
    35: "uint64",
}
"""Numbers of formats in a ``.pt2`` file, as ``torch/_export/serde/schema.py`` defines them."""


def format_of(dtype: str) -> tuple[str, int]:
    """Name of a format and the size of one of its values in bits.

    Parameters
    ----------
    dtype : str
        As PyTorch names it, e.g. ``bfloat16``.

    Returns
    -------
    tuple of str and int
        E.g. ``("bf16", 16)``; ``("unknown", 0)`` for what has no fixed size.
    """
    for prefix, name, bits in _PREFIXES:
        if dtype.startswith(prefix):
            return name, bits
    return _FORMATS.get(dtype, ("unknown", 0))


def is_quantised(name: str) -> bool:
    """Whether values of a format that are stored with a model are quantised weights."""
    return name in {"int8", "int4", "int2"}


def is_weight(name: str) -> bool:
    """Whether values of a format that are stored with a model are weights or statistics."""
    return name.startswith(("fp", "bf", "complex")) or is_quantised(name)
