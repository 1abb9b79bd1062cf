"""Which results are kept for the backward pass, and which are computed again.

Without checkpoints a result is kept if the gradient of a layer that reads it is made with it, or
the gradient of the layer that wrote it (see `joulepath.workloads.backward_keeping.keeps`). What a
layer joins inside, such as the hidden values of a feed-forward layer, is kept too; attention
keeps its shares, one for each score, and a recurrent layer a value for each special function.

With checkpoints the layers are cut into segments. What a later segment reads is kept; all else
is kept only while its own segment is computed again, so that the largest segment counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import isqrt

from joulepath.core.quantities import Count
from joulepath.records.workload import Workload, WorkloadLayer
from joulepath.workloads.backward_keeping import keeps
from joulepath.workloads.gradient_flow import RESTING, LayerFlow
from joulepath.workloads.operator_kinds import bare, is_view, values_of

__all__ = ["Kept", "kept_activations"]


@dataclass(frozen=True)
class Kept:
    """What one sample leaves until its backward pass is done."""

    values: tuple[Count, ...]
    """Values kept of each layer all the time."""
    again: tuple[bool, ...]
    """Whether each layer is computed again."""
    inputs: Count
    """Values of the sample itself, if a layer that reads it is trained."""
    largest: Count
    """Values kept while the largest segment is computed again."""

    @property
    def whole(self) -> Count:
        """Most values kept at one time."""
        return sum(self.values) + self.inputs + self.largest


@dataclass(frozen=True)
class _Segment:
    """Layers that are computed again together."""

    layers: tuple[int, ...]
    """Their positions."""
    several: int = 1
    """Identical blocks of a stack in a segment."""
    of: int = 1
    """Identical blocks of the stack."""


def kept_activations(
    workload: Workload, flows: Sequence[LayerFlow], checkpoint: str | int | None
) -> Kept:
    """Results of one sample that are kept.

    Parameters
    ----------
    workload : Workload
        Of one sample.
    flows : sequence of LayerFlow
        Where gradients have to go, for each layer.
    checkpoint : str, int or None
        Length of the segments that are computed again; none keeps all that is needed.

    Returns
    -------
    Kept
        Values, whatever their format.
    """
    layers = workload.layers
    needed = _needed(layers, flows)
    direct = any(f.trains for f, layer in zip(flows, layers, strict=True) if not layer.reads)
    inputs = workload.input_values if direct else 0
    if checkpoint is None:
        return Kept(tuple(needed), (False,) * len(layers), inputs, 0)
    segments = list(_segments(layers, checkpoint))
    border = _borders(layers, segments)
    again = [False] * len(layers)
    largest: list[Count] = [0]
    for segment in segments:
        if any(flows[at].takes_part for at in segment.layers):
            for at in segment.layers:
                again[at] = layers[at].operator != RESTING
            whole = sum(max(needed[at] - border[at], 0) for at in segment.layers)
            largest.append(_per_block(whole, segment.of) * segment.several)
    return Kept(tuple(border), tuple(again), inputs, max(largest))


def _needed(layers: Sequence[WorkloadLayer], flows: Sequence[LayerFlow]) -> list[Count]:
    """Values of each layer that some gradient is made with."""
    kept: set[int] = set()
    for at, (layer, flow) in enumerate(zip(layers, flows, strict=True)):
        keeping = keeps(layer, flow)
        if keeping.inputs:
            kept |= _written_by(layers, layer.reads)
        if keeping.result:
            kept |= _written_by(layers, (at,))
    return [
        (layer.output_values if at in kept else 0) + (_inside(layer) if flow.takes_part else 0)
        for at, (layer, flow) in enumerate(zip(layers, flows, strict=True))
    ]


def _written_by(layers: Sequence[WorkloadLayer], positions: Iterable[int]) -> set[int]:
    """Layers that computed some results; views only hand on those of others."""
    found, pending = set[int](), list(positions)
    while pending:
        at = pending.pop()
        if is_view(layers[at]):
            pending += layers[at].reads
        else:
            found.add(at)
    return found


def _inside(layer: WorkloadLayer) -> Count:
    """Values between the operators that a layer joins."""
    match bare(layer.operator):
        case "attention" | "scaleddotproductattention":
            return layer.operations.comparisons
        case "lstm" | "gru" | "rnn" | "unidirectionalsequencelstm" | "unidirectionalsequencernn":
            return layer.operations.special
        case _:
            return values_of(layer) - layer.output_values


def _segments(layers: Sequence[WorkloadLayer], checkpoint: str | int) -> Iterator[_Segment]:
    """Cut the layers, stacks of identical blocks between the blocks."""
    grouped = groupby(range(len(layers)), lambda at: layers[at].repeats)
    runs = [(of, list(run)) for of, run in grouped]
    units = sum(len(run) if of == 1 else of for of, run in runs)
    length = _length(checkpoint, units)
    for of, run in runs:
        if of > 1:
            yield _Segment(tuple(run), min(length, of), of)
        else:
            for start in range(0, len(run), length):
                yield _Segment(tuple(run[start : start + length]))


def _length(checkpoint: str | int, units: int) -> int:
    if isinstance(checkpoint, int):
        return checkpoint
    return isqrt(max(units - 1, 0)) + 1 if checkpoint == "sqrt" else 1


def _borders(layers: Sequence[WorkloadLayer], segments: Sequence[_Segment]) -> list[Count]:
    """Values of each layer that a later segment reads."""
    place = {at: number for number, segment in enumerate(segments) for at in segment.layers}
    border: list[Count] = [0] * len(layers)
    for reader, layer in enumerate(layers):
        for at in _written_by(layers, layer.reads):
            segment = segments[place[at]]
            if segment.of > 1 and at == segment.layers[-1]:
                parts = -(-segment.of // segment.several)
                border[at] = _per_block(layers[at].output_values, segment.of) * parts
            elif place[reader] > place[at]:
                border[at] = layers[at].output_values
    return border


def _per_block(values: Count, blocks: int) -> Count:
    whole, rest = divmod(values, blocks)
    return values / blocks if rest else whole
