"""Inference layer by layer: whichever of arithmetic and memory takes longer."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import exp, log2, maximum, total
from joulepath.core.quantities import (
    Bit,
    BitPerSecond,
    Count,
    Joule,
    Operation,
    OperationPerSecond,
    Ratio,
    Second,
    Watt,
)


@formula(symbol=r"\Pi_r", source="assumption")
def reached_rate(
    *,
    throughput: OperationPerSecond,
    scalar: OperationPerSecond,
    share: Ratio,
    saturation: Ratio,
    clock: Ratio,
) -> OperationPerSecond:
    """Rate that layers of a kind reach.

    Units for narrow numbers and whole matrices are harder to keep busy than those for single
    precision: of each doubling of the peak rate a part is lost.

    Parameters
    ----------
    throughput : OperationPerSecond
        Peak rate in the format of the arithmetic; any shape.
    scalar : OperationPerSecond
        Peak rate in single precision, above zero; broadcasts.
    share : Ratio
        Share of it that such layers reach; broadcasts.
    saturation : Ratio
        Logarithm of the part lost for each doubling, below that of two; broadcasts.
    clock : Ratio
        Clock over the highest one; broadcasts.

    Returns
    -------
    OperationPerSecond
        Of the broadcast shape.
    """
    doublings = log2(maximum(1.0, throughput / scalar))
    return throughput * clock * share * exp(-saturation * doublings)


@formula(symbol=r"t_{a,\ell}", source="williams-2009-roofline")
def layer_arithmetic(
    *, operations: Operation, samples: Count, reached: OperationPerSecond
) -> Second:
    """Time of the arithmetic of a layer.

    Parameters
    ----------
    operations : Operation
        Arithmetic for one sample; any shape.
    samples : Count
        Samples of the batch; broadcasts.
    reached : OperationPerSecond
        Rate that such a layer reaches, above zero; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return operations * samples / reached


@formula(symbol=r"b_\ell", source="definition")
def layer_traffic(*, weights: Bit, activations: Bit, samples: Count) -> Bit:
    """Data that a layer moves between a processor and its memory.

    Parameters
    ----------
    weights : Bit
        Trained values, read once for the whole batch; any shape.
    activations : Bit
        Activations read and written for one sample; broadcasts.
    samples : Count
        Samples of the batch; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return weights + activations * samples


@formula(symbol=r"t_\ell", source="williams-2009-roofline")
def layers_time(*, arithmetic: Second, streaming: Second, layers: Count) -> Second:
    """Time of identical layers: arithmetic and memory work beside each other.

    Parameters
    ----------
    arithmetic : Second
        Time of the arithmetic of one; any shape.
    streaming : Second
        Time to move its data; broadcasts.
    layers : Count
        Their number; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return maximum(arithmetic, streaming) * layers


@formula(symbol=r"t_n", source="definition")
def repeated_time(*, each: Second, layers: Count) -> Second:
    """Time of something that identical layers do one after the other.

    Parameters
    ----------
    each : Second
        Time of one; any shape.
    layers : Count
        Their number; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return each * layers


@formula(symbol=r"b_n", source="definition")
def repeated_data(*, each: Bit, layers: Count) -> Bit:
    """Data of identical layers together.

    Parameters
    ----------
    each : Bit
        Data of one; any shape.
    layers : Count
        Their number; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return each * layers


@formula(symbol=r"n_\Sigma", source="definition")
def sum_of_layers(*, parts: tuple[Count, ...]) -> Count:
    """Number of all layers.

    Parameters
    ----------
    parts : tuple of Count
        Numbers of identical layers; broadcast against each other.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return total(parts)


@formula(symbol=r"t_W", source="assumption")
def loading_time(*, weights: Bit, cache: Bit, link: BitPerSecond) -> Second:
    """Time to load the weights that a chip cannot keep from one inference to the next.

    Parameters
    ----------
    weights : Bit
        Weights of the network; any shape.
    cache : Bit
        Weights that stay on the chip; broadcasts.
    link : BitPerSecond
        Rate between the chip and its host, above zero; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return maximum(0.0, weights - cache) / link


@formula(symbol=r"t_x", source="assumption")
def copying_time(*, copied: Bit, samples: Count, link: BitPerSecond) -> Second:
    """Time to copy activations between a processor and its host.

    Parameters
    ----------
    copied : Bit
        Activations of one sample that cross; any shape.
    samples : Count
        Samples of the batch; broadcasts.
    link : BitPerSecond
        Rate between them, above zero; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return copied * samples / link


@formula(symbol=r"t_P", source="definition")
def processor_time(*, busy: Second, slowdown: Ratio, launching: Second, loading: Second) -> Second:
    """Time that a processor takes for a batch.

    Parameters
    ----------
    busy : Second
        Time of the layers at full power; any shape.
    slowdown : Ratio
        Factor of a power limit; broadcasts.
    launching : Second
        Time to start the layers; broadcasts.
    loading : Second
        Time to load weights; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return busy * slowdown + launching + loading


@formula(symbol=r"t_b", source="assumption")
def time_beside(*, host: Second, call: Second, samples: Count, sample: Second) -> Second:
    """Time of a batch that the processor does not spend on it.

    Parameters
    ----------
    host : Second
        Time of layers on the host and of copies there and back; any shape.
    call : Second
        Time to start an inference and to fetch its answer; broadcasts.
    samples : Count
        Samples of the batch; broadcasts.
    sample : Second
        Time to hand over one of them; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return host + call + samples * sample


@formula(symbol=r"t_L", source="assumption")
def batch_latency(*, processor: Second, in_flight: Ratio, beside: Second) -> Second:
    """Time from the input of a batch to its answer.

    Parameters
    ----------
    processor : Second
        Time that the processor takes for a batch in a row of many; any shape.
    in_flight : Ratio
        Batches that are at work in it at the same time; broadcasts.
    beside : Second
        Time of the host and of copies; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return processor * in_flight + beside


@formula(symbol=r"t_i", source="assumption")
def pipelined_interval(*, processor: Second, beside: Second) -> Second:
    """Time from one batch to the next if processor and host work beside each other.

    Parameters
    ----------
    processor : Second
        Time that the processor takes for a batch in a row of many; any shape.
    beside : Second
        Time of the host and of copies; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return maximum(processor, beside)


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


@formula(symbol=r"t_q", source="definition")
def time_bound(*, time: Second, factor: Ratio) -> Second:
    """End of the band in which a time lies.

    Parameters
    ----------
    time : Second
        The prediction; any shape.
    factor : Ratio
        End of the band relative to it; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return time * factor
