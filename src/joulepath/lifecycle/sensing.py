"""Taking samples: wake the sensor, read it, compress, keep, and let it rest."""

from __future__ import annotations

from collections.abc import Iterator

from joulepath.core.quantities import Ampere, Bit, Count, Joule, Sample, Second, Watt
from joulepath.formulas import sensing as formulas
from joulepath.formulas.links.states import state_energy, supply_power
from joulepath.records.sensing import Sensing, SensingPlan

__all__ = ["sense"]

_NEVER = 0.0


def sense(samples: Sample, bits: Bit, plan: SensingPlan, interval: Second | None = None) -> Sensing:
    """Take samples and have them ready for use.

    Parameters
    ----------
    samples : Sample
        Samples to take; any shape.
    bits : Bit
        Size of all of them as they are read; broadcasts.
    plan : SensingPlan
        Sensor, and what becomes of its readings.
    interval : Second or None
        Time in which this is done once; none where it is not known, and then nothing rests.

    Returns
    -------
    Sensing
        Time and energy, part by part, of the broadcast shape.
    """
    count = formulas.readings(samples=samples, per_sample=plan.readings_per_sample)
    wakes, warm_up = _warm_up(samples, plan)
    needed = formulas.repeated_time(count=count, time=plan.sensor.reading_time)
    always = plan.sleep == "never" and interval is not None
    reading = interval if always and interval is not None else needed
    awake = formulas.awake_time(times=(warm_up, reading))
    kept = _compressed(bits, plan)
    own = (
        state_energy(power=_power(plan, plan.sensor.warm_up_current), time=warm_up),
        state_energy(power=_power(plan, plan.sensor.active_current), time=reading),
    )
    others = (
        _converting(count, plan),
        _compressing(bits, plan),
        _storing(kept, plan),
        _resting(awake, interval, plan),
    )
    spent = (*own, *(energy for energy in others if energy is not None))
    energy = formulas.sensing_energy(parts=spent)
    return Sensing(count, wakes, awake, *own, *others, kept, energy)


def _warm_up(samples: Sample, plan: SensingPlan) -> tuple[Count, Second]:
    """Times the sensor wakes up, and how long that takes."""
    match plan.sleep:
        case "never":
            return _NEVER, _NEVER
        case "between" | "off":
            wakes = formulas.wakes(samples=samples, per_wake=plan.samples_per_wake)
            return wakes, formulas.repeated_time(count=wakes, time=plan.sensor.warm_up_time)


def _power(plan: SensingPlan, current: Ampere) -> Watt:
    return supply_power(current=current, voltage=plan.sensor.supply, efficiency=plan.efficiency)


def _converting(count: Count, plan: SensingPlan) -> Joule | None:
    if plan.converter is None:
        return None
    time = formulas.repeated_time(count=count, time=plan.converter.time)
    return state_energy(power=plan.converter.power, time=time)


def _compressed(bits: Bit, plan: SensingPlan) -> Bit:
    if plan.compression is None:
        return bits
    return formulas.compressed_bits(bits=bits, ratio=plan.compression.ratio)


def _compressing(bits: Bit, plan: SensingPlan) -> Joule | None:
    if plan.compression is None:
        return None
    return formulas.compression_energy(
        bits=bits, cycles=plan.compression.cycles, per_cycle=plan.compression.per_cycle
    )


def _storing(bits: Bit, plan: SensingPlan) -> Joule | None:
    if plan.memory is None:
        return None
    return formulas.memory_energy(bits=bits, write=plan.memory.write, read=plan.memory.read)


def _resting(awake: Second, interval: Second | None, plan: SensingPlan) -> Joule | None:
    """What sensor and memory draw between samples."""
    if interval is None:
        return None
    parts = tuple(_rests(awake, interval, plan))
    return formulas.sensing_energy(parts=parts) if parts else None


def _rests(awake: Second, interval: Second, plan: SensingPlan) -> Iterator[Joule]:
    if plan.sleep == "between":
        asleep = formulas.pause(interval=interval, awake=awake)
        yield state_energy(power=_power(plan, plan.sensor.sleep_current), time=asleep)
    if plan.memory is not None:
        yield state_energy(power=plan.memory.standby, time=interval)
