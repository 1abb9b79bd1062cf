"""Bits that a step of training moves if each operator reads and writes everything once."""

from __future__ import annotations

from collections.abc import Sequence

from joulepath.core.quantities import Bit, Count
from joulepath.records.training_setup import TrainingSetup
from joulepath.records.training_work import OptimiserUpdate, TrainingTraffic
from joulepath.records.workload import Workload, WorkloadLayer
from joulepath.workloads.backward_keeping import keeps
from joulepath.workloads.gradient_flow import RESTING, LayerFlow
from joulepath.workloads.kept_activations import Kept
from joulepath.workloads.training_checks import PRECISIONS
from joulepath.workloads.what_if_layers import FORMATS

__all__ = ["step_traffic"]


def step_traffic(
    network: Workload,
    flows: Sequence[LayerFlow],
    kept: Kept,
    setup: TrainingSetup,
    update: OptimiserUpdate,
) -> TrainingTraffic:
    """Bits of weights, activations and gradients that a step moves.

    Weights are read once for each part of the batch, forwards and backwards. The gradient of
    what a layer reads is made from that of its result, its weights and what was kept for it; the
    gradient of its weights from that of its result and what it read, and is added to that of
    the parts before.
    """
    bits = PRECISIONS[setup.precision][0]
    forward: list[Bit] = []
    backward: list[Bit] = []
    for layer, flow, again in zip(network.layers, flows, kept.again, strict=True):
        each = _Moved(layer, flow, setup, bits)
        forward.append(each.forward() * (2 if again else 1))
        backward.append(each.backward())
    return TrainingTraffic(
        forward=sum(forward),
        backward=sum(backward),
        update=update.read_bits + update.written_bits,
    )


class _Moved:
    """What one layer moves in a step."""

    def __init__(
        self, layer: WorkloadLayer, flow: LayerFlow, setup: TrainingSetup, bits: int
    ) -> None:
        self._layer, self._flow = layer, flow
        self._batch, self._parts, self._bits = setup.batch, setup.accumulate, bits
        self._read = self._activations(layer.read_bits)
        self._written = self._activations(layer.written_bits)
        self._weights = _weights_read(layer) * bits * setup.accumulate

    def forward(self) -> Bit:
        return self._read + self._written + self._weights

    def backward(self) -> Bit:
        layer, flow = self._layer, self._flow
        keeping = keeps(layer, flow)
        passed = self._read + self._written + self._weights
        if not flow.trains:
            passed += self._read * keeping.inputs + self._written * keeping.result
        weights = 0
        if flow.trains:
            gradients = layer.parameters * self._bits * (2 * self._parts - 1)
            weights = self._read + self._written + gradients
        return passed * flow.passes / layer.repeats + weights

    def _activations(self, bits: Bit) -> Bit:
        return bits * self._bits * self._batch / FORMATS.get(self._layer.format, self._bits)


def _weights_read(layer: WorkloadLayer) -> Count:
    """Trained values that a layer reads, those of another one included."""
    if layer.operator == RESTING:
        return 0
    used = [matrix for matrix in layer.matrices if matrix.uses]
    if used:
        return sum(each.inputs * each.outputs * each.copies for each in used)
    return min(layer.parameters, layer.output_values)
