"""Duration of one step in which an accelerator learns from a batch of samples."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, sqrt
from joulepath.core.quantities import (
    Bit,
    BitPerValue,
    Count,
    Epoch,
    Flop,
    FlopPerSample,
    Joule,
    PerEpoch,
    Ratio,
    Sample,
    Second,
    Value,
    ValuePerSample,
)


@formula(symbol=r"M_B", source="definition")
def batch_work(*, samples: Sample, per_sample: FlopPerSample) -> Flop:
    """Arithmetic of one step.

    Parameters
    ----------
    samples : Sample
        Samples of the batch; any shape.
    per_sample : FlopPerSample
        Forward pass and all gradients of one; broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return samples * per_sample


@formula(symbol=r"b_B", source="assumption")
def batch_traffic(
    *,
    samples: Sample,
    values: ValuePerSample,
    weights: Value,
    accesses: Count,
    bits_per_value: BitPerValue,
) -> Bit:
    """Data that a step moves between an accelerator and its memory.

    Parameters
    ----------
    samples : Sample
        Samples of the batch; any shape.
    values : ValuePerSample
        Values that the operators of the forward pass write for one; broadcasts.
    weights : Value
        Values that are learnt; broadcasts.
    accesses : Count
        Times each of them is read or written, forwards, backwards or by the optimiser; broadcasts.
    bits_per_value : BitPerValue
        Size of a value; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return (samples * values + weights) * accesses * bits_per_value


@formula(symbol=r"t_h", source="assumption")
def launching_time(
    *,
    operators: Count,
    per_operator: Second,
    samples: Count,
    per_sample: Second,
    slowness: Ratio,
) -> Second:
    """Time a host takes to start the operators of a step and to load its samples.

    Parameters
    ----------
    operators : Count
        Operators of the forward pass; any shape.
    per_operator : Second
        Time for each, its gradients and the update of its weights included; broadcasts.
    samples : Count
        Samples that the host loads between steps, and not beside them; broadcasts.
    per_sample : Second
        Time to load one; broadcasts.
    slowness : Ratio
        Time of this host over that of the usual one; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return (operators * per_operator + samples * per_sample) * slowness


@formula(symbol=r"s", source="assumption")
def reached_share(*, share: Ratio, matrix: Ratio) -> Ratio:
    """Share of the peak rate reached by units that multiply whole matrices.

    Parameters
    ----------
    share : Ratio
        Share that scalar units reach; any shape.
    matrix : Ratio
        What of it is left where the peak is that of matrix units; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.
    """
    return share * matrix


@formula(symbol=r"t_B", source="assumption")
def overlapped_time(*, busy: Second, slowdown: Ratio, host: Second) -> Second:
    """Time of a step in which accelerator and host work beside each other.

    The longer of the two decides where they differ; where they are alike neither hides the other
    completely, which a root of squares describes.

    Parameters
    ----------
    busy : Second
        Time of the accelerator at full clocks; any shape.
    slowdown : Ratio
        Factor of a power limit; broadcasts.
    host : Second
        Time of the host; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    slowed = busy * slowdown
    return sqrt(slowed * slowed + host * host)


@formula(symbol=r"n_B", source="definition", stepwise=("samples", "batch"))
def steps_per_epoch(*, samples: Sample, batch: Sample) -> Count:
    """Steps that take every sample once.

    Parameters
    ----------
    samples : Sample
        Samples of the data set; any shape.
    batch : Sample
        Samples of a step, above zero; broadcasts.

    Returns
    -------
    Count
        Whole, of the broadcast shape.
    """
    return ceil(samples / batch)


@formula(symbol=r"N_L", source="definition")
def samples_learnt(*, samples: Sample, epochs: Epoch, views: PerEpoch) -> Sample:
    """Samples that a whole training learns from, each as often as it is presented.

    Parameters
    ----------
    samples : Sample
        Samples used for training; any shape.
    epochs : Epoch
        Times the training goes through them; broadcasts.
    views : PerEpoch
        Times an epoch presents each; broadcasts.

    Returns
    -------
    Sample
        Of the broadcast shape.
    """
    return samples * epochs * views


@formula(symbol=r"t_E", source="definition")
def epoch_time(*, steps: Count, step: Second) -> Second:
    """Time of an epoch.

    Parameters
    ----------
    steps : Count
        Steps of the epoch; any shape.
    step : Second
        Time of one; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return steps * step


@formula(symbol=r"E_q", source="definition")
def energy_band_end(*, energy: Joule, factor: Ratio) -> Joule:
    """End of the band in which an energy lies.

    Parameters
    ----------
    energy : Joule
        The prediction; any shape.
    factor : Ratio
        End of the band relative to it; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return energy * factor
