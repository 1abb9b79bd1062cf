"""Where gradients have to go: which layers are trained, and which pass a gradient on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from joulepath.records.workload import WorkloadLayer

__all__ = ["RESTING", "LayerFlow", "gradient_flow", "is_trainable"]

RESTING = "Resting"
"""Operator of layers whose trained values have no part in the step."""


@dataclass(frozen=True)
class LayerFlow:
    """What the backward pass asks of a layer."""

    trains: bool
    """Whether its own values change."""
    passes: int
    """How many of the operators it stands for must pass a gradient on to what they read."""
    sources: int
    """Layers it reads whose results depend on trained values."""
    readers: tuple[int, int]
    """Layers that read its results: as the same block again, and after it."""

    @property
    def takes_part(self) -> bool:
        """Whether it has anything to do in the backward pass."""
        return self.trains or self.passes > 0


def is_trainable(layer: WorkloadLayer) -> bool:
    """Whether a layer has values of its own or shares those of another one."""
    return bool(layer.parameters) or bool(layer.trained_macs)


def gradient_flow(layers: Sequence[WorkloadLayer], trains: Sequence[bool]) -> list[LayerFlow]:
    """What the backward pass asks of each layer.

    A layer passes a gradient on if something before it is trained. Of several identical blocks
    the first may have nothing trained before it although the others have.

    Parameters
    ----------
    layers : sequence of WorkloadLayer
        In the order of execution.
    trains : sequence of bool
        Whether the values of each layer change.

    Returns
    -------
    list of LayerFlow
        One for each layer.
    """
    first, later = _depend(layers, trains, again=False), _depend(layers, trains, again=True)
    readers = _readers(layers)

    def flow(at: int) -> LayerFlow:
        layer = layers[at]
        passes = any(first[other] for other in layer.reads if other < at)
        again = any(later[other] for other in layer.reads)
        return LayerFlow(
            trains=trains[at],
            passes=passes + again * (layer.repeats - 1),
            sources=sum(later[other] for other in layer.reads),
            readers=readers[at] if later[at] else (0, 0),
        )

    return [flow(at) for at in range(len(layers))]


def _depend(
    layers: Sequence[WorkloadLayer], trains: Sequence[bool], *, again: bool
) -> Sequence[bool]:
    """Whether each result depends on trained values, in the first or in later identical blocks."""
    found, before = list(trains), list[bool]()
    while found != before:
        before = list(found)
        for at, layer in enumerate(layers):
            reads = (other for other in layer.reads if again or other < at)
            found[at] = found[at] or any(found[other] for other in reads)
    return found


def _readers(layers: Sequence[WorkloadLayer]) -> list[tuple[int, int]]:
    again, after = [0] * len(layers), [0] * len(layers)
    for at, layer in enumerate(layers):
        for other in layer.reads:
            (again if other >= at else after)[other] += 1
    return list(zip(again, after, strict=True))
