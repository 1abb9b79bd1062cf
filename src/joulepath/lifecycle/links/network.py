"""The network behind a device, wired: one segment after another, by one way of accounting."""

from __future__ import annotations

from joulepath.core.quantities import BitPerSecond, Count, Joule, Second, Watt
from joulepath.formulas.links import delivery, states
from joulepath.formulas.links import network as formulas
from joulepath.records.links.network import (
    BottomUp,
    ByDevices,
    ByTraffic,
    Equipment,
    NetworkAverage,
    NetworkEnergy,
    NetworkPeriod,
    NetworkSegment,
    NetworkTraffic,
    SegmentEnergy,
)

__all__ = ["equipment_power", "network_energy", "network_period"]


def network_energy(
    path: tuple[NetworkSegment | NetworkAverage, ...],
    traffic: NetworkTraffic,
    method: BottomUp,
) -> NetworkEnergy:
    """Send a message over a path, its equipment accounted for by one method.

    Averages keep the method "average" whatever is asked of the equipment; that no place is
    counted twice is for `joulepath.scenario.links.network.overlap_problems` to see to.

    Parameters
    ----------
    path : tuple of NetworkSegment and NetworkAverage
        Segments, from the device to the server.
    traffic : NetworkTraffic
        What crosses them; shapes broadcast with all numbers of the path.
    method : {"marginal", "load-share"}
        What the energy of equipment is to answer.

    Returns
    -------
    NetworkEnergy
        Segment by segment and in all.
    """
    segments = tuple(_part(part, traffic, method) for part in path)
    message = formulas.path_energy(segments=tuple(each.message for each in segments))
    return NetworkEnergy(
        segments, message, formulas.energy_per_bit(energy=message, bits=traffic.bits)
    )


def network_period(path: NetworkEnergy, messages: Count, period: Second) -> NetworkPeriod:
    """Send the messages of a period over a path."""
    energy = delivery.energy_of_times(energy=path.message, times=messages)
    return NetworkPeriod(messages, energy, states.recurring_power(energy=energy, period=period))


def equipment_power(equipment: Equipment, rate: BitPerSecond) -> Watt:
    """Power of one piece of equipment that carries a bit rate in packets of no cost."""
    return formulas.power_at_rate(constant=equipment.constant, per_bit=equipment.per_bit, rate=rate)


def _part(
    part: NetworkSegment | NetworkAverage, traffic: NetworkTraffic, method: BottomUp
) -> SegmentEnergy:
    match part:
        case NetworkSegment():
            return _segment(part, traffic, method)
        case NetworkAverage():
            return _average(part, traffic)


def _segment(segment: NetworkSegment, traffic: NetworkTraffic, method: BottomUp) -> SegmentEnergy:
    equipment = segment.equipment
    more = formulas.traffic_energy(
        bits=traffic.bits,
        packets=traffic.packets,
        per_bit=equipment.per_bit,
        per_packet=equipment.per_packet,
    )
    parts = (more,) if method == "marginal" else (_constant(segment, traffic), more)
    energy = formulas.segment_energy(
        parts=parts, crossed=equipment.crossed, overhead=equipment.overhead
    )
    return SegmentEnergy(
        name=segment.name,
        places=segment.places,
        method=method,
        boundary=segment.boundary,
        year=equipment.year,
        message=energy,
        per_bit=formulas.energy_per_bit(energy=energy, bits=traffic.bits),
    )


def _constant(segment: NetworkSegment, traffic: NetworkTraffic) -> Joule:
    """Share of the constant power that falls to a message."""
    equipment = segment.equipment
    match segment.sharing:
        case ByTraffic():
            per_bit = formulas.constant_per_bit(
                constant=equipment.constant,
                capacity=equipment.capacity,
                utilisation=equipment.utilisation,
            )
            return formulas.constant_of_bits(bits=traffic.bits, per_bit=per_bit)
        case ByDevices(devices, interval):
            return formulas.constant_of_device(
                constant=equipment.constant, interval=interval, devices=devices
            )


def _average(part: NetworkAverage, traffic: NetworkTraffic) -> SegmentEnergy:
    per_bit, year = part.average.per_bit, part.average.year
    if part.trend is not None:
        per_bit = formulas.average_in_year(
            per_bit=per_bit, year=part.year, base_year=year, halving=part.trend.halving
        )
        year = part.year
    return SegmentEnergy(
        name=part.name,
        places=part.places,
        method="average",
        boundary=part.boundary,
        year=year,
        message=formulas.average_energy(bits=traffic.bits, per_bit=per_bit),
        per_bit=per_bit,
    )
