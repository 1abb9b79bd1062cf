"""Devices by name, and bills of one's own: what they emit before and after their use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, cast

from joulepath.catalogue import Catalogue, Entry, Figure, load
from joulepath.errors import InputError, Problem
from joulepath.lifecycle.embodied.whole import footprint
from joulepath.records.embodied import Bill, EmbodiedFootprint, WholeLine
from joulepath.scenario.embodied.lines import ResolvedLine, component_line, pieces_of
from joulepath.scenario.embodied.requests import BillRequest, PartRequest, part_of_row

__all__ = ["Footprinted", "bill_of_device", "device_footprint", "own_footprint"]

Method = Literal["components", "blocks", "published"]

_PUBLISHED: Final = {
    "published": "manufacture",
    "published_transport": "transport",
    "published_end_of_life": "end-of-life",
}


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
    methods = _methods(entry, known)
    wanted = method or entry.text["method"]
    if wanted not in methods:
        remedy = f"use one of {', '.join(methods)}"
        raise InputError(Problem("--method", f"{name} is not known by {wanted!r}", remedy))
    bill, lines = bill_of_device(entry, wanted, known, lifetime, calibrated)
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
    lines = _resolved(request.parts, request.lifetime, known, ())
    scale = _scale(request.calibration, known)
    bill = _bill(request.name, _own_method(lines), lines, request.lifetime, scale)
    return _footprinted(request.name, bill, lines, (), known, None)


def bill_of_device(
    entry: Entry,
    method: str,
    known: Catalogue,
    lifetime: float | None = None,
    calibrated: bool = True,
    inside: tuple[str, ...] = (),
) -> tuple[Bill, tuple[ResolvedLine, ...]]:
    """Resolve a device of the catalogue.

    Parameters
    ----------
    entry : Entry
        The device.
    method : str
        One of `joulepath.records.embodied.METHODS`, known for it.
    known : Catalogue
        Where names are looked up.
    lifetime : float, optional
        Time it serves, in s; that of the catalogue by default.
    calibrated : bool
        Whether its class is held against published footprints.
    inside : tuple of str
        Devices that this one is a part of.

    Returns
    -------
    tuple of Bill and tuple of ResolvedLine
        What it comes from, and what that rests on.

    Raises
    ------
    InputError
        With all parts that cannot be resolved, and devices that contain themselves.
    """
    serves = entry.figures.get("lifetime")
    years = lifetime if lifetime is not None else serves.value if serves else None
    if method == "published":
        return _bill(entry.name, method, lines := tuple(_as_published(entry)), years), lines
    if entry.name in inside:
        what = f"{entry.name!r} is a part of itself"
        raise InputError(Problem(f"bills: {entry.name}", what, "take it out of its own bill"))
    parts = tuple(map(part_of_row, known.bill(entry.name)))
    lines = _resolved(parts, years, known, (*inside, entry.name))
    scale = _scale(entry.text["calibration"] if calibrated else "none", known)
    return _bill(entry.name, method, lines, years, scale), lines


def _bill(
    name: str,
    method: str,
    lines: Sequence[ResolvedLine],
    lifetime: float | None,
    scale: tuple[str, Figure] | None = None,
) -> Bill:
    bill = Bill(
        name, cast("Method", method), tuple(each.line for each in lines), lifetime,
        "", None, 1.0, 1.0,
    )  # fmt: skip
    if scale is None:
        return bill
    of, found = scale
    low = found.value if found.low is None else found.low
    high = found.value if found.high is None else found.high
    return replace(bill, calibration=of, scale=found.value, scale_low=low, scale_high=high)


def _scale(calibration: str, known: Catalogue) -> tuple[str, Figure] | None:
    if calibration == "none":
        return None
    entry = known.entry("footprint-calibrations", calibration)
    return calibration, entry.figures["scale"]


def _methods(entry: Entry, known: Catalogue) -> tuple[str, ...]:
    itemised = entry.text["method"] if entry.text["method"] == "blocks" else "components"
    found = (itemised,) if known.bill(entry.name) else ()
    return (*found, "published") if "published" in entry.figures else found


def _own_method(lines: Sequence[ResolvedLine]) -> Method:
    whole = all(isinstance(each.line, WholeLine) for each in lines)
    return "blocks" if whole else "components"


def _as_published(entry: Entry) -> Iterator[ResolvedLine]:
    for key, stage in _PUBLISHED.items():
        if key in entry.figures:
            figure = entry.figures[key]
            low = figure.value if figure.low is None else figure.low
            high = figure.value if figure.high is None else figure.high
            line = WholeLine(
                stage, figure.source, stage, False, 1.0, figure.value, low, high,  # pyright: ignore[reportArgumentType]
            )  # fmt: skip
            yield ResolvedLine(line, "1", (figure.source,), figure.where_and_why)


def _resolved(
    parts: Sequence[PartRequest],
    lifetime: float | None,
    known: Catalogue,
    inside: tuple[str, ...],
) -> tuple[ResolvedLine, ...]:
    problems: list[Problem] = []
    lines: list[ResolvedLine] = []
    for part in parts:
        try:
            found = component_line(part, lifetime, known)
            lines.append(found or _device_line(part, lifetime, known, inside))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(*problems)
    return tuple(lines)


def _device_line(
    part: PartRequest, lifetime: float | None, known: Catalogue, inside: tuple[str, ...]
) -> ResolvedLine:
    """A part that is itself a device of the catalogue, by the method of the catalogue."""
    entry = known.entry("devices", part.component, part.where)
    bill, lines = bill_of_device(entry, entry.text["method"], known, inside=inside)
    whole = footprint(bill)
    line = WholeLine(
        part.name, part.component, "manufacture", False, pieces_of(part, lifetime),
        whole.total, whole.low, whole.high,
    )  # fmt: skip
    sources = tuple(dict.fromkeys(source for each in lines for source in each.sources))
    note = f"the device {part.component!r} as a whole"
    return ResolvedLine(line, f"{part.pieces:g}", sources, note)


def _footprinted(
    title: str,
    bill: Bill,
    lines: tuple[ResolvedLine, ...],
    others: tuple[EmbodiedFootprint, ...],
    known: Catalogue,
    entry: Entry | None,
) -> Footprinted:
    sources = dict.fromkeys(source for each in lines for source in each.sources)
    if scale := _scale(bill.calibration or "none", known):
        sources[scale[1].source] = None
    said = tuple(_assumptions(bill, lines, entry))
    checked = tuple(known.source(key).key for key in sources)
    return Footprinted(bill.name, title, bill, footprint(bill), lines, others, said, checked)


def _assumptions(
    bill: Bill, lines: Sequence[ResolvedLine], entry: Entry | None
) -> Iterator[str]:
    if entry is not None and entry.note:
        yield entry.note
    if bill.calibration:
        yield (
            f"itemised parts are scaled by {bill.scale:.3g}, as published footprints of"
            f" {bill.calibration} are ({bill.scale_low:.3g} to {bill.scale_high:.3g} for one device)"
        )
    assumed = sum("assumption" in each.sources for each in lines)
    if assumed:
        yield f"{assumed} of {len(lines)} lines rest on a figure that nobody published"
    if any(not isinstance(each.line, WholeLine) for each in lines):
        yield "no benefit of recycling is taken off (cut-off)"
    yield from dict.fromkeys(_dies(lines))


def _dies(lines: Sequence[ResolvedLine]) -> Iterator[str]:
    from joulepath.records.embodied import DieLine

    for each in lines:
        if isinstance(each.line, DieLine):
            yield (
                f"dies: yield after {each.line.yield_model}, electricity of"
                f" {each.line.intensity * 3.6e6:.0f} g/kWh,"
                f" {each.line.abatement:.0%} of process gases destroyed"
            )

