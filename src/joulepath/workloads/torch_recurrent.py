"""Counting rules of PyTorch's recurrent operators.

For each step of each sample, as for ONNX (see `joulepath.workloads.onnx_recurrent`):

- a MAC for each weight of all layers and directions, projections included;
- each hidden value of an LSTM: 4 additions of the bias, sigmoids of three gates and two
  hyperbolic tangents; old content times the forget gate, new content times the input gate, their
  sum, and the product with the output gate;
- each hidden value of a GRU: 4 additions of the bias, two sigmoids and a hyperbolic tangent; a
  product with the reset gate and a sum, ``1 - z``, two products and a sum;
- each hidden value of a plain one: an addition of the bias and the activation.

The two biases of a gate are added up beforehand where nothing comes between them. Values dropped
between layers while training take a random number, a comparison and a product each.

The gradient has a MAC for each weight towards the values read and one towards the weight.
"""

from __future__ import annotations

from math import prod
from typing import Final, NamedTuple

from joulepath.workloads.torch_graph import Operation, RuleError, Tensor
from joulepath.workloads.work import Work

__all__ = ["fused_cell", "recurrent", "recurrent_gradient", "weight_macs"]


class _Kind(NamedTuple):
    """A kind of cell: gates, and work for each hidden value without and with bias."""

    gates: int
    cell: Work
    biases: int
    gradient: Work


# Gradient: of a sigmoid or hyperbolic tangent three operations each, and one for each product
# and sum of the cell.
_LSTM: Final = _Kind(4, Work(elementwise=4, special=5), 4, Work(elementwise=21))
_GRU: Final = _Kind(3, Work(elementwise=6, special=3), 4, Work(elementwise=17))
_TANH: Final = _Kind(1, Work(special=1), 1, Work(elementwise=3))
_RELU: Final = _Kind(1, Work(comparisons=1), 1, Work(comparisons=1))

_KINDS: Final = {"lstm": _LSTM, "gru": _GRU, "rnn_tanh": _TANH, "rnn_relu": _RELU}
_MODES: Final = (_RELU, _TANH, _LSTM, _GRU)
_WEIGHT_ARGUMENTS: Final = (
    *("params", "weight", "w_ih", "w_hh", "b_ih", "b_hh"),
    *("weight0", "weight1", "weight2", "weight3", "weight4"),
)


def _kind(operation: Operation) -> _Kind:
    name = operation.operator.removeprefix("aten.")
    for prefix, kind in _KINDS.items():
        if name.startswith((prefix, f"_thnn_fused_{prefix}")):
            return kind
    mode = int(operation.number("mode", -1))
    if not 0 <= mode < len(_MODES):
        raise RuleError(f"no kind of cell has number {mode}")
    return _MODES[mode]


def _weights(operation: Operation) -> list[Tensor]:
    return [
        tensor
        for name in _WEIGHT_ARGUMENTS
        for tensor in operation.several(name)
        if len(tensor.shape) == 2
    ]


def _biased(operation: Operation) -> bool:
    return any(
        len(tensor.shape) == 1 for name in _WEIGHT_ARGUMENTS for tensor in operation.several(name)
    )


def _steps(operation: Operation) -> int:
    first = operation.tensors[0] if operation.tensors else None
    if first is None or not first.shape:
        raise RuleError("it reads nothing")
    return prod(first.shape[:-1])


def _hidden(operation: Operation, kind: _Kind) -> int:
    """Hidden values of all layers and directions."""
    weights = _weights(operation)
    features = operation.tensors[0].shape[-1]
    if len(weights) < 2 or weights[0].shape[1] != features or weights[0].shape[0] % kind.gates:
        shapes = [list(weight.shape) for weight in weights]
        raise RuleError(f"weights {shapes} do not fit {features} values")
    # Each layer and direction has two weights over all gates, and perhaps a projection after them.
    projected = operation.number("proj_size", 0) or _is_projected(weights, kind)
    cells = len(weights) // (3 if projected else 2)
    return weights[0].shape[0] // kind.gates * cells


def _is_projected(weights: list[Tensor], kind: _Kind) -> bool:
    return (
        kind is _LSTM
        and len(weights) % 3 == 0
        and weights[2].shape[1] == weights[0].shape[0] // kind.gates
        and weights[1].shape[1] == weights[2].shape[0]
        and weights[2].shape[0] < weights[2].shape[1]
    )


def weight_macs(operation: Operation) -> int:
    """A MAC for each weight in each step."""
    return sum(weight.values for weight in _weights(operation)) * _steps(operation)


def recurrent(operation: Operation) -> Work:
    """Work of a whole recurrent network, one of its layers or one cell.

    Raises
    ------
    RuleError
        If its weights do not fit what it reads.
    """
    kind = _kind(operation)
    hidden = _hidden(operation, kind)
    each = kind.cell + Work(elementwise=kind.biases if _biased(operation) else 0)
    work = each * (hidden * _steps(operation)) + Work(weight_macs(operation))
    if operation.flag("train") and operation.number("dropout", 0):
        layers = max(int(operation.number("num_layers", 1)), 1)
        between = hidden // layers * (layers - 1) * _steps(operation)
        work += Work(elementwise=1, special=1, comparisons=1) * between
    return work


def recurrent_gradient(operation: Operation) -> Work:
    """Work of the gradient of one recurrent layer, towards all that it reads."""
    kind = _kind(operation)
    hidden = _hidden(operation, kind) * _steps(operation)
    each = kind.gradient + Work(elementwise=kind.gates if _biased(operation) else 0)
    return each * hidden + Work(2 * weight_macs(operation))


def fused_cell(operation: Operation) -> Work:
    """Work of a cell whose products are done: the sum of its two inputs, and all the rest."""
    kind = _kind(operation)
    bias = kind.biases if operation.optional("input_bias") else 0
    hidden = operation.shape("hidden_gates", 1)
    each = kind.cell + Work(elementwise=kind.gates + bias)
    return each * (prod(hidden) // kind.gates)
