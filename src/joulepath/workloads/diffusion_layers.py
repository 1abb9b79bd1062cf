"""Layers of transformers that take noise out of pictures, told by the tokens they see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

__all__ = [
    "TIME_FREQUENCIES",
    "Attention",
    "Linear",
    "Network",
    "Seen",
    "embedding",
    "feed_forward",
    "pair_macs",
]

Seen = Literal["image", "text", "both", "once"]
"""Tokens that a layer sees: those of the picture, of the text, all of them, or none of them."""

TIME_FREQUENCIES: Final = 256
"""Sines and cosines that stand for the step."""


@dataclass(frozen=True)
class Linear:
    """Layers that map every token they see in the same way."""

    seen: Seen
    """Tokens that they see."""
    inputs: int
    """Values that each output is made of."""
    outputs: int
    """Values that come out for a token."""
    times: int = 1
    """Layers of this shape."""
    bias: bool = True
    """Whether each output has a value of its own added."""
    runs: int = 1
    """Times that a layer is computed in a pass, where it sees none of the tokens."""
    trained: bool = True
    """Whether its weights are trained, or come out of other layers."""

    @property
    def weights(self) -> int:
        """Trained values."""
        each = self.inputs * self.outputs + self.outputs * self.bias
        return self.times * each * self.trained

    @property
    def macs(self) -> int:
        """Multiply-accumulates for a token, or for a pass where it sees none."""
        return self.times * self.runs * self.inputs * self.outputs


@dataclass(frozen=True)
class Attention:
    """Attention layers."""

    asking: Seen
    """Tokens that attend."""
    answering: Seen
    """Tokens that they attend to."""
    width: int
    """Values of a query."""
    times: int
    """Layers of this shape."""


@dataclass(frozen=True)
class Network:
    """A transformer, layer by layer."""

    layers: tuple[Linear, ...]
    """Linear layers."""
    attentions: tuple[Attention, ...]
    """Attention layers."""
    other: int
    """Trained values of normalisations and tables."""
    blocks: float
    """Blocks; a second attention of a block to the picture counts as half of one."""
    width: int
    """Values that travel from block to block for each token."""
    head: int
    """Width of an attention head."""
    side: int
    """Rows, and columns, of latents that a token stands for."""
    normed: bool
    """Whether queries and keys are normalised."""

    @property
    def weights(self) -> int:
        """All trained values."""
        return sum(layer.weights for layer in self.layers) + self.other

    @property
    def widest(self) -> int:
        """Values of a token that its widest layer reads or writes."""
        return max(
            layer.outputs if layer.outputs > layer.inputs else layer.inputs
            for layer in self.layers
            if layer.seen in {"image", "both"}
        )

    def macs(self, seen: Seen) -> int:
        """Multiply-accumulates of linear layers for a token of a kind, or for a pass."""
        kinds = {seen} if seen == "once" else {seen, "both"}
        return sum(layer.macs for layer in self.layers if layer.seen in kinds)


def embedding(inputs: int, width: int, seen: Seen = "once") -> tuple[Linear, Linear]:
    """Two layers that bring something to the width of the transformer."""
    return Linear(seen, inputs, width), Linear(seen, width, width)


def feed_forward(seen: Seen, width: int, hidden: int, times: int) -> tuple[Linear, Linear]:
    """The two layers of a feed-forward part."""
    return Linear(seen, width, hidden, times), Linear(seen, hidden, width, times)


def pair_macs(attentions: Iterable[Attention], one: Seen, other: Seen) -> int:
    """Multiply-accumulates of attention for each pair of a token of one kind and one of another."""
    directions: set[tuple[Seen, Seen]] = {(one, other), (other, one)}
    return sum(
        2 * layer.width * layer.times
        for layer in attentions
        for asking, answering in directions
        if _sees(layer, asking, answering)
    )


def _sees(layer: Attention, asking: Seen, answering: Seen) -> bool:
    return layer.asking in {asking, "both"} and layer.answering in {answering, "both"}
