"""Embodied footprints as a table, as sentences and as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from joulepath.catalogue.units import render
from joulepath.core.tree import units
from joulepath.records.embodied import EmbodiedFootprint, EmbodiedPart
from joulepath.report.plain import plain
from joulepath.report.tables import Table
from joulepath.report.wording import assumption_lines, source_lines
from joulepath.scenario.embodied.devices import Footprinted

__all__ = ["footprint_data", "footprint_lines", "footprint_table"]


def footprint_table(found: Footprinted) -> Table:
    """Lines of a footprint with their bands and sources, and the sums of its stages.

    Parameters
    ----------
    found : Footprinted
        A device and what it comes to.

    Returns
    -------
    Table
        A row for each part.
    """
    result = found.footprint
    amounts = [line.amount for line in found.lines]
    sources = [", ".join(line.sources) for line in found.lines]
    rows = [
        (part.name, part.component, amount, _gram(part.carbon), _band(part), source)
        for part, amount, source in zip(result.parts, amounts, sources, strict=False)
    ]
    rows += [
        (part.name, part.component, "", _gram(part.carbon), _band(part), "fitted to publications")
        for part in result.parts[len(found.lines) :]
    ]
    covered = _stages(result)
    footers = [
        (_STAGES[stage], "", "", _gram(carbon) if stage in covered else "not covered", "", "")
        for stage, carbon in (
            ("manufacture", result.manufacture),
            ("transport", result.transport),
            ("end-of-life", result.end_of_life),
        )
    ]
    band = f"{_gram(result.low)} to {_gram(result.high)}"
    footers.append(("total", "", "", _gram(result.total), band, ""))
    return Table(
        ("part", "component", "amount", "carbon", "90 % band", "sources"),
        tuple(rows),
        tuple(footers),
        title=f"{found.name}: {found.title} ({result.method})",
        words=True,
    )


def footprint_lines(found: Footprinted) -> Iterator[str]:
    """What a reader must know to judge a footprint.

    Parameters
    ----------
    found : Footprinted
        A device and what it comes to.
    """
    result = found.footprint
    if result.lifetime is not None:
        yield f"lifetime: {render(float(result.lifetime), 's')}"
    for other in found.others:
        extra = ", ".join(_STAGES[each] for each in _stages(other) if each not in _stages(result))
        beyond = f", {extra} included" if extra else ""
        yield (
            f"by {other.method}: {_gram(other.total)} ({_gram(other.low)} to"
            f" {_gram(other.high)}{beyond})"
        )
    if share := _beside_computing(found.footprint):
        yield f"parts that do not compute or remember: {share:.0%} of manufacture"
    if found.assumptions:
        yield from assumption_lines(found.assumptions)
    yield from source_lines(found.sources)


def footprint_data(found: Footprinted) -> dict[str, Any]:
    """Put a footprint in plain tables.

    Parameters
    ----------
    found : Footprinted
        A device and what it comes to.

    Returns
    -------
    dict
        ``footprint`` with its parts, ``lines`` with amounts, sources and notes, ``others`` by other
        methods, ``units``, ``assumptions`` and ``sources``.
    """
    return {
        "name": found.name,
        "title": found.title,
        "footprint": plain(found.footprint),
        "lines": [
            {"name": each.line.name, "amount": each.amount, "sources": list(each.sources),
             "note": each.note}
            for each in found.lines
        ],
        "others": [plain(other) for other in found.others],
        "units": dict(units(found.footprint)),
        "assumptions": list(found.assumptions),
        "sources": list(found.sources),
    }  # fmt: skip


_STAGES: Final = {
    "manufacture": "manufacture",
    "transport": "transport",
    "end-of-life": "end of life",
}  # fmt: skip
"""Stages of hardware, in words."""


def _stages(result: EmbodiedFootprint) -> dict[str, None]:
    """Stages of which something is known."""
    return dict.fromkeys(part.stage for part in result.parts)


def _beside_computing(result: EmbodiedFootprint) -> float:
    """Share of itemised manufacture that is neither logic nor memory; none if nothing is known."""
    made = [part for part in result.parts if part.stage == "manufacture"]
    computing = sum(float(part.carbon) for part in made if part.computes)
    itemised = sum(float(part.carbon) for part in made if part.name != "not itemised")
    return 1 - computing / itemised if computing else 0.0


def _band(part: EmbodiedPart) -> str:
    return f"{_gram(part.low)} to {_gram(part.high)}"


def _gram(carbon: Any) -> str:
    return render(float(f"{float(carbon):.3g}"), "g")
