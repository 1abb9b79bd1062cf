"""Numeric formats of a served model, of its cache and of the arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from joulepath.errors import Problem, nearest
from joulepath.records.processor import ProcessorSpecification
from joulepath.records.serving import Formats
from joulepath.records.serving_plan import Kernels
from joulepath.workloads.huggingface_quantisation import Quantisation, quantisation
from joulepath.workloads.huggingface_reading import facts_of

__all__ = ["WEIGHTS", "Numbers", "numbers_of", "unknown_weights"]

WEIGHTS: Final = MappingProxyType(
    {
        "bf16": (16.0, 16.0, "bf16"),
        "fp16": (16.0, 16.0, "fp16"),
        "fp8": (8.0, 8.0, "fp8"),
        "int8": (8.0, 8.0, "int8"),
        "mxfp4": (16.0, 4.25, "bf16"),
        "nvfp4": (4.5, 4.5, "fp4"),
        "int4": (4.25, 4.25, "bf16"),
    }
)
"""Bits of dense weights and of experts' weights, and the format of the arithmetic, by name.

Four-bit weights have an 8-bit scale for each 32 of them, those of nvfp4 for each 16; mxfp4 holds
experts alone, as gpt-oss does. Those without a format of the arithmetic of their own are computed
with in 16 bits. Head and embedding stay in 16 bits.
"""

_SIXTEEN: Final = 16.0
_SCALED: Final = frozenset({"fp8", "int8", "fp4", "int4"})
_PLAIN: Final = ("bf16", "fp16")
_DTYPES: Final = MappingProxyType({"float16": "fp16", "bfloat16": "bf16"})


@dataclass(frozen=True)
class Numbers:
    """Formats, and what they rest on."""

    weights: str
    """What the weights are called."""
    formats: Formats
    """Sizes of numbers."""
    arithmetic: str
    """Format of the arithmetic."""
    kernels: Kernels
    """Whether weights have the format of the arithmetic."""
    said: tuple[str, ...]
    """What was taken for granted."""


def unknown_weights(name: str) -> Problem:
    """What to say of a format that nobody knows."""
    near = nearest(name, WEIGHTS)
    remedy = f"did you mean {near[0]!r}? " if near else ""
    remedy += "known: " + ", ".join(WEIGHTS)
    return Problem("--weights", f"no numeric format named {name!r}", remedy)


def numbers_of(
    source: Path | str | Mapping[str, Any],
    weights: str | None,
    cache_bits: float | None,
    device: ProcessorSpecification,
) -> Numbers:
    """Formats that are asked for, or else those of the configuration.

    Parameters
    ----------
    source : Path, str or mapping
        Configuration of the model.
    weights : str or None
        A key of `WEIGHTS`, if one is asked for.
    cache_bits : float or None
        Bits of a value of the cache, if that is asked for.
    device : ProcessorSpecification
        What computes.

    Returns
    -------
    Numbers
        In a format that the device computes in, where it has one that will do.

    Raises
    ------
    WorkloadError
        If the configuration is quantised in a way that nobody knows, and no format is asked for.
    """
    if weights is not None:
        return _asked(weights, cache_bits or _SIXTEEN, device)
    found = quantisation(source)
    if found is None:
        return _asked(_dtype(source), cache_bits or _SIXTEEN, device)
    return _quantised(found, cache_bits, device)


def _dtype(source: Path | str | Mapping[str, Any]) -> str:
    written = facts_of(source).value(("dtype", "torch_dtype"))[1]
    return _DTYPES.get(written, "bf16") if isinstance(written, str) else "bf16"


def _asked(weights: str, cache_bits: float, device: ProcessorSpecification) -> Numbers:
    dense, expert, wanted = WEIGHTS[weights]
    arithmetic, said = _computable(wanted, device)
    formats = Formats(dense, _SIXTEEN, expert, _SIXTEEN, cache_bits)
    return Numbers(weights, formats, arithmetic, _kernels(arithmetic), said)


def _quantised(
    found: Quantisation, cache_bits: float | None, device: ProcessorSpecification
) -> Numbers:
    dense = _SIXTEEN if found.experts_alone else found.bits
    head = found.bits if found.head else _SIXTEEN
    cache = cache_bits or found.cache_bits or _SIXTEEN
    arithmetic, said = _computable(found.arithmetic or "bf16", device)
    formats = Formats(dense, head, found.bits, _SIXTEEN, cache)
    which = "of experts " if found.experts_alone else ""
    where = f"weights {which}have {found.bits:.4g} bits ({found.method} of config.json)"
    name = _name(found)
    return Numbers(name, formats, arithmetic, _kernels(arithmetic), (where, *said))


def _name(found: Quantisation) -> str:
    """Key of `WEIGHTS` that is most like a quantisation."""
    if found.experts_alone:
        return "mxfp4"
    if found.arithmetic == "fp4":
        return "nvfp4"
    return found.arithmetic or f"{found.bits:.3g} bits"


def _computable(wanted: str, device: ProcessorSpecification) -> tuple[str, tuple[str, ...]]:
    """The format, or 16 bits on a device without it that has those."""
    if getattr(device.peak, wanted) is not None or wanted in _PLAIN:
        return wanted, ()
    for plain in _PLAIN:
        if getattr(device.peak, plain) is not None:
            said = f"{device.name} has no rate in {wanted}: weights in it are computed in {plain}"
            return plain, (said,)
    return wanted, ()


def _kernels(arithmetic: str) -> Kernels:
    return "scaled" if arithmetic in _SCALED else "native"
