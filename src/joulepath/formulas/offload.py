"""A model divided between a device and a server: what each end spends, and when it is even."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, divide, total
from joulepath.core.quantities import (
    Count,
    Inference,
    InferencePerSecond,
    Joule,
    JoulePerInference,
    Ratio,
    Second,
    Watt,
)


@formula(symbol=r"E", source="definition")
def energy_of_parts(*, parts: tuple[Joule, ...]) -> Joule:
    """Energy of parts of an inference together.

    Parameters
    ----------
    parts : tuple of Joule
        Energy of each; shapes broadcast; none for no energy.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return total(parts)


@formula(symbol=r"t", source="definition")
def latency_of_parts(*, parts: tuple[Second, ...]) -> Second:
    """Time of parts of an inference that follow one another.

    Parameters
    ----------
    parts : tuple of Second
        Time of each; shapes broadcast.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return total(parts)


@formula(symbol=r"t_m", source="definition", stepwise=("messages",))
def latency_of_messages(*, messages: Count, latency: Second) -> Second:
    """Time until all messages of an inference have arrived, one after another.

    Parameters
    ----------
    messages : Count
        Messages that hold its data; less than one where a message holds those of several
        inferences, and the whole message is waited for; any shape.
    latency : Second
        Time of one message; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape; what an answer waits for others in its message is not counted.
    """
    return ceil(messages) * latency


@formula(symbol=r"E_\mathrm{rest}", source="definition")
def energy_of_the_rest(*, whole: Joule, part: Joule) -> Joule:
    """Energy of all but one part of a whole.

    Parameters
    ----------
    whole : Joule
        Energy of the whole; any shape.
    part : Joule
        Energy of the part; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return whole - part


@formula(symbol=r"E_S", source="definition")
def site_energy(*, energy: Joule, overhead: Ratio) -> Joule:
    """Energy of a server with that of its site.

    Parameters
    ----------
    energy : Joule
        Energy of the server itself; any shape.
    overhead : Ratio
        Energy of the site per unit of it (PUE), at least 1; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return energy * overhead


@formula(symbol=r"E_\mathrm{idle}", source="definition")
def idle_energy(*, power: Watt, inferences: Inference, rate: InferencePerSecond) -> Joule:
    """Part of a dedicated server's idle power in some inferences.

    Parameters
    ----------
    power : Watt
        What it draws all the time; any shape.
    inferences : Inference
        Their number; broadcasts.
    rate : InferencePerSecond
        Mean rate of inferences; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape; infinite for a server that is never asked.
    """
    return divide(power * inferences, rate)


@formula(symbol=r"k", source="definition")
def even_link(*, computing: Joule, sending: Joule, answering: Joule) -> Ratio:
    """How many times its energy a link would have to take for both ends to be even.

    Computing on the device and sending the answer costs ``computing + k answering``, sending
    what is to be computed on ``k sending``.

    Parameters
    ----------
    computing : Joule
        What computing here takes more than computing there; any shape.
    sending : Joule
        What the link takes to send the input; broadcasts.
    answering : Joule
        What the link takes to send the answer; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape; negative or infinite where no link makes them even.
    """
    return divide(computing, sending - answering)


@formula(symbol=r"\lambda", source="definition")
def even_rate(
    *, idle: Watt, here: JoulePerInference, there: JoulePerInference, share: JoulePerInference
) -> InferencePerSecond:
    """Rate at which a server kept for one device takes as much as the device alone.

    Parameters
    ----------
    idle : Watt
        Idle power of the server with its site; any shape.
    here : JoulePerInference
        Energy of an inference on the device; broadcasts.
    there : JoulePerInference
        Energy of an inference on the server; broadcasts.
    share : JoulePerInference
        Idle energy that is part of the latter; broadcasts.

    Returns
    -------
    InferencePerSecond
        Of the broadcast shape; negative or infinite where no rate makes them even.
    """
    return divide(idle, here - there + share)
