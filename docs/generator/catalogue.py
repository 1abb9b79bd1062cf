"""The catalogue and the bibliography."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.documents import anchor, cell, source_link, table
from joulepath.catalogue import Catalogue, Entry, Figure, Source, load
from joulepath.catalogue.schema import CLASSES, KINDS
from joulepath.catalogue.unit_table import shown
from joulepath.catalogue.units import render
from joulepath.core.docstrings import attribute_docstrings
from joulepath.core.formula import REGISTRY
from joulepath.records.compute import Processor
from joulepath.records.processor import PeakRates, PowerMode, ProcessorSpecification
from joulepath.report.processor_table import processor_table

__all__ = ["catalogue_listing", "grid_ratio", "processor_listing", "source_listing"]

_CLASSES: Final = {
    "mcu": "Microcontrollers",
    "mcu-npu": "Microcontrollers with an accelerator",
    "edge-accelerator": "Edge accelerators",
    "single-board-computer": "Single-board computers",
    "phone": "Phones",
    "cpu": "CPUs",
    "gpu": "GPUs",
    "tpu": "TPUs",
    "profile": "Profiles that stand for no one device",
}


def catalogue_listing() -> str:
    """Write every entry of every kind, each figure with its source."""
    return "\n\n".join(_kinds(load()))


def _kinds(known: Catalogue) -> Iterator[str]:
    for kind in known.kinds():
        entries = [known.entry(kind, name) for name in known.names(kind)]
        yield f"## {kind.capitalize()} {{#{kind}}}"
        match kind:
            case "zones":
                yield _zones(entries)
            case "stacks":
                rows = [(f"`{e.name}`", cell(e.title), _protocols(e)) for e in entries]
                yield table(("name", "title", "protocols, the application first"), rows)
            case "processors":
                yield from _classes(entries)
            case _:
                for entry in entries:
                    yield from _entry(entry)


def _protocols(entry: Entry) -> str:
    return ", ".join(f"`{name}`" for name in entry.text.values())


def _classes(entries: list[Entry]) -> Iterator[str]:
    """Processors of one class below another, in short; their figures have a page of their own."""
    yield "Every figure with its source: [processors](docs:reference/processors.md)."
    for category in CLASSES:
        yield f"### {_CLASSES[category]} {{#class-{category}}}"
        yield _side_by_side([e for e in entries if e.text.get("class") == category])


def _side_by_side(entries: list[Entry]) -> str:
    listed = processor_table(entries)
    rows = [
        (
            f"[`{name}`](docs:reference/processors.md#processors-{anchor(name)})",
            *(cell(said).replace(" ", "&nbsp;") for said in others),
        )
        for name, _, *others in listed.rows
    ]
    return table(("name", *listed.headings[2:]), rows)


def processor_listing() -> str:
    """Write every figure of every processor, class by class."""
    known = load()
    entries = [known.entry("processors", name) for name in known.names("processors")]
    parts = [table(("figure", "unit", "meaning"), _meanings())]
    for category in CLASSES:
        parts.append(f"## {_CLASSES[category]} {{#figures-{category}}}")
        for entry in entries:
            if entry.text.get("class") == category:
                parts += _entry(entry)
    return "\n\n".join(parts)


def _meanings() -> Iterator[tuple[str, str, str]]:
    """What each figure of a processor is, from the docstrings of the record."""
    kind = KINDS["processors"]
    texts = {
        **attribute_docstrings(Processor),
        **attribute_docstrings(ProcessorSpecification),
        **{f"peak.{key}": text for key, text in attribute_docstrings(PeakRates).items()},
        **{f"power_modes.*.{key}": text for key, text in attribute_docstrings(PowerMode).items()},
    }
    for name, unit in (*kind.figures.items(), *kind.further_figures.items()):
        yield f"`{name}`", cell(shown(unit)), cell(" ".join(texts[name].split()))


def _entry(entry: Entry) -> Iterator[str]:
    yield f"### `{entry.name}` {{#{entry.kind}-{anchor(entry.name)}}}"
    words = [cell(entry.title), *(f"{key}: {cell(said)}" for key, said in entry.text.items())]
    yield "; ".join(words) + ("." if not entry.note else f". {cell(entry.note)}")
    rows = [
        (
            f"`{key}`",
            cell(figure.written).replace(" ", "&nbsp;"),
            _range(figure),
            source_link(figure.source),
            cell(_what_to_know(figure)),
        )
        for key, figure in entry.figures.items()
    ]
    yield table(("figure", "value", "range", "source", "where, and what to know"), rows)


def _what_to_know(figure: Figure) -> str:
    covers = f"power of the {figure.boundary}" if figure.boundary else ""
    return "; ".join(filter(None, (figure.where_and_why, covers)))


def _range(figure: Figure) -> str:
    """Ends of what is plausible, as far as they are known."""
    if figure.low is None and figure.high is None:
        return ""
    ends = (figure.value if end is None else end for end in (figure.low, figure.high))
    return " to ".join(cell(render(end, figure.unit)).replace(" ", "&nbsp;") for end in ends)


def _zones(entries: list[Entry]) -> str:
    years = sorted({year for entry in entries for year in entry.figures if year.isdigit()})
    years += sorted({key for e in entries for key in e.figures if key.startswith("direct ")})
    rows = [
        (
            f"`{entry.name}`",
            cell(entry.title),
            *(entry.figures[y].written.split()[0] if y in entry.figures else "" for y in years),
        )
        for entry in sorted(entries, key=lambda entry: entry.title)
    ]
    keys = sorted({figure.source for entry in entries for figure in entry.figures.values()})
    sources = ", ".join(map(source_link, keys))
    head = f"In g of CO2-equivalent per kWh. Source: {sources}.\n\n"
    return head + table(("zone", "country", *years), rows, numbers=len(years))


def source_listing() -> str:
    """Write the bibliography, with what rests on each source."""
    known = load()
    cited: dict[str, list[str]] = {}
    for entry in REGISTRY.values():
        name = f"{entry.module}.{entry.name}"
        link = f"[`{name}`](docs:reference/formulas.md#{anchor(entry.module, entry.name)})"
        cited.setdefault(entry.source, []).append(link)
    sources = sorted(known.sources.values(), key=lambda source: source.key.casefold())
    return "\n\n".join(_source(source, cited.get(source.key, [])) for source in sources)


def _source(source: Source, formulas: list[str]) -> str:
    address = f"https://doi.org/{source.doi}" if source.doi else source.url
    about = ", ".join(filter(None, (source.authors, f"*{source.title}*", str(source.year))))
    lines = [f"## `{source.key}` {{#source-{anchor(source.key)}}}", f"{source.kind}: {about}."]
    lines += [f"<{address}>"] if address else []
    lines += [f"Licence of its data: {source.licence}."] if source.licence else []
    lines += [cell(source.note)] if source.note else []
    lines += [f"Formulas: {', '.join(formulas)}."] if formulas else []
    return "\n\n".join(lines)


def grid_ratio(one: str, other: str) -> str:
    """Compare the grid intensities of two zones, year by year."""
    known = load()
    years = sorted(set(known.years(one)) & set(known.years(other)))
    rows: list[tuple[str, ...]] = []
    for year in years:
        first, second = known.intensity(one, year), known.intensity(other, year)
        ratio = f"{first.value / second.value:.2f}"
        rows.append((str(year), first.written, second.written, ratio))
    titles = (known.entry("zones", zone).title for zone in (one, other))
    return table(("year", *titles, "ratio"), rows, numbers=3)
