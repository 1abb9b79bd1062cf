"""The only door to the torch package: its objects in, plain records out.

The package is too large to be needed by the type checker, so its objects are `Any` here and in
the modules that run it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from importlib import import_module
from typing import Any

from joulepath.errors import MissingExtra
from joulepath.workloads.torch_formats import format_of
from joulepath.workloads.torch_graph import Argument

__all__ = [
    "by_name",
    "dtype_name",
    "is_mapping",
    "is_series",
    "is_tensor",
    "leaves",
    "load",
    "operator_name",
    "plain",
    "stored_format",
]


def load() -> Any:
    """The torch package.

    Raises
    ------
    MissingExtra
        If it is not installed.
    """
    try:
        return import_module("torch")
    except ImportError as error:
        raise MissingExtra("counting a PyTorch model", "torch") from error


def dtype_name(dtype: Any) -> str:
    """Name of a ``dtype`` without its package, e.g. ``float32``."""
    return str(dtype).rpartition(".")[2]


def operator_name(function: Any) -> str:
    """Name of an operator without its overload, e.g. ``aten.convolution``."""
    schema = getattr(function, "_schema", None)
    name = str(schema.name) if schema is not None else f"higher_order.{function}"
    return name.replace("::", ".")


def by_name(
    function: Any, arguments: tuple[Any, ...], keywords: Mapping[str, Any]
) -> dict[str, Any]:
    """Arguments of a call by the names in the operator's schema.

    Parameters
    ----------
    function : OpOverload
        The operator.
    arguments, keywords : tuple and mapping
        What it was called with.
    """
    schema = getattr(function, "_schema", None)
    names = [argument.name for argument in schema.arguments] if schema is not None else []
    names += [f"argument{position}" for position in range(len(names), len(arguments))]
    return dict(zip(names, arguments, strict=False)) | dict(keywords)


def plain(value: Any, tensor: Callable[..., Any]) -> Argument:
    """Value of an argument without any object of the package."""
    if isinstance(value, bool | int | float | str):
        return value
    if is_series(value):
        return tuple(plain(each, tensor) for each in value)
    if is_tensor(value):
        return tensor(value)
    return None


def is_tensor(value: Any) -> bool:
    """Whether a value is a tensor."""
    return isinstance(value, load().Tensor)


def is_series(value: Any) -> bool:
    """Whether a value is a list or tuple of others."""
    return isinstance(value, list | tuple)


def is_mapping(value: Any) -> bool:
    """Whether a value gives names to others."""
    return isinstance(value, Mapping)


def leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Everything in nested lists, mappings and data classes that is none itself, with its path."""
    if is_mapping(value):
        for key, each in value.items():
            yield from leaves(each, _path(name, key))
    elif is_series(value):
        for position, each in enumerate(value):
            yield from leaves(each, _path(name, position))
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from leaves(getattr(value, field.name), _path(name, field.name))
    else:
        yield name, value


def _path(before: str, key: Any) -> str:
    return f"{before}.{key}" if before else str(key)


def stored_format(tensor: Any) -> tuple[str, int]:
    """Name of the format of a tensor and bits of one value."""
    return format_of(dtype_name(tensor.dtype))
