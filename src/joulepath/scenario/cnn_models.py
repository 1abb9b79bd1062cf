"""The table of a convolutional network, and those of its layers."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Discriminator, Tag, model_validator

from joulepath.core.quantities import Num
from joulepath.scenario.fields import Quantity, refuse
from joulepath.scenario.geometry import check_windows
from joulepath.scenario.section import Section, said, tag
from joulepath.scenario.sizes import Counting, Size

__all__ = [
    "LAYERS",
    "CnnSection",
    "ConvolutionLayer",
    "DenseLayer",
    "GlobalPoolingLayer",
    "PoolingLayer",
]

Padding = Annotated[Num, Quantity("1", minimum=0, maximum=1e6, whole=True)]


def _word_or_sides(value: Any) -> str:
    kind = "pair" if isinstance(value, (list, tuple)) else "one"
    return tag("word" if isinstance(value, str) else kind)


def _sides(value: Any) -> str:
    return tag("pair" if isinstance(value, (list, tuple)) else "one")


SidesField = Annotated[
    Annotated[Size, Tag(tag("one"))] | Annotated[tuple[Size, Size], Tag(tag("pair"))],
    Discriminator(_sides),
]
PaddingField = Annotated[
    Annotated[Literal["same", "valid"], Tag(tag("word"))]
    | Annotated[Padding, Tag(tag("one"))]
    | Annotated[tuple[Padding, Padding], Tag(tag("pair"))],
    Discriminator(_word_or_sides),
]
GroupsField = Annotated[
    Annotated[Literal["depthwise"], Tag(tag("word"))] | Annotated[Size, Tag(tag("one"))],
    Discriminator(lambda value: tag("word" if isinstance(value, str) else "one")),
]


class ConvolutionLayer(Section):
    """A convolutional layer."""

    type: Literal["convolution"]
    """The kind of layer: "convolution"."""
    filters: Size
    """Channels of the output."""
    kernel: SidesField
    """Size of the kernel: one number, or [rows, columns]."""
    stride: SidesField = 1.0
    """Step of the kernel: one number, or [rows, columns]."""
    padding: PaddingField = "valid"
    """"valid", "same", or the values added on each side: one number, or [rows, columns]."""
    dilation: SidesField = 1.0
    """Distance between the taps of the kernel."""
    groups: GroupsField = 1.0
    """Groups that the channels fall into, or "depthwise"."""


class PoolingLayer(Section):
    """A pooling layer without padding."""

    type: Literal["pooling"]
    """The kind of layer: "pooling"."""
    kernel: SidesField
    """Size of the window: one number, or [rows, columns]."""
    stride: SidesField | None = None
    """Step of the window; by default its size."""


class GlobalPoolingLayer(Section):
    """An average over all rows and columns."""

    type: Literal["global-pooling"]
    """The kind of layer: "global-pooling"."""


class DenseLayer(Section):
    """A fully connected layer on the flattened map."""

    type: Literal["dense"]
    """The kind of layer: "dense"."""
    outputs: Size
    """Width of the layer."""


LAYERS: Final = {
    "convolution": ConvolutionLayer,
    "pooling": PoolingLayer,
    "global-pooling": GlobalPoolingLayer,
    "dense": DenseLayer,
}
"""Kinds of layers of a convolutional network."""


def _layer(value: Any) -> str:
    """Tell which kind of layer the user chose."""
    kind = said(value, "type")
    return tag(LAYERS[kind]) if kind in LAYERS else "other"


Layer = Annotated[
    Annotated[ConvolutionLayer, Tag(tag(ConvolutionLayer))]
    | Annotated[PoolingLayer, Tag(tag(PoolingLayer))]
    | Annotated[GlobalPoolingLayer, Tag(tag(GlobalPoolingLayer))]
    | Annotated[DenseLayer, Tag(tag(DenseLayer))],
    Discriminator(_layer),
]


class CnnSection(Section):
    """A convolutional network."""

    family: Literal["cnn"]
    """The family: "cnn"."""
    rows: Size
    """Rows of the input."""
    columns: Size = 1.0
    """Columns of the input; 1 for a time series."""
    channels: Size = 1.0
    """Channels of the input."""
    layers: tuple[Layer, ...]
    """Layers, the first at the input."""
    counting: Counting | None = None
    """Convention for operations beside multiply-accumulates; by default the profile's."""

    @model_validator(mode="after")
    def _windows_fit(self) -> CnnSection:
        if not self.layers:
            raise refuse("a network without layers", "add [[model.layers]] tables")
        check_windows(self.rows, self.columns, self.channels, self.layers)
        return self
