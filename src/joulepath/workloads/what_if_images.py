"""A counted network of convolutions for images of another size, to a good approximation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NoReturn

from joulepath.core.quantities import Ratio
from joulepath.errors import Problem, WorkloadError
from joulepath.records.workload import Workload, WorkloadLayer
from joulepath.workloads.what_if_layers import rebuilt, scaled, used

__all__ = ["resized"]

_EXACTLY = "export the model with the other resolution, or set its axes: --shape NAME=1,3,320,320"


def resized(workload: Workload, factor: Ratio) -> Workload:
    """Work for images of another size: layers that work on maps scale with the area.

    A convolution works on a map if it uses its weights more than once. Any other layer does if
    it writes as many values as one of these or follows one; a global pooling ends the map.

    Parameters
    ----------
    workload : Workload
        A network of convolutions, as counted.
    factor : Ratio
        Of both the height and the width of the images.

    Returns
    -------
    Workload
        With the same parameters.

    Raises
    ------
    WorkloadError
        If no layer works on maps, if a layer's weights depend on the resolution, or if the
        model works on patches, where the cost does not follow the area.
    """
    area = factor**2
    found = list(_maps(workload))
    if not any(of.reads for of in found):
        _refuse("no convolution works on an image")
    by_layer = {id(layer): of for layer, of in zip(workload.layers, found, strict=True)}
    ends_in_map = found[-1].writes

    def change(layer: WorkloadLayer) -> WorkloadLayer:
        of = by_layer[id(layer)]
        read, written = (area if of.reads else 1), (area if of.writes else 1)
        return replace(
            layer,
            operations=scaled(layer.operations, read),
            read_bits=layer.read_bits * read,
            written_bits=layer.written_bits * written,
            output_values=layer.output_values * written,
            trained_macs=layer.trained_macs * read,
            matrices=used(layer.matrices, read),
        )

    return replace(
        rebuilt(workload, change),
        peak_bits=workload.peak_bits * area,
        input_values=workload.input_values * area,
        output_values=workload.output_values * (area if ends_in_map else 1),
    )


@dataclass(frozen=True)
class _Map:
    """Whether a layer works on values that cover the image."""

    reads: bool
    writes: bool


def _maps(workload: Workload) -> Iterator[_Map]:
    """Follow the map through the layers in the order of execution."""
    sizes = {float(workload.input_values)}
    sizes |= {float(layer.output_values) for layer in workload.layers if _is_map_convolution(layer)}
    last = max(
        (at for at, layer in enumerate(workload.layers) if _is_map_convolution(layer)), default=-1
    )
    before = True
    for at, layer in enumerate(workload.layers):
        if _is_convolution(layer):
            of = _Map(*[_is_map_convolution(layer)] * 2)
        elif layer.operations.macs:
            _check_dense(layer, before)
            of = _Map(reads=False, writes=False)
        else:
            covers = before or layer.output_values in sizes
            of = _Map(covers, covers and not _ends_map(layer, at > last))
        before = of.writes
        yield of


def _is_convolution(layer: WorkloadLayer) -> bool:
    return bool(layer.operations.macs) and "conv" in layer.operator.lower()


def _is_map_convolution(layer: WorkloadLayer) -> bool:
    return _is_convolution(layer) and bool(layer.operations.macs > layer.parameters)


def _ends_map(layer: WorkloadLayer, after_convolutions: bool) -> bool:
    kind = layer.operator.lower()
    whole = "global" in kind or "mean" in kind
    return whole or ("pool" in kind and "max" not in kind and after_convolutions)


def _check_dense(layer: WorkloadLayer, follows_map: bool) -> None:
    place = f"layer '{layer.name}' ({layer.operator})"
    if not layer.parameters or layer.operations.macs > layer.parameters:
        _refuse(f"{place} works on patches or a sequence, not on a map")
    if follows_map:
        _refuse(f"the weights of {place} depend on the resolution")


def _refuse(what: str) -> NoReturn:
    raise WorkloadError(Problem("--resolution", what, _EXACTLY))
