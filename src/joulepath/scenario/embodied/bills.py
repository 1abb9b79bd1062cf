"""Bills resolved: every part finds its figures, in devices inside devices too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, Literal, cast

from joulepath.catalogue import Catalogue, Entry, Figure
from joulepath.catalogue.vocabulary import UNCHECKED
from joulepath.errors import InputError, Problem
from joulepath.formulas.embodied.parts import summed_carbon
from joulepath.lifecycle.embodied.whole import footprint
from joulepath.records.embodied import Bill, Stage, WholeLine
from joulepath.scenario.embodied.lines import ResolvedLine, component_line, pieces_of
from joulepath.scenario.embodied.requests import BillRequest, PartRequest, part_of_row

__all__ = ["bill_of_device", "calibration_of", "is_battery", "methods_of", "own_bill"]

Method = Literal["components", "blocks", "published"]

_BATTERY: Final = "battery"
_PUBLISHED: Final = {
    "published": "manufacture",
    "published_transport": "transport",
    "published_end_of_life": "end-of-life",
}


def bill_of_device(
    entry: Entry,
    method: str,
    known: Catalogue,
    lifetime: float | None = None,
    calibrated: bool = True,
    inside: tuple[str, ...] = (),
    cells: bool = True,
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
    cells : bool
        Whether its batteries are counted.

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
        lines = tuple(_as_published(entry))
        return _quoting(_bill(entry.name, method, lines, years), entry), lines
    if entry.name in inside:
        what = f"{entry.name!r} is a part of itself"
        raise InputError(Problem(f"bills: {entry.name}", what, "take it out of its own bill"))
    parts = tuple(map(part_of_row, known.bill(entry.name)))
    parts = tuple(part for part in parts if cells or not is_battery(part.component, known))
    lines = _resolved(parts, years, known, (*inside, entry.name))
    scale = calibration_of(entry.text["calibration"] if calibrated else "none", known)
    bill = _bill(entry.name, method, lines, years, scale)
    return (_quoting(bill, entry) if calibrated else bill), lines


def _quoting(bill: Bill, entry: Entry) -> Bill:
    """The bill with what another tool gives for the device, if that is known."""
    found = entry.figures.get("quoted")
    return bill if found is None else replace(bill, quoted=found.value)


def is_battery(component: str, known: Catalogue) -> bool:
    """Whether a part that names a component is a cell or a battery."""
    if component not in known.names("components"):
        return False
    return known.entry("components", component).text["category"] == _BATTERY


def own_bill(request: BillRequest, known: Catalogue) -> tuple[Bill, tuple[ResolvedLine, ...]]:
    """Resolve a bill of one's own.

    Parameters
    ----------
    request : BillRequest
        Its parts.
    known : Catalogue
        Where names are looked up.

    Returns
    -------
    tuple of Bill and tuple of ResolvedLine
        What it comes from, and what that rests on.

    Raises
    ------
    InputError
        With all parts that cannot be resolved.
    """
    lines = _resolved(request.parts, request.lifetime, known, ())
    blocks = known.names("component-blocks")
    whole = all(each.line.component in blocks for each in lines)
    scale = calibration_of(request.calibration, known)
    method = "blocks" if whole else "components"
    return _bill(request.name, method, lines, request.lifetime, scale), lines


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
    return replace(
        bill,
        calibration=of,
        scale=found.value,
        scale_low=low,
        scale_high=high,
        scaled=of != UNCHECKED,
    )


def calibration_of(calibration: str, known: Catalogue) -> tuple[str, Figure] | None:
    """How published footprints of a class compare with itemised ones; none for no class."""
    if calibration == "none":
        return None
    entry = known.entry("footprint-calibrations", calibration)
    return calibration, entry.figures["scale"]


def methods_of(entry: Entry, known: Catalogue) -> tuple[str, ...]:
    """Ways in which the footprint of a device is known."""
    itemised = entry.text["method"] if entry.text["method"] == "blocks" else "components"
    found = (itemised,) if known.bill(entry.name) else ()
    return (*found, "published") if "published" in entry.figures else found


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
            lines += (found,) if found else _device_lines(part, lifetime, known, inside)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(*problems)
    return tuple(lines)


def _device_lines(
    part: PartRequest, lifetime: float | None, known: Catalogue, inside: tuple[str, ...]
) -> Iterator[ResolvedLine]:
    """A part that is itself a device of the catalogue, by its method, a line for each stage."""
    entry = known.entry("devices", part.component, part.where)
    bill, lines = bill_of_device(entry, entry.text["method"], known, inside=inside)
    whole = footprint(bill)
    sources = tuple(dict.fromkeys(source for each in lines for source in each.sources))
    note = f"the device {part.component!r} as a whole"
    if bill.calibration and bill.scaled:
        note += f", its parts scaled by {bill.scale:.3g}"
    stages: dict[Stage, None] = dict.fromkeys(each.stage for each in whole.parts)
    for stage in stages:
        carbon = summed_carbon(parts=tuple(p.carbon for p in whole.parts if p.stage == stage))
        # the stages of a device err together, each by its share
        low, high = (carbon * end / whole.total for end in (whole.low, whole.high))
        name = part.name if stage == "manufacture" else f"{part.name}: {stage}"
        line = WholeLine(
            name, part.component, stage, False, pieces_of(part, lifetime), carbon, low, high
        )
        yield ResolvedLine(line, f"{part.pieces:g}", sources, note)
