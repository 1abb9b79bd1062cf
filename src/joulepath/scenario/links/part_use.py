"""How a part of a network path is used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from joulepath.core.quantities import Num
from joulepath.errors import Problem
from joulepath.scenario.fields import anywhere

__all__ = ["PartUse"]


@dataclass(frozen=True)
class PartUse:
    """How a part of a path is used; None is what the catalogue says."""

    utilisation: Num | None = None
    """Mean share of the capacity that is used."""
    crossed: Num | None = None
    """How many of them a message crosses."""
    shared_by: str | None = None
    """Among whom gateways and base stations are shared: "traffic" or "devices"."""
    devices: Num | None = None
    """Devices that share it."""
    interval: Num | None = None
    """Time from one message of a device to its next, in s."""
    asleep: Num = 0.0
    """Share of the time in which a base station sleeps."""
    year: Num | None = None
    """Calendar year for which an average is wanted."""

    def problems(self, where: str = "") -> list[Problem]:
        """Say which numbers are out of range, and what they must be."""
        problems: list[Problem] = []
        for name, (broken, demand) in _DEMANDS.items():
            value = getattr(self, name)
            if value is not None and anywhere(broken(value)):
                what = f"{name} = {_shown(value)} is out of range"
                problems.append(Problem(where, what, f"must be {demand}"))
        if self.shared_by not in (None, "traffic", "devices"):
            what = f"shared_by = {self.shared_by!r} is not allowed"
            problems.append(Problem(where, what, "use 'traffic' or 'devices'"))
        return problems


_Test = Callable[[Any], Any]

_DEMANDS: Final[dict[str, tuple[_Test, str]]] = {
    "utilisation": (lambda x: (x <= 0) | (x > 1), "above 0 and at most 1"),
    "crossed": (lambda x: x <= 0, "above 0"),
    "devices": (lambda x: x < 1, "at least 1"),
    "interval": (lambda x: x <= 0, "above 0 s"),
    "asleep": (lambda x: (x < 0) | (x > 1), "at least 0 and at most 1"),
}


def _shown(value: Any) -> str:
    return "an array" if hasattr(value, "shape") else f"{value:g}"
