"""New hardware or old: wiring."""

from __future__ import annotations

from joulepath.core.quantities import Joule
from joulepath.formulas import carbon, facility
from joulepath.formulas import refresh as formulas
from joulepath.records.refresh import Machine, Refresh, RefreshPlan

__all__ = ["refresh"]


def refresh(plan: RefreshPlan) -> Refresh:
    """Compare keeping old hardware with buying new for the same work.

    Parameters
    ----------
    plan : RefreshPlan
        Both, in coherent units.

    Returns
    -------
    Refresh
        Of any number type.
    """
    old, new = _energy(plan.old, plan), _energy(plan.new, plan)
    saved = formulas.saved_rate(old=old, new=new, time=plan.time, intensity=plan.intensity)
    buy, buy_low, buy_high = (
        formulas.bought_carbon(energy=new, intensity=plan.intensity, carbon=carbon)
        for carbon in (plan.carbon, plan.low, plan.high)
    )
    payback, payback_low, payback_high = (
        formulas.payback_time(carbon=carbon, rate=saved)
        for carbon in (plan.carbon, plan.low, plan.high)
    )
    return Refresh(
        old_energy=old,
        new_energy=new,
        keep=carbon.operational_carbon(energy=old, intensity=plan.intensity),
        buy=buy,
        buy_low=buy_low,
        buy_high=buy_high,
        saved=saved,
        payback=payback,
        payback_low=payback_low,
        payback_high=payback_high,
    )


def _energy(machine: Machine, plan: RefreshPlan) -> Joule:
    busy = formulas.demanded_time(
        time=plan.time, utilisation=plan.utilisation, speedup=machine.speedup
    )
    drawn = formulas.duty_energy(active=machine.power, idle=machine.idle, busy=busy, time=plan.time)
    return facility.building_energy(equipment=drawn, overhead=plan.pue)
