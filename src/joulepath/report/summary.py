"""An estimate as a reader wants it: the table, the main facts, what was assumed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from joulepath.report.arrivals import arrivals
from joulepath.report.band_table import band_fact, band_notes, band_table
from joulepath.report.battery_lines import battery_lines
from joulepath.report.electricity_lines import (
    carbon_bands,
    country_lines,
    grid_lines,
    site_lines,
    taken_lines,
    water_lines,
)
from joulepath.report.estimate import Estimate
from joulepath.report.lifecycle_table import lifecycle_table, place_of, stage_title
from joulepath.report.tables import Table, as_markdown, as_text
from joulepath.report.trees import share_shown, shown
from joulepath.report.wording import counted, wrapped

__all__ = ["Report", "report_lines", "report_markdown", "report_of", "report_text"]


@dataclass(frozen=True)
class Report:
    """What is printed of an estimate."""

    table: Table
    """The stages."""
    facts: tuple[tuple[str, str], ...]
    """What a reader wants to know first: what about, and what."""
    assumptions: tuple[str, ...]
    """What was assumed, a line each."""
    bands: Table | None = None
    """How far the numbers are known; none where nothing was drawn."""


def report_of(estimates: Sequence[Estimate]) -> Report:
    """Sum up one scenario; several estimates differ in their zone alone.

    Parameters
    ----------
    estimates : sequence of Estimate
        One for each zone, or a single one.

    Returns
    -------
    Report
        For `report_text`, `report_markdown` or a page.
    """
    first = estimates[0]
    facts = [
        ("eCAL", _ecal(first)),
        ("inferences", _count(first.lifecycle.inference.inferences)),
        ("break-even", _break_even(first.lifecycle.break_even)),
        *(("preparation", line) for line in _preparation(first)),
        ("model", _model(first)),
        ("method", _method(first)),
        *(("90 % band", line) for line in _band(first)),
        *(("use draws", line) for line in _places(first)),
        *(("messages", line) for line in _arrivals(first)),
        *(("battery", line) for line in battery_lines(first.lifecycle.battery)),
        *(("hardware", line) for line in _hardware(first)),
        *(("grid", line) for line in grid_lines(estimates)),
        *(("carbon band", line) for line in carbon_bands(estimates)),
        *(("site", line) for line in site_lines(first)),
        *(("water", line) for line in water_lines(first)),
        *(("taken", line) for line in taken_lines(first)),
        *(("cost", line) for line in _cost(estimates)),
        *(("carbon", line) for line in country_lines(estimates)),
        *(("bands", line) for line in _drawn(first)),
        ("bibliography", _bibliography(estimates)),
    ]
    noted = dict.fromkeys(note for e in estimates for note in e.assumptions)
    notes = (*(f"{note.where}: {note.what}" for note in noted), *band_notes(first))
    return Report(lifecycle_table(estimates), tuple(facts), notes, band_table(estimates))


def report_lines(report: Report) -> list[str]:
    """Lines that follow the tables in plain text: the facts, and what was assumed."""
    lines = [""]
    for fact in map(": ".join, report.facts):
        lines += wrapped(fact)
    if report.assumptions:
        lines += ["", f"{counted(len(report.assumptions), 'assumption')}:"]
        for note in report.assumptions:
            lines += wrapped(note, "  ")
    return lines


def report_text(report: Report) -> str:
    """Write a report in plain text."""
    bands = ["", as_text(report.bands)] if report.bands else []
    return "\n".join([as_text(report.table), *bands, *report_lines(report)])


def report_markdown(report: Report) -> str:
    """Write a report as GitHub's Markdown."""
    parts = [as_markdown(report.table), ""]
    parts += [as_markdown(report.bands), ""] if report.bands else []
    parts += [f"- **{about}**: {fact}" for about, fact in report.facts]
    if report.assumptions:
        parts += ["", f"**{counted(len(report.assumptions), 'assumption')}**", ""]
        parts += [f"- {note}" for note in report.assumptions]
    return "\n".join(parts)


def _ecal(e: Estimate) -> str:
    now, limit = shown(e.lifecycle.ecal, "J/bit"), shown(e.lifecycle.ecal_limit, "J/bit")
    return f"{now}, and {limit} if inferences went on for ever"


def _count(value: Any) -> str:
    if getattr(value, "ndim", 0):
        return shown(value, "1")
    number = float(value)
    if number < 1e4 or number % 1:
        return shown(number, "1")
    return f"{number:,.0f}".replace(",", " ")


def _break_even(value: Any) -> str:
    if not getattr(value, "ndim", 0) and math.isnan(value):
        return "not defined without inferences"
    if not getattr(value, "ndim", 0) and math.isinf(value):
        return "never: using the model costs nothing"
    if getattr(value, "ndim", 0) or value < 1e4:
        after = shown(value, "inference")
    else:
        after = f"{_count(float(f'{value:.4g}'))} inferences"
    return f"using the model has cost as much as its development after {after}"


