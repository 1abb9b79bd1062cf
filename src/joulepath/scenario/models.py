"""The ways in which a scenario may describe its model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import Discriminator, StrictBool, Tag, model_validator

from joulepath.core.quantities import Num
from joulepath.scenario.classical_models import (
    BoostingSection,
    ForestSection,
    KnnSection,
    LinearSection,
    SvmSection,
)
from joulepath.scenario.cnn_models import (
    LAYERS,
    CnnSection,
    ConvolutionLayer,
    DenseLayer,
    GlobalPoolingLayer,
    PoolingLayer,
)
from joulepath.scenario.fields import Quantity, refuse
from joulepath.scenario.graph_models import (
    GatSection,
    GcnSection,
    GinSection,
    GraphSageSection,
)
from joulepath.scenario.recurrent_models import GruSection, LstmSection, RnnSection
from joulepath.scenario.section import Section, said, tag
from joulepath.scenario.sizes import Counting, Size, Widths, check_divides, check_most

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


class FileSection(Section):
    """A model file."""

    file: str
    """Path of a model file (ONNX, TensorFlow Lite, Keras, ...), relative to the scenario."""


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
    experts: Size | None = None
    """Feed-forward layers side by side in a block; by default one, without a router."""
    active_experts: Size | None = None
    """Experts that a token goes to; needed with experts."""

    @model_validator(mode="after")
    def _heads_divide(self) -> TransformerSection:
        check_divides(self.heads, self.width, "heads", "width")
        if self.key_value_heads is not None:
            check_divides(self.key_value_heads, self.heads, "key_value_heads", "heads")
        return self

    @model_validator(mode="after")
    def _experts_are_chosen(self) -> TransformerSection:
        match self.experts, self.active_experts:
            case None, None:
                return self
            case None, _:
                raise refuse("active_experts without experts", "add experts", ("active_experts",))
            case _, None:
                remedy = "add active_experts, those that a token goes to"
                raise refuse("experts without active_experts", remedy, ("experts",))
            case experts, active:
                check_most(active, experts, "active_experts", "experts")
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
    "rnn": RnnSection,
    "lstm": LstmSection,
    "gru": GruSection,
    "gcn": GcnSection,
    "graphsage": GraphSageSection,
    "gin": GinSection,
    "gat": GatSection,
    "random-forest": ForestSection,
    "gradient-boosting": BoostingSection,
    "linear": LinearSection,
    "svm": SvmSection,
    "knn": KnnSection,
    "given": GivenSection,
}
"""Model families that a table may describe."""


def _way(value: Any) -> str:
    """Tell which way of describing a model the user chose."""
    if isinstance(value, str):
        return tag("path")
    if isinstance(value, FileSection) or (isinstance(value, Mapping) and "file" in value):
        return tag(FileSection)
    family = said(value, "family")
    return tag(FAMILIES[family]) if family in FAMILIES else "other"


ModelSection = Annotated[
    Annotated[str, Tag(tag("path"))]
    | Annotated[FileSection, Tag(tag(FileSection))]
    | Annotated[MlpSection, Tag(tag(MlpSection))]
    | Annotated[CnnSection, Tag(tag(CnnSection))]
    | Annotated[KanSection, Tag(tag(KanSection))]
    | Annotated[TransformerSection, Tag(tag(TransformerSection))]
    | Annotated[RnnSection, Tag(tag(RnnSection))]
    | Annotated[LstmSection, Tag(tag(LstmSection))]
    | Annotated[GruSection, Tag(tag(GruSection))]
    | Annotated[GcnSection, Tag(tag(GcnSection))]
    | Annotated[GraphSageSection, Tag(tag(GraphSageSection))]
    | Annotated[GinSection, Tag(tag(GinSection))]
    | Annotated[GatSection, Tag(tag(GatSection))]
    | Annotated[ForestSection, Tag(tag(ForestSection))]
    | Annotated[BoostingSection, Tag(tag(BoostingSection))]
    | Annotated[LinearSection, Tag(tag(LinearSection))]
    | Annotated[SvmSection, Tag(tag(SvmSection))]
    | Annotated[KnnSection, Tag(tag(KnnSection))]
    | Annotated[GivenSection, Tag(tag(GivenSection))],
    Discriminator(_way),
]
