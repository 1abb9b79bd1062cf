"""Model families that have a closed form, and models known by other means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from joulepath.core.quantities import Count, FlopPerSample


@dataclass(frozen=True)
class Mlp:
    """A multilayer perceptron."""

    widths: tuple[Count, ...]
    """Values of the input, then outputs of each layer."""
    operations_per_output: tuple[Count, ...]
    """Operations beside multiply-accumulates for each output, one number a layer."""


@dataclass(frozen=True)
class Kan:
    """A Kolmogorov-Arnold network with B-splines."""

    widths: tuple[Count, ...]
    """Values of the input, then outputs of each layer."""
    grid: Count
    """Intervals of the spline grid."""
    order: Count
    """Degree of the splines."""
    nonlinearity: Count
    """Operations of the base activation for each input of a layer."""


@dataclass(frozen=True)
class Convolution:
    """A convolutional layer; one dimension when rows or columns are one."""

    filters: Count
    """Channels of the output."""
    kernel_rows: Count
    """Rows of the kernel."""
    kernel_columns: Count
    """Columns of the kernel."""
    stride_rows: Count
    """Step along the rows."""
    stride_columns: Count
    """Step along the columns."""
    padding_rows: Count
    """Rows added above and below together."""
    padding_columns: Count
    """Columns added left and right together."""
    dilation_rows: Count
    """Distance between the taps of the kernel along the rows."""
    dilation_columns: Count
    """Distance between the taps of the kernel along the columns."""
    groups: Count
    """Groups that the channels fall into; as many as channels for a depthwise layer."""
    operations_per_output: Count
    """Operations beside multiply-accumulates for each output."""


@dataclass(frozen=True)
class Pooling:
    """A pooling layer without padding."""

    kernel_rows: Count
    """Rows of the window."""
    kernel_columns: Count
    """Columns of the window."""
    stride_rows: Count
    """Step along the rows."""
    stride_columns: Count
    """Step along the columns."""
    operations: Literal["per-window-value", "per-output"]
    """``per-window-value`` (each value of a window counts) or ``per-output``."""


@dataclass(frozen=True)
class GlobalPooling:
    """An average over all rows and columns."""

    operations: Literal["per-window-value", "none"]
    """``per-window-value`` (each value of the map counts) or ``none``."""


@dataclass(frozen=True)
class Dense:
    """A fully connected layer on the flattened map."""

    outputs: Count
    """Width of the layer."""
    operations_per_output: Count
    """Operations beside multiply-accumulates for each output."""


@dataclass(frozen=True)
class Cnn:
    """A convolutional network as a chain of layers."""

    rows: Count
    """Rows of the input."""
    columns: Count
    """Columns of the input."""
    channels: Count
    """Channels of the input."""
    layers: tuple[Convolution | Pooling | GlobalPooling | Dense, ...]
    """Layers, the first at the input."""


@dataclass(frozen=True)
class Experts:
    """Feed-forward layers side by side, of which a router picks a few for each token."""

    number: Count
    """Experts of a block."""
    active: Count
    """Experts that a token goes to."""


@dataclass(frozen=True)
class Transformer:
    """A decoder transformer."""

    tokens: Count
    """Tokens of one sample (the context length)."""
    width: Count
    """Width of the model (the embedding size)."""
    heads: Count
    """Attention heads."""
    key_value_heads: Count
    """Heads with keys and values of their own; as many as heads without sharing."""
    blocks: Count
    """Decoder blocks."""
    feed_forward: Count
    """Width of the hidden feed-forward layer."""
    feed_forward_matrices: Count
    """Matrices of a feed-forward layer: 2, or 3 with a gate."""
    vocabulary: Count | None
    """Entries of the embedding; none for a model without embedding and head."""
    embeddings: Count
    """Matrices of embedding and head: 2, or 1 when they share their weights."""
    mask: Literal["causal", "full"]
    """``causal`` (a token sees those before it) or ``full``."""
    experts: Experts | None = None
    """Experts of which a router picks a few; none for one feed-forward layer a block."""


@dataclass(frozen=True)
class GivenWork:
    """A model known only by the work of a forward pass."""

    forward: FlopPerSample
    """Floating-point operations of one forward pass."""


@dataclass(frozen=True)
class OperationCosts:
    """Convention by which operations become FLOPs."""

    mac: FlopPerSample
    """FLOPs counted for a multiply-accumulate."""
    other: FlopPerSample
    """FLOPs counted for another operation."""
