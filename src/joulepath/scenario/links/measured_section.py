"""A link of measured powers and times: what a scenario may say of it."""

from __future__ import annotations

from typing import Annotated, Literal

from joulepath.catalogue import Catalogue
from joulepath.core.quantities import Num
from joulepath.records.links.measured import MeasuredLink
from joulepath.scenario.fields import Quantity
from joulepath.scenario.section import Section

__all__ = ["MeasuredSection"]

_Time = Annotated[Num, Quantity("s", minimum=0)]
_Power = Annotated[Num, Quantity("W", minimum=0)]
_Rate = Annotated[Num, Quantity("bit/s", above=0)]


class MeasuredSection(Section):
    """A link known by powers and times that you measured."""

    technology: Literal["measured"]
    """The word "measured"."""
    payload_limit: Annotated[Num, Quantity("bit", above=0)]
    """What a frame carries at most, e.g. "1460 B"."""
    frame_overhead: Annotated[Num, Quantity("bit", minimum=0)] = 0.0
    """What the link layer adds to each frame, e.g. "34 B"."""
    event_time: _Time
    """Time a message takes besides its frames: wake-up, connection, tail."""
    event_power: _Power
    """Mean power meanwhile."""
    frame_time: _Time = 0.0
    """Time a frame takes besides its bits: preamble, turn-around, acknowledgement."""
    frame_power: _Power = 0.0
    """Mean power meanwhile."""
    transmit_rate: _Rate
    """Rate at which the device sends, e.g. "1 Mbit/s"."""
    transmit_power: _Power
    """Power while it sends."""
    receive_rate: _Rate
    """Rate at which it receives."""
    receive_power: _Power
    """Power while it receives."""
    loss: Annotated[Num, Quantity("1", minimum=0, below=1)] = 0.0
    """Probability that a frame is lost and sent again, e.g. 0.02 or "2 %"."""
    attempts: Annotated[Num, Quantity("1", minimum=1, whole=True)] = 8.0
    """Times a frame is sent at most."""
    sleep: _Power = 0.0
    """Power between messages."""

    def record(self, catalogue: Catalogue) -> MeasuredLink:
        """The link as a lifecycle takes it."""
        return MeasuredLink(**{name: getattr(self, name) for name in _FIELDS})


_FIELDS = tuple(name for name in MeasuredSection.model_fields if name != "technology")
