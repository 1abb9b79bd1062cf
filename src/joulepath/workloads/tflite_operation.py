"""A TensorFlow Lite graph as plain records, and the work of one operator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import TypeAlias

from joulepath.workloads.tflite_schema import NumberType
from joulepath.workloads.work import RuleError, Work

__all__ = ["Graph", "Operation", "RuleError", "Shape", "Tensor", "Work"]

Shape: TypeAlias = tuple[int, ...]
"""Sizes of a tensor's axes."""


@dataclass(frozen=True)
class Tensor:
    """One tensor of the file, without its values."""

    index: int
    """Its number in the file."""
    name: str
    """Its name; may be empty and need not be unique."""
    shape: Shape
    """Sizes of its axes; 1 for an axis without a fixed size."""
    open_axes: tuple[int, ...]
    """Axes without a fixed size."""
    type: NumberType
    """How its values are stored."""
    buffer: int
    """Number of the buffer that holds its values."""
    stored_bytes: int
    """Size of its values in the file; 0 for an activation."""
    sparse: bool
    """Whether zeros are left out of its values."""
    variable: bool
    """Whether it is kept from one sample to the next."""

    @property
    def values(self) -> int:
        """How many values it has."""
        return prod(self.shape)

    @property
    def bits(self) -> int:
        """Size of its values when all of them are there."""
        return self.values * self.type.bits

    @property
    def constant(self) -> bool:
        """Whether its values are in the file (or it has none)."""
        return self.stored_bytes > 0 or 0 in self.shape


@dataclass(frozen=True)
class Operation:
    """One operator with its tensors."""

    operator: str
    """Name in the schema, e.g. ``CONV_2D``; a custom one is ``custom 'Name'``."""
    inputs: tuple[Tensor | None, ...]
    """Tensors read; None for one left out."""
    outputs: tuple[Tensor, ...]
    """Tensors written."""
    options: Mapping[str, float]
    """Those that have any influence on the count."""

    @property
    def read(self) -> int:
        """Values of the first input."""
        return prod(self.shape(0))

    @property
    def written(self) -> int:
        """Values of the first output."""
        return self.output.values

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
    def present(self) -> tuple[Tensor, ...]:
        """Inputs that are not left out, each once."""
        return tuple({tensor.index: tensor for tensor in self.inputs if tensor}.values())

    def has(self, position: int) -> bool:
        """Whether an optional input is there."""
        return position < len(self.inputs) and self.inputs[position] is not None

    def shape(self, position: int, rank: int | None = None) -> Shape:
        """Shape of a required input.

        Raises
        ------
        RuleError
            If the input is left out, or has not exactly ``rank`` axes.
        """
        tensor = self.inputs[position] if position < len(self.inputs) else None
        if tensor is None:
            raise RuleError(f"input {position} is missing")
        if rank is not None and len(tensor.shape) != rank:
            raise RuleError(f"input {position} has {len(tensor.shape)} axes, needs {rank}")
        return tensor.shape

    def amount(self, option: str) -> int:
        """An option that counts something.

        Raises
        ------
        RuleError
            If it is not positive.
        """
        value = int(self.options[option])
        if value < 1:
            raise RuleError(f"option '{option}' is {value}, not a positive number")
        return value


@dataclass(frozen=True)
class Graph:
    """The one subgraph of a model."""

    inputs: tuple[Tensor, ...]
    """What is fed to the model."""
    outputs: tuple[Tensor, ...]
    """Its answers."""
    operations: tuple[Operation, ...]
    """All operators, in the order of execution."""
