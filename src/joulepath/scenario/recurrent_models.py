"""Tables of recurrent networks: plain, LSTM and GRU."""

from __future__ import annotations

from typing import Literal

from pydantic import StrictBool, model_validator

from joulepath.scenario.fields import anywhere, refuse
from joulepath.scenario.section import Section
from joulepath.scenario.sizes import Activation, Size, shown_size

__all__ = ["GruSection", "LstmSection", "RecurrentSection", "RnnSection"]


class RecurrentSection(Section):
    """A stack of recurrent layers over a sequence."""

    steps: Size
    """Steps of one sample; 1 for a network that keeps its state from sample to sample."""
    features: Size
    """Values of one step."""
    hidden: Size
    """Hidden values of a layer and direction."""
    layers: Size = 1.0
    """Layers, one on top of another."""
    bidirectional: StrictBool = False
    """Whether each layer reads the sequence in both directions."""
    biases: Literal["torch", "keras"] = "torch"
    """Parameters as in PyTorch and ONNX (two biases a gate) or Keras (mostly one)."""
    outputs: Size | None = None
    """Width of a fully connected layer that answers; without it the states are the answer."""
    output_steps: Literal["last", "every"] = "last"
    """Whether that layer answers once after the last step, or at every step."""
    activation: Activation = "none"
    """What becomes of the outputs: "none", "sigmoid" or "softmax"."""

    @model_validator(mode="after")
    def _answers(self) -> RecurrentSection:
        said = {"output_steps", "activation"} & self.model_fields_set
        if self.outputs is None and said:
            key = min(said)
            raise refuse(f"{key} without outputs", "add outputs, or leave it out", (key,))
        return self


class RnnSection(RecurrentSection):
    """A plain recurrent network (Elman)."""

    family: Literal["rnn"]
    """The family: "rnn"."""


class LstmSection(RecurrentSection):
    """A long short-term memory."""

    family: Literal["lstm"]
    """The family: "lstm"."""
    projection: Size | None = None
    """Values that the hidden ones are projected to, fewer than those; by default none."""

    @model_validator(mode="after")
    def _projection_is_narrow(self) -> LstmSection:
        if self.projection is not None and anywhere(self.projection >= self.hidden):
            shown = shown_size(self.projection)
            what = f"projection = {shown} is not less than hidden = {shown_size(self.hidden)}"
            raise refuse(what, "choose fewer values, or leave it out", ("projection",))
        return self


class GruSection(RecurrentSection):
    """A network of gated recurrent units."""

    family: Literal["gru"]
    """The family: "gru"."""
    reset: Literal["after", "before"] = "after"
    """Reset gate after the product with the state (PyTorch, cuDNN, Keras 2) or before it."""
