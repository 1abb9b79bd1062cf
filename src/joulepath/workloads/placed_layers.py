"""The layers of a counted network as an engine runs them, on the processor or on its host."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, Literal, cast

from joulepath.records.roofline import LayerKind, NetworkLayers, PlacedLayer
from joulepath.records.workload import Workload, WorkloadLayer
from joulepath.workloads.operator_groups import JOINED, group_of
from joulepath.workloads.operator_kinds import is_view
from joulepath.workloads.what_if_layers import FORMATS, width_of

__all__ = ["Partition", "Place", "placed_layers", "places_of"]

Place = Literal["processor", "host"]
"""Where a layer runs."""

Partition = Literal["anywhere", "once"]
"""Whether work goes back and forth between processor and host, or changes over only once."""

_OPERATIONS_OF_A_MAC: Final = 2
_NOTHING: Final = 0.0


def places_of(
    workload: Workload, operators: frozenset[str], partition: Partition
) -> tuple[Place, ...]:
    """Where each layer runs.

    Parameters
    ----------
    workload : Workload
        As counted.
    operators : frozenset of str
        Groups of operators that the processor runs; `joulepath.workloads.operator_groups`.
    partition : str
        Whether layers after one on the host may be on the processor again.

    Returns
    -------
    tuple of str
        A place for each layer, in the order of execution.
    """
    places: list[Place] = []
    left = False
    for layer in workload.layers:
        unsupported = not (is_view(layer) or group_of(layer) in operators)
        left = left or (unsupported and partition == "once")
        places.append("host" if unsupported or left else "processor")
    return tuple(places)


def placed_layers(workload: Workload, places: Sequence[Place], form: str) -> NetworkLayers:
    """Layers of a network, the same ones together, in a numeric format.

    Operators that only change the values that another has just written are joined to it, and
    those that only give values another shape are nothing.

    Parameters
    ----------
    workload : Workload
        As counted, for one sample.
    places : sequence of str
        Where each layer runs.
    form : str
        Numeric format of weights and activations on the processor, a key of `FORMATS`.

    Returns
    -------
    NetworkLayers
        What is left, identical layers together.
    """
    bits = width_of(form)
    readers = _readers(workload)
    counted: Counter[PlacedLayer] = Counter()
    for position, layer in enumerate(workload.layers):
        if _is_joined(layer):
            continue
        counted[_placed(workload, places, readers, position, bits)] += layer.repeats
    return NetworkLayers(tuple(_times(layer, count) for layer, count in counted.items()))


def _is_joined(layer: WorkloadLayer) -> bool:
    if layer.operations.macs:
        return False
    return is_view(layer) or (group_of(layer) in JOINED and bool(layer.reads))


def _placed(
    workload: Workload,
    places: Sequence[Place],
    readers: Sequence[Sequence[int]],
    position: int,
    bits: int,
) -> PlacedLayer:
    """One layer, as one of `layers`; a layer that stands for several is divided among them."""
    layer = workload.layers[position]
    each = 1 / layer.repeats
    kind = _kind(layer)
    stored = FORMATS.get(layer.format, bits)
    activations = float(layer.read_bits + layer.written_bits) * bits / stored
    macs = _OPERATIONS_OF_A_MAC * float(layer.operations.macs)
    return PlacedLayer(
        kind=kind,
        place=places[position],
        operations=each * (macs if kind != "moving" else _other(layer)),
        weights=each * _weights(layer) * bits,
        activations=each * activations,
        copied=each * _copied(workload, places, readers, position) * bits / stored,
        layers=1.0,
    )


def _weights(layer: WorkloadLayer) -> float:
    """Trained values that a layer reads; of a table only the rows that it writes."""
    return _NOTHING if group_of(layer) == "lookup" else float(layer.parameters)


def _other(layer: WorkloadLayer) -> float:
    work = layer.operations
    return float(work.elementwise + work.special + work.comparisons)


def _kind(layer: WorkloadLayer) -> LayerKind:
    if not layer.operations.macs:
        return "moving"
    if group_of(layer) != "convolution":
        return "products"
    return cast("LayerKind", layer.kernel or "convolution")


def _copied(
    workload: Workload, places: Sequence[Place], readers: Sequence[Sequence[int]], position: int
) -> float:
    """Activations that a layer on the host takes from the processor and gives back to it."""
    if places[position] == "processor":
        return _NOTHING
    layer = workload.layers[position]
    sources = [places[source] for source in layer.reads]
    from_there = sources.count("processor") / len(sources) if sources else _NOTHING
    back = any(places[reader] == "processor" for reader in readers[position])
    return float(layer.read_bits) * from_there + (float(layer.written_bits) if back else 0.0)


def _readers(workload: Workload) -> list[list[int]]:
    """Positions of the layers that read what each layer writes."""
    found: list[list[int]] = [[] for _ in workload.layers]
    for position, source in _edges(workload):
        found[source].append(position)
    return found


def _edges(workload: Workload) -> Iterator[tuple[int, int]]:
    for position, layer in enumerate(workload.layers):
        for source in layer.reads:
            yield position, source


def _times(layer: PlacedLayer, count: int) -> PlacedLayer:
    return replace(layer, layers=float(count))
