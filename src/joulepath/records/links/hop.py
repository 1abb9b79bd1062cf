"""A link of a path, by its frames and the states of its radio."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from joulepath.core.quantities import Inference, Ratio, Sample

if TYPE_CHECKING:
    from joulepath.records.links.links import Link
    from joulepath.records.links.network import NetworkPath
    from joulepath.records.links.protocols import Stack
    from joulepath.records.links.relays import RelayChain
else:  # most scenarios need none of the technologies and protocols, let alone all
    Link: TypeAlias = Any
    NetworkPath: TypeAlias = Any
    RelayChain: TypeAlias = Any
    Stack: TypeAlias = Any

__all__ = ["FramedHop"]


@dataclass(frozen=True)
class FramedHop:
    """One link of a path by its frames and the states of its radio."""

    link: Link
    """Technology, radio and settings of the link."""
    stack: Stack | None
    """Protocols above it; none for messages that go into frames as they are."""
    compression: Ratio
    """Size of a message after compression by its size before; 1 for none."""
    samples_per_message: Sample
    """Samples that one message carries."""
    answers_per_message: Inference
    """Answers that one message carries."""
    network: NetworkPath | None = None
    """What messages cross behind the link on their way to a server; none where not counted."""
    relays: RelayChain | None = None
    """Routers that hand messages on; none for a link of one hop."""
