"""What an optimiser computes and remembers for each trained value.

Counted are the steps of the update rule as written below, with ``g`` the gradient, ``p`` the
value, ``m`` and ``v`` what the rule remembers; what is the same for all values of a step, such as
a corrected rate, is computed once and not counted.

================  ==========================================================================
``sgd``           ``p - r g``
``momentum``      ``m = b m + g``; ``p - r m``
``nesterov``      ``m = b m + g``; ``p - r (g + b m)``
``adagrad``       ``v = v + g g``; ``p - r g / (sqrt(v) + e)``
``rmsprop``       ``v = b v + (1-b) g g``; ``p - r g / (sqrt(v) + e)``
``adam``          ``m = b m + (1-b) g``; ``v = c v + (1-c) g g``; ``p - r' m / (sqrt(v) + e)``,
                  the paper's more efficient order
``adamw``         ``p = s p`` with ``s = 1 - r l``, then as ``adam``
``lion``          ``u = sign(b m + (1-b) g)``; ``p - r (u + l p)``; ``m = c m + (1-c) g``
``adafactor``     ``g g + e`` summed along rows and columns; ``v = R C`` (``R`` divided by its
                  sum once a row); ``u = g / sqrt(v)``; its mean square; ``u`` divided by its
                  norm; the mean square of ``p``; ``p - r u``
================  ==========================================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from joulepath.core.quantities import Bit, Count
from joulepath.records.training_work import OptimiserUpdate
from joulepath.records.workload import Operations, WorkloadLayer
from joulepath.workloads.what_if_layers import scaled

__all__ = ["OPTIMISERS", "Optimiser", "factored_values", "update_of"]


@dataclass(frozen=True)
class Optimiser:
    """A rule that changes trained values."""

    each: Operations
    """Work for each value."""
    states: int
    """Values remembered for each value."""
    source: str
    """Key of ``data/sources.toml``."""
    factored: bool = False
    """Whether it remembers a value for each row and column of a matrix instead."""


def _rule(
    elementwise: int,
    special: int,
    states: int,
    source: str,
    *,
    comparisons: int = 0,
    factored: bool = False,
) -> Optimiser:
    return Optimiser(Operations(0, elementwise, special, comparisons, 0), states, source, factored)


OPTIMISERS: Final[Mapping[str, Optimiser]] = MappingProxyType(
    {
        "sgd": _rule(2, 0, 0, "robbins-1951-sgd"),
        "momentum": _rule(4, 0, 1, "sutskever-2013-momentum"),
        "nesterov": _rule(6, 0, 1, "sutskever-2013-momentum"),
        "adagrad": _rule(5, 2, 1, "duchi-2011-adagrad"),
        "rmsprop": _rule(7, 2, 1, "hinton-2012-rmsprop"),
        "adam": _rule(10, 2, 2, "kingma-2014-adam"),
        "adamw": _rule(11, 2, 2, "loshchilov-2017-adamw"),
        "lion": _rule(10, 0, 1, "chen-2023-lion", comparisons=1),
        "adafactor": _rule(12, 2, 0, "shazeer-2018-adafactor", factored=True),
    }
)
"""Rules by name."""


def factored_values(layers: Iterable[WorkloadLayer]) -> Count:
    """Rows and columns of the matrices of layers, and their values outside of any."""
    return sum(_factored(layer) for layer in layers if layer.parameters)


def _factored(layer: WorkloadLayer) -> Count:
    inside = sum(each.inputs * each.outputs * each.copies for each in layer.matrices)
    sides = sum((each.inputs + each.outputs) * each.copies for each in layer.matrices)
    return sides + layer.parameters - inside


def update_of(
    name: str, parameters: Count, factored: Count, *, value_bits: Bit, master_bits: Bit
) -> OptimiserUpdate:
    """One change of all trained values.

    Parameters
    ----------
    name : str
        Key of `OPTIMISERS`.
    parameters : Count
        Trained values.
    factored : Count
        Rows and columns of the trained matrices, and all other trained values.
    value_bits : Bit
        Size of a value and of a gradient as computed with.
    master_bits : Bit
        Size of an exact copy of a value; zero without such copies.

    Returns
    -------
    OptimiserUpdate
        What is remembered has the format of the values that are changed.
    """
    rule = OPTIMISERS[name]
    exact = master_bits or value_bits
    state = (factored if rule.factored else parameters * rule.states) * exact
    copies = parameters * value_bits if master_bits else 0
    return OptimiserUpdate(
        optimiser=name,
        source=rule.source,
        parameters=parameters,
        operations=scaled(rule.each, parameters),
        state_bits=state,
        read_bits=parameters * (exact + value_bits) + state,
        written_bits=parameters * exact + copies + state,
    )
