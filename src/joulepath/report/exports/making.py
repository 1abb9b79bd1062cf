"""Making of hardware in an export: what the result holds of it, or what the report was told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from joulepath.core.quantities import Gram
from joulepath.errors import InputError, Problem
from joulepath.report.exports.facts import Facts, summed
from joulepath.report.exports.settings import Hardware

__all__ = ["STAGES", "Making", "embodied", "makings", "rule_of", "without_making"]

STAGES: Final = ("manufacture", "transport", "end_of_life")
"""Stages of hardware that are counted, use left out."""
RESERVED_TIME: Final = "reserved-time"
"""Rule of the Software Carbon Intensity, by which hardware of a file is shared out."""


@dataclass(frozen=True)
class Making:
    """What falls to the life of one kind of hardware."""

    device: str
    """Its name."""
    manufacture: Gram
    """Of making it."""
    transport: Gram
    """Of moving it."""
    end_of_life: Gram
    """Of discarding it."""
    shared: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    """How it is shared out, in the letters of SCI; empty where the result has done so."""

    @property
    def covered(self) -> tuple[str, ...]:
        """Stages that its footprint has; one that it leaves out is an exact zero."""
        return tuple(stage for stage in STAGES if getattr(self, stage) != 0)

    @property
    def carbon(self) -> Gram:
        """All of it."""
        return summed([self.manufacture, self.transport, self.end_of_life])


def makings(facts: Facts) -> tuple[Making, ...]:
    """Hardware of the result, or that of files; empty where none is counted.

    Raises
    ------
    InputError
        If both are there: the same hardware would be counted twice.
    """
    within = facts.lifecycle.get("hardware")
    if within is None:
        return tuple(_of_file(device) for device in facts.settings.hardware)
    if facts.settings.hardware:
        names = ", ".join(device["name"] for device in within["devices"])
        what = f"the result has hardware already: {names}"
        raise InputError(Problem("--hardware", what, "leave it out, or take out [hardware]"))
    return tuple(
        Making(device["name"], *(device[stage] for stage in STAGES)) for device in within["devices"]
    )


def embodied(facts: Facts) -> Gram | None:
    """Making of all hardware that falls to the life; none where none is counted."""
    found = makings(facts)
    return summed([making.carbon for making in found]) if found else None


def without_making(facts: Facts) -> list[str]:
    """Processors of the scenario of whose name no hardware is counted."""
    names = [making.device for making in makings(facts)]
    return [
        processor
        for processor in facts.processors
        if not any(name.startswith(processor) or processor.startswith(name) for name in names)
    ]


def rule_of(facts: Facts) -> str:
    """How hardware is shared out."""
    within = facts.lifecycle.get("hardware")
    return RESERVED_TIME if within is None else within["rule"]


def _of_file(device: Hardware) -> Making:
    stages = [getattr(device, stage) for stage in STAGES]
    shared = {
        "TE": summed(stages),
        "TiR": device.reserved,
        "EL": device.lifetime,
        "RR": device.used,
        "ToR": device.installed,
    }
    return Making(device.name, *map(device.share, stages), shared=MappingProxyType(shared))
