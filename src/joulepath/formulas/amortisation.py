"""How the energy of development is paid off as a model is used."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import divide
from joulepath.core.quantities import (
    Inference,
    Joule,
    JoulePerBit,
    JoulePerInference,
    Ratio,
    Sample,
    SamplePerInference,
)


@formula(symbol=r"\gamma^*", source="definition")
def break_even(*, development: Joule, per_inference: JoulePerInference) -> Inference:
    """Inferences after which using the model has cost as much as developing it.

    Parameters
    ----------
    development : Joule
        One-time energy of development; any shape.
    per_inference : JoulePerInference
        Energy of one inference; broadcasts.

    Returns
    -------
    Inference
        Of the broadcast shape; infinite where an inference costs nothing.
    """
    return divide(development, per_inference)


@formula(symbol=r"R", source="definition")
def ecal_ratio(*, first: JoulePerBit, second: JoulePerBit) -> Ratio:
    """One eCAL over another.

    Parameters
    ----------
    first, second : JoulePerBit
        The values to compare; any shapes that broadcast.

    Returns
    -------
    Ratio
        Of the broadcast shape; infinite over nothing.
    """
    return divide(first, second)


@formula(symbol=r"R", source="definition")
def amortisation_ratio(
    *,
    development: JoulePerBit,
    inference: JoulePerBit,
    samples: Sample,
    samples_per_inference: SamplePerInference,
    first: Inference,
    second: Inference,
) -> Ratio:
    """How much eCAL falls from one number of inferences to another, in closed form.

    Parameters
    ----------
    development : JoulePerBit
        Energy of development per bit of development data; any shape.
    inference : JoulePerBit
        Energy of an inference pass per bit of its data, above zero; broadcasts.
    samples : Sample
        Samples collected for development; broadcasts.
    samples_per_inference : SamplePerInference
        Samples of one inference pass, above zero; broadcasts.
    first, second : Inference
        Numbers of inferences to compare; broadcast.

    Returns
    -------
    Ratio
        eCAL at ``first`` over eCAL at ``second``, of the broadcast shape.

    Raises
    ------
    ZeroDivisionError
        For floats where an inference takes no energy or no sample (arrays give ``inf``).
    """
    equivalent = samples / samples_per_inference
    debt = equivalent * (development / inference)
    return (debt + first) * (equivalent + second) / ((equivalent + first) * (debt + second))


@formula(symbol=r"R_\mathrm{max}", source="definition")
def amortisation_bound(
    *,
    samples: Sample,
    samples_per_inference: SamplePerInference,
    first: Inference,
    second: Inference,
) -> Ratio:
    """Upper bound of the amortisation ratio, however much development costs.

    Parameters
    ----------
    samples : Sample
        Samples collected for development; any shape.
    samples_per_inference : SamplePerInference
        Samples of one inference pass, above zero; broadcasts.
    first, second : Inference
        Numbers of inferences to compare; broadcast.

    Returns
    -------
    Ratio
        Of the broadcast shape.

    Raises
    ------
    ZeroDivisionError
        For a float pass of no sample, or ``samples`` and ``first`` both zero.

    Examples
    --------
    >>> round(
    ...     amortisation_bound(
    ...         samples=1000.0, samples_per_inference=1.0, first=100.0, second=1000.0
    ...     ),
    ...     3,
    ... )
    1.818
    """
    equivalent = samples / samples_per_inference
    return (equivalent + second) / (equivalent + first)


@formula(symbol=r"\mathrm{eCAL}_\mathrm{min}", source="definition")
def bounded_ecal(*, first: JoulePerBit, bound: Ratio) -> JoulePerBit:
    """The least that eCAL may have fallen to, however much development costs.

    Parameters
    ----------
    first : JoulePerBit
        eCAL at the first number of inferences; any shape.
    bound : Ratio
        Greatest ratio of it to the eCAL at another number, above zero; broadcasts.

    Returns
    -------
    JoulePerBit
        Of the broadcast shape.

    Raises
    ------
    ZeroDivisionError
        For a float bound of zero (arrays give ``inf``).
    """
    return first / bound
