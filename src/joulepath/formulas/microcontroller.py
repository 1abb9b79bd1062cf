"""Inference on microcontrollers: cycles by kind of operator, then time, power and energy."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import total
from joulepath.core.quantities import (
    CoulombPerCycle,
    Count,
    Cycle,
    CyclePerSecond,
    CyclePerValue,
    Joule,
    Operation,
    OperationPerSecond,
    Ratio,
    Sample,
    Second,
    Value,
    Volt,
    Watt,
)


@formula(symbol=r"C_k", source="definition")
def multiplying_cycles(
    *,
    macs: Count,
    per_mac: Operation,
    cost: Ratio,
    throughput: OperationPerSecond,
    cores: Count,
    clock: CyclePerSecond,
) -> Cycle:
    """Clock cycles of the multiply-accumulates of one kind of operator, on one core.

    Parameters
    ----------
    macs : Count
        Multiply-accumulates; any shape.
    per_mac : Operation
        Operations that one of them is in the peak rate; broadcasts.
    cost : Ratio
        Time of one relative to that at the peak rate; broadcasts.
    throughput : OperationPerSecond
        Peak rate of all cores together; broadcasts.
    cores : Count
        Cores that the peak rate counts; broadcasts.
    clock : CyclePerSecond
        Clock at which the peak rate is reached; broadcasts.

    Returns
    -------
    Cycle
        Of the broadcast shape.
    """
    return macs * per_mac * cost * clock * cores / throughput


@formula(symbol=r"C_o", source="assumption")
def writing_cycles(*, values: Value, per_value: CyclePerValue) -> Cycle:
    """Clock cycles to scale, round and write results.

    Parameters
    ----------
    values : Value
        Results of all layers with products; any shape.
    per_value : CyclePerValue
        Cycles of each; broadcasts.

    Returns
    -------
    Cycle
        Of the broadcast shape.
    """
    return values * per_value


@formula(symbol=r"C_l", source="assumption")
def starting_cycles(*, layers: Count, per_layer: Cycle) -> Cycle:
    """Clock cycles to set layers up.

    Parameters
    ----------
    layers : Count
        Layers with products; any shape.
    per_layer : Cycle
        Cycles of each; broadcasts.

    Returns
    -------
    Cycle
        Of the broadcast shape.
    """
    return layers * per_layer


@formula(symbol=r"C", source="definition")
def inference_cycles(*, parts: tuple[Cycle, ...], pace: Ratio) -> Cycle:
    """Clock cycles of an inference.

    Parameters
    ----------
    parts : tuple of Cycle
        Its parts as the runtime needs them on average; shapes broadcast.
    pace : Ratio
        Cycles that one processor needs for what takes one on average; broadcasts.

    Returns
    -------
    Cycle
        Of the broadcast shape.
    """
    return total(parts) * pace


@formula(symbol=r"t", source="definition")
def execution_time(*, cycles: Cycle, clock: CyclePerSecond) -> Second:
    """Time of clock cycles.

    Parameters
    ----------
    cycles : Cycle
        Clock cycles; any shape.
    clock : CyclePerSecond
        Clock; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return cycles / clock


@formula(symbol=r"P_q", source="chandrakasan-1992-cmos")
def core_power(*, charge: CoulombPerCycle, clock: CyclePerSecond, voltage: Volt) -> Watt:
    """Power of a processor that draws the same charge in every cycle.

    Leakage is not apart from it, so that a low clock makes it too small.

    Parameters
    ----------
    charge : CoulombPerCycle
        Charge drawn in a cycle; any shape.
    clock : CyclePerSecond
        Clock; broadcasts.
    voltage : Volt
        Voltage from which it is drawn; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return charge * clock * voltage


@formula(symbol=r"V_s", source="definition")
def converted_voltage(*, core: Volt, efficiency: Ratio) -> Volt:
    """Voltage that a charge of the core comes to before a switching regulator.

    A linear regulator passes the charge on from its own supply instead.

    Parameters
    ----------
    core : Volt
        Voltage of the core; any shape.
    efficiency : Ratio
        Share of the power that the regulator passes on, above zero; broadcasts.

    Returns
    -------
    Volt
        Of the broadcast shape.
    """
    return core / efficiency


@formula(symbol=r"P_f", source="chandrakasan-1992-cmos")
def power_at_clock(*, power: Watt, clock: CyclePerSecond, reference: CyclePerSecond) -> Watt:
    """Power at another clock and the same voltage.

    Leakage is neglected, and so is a lower voltage that a lower clock may allow.

    Parameters
    ----------
    power : Watt
        Power at the reference clock; any shape.
    clock : CyclePerSecond
        Clock; broadcasts.
    reference : CyclePerSecond
        Clock at which the power was taken; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return power * clock / reference


@formula(symbol=r"n_R", source="definition")
def runs(*, samples: Sample, samples_per_run: Sample) -> Count:
    """Times that a model runs.

    Parameters
    ----------
    samples : Sample
        Samples; any shape.
    samples_per_run : Sample
        Samples that it computes at once; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return samples / samples_per_run


@formula(symbol=r"t_R", source="definition")
def time_of_runs(*, times: Count, each: Second) -> Second:
    """Time of one run after the other.

    Parameters
    ----------
    times : Count
        Number of runs; any shape.
    each : Second
        Time of one; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return times * each


@formula(symbol=r"E_R", source="definition")
def energy_of_runs(*, times: Count, each: Joule) -> Joule:
    """Energy of one run after the other.

    Parameters
    ----------
    times : Count
        Number of runs; any shape.
    each : Joule
        Energy of one; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return times * each


@formula(symbol=r"E_\mathrm{period}", source="definition")
def period_energy(
    *, inferences: Count, each: Joule, wake: Joule, sleep: Watt, period: Second, busy: Second
) -> Joule:
    """Energy from the start of one row of inferences to the start of the next.

    Parameters
    ----------
    inferences : Count
        Inferences in a row; any shape.
    each : Joule
        Energy of one; broadcasts.
    wake : Joule
        Energy to wake up and go back to sleep; broadcasts.
    sleep : Watt
        Power asleep; broadcasts.
    period : Second
        Time between two starts, not below that of the row; broadcasts.
    busy : Second
        Time of one inference; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return inferences * each + wake + sleep * (period - inferences * busy)


@formula(symbol=r"\bar P", source="definition")
def mean_power(*, energy: Joule, period: Second, efficiency: Ratio) -> Watt:
    """Mean power drawn from a source through a regulator.

    Parameters
    ----------
    energy : Joule
        Energy used in a period; any shape.
    period : Second
        Its length, above zero; broadcasts.
    efficiency : Ratio
        Share of the power that arrives behind the regulator, above zero; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return energy / (period * efficiency)
