"""Work that becomes cheaper: gains, fuller machines, growth and rebound."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.quantities import Joule, Ratio, Second


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
