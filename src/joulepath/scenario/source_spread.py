"""How far a figure of the catalogue may be off that states no band, by the kind of its source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from joulepath.catalogue import Figure
from joulepath.formulas.carbon import reach_of_spread
from joulepath.formulas.quality import quality_spread

__all__ = ["assumed_reach"]

# Weidema and others 2013, tables 10.3 and 10.5: variances of the logarithm.
_BASIC: Final = 0.0006
_RELIABILITY: Final = (0.0, 0.0006, 0.002, 0.008, 0.04)
_FEW_CASES: Final = 0.008

_SCORES: Final[Mapping[str, int]] = MappingProxyType(
    {
        "measurement": 1,
        "dataset": 2,
        "paper": 2,
        "software": 3,
        "datasheet": 3,
        "assumption": 5,
    }
)
"""Reliability of each kind of source, from verified measurement to unqualified estimate; the
mapping is an assumption. Standards and definitions are exact."""

_PHYSICAL: Final = frozenset({"J", "W", "A", "C", "g", "L", "flop", "operation"})
"""Parts of units of what is measured; counts, sizes, clocks and voltages are set by design."""


def assumed_reach(figure: Figure, kind: str) -> float | None:
    """Upper end of the 90 % band over the figure; none for what is exact or set by design.

    Parameters
    ----------
    figure : Figure
        A figure without a band.
    kind : str
        Kind of its source.
    """
    physical = not _PHYSICAL.isdisjoint(re.split(r"[/ ]", figure.unit))
    share = figure.unit == "1" and 0 < figure.value < 1
    if kind not in _SCORES or figure.value <= 0 or not (physical or share):
        return None
    return _reach(kind)


@cache
def _reach(kind: str) -> float:
    reliability = _RELIABILITY[_SCORES[kind] - 1]
    spread = quality_spread(basic=_BASIC, reliability=reliability, completeness=_FEW_CASES)
    return float(reach_of_spread(spread=spread))
