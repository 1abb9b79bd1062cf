"""Devices by name, and bills of one's own: what they emit before and after their use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from joulepath.catalogue import Catalogue, Entry, load
from joulepath.errors import InputError, Problem
from joulepath.lifecycle.embodied.whole import footprint
from joulepath.records.embodied import Bill, DieLine, EmbodiedFootprint, WholeLine
from joulepath.scenario.embodied.bills import (
    bill_of_device,
    calibration_of,
    methods_of,
    own_bill,
)
from joulepath.scenario.embodied.lines import ResolvedLine
from joulepath.scenario.embodied.requests import BillRequest

__all__ = ["Footprinted", "device_footprint", "own_footprint"]


@dataclass(frozen=True)
class Footprinted:
    """A footprint with what it rests on."""

    name: str
    """Name of the device."""
    title: str
    """What it is called in full."""
    bill: Bill
    """Its bill, as it was resolved."""
    footprint: EmbodiedFootprint
    """What it comes to."""
    lines: tuple[ResolvedLine, ...]
    """What each line rests on."""
    others: tuple[EmbodiedFootprint, ...]
    """The same device by the other methods that are known for it."""
    assumptions: tuple[str, ...]
    """What the result rests on."""
    sources: tuple[str, ...]
    """Keys of the sources of its figures."""


def device_footprint(
    name: str,
    method: str = "",
    lifetime: float | None = None,
    calibrated: bool = True,
    catalogue: Catalogue | None = None,
    cells: bool = True,
) -> Footprinted:
    """Footprint of a device of the catalogue.

    Parameters
    ----------
    name : str
        Name of the device.
    method : str
        One of `joulepath.records.embodied.METHODS`; empty for that of the catalogue.
    lifetime : float, optional
        Time it serves, in s, on which replaced parts depend; that of the catalogue by default.
    calibrated : bool
        Whether itemised parts are scaled as published footprints of the class suggest.
    catalogue : Catalogue, optional
        Where names are looked up; the built-in one by default.
    cells : bool
        Whether batteries among itemised parts are counted.

    Returns
    -------
    Footprinted
        With a band, and what it rests on.

    Raises
    ------
    UnknownName
        If there is no such device, with the nearest names.
    InputError
        If the device is not known by that method.
    """
    known = catalogue if catalogue is not None else load()
    entry = known.entry("devices", name)
    methods = methods_of(entry, known)
    wanted = method or entry.text["method"]
    if wanted not in methods:
        remedy = f"use one of {', '.join(methods)}"
        raise InputError(Problem("--method", f"{name} is not known by {str(wanted)!r}", remedy))
    bill, lines = bill_of_device(entry, wanted, known, lifetime, calibrated, cells=cells)
    others = tuple(
        footprint(bill_of_device(entry, other, known, lifetime, calibrated)[0])
        for other in methods
        if other != wanted
    )
    return _footprinted(entry.title, bill, lines, others, known, entry)


def own_footprint(request: BillRequest, catalogue: Catalogue | None = None) -> Footprinted:
    """Footprint of a bill of one's own.

    Parameters
    ----------
    request : BillRequest
        Its parts.
    catalogue : Catalogue, optional
        Where names are looked up; the built-in one by default.

    Returns
    -------
    Footprinted
        With a band, and what it rests on.

    Raises
    ------
    InputError
        With all parts that cannot be resolved.
    """
    known = catalogue if catalogue is not None else load()
    bill, lines = own_bill(request, known)
    return _footprinted(request.name, bill, lines, (), known, None)


def _footprinted(
    title: str,
    bill: Bill,
    lines: tuple[ResolvedLine, ...],
    others: tuple[EmbodiedFootprint, ...],
    known: Catalogue,
    entry: Entry | None,
) -> Footprinted:
    sources = dict.fromkeys(source for each in lines for source in each.sources)
    if entry is not None and "quoted" in entry.figures:
        sources[entry.figures["quoted"].source] = None
    if scale := calibration_of(bill.calibration or "none", known):
        sources[scale[1].source] = None
    said = tuple(_assumptions(bill, lines, entry))
    checked = tuple(known.source(key).key for key in sources)
    return Footprinted(bill.name, title, bill, footprint(bill), lines, others, said, checked)


def _assumptions(bill: Bill, lines: Sequence[ResolvedLine], entry: Entry | None) -> Iterator[str]:
    if entry is not None and entry.note:
        yield entry.note
    if bill.calibration and not bill.scaled:
        yield (
            "no published footprint checks this class of devices: its band is that of all devices"
            f" that were checked, {bill.scale_low:.2g} to {bill.scale_high:.2g} times its parts"
        )
    elif bill.calibration:
        yield (
            f"itemised parts are scaled by {bill.scale:.3g}, as published footprints of"
            f" {bill.calibration} are; for one device {bill.scale_low:.3g} to {bill.scale_high:.3g}"
        )
    assumed = sum("assumption" in each.sources for each in lines)
    if assumed == len(lines):
        yield "the whole bill is recalled or assumed: no line rests on a published figure alone"
    elif assumed:
        yield f"{assumed} of {len(lines)} lines rest on a figure that nobody published"
    if any(not isinstance(each.line, WholeLine) for each in lines):
        yield "no benefit of recycling is taken off (cut-off)"
    yield from dict.fromkeys(_dies(lines))


def _dies(lines: Sequence[ResolvedLine]) -> Iterator[str]:
    for each in lines:
        if isinstance(each.line, DieLine):
            yield (
                f"dies: yield after {each.line.yield_model}, electricity of"
                f" {each.line.intensity * 3.6e6:.0f} g/kWh,"
                f" {each.line.abatement:.0%} of process gases destroyed"
            )
