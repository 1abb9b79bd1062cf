"""A device: the sum of its lines, what is fitted beside them, and the band of the whole."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Final

from joulepath.core.quantities import Gram, Ratio
from joulepath.formulas.embodied.bands import (
    grown,
    joint_reach,
    lower_end,
    reach,
    shrunk,
    upper_end,
    wider_ratio,
)
from joulepath.formulas.embodied.parts import fitted_carbon, summed_carbon
from joulepath.lifecycle.embodied.parts import line_part
from joulepath.records.embodied import Bill, EmbodiedFootprint, EmbodiedPart

__all__ = ["FITTED", "footprint"]

FITTED: Final = "not itemised"
"""Name of the part that stands for what published footprints have beyond their bills."""


def footprint(bill: Bill) -> EmbodiedFootprint:
    """Footprint of a device from its bill.

    Errors of lines that follow the same component add up, those of different components are
    independent. Where the class of a device is calibrated on published footprints, the itemised
    manufacture is scaled, and the band is never narrower than that of the calibration.

    Parameters
    ----------
    bill : Bill
        Its lines, and how its class compares with what is published.

    Returns
    -------
    EmbodiedFootprint
        Of any number type; arrays in the bill give arrays.
    """
    itemised = tuple(map(line_part, bill.lines))
    fitted = _fitted(itemised, bill)
    parts = (*itemised, *fitted)
    total = _sum(parts)
    low, high = _band(itemised, total, bill)
    return EmbodiedFootprint(
        name=bill.name,
        manufacture=_sum(part for part in parts if part.stage == "manufacture"),
        transport=_sum(part for part in parts if part.stage == "transport"),
        end_of_life=_sum(part for part in parts if part.stage == "end-of-life"),
        total=total,
        low=low,
        high=high,
        lifetime=bill.lifetime,
        method=bill.method,
        parts=parts,
    )


def _sum(parts: Iterable[EmbodiedPart]) -> Gram:
    return summed_carbon(parts=tuple(part.carbon for part in parts))


def _fitted(itemised: tuple[EmbodiedPart, ...], bill: Bill) -> tuple[EmbodiedPart, ...]:
    if bill.scale is None:
        return ()
    made = _sum(part for part in itemised if part.stage == "manufacture")

    def beside(scale: Ratio) -> Gram:
        return fitted_carbon(itemised=made, scale=scale)

    ends = (beside(end) for end in (bill.scale, bill.scale_low, bill.scale_high))
    return (EmbodiedPart(FITTED, bill.calibration, "manufacture", *ends, computes=False),)


def _band(itemised: tuple[EmbodiedPart, ...], total: Gram, bill: Bill) -> tuple[Gram, Gram]:
    carbon = _sum(itemised)
    groups = [
        [part for part in itemised if part.component == component]
        for component in dict.fromkeys(part.component for part in itemised)
    ]
    low = lower_end(carbon=carbon, down=_reach([[p.low for p in g] for g in groups], groups))
    high = upper_end(carbon=carbon, up=_reach([[p.high for p in g] for g in groups], groups))
    if bill.scale is None:
        return low, high
    down = wider_ratio(larger=carbon, smaller=low, above=bill.scale, below=bill.scale_low)
    up = wider_ratio(larger=high, smaller=carbon, above=bill.scale_high, below=bill.scale)
    return shrunk(carbon=total, ratio=down), grown(carbon=total, ratio=up)


def _reach(ends: list[list[Gram]], groups: list[list[EmbodiedPart]]) -> Gram:
    """Reach of a sum whose groups err independently and whose parts in a group err together."""
    reaches = [
        summed_carbon(
            parts=tuple(reach(carbon=p.carbon, end=end) for p, end in zip(g, each, strict=True))
        )
        for g, each in zip(groups, ends, strict=True)
    ]
    return reduce(lambda first, second: joint_reach(first=first, second=second), reaches)
