"""Messages: how many there are, what each carries, and what all of them come to."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, divide, minimum, total
from joulepath.core.quantities import (
    Bit,
    Count,
    Inference,
    InferencePerSecond,
    Joule,
    Ratio,
    Sample,
    Second,
)


@formula(symbol=r"n_m", source="definition")
def messages_of_samples(*, samples: Sample, per_message: Sample) -> Count:
    """Messages that carry samples.

    Parameters
    ----------
    samples : Sample
        Samples to send; any shape.
    per_message : Sample
        Samples in one message, above zero; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape; a fraction where a sample is part of a message.
    """
    return samples / per_message


@formula(symbol=r"n_m", source="definition")
def messages_of_answers(*, inferences: Inference, per_message: Inference) -> Count:
    """Messages that carry answers.

    Parameters
    ----------
    inferences : Inference
        Inferences that are answered; any shape.
    per_message : Inference
        Answers in one message, above zero; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape; a fraction where an answer is part of a message.
    """
    return inferences / per_message


@formula(symbol=r"b_m", source="definition", stepwise=("bits", "messages", "compression", "octet"))
def message_bits(*, bits: Bit, messages: Count, compression: Ratio, octet: Bit) -> Bit:
    """What one message carries for the application, in whole octets.

    Parameters
    ----------
    bits : Bit
        What all messages carry; any shape.
    messages : Count
        Number of messages; broadcasts.
    compression : Ratio
        Size after compression by size before; 1 for none; broadcasts.
    octet : Bit
        Bits of an octet; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return ceil(divide(bits, messages) * compression / octet) * octet


@formula(symbol=r"t_m", source="definition")
def message_interval(*, time: Second, messages: Count) -> Second:
    """Time from one message to the next.

    Parameters
    ----------
    time : Second
        Time in which all messages are sent; any shape.
    messages : Count
        Number of messages; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape; infinite for no messages.
    """
    return divide(time, messages)


@formula(symbol=r"T_\mathrm{min}", source="definition")
def shorter_interval(*, one: Second, other: Second) -> Second:
    """Longest silence of a radio that sends messages of two kinds.

    Parameters
    ----------
    one, other : Second
        Time from one message of a kind to the next; shapes broadcast.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return minimum(one, other)


@formula(symbol=r"b_p", source="definition")
def bits_of_messages(*, bits: Bit, without: Bit, messages: Count) -> Bit:
    """Bits on the medium of all messages.

    Parameters
    ----------
    bits : Bit
        Bits of one exchange, repetitions included; any shape.
    without : Bit
        Those it would have had without what is counted here; broadcasts.
    messages : Count
        Number of messages; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return (bits - without) * messages


@formula(symbol=r"E_p", source="definition")
def energy_of_messages(*, energy: Joule, without: Joule, messages: Count) -> Joule:
    """Energy of all messages.

    Parameters
    ----------
    energy : Joule
        Energy of one exchange at the device; any shape.
    without : Joule
        What it would have cost without what is counted here; broadcasts.
    messages : Count
        Number of messages; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return (energy - without) * messages


@formula(symbol=r"n_\mathrm{pkt}", source="definition")
def packets_of_message(*, groups: tuple[Count, ...]) -> Count:
    """Packets that one message sends through a network, both ways together.

    Parameters
    ----------
    groups : tuple of Count
        Packets of each kind; shapes broadcast.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return total(groups)


@formula(symbol=r"t_\mathrm{pass}", source="definition")
def interval(*, inferences: Inference, rate: InferencePerSecond) -> Second:
    """Time that passes while some inferences are asked for.

    Parameters
    ----------
    inferences : Inference
        Their number; any shape.
    rate : InferencePerSecond
        How often they are asked for; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape; infinite for a rate of zero.
    """
    return divide(inferences, rate)
