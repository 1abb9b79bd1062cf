"""Blocks of networks: attention, and the norms around it and the layer that follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol, TypeAlias

from joulepath.workloads.huggingface_experts import Experts, FeedForward
from joulepath.workloads.huggingface_parts import (
    Part,
    Step,
    attended,
    following,
    layer_norm,
    linear,
    residual,
    root_mean_square_norm,
    together,
)

__all__ = [
    "Attention",
    "Block",
    "LatentAttention",
    "Mixer",
    "Norm",
    "norm",
    "rotary",
]

Norm: TypeAlias = Literal["layer", "root-mean-square"]


class Mixer(Protocol):
    """Whatever passes information from token to token."""

    @property
    def window(self) -> int | None:
        """Tokens that each one sees at most."""
        ...

    @property
    def cached(self) -> int:
        """Values kept for each token seen."""
        ...

    @property
    def state(self) -> int:
        """Values kept however many tokens are seen."""
        ...

    def parts(self, step: Step) -> list[Part]:
        """Operators."""
        ...


@dataclass(frozen=True)
class Attention:
    """Attention of heads that may share keys and values."""

    width: int
    heads: int
    key_value_heads: int
    head_width: int
    causal: bool = True
    window: int | None = None
    input_biases: int = 0
    """Outputs with a bias among queries, keys and values."""
    output_bias: bool = False
    turned: int = 0
    """Values of a head that carry a rotary position."""
    head_norm: bool = False
    """Whether queries and keys of each head are normalised."""
    sinks: bool = False
    """Whether each head has a trained score that no token takes."""
    scaled: bool = True
    """Whether scores are divided by a constant."""
    whole_norm: bool = False
    """Whether the queries of all heads are normalised together, and so are the keys."""
    capped: bool = False
    """Whether scores pass through a hyperbolic tangent, between a quotient and a product."""
    sloped: bool = False
    """Whether the distance of two tokens is added to their score."""
    state: int = 0

    @property
    def cached(self) -> int:
        """Keys and values of a token."""
        return 2 * self.key_value_heads * self.head_width

    def parts(self, step: Step) -> list[Part]:
        """Operators."""
        inner = self.heads * self.head_width
        biases = self.width if self.output_bias else 0
        projections = together(
            "attention projections",
            "Linear",
            (
                linear(step.tokens, self.width, self._asked(inner), self.input_biases),
                following("output", linear(step.tokens, inner, self.width, biases)),
            ),
        )
        return [projections, *self._positions(step.tokens), self._scores(step)]

    def _asked(self, inner: int) -> dict[str, int]:
        shared = self.key_value_heads * self.head_width
        return {"query": inner, "key": shared, "value": shared}

    def _positions(self, tokens: int) -> list[Part]:
        vectors = tokens * (self.heads + self.key_value_heads)
        parts: list[Part] = []
        if self.head_norm:
            # One scale for all queries, another for all keys.
            scales = 2 * self.head_width
            every = root_mean_square_norm(vectors, self.head_width)
            parts.append(replace(every, name="query and key norms", parameters=scales))
        if self.whole_norm:
            inner, keys = self.heads * self.head_width, self.key_value_heads * self.head_width
            norms = [root_mean_square_norm(tokens, size) for size in (inner, keys)]
            parts.append(together("query and key norms", "RMSNorm", norms))
        if self.turned:
            parts.append(rotary(vectors, self.turned))
        return parts

    def _scores(self, step: Step) -> Part:
        pairs = step.pairs(self.window, self.causal)
        part = attended(
            pairs,
            step.tokens,
            self.heads,
            compared=self.head_width,
            summed=self.head_width,
            scaled=self.scaled,
        )
        sinks, scores = self.heads * self.sinks, self.heads * pairs
        changed = scores * (self.capped + self.sloped)
        return replace(
            part,
            read=part.written + step.kept(self.window) * self.cached,
            elementwise=part.elementwise + 2 * sinks * step.tokens + changed,
            special=part.special + sinks * step.tokens + 2 * scores * self.capped,
            comparisons=part.comparisons + sinks * step.tokens,
            parameters=sinks,
        )


@dataclass(frozen=True)
class LatentAttention:
    """Attention whose keys and values are kept as one short vector a token.

    Prompts are read with keys and values expanded. A token written later multiplies its query
    with the expanding matrix instead and attends to the short vectors themselves, which takes
    as many multiply-accumulates for the matrices and spares expanding all that is remembered.
    """

    width: int
    heads: int
    query_rank: int | None
    key_value_rank: int
    plain: int
    """Values of a head's query and key without a position."""
    turned: int
    """Values of a head's query, and of the key all heads share, with a rotary position."""
    value_width: int
    bias: bool = False
    """Whether the maps into the short vectors and the last one have a bias."""
    window: int | None = None
    state: int = 0

    @property
    def cached(self) -> int:
        """The short vector and the key with a position."""
        return self.key_value_rank + self.turned

    def parts(self, step: Step) -> list[Part]:
        """Operators."""
        tokens, rank = step.tokens, self.key_value_rank
        norms = [root_mean_square_norm(tokens, r) for r in (self.query_rank, rank) if r]
        return [
            together("attention projections", "Linear", self._projections(tokens)),
            together("query and key norms", "RMSNorm", norms),
            rotary(tokens * (self.heads + 1), self.turned),
            self._scores(step),
        ]

    def _projections(self, tokens: int) -> list[Part]:
        queries = self.heads * (self.plain + self.turned)
        expanded, answer = (
            self.heads * (self.plain + self.value_width),
            self.heads * self.value_width,
        )
        rank = self.query_rank
        if rank is None:
            asked = [linear(tokens, self.width, {"query": queries})]
        else:
            asked = [
                linear(tokens, self.width, {"query down": rank}, self.bias * rank),
                following("query up", linear(tokens, rank, queries)),
            ]
        kept = {"key and value down": self.cached}
        return [
            *asked,
            linear(tokens, self.width, kept, self.bias * self.cached),
            following("key and value up", linear(tokens, self.key_value_rank, expanded)),
            following("output", linear(tokens, answer, self.width, self.bias * self.width)),
        ]

    def _scores(self, step: Step) -> Part:
        rank, absorbed = self.key_value_rank, step.before > 0
        asked = (rank if absorbed else self.plain) + self.turned
        summed = rank if absorbed else self.value_width
        kept = self.cached if absorbed else self.heads * (asked + summed)
        pairs = step.pairs(None, causal=True)
        part = attended(pairs, step.tokens, self.heads, compared=asked, summed=summed)
        read = step.tokens * self.heads * asked + step.kept(None) * kept
        return replace(part, read=read)


@dataclass(frozen=True)
class Block:
    """Norms, a mixer of tokens, and a layer for each token on its own."""

    name: str
    mixer: Mixer
    channel: FeedForward | Experts | None
    width: int
    norm: Norm
    norms: int

    def parts(self, step: Step) -> Sequence[Part]:
        """Operators."""
        norms = together(
            "norms", _NAMES[self.norm], [norm(self.norm, step.tokens, self.width)] * self.norms
        )
        channel = self.channel.parts(step.tokens) if self.channel is not None else []
        sums = [residual(step.tokens * self.width)] * (2 if channel else 1)
        return [
            *self.mixer.parts(step),
            *channel,
            norms,
            together("residual sums", "Add", sums),
        ]


_NAMES = {"layer": "LayerNorm", "root-mean-square": "RMSNorm"}


def norm(kind: Norm, tokens: int, width: int) -> Part:
    """A normalisation of each token."""
    return (layer_norm if kind == "layer" else root_mean_square_norm)(tokens, width)


def rotary(vectors: int, turned: int) -> Part:
    """Rotary positions on some values of queries and keys."""
    values = vectors * turned
    return Part(
        "rotary positions",
        "Rotary",
        elementwise=3 * values,
        read=values,
        written=values,
        output=values,
    )
