"""The eCAL metric: energy of a whole life per bit of application data, and what follows."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import divide, total
from joulepath.core.quantities import (
    Bit,
    Count,
    Inference,
    Joule,
    JoulePerBit,
    JoulePerInference,
    Ratio,
)


@formula(symbol=r"E_D", source="chou-2024-ecal")
def development_energy(*, stages: tuple[Joule, ...]) -> Joule:
    """One-time energy to collect, store and prepare data and to train and evaluate a model.

    Parameters
    ----------
    stages : tuple of Joule
        Energy of each stage of development; shapes broadcast.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return total(stages)


@formula(symbol=r"E_\mathrm{pass}", source="chou-2024-ecal")
def pass_energy(*, stages: tuple[Joule, ...]) -> Joule:
    """Energy of one inference pass: its data, their preparation, the model, the answer.

    Parameters
    ----------
    stages : tuple of Joule
        Energy of each stage of the pass; shapes broadcast.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return total(stages)


@formula(symbol=r"n_\mathrm{pass}", source="definition")
def passes(*, inferences: Inference, inferences_per_pass: Inference) -> Count:
    """Times an inference pass is repeated.

    Parameters
    ----------
    inferences : Inference
        Inferences in the whole life; any shape.
    inferences_per_pass : Inference
        Inferences that one pass answers, above zero; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Raises
    ------
    ZeroDivisionError
        For a float pass of no inference (arrays give ``inf`` or NaN).
    """
    return inferences / inferences_per_pass


@formula(symbol=r"E_{\mathrm{stage}}", source="definition")
def repeated_energy(*, energy: Joule, passes: Count) -> Joule:
    """Energy of a stage of the inference pass in all passes of the life.

    Parameters
    ----------
    energy : Joule
        Energy in one pass; any shape.
    passes : Count
        Number of passes; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return energy * passes


@formula(symbol=r"E_{\mathrm{inf},p}", source="chou-2024-ecal")
def energy_per_inference(*, energy: Joule, inferences: Inference) -> JoulePerInference:
    """Energy shared among inferences; infinite for energy spent on none.

    Parameters
    ----------
    energy : Joule
        Energy to share; any shape.
    inferences : Inference
        Inferences that share it; broadcasts.

    Returns
    -------
    JoulePerInference
        Of the broadcast shape.

    Examples
    --------
    >>> energy_per_inference(energy=3.0, inferences=0.0)
    inf
    """
    return divide(energy, inferences)


@formula(symbol=r"E_0", source="chou-2024-ecal")
def energy_before_overhead(*, development: Joule, inference: Joule) -> Joule:
    """Energy of the whole life before virtualisation adds to it.

    Parameters
    ----------
    development : Joule
        One-time energy of development; any shape.
    inference : Joule
        Energy of all inferences; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return development + inference


@formula(symbol=r"E_v", source="chou-2024-ecal")
def virtualisation_energy(*, energy: Joule, overhead: Ratio) -> Joule:
    """Energy that virtual machines and containers add to the work they run.

    Parameters
    ----------
    energy : Joule
        Energy of the work itself; any shape.
    overhead : Ratio
        Energy added per unit of energy (the paper's gamma_v); broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return energy * overhead


@formula(symbol=r"\mathrm{eCAL_{abs}}", source="chou-2024-ecal")
def lifecycle_energy(*, development: Joule, inference: Joule, overhead: Ratio) -> Joule:
    """Energy of the whole life (v4, Eq. 30).

    Parameters
    ----------
    development : Joule
        One-time energy of development; any shape.
    inference : Joule
        Energy of all inferences; broadcasts.
    overhead : Ratio
        Virtualisation overhead; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return (development + inference) * (1 + overhead)


@formula(symbol=r"\mathrm{eCAL}", source="chou-2024-ecal")
def energy_per_bit(*, energy: Joule, bits: Bit) -> JoulePerBit:
    """The eCAL metric: energy per bit of data.

    Parameters
    ----------
    energy : Joule
        Energy of the whole life, or of a part of it; any shape.
    bits : Bit
        Bits that share it; broadcasts.

    Returns
    -------
    JoulePerBit
        Of the broadcast shape; infinite for no bits.
    """
    return divide(energy, bits)


@formula(symbol=r"\mathrm{eCAL}_\infty", source="chou-2024-ecal")
def energy_per_bit_limit(*, inference: Joule, bits: Bit, overhead: Ratio) -> JoulePerBit:
    """Value that eCAL tends to as inferences go on for ever.

    Parameters
    ----------
    inference : Joule
        Energy of an inference pass; any shape.
    bits : Bit
        Bits of that pass; broadcasts.
    overhead : Ratio
        Virtualisation overhead; broadcasts.

    Returns
    -------
    JoulePerBit
        Of the broadcast shape.
    """
    return divide(inference, bits) * (1 + overhead)


@formula(symbol=r"s", source="definition")
def share(*, part: Joule, whole: Joule) -> Ratio:
    """Share of a part in the whole.

    Parameters
    ----------
    part : Joule
        Energy of the part; any shape.
    whole : Joule
        Energy of the whole; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape; NaN for nothing of nothing.
    """
    return divide(part, whole)
