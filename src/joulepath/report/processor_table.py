"""Processors side by side: what they reach, hold and draw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from joulepath.catalogue import Entry, Figure
from joulepath.catalogue.units import render
from joulepath.report.tables import Table

__all__ = ["processor_table"]

# A column shows the first of these figures that an entry has.
_RATES: Final = {
    "fp32": ("peak.fp32",),
    "16 bits": ("peak.bf16", "peak.fp16"),
    "int8": ("peak.int8",),
}
_OTHERS: Final = {
    "memory": ("memory_size", "on_chip_memory"),
    "bandwidth": ("memory_bandwidth",),
    "idle": ("idle_power",),
    "power": ("maximum_power", "active_power", "power"),
}


def processor_table(entries: Iterable[Entry]) -> Table:
    """List processors with the figures that tell them apart.

    Parameters
    ----------
    entries : iterable of Entry
        Entries of the kind ``processors``.

    Returns
    -------
    Table
        A row for each; a cell is empty where nothing is known. Memory is the main one, or else
        that on the chip; power is the highest, or else that at work. The rate of an entry that
        names no numeric format is shown as one in fp32.
    """
    rows = tuple(
        (entry.name, entry.text.get("class", ""), *_rates(entry), *_others(entry))
        for entry in entries
    )
    return Table(("name", "class", *_RATES, *_OTHERS), rows, words=True)


def _rates(entry: Entry) -> Iterator[str]:
    formats = any(name.startswith("peak.") for name in entry.figures)
    for column, names in _RATES.items():
        known = names if formats or column != "fp32" else ("throughput",)
        found = _first(entry, known)
        yield "" if found is None else render(found.value, found.unit)


def _others(entry: Entry) -> Iterator[str]:
    for names in _OTHERS.values():
        found = _first(entry, names)
        yield "" if found is None else found.written


def _first(entry: Entry, names: tuple[str, ...]) -> Figure | None:
    return next((entry.figures[name] for name in names if name in entry.figures), None)
