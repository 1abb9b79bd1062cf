"""Models whose blocks are divided among stages that work on parts of a batch in turn."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, maximum, minimum
from joulepath.core.quantities import Bit, BitPerSecond, Count, Ratio, Second


@formula(symbol=r"n_m", source="huang-2019-gpipe")
def microbatches(*, stages: Count, sequences: Count) -> Count:
    """Parts of a batch that follow each other through the stages of a pipeline.

    One for each stage keeps all of them at work; a part has one sequence at least.

    Parameters
    ----------
    stages : Count
        Stages; any shape.
    sequences : Count
        Sequences of the batch; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return minimum(stages, sequences)


@formula(symbol=r"n_{q,m}", source="definition")
def microbatch_sequences(*, sequences: Count, parts: Count) -> Count:
    """Sequences of one part of a batch.

    Parameters
    ----------
    sequences : Count
        Sequences of the batch; any shape.
    parts : Count
        Its parts; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return sequences / parts


@formula(symbol=r"s_L", source="definition", stepwise=("blocks", "stages"))
def largest_stage(*, blocks: Count, stages: Count) -> Ratio:
    """Share of the blocks that the largest stage of a pipeline has.

    Parameters
    ----------
    blocks : Count
        Blocks of the model; any shape.
    stages : Count
        Stages, at most as many; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.
    """
    return ceil(blocks / stages) / blocks


@formula(symbol=r"t_v", source="definition")
def handover_time(
    *, stages: Count, latency: Second, bits: Bit, bandwidth: BitPerSecond, share: Ratio
) -> Second:
    """Time in which activations travel from stage to stage.

    Parameters
    ----------
    stages : Count
        Stages; any shape.
    latency : Second
        Time of a transfer without data; broadcasts.
    bits : Bit
        Activations of a part of a batch; broadcasts.
    bandwidth : BitPerSecond
        Peak rate of the links of one processor; broadcasts.
    share : Ratio
        Share of the peak rate reached; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape; nothing for a single stage.
    """
    return (stages - 1) * (latency + bits / (bandwidth * share))


@formula(symbol=r"t_\ell", source="definition")
def stage_time(*, computing: Second, largest: Ratio, host: Second) -> Second:
    """Time that a part of a batch spends in the largest stage.

    Parameters
    ----------
    computing : Second
        Time of the accelerators in all stages; any shape.
    largest : Ratio
        Share of it of the largest stage; broadcasts.
    host : Second
        Time of the host, which the last stage waits for; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return computing * largest + host


@formula(symbol=r"t_S", source="huang-2019-gpipe")
def pipelined_time(*, traversal: Second, stage: Second, parts: Count) -> Second:
    """Time from one token of a sequence to the next where stages follow each other.

    A part of a batch must have passed all stages before it enters the first again, and every
    part must have passed the largest stage.

    Parameters
    ----------
    traversal : Second
        Time of one part through all stages; any shape.
    stage : Second
        Time of one part in the largest stage; broadcasts.
    parts : Count
        Parts of the batch; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return maximum(traversal, parts * stage)


@formula(symbol=r"t_{\ell,i}", source="definition")
def time_of_stage(*, time: Second, parts: Count, stages: Count) -> Second:
    """Time that the mean stage spends on all parts of a batch.

    Parameters
    ----------
    time : Second
        Time of one part in all stages; any shape.
    parts : Count
        Parts of the batch; broadcasts.
    stages : Count
        Stages; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return time * (parts / stages)


@formula(symbol=r"t_b", source="huang-2019-gpipe")
def bubble_time(*, step: Second, busy: Second) -> Second:
    """Time in which the mean stage has no part of a batch.

    Parameters
    ----------
    step : Second
        Time from one token of a sequence to the next; any shape.
    busy : Second
        Time that the mean stage spends on all parts; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return step - busy
