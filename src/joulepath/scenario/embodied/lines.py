"""From the parts of a bill to lines whose figures are known."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final

from joulepath.catalogue import Catalogue, Entry, Figure
from joulepath.catalogue.units import render
from joulepath.errors import InputError, Problem, UnknownName
from joulepath.formulas.embodied.parts import bought_pieces
from joulepath.records.embodied import MEASURES, BillLine, DieLine, ProcessNode, WholeLine
from joulepath.scenario.embodied.requests import PartRequest

__all__ = ["KINDS_OF_PARTS", "ResolvedLine", "component_line", "pieces_of"]

KINDS_OF_PARTS: Final = ("components", "process-nodes", "component-blocks", "devices")
"""Kinds of the catalogue that a part may name, in the order in which they are looked up."""

_COMPUTES: Final = ("silicon", "storage")
_STAGES: Final = {"transport": "transport", "end-of-life": "end-of-life"}
_LARGEST_DIE: Final = 858.0
"""Square millimetres that one exposure of a wafer prints."""
_ABATEMENT_SPREAD: Final = 0.02
"""How far the share of gases destroyed may lie to either side, between 95 and 99 %."""


@dataclass(frozen=True)
class ResolvedLine:
    """A line with what it rests on."""

    line: BillLine | DieLine | WholeLine
    """The line."""
    amount: str
    """Amount of a piece, as a person would write it."""
    sources: tuple[str, ...]
    """Keys of the sources of its figures."""
    note: str
    """What its figures say a reader should know."""


def pieces_of(part: PartRequest, lifetime: float | None) -> float:
    """Pieces that are bought in the life of the device.

    Raises
    ------
    InputError
        If a part is replaced in a device of unknown lifetime.
    """
    if part.life is None:
        return part.pieces
    if lifetime is None:
        remedy = "write the lifetime of the device, or leave out that of the part"
        what = f"{part.name!r} is replaced, but nothing says how long the device serves"
        raise InputError(Problem(part.where, what, remedy))
    return float(bought_pieces(pieces=part.pieces, lifetime=lifetime, service=part.life))


def component_line(
    part: PartRequest, lifetime: float | None, known: Catalogue
) -> ResolvedLine | None:
    """Resolve a part that names a component, a process node or a block.

    Parameters
    ----------
    part : PartRequest
        What is wanted.
    lifetime : float or None
        Time the device serves, in s.
    known : Catalogue
        Where names are looked up.

    Returns
    -------
    ResolvedLine or None
        None for a part that names another device.

    Raises
    ------
    InputError
        For an unknown name, with the nearest ones, or an amount that does not fit.
    """
    kind = next((k for k in KINDS_OF_PARTS if part.component in known.names(k)), None)
    match kind:
        case "components":
            return _component(part, lifetime, known.entry(kind, part.component))
        case "process-nodes":
            return _die(part, lifetime, known.entry(kind, part.component), known)
        case "component-blocks":
            return _block(part, lifetime, known.entry(kind, part.component))
        case "devices":
            return None
        case _:
            names = [name for each in KINDS_OF_PARTS for name in known.names(each)]
            listing = "'joulepath catalogue components'"
            raise UnknownName("component", part.component, names, where=part.where, listing=listing)


def _component(part: PartRequest, lifetime: float | None, entry: Entry) -> ResolvedLine:
    fixed = entry.figures.get("per_piece")
    measures = [name for name in entry.figures if name != "per_piece"]
    wanted = measures[0].removeprefix("per_") if measures else ""
    if part.measure != wanted:
        raise InputError(_misfit(part, wanted))
    per = entry.figures.get(f"per_{wanted}") if wanted else None
    low, best, high = part.amount
    category = entry.text["category"]
    line = BillLine(
        name=part.name,
        component=part.component,
        stage=_STAGES.get(category, "manufacture"),  # pyright: ignore[reportArgumentType]
        computes=category in _COMPUTES,
        pieces=pieces_of(part, lifetime),
        amount=best,
        amount_low=low,
        amount_high=high,
        **dict(zip(("fixed_low", "fixed", "fixed_high"), _ends(fixed), strict=True)),
        **dict(zip(("per_low", "per", "per_high"), _ends(per), strict=True)),
    )
    figures = [figure for figure in (per, fixed) if figure is not None]
    return ResolvedLine(line, _shown(part), _cited(part, figures), _noted(figures))


def _die(part: PartRequest, lifetime: float | None, entry: Entry, known: Catalogue) -> ResolvedLine:
    if part.measure != "area":
        raise InputError(_misfit(part, "area"))
    if part.amount[1] > _LARGEST_DIE:
        what = f"a die of {render(part.amount[1], 'mm2')}"
        remedy = "one exposure prints 858 mm2 at most (26 mm x 33 mm): say pieces = N for several"
        raise InputError(Problem(part.where, what, remedy))
    made = part.die
    site = known.entry("fab-sites", made.fab, part.where).figures["intensity"]
    low, best, high = part.amount
    intensity = _ends(site)
    spread = 0.0 if "abatement" in made.given else _ABATEMENT_SPREAD
    line = DieLine(
        name=part.name,
        component=part.component,
        pieces=pieces_of(part, lifetime),
        area=best,
        area_low=low,
        area_high=high,
        node=_node(entry, 1),
        node_low=_node(entry, 0),
        node_high=_node(entry, 2),
        intensity=intensity[1],
        intensity_low=intensity[0],
        intensity_high=intensity[2],
        abatement=made.abatement,
        abatement_low=made.abatement + spread,
        abatement_high=made.abatement - spread,
        yield_model=made.yield_model,
        fixed_yield=made.fixed_yield,
        whole_wafers=made.whole_wafers,
    )
    figures = [*entry.figures.values(), site]
    return ResolvedLine(line, _shown(part), _cited(part, figures), _noted(figures))


def _node(entry: Entry, end: int) -> ProcessNode:
    names = [field.name for field in fields(ProcessNode)]
    return ProcessNode(**{name: _ends(entry.figures[name])[end] for name in names})


def _block(part: PartRequest, lifetime: float | None, entry: Entry) -> ResolvedLine:
    if part.measure:
        raise InputError(_misfit(part, ""))
    figure = entry.figures["carbon"]
    low, best, high = _ends(figure)
    block = entry.text["block"]
    line = WholeLine(
        part.name,
        part.component,
        _STAGES.get(block, "manufacture"),  # pyright: ignore[reportArgumentType]
        block in ("processing", "memory", "connectivity", "security"),
        pieces_of(part, lifetime),
        best,
        low,
        high,
    )
    return ResolvedLine(line, _shown(part), _cited(part, [figure]), figure.note)


def _misfit(part: PartRequest, wanted: str) -> Problem:
    found = f"its {part.measure}" if part.measure else "no amount"
    what = f"{part.component!r} is given by {found}, but counted by its {wanted or 'pieces'}"
    remedy = f"write {wanted} = ..." if wanted else f"leave out {part.measure}, and write pieces"
    return Problem(part.where, what, remedy)


def _ends(figure: Figure | None) -> tuple[float, float, float]:
    if figure is None:
        return 0.0, 0.0, 0.0
    low = figure.value if figure.low is None else figure.low
    high = figure.value if figure.high is None else figure.high
    return low, figure.value, high


def _shown(part: PartRequest) -> str:
    count = f"{part.pieces:g} x " if part.pieces != 1 else ""
    if not part.measure:
        return f"{part.pieces:g}"
    if part.measure == "memory":
        return f"{count}{part.amount[1] / 8e9:g} GB"
    return count + render(part.amount[1], MEASURES[part.measure])


def _cited(part: PartRequest, figures: list[Figure]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (*(f.source for f in figures), part.source))))


def _noted(figures: list[Any]) -> str:
    return " ".join(dict.fromkeys(figure.note for figure in figures if figure.note))
