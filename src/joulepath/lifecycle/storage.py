"""Data at rest."""

from __future__ import annotations

from joulepath.core.quantities import Bit, Ratio
from joulepath.formulas import storage as formulas
from joulepath.records.inputs import DoubleParity, Mirrored, SingleParity, StoragePlan
from joulepath.records.results import Storing


def store(bits: Bit, plan: StoragePlan) -> Storing:
    """Write data to a medium with the redundancy that protects them."""
    stored = formulas.stored_bits(bits=bits, redundancy=_redundancy(plan))
    return Storing(stored, formulas.storage_energy(bits=stored, energy=plan.medium.energy))


def _redundancy(plan: StoragePlan) -> Ratio:
    match plan.redundancy:
        case Mirrored(copies):
            return copies
        case SingleParity(disks):
            return formulas.single_parity_redundancy(disks=disks)
        case DoubleParity(disks):
            return formulas.double_parity_redundancy(disks=disks)
