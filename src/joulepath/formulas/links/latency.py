"""How long a message takes: waits, repetitions, and what most messages stay below."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import minimum, sqrt, total
from joulepath.core.quantities import Count, Ratio, Second


@formula(symbol=r"\sigma_n", source="truncated-geometric-distribution")
def repetition_spread(*, frames: Count, time: Second, loss: Ratio) -> Second:
    """Standard deviation of the time that equal frames take, for some are sent again.

    Parameters
    ----------
    frames : Count
        Frames; any shape.
    time : Second
        Time of one transmission; broadcasts.
    loss : Ratio
        Probability that one fails, ``0 <= loss < 1``; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape; that of repetition without a limit, which is the larger one.
    """
    return time * sqrt(frames * loss) / (1 - loss)


@formula(symbol=r"t_{95}", source="definition")
def late(*, latency: Second, wait: Second, spreads: tuple[Second, ...]) -> Second:
    """Time within which 95 of 100 messages are through.

    Parameters
    ----------
    latency : Second
        Mean time of a message; any shape.
    wait : Second
        Longest time until the medium may be used, any shorter one being as likely; half of it is
        part of the mean; broadcasts.
    spreads : tuple of Second
        Standard deviations of the time of each group of frames; shapes broadcast.

    Returns
    -------
    Second
        Of the broadcast shape.

    Notes
    -----
    The 95 % quantile of a uniform wait is 0.45 of it above its mean, that of a normal distribution
    1.645 standard deviations. Both are added, and so are the deviations of the groups, which
    errs on the side of a longer time.
    """
    return latency + 0.45 * wait + 1.645 * total(spreads)


@formula(symbol=r"t_w", source="definition")
def mean_wait(*, longest: Second) -> Second:
    """Mean time until something that recurs comes next.

    Parameters
    ----------
    longest : Second
        Time from one to the next; any shape.

    Returns
    -------
    Second
        Of the same shape.
    """
    return 0.5 * longest


@formula(symbol=r"n_b", source="definition")
def bursts(*, packets: Count) -> Count:
    """Times that a group of packets makes a device wait or wake up.

    Parameters
    ----------
    packets : Count
        Packets of the group, which follow one another; any shape.

    Returns
    -------
    Count
        Of the same shape; one at most, a fraction where messages share the packets.
    """
    return minimum(packets, 1.0)
