"""Which function counts which family."""

from __future__ import annotations

from joulepath.lifecycle.classical import kernel_machine, linear, nearest_neighbours, trees
from joulepath.lifecycle.counted import Counted
from joulepath.lifecycle.graphs import attention, graph_convolution, graph_sage, isomorphism
from joulepath.lifecycle.recurrent import recurrent
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
            return recurrent(model)
        case Gcn():
            return graph_convolution(model)
        case GraphSage():
            return graph_sage(model)
        case Gin():
            return isomorphism(model)
        case Gat():
            return attention(model)
        case Trees():
            return trees(model)
        case Linear():
            return linear(model)
        case KernelMachine():
            return kernel_machine(model)
        case NearestNeighbours():
            return nearest_neighbours(model)
