"""Models on their way to devices and back, wired on top of any link or path."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from joulepath.core.quantities import Bit, Count, Joule, Second
from joulepath.formulas import federated
from joulepath.formulas.links import delivery as formulas
from joulepath.formulas.links import fragmentation
from joulepath.formulas.offload import energy_of_parts, latency_of_parts
from joulepath.lifecycle.cargo import Cargo, Whole
from joulepath.lifecycle.links.technologies import activity
from joulepath.lifecycle.transmission import Path
from joulepath.lifecycle.transmission import transfer as cross
from joulepath.records.links.delivery import (
    Broadcast,
    BroadcastSession,
    Carried,
    Delivered,
    Delivery,
    DeliveryPlan,
    FederatedExchange,
    FederatedRounds,
    ModelUpdate,
    Telemetry,
    Transfer,
)
from joulepath.records.links.links import Link
from joulepath.records.links.traffic import Direction, Packets
from joulepath.records.results import FramedTransfer
from joulepath.records.switches import Switches

__all__ = [
    "Carry",
    "broadcast",
    "deliver",
    "exchange",
    "over_link",
    "over_path",
    "report",
    "transfer",
    "updates",
]

Carry: TypeAlias = Callable[[Direction, Bit], Carried]
"""What a message of a size costs on its way, whatever the technology: from `over_link` or
`over_path`."""

_ONE = 1.0
_NOTHING = 0.0


def over_link(link: Link) -> Carry:
    """Messages that go into the frames of a link as they are, without a network behind it."""

    def carry(direction: Direction, size: Bit) -> Carried:
        found = activity((Packets("message", direction, _ONE, size),), link)
        return Carried(found.bits, found.latency, found.energy, _NOTHING)

    return carry


def over_path(path: Path, switches: Switches) -> Carry:
    """Messages that cross a path, with its protocols and the networks behind its links."""

    def carry(direction: Direction, size: Bit) -> Carried:
        found = cross(Cargo(size, Whole(), direction), path, switches)
        framed = (hop for hop in found.hops if isinstance(hop, FramedTransfer))
        return Carried(
            bits=formulas.bits_on_links(links=tuple(hop.bits for hop in found.hops)),
            time=latency_of_parts(parts=tuple(hop.message.latency for hop in framed)),
            device_energy=found.device_energy,
            network_energy=found.network_energy,
        )

    return carry


def transfer(payload: Bit, direction: Direction, limit: Bit, carry: Carry) -> Transfer:
    """Send a payload over a link, in as many messages as it takes.

    Parameters
    ----------
    payload : Bit
        What is sent; any shape.
    direction : {"up", "down"}
        Which way it goes.
    limit : Bit
        What one message carries at most; broadcasts.
    carry : callable
        What a message costs on its way.

    Returns
    -------
    Transfer
        Messages, bits, time and energy of the device.
    """
    full = fragmentation.full_fragments(size=payload, limit=limit)
    rest = fragmentation.last_fragment(size=payload, limit=limit, full=full)
    each, last = (carry(direction, size) for size in (limit, rest))
    device, network = (
        formulas.energy_of_parts(full=full, each=of_each, last=of_last)
        for of_each, of_last in (
            (each.device_energy, last.device_energy),
            (each.network_energy, last.network_energy),
        )
    )
    return Transfer(
        payload=payload,
        full=full,
        bits=formulas.bits_of_parts(full=full, each=each.bits, last=last.bits),
        time=formulas.time_of_parts(full=full, each=each.time, last=last.time),
        device_energy=device,
        network_energy=network,
        energy=energy_of_parts(parts=(device, network)),
    )


def deliver(update: ModelUpdate, devices: Count, limit: Bit, carry: Carry) -> Delivery:
    """Send an update to each of several devices on its own."""
    bits = _bits(update)
    device = transfer(bits, "down", limit, carry)
    return Delivery(
        update=bits,
        device=device,
        device_energy=device.device_energy,
        network_energy=formulas.energy_of_times(energy=device.network_energy, times=devices),
        energy=formulas.energy_of_times(energy=device.energy, times=devices),
        bits=formulas.bits_of_times(bits=device.bits, times=devices),
    )


def broadcast(
    update: ModelUpdate, devices: Count, plan: Broadcast, carry: Carry
) -> BroadcastSession:
    """Send an update to many devices at once, which listen all the while.

    Parameters
    ----------
    update : ModelUpdate
        What is sent.
    devices : Count
        How many listen.
    plan : Broadcast
        Fragments, their redundancy and their pace.
    carry : callable
        What a message costs on its way.

    Returns
    -------
    BroadcastSession
        Fragments, the loss they tolerate, time and energy of the devices.
    """
    bits = _bits(update)
    room = formulas.fragment_room(limit=plan.limit, header=plan.header)
    fragments = formulas.uncoded_fragments(size=bits, room=room)
    sent = formulas.coded_fragments(uncoded=fragments, redundancy=plan.redundancy)
    time = formulas.session_time(fragments=sent, interval=plan.interval)
    own = tuple(transfer(size, way, plan.limit, carry) for size, way in _own_messages(plan))
    device = formulas.session_energy(
        time=time, listening=plan.listening, parts=tuple(each.device_energy for each in own)
    )
    network = _network_of_session(sent, devices, own, carry("down", plan.limit))
    return BroadcastSession(
        update=bits,
        fragments=fragments,
        sent=sent,
        tolerated_loss=formulas.tolerated_loss(uncoded=fragments, spare=plan.spare, coded=sent),
        time=time,
        device_energy=device,
        network_energy=network,
        energy=energy_of_parts(
            parts=(formulas.energy_of_times(energy=device, times=devices), network)
        ),
    )


def _network_of_session(
    sent: Count, devices: Count, own: tuple[Transfer, ...], fragment: Carried
) -> Joule:
    """Fragments cross the network once; what goes to and from each device, for each."""
    apart = energy_of_parts(parts=tuple(each.network_energy for each in own))
    return energy_of_parts(
        parts=(
            formulas.energy_of_times(energy=fragment.network_energy, times=sent),
            formulas.energy_of_times(energy=apart, times=devices),
        )
    )


def exchange(plan: FederatedRounds, limit: Bit, carry: Carry) -> FederatedExchange:
    """Send models to the clients of federated learning, and what they learnt back."""
    down = transfer(_bits(plan.down), "down", limit, carry)
    up = transfer(_bits(plan.up), "up", limit, carry)
    times = federated.participations(
        clients=plan.clients, participation=plan.participation, rounds=plan.rounds
    )
    per_round = formulas.exchange_energy(down=down.device_energy, up=up.device_energy)
    behind = formulas.exchange_energy(down=down.network_energy, up=up.network_energy)
    network = formulas.energy_of_times(energy=behind, times=times)
    own_times = federated.participations(
        clients=_ONE, participation=plan.participation, rounds=plan.rounds
    )
    bits = formulas.exchanged_bits(down=down.bits, up=up.bits)
    return FederatedExchange(
        participations=times,
        down=down,
        up=up,
        per_round=per_round,
        device_energy=formulas.energy_of_times(energy=per_round, times=own_times),
        network_energy=network,
        energy=energy_of_parts(
            parts=(formulas.energy_of_times(energy=per_round, times=times), network)
        ),
        bits=formulas.bits_of_times(bits=bits, times=times),
    )


def report(payload: Bit, interval: Second, period: Second, limit: Bit, carry: Carry) -> Telemetry:
    """Send a result or another report again and again."""
    one = transfer(payload, "up", limit, carry)
    messages = formulas.times_in(period=period, interval=interval)
    return Telemetry(
        messages=messages,
        report=one,
        device_energy=formulas.energy_of_times(energy=one.device_energy, times=messages),
        network_energy=formulas.energy_of_times(energy=one.network_energy, times=messages),
        energy=formulas.energy_of_times(energy=one.energy, times=messages),
        bits=formulas.bits_of_times(bits=one.bits, times=messages),
    )


def updates(plan: DeliveryPlan, period: Second, carry: Carry) -> Delivered:
    """Send the updates that fall to a period, to each device or to all at once."""
    match plan.broadcast:
        case None:
            update = deliver(plan.update, plan.devices, plan.limit, carry)
        case Broadcast() as session:
            update = broadcast(plan.update, plan.devices, session, carry)
    times = formulas.times_in(period=period, interval=plan.interval)
    device, network, energy = (
        formulas.energy_of_times(energy=part, times=times)
        for part in (update.device_energy, update.network_energy, update.energy)
    )
    return Delivered(update, times, device, network, energy)


def _bits(update: ModelUpdate) -> Bit:
    return formulas.update_bits(
        model=update.model,
        changed=update.changed,
        addressing=update.addressing,
        compression=update.compression,
    )


def _own_messages(plan: Broadcast) -> tuple[tuple[Bit, Direction], ...]:
    """What goes to and from each device beside the fragments."""
    return ((plan.setup_down, "down"), (plan.setup_up, "up"))
