"""Adapters: two small trained matrices beside each matrix that stays as it is (LoRA)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from joulepath.records.training_setup import Adapters
from joulepath.records.workload import Operations, TrainedMatrix, Workload, WorkloadLayer
from joulepath.workloads.gradient_flow import RESTING
from joulepath.workloads.layer_names import matches
from joulepath.workloads.operation_sums import summed
from joulepath.workloads.what_if_layers import FORMATS

__all__ = ["ADAPTER", "adaptable", "with_adapters"]

ADAPTER: Final = "Adapter"
"""Operator of the layers that adapters are."""


def adaptable(workload: Workload) -> list[str]:
    """Names of layers, and of their matrices, that adapters can be given to."""
    found: list[str] = []
    for layer in workload.layers:
        matrices = _multiplied(layer)
        if matrices:
            found.append(layer.name)
            found += [f"{layer.name}/{matrix.name}" for matrix in matrices if matrix.name]
    return found


def with_adapters(workload: Workload, adapters: Adapters) -> Workload:
    """A network with adapters as layers of their own, after those they adapt.

    Each matrix of ``i`` inputs and ``o`` outputs gets one of rank ``r`` from the inputs and one
    to the outputs: ``r (i + o)`` values and as many multiply-accumulates a use, a product with
    the scale and a sum with the result of the matrix for each output.

    Parameters
    ----------
    workload : Workload
        Of one sample.
    adapters : Adapters
        Rank, and which matrices get adapters.

    Returns
    -------
    Workload
        With the totals of all layers.
    """
    chosen = [_chosen(layer, adapters.targets) for layer in workload.layers]
    places = list(_places(chosen))
    layers: list[WorkloadLayer] = []
    for layer, matrices in zip(workload.layers, chosen, strict=True):
        reads = tuple(new for old in layer.reads for new in places[old])
        layers.append(replace(layer, reads=reads))
        if matrices:
            layers.append(_adapter(layers[-1], matrices, adapters.rank))
    return replace(
        workload,
        layers=tuple(layers),
        operations=summed(layer.operations for layer in layers),
        **{name: _grown(workload, layers, name) for name in _SIZES},
    )


_SIZES: Final = ("parameters", "weight_bits", "read_bits", "written_bits")


def _grown(workload: Workload, layers: Sequence[WorkloadLayer], name: str) -> int:
    adapters = (layer for layer in layers if layer.operator == ADAPTER)
    return getattr(workload, name) + sum(getattr(layer, name) for layer in adapters)


def _chosen(layer: WorkloadLayer, targets: Sequence[str]) -> tuple[TrainedMatrix, ...]:
    def fits(matrix: TrainedMatrix) -> bool:
        names = (layer.name, f"{layer.name}/{matrix.name}")
        return any(matches(name, target) for name in names for target in targets)

    return tuple(filter(fits, _multiplied(layer)))


def _multiplied(layer: WorkloadLayer) -> tuple[TrainedMatrix, ...]:
    """Matrices that anything is multiplied with in this step."""
    return tuple(matrix for matrix in layer.matrices if matrix.uses and layer.operator != RESTING)


def _places(chosen: Sequence[tuple[TrainedMatrix, ...]]) -> Iterator[tuple[int, ...]]:
    """New positions of each layer: its own, and that of its adapter."""
    place = 0
    for matrices in chosen:
        yield (place, place + 1) if matrices else (place,)
        place += 2 if matrices else 1


def _adapter(layer: WorkloadLayer, matrices: Sequence[TrainedMatrix], rank: int) -> WorkloadLayer:
    width = FORMATS.get(layer.format, FORMATS["fp32"])
    both = [pair for matrix in matrices for pair in _pair(matrix, rank)]
    outputs = sum(matrix.outputs * matrix.uses for matrix in matrices)
    macs = sum(each.inputs * each.outputs * each.uses for each in both)
    parameters = sum(each.inputs * each.outputs * each.copies for each in both)
    between = sum(rank * matrix.uses for matrix in matrices)
    return WorkloadLayer(
        name=f"{layer.name}/adapter",
        operator=ADAPTER,
        format=layer.format,
        operations=Operations(macs, 2 * outputs, 0, 0, 0),
        parameters=parameters,
        weight_bits=parameters * width,
        read_bits=(sum(matrix.inputs * matrix.uses for matrix in matrices) + between) * width,
        written_bits=(outputs + between) * width,
        output_values=outputs,
        trained_macs=macs,
        reads=layer.reads,
        matrices=tuple(both),
        repeats=layer.repeats,
    )


def _pair(matrix: TrainedMatrix, rank: int) -> tuple[TrainedMatrix, TrainedMatrix]:
    down = replace(matrix, name=f"{matrix.name} down".strip(), outputs=rank)
    up = replace(matrix, name=f"{matrix.name} up".strip(), inputs=rank, inner=True)
    return down, up
