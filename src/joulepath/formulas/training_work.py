"""Work of a whole training, from the work of its steps."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil
from joulepath.core.quantities import (
    Bit,
    Count,
    Epoch,
    Flop,
    FlopPerSample,
    PerEpoch,
    Ratio,
    Sample,
)


@formula(symbol=r"\rho", source="definition")
def pass_ratio(*, forward: Flop, backward: Flop) -> Ratio:
    """Work of a forward and a backward pass per unit of forward work.

    Parameters
    ----------
    forward : Flop
        Work of forward passes, above zero; any shape.
    backward : Flop
        Work of the gradients of the same samples; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape; 3 by the usual rule.

    Raises
    ------
    ZeroDivisionError
        For a float ``forward`` of zero (arrays give ``inf``).
    """
    return (forward + backward) / forward


@formula(symbol=r"\delta", source="definition")
def rule_error(*, ratio: Ratio, rule: Ratio) -> Ratio:
    """Relative error of a rule of thumb for the work of forward and backward passes.

    Parameters
    ----------
    ratio : Ratio
        True work per unit of forward work, above zero; any shape.
    rule : Ratio
        What the rule says, e.g. 3; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape; above zero if the rule says too much.

    Raises
    ------
    ZeroDivisionError
        For a float ``ratio`` of zero (arrays give ``inf``).

    Examples
    --------
    >>> rule_error(ratio=2.0, rule=3.0)
    0.5
    """
    return rule / ratio - 1


@formula(symbol=r"N_{E,\mathrm{done}}", source="definition")
def epochs_done(*, epochs: Epoch, done: Ratio) -> Epoch:
    """Epochs that a training does before it is stopped, on average.

    Parameters
    ----------
    epochs : Epoch
        Epochs planned; any shape.
    done : Ratio
        Mean share of them that is done; broadcasts.

    Returns
    -------
    Epoch
        Of the broadcast shape.
    """
    return epochs * done


@formula(symbol=r"n_\mathrm{up}", source="definition", stepwise=("samples", "batch"))
def updates(*, samples: Sample, batch: Sample, epochs: Epoch, views: PerEpoch) -> Count:
    """Changes of the trained values in a training.

    The last batch of a pass through the samples may be smaller; it ends in an update too.

    Parameters
    ----------
    samples : Sample
        Samples to train on; any shape.
    batch : Sample
        Samples behind one update; broadcasts.
    epochs : Epoch
        Epochs done; broadcasts.
    views : PerEpoch
        Times an epoch presents each sample; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Raises
    ------
    ZeroDivisionError
        For a float ``batch`` of zero (arrays give ``inf``).

    Examples
    --------
    >>> updates(samples=1000.0, batch=64.0, epochs=2.0, views=1.0)
    32.0
    """
    return ceil(samples / batch) * (epochs * views)


@formula(symbol=r"M_\mathrm{train}", source="definition")
def run_flops(
    *,
    passes: FlopPerSample,
    samples: Sample,
    epochs: Epoch,
    views: PerEpoch,
    update: Flop,
    updates: Count,
) -> Flop:
    """Work of all forward and backward passes and updates of a training.

    Parameters
    ----------
    passes : FlopPerSample
        Work of a sample forwards and backwards; any shape.
    samples : Sample
        Samples to train on; broadcasts.
    epochs : Epoch
        Epochs done; broadcasts.
    views : PerEpoch
        Times an epoch presents each sample; broadcasts.
    update : Flop
        Work of one update; broadcasts.
    updates : Count
        Number of updates; broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return passes * samples * (epochs * views) + update * updates


@formula(symbol=r"b_\mathrm{mem}", source="definition")
def training_memory(
    *, weights: Bit, master_weights: Bit, gradients: Bit, optimiser: Bit, activations: Bit
) -> Bit:
    """Memory that a training needs at one time.

    Parameters
    ----------
    weights : Bit
        All values of the model as computed with; any shape.
    master_weights : Bit
        Exact copies of the trained values; broadcasts.
    gradients : Bit
        Gradients of the trained values; broadcasts.
    optimiser : Bit
        What the optimiser remembers; broadcasts.
    activations : Bit
        Results kept for the backward pass; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return weights + master_weights + gradients + optimiser + activations
