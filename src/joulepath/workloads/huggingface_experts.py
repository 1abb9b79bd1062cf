"""Feed-forward layers, alone or as experts of which each token takes some."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from joulepath.workloads.huggingface_parts import (
    Part,
    activation,
    following,
    linear,
    resting,
    together,
)

__all__ = ["Experts", "FeedForward"]


@dataclass(frozen=True)
class FeedForward:
    """A layer out to a hidden width and back."""

    width: int
    hidden: int
    activation: str
    gated: bool = False
    bias: bool = False

    def parts(self, tokens: int) -> list[Part]:
        """Operators."""
        return [self.whole(tokens)]

    def whole(self, tokens: int) -> Part:
        """All operators as one."""
        out = {"gate": self.hidden, "up": self.hidden} if self.gated else {"up": self.hidden}
        down = linear(tokens, self.hidden, self.width, self.width * self.bias)
        parts = (
            linear(tokens, self.width, out, len(out) * self.hidden * self.bias),
            activation(self.activation, tokens * self.hidden, gated=self.gated),
            following("down", down),
        )
        return together("feed-forward", "FeedForward", parts)


@dataclass(frozen=True)
class Experts:
    """Feed-forward layers of which each token takes some."""

    expert: FeedForward
    count: int
    active: int
    shared: FeedForward | None = None
    shared_gate: bool = False
    """Whether the shared one is weighted by a sigmoid of a product of its own."""
    router_bias: bool = False
    scoring: Literal["softmax", "sigmoid", "softmax-of-chosen"] = "softmax"
    """``sigmoid`` has a trained correction for each expert."""

    def parts(self, tokens: int) -> list[Part]:
        """Operators."""
        each = self.expert.whole(1).parameters
        # Tokens may agree on their experts; none can wake more than this.
        awake = min(self.count, self.active * tokens)
        work = self.expert.whole(tokens * self.active)
        parts = [
            self._router(tokens),
            replace(
                work,
                name="experts",
                operator="Experts",
                parameters=each * awake,
                matrices=tuple(replace(matrix, copies=awake) for matrix in work.matrices),
            ),
            self._weighted_sum(tokens),
        ]
        if awake < self.count:
            parts.append(resting("experts not chosen", each * (self.count - awake)))
        if self.shared is not None:
            parts.append(replace(self.shared.whole(tokens), name="shared experts"))
        if self.shared_gate:
            parts.append(self._gate(tokens))
        return parts

    def _gate(self, tokens: int) -> Part:
        part = linear(tokens, self.expert.width, 1)
        products = tokens * self.expert.width
        return replace(
            part, name="gate of the shared experts", elementwise=products, special=tokens
        )

    def _router(self, tokens: int) -> Part:
        scores, chosen = tokens * self.count, tokens * self.active
        part = linear(tokens, self.expert.width, self.count, self.count * self.router_bias)
        corrections = self.count * (self.scoring == "sigmoid")
        exponentials = chosen if self.scoring == "softmax-of-chosen" else scores
        return replace(
            part,
            name="router",
            operator="Router",
            # A sum and a quotient of each exponential; the best are found one by one.
            elementwise=part.elementwise + exponentials + corrections * tokens,
            special=exponentials + chosen,
            comparisons=chosen * (self.count - 1),
            parameters=part.parameters + corrections,
        )

    def _weighted_sum(self, tokens: int) -> Part:
        values = tokens * self.active * self.expert.width
        written = tokens * self.expert.width
        return Part(
            "sum of experts",
            "Sum",
            elementwise=2 * values,
            read=values,
            written=written,
            output=written,
        )
