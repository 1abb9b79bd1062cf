"""Selective state spaces: what a Mamba block computes and keeps."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.records.workload import TrainedMatrix
from joulepath.workloads.huggingface_parts import (
    Part,
    Step,
    activation,
    following,
    linear,
    together,
)

__all__ = ["StateSpace"]


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
