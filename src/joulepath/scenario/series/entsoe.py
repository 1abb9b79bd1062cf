"""Saved answers of ENTSO-E Transparency: generation by type of plant (documents A75)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final
from xml.etree import ElementTree

from joulepath.catalogue import load
from joulepath.errors import InputError, Problem
from joulepath.formulas.carbon import operational_carbon, summed_carbon
from joulepath.formulas.facility import facility_energy
from joulepath.formulas.schedule import mixed_intensity
from joulepath.records.electricity import Basis, IntensitySeries
from joulepath.scenario.series.points import Kind, Point, moment, series_of

__all__ = ["read"]

_DOCUMENT: Final = "GL_MarketDocument"
_RESOLUTIONS: Final = re.compile(r"PT(?P<minutes>15|30|60)M")
_REPEATING: Final = "A03"
"""Curve type of which only changes are written."""

Generation = Mapping[datetime, float]


def read(text: str, name: str, basis: str | None) -> IntensitySeries:
    """Read the generation of a zone by type of plant, and weigh it with what each type emits.

    Raises
    ------
    InputError
        For other documents, types without a factor, hours that some plants lack, and where the
        basis is not said.
    """
    if basis not in ("life-cycle", "direct"):
        what = "generation by plants, of which the intensity has to be computed"
        raise InputError(Problem(name, what, "say --basis life-cycle or --basis direct"))
    chosen: Basis = "direct" if basis == "direct" else "life-cycle"
    root = _parsed(text, name)
    factors = _factors(chosen)
    by_type: dict[str, dict[datetime, float]] = {}
    zone = name
    for series in _all(root, "TimeSeries"):
        if _said(series, "inBiddingZone_Domain.mRID") is None:
            continue  # what plants such as pumps draw themselves
        zone = _said(series, "inBiddingZone_Domain.mRID") or zone
        kind = _said(series, "psrType") or ""
        if kind not in factors:
            remedy = f"types with a factor: {', '.join(sorted(factors))}"
            raise InputError(Problem(name, f"plants of type {kind!r}", remedy))
        by_type.setdefault(kind, {}).update(_generation(series, name))
    times = sorted({time for generated in by_type.values() for time in generated})
    points = [Point(time, _intensity(time, by_type, factors, name)) for time in times]
    note = f"computed from generation by {len(by_type)} types of plants; nothing imported"
    source = f"{name} (ENTSO-E)"
    return series_of(points, Kind(zone, "average", chosen, "production", source, (note,)), name)


def _parsed(text: str, name: str) -> ElementTree.Element:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        what = "declares a document type, as no answer of ENTSO-E does"
        raise InputError(Problem(name, what, "save the answer again"))
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise InputError(
            Problem(name, f"not valid XML: {error}", "save the answer again")
        ) from None
    if _plain(root.tag) != _DOCUMENT:
        reason = _said(root, "text")
        what = f"a {_plain(root.tag)}" + (f": {reason}" if reason else "")
        raise InputError(Problem(name, what, "ask for documentType A75, processType A16"))
    return root


def _factors(basis: Basis) -> Mapping[str, float]:
    """What each type of plant emits, by its code."""
    known = load()
    field = "life_cycle" if basis == "life-cycle" else "direct"
    entries = (known.entry("fuels", name) for name in known.names("fuels"))
    return {
        code: entry.figures[field].value
        for entry in entries
        for code in entry.text["entsoe"].split()
    }


def _generation(series: ElementTree.Element, name: str) -> Iterator[tuple[datetime, float]]:
    """Power of plants in every interval, in MW."""
    repeating = _said(series, "curveType") == _REPEATING
    for period in _all(series, "Period"):
        start, end = (moment(_said(period, key), name) for key in ("start", "end"))
        resolution = _RESOLUTIONS.fullmatch(_said(period, "resolution") or "")
        if resolution is None:
            what = f"resolution {_said(period, 'resolution')!r}"
            raise InputError(Problem(name, what, "PT15M, PT30M or PT60M can be read"))
        step = timedelta(minutes=int(resolution["minutes"]))
        given: dict[int, float | None] = dict(_positions(period, name))
        value: float | None = None
        for place in range(1, (end - start) // step + 1):
            lasting = value if repeating else None
            value = given.get(place, lasting)
            if value is not None:
                yield start + (place - 1) * step, value


def _positions(period: ElementTree.Element, name: str) -> Iterator[tuple[int, float]]:
    for point in _all(period, "Point"):
        try:
            yield int(_said(point, "position") or ""), float(_said(point, "quantity") or "")
        except ValueError:
            what = "a point without position or quantity"
            raise InputError(Problem(name, what, "save the answer again")) from None


def _intensity(
    time: datetime,
    by_type: Mapping[str, Generation],
    factors: Mapping[str, float],
    name: str,
) -> float:
    lacking = [kind for kind, generated in by_type.items() if time not in generated]
    if lacking:
        what = f"no generation of type {', '.join(lacking)} at {time:%Y-%m-%dT%H:%MZ}"
        raise InputError(Problem(name, what, "cut the file to the hours that all plants have"))
    energies = {kind: generated[time] for kind, generated in by_type.items()}
    emitted = (
        operational_carbon(energy=energy, intensity=factors[kind])
        for kind, energy in energies.items()
    )
    return float(
        mixed_intensity(
            carbon=summed_carbon(parts=tuple(emitted)),
            energy=facility_energy(parts=tuple(energies.values())),
        )
    )


def _plain(tag: str) -> str:
    return tag.rpartition("}")[2]


def _all(node: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    return (each for each in node.iter() if _plain(each.tag) == name)


def _said(node: ElementTree.Element, name: str) -> str | None:
    return next(((each.text or "").strip() for each in _all(node, name)), None)
