"""Places at which a counted network can be cut in two, and what then crosses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from joulepath.core.quantities import Bit
from joulepath.records.workload import Workload, WorkloadLayer
from joulepath.workloads.operation_sums import summed

__all__ = ["Cut", "cuts"]


@dataclass(frozen=True)
class Cut:
    """A network in two parts."""

    after: str
    """Name of the last layer of the first part."""
    position: int
    """Its place in the order of execution, from 0."""
    head: Workload
    """Layers up to it."""
    tail: Workload
    """Layers after it."""
    crossing_bits: Bit
    """Activations of one sample that the second part reads from the first."""


def cuts(workload: Workload, input_bits: Bit) -> tuple[Cut, ...]:
    """Every cut between two layers in the order of execution.

    Parameters
    ----------
    workload : Workload
        As counted, for one sample.
    input_bits : Bit
        Size of an input, which crosses too where a later layer still reads it.

    Returns
    -------
    tuple of Cut
        One after each layer that computes, but the last; none for a single layer. A result that
        is read again later (a shortcut, a branch) crosses as well.
    """
    last = len(workload.layers) - 1
    return tuple(
        _cut(workload, position, input_bits)
        for position, layer in enumerate(workload.layers[:last])
        if layer.operations.macs or layer.operations.comparisons or layer.operations.elementwise
    )


def _cut(workload: Workload, position: int, input_bits: Bit) -> Cut:
    layers = workload.layers
    after = layers[position + 1 :]
    crossing = {
        index: float(layers[index].written_bits)
        for layer in after
        for index in layer.reads
        if index <= position
    }
    rereads = any(not layer.reads and layer.read_bits for layer in after)
    return Cut(
        after=layers[position].name,
        position=position,
        head=_part(workload, layers[: position + 1]),
        tail=_part(workload, after),
        crossing_bits=sum(crossing.values()) + (input_bits if rereads else 0.0),
    )


def _part(workload: Workload, layers: Sequence[WorkloadLayer]) -> Workload:
    """Some layers of a network as a workload of their own."""
    return replace(
        workload,
        layers=tuple(layers),
        operations=summed(layer.operations for layer in layers),
        parameters=sum(layer.parameters for layer in layers),
        weight_bits=sum(layer.weight_bits for layer in layers),
        read_bits=sum(layer.read_bits for layer in layers),
        written_bits=sum(layer.written_bits for layer in layers),
    )
