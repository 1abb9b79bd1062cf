"""Operational intensity: arithmetic per byte that a layer or a model moves."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Bit, Flop, Ratio
from joulepath.records.workload import Workload, WorkloadLayer
from joulepath.workloads.operation_sums import flops_of, other_operations

__all__ = [
    "BITS_PER_BYTE",
    "RESTING",
    "LayerIntensity",
    "flops_of",
    "intensities",
    "intensity_of",
    "other_operations",
    "traffic_of",
]

_LOOKUPS = frozenset({"embedding", "embedding_lookup", "gather"})

BITS_PER_BYTE = 8

RESTING = "Resting"
"""Operator of layers whose weights are there but not read."""


@dataclass(frozen=True)
class LayerIntensity:
    """One layer, and how its arithmetic relates to what it moves."""

    layer: WorkloadLayer
    """The layer."""
    flops: Flop
    """Its arithmetic; a multiply-accumulate is two."""
    traffic: Bit
    """Weights and activations read, and activations written."""
    intensity: Ratio | None
    """Arithmetic per byte moved; none for a layer that moves nothing."""
    share: Ratio
    """Part of the model's arithmetic; zero if the model has none."""


def traffic_of(work: Workload | WorkloadLayer) -> Bit:
    """Bits moved if every layer reads its inputs and weights once and writes its results once.

    For a model, weights that several layers share are read by each of them; those of layers at
    rest, such as experts that no token chose, by none; of a table, the rows looked up alone.
    """
    layers = work.layers if isinstance(work, Workload) else (work,)
    return sum(map(_weights_read, layers)) + work.read_bits + work.written_bits


def intensity_of(work: Workload | WorkloadLayer) -> Ratio | None:
    """Arithmetic per byte moved.

    Parameters
    ----------
    work : Workload or WorkloadLayer
        A whole model or one of its layers.

    Returns
    -------
    Ratio or None
        In FLOP per byte; none if nothing is moved.
    """
    moved = traffic_of(work)
    return BITS_PER_BYTE * flops_of(work.operations) / moved if moved else None


def intensities(workload: Workload) -> tuple[LayerIntensity, ...]:
    """Operational intensity of every layer, in the order of execution.

    Parameters
    ----------
    workload : Workload
        The counted model.

    Returns
    -------
    tuple of LayerIntensity
        One for each layer; their shares add up to one.
    """
    whole = flops_of(workload.operations)
    return tuple(
        LayerIntensity(
            layer=layer,
            flops=flops_of(layer.operations),
            traffic=traffic_of(layer),
            intensity=intensity_of(layer),
            share=flops_of(layer.operations) / whole if whole else 0.0,
        )
        for layer in workload.layers
    )


def _weights_read(layer: WorkloadLayer) -> Bit:
    if layer.operator == RESTING:
        return 0
    if layer.operator.lower() in _LOOKUPS:
        return min(layer.weight_bits, layer.written_bits)
    return layer.weight_bits
