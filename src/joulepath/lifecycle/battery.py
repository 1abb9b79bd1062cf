"""A device on its battery."""

from __future__ import annotations

from joulepath.core.quantities import Joule, Second
from joulepath.formulas import battery as formulas
from joulepath.records.battery import BatteryLife, Pack

__all__ = ["last"]

_YEAR = 31_557_600.0
_FROST = 20.0


def last(energies: tuple[Joule, ...], time: Second, pack: Pack) -> BatteryLife:
    """Tell how long a pack feeds a device that spends energies once in a time."""
    cell = pack.cell
    share = formulas.usable_share(
        above=formulas.share_above(
            cut_off=pack.cut_off,
            full=cell.full_voltage,
            knee=cell.knee_voltage,
            end=cell.end_voltage,
            knee_share=cell.knee_share,
        ),
        at_temperature=formulas.share_at(
            temperature=pack.temperature,
            depth=_FROST,
            frost=cell.share_at_minus_20,
            freezing=cell.share_at_0,
            hot=cell.share_at_60,
        ),
    )
    charge = formulas.usable_charge(capacity=cell.capacity, parallel=pack.parallel, usable=share)
    energy = formulas.usable_energy(charge=charge, voltage=cell.mean_voltage, series=pack.series)
    loss = formulas.self_discharge(
        yearly_loss=cell.yearly_loss, temperature=pack.temperature, year=_YEAR
    )
    power = formulas.device_power(energies=energies, time=time, base=pack.base_power)
    net = formulas.net_power(power=power, harvest=pack.harvest)
    life = formulas.battery_life(energy=energy, power=net, decay=loss)
    return BatteryLife(share, charge, energy, loss, power, net, life)
