"""The ways in which a scenario may describe its model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, cast

from pydantic import AfterValidator, Discriminator, StrictBool, Tag, model_validator

from joulepath.core.quantities import Num
from joulepath.scenario.fields import Quantity, anywhere, refuse
from joulepath.scenario.geometry import check_windows
from joulepath.scenario.section import Section, tag

__all__ = [
    "FAMILIES",
    "LAYERS",
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
Counting = Literal["full", "paper", "calflops"]


def _at_least_two(widths: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(widths) < 2:
        what = "a single width" if widths else "no widths"
        raise refuse(what, "give the input and at least one layer, e.g. [10, 2]")
    return widths


Widths = Annotated[tuple[Size, ...], AfterValidator(_at_least_two)]


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


class FileSection(Section):
    """A model file."""

    file: str
    """Path of an ONNX or TensorFlow Lite file, relative to the scenario."""


class MlpSection(Section):
    """A multilayer perceptron."""

    family: Literal["mlp"]
    """The family: "mlp"."""
    widths: Widths
    """Values of the input, then outputs of each layer, e.g. [10, 10, 2]."""
    counting: Counting | None = None
    """Convention for operations beside multiply-accumulates; by default the profile's."""


class KanSection(Section):
    """A Kolmogorov-Arnold network."""

    family: Literal["kan"]
    """The family: "kan"."""
    widths: Widths
    """Values of the input, then outputs of each layer."""
    grid: Size
    """Intervals of the spline grid."""
    order: Annotated[Num, Quantity("1", minimum=1, maximum=20, whole=True)] = 3.0
    """Degree of the splines."""
    nonlinearity: Annotated[Num, Quantity("1", minimum=0)] = 2.0
    """Operations of the base activation for each input of a layer."""


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
    kind = _said(value, "type")
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


class TransformerSection(Section):
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
    gated: StrictBool = False
    """Whether the feed-forward layer has a gate, a third matrix."""
    vocabulary: Annotated[Num, Quantity("1", minimum=1, maximum=1e7, whole=True)] | None = None
    """Entries of the embedding; without it neither embedding nor head is counted."""
    tied: StrictBool = False
    """Whether embedding and head share their weights."""
    mask: Literal["causal", "full"] = "full"
    """Count only the token pairs a causal mask leaves visible, or all of them."""

    @model_validator(mode="after")
    def _heads_divide(self) -> TransformerSection:
        _check_divides(self.heads, self.width, "heads", "width")
        if self.key_value_heads is not None:
            _check_divides(self.key_value_heads, self.heads, "key_value_heads", "heads")
        return self


class GivenSection(Section):
    """A model known only by the work of a forward pass."""

    family: Literal["given"]
    """The family: "given"."""
    forward: Annotated[Num, Quantity("flop/sample", above=0)]
    """Floating-point operations of one forward pass, e.g. "670 FLOP/sample"."""


FAMILIES: Final = {
    "mlp": MlpSection,
    "cnn": CnnSection,
    "kan": KanSection,
    "transformer": TransformerSection,
    "given": GivenSection,
}
"""Model families that a table may describe."""


def _way(value: Any) -> str:
    """Tell which way of describing a model the user chose."""
    if isinstance(value, str):
        return tag("path")
    if isinstance(value, FileSection) or (isinstance(value, Mapping) and "file" in value):
        return tag(FileSection)
    family = _said(value, "family")
    return tag(FAMILIES[family]) if family in FAMILIES else "other"


def _said(value: Any, key: str) -> str:
    """Text at a key of a table or section."""
    if isinstance(value, Mapping):
        return str(cast("Mapping[str, Any]", value).get(key))
    return str(getattr(value, key, None))


ModelSection = Annotated[
    Annotated[str, Tag(tag("path"))]
    | Annotated[FileSection, Tag(tag(FileSection))]
    | Annotated[MlpSection, Tag(tag(MlpSection))]
    | Annotated[CnnSection, Tag(tag(CnnSection))]
    | Annotated[KanSection, Tag(tag(KanSection))]
    | Annotated[TransformerSection, Tag(tag(TransformerSection))]
    | Annotated[GivenSection, Tag(tag(GivenSection))],
    Discriminator(_way),
]


def _check_divides(part: Any, whole: Any, part_name: str, whole_name: str) -> None:
    if anywhere(whole % part != 0):
        raise refuse(
            f"{part_name} = {_shown(part)} does not divide {whole_name} = {_shown(whole)}",
            f"choose {part_name} that divide {whole_name} without remainder",
        )


def _shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) else "an array"
