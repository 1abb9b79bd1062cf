"""Lines of a bill: what each emits, and how far that may be off."""

from __future__ import annotations

from typing import Any, NamedTuple

from joulepath.core.quantities import (
    Count,
    Gram,
    GramPerJoule,
    PerSquareMillimetre,
    Ratio,
    SquareMillimetre,
)
from joulepath.formulas.embodied.dies import (
    bose_einstein_yield,
    carbon_per_area,
    die_carbon,
    escaped_gas,
    moore_yield,
    murphy_yield,
    negative_binomial_yield,
    poisson_yield,
    wafer_share,
)
from joulepath.formulas.embodied.parts import part_carbon, whole_carbon
from joulepath.formulas.embodied.spreads import joint_reach, lower_end, reach, upper_end
from joulepath.records.embodied import (
    BillLine,
    DieLine,
    EmbodiedPart,
    ProcessNode,
    WholeLine,
)

__all__ = ["CLUSTERING", "CRITICAL_LAYERS", "WAFER", "die_yield", "line_part"]

WAFER = 300.0
"""Diameter of a wafer in mm."""

CLUSTERING = 3.0
"""Clustering of defects in the negative binomial model of yield."""

CRITICAL_LAYERS = 10.0
"""Critical layers in the Bose-Einstein model of yield."""


class _Ends(NamedTuple):
    """A best estimate and what it would be at either end of one of its inputs at a time."""

    carbon: Gram
    lower: tuple[Gram, Gram]
    upper: tuple[Gram, Gram]


def line_part(line: BillLine | DieLine | WholeLine) -> EmbodiedPart:
    """Footprint of one line of a bill.

    Errors of an amount and of its factor are independent.

    Parameters
    ----------
    line : BillLine, DieLine or WholeLine
        What is bought, how much of it and what that emits.

    Returns
    -------
    EmbodiedPart
        With a band.
    """
    match line:
        case BillLine():
            return _part(line, _of_component(line), line.stage, line.computes)
        case DieLine():
            return _part(line, _of_die(line), "manufacture", computes=True)
        case WholeLine():
            return EmbodiedPart(
                line.name,
                line.component,
                line.stage,
                whole_carbon(pieces=line.pieces, carbon=line.carbon),
                whole_carbon(pieces=line.pieces, carbon=line.low),
                whole_carbon(pieces=line.pieces, carbon=line.high),
                line.computes,
            )


def _part(line: BillLine | DieLine, ends: _Ends, stage: Any, computes: bool) -> EmbodiedPart:
    down = joint_reach(
        first=reach(carbon=ends.carbon, end=ends.lower[0]),
        second=reach(carbon=ends.carbon, end=ends.lower[1]),
    )
    up = joint_reach(
        first=reach(carbon=ends.carbon, end=ends.upper[0]),
        second=reach(carbon=ends.carbon, end=ends.upper[1]),
    )
    low = lower_end(carbon=ends.carbon, down=down)
    high = upper_end(carbon=ends.carbon, up=up)
    return EmbodiedPart(line.name, line.component, stage, ends.carbon, low, high, computes)


def _of_component(line: BillLine) -> _Ends:
    def of(amount: Count, fixed: Gram, per: Gram) -> Gram:
        return part_carbon(pieces=line.pieces, fixed=fixed, amount=amount, per=per)

    return _Ends(
        of(line.amount, line.fixed, line.per),
        (
            of(line.amount_low, line.fixed, line.per),
            of(line.amount, line.fixed_low, line.per_low),
        ),
        (
            of(line.amount_high, line.fixed, line.per),
            of(line.amount, line.fixed_high, line.per_high),
        ),
    )


def _of_die(line: DieLine) -> _Ends:
    best = (line.node, line.intensity, line.abatement)
    least = (line.node_low, line.intensity_low, line.abatement_low)
    most = (line.node_high, line.intensity_high, line.abatement_high)
    return _Ends(
        _die(line, line.area, *best),
        (_die(line, line.area_low, *best), _die(line, line.area, *least)),
        (_die(line, line.area_high, *best), _die(line, line.area, *most)),
    )


def _die(
    line: DieLine,
    area: SquareMillimetre,
    node: ProcessNode,
    intensity: GramPerJoule,
    abatement: Ratio,
) -> Gram:
    gas = escaped_gas(gas_at_95=node.gas_at_95, gas_at_99=node.gas_at_99, abatement=abatement)
    return die_carbon(
        pieces=line.pieces,
        silicon=wafer_share(area=area, diameter=WAFER) if line.whole_wafers else area,
        per_area=carbon_per_area(
            electricity=node.electricity, intensity=intensity, gas=gas, materials=node.materials
        ),
        good=die_yield(line.yield_model, area, node.defects, line.fixed_yield),
    )


def die_yield(
    model: str, area: SquareMillimetre, defects: PerSquareMillimetre, fixed: Ratio
) -> Ratio:
    """Share of dies that are good.

    Parameters
    ----------
    model : str
        One of `joulepath.records.embodied.YIELD_MODELS`.
    area : SquareMillimetre
        Area of a die.
    defects : PerSquareMillimetre
        Mean defects by area.
    fixed : Ratio
        What the model ``fixed`` says.

    Returns
    -------
    Ratio
        From 0 to 1.
    """
    match model:
        case "poisson":
            return poisson_yield(area=area, defects=defects)
        case "murphy":
            return murphy_yield(area=area, defects=defects)
        case "moore":
            return moore_yield(area=area, defects=defects)
        case "negative-binomial":
            return negative_binomial_yield(area=area, defects=defects, clustering=CLUSTERING)
        case "bose-einstein":
            return bose_einstein_yield(area=area, defects=defects, layers=CRITICAL_LAYERS)
        case _:
            return fixed
