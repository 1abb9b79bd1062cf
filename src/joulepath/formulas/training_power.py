"""Power of an accelerator that learns, and what its limit of power costs in time."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import exp, log2, maximum, minimum
from joulepath.core.quantities import Ratio, Second, Watt


@formula(symbol=r"P_0", source="assumption")
def ready_power(*, maximum: Watt, ready: Ratio) -> Watt:
    """Power of an accelerator that a program has opened but that waits for work.

    Parameters
    ----------
    maximum : Watt
        Power it is rated for; any shape.
    ready : Ratio
        Share of it drawn while waiting, clocks up; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return maximum * ready


@formula(symbol=r"P_w", source="assumption")
def wanted_power(
    *, maximum: Watt, ready: Watt, computing: Ratio, streaming: Ratio, computing_share: Ratio
) -> Watt:
    """Power above that of waiting that work would draw if nothing limited it.

    Parameters
    ----------
    maximum : Watt
        Power the accelerator is rated for; any shape.
    ready : Watt
        Power while it waits; broadcasts.
    computing : Ratio
        Share of the range between them that arithmetic draws; broadcasts.
    streaming : Ratio
        Share of the range that moving data draws; broadcasts.
    computing_share : Ratio
        Share of the busy time spent on arithmetic; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return (maximum - ready) * (computing * computing_share + streaming * (1 - computing_share))


@formula(symbol=r"P_h", source="assumption")
def headroom(*, limit: Watt, reached: Ratio, ready: Watt) -> Watt:
    """Power above that of waiting which a limit leaves for work.

    Parameters
    ----------
    limit : Watt
        Power limit that is set; any shape.
    reached : Ratio
        Share of it that sustained work reaches; broadcasts.
    ready : Watt
        Power while waiting, below the limit; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return limit * reached - ready


@formula(symbol=r"q_P", source="assumption")
def capped_slowdown(*, wanted: Watt, headroom: Watt, bend: Ratio) -> Ratio:
    """Factor by which work takes longer because clocks are lowered to keep a power limit.

    Parameters
    ----------
    wanted : Watt
        Power that the work would draw above that of waiting; any shape.
    headroom : Watt
        Power that the limit leaves for it, above zero; broadcasts.
    bend : Ratio
        Logarithm of the factor for each doubling of one over the other; broadcasts.

    Returns
    -------
    Ratio
        At least one, of the broadcast shape.
    """
    return exp(bend * log2(maximum(1.0, wanted / headroom)))


@formula(symbol=r"s_B", source="definition")
def busy_share(*, busy: Second, slowdown: Ratio, time: Second) -> Ratio:
    """Share of a step in which the accelerator has work.

    Parameters
    ----------
    busy : Second
        Time of the accelerator at full clocks; any shape.
    slowdown : Ratio
        Factor of a power limit; broadcasts.
    time : Second
        Time of the step, above zero; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.
    """
    return busy * slowdown / time


@formula(symbol=r"P", source="assumption")
def mean_power(*, ready: Watt, wanted: Watt, headroom: Watt, busy: Ratio) -> Watt:
    """Power over a whole step.

    Parameters
    ----------
    ready : Watt
        Power while the accelerator waits; any shape.
    wanted : Watt
        Power that its work would draw on top; broadcasts.
    headroom : Watt
        Power that the limit leaves for it; broadcasts.
    busy : Ratio
        Share of the step in which there is work; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return ready + minimum(wanted, headroom) * busy
