"""Trials, folds and rounds of pruning around a training."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import floor
from joulepath.core.quantities import Count, Epoch, Flop, Ratio, Sample


@formula(symbol=r"N_\mathrm{val}", source="definition")
def fold_samples(*, samples: Sample, folds: Count) -> Sample:
    """Samples of one fold of a cross-validation, which one training leaves out.

    Parameters
    ----------
    samples : Sample
        Size of the data set; any shape.
    folds : Count
        Number of folds, at least 2; broadcasts.

    Returns
    -------
    Sample
        Of the broadcast shape.

    Raises
    ------
    ZeroDivisionError
        For a float ``folds`` of zero (arrays give ``inf``).
    """
    return samples / folds


@formula(symbol=r"N_\mathrm{train}", source="definition")
def other_samples(*, samples: Sample, validated: Sample) -> Sample:
    """Samples to train on beside those held out.

    Parameters
    ----------
    samples : Sample
        Size of the data set; any shape.
    validated : Sample
        Samples held out; broadcasts.

    Returns
    -------
    Sample
        Of the broadcast shape.
    """
    return samples - validated


@formula(symbol=r"n_\mathrm{val}", source="definition", stepwise=("epochs", "every"))
def validations(*, epochs: Epoch, every: Epoch) -> Count:
    """Times a training is validated if it is after every so many epochs.

    Parameters
    ----------
    epochs : Epoch
        Epochs done; any shape.
    every : Epoch
        Epochs from one validation to the next; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Raises
    ------
    ZeroDivisionError
        For a float ``every`` of zero (arrays give ``inf``).
    """
    return floor(epochs / every)


@formula(symbol=r"M_\mathrm{trial}", source="definition")
def trial_flops(*, training: Flop, validation: Flop) -> Flop:
    """Work of one training of a trial.

    Parameters
    ----------
    training : Flop
        Work of training; any shape.
    validation : Flop
        Work of validation; broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return training + validation


@formula(symbol=r"M_\mathrm{search}", source="definition")
def search_flops(*, trial: Flop, trials: Count, folds: Count) -> Flop:
    """Work of all trials of a search for the best settings.

    Parameters
    ----------
    trial : Flop
        Work of one training of a trial; any shape.
    trials : Count
        Number of trials; broadcasts.
    folds : Count
        Trainings of each trial, one for each fold; broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return trial * trials * folds


@formula(symbol=r"s_k", source="zhu-2017-prune")
def pruned_share(*, final: Ratio, round: Count, rounds: Count) -> Ratio:  # noqa: A002
    """Share of the weights that is zero after a round of gradual pruning from a dense model.

    Parameters
    ----------
    final : Ratio
        Share after the last round; any shape.
    round : Count
        Round, from 1; broadcasts.
    rounds : Count
        Number of rounds; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.

    Raises
    ------
    ZeroDivisionError
        For a float ``rounds`` of zero (arrays give ``nan`` or ``inf``).

    Examples
    --------
    >>> pruned_share(final=0.8, round=1.0, rounds=2.0)
    0.7000000000000001
    """
    left = 1 - round / rounds
    return final - final * (left * left * left)
