"""What an export needs to be told beside the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from joulepath.core.quantities import Count, Gram, GramPerJoule, Second
from joulepath.formulas.reporting import reserved_embodied

__all__ = ["GROUPS", "HARDWARE", "OWNERS", "Hardware", "Owner", "Settings"]

Owner = Literal["on-premises", "cloud", "sold"]

OWNERS: Final = ("on-premises", "cloud", "sold")
"""Who owns what draws the energy: the company, a provider, or who bought it."""

HARDWARE: Final = "hardware"
"""What owns the making of all hardware; followed by a dot and a device, that of one."""

GROUPS: Final = MappingProxyType(
    {
        "development": (
            "sensing", "storage", "preprocessing", "training", "evaluation", "site",
        ),
        "network": (
            "collection", "federated", "inference_collection", "inference_result",
            "inference_delivery", "inference_telemetry",
        ),
        "use": (
            "inference_sensing", "inference_storage", "inference_preprocessing", "inference",
            "inference_waiting", "site", "virtualisation",
        ),
    }
)  # fmt: skip
"""Stages of the balance by what owns them together; what a building adds is divided between
development and use, as their equipment draws."""


@dataclass(frozen=True)
class Hardware:
    """Hardware that the model reserves, with what making and discarding it emits."""

    name: str
    """Device."""
    manufacture: Gram
    """Of the whole device."""
    transport: Gram
    """Of the whole device."""
    end_of_life: Gram
    """Of the whole device."""
    reserved: Second
    """Time for which it is reserved."""
    lifetime: Second
    """Time it serves."""
    used: Count = 1.0
    """Resources reserved."""
    installed: Count = 1.0
    """Resources that it has."""

    def share(self, footprint: Gram) -> Gram:
        """Part of an emission that falls to the model, by reserved time."""
        return reserved_embodied(
            footprint=footprint,
            reserved=self.reserved,
            lifetime=self.lifetime,
            used=self.used,
            installed=self.installed,
        )


@dataclass(frozen=True)
class Settings:
    """What a result does not say and an export may ask for."""

    at: str
    """Moment of the report, in ISO 8601 with its offset from UTC."""
    duration: Second | None = None
    """Time that the whole life takes."""
    owners: Mapping[str, Owner] = field(default_factory=lambda: MappingProxyType({}))
    """Owner of each group of `GROUPS`, of ``hardware``, and of ``hardware.`` one device."""
    contract: GramPerJoule | None = None
    """Intensity of the electricity that was contracted: certificates or a direct contract."""
    direct: GramPerJoule | None = None
    """Intensity of the grid on a direct basis."""
    hardware: tuple[Hardware, ...] = ()
    """Hardware that is counted."""
    training_type: str | None = None
    """``pre-training`` or ``fine-tuning``."""
    task_family: str | None = None
    """What the model is for, e.g. ``image classification``."""
    data_type: str | None = None
    """Nature of its data, in the words of BoAmps."""
