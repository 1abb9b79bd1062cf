"""What a bill asks for, before names are looked up."""

from __future__ import annotations

from dataclasses import dataclass, field

from joulepath.catalogue.bills import BillRow
from joulepath.catalogue.unit_table import TABLE
from joulepath.catalogue.units import coherent, parse
from joulepath.errors import InputError, Problem
from joulepath.records.embodied import MEASURES

__all__ = ["BillRequest", "DieRequest", "PartRequest", "part_of_row"]

_MEASURED = {unit: measure for measure, unit in MEASURES.items()}


@dataclass(frozen=True)
class DieRequest:
    """How a die is made; it says nothing where the part is none."""

    fab: str = "taiwan"
    """Where the fab stands, a name of the catalogue."""
    abatement: float = 0.97
    """Share of process gases that is destroyed."""
    yield_model: str = "murphy"
    """How the share of good dies is found."""
    fixed_yield: float = 1.0
    """That share, where it is given."""
    whole_wafers: bool = True
    """Whether what a round wafer loses at its edge is counted."""
    given: frozenset[str] = frozenset()
    """Keys that were written; the others are defaults."""


@dataclass(frozen=True)
class PartRequest:
    """One part of a bill."""

    name: str
    """Name of the part."""
    component: str
    """Component, process node, block or device that it follows."""
    where: str
    """Where it is written, for messages."""
    pieces: float = 1.0
    """How many there are."""
    measure: str = ""
    """What the amount is, e.g. ``area``; empty for what is counted in pieces."""
    amount: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """Lower end, best estimate and upper end, in the coherent unit of the measure."""
    life: float | None = None
    """Time after which it is replaced, in s."""
    die: DieRequest = field(default_factory=DieRequest)
    """How it is made, if it is a die."""
    source: str = ""
    """Source of the amount; empty for a user's own."""


@dataclass(frozen=True)
class BillRequest:
    """A bill of one's own."""

    name: str
    """Name of the device."""
    parts: tuple[PartRequest, ...]
    """Its parts."""
    lifetime: float | None = None
    """Time it serves, in s."""
    calibration: str = "none"
    """Class of devices whose published footprints it is held against."""


def part_of_row(row: BillRow) -> PartRequest:
    """Read a row of a table.

    Parameters
    ----------
    row : BillRow
        Cells of the row.

    Returns
    -------
    PartRequest
        In coherent units.

    Raises
    ------
    InputError
        For a number or unit that cannot be read.
    """
    try:
        measure, amount = _amount(row)
        life = parse(row.life, "s") if row.life else None
        pieces = float(row.pieces)
    except InputError as error:
        raise InputError(*(Problem(row.where, p.what, p.remedy) for p in error.problems)) from None
    except ValueError:
        what = "an amount or a number of pieces that is no number"
        raise InputError(Problem(row.where, what, "write e.g. 1.5")) from None
    return PartRequest(
        row.part, row.component, row.where, pieces, measure, amount, life, source=row.source
    )


def _amount(row: BillRow) -> tuple[str, tuple[float, float, float]]:
    if not row.unit:
        return "", (0.0, 0.0, 0.0)
    known = TABLE.get(row.unit)
    if known is None or known.measures not in _MEASURED:
        remedy = f"use a unit of {', '.join(MEASURES)}"
        raise InputError(Problem("", f"unit {row.unit!r} measures no part", remedy))
    texts = (row.low or row.amount, row.amount, row.high or row.amount)
    low, best, high = (coherent(float(text), row.unit, known.measures) for text in texts)
    return _MEASURED[known.measures], (low, best, high)
