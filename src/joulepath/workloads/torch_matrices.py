"""Matrices of parameters that a PyTorch operation multiplies activations with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import prod
from typing import Final

from joulepath.records.workload import TrainedMatrix
from joulepath.workloads.torch_dependence import Run
from joulepath.workloads.torch_graph import Stored
from joulepath.workloads.torch_operators import bare

__all__ = ["trained_matrices"]

_RECURRENT: Final = ("gru", "lstm", "rnn")
_OF_HIDDEN_VALUES: Final = re.compile(r"weight_h[hr]|weight_ih_l[1-9]")
"""Weights for what a recurrent layer computed itself, by the names that PyTorch gives them."""


def trained_matrices(run: Run, macs: int) -> tuple[TrainedMatrix, ...]:
    """Matrices of an operation, where they are first read.

    Parameters
    ----------
    run : Run
        An operation.
    macs : int
        Its multiply-accumulates with trained values, for one sample.

    Returns
    -------
    tuple of TrainedMatrix
        One for each parameter of two axes and more, all used equally often; none if that is
        not so, as where some of them are no factors.
    """
    stored = [each for each in run.stored if each.trained and len(each.tensor.shape) > 1]
    whole = sum(each.tensor.values for each in stored)
    if not whole or macs % whole or not macs:
        return ()
    operator = bare(run.step.operation.operator)
    hidden = any(kind in operator for kind in _RECURRENT)
    return tuple(_matrix(each, stored, macs // whole, hidden) for each in stored)


def _matrix(of: Stored, among: Sequence[Stored], uses: int, hidden: bool) -> TrainedMatrix:
    outputs, *inputs = of.tensor.shape
    name = of.name.rpartition(".")[2]
    inner = hidden and _OF_HIDDEN_VALUES.search(name) is not None
    return TrainedMatrix(name if len(among) > 1 else "", prod(inputs), outputs, uses, inner=inner)
