"""AI at the scale of a data centre: wiring."""

from __future__ import annotations

from functools import reduce

from joulepath.core.quantities import Gram, Joule, Ratio, Second, Watt
from joulepath.formulas import allocation, compute, ecal, facility, gains
from joulepath.formulas import datacentre as formulas
from joulepath.formulas.carbon import operational_carbon, summed_carbon
from joulepath.records.datacentre import (
    Clients,
    Datacentre,
    DatacentrePlan,
    Gain,
    Growth,
    Machines,
    Phase,
    PhasePlan,
)

__all__ = ["chain_of", "datacentre"]


def datacentre(plan: DatacentrePlan) -> Datacentre:
    """Energy and carbon of AI in a data centre, phase by phase.

    Parameters
    ----------
    plan : DatacentrePlan
        In coherent units; of any number type.

    Returns
    -------
    Datacentre
        Of the same number type.
    """
    worked = tuple((each, _gain(each), _time(each, plan)) for each in plan.phases)
    energies = tuple(_energy(each, time, plan) for each, _, time in worked)
    clients = None if plan.clients is None else _clients(plan.clients)
    energy = formulas.summed_energy(parts=energies if clients is None else (*energies, clients))
    phases = tuple(
        _phase(each, gain, time, (own, energy), plan)
        for (each, gain, time), own in zip(worked, energies, strict=True)
    )
    operation = operational_carbon(energy=energy, intensity=plan.intensity)
    building = _building(plan)
    made = tuple(each.making for each in phases if each.making is not None)
    making = summed_carbon(parts=made if building is None else (*made, building))
    carbon = summed_carbon(parts=(operation, making))
    later = () if plan.growth is None else _later(energy, plan.growth)
    return Datacentre(
        phases=phases,
        clients=clients,
        energy=energy,
        operation=operation,
        making=making,
        building=building,
        carbon=carbon,
        making_share=formulas.carbon_part(part=making, whole=carbon),
        per_inference=(
            None
            if plan.inferences is None
            else allocation.carbon_per_inference(carbon=carbon, inferences=plan.inferences)
        ),
        later=later,
        later_change=tuple(ecal.share(part=each, whole=energy) for each in later),
    )


def chain_of(chain: tuple[Gain, ...]) -> Ratio:
    """Gain of optimisations one after the other, each limited to what it touches."""
    limited = (gains.limited_gain(factor=gain.factor, share=gain.share) for gain in chain)
    return reduce(lambda before, gain: gains.chained_gain(before=before, gain=gain), limited, 1.0)


def _gain(phase: PhasePlan) -> Ratio:
    return chain_of(phase.gains)


def _time(phase: PhasePlan, plan: DatacentrePlan) -> Second:
    """Time of all machines of a phase together, repetitions and experiments included."""
    gathered = gains.consolidated_time(
        time=_first_time(phase, plan), before=phase.power.before, after=phase.power.after
    )
    single = gains.optimised_time(time=gathered, gain=_gain(phase))
    first = formulas.experimented_time(time=single, experiments=phase.experiments)
    if phase.repetition is None:
        return first
    return formulas.repeated_time(
        first=first,
        single=single,
        part=phase.repetition.part,
        time=plan.time,
        every=phase.repetition.every,
    )


def _first_time(phase: PhasePlan, plan: DatacentrePlan) -> Second:
    if phase.machines is not None and phase.time is not None:
        return formulas.machine_time(machines=phase.machines, time=phase.time)
    return formulas.time_of_energy(
        energy=_given_energy(phase, plan), power=_power(phase, phase.power.before)
    )


def _given_energy(phase: PhasePlan, plan: DatacentrePlan) -> Joule:
    if phase.energy is not None:
        return phase.energy
    if phase.share is None or plan.budget is None:
        raise ValueError(f"phase {phase.name!r} has no machines, no energy and no budget")
    return formulas.prior_energy(budget=plan.budget, share=phase.share)


def _power(phase: PhasePlan, utilisation: Ratio) -> Watt:
    return formulas.proportional_power(
        idle=phase.power.idle, peak=phase.power.peak, utilisation=utilisation
    )


def _energy(phase: PhasePlan, time: Second, plan: DatacentrePlan) -> Joule:
    drawn = compute.energy_at_power(time=time, power=_power(phase, phase.power.after))
    return facility.building_energy(equipment=drawn, overhead=plan.pue)


def _phase(
    phase: PhasePlan,
    gain: Ratio,
    time: Second,
    energies: tuple[Joule, Joule],
    plan: DatacentrePlan,
) -> Phase:
    own, whole = energies
    made = (None, None, None)
    if phase.hardware is not None:
        ends = (phase.hardware.carbon, phase.hardware.low, phase.hardware.high)
        made = tuple(_making(end, phase.hardware, time, plan) for end in ends)
    return Phase(
        name=phase.name,
        gain=gain,
        machine_time=time,
        energy=own,
        share=ecal.share(part=own, whole=whole),
        operation=operational_carbon(energy=own, intensity=plan.intensity),
        making=made[0],
        making_low=made[1],
        making_high=made[2],
    )


def _making(carbon: Gram, machines: Machines, time: Second, plan: DatacentrePlan) -> Gram:
    """Making of machines that falls to the time they work together."""
    match plan.rule:
        case "reserved-time":
            return allocation.reserved_time_carbon(
                carbon=carbon, reserved=time, life=machines.life, share=1.0
            )
        case "useful-time":
            return allocation.useful_time_carbon(
                carbon=carbon,
                busy=time,
                life=machines.life,
                utilisation=machines.utilisation,
                share=1.0,
            )


def _clients(clients: Clients) -> Joule:
    single = formulas.client_energy(
        compute=clients.compute,
        download=clients.download,
        upload=clients.upload,
        device=clients.device,
        router=clients.router,
    )
    return formulas.all_clients_energy(clients=clients.clients, single=single)


def _building(plan: DatacentrePlan) -> Gram | None:
    if plan.building is None:
        return None
    return allocation.reserved_time_carbon(
        carbon=plan.building.carbon,
        reserved=plan.time,
        life=plan.building.life,
        share=plan.building.share,
    )


def _later(energy: Joule, growth: Growth) -> tuple[Joule, ...]:
    grows = gains.rebound_growth(growth=growth.growth, cut=growth.cut, rebound=growth.rebound)
    found: list[Joule] = []
    for _ in range(growth.periods):
        energy = gains.next_load(energy=energy, growth=grows, cut=growth.cut)
        found.append(energy)
    return tuple(found)
