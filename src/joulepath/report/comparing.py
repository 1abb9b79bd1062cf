"""Scenarios side by side, from Python and for the command line."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from joulepath.analysis.perimeters import unlike_perimeters
from joulepath.errors import InputError, Problem, gathered
from joulepath.report.comparison import comparison_dict, comparison_table, labels_of, verdict
from joulepath.report.comparison_totals import unlike
from joulepath.report.estimate import Estimate, estimate
from joulepath.report.tables import as_text

if TYPE_CHECKING:
    from joulepath.catalogue import Catalogue
    from joulepath.scenario.schema import Scenario

__all__ = ["Comparison", "compare", "comparison_of"]

Given: TypeAlias = "str | os.PathLike[str] | Mapping[str, Any] | Scenario"
"""A scenario as `joulepath.estimate` takes it."""


@dataclass(frozen=True)
class Comparison:
    """Scenarios side by side."""

    labels: tuple[str, ...]
    """What tells them apart."""
    estimates: tuple[Estimate, ...]
    """Each of them, in the order given."""
    warnings: tuple[str, ...]
    """What makes them less alike than they look."""

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Which needs least, by how much and how surely: what of, and who."""
        return verdict(self.estimates, self.labels)

    def probability(self, output: str, less: int = 0, than: int = 1) -> float:
        """Probability that an output of one scenario is less than that of another.

        Parameters
        ----------
        output : str
            Dotted path in both results, e.g. ``"carbon"``.
        less, than : int
            Places of the two in `estimates`.

        Returns
        -------
        float
            Share of the common draws, half of those that are equal among them.

        Raises
        ------
        InputError
            Without draws.
        """
        from joulepath.analysis.uncertainty import beats

        one, other = self.estimates[less].uncertain, self.estimates[than].uncertain
        if one is None or other is None:
            raise InputError(Problem("probability", "there are no draws", "give draws, e.g. 1000"))
        return beats(one, other, output)

    def to_dict(self) -> dict[str, Any]:
        """Put everything in plain tables, as ``joulepath compare --format json`` does."""
        return comparison_dict(self.estimates, self.labels)

    def __str__(self) -> str:
        """The table that the command line prints."""
        table = as_text(comparison_table(self.estimates, self.labels))
        return "\n".join([table, "", *map(": ".join, self.facts)])


def compare(
    *scenarios: Given,
    changes: Mapping[str, Any] | None = None,
    catalogue: Catalogue | None = None,
    draws: int = 1000,
    seed: int = 0,
) -> Comparison:
    """Put scenarios side by side, with common draws of what they share.

    Parameters
    ----------
    *scenarios : path, mapping or Scenario
        At least two.
    changes, catalogue, draws, seed
        As `estimate` takes them; they hold for all.

    Returns
    -------
    Comparison
        The estimates, and which needs less how surely.

    Raises
    ------
    InputError
        With every problem of all scenarios, or where their carbon is on unlike bases.
    """
    how = {"catalogue": catalogue, "draws": draws, "seed": seed}
    found = gathered(partial(estimate, each, changes, **how) for each in scenarios)
    files = [each if isinstance(each, str | os.PathLike) else "scenario" for each in scenarios]
    return comparison_of(found, files)


def comparison_of(
    estimates: Sequence[Estimate], files: Sequence[str | os.PathLike[str]]
) -> Comparison:
    """Hold estimates against each other that can be.

    Parameters
    ----------
    estimates : sequence of Estimate
        At least two, with the same draws and seed.
    files : sequence of path
        Where they come from.

    Returns
    -------
    Comparison
        Of all of them.

    Raises
    ------
    InputError
        For one alone, and for carbon of chimneys beside carbon from cradle to grave.
    """
    if len(estimates) < 2:
        alone = " and ".join(map(str, files)) or "nothing"
        remedy = "name another, e.g. joulepath compare one.toml another.toml"
        raise InputError(Problem("compare", f"{alone} is alone", remedy))
    bases = {e.basis: file for e, file in zip(estimates, files, strict=True) if e.basis is not None}
    if len(bases) > 1:
        said = " and ".join(f"{file} is {basis}" for basis, file in bases.items())
        remedy = "compare on one basis, e.g. --set basis=direct"
        raise InputError(Problem("compare", f"unlike bases: {said}", remedy))
    said = unlike_perimeters((e.zone, e.perimeter) for e in estimates)
    labels = labels_of(estimates, files)
    warnings = (*filter(None, (said,)), *unlike(estimates, labels))
    return Comparison(tuple(labels), tuple(estimates), warnings)
