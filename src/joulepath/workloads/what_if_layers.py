"""A counted workload in a batch, in another format, or with zeros among its weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from joulepath.core.quantities import Count, Ratio
from joulepath.errors import Problem, WorkloadError
from joulepath.records.workload import Operations, TrainedMatrix, Workload, WorkloadLayer

__all__ = ["FORMATS", "batched", "pruned", "quantised", "rebuilt", "scaled", "used", "width_of"]

FORMATS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "fp64": 64,
        "fp32": 32,
        "tf32": 32,
        "bf16": 16,
        "fp16": 16,
        "fp8": 8,
        "int16": 16,
        "int8": 8,
        "int4": 4,
        "binary": 1,
    }
)
"""Bits that one value takes in memory, by numeric format."""


def batched(workload: Workload, samples: int) -> Workload:
    """Several samples at once: operations and activations grow, weights do not.

    Parameters
    ----------
    workload : Workload
        Of one sample.
    samples : int
        Samples in the batch.

    Returns
    -------
    Workload
        Whose counts are those of the whole batch.
    """

    def change(layer: WorkloadLayer) -> WorkloadLayer:
        return replace(
            layer,
            operations=scaled(layer.operations, samples),
            read_bits=layer.read_bits * samples,
            written_bits=layer.written_bits * samples,
            output_values=layer.output_values * samples,
            trained_macs=layer.trained_macs * samples,
            matrices=used(layer.matrices, samples),
        )

    return replace(
        rebuilt(workload, change),
        peak_bits=workload.peak_bits * samples,
        input_values=workload.input_values * samples,
        output_values=workload.output_values * samples,
    )


def quantised(workload: Workload, form: str) -> Workload:
    """Layers of multiply-accumulates in another numeric format, the others as they are.

    Parameters
    ----------
    workload : Workload
        As counted.
    form : str
        One of `FORMATS`.

    Returns
    -------
    Workload
        With as many operations; weights and activations of those layers change their size.
        Weights that an earlier layer reads too stay as they are, and so does the peak.

    Raises
    ------
    WorkloadError
        If nobody knows the size of a format.
    """
    bits = width_of(form)

    def change(layer: WorkloadLayer) -> WorkloadLayer:
        if not _computes(layer):
            return layer
        old = width_of(layer.format)
        return replace(
            layer,
            format=form,
            weight_bits=layer.parameters * bits if layer.parameters else layer.weight_bits,
            read_bits=_ratio(layer.read_bits * bits, old),
            written_bits=_ratio(layer.written_bits * bits, old),
        )

    return rebuilt(workload, change)


def pruned(workload: Workload, share: Ratio) -> Workload:
    """Work that is left if a share of the weights is zero and every zero is skipped.

    Parameters
    ----------
    workload : Workload
        As counted.
    share : Ratio
        Part of the weights of layers with multiply-accumulates, ``0 <= share < 1``.

    Returns
    -------
    Workload
        With the effective multiply-accumulates, parameters and weights of those layers.
    """
    kept = 1 - share

    def change(layer: WorkloadLayer) -> WorkloadLayer:
        if not (_computes(layer) and layer.parameters):
            return layer
        return replace(
            layer,
            operations=replace(layer.operations, macs=layer.operations.macs * kept),
            parameters=layer.parameters * kept,
            weight_bits=layer.weight_bits * kept,
            trained_macs=layer.trained_macs * kept,
        )

    return rebuilt(workload, change)


def scaled(operations: Operations, factor: Count) -> Operations:
    """Every kind of operation, times a factor."""
    return Operations(
        macs=operations.macs * factor,
        elementwise=operations.elementwise * factor,
        special=operations.special * factor,
        comparisons=operations.comparisons * factor,
        moves=operations.moves * factor,
    )


def used(matrices: tuple[TrainedMatrix, ...], factor: Count) -> tuple[TrainedMatrix, ...]:
    """Matrices that are multiplied this many times as often."""
    return tuple(replace(matrix, uses=matrix.uses * factor) for matrix in matrices)


def rebuilt(workload: Workload, change: Callable[[WorkloadLayer], WorkloadLayer]) -> Workload:
    """Change every layer and the totals with them; shared weights stay counted once.

    Parameters
    ----------
    workload : Workload
        As counted.
    change : callable
        A layer to another.

    Returns
    -------
    Workload
        Whose peak and values in and out are as before.
    """
    layers = tuple(map(change, workload.layers))

    def total(name: str, new: tuple[WorkloadLayer, ...] = layers) -> Count:
        return getattr(workload, name) + _sum(new, name) - _sum(workload.layers, name)

    works = [layer.operations for layer in layers]
    return replace(
        workload,
        layers=layers,
        operations=Operations(
            macs=sum(work.macs for work in works),
            elementwise=sum(work.elementwise for work in works),
            special=sum(work.special for work in works),
            comparisons=sum(work.comparisons for work in works),
            moves=sum(work.moves for work in works),
        ),
        parameters=total("parameters"),
        weight_bits=total("weight_bits"),
        read_bits=total("read_bits"),
        written_bits=total("written_bits"),
    )


def width_of(form: str) -> int:
    """Bits of one value of a format.

    Raises
    ------
    WorkloadError
        If the format is not known.
    """
    if form not in FORMATS:
        remedy = "known: " + ", ".join(FORMATS)
        raise WorkloadError(Problem("--quantise", f"no numeric format named {form!r}", remedy))
    return FORMATS[form]


def _computes(layer: WorkloadLayer) -> bool:
    """Whether it has multiply-accumulates, or would, were it not at rest as unchosen experts."""
    return bool(layer.operations.macs) or layer.operator == "Resting"


def _sum(layers: tuple[WorkloadLayer, ...], name: str) -> Count:
    return sum(getattr(layer, name) for layer in layers)


def _ratio(amount: Count, divisor: int) -> Count:
    """Divide, in whole numbers where that is exact."""
    whole, rest = divmod(amount, divisor)
    return amount / divisor if rest else whole
