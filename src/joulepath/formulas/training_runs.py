"""Work, time and energy of training runs on many accelerators."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.quantities import (
    Count,
    Flop,
    FlopPerSecond,
    FlopPerToken,
    Joule,
    Ratio,
    Second,
    SecondPerToken,
    Token,
    Watt,
)


@formula(symbol=r"m", source="kaplan-2020-scaling")
def trained_token_work(*, forward: FlopPerToken, trained: Ratio, recomputed: Ratio) -> FlopPerToken:
    """Arithmetic to learn from one token.

    Gradients of activations cost as much as the forward pass, and so do gradients of all weights.

    Parameters
    ----------
    forward : FlopPerToken
        Forward pass; any shape.
    trained : Ratio
        Share of the weights that are learnt, by their work: 1 in a whole training, almost 0 where
        small matrices are learnt beside fixed weights (LoRA); broadcasts.
    recomputed : Ratio
        Share of the forward pass that is computed again to save memory; broadcasts.

    Returns
    -------
    FlopPerToken
        Of the broadcast shape.
    """
    return forward * (2 + trained + recomputed)


@formula(symbol=r"M_\mathrm{run}", source="definition")
def run_work(*, tokens: Token, per_token: FlopPerToken) -> Flop:
    """Arithmetic of a run.

    Parameters
    ----------
    tokens : Token
        Tokens learnt from, repetitions counted; any shape.
    per_token : FlopPerToken
        Arithmetic for one; broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return tokens * per_token


@formula(symbol=r"\tau", source="assumption")
def token_time(
    *, per_token: FlopPerToken, throughput: FlopPerSecond, share: Ratio, waiting: SecondPerToken
) -> SecondPerToken:
    """Time of one accelerator for each token it learns from.

    Parameters
    ----------
    per_token : FlopPerToken
        Arithmetic for one token; any shape.
    throughput : FlopPerSecond
        Peak rate of the accelerator; broadcasts.
    share : Ratio
        Share of it reached where accelerators need not wait for others; broadcasts.
    waiting : SecondPerToken
        Time in which it waits for others; broadcasts.

    Returns
    -------
    SecondPerToken
        Of the broadcast shape.
    """
    return per_token / (throughput * share) + waiting


@formula(symbol=r"\tau", source="definition")
def token_time_at(
    *, per_token: FlopPerToken, throughput: FlopPerSecond, utilisation: Ratio
) -> SecondPerToken:
    """Time of one accelerator for each token at a known utilisation.

    Parameters
    ----------
    per_token : FlopPerToken
        Arithmetic for one token; any shape.
    throughput : FlopPerSecond
        Peak rate of the accelerator; broadcasts.
    utilisation : Ratio
        Share of it that the arithmetic of the model reaches, above zero; broadcasts.

    Returns
    -------
    SecondPerToken
        Of the broadcast shape.
    """
    return per_token / (throughput * utilisation)


@formula(symbol=r"\tau_p", source="definition")
def pipelined_time(*, time: SecondPerToken, stages: Count, microbatches: Count) -> SecondPerToken:
    """Time for each token where stages of a pipeline wait at both ends of a batch.

    Parameters
    ----------
    time : SecondPerToken
        Time without a pipeline; any shape.
    stages : Count
        Stages of the pipeline, one without; broadcasts.
    microbatches : Count
        Parts of a batch that follow each other through it; broadcasts.

    Returns
    -------
    SecondPerToken
        Of the broadcast shape.
    """
    return time * (1 + (stages - 1) / microbatches)


@formula(symbol=r"u", source="definition")
def model_utilisation(
    *, per_token: FlopPerToken, time: SecondPerToken, throughput: FlopPerSecond
) -> Ratio:
    """Share of the peak rate that the arithmetic of the model reaches (MFU).

    Parameters
    ----------
    per_token : FlopPerToken
        Arithmetic for one token; any shape.
    time : SecondPerToken
        Time of one accelerator for it, above zero; broadcasts.
    throughput : FlopPerSecond
        Peak rate of the accelerator; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.
    """
    return per_token / (time * throughput)


@formula(symbol=r"T_\mathrm{acc}", source="definition")
def accelerator_time(*, tokens: Token, time: SecondPerToken, repeated: Ratio) -> Second:
    """Time of all accelerators together.

    Parameters
    ----------
    tokens : Token
        Tokens learnt from; any shape.
    time : SecondPerToken
        Time of one accelerator for each; broadcasts.
    repeated : Ratio
        Work done again or lost after failures, relative to the run; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return tokens * time * (1 + repeated)


@formula(symbol=r"T_\mathrm{run}", source="definition")
def run_time(*, together: Second, accelerators: Count) -> Second:
    """Duration of a run.

    Parameters
    ----------
    together : Second
        Time of all accelerators together; any shape.
    accelerators : Count
        How many there are; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return together / accelerators


@formula(symbol=r"P_\mathrm{acc}", source="assumption")
def training_power(*, maximum: Watt, share: Ratio) -> Watt:
    """Mean power of an accelerator over a run, checkpoints and waiting included.

    Parameters
    ----------
    maximum : Watt
        Power it is rated for; any shape.
    share : Ratio
        Share of it drawn on average; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return maximum * share


@formula(symbol=r"P_\mathrm{sys}", source="assumption")
def server_power(*, power: Watt, servers: Ratio) -> Watt:
    """Power for each accelerator with its share of host, network and fans.

    Parameters
    ----------
    power : Watt
        Power of the accelerator; any shape.
    servers : Ratio
        Power with them over power without; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return power * servers


@formula(symbol=r"E_\mathrm{run}", source="patterson-2021-training")
def run_energy(*, together: Second, power: Watt, overhead: Ratio) -> Joule:
    """Energy of a run.

    Parameters
    ----------
    together : Second
        Time of all accelerators together; any shape.
    power : Watt
        Power for each of them; broadcasts.
    overhead : Ratio
        Power of the building over that of its computers (PUE); broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return together * power * overhead


@formula(symbol=r"E_\mathrm{exp}", source="morrison-2025-environmental")
def experiments_energy(*, energy: Joule, experiments: Ratio) -> Joule:
    """Energy of the experiments and failed runs that came before a run.

    Parameters
    ----------
    energy : Joule
        Energy of the run; any shape.
    experiments : Ratio
        Energy of what came before over that of the run; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return energy * experiments


@formula(symbol=r"E_\mathrm{all}", source="definition")
def whole_energy(*, energy: Joule, experiments: Joule) -> Joule:
    """Energy of a run and of all experiments before it.

    Parameters
    ----------
    energy : Joule
        Energy of the run; any shape.
    experiments : Joule
        Energy of the experiments; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return energy + experiments
