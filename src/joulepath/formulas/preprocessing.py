"""Work to prepare data: learn their statistics, apply them, turn series into images."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import total
from joulepath.core.quantities import Count, Flop, FlopPerSample, FlopPerValue, Sample, Value


@formula(symbol=r"M_\mathrm{fit}", source="ecal-reference-02fc18a")
def fit_flops(*, values: Value, per_value: FlopPerValue, fixed: Flop) -> Flop:
    """Work to learn the statistics of a data set.

    Parameters
    ----------
    values : Value
        Values in the set; any shape.
    per_value : FlopPerValue
        Work per value; broadcasts.
    fixed : Flop
        Work once per set; broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.

    Examples
    --------
    >>> fit_flops(values=10.0, per_value=4.0, fixed=1.0)
    41.0
    """
    return values * per_value + fixed


@formula(symbol=r"M_\mathrm{apply}", source="ecal-reference-02fc18a")
def apply_flops(*, values: Value, per_value: FlopPerValue) -> Flop:
    """Work to transform data with known statistics.

    Parameters
    ----------
    values : Value
        Values to transform; any shape.
    per_value : FlopPerValue
        Work per value; broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return values * per_value


@formula(symbol=r"M_\mathrm{image}", source="ecal-reference-02fc18a")
def encoding_flops(
    *, samples: Sample, steps: Count, per_step: FlopPerSample, per_step_pair: FlopPerSample
) -> Flop:
    """Work to turn time series into images, such as Gramian angular difference fields.

    Parameters
    ----------
    samples : Sample
        Series to encode; any shape.
    steps : Count
        Time steps of a series; broadcasts.
    per_step : FlopPerSample
        Work for each step; broadcasts.
    per_step_pair : FlopPerSample
        Work for each pair of steps, a pixel of the image; broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.

    Examples
    --------
    >>> encoding_flops(samples=1.0, steps=10.0, per_step=5.0, per_step_pair=1.0)
    150.0
    """
    return samples * (steps * per_step + steps * steps * per_step_pair)


@formula(symbol=r"M_\mathrm{pre}", source="definition")
def preprocessing_flops(*, parts: tuple[Flop, ...]) -> Flop:
    """Work of all steps of data preparation.

    Parameters
    ----------
    parts : tuple of Flop
        Work of each step; shapes broadcast.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return total(parts)
