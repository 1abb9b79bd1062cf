"""Models on their way to devices and back, wired on top of any link."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from joulepath.core.quantities import Bit, Count, Second
from joulepath.formulas import training_runs
from joulepath.formulas.links import delivery as formulas
from joulepath.formulas.links import fragmentation
from joulepath.records.links.activity import LinkActivity
from joulepath.records.links.delivery import (
    Broadcast,
    BroadcastSession,
    Delivery,
    FederatedExchange,
    FederatedRounds,
    ModelUpdate,
    Telemetry,
    Transfer,
)
from joulepath.records.links.traffic import Direction, Packets

__all__ = ["Carry", "broadcast", "deliver", "exchange", "report", "transfer"]

Carry: TypeAlias = Callable[[tuple[Packets, ...]], LinkActivity]
"""What a message makes the radio of a device do, whatever its technology; e.g. a partial
`joulepath.lifecycle.links.technologies.activity`."""

_ONE = 1.0


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
        What a message makes the radio of the device do.

    Returns
    -------
    Transfer
        Messages, bits, time and energy of the device.
    """
    full = fragmentation.full_fragments(size=payload, limit=limit)
    rest = fragmentation.last_fragment(size=payload, limit=limit, full=full)
    each, last = (carry((Packets("message", direction, _ONE, size),)) for size in (limit, rest))
    return Transfer(
        payload=payload,
        full=full,
        bits=formulas.bits_of_parts(full=full, each=each.bits, last=last.bits),
        time=formulas.time_of_parts(full=full, each=each.latency, last=last.latency),
        energy=formulas.energy_of_parts(full=full, each=each.energy, last=last.energy),
    )


def deliver(update: ModelUpdate, devices: Count, limit: Bit, carry: Carry) -> Delivery:
    """Send an update to each of several devices on its own."""
    bits = _bits(update)
    device = transfer(bits, "down", limit, carry)
    return Delivery(
        update=bits,
        device=device,
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
        What a message of its own, to set up and to report, makes the radio of a device do.

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
    own = tuple(transfer(size, way, plan.limit, carry).energy for size, way in _own_messages(plan))
    device = formulas.session_energy(time=time, listening=plan.listening, parts=own)
    return BroadcastSession(
        update=bits,
        fragments=fragments,
        sent=sent,
        tolerated_loss=formulas.tolerated_loss(uncoded=fragments, spare=plan.spare, coded=sent),
        time=time,
        device=device,
        energy=formulas.energy_of_times(energy=device, times=devices),
    )


def exchange(plan: FederatedRounds, limit: Bit, carry: Carry) -> FederatedExchange:
    """Send models to the clients of federated learning, and what they learnt back."""
    down = transfer(_bits(plan.down), "down", limit, carry)
    up = transfer(_bits(plan.up), "up", limit, carry)
    times = training_runs.participations(
        clients=plan.clients, participation=plan.participation, rounds=plan.rounds
    )
    per_round = formulas.exchange_energy(down=down.energy, up=up.energy)
    bits = formulas.exchanged_bits(down=down.bits, up=up.bits)
    return FederatedExchange(
        participations=times,
        down=down,
        up=up,
        per_round=per_round,
        energy=formulas.energy_of_times(energy=per_round, times=times),
        bits=formulas.bits_of_times(bits=bits, times=times),
    )


def report(payload: Bit, interval: Second, period: Second, limit: Bit, carry: Carry) -> Telemetry:
    """Send a result or another report again and again."""
    one = transfer(payload, "up", limit, carry)
    messages = formulas.times_in(period=period, interval=interval)
    return Telemetry(
        messages=messages,
        report=one,
        energy=formulas.energy_of_times(energy=one.energy, times=messages),
        bits=formulas.bits_of_times(bits=one.bits, times=messages),
    )


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
