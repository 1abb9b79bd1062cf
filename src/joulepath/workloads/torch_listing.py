"""An exported PyTorch program as plain records: names of tensors, and what each name stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

__all__ = [
    "WRAPPERS",
    "Axes",
    "Description",
    "Line",
    "Listing",
    "Name",
    "Raw",
    "StoredName",
    "names_in",
    "renamed",
]

WRAPPERS: Final = frozenset({"wrap_with_autocast", "wrap_with_set_grad_enabled"})
"""Higher-order operators that run a graph as it is."""

Axes: TypeAlias = tuple[int | str, ...]
"""Sizes of axes; a text is a formula of symbols, such as ``s77`` or ``2*s77``."""


@dataclass(frozen=True)
class Name:
    """Name of a tensor among the arguments of an operator."""

    text: str
    """The name."""


Raw: TypeAlias = "Name | tuple[Raw, ...] | int | float | str | None"
"""Value of an argument, before tensors are looked up."""


@dataclass(frozen=True)
class Description:
    """What a tensor looks like."""

    axes: Axes
    """Sizes of its axes."""
    strides: Axes
    """Distance between neighbours along each axis, in values."""
    start: int | str
    """Where in its memory it begins, in values."""
    dtype: str
    """Format, e.g. ``float32``."""


@dataclass(frozen=True)
class Line:
    """One operator of the program."""

    path: str
    """Path of the innermost module."""
    operator: str
    """Name without overload, e.g. ``aten.linear``."""
    arguments: Mapping[str, Raw]
    """By the names in its schema."""
    outputs: tuple[str, ...]
    """Names of the tensors it makes."""


@dataclass(frozen=True)
class StoredName:
    """A parameter, buffer or constant."""

    tensor: str
    """Name of the tensor in the program."""
    path: str
    """Path in the model, e.g. ``layer1.0.conv1.weight``."""
    memory: str
    """The same for two that are tied."""
    trained: bool
    """Whether it is a parameter."""


@dataclass(frozen=True)
class Listing:
    """The whole program."""

    inputs: tuple[str, ...]
    """Names of tensors that are fed to it."""
    outputs: tuple[str, ...]
    """Names of the tensors that answer."""
    stored: tuple[StoredName, ...]
    """What the model remembers."""
    tensors: Mapping[str, Description]
    """What every name stands for."""
    lines: tuple[Line, ...]
    """Operators, in the order of execution."""


def names_in(value: Raw) -> Iterator[str]:
    """Names of all tensors in an argument, however they are nested."""
    if isinstance(value, Name):
        yield value.text
    elif isinstance(value, tuple):
        for each in value:
            yield from names_in(each)


def renamed(old: Sequence[str], new: Sequence[str], path: str) -> Iterator[Line]:
    """Lines that give tensors other names, for graphs within graphs."""
    for before, after in zip(old, new, strict=False):
        yield Line(path, "aten.alias", {"self": Name(before)}, (after,))
