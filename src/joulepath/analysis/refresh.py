"""How far it is known whether new hardware pays its making back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from joulepath.analysis.draws import Span, check_draws, spanned
from joulepath.analysis.space import Parameter, Space
from joulepath.core.quantities import Ratio
from joulepath.lifecycle.refresh import refresh
from joulepath.scenario.refresh import Refreshed

__all__ = ["RefreshBand", "refresh_band"]


@dataclass(frozen=True)
class RefreshBand:
    """What keeping and buying come to over the draws."""

    keep: Span
    """Carbon of keeping the old, in g."""
    buy: Span
    """Carbon of buying the new, in g."""
    payback: Span
    """Time after which the new has paid for its making, in s, without end for never."""
    buying: Ratio
    """Share of the draws in which buying emits less."""
    draws: int
    """Draws of the making and of the intensity together."""
    seed: int
    """Same seed, same bytes."""
    parameters: tuple[Parameter, ...]
    """What varies."""


def refresh_band(found: Refreshed, draws: int = 1000, seed: int = 0) -> RefreshBand:
    """Draw the making of the new hardware and the intensity of the grid.

    Parameters
    ----------
    found : Refreshed
        An answer, from `joulepath.scenario.refresh.resolve_refresh`.
    draws : int
        Draws of both together.
    seed : int
        Same seed, same bytes.

    Raises
    ------
    InputError
        For a number of draws that makes no band.
    """
    check_draws(draws)
    plan: Any = found.plan
    making, intensity = (
        Parameter(band.name, (path,), band.value, band.distribution)
        for band, path in zip(found.bands, ("carbon", "intensity"), strict=True)
    )
    space = Space(plan, (making, intensity))
    drawn_plan: Any = space.at(space.draw(draws, seed))
    drawn = refresh(drawn_plan)
    payback = np.where(np.asarray(drawn.saved) > 0, drawn.payback, np.inf)
    return RefreshBand(
        keep=spanned(np.asarray(drawn.keep)),
        buy=spanned(np.asarray(drawn.buy)),
        payback=spanned(payback),
        buying=float((np.asarray(drawn.buy) < drawn.keep).mean()),
        draws=draws,
        seed=seed,
        parameters=space.parameters,
    )
