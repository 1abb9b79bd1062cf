"""Where the numbers of an inference on a microcontroller come from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from joulepath.catalogue import Entry
from joulepath.catalogue.schema import KINDS
from joulepath.core.tree import numbers
from joulepath.records.microcontroller import CalibratedInference
from joulepath.records.origins import Origin
from joulepath.scenario.execution_plans import Candidate
from joulepath.scenario.ledger import catalogued, shown

__all__ = ["figures_of", "origins_of"]

_CHOICES: Final = {
    "plan.pace": Origin("default", "the average processor", "1"),
    "plan.cores": Origin("default", "what computes is one", "1"),
}


def figures_of(found: Candidate) -> Iterator[tuple[str, Entry, str]]:
    """Figures of the catalogue that make up a calibrated inference.

    Parameters
    ----------
    found : Candidate
        How it is executed.

    Yields
    ------
    tuple of str, Entry and str
        Dotted path in a `CalibratedInference`, entry and name of the figure.
    """
    for path, (entry, name) in found.figures.items():
        yield f"plan.{path}", entry, name
    for name in KINDS[found.runtime.kind].figures:
        yield f"runtime.{name}", found.runtime, name


def origins_of(inference: CalibratedInference, found: Candidate, file: str) -> dict[str, Origin]:
    """Origin of every number of a calibrated inference, by its dotted path.

    Parameters
    ----------
    inference : CalibratedInference
        Its numbers.
    found : Candidate
        How it is executed.
    file : str
        Name of the model file.

    Returns
    -------
    dict of str to Origin
        What is in no catalogue is counted from the model file, asked for, or a choice.
    """
    origins = {path: catalogued(entry, name) for path, entry, name in figures_of(found)}
    for path, value in numbers(inference):
        if path.startswith("work."):
            origins[path] = Origin("model file", file, shown(value))
        elif path not in origins:
            origins[path] = _CHOICES.get(path) or Origin("scenario", path, shown(value))
    return origins
