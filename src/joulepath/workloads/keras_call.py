"""One call of a layer: what a counting rule sees, and how it writes its steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

from joulepath.workloads.keras_activations import Activation, activation_of
from joulepath.workloads.keras_arguments import Arguments, flattened
from joulepath.workloads.keras_configuration import Layer
from joulepath.workloads.keras_formats import NumberType, Policy, policy_of
from joulepath.workloads.keras_program import Program, Shape, Step, Tensor, Weight, check_weights
from joulepath.workloads.keras_settings import Settings
from joulepath.workloads.work import RuleError, Work

__all__ = ["Call", "Results", "Rule"]

Results: TypeAlias = tuple[Tensor, ...]
"""What a layer answers."""


@dataclass
class Call:
    """A layer with what it is called with."""

    layer: Layer
    """The layer."""
    arguments: Arguments
    """Tensors and other values."""
    path: str
    """Names of the models that hold the layer, and its own."""
    program: Program
    """Steps so far."""
    evaluate: Callable[[Layer, Arguments, str], Results]
    """Call a layer that this one applies, under a path."""
    left_out: list[str]
    """What has no counting rule."""
    lenient: bool
    """Whether to go on without a rule."""

    @property
    def settings(self) -> Settings:
        """Configuration of the layer."""
        return self.layer.settings

    @cached_property
    def policy(self) -> Policy:
        """Formats of the layer."""
        return policy_of(self.settings.get("dtype"), self.layer.name)

    def part_policy(self, part: str) -> Policy:
        """Formats of a layer that this one made for itself."""
        return policy_of(self.settings.get("dtype"), part)

    @cached_property
    def first(self) -> bool:
        """Whether the layer was not called before, so that its weights count here."""
        return self.program.reads_first(self.layer)

    @cached_property
    def inputs(self) -> Results:
        """Tensors of the first argument."""
        source = self.arguments.get(0, "inputs")
        if source is None and self.arguments.named:
            source = next(iter(self.arguments.named.values()))
        return tuple(value for value in flattened(source) if isinstance(value, Tensor))

    @property
    def input(self) -> Tensor:
        """The only tensor of the first argument.

        Raises
        ------
        RuleError
            If there is none, or there are several.
        """
        if len(self.inputs) != 1:
            raise RuleError(f"it reads {len(self.inputs)} tensors, not one")
        return self.inputs[0]

    def tensor(self, position: int, name: str) -> Tensor | None:
        """An argument that is a tensor, or None."""
        value = self.arguments.get(position, name)
        return value if isinstance(value, Tensor) else None

    def shape(self, rank: int = 0, *, least: int = 1) -> Shape:
        """Shape of the input, of so many axes if the number matters."""
        shape = self.input.shape
        if len(shape) < least or (rank and len(shape) != rank):
            raise RuleError(f"its input has {len(shape)} axes, not {rank or least}")
        return shape

    def weight(self, *shape: int) -> Weight:
        """A weight in the format of the layer's variables."""
        return Weight(shape, self.policy.variable)

    def emit(
        self,
        operator: str,
        shape: Shape,
        work: Work | None = None,
        *,
        each: Work | None = None,
        reads: Sequence[Tensor] | None = None,
        weights: Sequence[Weight] = (),
        type_: NumberType | None = None,
        format_: NumberType | None = None,
        trained: bool = True,
        view: bool = False,
        partial: bool = False,
        part: str = "",
    ) -> Tensor:
        """Write a step.

        Parameters
        ----------
        operator : str
            Its kind.
        shape : tuple of int
            Of its result.
        work : Work, optional
            What it does.
        each : Work, optional
            What it does beside for each value that it writes.
        reads : sequence of Tensor, optional
            Activations; by default the inputs of the layer.
        weights : sequence of Weight
            Trained values; they count if the layer is called for the first time.
        type_ : NumberType, optional
            Of its result; by default that of the layer's activations.
        format_ : NumberType, optional
            Of its arithmetic, likewise.
        trained : bool
            Whether multiply-accumulates, if any, are those of weights.
        view : bool
            Whether only the shape changes.
        partial : bool
            Whether it reads as much as it writes.
        part : str
            What the step is called, if it is one of several of the layer.

        Returns
        -------
        Tensor
            Its result.
        """
        check_weights(weights)
        sources = tuple(self.inputs if reads is None else reads)
        type_ = type_ or self.policy.compute
        position = len(self.program.steps)
        result = self.program.tensor(shape, type_, position)
        step = Step(
            name=f"{self.path}/{part}" if part else self.path,
            operator=operator,
            work=(work or Work()) + (each or Work()) * result.values,
            format=(format_ or type_).name,
            weights=tuple(weights) if self.first else (),
            trained=trained,
            reads=tuple({tensor.number: tensor for tensor in sources}.values()),
            writes=result,
            view=view,
            partial=partial,
        )
        self.program.steps.append(step)
        return result

    def view(self, shape: Shape, *, operator: str = "Reshape", part: str = "") -> Tensor:
        """Give the input another shape."""
        source = self.input
        return self.emit(operator, shape, type_=source.type, view=True, part=part)

    def copy(self, operator: str, shape: Shape, *, partial: bool = False) -> Tensor:
        """Write a result that consists of values of the inputs."""
        if not self.inputs:
            raise RuleError("it reads no tensor")
        source = self.inputs[0]
        each = Work(moves=1)
        return self.emit(operator, shape, each=each, type_=source.type, partial=partial)

    def refolded(self, tensor: Tensor, shape: Shape) -> Tensor:
        """The same values under another shape, without a step."""
        return replace(tensor, shape=shape)

    def activation_of(self, value: object, default: str = "linear") -> Activation:
        """Activation of a setting; without a rule it is left out, if that is allowed."""
        try:
            return activation_of(default if value is None else value)
        except RuleError as error:
            if not self.lenient:
                raise
            self.left_out.append(f"{self.path} ({error})")
            return activation_of(None)

    def activated(self, tensor: Tensor, setting: str = "activation") -> Tensor:
        """Apply the activation of the layer, if it has one, as a step of its own."""
        activation = self.activation_of(self.settings.get(setting))
        return self.applied(tensor, activation, part=setting)

    def applied(self, tensor: Tensor, activation: Activation, part: str = "") -> Tensor:
        """Apply an activation."""
        if not activation.operator:
            return tensor
        *before, last = tensor.shape
        shape = (*before, last // 2) if activation.halves else tensor.shape
        each = activation.work
        return self.emit(activation.operator, shape, each=each, reads=[tensor], part=part)


Rule: TypeAlias = Callable[[Call], Tensor | Results]
"""Counts a call of a layer and says what it answers."""
