"""Messages handed on by devices that listen now and then, and messages to many at once."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import exp, log2
from joulepath.core.quantities import Count, Joule, Ratio, Second, Watt

_LN_2 = 0.6931471805599453


@formula(symbol=r"E_\mathrm{mesh}", source="definition")
def relayed_energy(*, send: Joule, receive: Joule, hops: Count) -> Joule:
    """Energy of all devices along a way of several hops, the gateway not among them.

    Parameters
    ----------
    send : Joule
        What one hop costs its sender, repetitions included; any shape.
    receive : Joule
        What one hop costs its receiver; broadcasts.
    hops : Count
        Hops from the device to the gateway, at least 1; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.

    Examples
    --------
    >>> relayed_energy(send=2.0, receive=1.0, hops=1.0), relayed_energy(
    ...     send=2.0, receive=1.0, hops=3.0
    ... )
    (2.0, 8.0)
    """
    return hops * send + (hops - 1) * receive


@formula(symbol=r"E_\mathrm{hand}", source="definition")
def handed_energy(*, send: Joule, receive: Joule, relays: Count) -> Joule:
    """Energy of the relays that receive a message and send it on.

    Parameters
    ----------
    send : Joule
        What one hop costs its sender, repetitions included; any shape.
    receive : Joule
        What one hop costs its receiver; broadcasts.
    relays : Count
        Relays on the way; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.

    Examples
    --------
    >>> handed_energy(send=2.0, receive=1.0, relays=2.0)
    6.0
    """
    return relays * (send + receive)


@formula(symbol=r"n_\mathrm{hops}", source="definition")
def hops_over(*, relays: Count) -> Count:
    """Hops of a way over relays.

    Parameters
    ----------
    relays : Count
        Relays on the way; any shape.

    Returns
    -------
    Count
        Of the same shape.
    """
    return relays + 1


@formula(symbol=r"P_\mathrm{shared}", source="definition")
def shared_listening(*, power: Watt, relays: Count, served: Count) -> Watt:
    """One device's part of the power of relays that listen all the time.

    Parameters
    ----------
    power : Watt
        Power of a relay that listens; any shape.
    relays : Count
        Relays on the way; broadcasts.
    served : Count
        Devices that share each of them; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return power * relays / served


@formula(symbol=r"t_\mathrm{pre}", source="buettner-2006-xmac")
def preamble_time(*, period: Second, share: Ratio) -> Second:
    """Time for which a sender calls a receiver that listens now and then.

    Parameters
    ----------
    period : Second
        Time from one listening of the receiver to its next; any shape.
    share : Ratio
        Share of it that the sender calls on average: a half where the receiver answers as soon as
        it hears, 1 where the call must outlast the period; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return period * share


@formula(symbol=r"E_\mathrm{send}", source="definition")
def called_energy(*, message: Joule, power: Watt, preamble: Second) -> Joule:
    """What one hop costs its sender: the call and the message.

    Parameters
    ----------
    message : Joule
        What the message costs, repetitions included; any shape.
    power : Watt
        Power while calling; broadcasts.
    preamble : Second
        Time of calling; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return message + power * preamble


@formula(symbol=r"r_\mathrm{duty}", source="definition")
def listening_share(*, listen: Second, period: Second) -> Ratio:
    """Share of the time for which a device listens.

    Parameters
    ----------
    listen : Second
        How long it listens; any shape.
    period : Second
        Time from one listening to the next, above zero; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.
    """
    return listen / period


@formula(symbol=r"P_\mathrm{duty}", source="definition")
def listening_power(*, power: Watt, sleep: Watt, share: Ratio) -> Watt:
    """Mean power of a device that listens now and then and sleeps in between.

    Parameters
    ----------
    power : Watt
        Power while it listens; any shape.
    sleep : Watt
        Power while it sleeps; broadcasts.
    share : Ratio
        Share of the time for which it listens; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return sleep + (power - sleep) * share


@formula(symbol=r"E_\mathrm{relay}", source="definition")
def relay_energy(*, send: Joule, receive: Joule, served: Count) -> Joule:
    """What a relay spends while it and each device behind it send one message.

    Parameters
    ----------
    send : Joule
        What one hop costs its sender; any shape.
    receive : Joule
        What one hop costs its receiver; broadcasts.
    served : Count
        Devices whose messages it hands on; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return (served + 1) * send + served * receive


@formula(symbol=r"P_\mathrm{hops}", source="definition")
def delivery_over_hops(*, delivered: Ratio, hops: Count) -> Ratio:
    """Probability that a message arrives over several hops.

    Parameters
    ----------
    delivered : Ratio
        Probability that it arrives over one of them, above zero; any shape.
    hops : Count
        Hops; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.

    Examples
    --------
    >>> round(delivery_over_hops(delivered=0.9, hops=3.0), 6)
    0.729
    """
    return exp(_LN_2 * hops * log2(delivered))


@formula(symbol=r"t_\mathrm{hops}", source="definition")
def latency_over_hops(*, latency: Second, preamble: Second, hops: Count) -> Second:
    """Mean time that a message takes over several hops.

    Parameters
    ----------
    latency : Second
        Mean time over one of them, the call not included; any shape.
    preamble : Second
        Time of calling; broadcasts.
    hops : Count
        Hops; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return hops * (latency + preamble)


@formula(symbol=r"E_\mathrm{multi}", source="definition")
def multicast_energy(*, send: Joule, receive: Joule, receivers: Count) -> Joule:
    """Energy of a message that is sent once and received by many.

    Parameters
    ----------
    send : Joule
        What it costs its sender; any shape.
    receive : Joule
        What it costs each receiver; broadcasts.
    receivers : Count
        Receivers; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return send + receivers * receive


@formula(symbol=r"E_\mathrm{uni}", source="definition")
def unicast_energy(*, send: Joule, receive: Joule, receivers: Count) -> Joule:
    """Energy of a message that is sent to each of many receivers on its own.

    Parameters
    ----------
    send : Joule
        What it costs its sender once; any shape.
    receive : Joule
        What it costs each receiver; broadcasts.
    receivers : Count
        Receivers; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return receivers * (send + receive)
