"""What the counted work of a training rests on, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from joulepath.records.training_setup import TrainingSetup
from joulepath.records.workload import Workload, WorkloadLayer
from joulepath.workloads.gradient_flow import RESTING
from joulepath.workloads.training_checks import PRECISIONS

__all__ = ["assumptions_of"]


def assumptions_of(network: Workload, setup: TrainingSetup) -> Iterator[str]:
    """Say what is assumed of a network that is trained in a certain way."""
    yield _SETUP.format(setup.optimiser, setup.batch)
    yield _GRAPH
    yield f"precision: {_precision(setup)}, whatever the format of the file"
    if setup.loss is None:
        yield "loss: not counted; --loss names one"
    if any(layer.repeats > 1 for layer in network.layers):
        yield _BLOCKS
    if any(layer.operator == RESTING for layer in network.layers):
        yield _AT_REST
    if setup.adapters is not None:
        yield _ADAPTERS.format(setup.adapters.rank)
    if setup.checkpoint is not None:
        yield _CHECKPOINT
    if setup.optimiser == "adafactor" and any(map(_is_unknown, network.layers)):
        yield _UNFACTORED
    if network.left_out:
        yield f"a lower bound: not counted are {', '.join(network.left_out)}"


def _precision(setup: TrainingSetup) -> str:
    bits, exact = PRECISIONS[setup.precision]
    kept = f" with copies of {exact} bits for the optimiser" if exact else ""
    return f"values, gradients and activations of {bits} bits{kept}"


def _is_unknown(layer: WorkloadLayer) -> bool:
    return bool(layer.parameters) and not layer.matrices and layer.operator != RESTING


_SETUP: Final = (
    "step: one update by {} after a batch of {}; rates and corrections that are the same for all"
    " values are not counted, nor is reading the samples"
)
_GRAPH: Final = (
    "operators: as in the file; what was taken out of it or merged for inference, such as dropout"
    " and batch normalisation, is not there"
)
_BLOCKS: Final = (
    "blocks: operators that the description joins have their gradients together; every block but"
    " the first has trained values before it if any block has"
)
_AT_REST: Final = (
    "at rest: values that have no part in this step have no gradient, but the optimiser changes"
    " them all the same"
)
_ADAPTERS: Final = (
    "adapters: two matrices of rank {} beside each chosen one; all else is frozen, and nothing is"
    " merged"
)
_CHECKPOINT: Final = (
    "checkpoints: every segment with a part in the backward pass is computed once more, the last"
    " one too"
)
_UNFACTORED: Final = (
    "adafactor: of layers whose matrices are not known, and of values outside of matrices, it"
    " remembers one value each"
)
