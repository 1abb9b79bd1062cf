"""Inference layer by layer: what the processor draws, and each sample's part of it."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import maximum
from joulepath.core.quantities import Count, Joule, Ratio, Second, Watt


@formula(symbol=r"s_B", source="definition")
def working_share(*, busy: Second, slowdown: Ratio, interval: Second) -> Ratio:
    """Share of the time in which layers run.

    Parameters
    ----------
    busy : Second
        Time of the layers of a batch at full power; any shape.
    slowdown : Ratio
        Factor of a power limit; broadcasts.
    interval : Second
        Time from one batch to the next, above zero; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.
    """
    return busy * slowdown / interval


@formula(symbol=r"s_a", source="definition")
def computing_share(*, arithmetic: Second, streaming: Second) -> Ratio:
    """Share of arithmetic in the time of work.

    Parameters
    ----------
    arithmetic : Second
        Time of arithmetic alone; any shape.
    streaming : Second
        Time of moving data alone, not zero together with the other; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.
    """
    return arithmetic / (arithmetic + streaming)


@formula(symbol=r"P_0", source="assumption")
def waiting_power(*, idle: Watt, full: Watt, waiting: Ratio) -> Watt:
    """Power of a processor that waits for its host, clocks up.

    Parameters
    ----------
    idle : Watt
        Power at rest; any shape.
    full : Watt
        Power at full work; broadcasts.
    waiting : Ratio
        Share of the range between them; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return idle + (full - idle) * waiting


@formula(symbol=r"u", source="assumption")
def load(*, computing: Ratio, streaming: Ratio, computing_share: Ratio) -> Ratio:
    """Share of the range from rest to full power that work draws.

    Parameters
    ----------
    computing : Ratio
        Share that arithmetic draws; any shape.
    streaming : Ratio
        Share that moving data draws; broadcasts.
    computing_share : Ratio
        Share of the busy time spent on arithmetic; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.
    """
    return computing * computing_share + streaming * (1 - computing_share)


@formula(symbol=r"P_w", source="assumption")
def wanted_power(*, idle: Watt, full: Watt, waiting: Watt, load: Ratio, clock: Ratio) -> Watt:
    """Power above that of waiting that work would draw if nothing limited it.

    In proportion to the clock; the lower voltage that a lower clock allows is neglected.

    Parameters
    ----------
    idle : Watt
        Power at rest; any shape.
    full : Watt
        Power at full work; broadcasts.
    waiting : Watt
        Power while waiting; broadcasts.
    load : Ratio
        Share of the range from rest to full power that the work draws; broadcasts.
    clock : Ratio
        Clock over the highest one; broadcasts.

    Returns
    -------
    Watt
        At least zero, of the broadcast shape.
    """
    return maximum(0.0, idle + (full - idle) * load - waiting) * clock


@formula(symbol=r"P_s", source="definition")
def source_power(*, processor: Watt, host: Watt, conversion: Ratio) -> Watt:
    """Power drawn from the plug or the battery.

    Parameters
    ----------
    processor : Watt
        Power of the processor; any shape.
    host : Watt
        Power of host, memory and peripherals; broadcasts.
    conversion : Ratio
        Share that arrives behind the power supply, above zero; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return (processor + host) / conversion


@formula(symbol=r"E_1", source="definition")
def sample_energy(*, power: Watt, interval: Second, samples: Count) -> Joule:
    """Energy for each sample of a batch.

    Parameters
    ----------
    power : Watt
        Mean power; any shape.
    interval : Second
        Time from one batch to the next; broadcasts.
    samples : Count
        Samples of the batch, above zero; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return power * interval / samples


@formula(symbol=r"t_1", source="definition")
def sample_time(*, interval: Second, samples: Count) -> Second:
    """Time for each sample of a batch.

    Parameters
    ----------
    interval : Second
        Time from one batch to the next; any shape.
    samples : Count
        Samples of the batch, above zero; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return interval / samples
