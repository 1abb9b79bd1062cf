"""Model families besides networks of layers: sequences, graphs, trees, kernels, neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from joulepath.core.quantities import Bit, Count, Flop

Activation = Literal["none", "sigmoid", "softmax"]
"""What becomes of the outputs: nothing, a sigmoid each, or a softmax of all."""


@dataclass(frozen=True)
class Head:
    """A fully connected layer that answers after a recurrent network."""

    outputs: Count
    """Width of the layer."""
    activation: Activation
    """What becomes of its outputs."""
    steps: Literal["last", "every"]
    """Whether it reads the last step alone, or every step."""


@dataclass(frozen=True)
class Recurrent:
    """A stack of plain recurrent, LSTM or GRU layers over a sequence."""

    steps: Count
    """Steps of one sample."""
    features: Count
    """Values of one step."""
    hidden: Count
    """Hidden values of a layer and direction."""
    projection: Count | None
    """Values that the hidden ones are projected to; none for no projection."""
    layers: Count
    """Layers, one on top of another."""
    directions: Count
    """Directions in which a layer reads the sequence: 1 or 2."""
    gates: Count
    """Maps of input and state for each hidden value: 1, 3 (GRU) or 4 (LSTM)."""
    biases: Count
    """Biases stored for each map: 1 or 2."""
    elementwise: Count
    """Additions and products of a cell for each hidden value."""
    special: Count
    """Sigmoids and hyperbolic tangents of a cell for each hidden value."""
    head: Head | None
    """Layer that answers; none where the states are the answer."""


@dataclass(frozen=True)
class Gcn:
    """A graph convolutional network."""

    nodes: Count
    """Nodes of one graph."""
    edges: Count
    """Messages between them: edges counted once for each direction."""
    widths: tuple[Count, ...]
    """Values of a node at the input, then outputs of each layer."""
    order: Literal["transform-first", "aggregate-first"]
    """Whether features are multiplied by the weights before or after neighbours are added up."""


@dataclass(frozen=True)
class GraphSage:
    """A GraphSAGE network."""

    nodes: Count
    """Nodes of one graph."""
    edges: Count
    """Messages between them: edges counted once for each direction."""
    widths: tuple[Count, ...]
    """Values of a node at the input, then outputs of each layer."""
    aggregation: Literal["mean", "max"]
    """What a node takes of its neighbours."""
    order: Literal["transform-first", "aggregate-first"]
    """Whether neighbours are multiplied by the weights before or after they are put together."""


@dataclass(frozen=True)
class Gin:
    """A graph isomorphism network; two dense layers after each aggregation."""

    nodes: Count
    """Nodes of one graph."""
    edges: Count
    """Messages between them: edges counted once for each direction."""
    widths: tuple[Count, ...]
    """Values of a node at the input, then outputs of each layer."""


@dataclass(frozen=True)
class Gat:
    """A graph attention network; the heads of all layers but the last are put side by side."""

    nodes: Count
    """Nodes of one graph."""
    edges: Count
    """Messages between them: edges counted once for each direction."""
    widths: tuple[Count, ...]
    """Values of a node at the input, then outputs of each head of each layer."""
    heads: tuple[Count, ...]
    """Attention heads of each layer."""


@dataclass(frozen=True)
class Boosting:
    """How gradient-boosted trees are grown: level by level, from histograms."""

    bins: Count
    """Bins of a histogram."""
    additions: Count
    """Additions for each row, feature and level: a gradient and a second derivative."""
    candidate: Flop
    """Work to rate one candidate split."""


@dataclass(frozen=True)
class Trees:
    """An ensemble of binary decision trees."""

    features: Count
    """Values of a sample."""
    outputs: Count
    """Values of the answer."""
    trees: Count
    """All trees together."""
    depth: Count
    """Comparisons from the root to the deepest leaf."""
    path: Count
    """Comparisons of one sample in one tree, in the mean."""
    leaves: Count
    """Leaves of one tree, in the mean."""
    leaf_values: Count
    """Values in a leaf."""
    node_bits: Bit | None
    """Memory of a node; none where it is not known."""
    averaged: Literal["averaged", "added"]
    """Whether the trees' values are averaged (a forest) or added up (boosting)."""
    activation: Activation
    """What becomes of the outputs."""
    boosting: Boosting | None
    """How the trees are grown; none where the work of it is not known."""


@dataclass(frozen=True)
class Linear:
    """A linear or logistic model."""

    features: Count
    """Values of a sample."""
    outputs: Count
    """Values of the answer."""
    activation: Activation
    """What becomes of the outputs."""


@dataclass(frozen=True)
class KernelMachine:
    """A support vector machine that compares a sample with support vectors."""

    features: Count
    """Values of a sample."""
    classes: Count
    """Classes told apart, each from each other one."""
    support_vectors: Count
    """Support vectors of all classes together."""
    kernel: Literal["linear", "rbf", "polynomial"]
    """What a sample and a support vector are compared by."""
    degree: Count
    """Degree of a polynomial kernel."""


@dataclass(frozen=True)
class NearestNeighbours:
    """Nearest neighbours by Euclidean distance, compared one by one."""

    features: Count
    """Values of a sample."""
    points: Count
    """Samples that are kept to compare with."""
    neighbours: Count
    """Nearest points that vote."""


Family = (
    Recurrent | Gcn | GraphSage | Gin | Gat | Trees | Linear | KernelMachine | NearestNeighbours
)
"""Families whose closed forms tell operations by kind."""
