"""A device: the sum of its lines, what is fitted beside them, and the band of the whole."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Final

from joulepath.core.quantities import Gram, Ratio
from joulepath.formulas.embodied.parts import fitted_carbon, summed_carbon
from joulepath.formulas.embodied.spreads import (
    grown,
    joint_reach,
    lower_end,
    lower_with_quoted,
    reach,
    shrunk,
    upper_end,
    upper_with_quoted,
    wider_ratio,
)
from joulepath.lifecycle.embodied.parts import line_part
from joulepath.records.embodied import Bill, EmbodiedFootprint, EmbodiedPart, WholeLine

__all__ = ["FITTED", "footprint"]

Parts = tuple[EmbodiedPart, ...]

FITTED: Final = "not itemised"
"""Name of the part that stands for what published footprints have beyond their bills."""


def footprint(bill: Bill) -> EmbodiedFootprint:
    """Footprint of a device from its bill.

    Errors of lines that follow the same component add up, those of different components are
    independent. Where the class of a device is calibrated on published footprints, its itemised
    manufacture is scaled, and its band is never narrower than that of the calibration; a class that
    no publication checks is not scaled and takes its band from all the others. Blocks and devices
    inside it are known as a whole and not scaled. The band reaches what another tool gives.

    Parameters
    ----------
    bill : Bill
        Its lines, and how its class compares with what is published.

    Returns
    -------
    EmbodiedFootprint
        Of any number type; arrays in the bill give arrays.
    """
    parts = tuple(map(line_part, bill.lines))
    wholes = [isinstance(line, WholeLine) for line in bill.lines]
    known = tuple(part for part, whole in zip(parts, wholes, strict=True) if whole)
    itemised = tuple(part for part, whole in zip(parts, wholes, strict=True) if not whole)
    fitted = _fitted(itemised, bill)
    listed = (*parts, *fitted)
    total = _sum(listed)
    low, high = _reaching(bill, *_band(known, itemised, fitted, bill))
    return EmbodiedFootprint(
        name=bill.name,
        manufacture=_sum(part for part in listed if part.stage == "manufacture"),
        transport=_sum(part for part in listed if part.stage == "transport"),
        end_of_life=_sum(part for part in listed if part.stage == "end-of-life"),
        total=total,
        low=low,
        high=high,
        lifetime=bill.lifetime,
        method=bill.method,
        parts=listed,
    )


def _sum(parts: Iterable[EmbodiedPart]) -> Gram:
    return summed_carbon(parts=tuple(part.carbon for part in parts))


def _fitted(itemised: Parts, bill: Bill) -> Parts:
    if bill.scale is None or not bill.scaled:
        return ()
    made = _sum(part for part in itemised if part.stage == "manufacture")

    def beside(scale: Ratio) -> Gram:
        return fitted_carbon(itemised=made, scale=scale)

    ends = (beside(end) for end in (bill.scale, bill.scale_low, bill.scale_high))
    return (EmbodiedPart(FITTED, bill.calibration, "manufacture", *ends, computes=False),)


def _band(known: Parts, itemised: Parts, fitted: Parts, bill: Bill) -> tuple[Gram, Gram]:
    if bill.scale is None or not itemised:
        return _ends((*known, *itemised))
    low, high = _ends(itemised)
    carbon = _sum(itemised)
    down = wider_ratio(larger=carbon, smaller=low, above=bill.scale, below=bill.scale_low)
    up = wider_ratio(larger=high, smaller=carbon, above=bill.scale_high, below=bill.scale)
    scaled = _sum((*itemised, *fitted))
    ends = (shrunk(carbon=scaled, ratio=down), grown(carbon=scaled, ratio=up))
    own = EmbodiedPart("", bill.name, "manufacture", scaled, *ends, computes=False)
    return _ends((*known, own))


def _reaching(bill: Bill, low: Gram, high: Gram) -> tuple[Gram, Gram]:
    if bill.quoted is None:
        return low, high
    return (
        lower_with_quoted(end=low, quoted=bill.quoted),
        upper_with_quoted(end=high, quoted=bill.quoted),
    )


def _ends(parts: Parts) -> tuple[Gram, Gram]:
    """Band of a sum whose parts err together within a component and independently otherwise."""
    together = dict.fromkeys(part.component for part in parts)
    groups = [[part for part in parts if part.component == each] for each in together]
    down = _joined([[reach(carbon=p.carbon, end=p.low) for p in group] for group in groups])
    up = _joined([[reach(carbon=p.carbon, end=p.high) for p in group] for group in groups])
    carbon = _sum(parts)
    return lower_end(carbon=carbon, down=down), upper_end(carbon=carbon, up=up)


def _joined(groups: list[list[Gram]]) -> Gram:
    reaches = (summed_carbon(parts=tuple(group)) for group in groups)
    return reduce(lambda first, second: joint_reach(first=first, second=second), reaches, 0.0)
