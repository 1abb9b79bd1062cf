"""Inference layer by layer: whichever of arithmetic and memory takes longer."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import exp, log2, maximum, total
from joulepath.core.quantities import (
    Bit,
    BitPerSecond,
    Count,
    Operation,
    OperationPerSecond,
    Ratio,
    Second,
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
