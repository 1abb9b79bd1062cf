"""Steps of data preparation one after another: what they put out and what they take together."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.quantities import Count, Flop, FlopPerSample, Sample, ValuePerSample


@formula(symbol=r"n", source="definition")
def shape_values(*, rows: Count, columns: Count, channels: Count) -> Count:
    """Values of a sample of some shape.

    Parameters
    ----------
    rows, columns, channels : Count
        Its shape; broadcast.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return rows * columns * channels


@formula(symbol=r"I_\mathrm{out}", source="definition")
def output_values(
    *, values_per_sample: ValuePerSample, before: Count, after: Count
) -> ValuePerSample:
    """Values of a sample after some steps.

    Parameters
    ----------
    values_per_sample : ValuePerSample
        Values of a raw sample; any shape.
    before : Count
        Values of the shape of a raw sample; broadcasts.
    after : Count
        Values of the shape after the steps; broadcasts.

    Returns
    -------
    ValuePerSample
        Of the broadcast shape.

    Raises
    ------
    ZeroDivisionError
        For a float sample without values (arrays give ``inf``); scenarios refuse it beforehand.
    """
    return values_per_sample * after / before


@formula(symbol=r"M_\mathrm{once}", source="definition")
def once_flops(*, operations: Count, per_operation: Flop) -> Flop:
    """Work to learn the statistics of a set that does not depend on its size.

    Parameters
    ----------
    operations : Count
        Operations, none of them a multiply-accumulate; any shape.
    per_operation : Flop
        FLOPs counted for one, 1 by convention; broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return operations * per_operation


@formula(symbol=r"M_\mathrm{fit}", source="definition")
def learning_flops(*, samples: Sample, per_sample: FlopPerSample, once: Flop) -> Flop:
    """Work to learn the statistics of a set.

    Parameters
    ----------
    samples : Sample
        Size of the set; any shape.
    per_sample : FlopPerSample
        Work for each sample; broadcasts.
    once : Flop
        Work once for the set; broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return samples * per_sample + once
