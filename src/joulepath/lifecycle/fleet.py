"""A fleet of devices: wiring."""

from __future__ import annotations

from joulepath.core.quantities import Count, Gram, Joule
from joulepath.formulas import allocation, compute, datacentre, ecal, fleet
from joulepath.formulas.carbon import operational_carbon
from joulepath.formulas.embodied.parts import summed_carbon, whole_carbon
from joulepath.formulas.embodied.spreads import joint_reach, lower_end, reach, upper_end
from joulepath.lifecycle.places import everywhere
from joulepath.records.battery import BatteryLife, Pack
from joulepath.records.fleet import Fleet, FleetPlan, Making, Use
from joulepath.records.results import Lifecycle, StageBalance

__all__ = ["fleet_of"]


def fleet_of(plan: FleetPlan, life: Lifecycle, pack: Pack | None) -> Fleet:
    """Energy and carbon of a fleet, for one device, one inference and all of them.

    Parameters
    ----------
    plan : FleetPlan
        The fleet.
    life : Lifecycle
        Life of one device, and development of the model for all.
    pack : Pack or None
        Battery of the device.

    Returns
    -------
    Fleet
        Of any number type.
    """
    made = fleet.made_pieces(
        devices=plan.devices, spares=plan.spares, time=plan.time, life=plan.device_life
    )
    use = _use(plan, life)
    making = _making(plan, made, life.battery, pack)
    parts = (making.manufacture, making.transport, making.end_of_life)
    embodied = summed_carbon(parts=parts if making.cells is None else (*parts, making.cells))
    device, network, development = (
        operational_carbon(energy=energy, intensity=plan.intensity)
        for energy in (_grid_energy(plan, use), use.network, use.development)
    )
    carbon = summed_carbon(parts=(device, network, development, embodied))
    single = datacentre.summed_energy(parts=(use.drawn, use.network, use.development))
    inferences = life.inference.inferences
    return Fleet(
        inferences=inferences,
        made=made,
        use=use,
        making=making,
        device_operation=device,
        network_operation=network,
        development_operation=development,
        embodied=embodied,
        carbon=carbon,
        per_inference=allocation.carbon_per_inference(carbon=carbon, inferences=inferences),
        embodied_share=datacentre.carbon_part(part=embodied, whole=carbon),
        fleet_energy=fleet.fleet_energy(single=single, devices=plan.devices),
        fleet_carbon=fleet.fleet_carbon(single=carbon, devices=plan.devices),
    )


def _grid_energy(plan: FleetPlan, use: Use) -> Joule:
    """Energy that a device takes from the grid: none where its cells are bought."""
    return 0.0 if plan.powered == "primary" else use.drawn


def _use(plan: FleetPlan, life: Lifecycle) -> Use:
    places = life.places or everywhere(life.inference)
    model = datacentre.summed_energy(
        parts=_energies(life.balance.inference, life.balance.inference_preprocessing)
    )
    sensing = datacentre.summed_energy(parts=_energies(life.balance.inference_sensing))
    busy = fleet.all_passes_time(time=life.inference.computation.time, passes=life.inference.passes)
    asleep = compute.energy_at_power(
        power=plan.sleep, time=fleet.time_asleep(time=plan.time, busy=busy)
    )
    drawn = fleet.drawn_energy(parts=(places.device, asleep), efficiency=plan.efficiency)
    return Use(
        model=model,
        sensing=sensing,
        radio=fleet.radio_energy(device=places.device, model=model, sensing=sensing),
        asleep=asleep,
        drawn=drawn,
        network=fleet.served_energy(network=places.network, server=places.server),
        development=fleet.development_part(
            development=life.development.energy, devices=plan.devices
        ),
        per_inference=ecal.energy_per_inference(energy=drawn, inferences=life.inference.inferences),
    )


def _energies(*stages: StageBalance | None) -> tuple[Joule, ...]:
    return tuple(stage.energy for stage in stages if stage is not None)


def _making(plan: FleetPlan, made: Count, battery: BatteryLife | None, pack: Pack | None) -> Making:
    footprint = plan.footprint
    parts = (footprint.manufacture, footprint.transport, footprint.end_of_life)
    manufacture, transport, end_of_life, whole, low, high = (
        fleet.device_part(carbon=carbon, pieces=made, devices=plan.devices)
        for carbon in (*parts, footprint.total, footprint.low, footprint.high)
    )
    cells = _cells(plan, battery, pack)
    down, up = reach(carbon=whole, end=low), reach(carbon=whole, end=high)
    if cells is not None:
        whole = summed_carbon(parts=(whole, cells[0]))
        down = joint_reach(first=down, second=reach(carbon=cells[0], end=cells[1]))
        up = joint_reach(first=up, second=reach(carbon=cells[0], end=cells[2]))
    computing = tuple(
        part.carbon for part in footprint.parts if part.computes and part.stage == "manufacture"
    )
    itemised = tuple(
        part.carbon
        for part in footprint.parts
        if part.stage == "manufacture" and part.name != "not itemised"
    )
    return Making(
        manufacture=manufacture,
        transport=transport,
        end_of_life=end_of_life,
        cells=cells and cells[0],
        low=lower_end(carbon=whole, down=down),
        high=upper_end(carbon=whole, up=up),
        non_computing=None
        if footprint.method == "published"
        else fleet.non_computing_share(
            computing=summed_carbon(parts=computing), manufacture=summed_carbon(parts=itemised)
        ),
    )


def _cells(
    plan: FleetPlan, battery: BatteryLife | None, pack: Pack | None
) -> tuple[Gram, Gram, Gram] | None:
    """Footprint of all cells that one device needs, with its band."""
    if plan.cell is None or battery is None or pack is None:
        return None
    bought = allocation.bought_cells(
        cells=allocation.several_cells(series=pack.series, parallel=pack.parallel),
        time=plan.time,
        life=battery.life,
    )
    best, low, high = (
        whole_carbon(pieces=bought, carbon=carbon)
        for carbon in (plan.cell.carbon, plan.cell.low, plan.cell.high)
    )
    return best, low, high
