"""Say in one line who needs least, and by how much the others surpass it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from joulepath.report.trees import shown, shown_ratio

__all__ = ["excess", "ranking"]

_LITTLE = 2.0
_ROUNDING = 1e-12
"""Relative difference that only roundings make."""


def ranking(
    labels: Sequence[str], values: Sequence[float], unit: str, verb: str, noun: str = ""
) -> str:
    """Compare numbers, the least of which is best.

    Parameters
    ----------
    labels : sequence of str
        What the numbers belong to, at least two.
    values : sequence of float
        The numbers, none below zero.
    unit : str
        Coherent unit of all of them.
    verb : str
        What the labels do, e.g. ``"emits"``.
    noun : str
        What of, e.g. ``"energy"``; may be empty.

    Returns
    -------
    str
        One sentence without a full stop.

    Examples
    --------
    >>> ranking(["DEU 2025", "FIN 2025"], [330.0, 57.0], "g", "emits")
    'DEU 2025 emits 5.79 times as much as FIN 2025'
    """
    pairs = sorted(zip(values, labels, strict=True), key=lambda pair: pair[0])
    (least, best), *others = pairs
    what = f" {noun}" if noun else ""
    if not all(map(math.isfinite, values)):
        return f"{', '.join(labels)}: no comparison, as not all of them are finite"
    if others[-1][0] <= least * (1 + _ROUNDING):
        return f"{_listed([label for _, label in pairs])} {verb.removesuffix('s')} the same{what}"
    if least == 0:
        rest = [f"{label} {shown(value, unit)}" for value, label in others]
        return (
            f"{best} {verb} nothing, {_listed(rest)}"
            if not noun
            else (f"{best} {verb} no{what}, {_listed(rest)}")
        )
    if len(others) == 1:
        return f"{others[0][1]} {verb} {_surplus(others[0][0] / least, what)} {best}"
    rest = [f"{label} {excess(value / least)}" for value, label in others]
    return f"{best} {verb} least{what}; {_listed(rest)}"


def _surplus(ratio: float, what: str) -> str:
    if ratio < _LITTLE:
        return f"{_percent(ratio)} more{what} than"
    return f"{shown_ratio(ratio)} times as much{what} as"


def excess(ratio: float) -> str:
    """Say how much more something is: in per cent up to twice as much, else how many times.

    Parameters
    ----------
    ratio : float
        How many times as much it is, at least 1.

    Returns
    -------
    str
        E.g. ``"0.2 % more"`` or ``"3.1 times as much"``.

    Examples
    --------
    >>> [excess(ratio) for ratio in (1.0, 1.002, 3.14159)]
    ['as much', '0.2 % more', '3.14 times as much']
    """
    if ratio == 1:
        return "as much"
    return f"{_percent(ratio)} more" if ratio < _LITTLE else f"{shown_ratio(ratio)} times as much"


def _percent(ratio: float) -> str:
    return f"{100 * (ratio - 1):.3g} %"


def _listed(parts: Sequence[str]) -> str:
    *others, last = parts
    return f"{', '.join(others)} and {last}" if others else last
