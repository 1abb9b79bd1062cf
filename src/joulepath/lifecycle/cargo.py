"""What is to be sent over a path."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Bit, Inference, Sample, Second
from joulepath.records.links.traffic import Direction

__all__ = ["Answers", "Cargo", "Samples", "Whole"]


@dataclass(frozen=True)
class Samples:
    """Samples that are sent."""

    count: Sample
    """Their number."""


@dataclass(frozen=True)
class Answers:
    """Answers that are sent."""

    count: Inference
    """Inferences that are answered."""


@dataclass(frozen=True)
class Whole:
    """One message that holds everything, e.g. a piece of a model."""


@dataclass(frozen=True)
class Cargo:
    """What is to be sent over a path."""

    bits: Bit
    """Bits of the application."""
    items: Samples | Answers | Whole
    """What falls into messages."""
    direction: Direction
    """Whether devices send or receive it."""
    request: Bit | None = None
    """What the device sent to get it, if it is an answer to that."""
    time: Second | None = None
    """Time until as much is sent again, where that is known."""
