"""What PyTorch ran, as plain records, free of torch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod
from typing import TypeAlias

from joulepath.workloads.work import RuleError

__all__ = ["Argument", "Graph", "Operation", "Shape", "Step", "Stored", "Tensor", "tensors_of"]

Shape: TypeAlias = tuple[int, ...]
"""Sizes of a tensor's axes."""


@dataclass(frozen=True)
class Tensor:
    """A tensor without its values."""

    shape: Shape
    """Sizes of its axes."""
    format: str
    """Numeric format, e.g. ``fp32``; signed and unsigned integers are not told apart."""
    value_bits: int
    """Size of one value."""
    home: int
    """Number of the memory that holds its values; views of one tensor share it."""
    start: int = 0
    """Where in that memory it begins, in values."""

    @property
    def values(self) -> int:
        """How many values it has."""
        return prod(self.shape)

    @property
    def bits(self) -> int:
        """Size of all values."""
        return self.values * self.value_bits


Argument: TypeAlias = "Tensor | tuple[Argument, ...] | int | float | str | None"
"""Value of an operator's argument; None for one left out and for kinds that no rule reads."""


@dataclass(frozen=True)
class Operation:
    """One operator with its arguments, by the names in its schema."""

    operator: str
    """Name without overload, e.g. ``aten.convolution`` or ``torchvision.nms``."""
    arguments: Mapping[str, Argument]
    """Those that were given."""
    outputs: tuple[Tensor, ...]
    """Tensors written or made as views."""

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        """All tensors among the arguments, in their order."""
        return tuple(tensors_of(tuple(self.arguments.values())))

    @property
    def output(self) -> Tensor:
        """The first output.

        Raises
        ------
        RuleError
            If there is none.
        """
        if not self.outputs:
            raise RuleError("it writes nothing")
        return self.outputs[0]

    @property
    def written(self) -> int:
        """Values of the first output."""
        return self.output.values

    @property
    def read(self) -> int:
        """Values of the first tensor among the arguments.

        Raises
        ------
        RuleError
            If there is none.
        """
        if not self.tensors:
            raise RuleError("it reads nothing")
        return self.tensors[0].values

    @property
    def in_place(self) -> bool:
        """Whether its outputs are memory that it was given."""
        homes = {tensor.home for tensor in self.tensors}
        return bool(self.outputs) and all(tensor.home in homes for tensor in self.outputs)

    def optional(self, name: str) -> Tensor | None:
        """A tensor that may be left out."""
        value = self.arguments.get(name)
        return value if isinstance(value, Tensor) else None

    def tensor(self, name: str) -> Tensor:
        """A required tensor.

        Raises
        ------
        RuleError
            If it is left out.
        """
        value = self.optional(name)
        if value is None:
            raise RuleError(f"argument '{name}' is missing")
        return value

    def shape(self, name: str, rank: int = 0) -> Shape:
        """Shape of a required tensor.

        Raises
        ------
        RuleError
            If it is left out or has fewer than ``rank`` axes.
        """
        shape = self.tensor(name).shape
        if len(shape) < rank:
            raise RuleError(f"argument '{name}' has {len(shape)} axes, needs {rank}")
        return shape

    def several(self, name: str) -> tuple[Tensor, ...]:
        """All tensors of an argument."""
        return tuple(tensors_of(self.arguments.get(name)))

    def number(self, name: str, default: float) -> float:
        """A numeric argument, or its default."""
        value = self.arguments.get(name)
        return value if isinstance(value, int | float) else default

    def flag(self, name: str, default: bool = False) -> bool:
        """A condition, or its default."""
        return bool(self.number(name, default))

    def sizes(self, name: str) -> Shape:
        """Whole numbers of an argument; one number is a list of one; empty if left out."""
        value = self.arguments.get(name)
        listed = value if isinstance(value, tuple) else (value,)
        return tuple(size for size in listed if isinstance(size, int))

    def text(self, name: str, default: str = "") -> str:
        """A text, or its default."""
        value = self.arguments.get(name)
        return value if isinstance(value, str) else default


def tensors_of(argument: Argument) -> Iterator[Tensor]:
    """All tensors in an argument, however they are nested."""
    if isinstance(argument, Tensor):
        yield argument
    elif isinstance(argument, tuple):
        for each in argument:
            yield from tensors_of(each)


@dataclass(frozen=True)
class Stored:
    """A parameter, buffer or constant of the model."""

    name: str
    """Its path in the model, e.g. ``layer1.0.conv1.weight``."""
    tensor: Tensor
    """Its shape and format."""
    trained: bool
    """Whether it is a parameter."""


@dataclass(frozen=True)
class Step:
    """One operation and where in the model it runs."""

    path: str
    """Path of the innermost module, e.g. ``layer1.0.conv1``; empty for the model itself."""
    operation: Operation
    """What it does."""
    origin: int | None = None
    """In a backward pass, the position of the step whose gradient it computes, if known."""


@dataclass(frozen=True)
class Graph:
    """Everything that happens in one pass."""

    inputs: Mapping[str, Tensor]
    """What is fed to the model."""
    outputs: tuple[Tensor, ...]
    """Its answers."""
    stored: tuple[Stored, ...]
    """What the model remembers."""
    steps: tuple[Step, ...]
    """All operations, in the order of execution."""
