"""Selective state spaces: what a Mamba block computes and keeps."""

from __future__ import annotations

from dataclasses import dataclass, replace

from joulepath.records.workload import TrainedMatrix
from joulepath.workloads.huggingface_parts import (
    Part,
    Step,
    activation,
    following,
    linear,
    root_mean_square_norm,
    together,
)

__all__ = ["GroupedStateSpace", "StateSpace"]


@dataclass(frozen=True)
class StateSpace:
    """A gated causal convolution and a recurrence whose coefficients depend on the token."""

    width: int
    inner: int
    states: int
    kernel: int
    rank: int
    bias: bool
    convolution_bias: bool
    window: int | None = None
    cached: int = 0

    @property
    def state(self) -> int:
        """The recurrent state and the last inputs of the convolution."""
        return self.inner * (self.states + self.kernel)

    def parts(self, step: Step) -> list[Part]:
        """Operators."""
        return [self._projections(step.tokens), self._convolution(step.tokens), self._scan(step)]

    def _projections(self, tokens: int) -> Part:
        inner = self.inner
        parts = (
            linear(tokens, self.width, {"input": 2 * inner}, 2 * inner * self.bias),
            following("coefficients", linear(tokens, inner, self.rank + 2 * self.states)),
            following("steps", linear(tokens, self.rank, inner, inner)),
            following("output", linear(tokens, inner, self.width, self.width * self.bias)),
        )
        return together("state space projections", "Linear", parts)

    def _convolution(self, tokens: int) -> Part:
        values, biases = tokens * self.inner, self.inner * self.convolution_bias
        depthwise = Part(
            "convolution",
            "Conv",
            macs=values * self.kernel,
            trained_macs=values * self.kernel,
            matrices=(TrainedMatrix("", self.kernel, 1, values, copies=self.inner),),
            elementwise=tokens * biases,
            parameters=self.inner * self.kernel + biases,
            read=values,
            written=values,
            output=values,
        )
        return together("convolution", "Conv", (depthwise, activation("silu", values)))

    def _scan(self, step: Step) -> Part:
        values = step.tokens * self.inner
        cells = values * self.states
        steps, gates = activation("softplus", values), activation("silu", values, gated=True)
        return Part(
            "state space scan",
            "Scan",
            # Decay and answer of each cell, and the direct path of each channel.
            macs=2 * cells + values,
            trained_macs=values,
            matrices=(TrainedMatrix("direct path", 1, 1, values, copies=self.inner),),
            # Step times decay, and step times input times the token's input vector.
            elementwise=2 * cells + values + steps.elementwise + gates.elementwise,
            special=cells + steps.special + gates.special,
            parameters=self.inner * (self.states + 1),
            # Inputs, steps and gates of all channels, then the two vectors of the token.
            read=3 * values + 2 * step.tokens * self.states,
            written=values,
            output=values,
        )


@dataclass(frozen=True)
class GroupedStateSpace:
    """A state space whose channels share decays in heads, and input vectors in groups (Mamba 2).

    It is counted token by token; the chunks in which long texts are computed take more.
    """

    width: int
    heads: int
    head_width: int
    groups: int
    states: int
    kernel: int
    bias: bool
    convolution_bias: bool
    window: int | None = None
    cached: int = 0

    @property
    def inner(self) -> int:
        """Channels."""
        return self.heads * self.head_width

    @property
    def mixed(self) -> int:
        """Channels of the convolution: inputs and the two vectors of each group."""
        return self.inner + 2 * self.groups * self.states

    @property
    def state(self) -> int:
        """The recurrent state and the last inputs of the convolution."""
        return self.inner * self.states + self.mixed * self.kernel

    def parts(self, step: Step) -> list[Part]:
        """Operators."""
        tokens, inner = step.tokens, self.inner
        written = inner + self.mixed + self.heads
        projections = (
            linear(tokens, self.width, {"input": written}, written * self.bias),
            following("output", linear(tokens, inner, self.width, self.width * self.bias)),
        )
        return [
            together("state space projections", "Linear", projections),
            self._convolution(tokens),
            self._scan(tokens),
            self._gated_norm(tokens),
        ]

    def _convolution(self, tokens: int) -> Part:
        values, biases = tokens * self.mixed, self.mixed * self.convolution_bias
        depthwise = Part(
            "convolution",
            "Conv",
            macs=values * self.kernel,
            trained_macs=values * self.kernel,
            matrices=(TrainedMatrix("", self.kernel, 1, values, copies=self.mixed),),
            elementwise=tokens * biases,
            parameters=self.mixed * self.kernel + biases,
            read=values,
            written=values,
            output=values,
        )
        return together("convolution", "Conv", (depthwise, activation("silu", values)))

    def _scan(self, tokens: int) -> Part:
        values, steps = tokens * self.inner, activation("softplus", tokens * self.heads)
        cells = values * self.states
        return Part(
            "state space scan",
            "Scan",
            # Decay and answer of each cell, and the direct path of each channel.
            macs=2 * cells + values,
            trained_macs=values,
            matrices=(TrainedMatrix("direct path", 1, 1, values, copies=self.heads),),
            # Input times the token's vector, step times input; bias and decay of each head.
            elementwise=cells + values + 2 * tokens * self.heads + steps.elementwise,
            special=tokens * self.heads + steps.special,
            parameters=3 * self.heads,
            read=tokens * (self.mixed + self.heads),
            written=values,
            output=values,
        )

    def _gated_norm(self, tokens: int) -> Part:
        values = tokens * self.inner
        gate = activation("silu", values, gated=True)
        normal = root_mean_square_norm(tokens * self.groups, self.inner // self.groups)
        whole = together("gated norm", "RMSNorm", (gate, normal))
        return replace(whole, parameters=self.inner)
