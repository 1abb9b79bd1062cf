"""The ways in which a scenario may describe its model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Tag, model_validator

from joulepath.core.quantities import Num
from joulepath.scenario.fields import Quantity, refuse

__all__ = [
    "CnnSection",
    "ConvolutionLayer",
    "DenseLayer",
    "FileSection",
    "GivenSection",
    "GlobalPoolingLayer",
    "KanSection",
    "MlpSection",
    "ModelSection",
    "PoolingLayer",
    "TransformerSection",
]

Size = Annotated[Num, Quantity("1", minimum=1, maximum=1e9, whole=True)]
Padding = Annotated[Num, Quantity("1", minimum=0, maximum=1e6, whole=True)]
Sides = Size | tuple[Size, Size]
Counting = Literal["full", "paper", "calflops"]


class _Section(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, use_attribute_docstrings=True, arbitrary_types_allowed=True
    )


def _sides(value: Any) -> str:
    return "pair" if isinstance(value, (list, tuple)) else "one"


def _same_or_sides(value: Any) -> str:
    return "word" if isinstance(value, str) else _sides(value)


SidesField = Annotated[
    Annotated[Size, Tag("one")] | Annotated[tuple[Size, Size], Tag("pair")],
    Discriminator(_sides),
]
PaddingField = Annotated[
    Annotated[Literal["same", "valid"], Tag("word")]
    | Annotated[Padding, Tag("one")]
    | Annotated[tuple[Padding, Padding], Tag("pair")],
    Discriminator(_same_or_sides),
]


class FileSection(_Section):
    """A model file."""

    file: str
    """Path of an ONNX file, relative to the scenario."""


class MlpSection(_Section):
    """A multilayer perceptron."""

    family: Literal["mlp"]
    """The family: "mlp"."""
    widths: Annotated[tuple[Size, ...], AfterValidator(lambda v: _at_least_two(v))]
    """Values of the input, then outputs of each layer, e.g. [10, 10, 2]."""
    counting: Counting | None = None
    """Convention for operations beside multiply-accumulates; by default the profile's."""


class KanSection(_Section):
    """A Kolmogorov-Arnold network."""

    family: Literal["kan"]
    """The family: "kan"."""
    widths: Annotated[tuple[Size, ...], AfterValidator(lambda v: _at_least_two(v))]
    """Values of the input, then outputs of each layer."""
    grid: Size
    """Intervals of the spline grid."""
    order: Annotated[Num, Quantity("1", minimum=1, maximum=20, whole=True)] = 3.0
    """Degree of the splines."""
    nonlinearity: Annotated[Num, Quantity("1", minimum=0)] = 2.0
    """Operations of the base activation for each input of a layer."""


class ConvolutionLayer(_Section):
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
    groups: Size | Literal["depthwise"] = 1.0
    """Groups that the channels fall into, or "depthwise"."""


class PoolingLayer(_Section):
    """A pooling layer without padding."""

    type: Literal["pooling"]
    """The kind of layer: "pooling"."""
    kernel: SidesField
    """Size of the window: one number, or [rows, columns]."""
    stride: SidesField | None = None
    """Step of the window; by default its size."""


class GlobalPoolingLayer(_Section):
    """An average over all rows and columns."""

    type: Literal["global-pooling"]
    """The kind of layer: "global-pooling"."""


class DenseLayer(_Section):
    """A fully connected layer on the flattened map."""

    type: Literal["dense"]
    """The kind of layer: "dense"."""
    outputs: Size
    """Width of the layer."""


Layer = Annotated[
    ConvolutionLayer | PoolingLayer | GlobalPoolingLayer | DenseLayer, Discriminator("type")
]


class CnnSection(_Section):
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
    def _has_layers(self) -> CnnSection:
        if not self.layers:
            raise refuse("a network without layers", "add [[model.layers]] tables")
        return self


class TransformerSection(_Section):
    """A decoder transformer."""

    family: Literal["transformer"]
    """The family: "transformer"."""
    tokens: Size
    """Tokens of one sample (the context length)."""
    width: Size
    """Width of the model (the embedding size)."""
    heads: Size
    """Attention heads, a divisor of the width."""
    key_value_heads: Size | None = None
    """Heads with keys and values of their own, a divisor of the heads; by default all."""
    blocks: Size
    """Decoder blocks."""
    feed_forward: Size
    """Width of the hidden feed-forward layer."""
    gated: bool = False
    """Whether the feed-forward layer has a gate, a third matrix."""
    vocabulary: Annotated[Num, Quantity("1", minimum=1, maximum=1e7, whole=True)] | None = None
    """Entries of the embedding; without it neither embedding nor head is counted."""
    tied: bool = False
    """Whether embedding and head share their weights."""
    mask: Literal["causal", "full"] = "full"
    """Count only the token pairs a causal mask leaves visible, or all of them."""

    @model_validator(mode="after")
    def _heads_divide(self) -> TransformerSection:
        _check_divides(self.heads, self.width, "heads", "width")
        if self.key_value_heads is not None:
            _check_divides(self.key_value_heads, self.heads, "key_value_heads", "heads")
        return self


class GivenSection(_Section):
    """A model known only by the work of a forward pass."""

    family: Literal["given"]
    """The family: "given"."""
    forward: Annotated[Num, Quantity("flop/sample", above=0)]
    """Floating-point operations of one forward pass, e.g. "670 FLOP/sample"."""


FAMILIES = ("mlp", "cnn", "kan", "transformer", "given")


def _way(value: Any) -> str:
    """Tell which way of describing a model the user chose."""
    if isinstance(value, (str, Path)):
        return "path"
    if isinstance(value, Mapping):
        table = cast("Mapping[str, Any]", value)
        return "file" if "file" in table else str(table.get("family", "none"))
    family = getattr(value, "family", None)
    return str(family) if family else "file" if isinstance(value, FileSection) else "other"


ModelSection = Annotated[
    Annotated[str, Tag("path")]
    | Annotated[FileSection, Tag("file")]
    | Annotated[MlpSection, Tag("mlp")]
    | Annotated[CnnSection, Tag("cnn")]
    | Annotated[KanSection, Tag("kan")]
    | Annotated[TransformerSection, Tag("transformer")]
    | Annotated[GivenSection, Tag("given")],
    Discriminator(_way),
]


def _at_least_two(widths: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(widths) < 2:
        raise refuse(
            f"{len(widths)} width(s)", "give the input and at least one layer, e.g. [10, 2]"
        )
    return widths


def _check_divides(part: Any, whole: Any, part_name: str, whole_name: str) -> None:
    rest = whole % part
    if rest.any() if hasattr(rest, "any") else rest:
        raise refuse(
            f"{part_name} = {part} does not divide {whole_name} = {whole}",
            f"choose {part_name} that divide {whole_name} without remainder",
        )
