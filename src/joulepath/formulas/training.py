"""Work to train and to evaluate a model."""

from __future__ import annotations

from joulepath.core.formula import formula
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


@formula(symbol=r"N_\mathrm{train}", source="chou-2024-ecal")
def split_training_samples(*, samples: Sample, share: Ratio) -> Sample:
    """Samples to train on after a split.

    Parameters
    ----------
    samples : Sample
        Size of the data set; any shape.
    share : Ratio
        Share used for training, between 0 and 1; broadcasts.

    Returns
    -------
    Sample
        Of the broadcast shape.
    """
    return samples * share


@formula(symbol=r"N_\mathrm{eval}", source="chou-2024-ecal")
def split_evaluation_samples(*, samples: Sample, share: Ratio) -> Sample:
    """Samples held out for evaluation after a split.

    Parameters
    ----------
    samples : Sample
        Size of the data set; any shape.
    share : Ratio
        Share used for training, between 0 and 1; broadcasts.

    Returns
    -------
    Sample
        Of the broadcast shape.
    """
    return samples * (1 - share)


@formula(symbol=r"N_\mathrm{train}", source="chou-2024-ecal")
def fold_training_samples(*, samples: Sample, folds: Count) -> Sample:
    """Samples to train on in all rounds of a cross-validation together.

    Each of the k rounds trains on the other k - 1 folds.

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

    Examples
    --------
    >>> fold_training_samples(samples=1000.0, folds=5.0)
    4000.0
    """
    return samples * (folds - 1)


@formula(symbol=r"M_\mathrm{train}", source="chou-2024-ecal")
def training_flops(
    *,
    forward: FlopPerSample,
    backward_ratio: Ratio,
    samples: Sample,
    epochs: Epoch,
    views: PerEpoch,
) -> Flop:
    """Work of all forward and backward passes of a training.

    Parameters
    ----------
    forward : FlopPerSample
        Work of one forward pass; any shape.
    backward_ratio : Ratio
        Work of a backward pass and update per unit of forward work (2 by convention); broadcasts.
    samples : Sample
        Samples to train on; broadcasts.
    epochs : Epoch
        Times the training goes through them; broadcasts.
    views : PerEpoch
        Times an epoch presents each sample (1 without augmentation by repetition); broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return forward * (1 + backward_ratio) * samples * (epochs * views)


@formula(symbol=r"M_\mathrm{train}", source="definition")
def fitting_flops(*, per_sample: FlopPerSample, samples: Sample, fixed: Flop, fits: Count) -> Flop:
    """Work of a training that is not made of forward and backward passes.

    Parameters
    ----------
    per_sample : FlopPerSample
        Work for each sample; any shape.
    samples : Sample
        Samples that all fits learn from together; broadcasts.
    fixed : Flop
        Work of one fit whatever the samples; broadcasts.
    fits : Count
        Times the model is fitted: once, or once a round of a cross-validation; broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return per_sample * samples + fixed * fits


@formula(symbol=r"r", source="definition")
def evaluation_rounds(*, epochs: Epoch, evaluations: PerEpoch) -> Count:
    """Times a model is evaluated on the data held out.

    Parameters
    ----------
    epochs : Epoch
        Epochs of the training; any shape.
    evaluations : PerEpoch
        Evaluations in one epoch; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return epochs * evaluations


@formula(symbol=r"M_\mathrm{eval}", source="chou-2024-ecal")
def evaluation_flops(*, forward: FlopPerSample, samples: Sample, rounds: Count) -> Flop:
    """Work to evaluate a model on the data held out.

    Parameters
    ----------
    forward : FlopPerSample
        Work of one forward pass; any shape.
    samples : Sample
        Samples held out; broadcasts.
    rounds : Count
        Times they are evaluated; broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return forward * samples * rounds


@formula(symbol=r"M_\mathrm{inf}", source="chou-2024-ecal")
def inference_flops(*, forward: FlopPerSample, samples: Sample) -> Flop:
    """Work of forward passes over samples.

    Parameters
    ----------
    forward : FlopPerSample
        Work of one forward pass; any shape.
    samples : Sample
        Samples to process; broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return forward * samples


@formula(symbol=r"b_\mathrm{train}", source="ecal-early-2025")
def split_training_bits(*, bits: Bit, share: Ratio) -> Bit:
    """Bits that training manipulates after a split (component-bit denominator).

    Parameters
    ----------
    bits : Bit
        Size of the data set; any shape.
    share : Ratio
        Share used for training; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return bits * share


@formula(symbol=r"b_\mathrm{eval}", source="ecal-early-2025")
def split_evaluation_bits(*, bits: Bit, share: Ratio) -> Bit:
    """Bits that evaluation manipulates after a split (component-bit denominator).

    Parameters
    ----------
    bits : Bit
        Size of the data set; any shape.
    share : Ratio
        Share used for training; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return bits * (1 - share)


@formula(symbol=r"b_\mathrm{train}", source="ecal-early-2025")
def fold_training_bits(*, bits: Bit, folds: Count) -> Bit:
    """Bits that one round of a cross-validation trains on (component-bit denominator).

    Parameters
    ----------
    bits : Bit
        Size of the data set; any shape.
    folds : Count
        Number of folds, at least 2; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.

    Raises
    ------
    ZeroDivisionError
        For a float ``folds`` of zero (arrays give ``-inf``); scenarios refuse it beforehand.
    """
    return bits * (1 - 1 / folds)


@formula(symbol=r"b_\mathrm{eval}", source="ecal-early-2025")
def fold_evaluation_bits(*, bits: Bit, folds: Count) -> Bit:
    """Bits that one round of a cross-validation evaluates (component-bit denominator).

    Parameters
    ----------
    bits : Bit
        Size of the data set; any shape.
    folds : Count
        Number of folds, at least 2; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.

    Raises
    ------
    ZeroDivisionError
        For a float ``folds`` of zero (arrays give ``inf``); scenarios refuse it beforehand.
    """
    return bits / folds
