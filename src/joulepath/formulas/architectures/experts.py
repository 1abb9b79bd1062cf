"""Mixtures of experts: feed-forward layers of which a router picks a few."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.quantities import Count


@formula(symbol=r"n_\mathrm{mac}", source="shazeer-2017-experts")
def expert_macs(
    *, tokens: Count, width: Count, expert: Count, active: Count, experts: Count
) -> Count:
    """Multiply-accumulates of the experts that each token goes to, and of the router.

    Parameters
    ----------
    tokens : Count
        Tokens of one sample; any shape.
    width : Count
        Width of the model; broadcasts.
    expert : Count
        Multiply-accumulates of one expert for all tokens; broadcasts.
    active : Count
        Experts that a token goes to; broadcasts.
    experts : Count
        Experts of a block; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return expert * active + tokens * width * experts


@formula(symbol=r"n_\theta", source="shazeer-2017-experts")
def expert_parameters(*, width: Count, expert: Count, experts: Count) -> Count:
    """Weights of all experts of a block and of their router.

    Parameters
    ----------
    width : Count
        Width of the model; any shape.
    expert : Count
        Weights of one expert; broadcasts.
    experts : Count
        Experts of a block; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return (expert + width) * experts
