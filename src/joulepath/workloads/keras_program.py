"""A Keras model as a list of steps on tensors, in the order of execution."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from math import prod
from typing import Final, TypeAlias

from joulepath.workloads.keras_formats import NumberType
from joulepath.workloads.work import RuleError, Work

__all__ = ["Program", "Shape", "Step", "Tensor", "Weight", "check_weights"]

Shape: TypeAlias = tuple[int, ...]
"""Sizes of a tensor's axes; the first counts samples."""

_ABSURD: Final = 10**12
"""Values of a tensor above which its shape is taken for a mistake."""
_MOST_CALLS: Final = 20_000


@dataclass(frozen=True)
class Tensor:
    """What a step, or nobody, wrote."""

    shape: Shape
    """Sizes of its axes."""
    type: NumberType
    """How its values are stored."""
    number: int
    """Which tensor of the program it is."""
    writer: int | None = None
    """Position of the step that wrote it; None for an input of the model."""

    @property
    def values(self) -> int:
        """How many values it has."""
        return prod(self.shape)

    @property
    def bits(self) -> int:
        """Size of its values."""
        return self.values * self.type.bits


@dataclass(frozen=True)
class Weight:
    """One trained tensor of a layer."""

    shape: Shape
    """Sizes of its axes."""
    type: NumberType
    """How its values are stored."""

    @property
    def values(self) -> int:
        """How many values it has."""
        return prod(self.shape)


@dataclass(frozen=True)
class Step:
    """One operator, with all that is known of it."""

    name: str
    """Layer, with the part of it if there are several."""
    operator: str
    """Kind of operator, by its name in ONNX where there is one."""
    work: Work
    """What it does."""
    format: str
    """Numeric format of its arithmetic."""
    weights: tuple[Weight, ...]
    """Those that no step before it read."""
    trained: bool
    """Whether its multiply-accumulates are those of weights with activations."""
    reads: tuple[Tensor, ...]
    """Activations."""
    writes: Tensor
    """Its result."""
    view: bool
    """Whether the result is the input under another shape."""
    partial: bool
    """Whether it reads only as much of its first input as it writes."""
    states: tuple[Tensor, ...] = ()
    """What it answers beside its result."""

    @property
    def read_bits(self) -> int:
        """Activations that it moves in."""
        sizes = [tensor.bits for tensor in self.reads]
        if self.partial and sizes:
            sizes[0] = min(sizes[0], self.writes.bits)
        return 0 if self.view else sum(sizes)

    @property
    def written_bits(self) -> int:
        """Activations that it moves out."""
        return 0 if self.view else sum(tensor.bits for tensor in self.results)

    @property
    def results(self) -> tuple[Tensor, ...]:
        """All that it writes."""
        return self.writes, *self.states


@dataclass
class Program:
    """Steps so far; tensors belong to the program that made them."""

    steps: list[Step] = field(default_factory=list[Step])
    """In the order of execution."""
    _tensors: int = 0
    _calls: int = 0
    _read: set[int] = field(default_factory=set[int])

    def tensor(self, shape: Shape, type_: NumberType, writer: int | None = None) -> Tensor:
        """A new tensor.

        Raises
        ------
        RuleError
            If its shape makes no sense.
        """
        _check(shape, "its result")
        self._tensors += 1
        return Tensor(shape, type_, self._tensors, writer)

    def state(self, shape: Shape, writer: int = -1) -> Tensor:
        """One more result of a step, of the type of the first; by default of the last step."""
        position = range(len(self.steps))[writer]
        step = self.steps[position]
        found = self.tensor(shape, step.writes.type, position)
        self.steps[position] = replace(step, states=(*step.states, found))
        return found

    def called(self) -> None:
        """Take note that a layer is called.

        Raises
        ------
        RuleError
            If that is one call too many.
        """
        self._calls += 1
        if self._calls > _MOST_CALLS:
            raise RuleError(f"the model calls more than {_MOST_CALLS} layers")

    def reads_first(self, layer: object) -> bool:
        """Whether a layer was not asked about before, so that its weights count."""
        first = id(layer) not in self._read
        self._read.add(id(layer))
        return first

    def peak_bits(self, inputs: Iterable[Tensor], outputs: Iterable[Tensor]) -> int:
        """Largest size of all tensors that are needed at one time.

        A tensor is needed from the step that writes it to the last one that reads it; inputs
        from the beginning, answers to the end. A view takes no memory of its own.
        """
        spans: dict[int, tuple[int, int]] = {}
        sizes: dict[int, int] = {}
        homes: dict[int, int] = {}

        def need(tensors: Iterable[Tensor], step: int) -> None:
            for tensor in tensors:
                home = homes.get(tensor.number, tensor.number)
                sizes.setdefault(home, tensor.bits)
                first, last = spans.get(home, (step, step))
                spans[home] = min(first, step), max(last, step)

        need(inputs, 0)
        for at, step in enumerate(self.steps):
            if step.view:
                source = step.reads[0].number
                homes[step.writes.number] = homes.get(source, source)
            need((*step.reads, *step.results), at)
        need(outputs, max(len(self.steps) - 1, 0))
        return _largest(spans, sizes, len(self.steps))


def _largest(spans: dict[int, tuple[int, int]], sizes: dict[int, int], steps: int) -> int:
    changes = [0] * (steps + 2)
    for home, (first, last) in spans.items():
        changes[first] += sizes[home]
        changes[last + 1] -= sizes[home]
    return max(accumulate(changes))


def check_weights(weights: Sequence[Weight]) -> None:
    """Refuse weights of a shape that makes no sense.

    Raises
    ------
    RuleError
        If there is one.
    """
    for weight in weights:
        _check(weight.shape, "a weight")


def _check(shape: Shape, what: str) -> None:
    if min(shape, default=1) < 1 or prod(shape) > _ABSURD:
        listed = str(list(shape[:8]))
        raise RuleError(f"{what} has shape {listed}; sizes are at least 1, values below 10^12")
