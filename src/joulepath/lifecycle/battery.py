"""A device on its battery."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from joulepath.core.quantities import Count, Joule, Ratio, Second, Watt
from joulepath.formulas import battery as formulas
from joulepath.formulas import harvest as solar
from joulepath.records.battery import BatteryLife, Pack, SolarPanel

__all__ = ["last"]

_DAY = 86_400.0
_YEAR = 31_557_600.0
_FROST = 20.0
_FULL: Joule = 0.0
_CYCLES = 2
"""Cycles of a profile after which a battery that survives is as full as a cycle before."""


def last(energies: tuple[Joule, ...], time: Second, pack: Pack) -> BatteryLife:
    """Tell how long a pack feeds a device that spends energies once in a time."""
    cell, share = pack.cell, _usable_share(pack)
    charge = formulas.usable_charge(capacity=cell.capacity, parallel=pack.parallel, usable=share)
    energy = formulas.usable_energy(charge=charge, voltage=cell.mean_voltage, series=pack.series)
    loss = formulas.self_discharge(
        yearly_loss=cell.yearly_loss, temperature=pack.temperature, year=_YEAR
    )
    power = formulas.device_power(energies=energies, time=time, base=pack.base_power)
    profile = None if pack.solar is None else _profile(power, energy, pack, pack.solar)
    net = formulas.net_power(power=power, harvest=pack.harvest) if profile is None else profile.net
    empty = formulas.battery_life(energy=energy, power=net, decay=loss)
    if profile is not None:
        empty = solar.bridged_life(
            life=empty,
            survived=profile.survived,
            missed=profile.missed,
            energy=energy,
            power=power,
        )
    return BatteryLife(
        usable_share=share,
        charge=charge,
        energy=energy,
        self_discharge=loss,
        device_power=power,
        net_power=net,
        covered=formulas.covered_share(power=power, net=net),
        reserve=None if profile is None else profile.reserve,
        charge_life=empty,
        life=formulas.service_life(charge=empty, shelf=cell.shelf_life),
    )


def _usable_share(pack: Pack) -> Ratio:
    cell = pack.cell
    return formulas.usable_share(
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


@dataclass(frozen=True)
class _Profile:
    """What light that comes and goes leaves for a battery to do."""

    net: Watt
    reserve: Joule
    missed: tuple[Ratio, ...]
    survived: tuple[Second, ...]


def _profile(power: Watt, energy: Joule, pack: Pack, panel: SolarPanel) -> _Profile:
    """Follow the battery through its profile, from full."""
    light = tuple(
        solar.panel_power(irradiance=each, area=panel.area, share=panel.share)
        for each in panel.irradiances
    )
    lit = solar.lit_share(daylight=panel.daylight, day=_DAY)
    flows = tuple(
        tuple(
            flow(power=power, harvest=pack.harvest, solar=each, lit=lit)
            for flow in (solar.deficit, solar.surplus)
        )
        for each in light
    )
    charging = pack.cell.charging
    by_night = formulas.net_power(power=power, harvest=pack.harvest)
    night = solar.dark_energy(power=by_night, lit=lit, day=_DAY)
    deepest = _gaps(flows, charging, panel.slot)
    within = solar.beyond_the_night(energy=energy, night=night)
    missed = tuple(
        solar.missed_share(energy=within, before=before, after=after, whole=energy)
        for before, after in pairwise(deepest)
    )
    slots: Count = float(len(light))
    return _Profile(
        net=solar.mean_drain(
            deficits=tuple(given for given, _ in flows),
            surpluses=tuple(left for _, left in flows),
            charging=charging,
            slots=slots,
        ),
        reserve=solar.reserve(gap=deepest[-1], night=night),
        missed=missed,
        survived=tuple(solar.survived_time(missed=each, time=panel.slot) for each in missed),
    )


def _gaps(flows: tuple[tuple[Watt, ...], ...], charging: Ratio, slot: Second) -> tuple[Joule, ...]:
    """Deepest gap up to each slot of two cycles, beginning with a full battery."""
    now, deepest = _FULL, [_FULL]
    for given, left in flows * _CYCLES:
        now = solar.gap(before=now, given=given, left=left, charging=charging, time=slot)
        deepest.append(solar.deeper(one=deepest[-1], other=now))
    return tuple(deepest)
