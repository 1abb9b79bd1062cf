"""What making electricity takes from nature, beside what it emits."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Joule, JoulePerJoule


@dataclass(frozen=True)
class PrimaryFactors:
    """Primary energy of the electricity of a zone."""

    total: JoulePerJoule
    """Energy taken from nature per unit of electricity."""
    non_renewable: JoulePerJoule
    """That of coal, oil, gas and uranium."""


@dataclass(frozen=True)
class PrimaryEnergy:
    """Energy that power plants take from nature; a rough figure."""

    total: Joule
    """All of it."""
    non_renewable: Joule
    """That of coal, oil, gas and uranium."""
