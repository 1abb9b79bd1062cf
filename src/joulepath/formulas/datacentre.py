"""AI at the scale of a data centre: phases, gains, experiments, repetition, growth and rebound."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import divide, total
from joulepath.core.quantities import Count, Gram, GramPerJoule, Joule, Ratio, Second, Watt


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


@formula(symbol=r"E_M", source="definition")
def machine_energy(*, time: Second, power: Watt) -> Joule:
    """Energy of machines that work.

    Parameters
    ----------
    time : Second
        Time of all machines together; any shape.
    power : Watt
        Mean power of one; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return time * power


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


@formula(symbol=r"g", source="amdahl-1967")
def limited_gain(*, factor: Ratio, share: Ratio) -> Ratio:
    """Gain of the whole work when a part of it is made cheaper.

    Parameters
    ----------
    factor : Ratio
        How many times less a part of the work takes, above zero; any shape.
    share : Ratio
        Share of the work that this part is; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape, at most ``1 / (1 - share)``.

    Examples
    --------
    >>> limited_gain(factor=4.0, share=0.5)
    1.6
    """
    return 1 / ((1 - share) + share / factor)


@formula(symbol=r"g", source="wu-2022-sustainable")
def chained_gain(*, before: Ratio, gain: Ratio) -> Ratio:
    """Gain of optimisations one after the other.

    Each is measured on the work that those before it leave; gains that were measured apart from
    each other may not be chained.

    Parameters
    ----------
    before : Ratio
        Gain of the steps so far; any shape.
    gain : Ratio
        Gain of the next step on what they leave; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.
    """
    return before * gain


@formula(symbol=r"t_o", source="definition")
def optimised_time(*, time: Second, gain: Ratio) -> Second:
    """Machine time of optimised work.

    Parameters
    ----------
    time : Second
        Machine time before; any shape.
    gain : Ratio
        Gain, above zero; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return time / gain


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


@formula(symbol=r"E_F", source="definition")
def facility_energy_of(*, energy: Joule, pue: Ratio) -> Joule:
    """Energy of machines with what their building takes.

    Parameters
    ----------
    energy : Joule
        Energy of machines; any shape.
    pue : Ratio
        Power usage effectiveness, at least one; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return energy * pue


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


@formula(symbol=r"C", source="definition")
def summed_gram(*, parts: tuple[Gram, ...]) -> Gram:
    """Carbon of several parts.

    Parameters
    ----------
    parts : tuple of Gram
        Carbon of each part; shapes broadcast.

    Returns
    -------
    Gram
        Of the broadcast shape; zero without parts.
    """
    return total(parts)


@formula(symbol=r"s", source="definition")
def energy_part(*, part: Joule, whole: Joule) -> Ratio:
    """Share of a phase in the energy.

    Parameters
    ----------
    part : Joule
        Energy of a phase; any shape.
    whole : Joule
        Energy of all; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape; undefined of nothing.
    """
    return divide(part, whole)


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


@formula(symbol=r"t_M", source="definition")
def consolidated_time(*, time: Second, before: Ratio, after: Ratio) -> Second:
    """Machine time of the same work on machines that are used more.

    Parameters
    ----------
    time : Second
        Machine time at the utilisation before; any shape.
    before : Ratio
        That utilisation; broadcasts.
    after : Ratio
        Utilisation afterwards, above zero; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return time * before / after


@formula(symbol=r"E_{i+1}", source="wu-2022-sustainable")
def next_load(*, energy: Joule, growth: Ratio, cut: Ratio) -> Joule:
    """Energy of the period after one in which work grew and became cheaper.

    Parameters
    ----------
    energy : Joule
        Energy of a period; any shape.
    growth : Ratio
        What the work grows by in a period; broadcasts.
    cut : Ratio
        Share of the energy of the same work that a period of optimisation saves; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return energy * (1 + growth) * (1 - cut)


@formula(symbol=r"r_g", source="definition")
def rebound_growth(*, growth: Ratio, cut: Ratio, rebound: Ratio) -> Ratio:
    """What work grows by if savings are spent on more of it in part.

    A rebound of one takes all the saving back, one above it is Jevons's paradox.

    Parameters
    ----------
    growth : Ratio
        What the work grows by in a period of itself; any shape.
    cut : Ratio
        Share of energy that optimisation saves in it, below one; broadcasts.
    rebound : Ratio
        Share of the saved energy that new uses take up; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.
    """
    return (1 + growth) * (1 + rebound * cut / (1 - cut)) - 1


@formula(symbol=r"C_o", source="ghg-protocol-scope-2")
def operating_carbon(*, energy: Joule, intensity: GramPerJoule) -> Gram:
    """Location-based emissions of a data centre's electricity.

    Parameters
    ----------
    energy : Joule
        Energy with that of the building; any shape.
    intensity : GramPerJoule
        CO2-equivalent of electricity; broadcasts.

    Returns
    -------
    Gram
        Of the broadcast shape.
    """
    return energy * intensity