def _preparation(e: Estimate) -> list[str]:
    """Steps of a chain, each with the values that it leaves of a sample."""
    preparing = e.lifecycle.inference.preprocessing
    if preparing is None or not preparing.steps:
        return []
    left = (f"{step.name} ({_count(step.values)})" for step in preparing.steps)
    return [f"{shown(preparing.flops, 'flop')} a pass: values after {', '.join(left)}"]


def _drawn(e: Estimate) -> list[str]:
    """How the bands came about, if there are any."""
    return [] if e.uncertain is None else [band_fact(e)]


def _band(e: Estimate) -> list[str]:
    """Bands of the stages whose methods have one."""
    life = e.lifecycle
    bands = {"training": life.training_band, "inference": life.inference.band}
    return [
        f"{stage_title(name)} {shown(band.low, 'J')} to {shown(band.high, 'J')}"
        for name, band in bands.items()
        if band is not None
    ]


def _cost(estimates: Sequence[Estimate]) -> list[str]:
    """What a life costs, in all and by kind."""
    lines: list[str] = []
    for e in estimates:
        found = e.lifecycle.cost
        if found is None:
            continue
        kinds = {
            "electricity": found.electricity,
            "data": found.data,
            "hardware": found.hardware,
            "hired machines": found.hire,
            "carbon": found.carbon,
        }
        listed = ", ".join(
            f"{kind} {_money(value, found.currency)}"
            for kind, value in kinds.items()
            if value is not None
        )
        place = f"{place_of(e)}: " if len(estimates) > 1 else ""
        lines.append(
            f"{place}{_money(found.total, found.currency)} of {found.year}: {listed};"
            f" {_money(found.per_inference, found.currency)} an inference"
        )
    return lines


def _money(value: Any, currency: str) -> str:
    return shown(value, "money").replace("money", currency)


def _hardware(e: Estimate) -> list[str]:
    """What making the hardware emits, in all and by kind."""
    found = e.lifecycle.hardware
    if found is None:
        return []
    # with draws the table has the band, in which lives and shares vary too
    band = (
        "" if e.uncertain else f" (90 % band {shown(found.low, 'g')} to {shown(found.high, 'g')})"
    )
    kinds = ", ".join(f"{each.name} {shown(each.carbon, 'g')}" for each in found.devices)
    lines = [
        f"making it emits {shown(found.carbon, 'g')} in {shown(found.time, 's')}{band}: {kinds}",
        f"{shown(found.per_inference, 'g/inference')}",
    ]
    lines += [
        f"recycling {each.name} spares its next user {shown(each.avoided, 'g')}, not taken off"
        for each in found.devices
        if each.avoided is not None
    ]
    return lines


def _places(e: Estimate) -> list[str]:
    """Where using the model draws energy, where links by frames keep that apart."""
    found = e.lifecycle.places
    if found is None:
        return []
    named = {"device": found.device, "network": found.network, "server": found.server}
    return [", ".join(f"{place} {shown(energy, 'J')}" for place, energy in named.items())]


def _arrivals(e: Estimate) -> list[str]:
    """How surely and how soon inputs and answers arrive, over links by their frames."""
    return [
        f"{what}: {share_shown(found.delivered)} arrive, after {shown(found.latency, 's')} on"
        f" average, 95 of 100 within {shown(found.latency_p95, 's')}"
        for what, found in arrivals(e.lifecycle).items()
    ]


def _model(e: Estimate) -> str:
    model = e.lifecycle.model
    parts = [f"{shown(model.forward, 'flop/sample')}"]
    if model.macs is not None:
        parts.append(f"{_count(model.macs)} MAC (1 MAC = 2 FLOP)")
    if model.operations is not None:
        parts.append(f"{_count(model.operations.elementwise)} additions and products")
        parts.append(f"{_count(model.operations.special)} special functions")
        parts.append(f"{_count(model.operations.comparisons)} comparisons")
    if model.parameters is not None:
        parts.append(f"{_count(model.parameters)} parameters")
    if model.weight_bits is not None:
        parts.append(f"weights of {shown(model.weight_bits, 'bit')}")
    return ", ".join(parts)


def _method(e: Estimate) -> str:
    return ", ".join((f"profile {e.profile}", *(f"{of} {by}" for of, by in e.methods.items())))


def _bibliography(estimates: Sequence[Estimate]) -> str:
    keys = {source.key for e in estimates for source in e.bibliography}
    return f"{counted(len(keys), 'source')}, 'joulepath explain FILE' shows them"
