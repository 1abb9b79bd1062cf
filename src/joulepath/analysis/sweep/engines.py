"""Choose what carries out the arithmetic of a sweep, once for all workers."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import Final

from joulepath.analysis.machine_code import obstacle
from joulepath.analysis.sweep.request import Request
from joulepath.errors import MissingExtra

__all__ = ["ENGINES", "with_engine"]

ENGINES: Final = ("auto", "numpy", "compiled")
"""Engines by name."""

_WORTH: Final = 10_000_000
"""Points of one scenario from which machine code pays: it takes 0.2 s to load and make it, and
saves about 20 ns a point."""


def with_engine(request: Request, engine: str) -> Request:
    """The request with its engine.

    Parameters
    ----------
    request : Request
        A sweep.
    engine : str
        One of `ENGINES`.

    Returns
    -------
    Request
        With machine code where it was asked for and can be made here; a note says why it cannot.

    Raises
    ------
    MissingExtra
        If machine code is asked for by name and its extra is not installed.
    """
    if engine == "numpy" or (engine == "auto" and not _pays(request)):
        return request
    try:
        reason = obstacle()
    except MissingExtra:
        if engine == "compiled":
            raise
        return request
    if reason is None:
        return replace(request, engine="compiled")
    note = f"computed by NumPy, as no machine code can be made here: {reason}"
    return replace(request, engine_note=note)


def _pays(request: Request) -> bool:
    """Whether a scenario that is read once serves so many points that code for it pays."""
    scenarios = prod(axis.length or request.plan.points for axis in request.resolved_axes)
    return request.plan.points >= _WORTH * scenarios
