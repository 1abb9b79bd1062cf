"""Accelerators by their names in the catalogue, for the formats they compute in."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Final

from joulepath.catalogue import Catalogue
from joulepath.core.quantities import CyclePerSecond
from joulepath.errors import CatalogueError, Problem, nearest
from joulepath.records.processor import PeakRates, ProcessorSpecification
from joulepath.records.serving import Accelerator

__all__ = [
    "accelerator",
    "core_cycles",
    "formats_of",
    "no_rate",
    "peak_rate",
    "smallest_that_holds",
]

_BOTH_WAYS: Final = 2
_NEEDED: Final = ("memory_bandwidth", "memory_size", "idle_power", "maximum_power")


def formats_of(specification: ProcessorSpecification) -> tuple[str, ...]:
    """Numeric formats in which a processor computes at a known rate."""
    peak = specification.peak
    return tuple(rate.name for rate in fields(PeakRates) if getattr(peak, rate.name) is not None)


def peak_rate(specification: ProcessorSpecification, form: str) -> float:
    """Peak rate of a processor in a numeric format.

    Raises
    ------
    CatalogueError
        If none is known, with the formats of which one is.
    """
    rate = getattr(specification.peak, form, None)
    if rate is None:
        raise CatalogueError(no_rate(specification, form))
    return rate


def accelerator(name: str, format: str, catalogue: Catalogue) -> Accelerator:  # noqa: A002
    """Look up what an accelerator can do at most in a numeric format.

    Parameters
    ----------
    name : str
        Name of a processor of the catalogue.
    format : str
        Numeric format of its arithmetic, e.g. ``"bf16"``.
    catalogue : Catalogue
        Where to look.

    Returns
    -------
    Accelerator
        The rate of its links is zero where none is known.

    Raises
    ------
    UnknownName
        If there is no such processor, with the nearest names.
    CatalogueError
        If it does not compute in that format, or the catalogue lacks figures that are needed.
    """
    known = catalogue.processor(name)
    if getattr(known.peak, format, None) is None:
        raise CatalogueError(no_rate(known, format))
    if missing := [_words(needed) for needed in _NEEDED if getattr(known, needed) is None]:
        what = f"not known of it: {', '.join(missing)}"
        raise CatalogueError(Problem(f"processors/{name}", what, "name another, e.g. a GPU"))
    figures: Any = known  # what may be missing has been found to be there
    return Accelerator(
        throughput=getattr(figures.peak, format),
        bandwidth=figures.memory_bandwidth,
        memory=figures.memory_size,
        link=(known.interconnect_bandwidth or 0.0) / _BOTH_WAYS,
        idle=figures.idle_power.value,
        maximum=figures.maximum_power.value,
    )


def core_cycles(name: str, catalogue: Catalogue) -> CyclePerSecond:
    """Look up the cycles that all cores of an accelerator do in a second.

    Parameters
    ----------
    name : str
        Name of a processor of the catalogue.
    catalogue : Catalogue
        Where to look.

    Returns
    -------
    CyclePerSecond
        Number of cores times their clock.

    Raises
    ------
    UnknownName
        If there is no such processor, with the nearest names.
    CatalogueError
        If the catalogue does not know its cores and clock.
    """
    known = catalogue.processor(name)
    if known.cores is None or known.clock is None:
        what = "its cores and their clock are not known"
        raise CatalogueError(Problem(f"processors/{name}", what, "name another"))
    return known.cores * known.clock


def smallest_that_holds(needed: float, catalogue: Catalogue) -> str | None:
    """Name of the GPU with the smallest memory that holds a number of bits, if there is one."""
    sizes = {
        name: known.memory_size
        for name in catalogue.names("processors")
        if (known := catalogue.processor(name)).category == "gpu"
        and known.memory_size is not None
        and known.memory_size >= needed
    }
    return min(sizes, key=lambda name: (sizes[name], name)) if sizes else None


def _words(name: str) -> str:
    return name.replace("_", " ")


def no_rate(known: ProcessorSpecification, form: str) -> Problem:
    """What to say of a processor whose rate in a format is not known, with those in which it is."""
    formats = formats_of(known)
    mistyped = form not in {rate.name for rate in fields(PeakRates)}
    near = nearest(form, formats) if mistyped else ()
    remedy = f"did you mean {near[0]!r}? " if near else ""
    remedy += "it computes in " + ", ".join(formats) if formats else "no rate of it is known"
    return Problem(f"processors/{known.name}", f"no rate in {form!r} is known", remedy)
