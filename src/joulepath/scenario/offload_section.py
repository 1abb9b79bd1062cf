"""The server that may take over a model: what a scenario may say of it."""

from __future__ import annotations

from typing import Annotated

from joulepath.core.quantities import Num
from joulepath.scenario.fields import Quantity
from joulepath.scenario.section import Section
from joulepath.scenario.stages import ProcessorField, Utilisation

__all__ = ["OffloadSection"]


class OffloadSection(Section):
    """The server that may take over the model, or a part of it."""

    processor: ProcessorField
    """What computes at the far end of the path: a name of the catalogue or a table."""
    utilisation: Utilisation = 1.0
    """Share of its peak rate that it reaches."""
    overhead: Annotated[Num, Quantity("1", minimum=1)] = 1.0
    """Energy of the server's site per unit of energy of the processor (PUE)."""
    idle_power: Annotated[Num, Quantity("W", minimum=0)] = 0.0
    """What a server kept for this device alone draws all the time; 0 for a shared one."""
