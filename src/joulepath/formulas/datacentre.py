"""AI at the scale of a data centre: machines, experiments, repetition, clients and shares."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import divide, total
from joulepath.core.quantities import Count, Gram, Joule, Ratio, Second, Watt


@formula(symbol=r"t_M", source="definition")
def machine_time(*, machines: Count, time: Second) -> Second:
    """Time that machines work, taken together.

    Parameters
    ----------
    machines : Count
        Machines that work at a time; any shape.
    time : Second
        Time that each works; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return machines * time


@formula(symbol=r"t_M", source="definition")
def time_of_energy(*, energy: Joule, power: Watt) -> Second:
    """Time that machines work, from the energy that they draw.

    Parameters
    ----------
    energy : Joule
        Energy of machines; any shape.
    power : Watt
        Mean power of one, above zero; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return energy / power


@formula(symbol=r"E_p", source="wu-2022-sustainable")
def prior_energy(*, budget: Joule, share: Ratio) -> Joule:
    """Energy of a phase, from that of all and a prior that splits it.

    Parameters
    ----------
    budget : Joule
        Energy of all phases; any shape.
    share : Ratio
        Share of the phase by a prior; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return budget * share


@formula(symbol=r"t_x", source="definition")
def experimented_time(*, time: Second, experiments: Ratio) -> Second:
    """Machine time of a run with the experiments that led to it.

    Parameters
    ----------
    time : Second
        Machine time of the final run; any shape.
    experiments : Ratio
        Experiments behind it, as work of one final run; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return time * (1 + experiments)


@formula(symbol=r"t_n", source="definition")
def repeated_time(
    *, first: Second, single: Second, part: Ratio, time: Second, every: Second
) -> Second:
    """Machine time of a run that is repeated to keep up with its data.

    Parameters
    ----------
    first : Second
        Machine time of the first run with its experiments; any shape.
    single : Second
        Machine time of one run; broadcasts.
    part : Ratio
        Work of a repetition over that of the first run; broadcasts.
    time : Second
        Time that is looked at; broadcasts.
    every : Second
        Time from one repetition to the next, above zero; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return first + single * part * (time / every)


@formula(symbol=r"E", source="definition")
def summed_energy(*, parts: tuple[Joule, ...]) -> Joule:
    """Energy of several phases.

    Parameters
    ----------
    parts : tuple of Joule
        Energy of each phase; shapes broadcast.

    Returns
    -------
    Joule
        Of the broadcast shape; zero without phases.
    """
    return total(parts)


@formula(symbol=r"s", source="definition")
def carbon_part(*, part: Gram, whole: Gram) -> Ratio:
    """Share of a part in the carbon.

    Parameters
    ----------
    part : Gram
        Carbon of a part; any shape.
    whole : Gram
        Carbon of all; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape; undefined of nothing.
    """
    return divide(part, whole)


@formula(symbol=r"E_c", source="wu-2022-sustainable")
def client_energy(
    *, compute: Second, download: Second, upload: Second, device: Watt, router: Watt
) -> Joule:
    """Energy of one client that takes part in a round of federated learning.

    Parameters
    ----------
    compute : Second
        Time that a client computes; any shape.
    download : Second
        Time that it receives; broadcasts.
    upload : Second
        Time that it sends; broadcasts.
    device : Watt
        Power of the client at work; broadcasts.
    router : Watt
        Power of its router meanwhile; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.

    Examples
    --------
    >>> client_energy(compute=60.0, download=20.0, upload=10.0, device=3.0, router=7.5)
    405.0
    """
    return compute * device + (upload + download) * router


@formula(symbol=r"E_c", source="wu-2022-sustainable")
def all_clients_energy(*, clients: Count, single: Joule) -> Joule:
    """Energy of all clients of federated learning.

    Parameters
    ----------
    clients : Count
        Times that a client takes part in a round; any shape.
    single : Joule
        Energy of one of them; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return clients * single


@formula(symbol=r"P", source="barroso-2007-proportional")
def proportional_power(*, idle: Watt, peak: Watt, utilisation: Ratio) -> Watt:
    """Power of a machine that is used in part, on the line from rest to full use.

    Parameters
    ----------
    idle : Watt
        Power at rest; any shape.
    peak : Watt
        Power at full use; broadcasts.
    utilisation : Ratio
        Share of full use; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return idle + (peak - idle) * utilisation
