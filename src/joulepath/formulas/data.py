"""How much data there is."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import total
from joulepath.core.quantities import (
    Bit,
    BitPerInference,
    BitPerValue,
    Count,
    Inference,
    InferencePerSecond,
    Sample,
    SamplePerInference,
    Second,
    Value,
    ValuePerSample,
)


@formula(symbol=r"n", source="definition")
def values(*, samples: Sample, values_per_sample: ValuePerSample) -> Value:
    """Number of values in a set of samples.

    Parameters
    ----------
    samples : Sample
        Size of the set; any shape.
    values_per_sample : ValuePerSample
        Values in one sample; broadcasts.

    Returns
    -------
    Value
        Of the broadcast shape.
    """
    return samples * values_per_sample


@formula(symbol=r"b", source="chou-2024-ecal")
def raw_bits(*, values: Value, bits_per_value: BitPerValue) -> Bit:
    """Size of data as the application produces them, before any protocol adds to them.

    Parameters
    ----------
    values : Value
        Number of values; any shape.
    bits_per_value : BitPerValue
        Precision; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return values * bits_per_value


@formula(symbol=r"b_\Sigma", source="definition")
def total_bits(*, parts: tuple[Bit, ...]) -> Bit:
    """Bits of several kinds together.

    Parameters
    ----------
    parts : tuple of Bit
        The kinds; shapes broadcast.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return total(parts)


@formula(symbol=r"b_\gamma", source="definition")
def repeated_bits(*, bits: Bit, passes: Count) -> Bit:
    """Bits of an inference pass in all passes of the life.

    Parameters
    ----------
    bits : Bit
        Bits of one pass; any shape.
    passes : Count
        Number of passes; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return bits * passes


@formula(symbol=r"\gamma", source="definition")
def inferences_over_life(*, rate: InferencePerSecond, lifetime: Second) -> Inference:
    """Inferences that a service answers in its life.

    Parameters
    ----------
    rate : InferencePerSecond
        Mean rate of inferences; any shape.
    lifetime : Second
        Time in service; broadcasts.

    Returns
    -------
    Inference
        Of the broadcast shape.
    """
    return rate * lifetime


@formula(symbol=r"N_{S,\mathrm{inf}}", source="chou-2024-ecal")
def inference_samples(
    *, inferences: Inference, samples_per_inference: SamplePerInference
) -> Sample:
    """Samples that a number of inferences processes.

    Parameters
    ----------
    inferences : Inference
        Number of inferences; any shape.
    samples_per_inference : SamplePerInference
        Samples in one pass (the paper's N_I,P); broadcasts.

    Returns
    -------
    Sample
        Of the broadcast shape.
    """
    return inferences * samples_per_inference


@formula(symbol=r"b_\mathrm{result}", source="definition")
def result_bits(*, inferences: Inference, bits_per_result: BitPerInference) -> Bit:
    """Size of the answers to a number of inferences.

    Parameters
    ----------
    inferences : Inference
        Number of inferences; any shape.
    bits_per_result : BitPerInference
        Size of one answer; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return inferences * bits_per_result
