"""Which calibration says how a processor infers in a numeric format."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Final

from joulepath.catalogue import Catalogue, Entry
from joulepath.errors import CatalogueError, Problem
from joulepath.records.processor import ProcessorSpecification
from joulepath.workloads.operator_groups import GROUPS

__all__ = ["ALL", "KIND", "engine_of", "listed", "operators_of"]

KIND: Final = "inference-engines"
"""Kind of the entries in the catalogue."""

ALL: Final = "all"
"""Text that stands for everything there is."""


def engine_of(device: ProcessorSpecification, form: str, known: Catalogue) -> Entry:
    """Find the calibration for a processor, one that names it before one for its class.

    Parameters
    ----------
    device : ProcessorSpecification
        The processor.
    form : str
        Numeric format of its arithmetic.
    known : Catalogue
        Where to look.

    Returns
    -------
    Entry
        Of kind ``inference-engines``.

    Raises
    ------
    CatalogueError
        If there is none.
    """
    entries = [known.entry(KIND, name) for name in known.names(KIND)]
    fitting = [entry for entry in entries if _computes(entry, form)]
    named = [entry for entry in fitting if _names(entry, device.name)]
    of_class = [entry for entry in fitting if device.category in listed(entry, "classes")]
    for entry in (*named, *of_class):
        return entry
    what = f"no calibration for class {device.category!r} in {form}"
    remedy = "'joulepath catalogue inference-engines' shows all; or name another processor"
    raise CatalogueError(Problem(f"processors/{device.name}", what, remedy))


def listed(entry: Entry, key: str) -> tuple[str, ...]:
    """Words of a text that lists several, with commas between them."""
    return tuple(word.strip() for word in entry.text[key].split(",") if word.strip())


def operators_of(entry: Entry) -> frozenset[str]:
    """Groups of operators that the processors of an engine run themselves."""
    groups = listed(entry, "operators")
    return frozenset(GROUPS if groups == (ALL,) else groups)


def _computes(entry: Entry, form: str) -> bool:
    formats = listed(entry, "formats")
    return formats == (ALL,) or form in formats


def _names(entry: Entry, name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in listed(entry, "processors"))
