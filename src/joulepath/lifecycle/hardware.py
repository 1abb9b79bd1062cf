"""Hardware: what of its making falls to a life."""

from __future__ import annotations

from functools import reduce

from joulepath.core.quantities import Gram, Inference, Second
from joulepath.formulas import allocation
from joulepath.formulas.embodied.parts import whole_carbon
from joulepath.formulas.embodied.spreads import joint_reach, lower_end, reach, upper_end
from joulepath.records.battery import BatteryLife, Pack
from joulepath.records.hardware import (
    CellPlan,
    DevicePlan,
    DeviceShare,
    Hardware,
    HardwarePlan,
    Recycling,
)

__all__ = ["hardware"]


def hardware(
    plan: HardwarePlan,
    inferences: Inference,
    operation: Gram | None,
    battery: tuple[Pack, BatteryLife] | None,
) -> Hardware:
    """Share the making of hardware out to a life.

    Parameters
    ----------
    plan : HardwarePlan
        The hardware and the rule.
    inferences : Inference
        Inferences of the life.
    operation : Gram or None
        Carbon of its electricity.
    battery : tuple of Pack and BatteryLife, or None
        The device's battery and how long it lasts.

    Returns
    -------
    Hardware
        Of any number type.
    """
    shares = tuple(_device(device, plan) for device in plan.devices)
    if plan.cell is not None and battery is not None:
        shares = (*shares, _cells(plan.cell, plan.time, *battery))
    carbon = allocation.hardware_carbon(parts=tuple(share.carbon for share in shares))
    down = (reach(carbon=share.carbon, end=share.low) for share in shares)
    up = (reach(carbon=share.carbon, end=share.high) for share in shares)
    return Hardware(
        rule=plan.rule,
        time=plan.time,
        devices=shares,
        carbon=carbon,
        low=lower_end(carbon=carbon, down=reduce(_joined, down, 0.0)),
        high=upper_end(carbon=carbon, up=reduce(_joined, up, 0.0)),
        per_inference=allocation.carbon_per_inference(carbon=carbon, inferences=inferences),
        with_operation=(
            None if operation is None else allocation.hardware_carbon(parts=(operation, carbon))
        ),
    )


def _joined(first: Gram, second: Gram) -> Gram:
    return joint_reach(first=first, second=second)


def _device(device: DevicePlan, plan: HardwarePlan) -> DeviceShare:
    carbon, low, high = (
        _allocated(footprint, device, plan)
        for footprint in (device.carbon, device.low, device.high)
    )
    return DeviceShare(
        name=device.name,
        pieces=device.pieces,
        carbon=carbon,
        low=low,
        high=high,
        manufacture=_allocated(device.manufacture, device, plan),
        transport=_several(device.transport, device, plan),
        end_of_life=_several(device.end_of_life, device, plan),
        avoided=None if device.recycling is None else _avoided(device.recycling, device, plan),
    )


def _avoided(recycling: Recycling, device: DevicePlan, plan: HardwarePlan) -> Gram:
    spared = allocation.avoided_burden(
        mass=recycling.mass,
        recovered=recycling.recovered,
        primary=recycling.primary,
        secondary=recycling.secondary,
    )
    return _several(spared, device, plan)


def _allocated(footprint: Gram, device: DevicePlan, plan: HardwarePlan) -> Gram:
    whole = allocation.refurbished_carbon(carbon=footprint, refurbishment=device.refurbishment)
    return _several(whole, device, plan)


def _several(each: Gram, device: DevicePlan, plan: HardwarePlan) -> Gram:
    carbon = allocation.several_carbon(carbon=each, pieces=device.pieces)
    life = allocation.extended_life(life=device.life, second_life=device.second_life)
    match plan.rule:
        case "reserved-time":
            return allocation.reserved_time_carbon(
                carbon=carbon, reserved=plan.time, life=life, share=device.share
            )
        case "useful-time":
            return allocation.useful_time_carbon(
                carbon=carbon,
                busy=allocation.busy_time(time=plan.time, busy=device.busy),
                life=life,
                utilisation=device.utilisation,
                share=device.share,
            )
        case "purchase":
            return allocation.purchased_carbon(
                carbon=carbon, reserved=plan.time, life=life, share=device.share
            )


def _cells(cell: CellPlan, time: Second, pack: Pack, lasts: BatteryLife) -> DeviceShare:
    cells = allocation.bought_cells(
        cells=allocation.several_cells(series=pack.series, parallel=pack.parallel),
        time=time,
        life=lasts.life,
    )
    carbon, low, high = (
        whole_carbon(pieces=cells, carbon=each) for each in (cell.carbon, cell.low, cell.high)
    )
    return DeviceShare("battery", cells, carbon, low, high, carbon, 0.0, 0.0, None)
