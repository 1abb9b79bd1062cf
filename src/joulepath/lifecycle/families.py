"""Which function counts which family; a module is loaded when one of its families is there."""

from __future__ import annotations

from joulepath.lifecycle.counted import Counted
from joulepath.records.families import (
    Family,
    Gat,
    Gcn,
    Gin,
    GraphSage,
    KernelMachine,
    Linear,
    NearestNeighbours,
    Recurrent,
    Trees,
)


def count_family(model: Family) -> Counted:
    """Count a family by its closed form, by kind of operation.

    Parameters
    ----------
    model : record
        One of the records of `joulepath.records.families`; its numbers may be floats, arrays
        that broadcast, or any other number type.

    Returns
    -------
    Counted
        Operations of one forward pass of one sample by kind, parameters, memory where it is
        known, and the work to fit the model where it is not trained in passes.
    """
    match model:
        case Recurrent():
            from joulepath.lifecycle.recurrent import recurrent

            return recurrent(model)
        case Gcn() | GraphSage() | Gin() | Gat():
            return _graph(model)
        case Trees() | Linear() | KernelMachine() | NearestNeighbours():
            return _classical(model)


def _graph(model: Gcn | GraphSage | Gin | Gat) -> Counted:
    from joulepath.lifecycle import graphs

    match model:
        case Gcn():
            return graphs.graph_convolution(model)
        case GraphSage():
            return graphs.graph_sage(model)
        case Gin():
            return graphs.isomorphism(model)
        case Gat():
            return graphs.attention(model)


def _classical(model: Trees | Linear | KernelMachine | NearestNeighbours) -> Counted:
    from joulepath.lifecycle import classical

    match model:
        case Trees():
            return classical.trees(model)
        case Linear():
            return classical.linear(model)
        case KernelMachine():
            return classical.kernel_machine(model)
        case NearestNeighbours():
            return classical.nearest_neighbours(model)
