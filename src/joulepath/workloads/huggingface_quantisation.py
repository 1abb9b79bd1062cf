"""Quantised weights and cache, as the ``quantization_config`` of a ``config.json`` tells them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeAlias, cast

from joulepath.workloads.huggingface_reading import Facts, facts_of

__all__ = ["Quantisation", "quantisation"]

_ENTRY: Final = "quantization_config"
_MOST_BITS: Final = 16
_SCALE_BITS: Final = 16  # of a group of GPTQ, AWQ and the like, in half precision
_BLOCK: Final = 32  # weights that share a scale of 8 bits in MXFP4
_NORMAL_FLOAT: Final = 4 + 32 / 64  # NF4: a scale in single precision for each 64 weights
_TWICE_QUANTISED: Final = 4 + 8 / 64 + 32 / (64 * 256)  # its scales in 8 bits, 256 with one more
_SAY: Final = "say what the numbers are (--weights int4, or --precision bf16 to count)"
_LM_HEAD: Final = "lm_head"


@dataclass(frozen=True)
class Quantisation:
    """How a checkpoint keeps its numbers."""

    method: str
    """Name that the file gives the method."""
    bits: float
    """Bits of a weight, its share of scales and offsets included."""
    arithmetic: str | None
    """Format of the arithmetic, where activations are quantised like weights; else None."""
    experts_alone: bool = False
    """Whether only the weights of experts are quantised."""
    head: bool = False
    """Whether the head is quantised, too."""
    cache_bits: float | None = None
    """Bits of keys and values; None if they are not quantised."""


_Reader: TypeAlias = Callable[[Facts, str], Quantisation]


def quantisation(source: Path | str | Mapping[str, Any]) -> Quantisation | None:
    """Read how a model is quantised.

    Parameters
    ----------
    source : Path, str or mapping
        A local ``config.json``, the folder that holds it, or its entries.

    Returns
    -------
    Quantisation or None
        None where the file says nothing of it.

    Raises
    ------
    WorkloadError
        With everything that is wrong with the entry, or if nobody knows the method.
    """
    facts = facts_of(source)
    entries = facts.value(_ENTRY)[1]
    if entries is None:
        return None
    if not isinstance(entries, dict):
        facts.wrong(_ENTRY, "is no table of entries", "give the config.json of the checkpoint")
        facts.check()
    table = cast("dict[str, Any]", entries)
    inner = Facts(table, f"{facts.where}: {_ENTRY}")
    method = inner.value("quant_method")[1]
    reader = _READERS.get(method) if isinstance(method, str) else None
    if reader is None:
        inner.wrong("quant_method", *_unknown(method))
        inner.check()
    assert reader is not None
    found = reader(inner, str(method))
    inner.check()
    return found


def _unknown(method: object) -> tuple[str, str]:
    what = "is missing" if method is None else f"no rules for {method!r}"
    known = ", ".join(_READERS)
    return what, f"{_SAY}; known methods: {known}"


def _eight_bit_float(_: Facts, method: str) -> Quantisation:
    return Quantisation(method, 8.0, "fp8")


def _grouped(facts: Facts, method: str) -> Quantisation:
    """GPTQ and AWQ: groups of weights with a scale and an offset."""
    bits = facts.whole(("bits", "w_bit"), 4, most=_MOST_BITS)
    head = facts.flag(_LM_HEAD, default=False)
    return Quantisation(method, bits + _overhead(facts, bits), None, head=head)


def _overhead(facts: Facts, bits: int) -> float:
    """Bits for each weight that scale and offset of its group take; of a whole column, none."""
    size = facts.value(("group_size", "q_group_size"))[1]
    if size in (None, -1):
        return 0.0
    return (_SCALE_BITS + bits) / facts.whole(("group_size", "q_group_size"))


def _bits_and_bytes(facts: Facts, method: str) -> Quantisation:
    if facts.flag("load_in_8bit", default=False):
        return Quantisation(method, 8.0, "int8")
    twice = facts.flag("bnb_4bit_use_double_quant", default=False)
    return Quantisation(method, _TWICE_QUANTISED if twice else _NORMAL_FLOAT, None)


def _microscaled(_: Facts, method: str) -> Quantisation:
    return Quantisation(method, 4 + 8 / _BLOCK, None, experts_alone=True)


def _compressed(facts: Facts, method: str) -> Quantisation:
    """compressed-tensors: groups of layers with a scheme each; the largest bits are taken."""
    groups = facts.value("config_groups")[1]
    schemes = [
        _scheme(facts, cast("dict[str, Any]", group))
        for group in (cast("dict[str, Any]", groups).values() if isinstance(groups, dict) else ())
        if isinstance(group, dict)
    ]
    if not schemes:
        facts.wrong("config_groups", "holds no group of layers", _SAY)
        return Quantisation(method, float(_MOST_BITS), None)
    bits, arithmetic = max(schemes, key=lambda scheme: scheme[0])
    ignored = facts.words("ignore") or ()
    head = bool(ignored) and _LM_HEAD not in ignored
    return Quantisation(method, bits, arithmetic, head=head, cache_bits=_cache(facts))


def _scheme(facts: Facts, group: dict[str, Any]) -> tuple[float, str | None]:
    """Bits of a weight of a group of layers, and the format of its arithmetic."""
    weights = Facts(_table(group, "weights"), f"{facts.where}: weights", facts.problems)
    inputs = Facts(_table(group, "input_activations"), f"{facts.where}: inputs", facts.problems)
    bits = weights.whole("num_bits", most=_MOST_BITS)
    kind = weights.choice("type", ("int", "float"), "int")
    size = weights.value("group_size")[1]
    whole = size in (None, -1) or weights.value("strategy")[1] not in _GROUPED
    scale = 8 if kind == "float" else _SCALE_BITS  # NVFP4 has scales of 8 bits
    overhead = 0.0 if whole else scale / weights.whole("group_size")
    same = inputs.has("num_bits") and inputs.whole("num_bits", most=_MOST_BITS) == bits
    return bits + overhead, _FORMATS.get((kind, bits)) if same else None


def _table(group: dict[str, Any], name: str) -> dict[str, Any]:
    found = group.get(name)
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def _cache(facts: Facts) -> float | None:
    """Bits of keys and values, as compressed-tensors and ModelOpt tell them."""
    scheme = facts.value("kv_cache_scheme")[1]
    if isinstance(scheme, dict):
        inner = Facts(cast("dict[str, Any]", scheme), f"{facts.where}: kv_cache_scheme")
        bits = inner.whole("num_bits", most=_MOST_BITS)
        inner.check()
        return float(bits)
    algorithm = facts.value("kv_cache_quant_algo")[1]
    return _CACHES.get(algorithm.upper()) if isinstance(algorithm, str) else None


def _optimised(facts: Facts, method: str) -> Quantisation:
    """NVIDIA ModelOpt: an algorithm by its name, or groups as compressed-tensors has them."""
    if facts.has("config_groups") and not facts.has("quant_algo"):
        return _compressed(facts, method)
    algorithm = facts.choice("quant_algo", _ALGORITHMS, "FP8")
    bits, arithmetic = _ALGORITHMS[algorithm]
    return Quantisation(f"{method} {algorithm}", bits, arithmetic, cache_bits=_cache(facts))


_GROUPED: Final = (None, "group", "tensor_group")
_FORMATS: Final = MappingProxyType(
    {("float", 8): "fp8", ("int", 8): "int8", ("float", 4): "fp4", ("int", 4): "int4"}
)
_CACHES: Final = MappingProxyType({"FP8": 8.0, "INT8": 8.0, "NVFP4": 4.5})
_ALGORITHMS: Final = MappingProxyType(
    {
        "FP8": (8.0, "fp8"),
        "NVFP4": (4 + 8 / 16, "fp4"),
        "W4A16_AWQ": (4 + _SCALE_BITS / 128, None),
        "INT8_SQ": (8.0, "int8"),
    }
)
_READERS: Final[Mapping[str, _Reader]] = MappingProxyType(
    {
        "awq": _grouped,
        "bitsandbytes": _bits_and_bytes,
        "compressed-tensors": _compressed,
        "fbgemm_fp8": _eight_bit_float,
        "fp8": _eight_bit_float,
        "gptq": _grouped,
        "modelopt": _optimised,
        "mxfp4": _microscaled,
    }
)
