"""Accelerators that learn together, by their name in the catalogue."""

from __future__ import annotations

from typing import Any, Final, Literal

from joulepath.catalogue import Catalogue
from joulepath.errors import CatalogueError, Problem
from joulepath.records.processor import ProcessorSpecification
from joulepath.records.training_runs import Cluster
from joulepath.scenario.accelerators import no_rate

__all__ = ["cluster"]

_NEEDED: Final = ("memory_size", "maximum_power")
_SCALAR_FORMATS: Final = frozenset({"fp32"})


def cluster(
    name: str,
    format: str,  # noqa: A002
    accelerators: float,
    reach: Literal["host", "network"],
    catalogue: Catalogue,
) -> Cluster:
    """Look up what accelerators can do together in a numeric format.

    Parameters
    ----------
    name : str
        Name of a processor of the catalogue.
    format : str
        Numeric format of its arithmetic, e.g. ``"bf16"``.
    accelerators : float
        How many of them learn together.
    reach : {"host", "network"}
        Whether they sit in one host or exchange data over a network.
    catalogue : Catalogue
        Where to look.

    Returns
    -------
    Cluster
        Of GPUs, or of TPUs where the catalogue calls it one.

    Raises
    ------
    UnknownName
        If there is no such processor, with the nearest names.
    CatalogueError
        If it does not compute in that format, or a figure that is needed is not known; all of
        them together.
    """
    known = catalogue.processor(name)
    problems = [
        Problem(
            f"processors/{name}", f"its {needed.replace('_', ' ')} is not known", "name another"
        )
        for needed in _NEEDED
        if getattr(known, needed) is None
    ]
    if getattr(known.peak, format, None) is None:
        problems.append(no_rate(known, format))
    if problems:
        raise CatalogueError(*problems)
    figures: Any = known  # what may be missing has been found to be there
    return Cluster(
        accelerators=accelerators,
        throughput=getattr(figures.peak, format),
        maximum=figures.maximum_power.value,
        memory=figures.memory_size,
        units=_units(known, format),
        reach=reach,
    )


def _units(
    known: ProcessorSpecification,
    format: str,  # noqa: A002
) -> Literal["scalar", "gpu", "tpu"]:
    if known.category == "tpu":
        return "tpu"
    return "scalar" if format in _SCALAR_FORMATS else "gpu"
