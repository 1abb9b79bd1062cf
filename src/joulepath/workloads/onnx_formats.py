"""Numeric formats of ONNX, by the name of their number in ``TensorProto``."""

from __future__ import annotations

from typing import Final

__all__ = ["format_of", "holds_weights"]

_FORMATS: Final = {
    "FLOAT": ("fp32", 32),
    "DOUBLE": ("fp64", 64),
    "BFLOAT16": ("bf16", 16),
    "FLOAT16": ("fp16", 16),
    "BOOL": ("bool", 8),
    "COMPLEX64": ("complex64", 64),
    "COMPLEX128": ("complex128", 128),
    **{f"{sign}INT{n}": (f"int{n}", n) for sign in ("", "U") for n in (2, 4, 8, 16, 32, 64)},
}
_PREFIXES: Final = (("FLOAT8", "fp8", 8), ("FLOAT6", "fp6", 6), ("FLOAT4", "fp4", 4))
_QUANTISED: Final = frozenset({"int8", "int4", "int2"})


def format_of(data_type: str) -> tuple[str, int]:
    """Name of a format and the size of one of its values in bits.

    Parameters
    ----------
    data_type : str
        As in ``TensorProto.DataType``, e.g. ``FLOAT8E4M3FN``.

    Returns
    -------
    tuple of str and int
        E.g. ``("fp8", 8)``; ``("unknown", 0)`` for what has no fixed size, such as texts.
    """
    for prefix, name, bits in _PREFIXES:
        if data_type.startswith(prefix):
            return name, bits
    return _FORMATS.get(data_type, ("unknown", 0))


def holds_weights(name: str) -> bool:
    """Whether constants of a format are weights, not sizes, indices or conditions."""
    return name.startswith(("fp", "bf")) or name in _QUANTISED
