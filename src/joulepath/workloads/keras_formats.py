"""Numeric formats of Keras: the types of tensors and the policies of layers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_letters, digits
from types import MappingProxyType
from typing import Any, Final

from joulepath.workloads.huggingface_reading import shown
from joulepath.workloads.json_reading import table_of
from joulepath.workloads.work import RuleError

__all__ = ["FLOAT32", "NumberType", "Policy", "number_type", "policy_of"]


@dataclass(frozen=True)
class NumberType:
    """How a value is stored."""

    name: str
    """E.g. ``fp32``."""
    bits: int
    """Size of one value."""


FLOAT32: Final = NumberType("fp32", 32)

_TYPES: Final[Mapping[str, NumberType]] = MappingProxyType(
    {
        "float64": NumberType("fp64", 64),
        "float32": FLOAT32,
        "float16": NumberType("fp16", 16),
        "bfloat16": NumberType("bf16", 16),
        "float8_e4m3fn": NumberType("fp8", 8),
        "float8_e5m2": NumberType("fp8", 8),
        "bool": NumberType("bool", 8),
        **{
            f"{sign}int{bits}": NumberType(f"int{bits}", bits)
            for sign in ("", "u")
            for bits in (4, 8, 16, 32, 64)
        },
        "int": NumberType("int32", 32),
    }
)
_MIXED: Final = MappingProxyType({"mixed_float16": "float16", "mixed_bfloat16": "bfloat16"})
_DEEPEST: Final = 3
_OF_PATHS: Final = frozenset(ascii_letters + digits + "_-/ ")


@dataclass(frozen=True)
class Policy:
    """In which formats a layer computes and keeps its weights."""

    compute: NumberType = FLOAT32
    """Of its activations."""
    variable: NumberType = FLOAT32
    """Of its weights."""
    mode: str = ""
    """How a layer that can be quantised is, e.g. ``int8``; empty if it is not."""
    kernel: NumberType = FLOAT32
    """Of the kernel of a layer that can be quantised."""

    @property
    def product(self) -> NumberType:
        """Format in which a layer that can be quantised multiplies."""
        match self.mode:
            case "int8" | "int4":
                return _TYPES["int8"]
            case "float8":
                return _TYPES["float8_e4m3fn"]
            case _:
                return self.compute


def number_type(value: object) -> NumberType:
    """Type of a tensor by its name.

    Raises
    ------
    RuleError
        For an unknown name; texts are one.
    """
    found = _TYPES.get(value) if isinstance(value, str) else None
    if found is None:
        raise RuleError(f"no numeric format named {shown(value)}")
    return found


def policy_of(value: object, path: str = "", depth: int = 0) -> Policy:
    """Policy of a layer.

    Parameters
    ----------
    value : object
        The entry ``dtype`` of its configuration: a name, or a serialised policy.
    path : str
        Name of the layer inside the layer that is configured, for a map of policies.
    depth : int
        How many policies hold this one.

    Raises
    ------
    RuleError
        If there is no such policy.
    """
    if value is None:
        return Policy()
    if isinstance(value, str):
        return _named(value)
    entries = table_of(value)
    settings = table_of(entries.get("config"))
    if not settings or depth > _DEEPEST:
        raise RuleError(f"'dtype' is {shown(value)}, not a policy")
    if entries.get("class_name") == "DTypePolicyMap":
        return policy_of(_entry_of_map(settings, path), depth=depth + 1)
    if "mode" in settings:
        return _quantised(settings.get("mode"), settings.get("source_name"))
    return _named(settings.get("name"))


def _entry_of_map(settings: Mapping[str, Any], path: str) -> object:
    policies = table_of(settings.get("policy_map"))
    for name, policy in policies.items():
        if path and (name == path or name.endswith(f"/{path}")):
            return policy
    if any(not {*name} <= _OF_PATHS for name in policies):
        raise RuleError("a policy map with patterns has no counting rule")
    return settings.get("default_policy")


def _named(name: object) -> Policy:
    if isinstance(name, str) and "_from_" in name:
        mode, _, source = name.partition("_from_")
        return _quantised(mode, source)
    if isinstance(name, str) and name in _MIXED:
        return Policy(compute=_TYPES[_MIXED[name]])
    both = number_type(name)
    return Policy(both, both, kernel=both)


def _quantised(mode: object, source: object) -> Policy:
    plain = _named(source if isinstance(source, str) and "_from_" not in source else "float32")
    kind, *sizes = mode.split("/") if isinstance(mode, str) else [""]
    match kind:
        case "int8" | "int4":
            return Policy(plain.compute, plain.variable, kind, _TYPES[kind])
        case "float8":
            return Policy(plain.compute, plain.variable, kind, plain.variable)
        case "gptq" | "awq":
            bits = int(sizes[0]) if sizes and sizes[0] in {"2", "3", "4", "8"} else 4
            return Policy(plain.compute, plain.variable, kind, NumberType(f"int{bits}", bits))
        case _:
            raise RuleError(f"no quantisation named {shown(mode)}")
