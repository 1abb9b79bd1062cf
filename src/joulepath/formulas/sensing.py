"""Sensing: waking a sensor, taking readings, and keeping them."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import maximum, total
from joulepath.core.quantities import (
    Bit,
    Count,
    CyclePerBit,
    Joule,
    JoulePerBit,
    JoulePerCycle,
    PerSample,
    Ratio,
    Sample,
    Second,
)


@formula(symbol=r"n_R", source="definition")
def readings(*, samples: Sample, per_sample: PerSample) -> Count:
    """Readings that samples are made of.

    Parameters
    ----------
    samples : Sample
        Samples; any shape.
    per_sample : PerSample
        Readings that make a sample; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return samples * per_sample


@formula(symbol=r"n_w", source="definition")
def wakes(*, samples: Sample, per_wake: Sample) -> Count:
    """Times a sensor wakes up.

    Parameters
    ----------
    samples : Sample
        Samples to take; any shape.
    per_wake : Sample
        Samples taken in one go, above zero; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape; a fraction where a pass takes part of what is taken in one go.
    """
    return samples / per_wake


@formula(symbol=r"t_a", source="definition")
def repeated_time(*, count: Count, time: Second) -> Second:
    """Time of what is repeated.

    Parameters
    ----------
    count : Count
        How often; any shape.
    time : Second
        Time of one; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return count * time


@formula(symbol=r"t_\Sigma", source="definition")
def awake_time(*, times: tuple[Second, ...]) -> Second:
    """Time during which a sensor is awake.

    Parameters
    ----------
    times : tuple of Second
        Time of each thing it does; shapes broadcast.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return total(times)


@formula(symbol=r"t_0", source="definition")
def pause(*, interval: Second, awake: Second) -> Second:
    """Time in which a sensor has nothing to do.

    Parameters
    ----------
    interval : Second
        Time from one pass to the next; any shape.
    awake : Second
        Time during which it is awake; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape, never negative.
    """
    return maximum(interval - awake, 0.0 * awake)


@formula(symbol=r"b_s", source="definition")
def compressed_bits(*, bits: Bit, ratio: Ratio) -> Bit:
    """Size of data after compression.

    Parameters
    ----------
    bits : Bit
        Size before; any shape.
    ratio : Ratio
        Size after by size before; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return bits * ratio


@formula(symbol=r"E_c", source="definition")
def compression_energy(*, bits: Bit, cycles: CyclePerBit, per_cycle: JoulePerCycle) -> Joule:
    """Energy to compress data on a processor.

    Parameters
    ----------
    bits : Bit
        Size before; any shape.
    cycles : CyclePerBit
        Cycles for each bit before; broadcasts.
    per_cycle : JoulePerCycle
        Energy of a cycle; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return bits * cycles * per_cycle


@formula(symbol=r"E_m", source="definition")
def memory_energy(*, bits: Bit, write: JoulePerBit, read: JoulePerBit) -> Joule:
    """Energy to write data to a memory once and to read them back once.

    Parameters
    ----------
    bits : Bit
        Size of the data; any shape.
    write : JoulePerBit
        Energy to write a bit; broadcasts.
    read : JoulePerBit
        Energy to read a bit; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return bits * (write + read)


@formula(symbol=r"E_S", source="definition")
def sensing_energy(*, parts: tuple[Joule, ...]) -> Joule:
    """Energy of taking samples and keeping them.

    Parameters
    ----------
    parts : tuple of Joule
        Energy of each part; shapes broadcast.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return total(parts)
