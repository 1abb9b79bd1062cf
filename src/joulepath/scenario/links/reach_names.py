"""Models of path loss that a scenario may name."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

__all__ = ["REACHES"]

REACHES: Final = MappingProxyType(
    {
        "free-space": "links.reach_section.FreeSpaceSection",
        "log-distance": "links.reach_section.LogDistanceSection",
        "okumura-hata": "links.reach_section.OkumuraHataSection",
        "cost-231-hata": "links.reach_section.Cost231Section",
        "3gpp-38.901": "links.reach_section.CellSection",
    }
)
"""Section of each model of path loss, by the name that a scenario gives it."""
