"""An inference divided between a device and a server, wired."""

from __future__ import annotations

from dataclasses import replace

from joulepath.core.quantities import Joule, Second
from joulepath.formulas import offload as formulas
from joulepath.formulas.links.crossing import interval
from joulepath.lifecycle.battery import last
from joulepath.lifecycle.cargo import Answers, Cargo
from joulepath.lifecycle.compute import execute
from joulepath.lifecycle.links.crossing import silence, wait
from joulepath.lifecycle.transmission import transfer
from joulepath.records.battery import BatteryLife
from joulepath.records.links.hop import FramedHop
from joulepath.records.offload import (
    Computed,
    Offload,
    OffloadPlan,
    Part,
    Split,
    SplitOutcome,
)
from joulepath.records.results import Arrival, FramedTransfer, Transfer

__all__ = ["offload"]

_ONE = 1.0
_NOTHING = 0.0


def offload(plan: OffloadPlan) -> Offload:
    """Weigh every way to divide an inference."""
    outcomes = tuple(_outcome(split, plan) for split in plan.splits)
    return Offload(outcomes)


def _framed(plan: OffloadPlan) -> tuple[FramedHop, ...]:
    return tuple(hop for hop in plan.path[:1] if isinstance(hop, FramedHop))


def _outcome(split: Split, plan: OffloadPlan) -> SplitOutcome:
    computed = None if split.device is None else _computed(split.device, plan)
    served = None if split.server is None else _served(split.server, plan)
    request, answer = _request(split, plan), _answer(split, plan)
    crossings = tuple(each for each in (request, answer) if each is not None)
    own = tuple(each.device_energy for each in crossings)
    behind = tuple(each.network_energy for each in crossings)
    arrival = _arrival(request, answer)
    computing = tuple(part.time for part in (computed, served) if part is not None)
    device = formulas.energy_of_parts(parts=(*_energy(computed), *own))
    network = formulas.energy_of_parts(parts=behind)
    server = _server_energy(served, plan)
    return SplitOutcome(
        name=split.name,
        sent=split.sent,
        computed=computed,
        request=request,
        answer=answer,
        served=served,
        device_energy=device,
        network_energy=network,
        server_energy=server,
        energy=formulas.energy_of_parts(parts=(device, network, server)),
        latency=formulas.latency_of_parts(
            parts=(*computing, *(each.latency for each in arrival)),
        ),
        latency_p95=formulas.latency_of_parts(
            parts=(*computing, *(each.latency_p95 for each in arrival)),
        ),
        delivered=next((each.delivered for each in arrival), None),
        rest=_resting(_ONE, crossings, plan),
        battery=_battery(device, crossings, plan),
    )


def _computed(part: Part, plan: OffloadPlan) -> Computed:
    """Compute a part on the device, by measurements where the plan has any."""
    if part.layered is not None:
        from joulepath.lifecycle.roofline import execute_roofline

        time, energy, *_ = execute_roofline(plan.samples, part.layered)
        return Computed(time, energy)
    if plan.calibrated is None or part.work is None:
        return Computed(*execute(part.flops, plan.device))
    from joulepath.lifecycle.microcontroller import execute_calibrated

    known = replace(plan.calibrated, work=part.work)
    time, energy, *_ = execute_calibrated(plan.samples, known)
    return Computed(time, energy)


def _served(part: Part, plan: OffloadPlan) -> Computed:
    return Computed(*execute(part.flops, plan.server))


def _request(split: Split, plan: OffloadPlan) -> Transfer | None:
    if split.sent is None:
        return None
    return transfer(
        Cargo(split.sent, Answers(_ONE), "up", time=_time(plan)), plan.path, plan.switches
    )


def _answer(split: Split, plan: OffloadPlan) -> Transfer | None:
    if split.answer is None:
        return None
    cargo = Cargo(split.answer, Answers(_ONE), "down", split.sent, _time(plan))
    return transfer(cargo, plan.path, plan.switches)


def _server_energy(served: Computed | None, plan: OffloadPlan) -> Joule:
    """Energy of the server; nothing where it has nothing to do."""
    if served is None:
        return _NOTHING
    idle = formulas.idle_energy(power=plan.idle, inferences=_ONE, rate=plan.rate)
    both = formulas.energy_of_parts(parts=(served.energy, idle))
    return formulas.site_energy(energy=both, overhead=plan.overhead)


def _energy(computed: Computed | None) -> tuple[Joule, ...]:
    return () if computed is None else (computed.energy,)


def _arrival(request: Transfer | None, answer: Transfer | None) -> tuple[Arrival, ...]:
    """How the messages of an inference arrive; the exchange of an answer holds its request."""
    crossing = request if answer is None else answer
    if crossing is None or crossing.arrival is None:
        return ()
    return (crossing.arrival,)


def _time(plan: OffloadPlan) -> Second:
    return interval(inferences=_ONE, rate=plan.rate)


def _resting(time: Second, crossings: tuple[Transfer, ...], plan: OffloadPlan) -> Joule:
    """What the device's radio spends between messages in a time."""
    sent = next((each.hops[0] for each in crossings), None)
    interval = plan.report
    if isinstance(sent, FramedTransfer):
        interval = silence(_time(plan), sent.messages, plan.report)
    return wait(time, _framed(plan), (interval,)).device_energy


def _battery(
    device: Joule, crossings: tuple[Transfer, ...], plan: OffloadPlan
) -> BatteryLife | None:
    if plan.pack is None:
        return None
    time = _time(plan)
    return last((device, _resting(time, crossings, plan)), time, plan.pack)
