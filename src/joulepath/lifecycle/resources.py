"""What the electricity of a life takes from nature, where that is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from joulepath.core.quantities import Gram, Joule
from joulepath.formulas import resources
from joulepath.records.resources import PrimaryEnergy

if TYPE_CHECKING:
    from joulepath.records.inputs import Inputs

__all__ = ["abiotic_depletion_of", "primary_energy_of"]


def primary_energy_of(inputs: Inputs, energy: Joule) -> PrimaryEnergy | None:
    """Primary energy of the electricity; none unless it is asked for."""
    factors = inputs.primary_energy
    if factors is None:
        return None
    return PrimaryEnergy(
        total=resources.primary_energy(energy=energy, factor=factors.total),
        non_renewable=resources.primary_energy(energy=energy, factor=factors.non_renewable),
    )


def abiotic_depletion_of(inputs: Inputs, energy: Joule) -> Gram | None:
    """Minerals that the electricity takes; none unless they are asked for."""
    if inputs.abiotic_depletion is None:
        return None
    return resources.depleted_minerals(energy=energy, factor=inputs.abiotic_depletion)
