"""The unit in which people would give a number, and numbers in it."""

from __future__ import annotations

from typing import Any

from joulepath.catalogue.units import TABLE, render

__all__ = ["in_unit", "usual_unit"]


def usual_unit(value: float, unit: str) -> str:
    """Unit in which people would give a number.

    Parameters
    ----------
    value : float
        The number, in the coherent unit.
    unit : str
        The coherent unit.

    Returns
    -------
    str
        A unit of the table; the coherent one where the table has none.
    """
    shown = render(value, unit).split(" ", 1)
    return shown[1] if len(shown) == 2 and shown[1] in TABLE else unit


def in_unit(values: Any, unit: str) -> Any:
    """Numbers in coherent units, put in another one of the same kind.

    Parameters
    ----------
    values : float or array
        The numbers.
    unit : str
        From `usual_unit`.
    """
    return TABLE[unit].from_coherent(values) if unit in TABLE else values
