"""Tables of graph neural networks."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from joulepath.scenario.fields import refuse
from joulepath.scenario.section import Section
from joulepath.scenario.sizes import Size, Widths

__all__ = ["GatSection", "GcnSection", "GinSection", "GraphSageSection", "GraphSection"]


class GraphSection(Section):
    """A graph neural network that answers for every node."""

    nodes: Size
    """Nodes of one graph; a sample is a graph."""
    edges: Size
    """Messages between different nodes: an undirected edge counts twice."""
    widths: Widths
    """Values of a node, then outputs of each layer, e.g. [1433, 16, 7]."""


class GcnSection(GraphSection):
    """A graph convolutional network."""

    family: Literal["gcn"]
    """The family: "gcn"."""
    order: Literal["transform-first", "aggregate-first"] = "transform-first"
    """Multiply features by the weights before or after adding neighbours up."""


class GraphSageSection(GraphSection):
    """A GraphSAGE network."""

    family: Literal["graphsage"]
    """The family: "graphsage"."""
    aggregation: Literal["mean", "max"] = "mean"
    """What a node takes of its neighbours: their mean or the largest of each value."""
    order: Literal["transform-first", "aggregate-first"] = "aggregate-first"
    """Multiply neighbours by the weights before or after putting them together."""

    @model_validator(mode="after")
    def _order_matters(self) -> GraphSageSection:
        if self.aggregation == "max" and self.order == "transform-first":
            what = "the largest neighbour cannot be taken after the weights"
            raise refuse(what, 'write order = "aggregate-first"', ("order",))
        return self


class GinSection(GraphSection):
    """A graph isomorphism network."""

    family: Literal["gin"]
    """The family: "gin"."""


class GatSection(GraphSection):
    """A graph attention network."""

    family: Literal["gat"]
    """The family: "gat"."""
    heads: tuple[Size, ...]
    """Attention heads of each layer, e.g. [8, 1]; those of the last layer are averaged."""

    @model_validator(mode="after")
    def _heads_of_every_layer(self) -> GatSection:
        layers = len(self.widths) - 1
        if len(self.heads) != layers:
            what = f"{len(self.heads)} numbers of heads for {layers} layers"
            raise refuse(what, "give one number for each layer", ("heads",))
        return self
