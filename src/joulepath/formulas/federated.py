"""Federated learning: clients that train and send their models."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.quantities import Bit, Count, Flop, FlopPerSample, Ratio, Sample


@formula(symbol=r"n_\mathrm{part}", source="mcmahan-2017-federated")
def participations(*, clients: Count, participation: Ratio, rounds: Count) -> Count:
    """Times a client takes part in a round of federated learning, over all clients.

    Parameters
    ----------
    clients : Count
        Devices that hold data; any shape.
    participation : Ratio
        Share of them that takes part in a round; broadcasts.
    rounds : Count
        Rounds; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return clients * participation * rounds


@formula(symbol=r"M_\mathrm{fed}", source="mcmahan-2017-federated")
def federated_work(
    *, participations: Count, epochs: Count, samples: Sample, per_sample: FlopPerSample
) -> Flop:
    """Arithmetic of all clients in all rounds.

    Parameters
    ----------
    participations : Count
        Times a client takes part; any shape.
    epochs : Count
        Epochs that a client learns in a round; broadcasts.
    samples : Sample
        Samples that a client holds; broadcasts.
    per_sample : FlopPerSample
        Forward pass and gradients for one; broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return participations * epochs * samples * per_sample


@formula(symbol=r"b_\mathrm{fed}", source="mcmahan-2017-federated")
def federated_traffic(*, participations: Count, weights: Bit) -> Bit:
    """Data between clients and server: the model comes, and its update goes.

    Parameters
    ----------
    participations : Count
        Times a client takes part; any shape.
    weights : Bit
        Size of the model; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return 2 * participations * weights
