"""A link of a path, by its frames and the states of its radio."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from joulepath.core.quantities import Inference, Sample

if TYPE_CHECKING:
    from joulepath.records.links.links import Link
else:
    Link: TypeAlias = Any  # most scenarios need none of the technologies, let alone all

__all__ = ["FramedHop"]


@dataclass(frozen=True)
class FramedHop:
    """One link of a path by its frames and the states of its radio."""

    link: Link
    """Technology, radio and settings of the link."""
    samples_per_message: Sample
    """Samples that one message carries."""
    answers_per_message: Inference
    """Answers that one message carries."""
