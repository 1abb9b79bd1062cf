"""Work executed on a processor."""

from __future__ import annotations

from joulepath.core.quantities import Flop, Joule, Ratio, Second
from joulepath.formulas import compute as formulas
from joulepath.records.compute import Placement


def execute(flops: Flop, placement: Placement) -> tuple[Second, Joule]:
    """Time and energy of work where it is placed (method ``peak-tdp``)."""
    time = formulas.computation_time(
        flops=flops,
        throughput=placement.processor.throughput,
        utilisation=placement.utilisation,
    )
    return time, formulas.energy_at_power(time=time, power=placement.processor.power)


def corrected(energy: Joule, error: Ratio | None) -> Joule:
    """Predicted energy with the error of its method, if an analysis varies that."""
    match error:
        case None:
            return energy
        case found:
            return formulas.erring_energy(energy=energy, error=found)
