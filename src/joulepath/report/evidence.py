"""What a prediction rests on: sources, and figures that nobody measured."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, TypeVar

from joulepath.analysis.explain import trace
from joulepath.catalogue import Catalogue, Source
from joulepath.records.origins import Origin
from joulepath.report.wording import assumption_lines, counted

__all__ = ["Evidence", "evidence", "evidence_data", "evidence_lines", "joined", "said_lines"]

S = TypeVar("S")

_UNPUBLISHED: Final = ("assumption", "definition")


@dataclass(frozen=True)
class Evidence:
    """Who vouches for a prediction."""

    bibliography: tuple[Source, ...]
    """Every source of its equations and figures."""
    assumed: tuple[Origin, ...]
    """Figures that nobody measured or published."""


def evidence(
    model: Callable[[S], Any], inputs: S, origins: Mapping[str, Origin], catalogue: Catalogue
) -> Evidence:
    """Follow every number of a prediction to its sources.

    Parameters
    ----------
    model : callable
        From a record of inputs to a record of results.
    inputs : record
        Its inputs.
    origins : mapping of str to Origin
        Where each input comes from, by its dotted path.
    catalogue : Catalogue
        Where sources are looked up.

    Returns
    -------
    Evidence
        Sources by their keys, assumed figures in the order in which they are needed.
    """
    explained = trace(model, inputs, origins)
    bibliography = tuple(catalogue.source(key) for key in sorted(explained.sources()))
    needed = explained.origins()
    assumed = (
        origin
        for origin in needed
        if origin.source and catalogue.source(origin.source).kind == "assumption"
    )
    return Evidence(bibliography, tuple(dict.fromkeys(assumed)))


def joined(several: Iterable[Evidence]) -> Evidence:
    """What several predictions rest on together."""
    each = tuple(several)
    sources = {source.key: source for found in each for source in found.bibliography}
    assumed = dict.fromkeys(origin for found in each for origin in found.assumed)
    return Evidence(tuple(sources[key] for key in sorted(sources)), tuple(assumed))


def evidence_lines(found: Evidence) -> Iterator[str]:
    """Assumed figures and sources, a line each."""
    if found.assumed:
        yield f"{counted(len(found.assumed), 'assumed figure')}:"
        for origin in found.assumed:
            note = f": {origin.note}" if origin.note else ""
            yield f"  {origin.place} = {origin.written}{note}"
        yield ""
    published = [source for source in found.bibliography if source.kind not in _UNPUBLISHED]
    yield f"{counted(len(published), 'source')}:"
    for source in published:
        yield f"  [{source.key}] {source.title} ({source.year})"


def said_lines(warnings: Sequence[str], assumptions: Sequence[str]) -> Iterator[str]:
    """Warnings, if there are any, and assumptions, a line each."""
    if warnings:
        yield f"{counted(len(warnings), 'warning')}:"
        yield from (f"  {said}" for said in warnings)
        yield ""
    yield from assumption_lines(assumptions)
    yield ""


def evidence_data(found: Evidence) -> dict[str, Any]:
    """Put it in plain tables: ``assumed_figures`` and ``bibliography``."""
    return {
        "assumed_figures": [
            {"place": origin.place, "written": origin.written, "note": origin.note}
            for origin in found.assumed
        ],
        "bibliography": [asdict(source) for source in found.bibliography],
    }
