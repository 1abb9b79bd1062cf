"""An estimate: the lifecycle of a scenario with all that a reader needs to trust it."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from joulepath.analysis.explain import Explained, trace
from joulepath.errors import OutsideValidity
from joulepath.lifecycle import lifecycle
from joulepath.records.results import Lifecycle, StageBalance
from joulepath.report.draws import check_draws
from joulepath.report.methods import methods_of
from joulepath.report.trees import shown
from joulepath.report.version import VERSION
from joulepath.scenario.reading import load_scenario
from joulepath.scenario.resolve import Resolved
from joulepath.scenario.resolve import resolve as resolve_loaded

if TYPE_CHECKING:
    from joulepath.analysis.uncertainty import Uncertain
    from joulepath.catalogue import Catalogue, Source
    from joulepath.records.origins import Assumption
    from joulepath.scenario.schema import Scenario

__all__ = ["Estimate", "estimate", "explain", "resolve"]


@dataclass(frozen=True, repr=False)
class Estimate:
    """The lifecycle of a scenario and everything it rests on."""

    title: str
    """Name of the scenario."""
    lifecycle: Lifecycle
    """Every number, stage by stage, in coherent units."""
    profile: str
    """Version of the eCAL equations: ``corrected``, ``paper`` or ``reference``."""
    switches: Mapping[str, str]
    """How the lifecycle was computed where the versions differ."""
    methods: Mapping[str, str]
    """Method by which each kind of thing was computed."""
    zone: str | None
    """Country whose electricity is used."""
    year: int | None
    """Year of the grid intensity."""
    basis: str | None
    """What the intensity counts, ``life-cycle`` or ``direct``; none without a zone."""
    perimeter: str | None
    """Whose electricity it is of, ``production`` or ``consumption`` of the zone; none without."""
    assumptions: tuple[Assumption, ...]
    """What was assumed."""
    warnings: tuple[str, ...]
    """What is allowed but looks wrong."""
    version: str
    """Version of joulepath."""
    catalogue: str
    """Digest of the catalogue."""
    scenario: Mapping[str, Any]
    """The scenario as it was written."""
    draws: int
    """Draws behind the bands; none at 0."""
    seed: int
    """Seed of the draws; same seed, same bands."""
    _resolved: Resolved
    _sources: Catalogue

    @property
    def resolved(self) -> Resolved:
        """The scenario with its names looked up: inputs, origins, bands."""
        return self._resolved

    @property
    def energy(self) -> Any:
        """Energy of the whole life, in J."""
        return self.lifecycle.energy

    @property
    def ecal(self) -> Any:
        """Energy of the whole life per bit, in J/bit."""
        return self.lifecycle.ecal

    @property
    def carbon(self) -> Any:
        """CO2-equivalent of the electricity, in g; none without a zone."""
        return self.lifecycle.carbon

    @property
    def stages(self) -> dict[str, StageBalance]:
        """The stages that take part, by name, in their order."""
        balance = self.lifecycle.balance
        named = ((field.name, getattr(balance, field.name)) for field in fields(balance))
        return {name: stage for name, stage in named if stage is not None}

    @cached_property
    def explained(self) -> Explained[Lifecycle]:
        """The same lifecycle, every number with its formula, inputs and source."""
        return trace(lifecycle, self._resolved.inputs, self._resolved.origins)

    @cached_property
    def uncertain(self) -> Uncertain | None:
        """How far the numbers are known; none without draws, and for a scenario of many cases."""
        if not self.draws or getattr(self.energy, "ndim", 0):
            return None
        from joulepath.analysis.uncertainty import uncertainty

        return uncertainty(self._resolved, self.draws, self.seed)

    @cached_property
    def bibliography(self) -> tuple[Source, ...]:
        """Every source the result rests on."""
        keys = sorted({*self.explained.sources(), *self._resolved.further_sources})
        return tuple(self._sources.source(key) for key in keys)

    def to_dict(self) -> dict[str, Any]:
        """Put everything in plain tables, lists, texts and numbers.

        Returns
        -------
        dict
            ``joulepath`` and ``catalogue``
                Version of joulepath, and digest of its data.
            ``title``, ``profile``, ``switches``, ``methods``, ``zone``, ``year``, ``basis``,
            ``perimeter``
                What was computed, and how.
            ``lifecycle``
                Every number, nested as `joulepath.records.results.Lifecycle`; what does not take
                part, and what is not finite, is none.
            ``units``
                Coherent unit of each number by its dotted path in ``lifecycle``.
            ``uncertainty``
                Number of ``draws`` and ``seed``; the ``parameters`` that were drawn (``name``,
                the ``paths`` in the inputs, ``value``, ``low`` and ``high`` as 5 and 95 % points,
                the ``distribution`` in words, and whether that is ``assumed`` by the kind of
                source); ``outputs`` by dotted path in ``lifecycle``, each with ``estimate``,
                points ``p5``, ``p50`` and ``p95``, ``mean``, ``deviation`` and, to first order,
                as ``first_order``; and what the bands have ``left_out``. None without draws.
            ``assumptions``, ``warnings``
                What was assumed (``where``, ``what``), and what looks wrong.
            ``scenario``
                The scenario as it was written, changes applied.
            ``bibliography``
                Every source the result rests on.
        """
        from joulepath.report.estimate_forms import estimate_dict

        return estimate_dict(self)

    def to_json(self, indent: int | None = 2) -> str:
        """Write everything as JSON.

        Parameters
        ----------
        indent : int or None
            Spaces for each level; none for a single line.

        Returns
        -------
        str
            What `to_dict` holds; a number that is not finite becomes ``null``.
        """
        return json.dumps(self.to_dict(), indent=indent, allow_nan=False)

    def to_frame(self) -> Any:
        """Put the stages in a ``pandas.DataFrame``.

        Returns
        -------
        pandas.DataFrame
            A row a stage; ``attrs["units"]`` holds the coherent unit of each column.

        Raises
        ------
        MissingExtra
            If pandas is not installed.
        """
        from joulepath.report.estimate_forms import estimate_frame

        return estimate_frame(self)

    def __repr__(self) -> str:
        """What it is and what it comes to, in one line."""
        energy, ecal = shown(self.energy, "J"), shown(self.ecal, "J/bit")
        return f"<Estimate {self.title!r}: {energy}, {ecal}>"

    def _repr_html_(self) -> str:
        from joulepath.report.notebook import notebook_html

        return notebook_html(self)

    def __str__(self) -> str:
        """The table that the command line prints."""
        from joulepath.report.summary import report_of, report_text

        return report_text(report_of([self]))


def estimate(
    scenario: str | os.PathLike[str] | Mapping[str, Any] | Scenario,
    changes: Mapping[str, Any] | None = None,
    *,
    catalogue: Catalogue | None = None,
    draws: int = 1000,
    seed: int = 0,
) -> Estimate:
    """Estimate the energy and carbon of an AI model's whole life.

    Parameters
    ----------
    scenario : path, mapping or Scenario
        A TOML file, the same tables as a mapping, or a `Scenario`.
    changes : mapping of str to any
        Values that replace those at dotted paths, e.g. ``{"training.epochs": 20}``. A value may
        be a NumPy array; the numbers that depend on it are then arrays too.
    catalogue : Catalogue
        Where names are looked up; by default the built-in one with its extensions.
    draws : int
        Draws of all that is uncertain, behind the bands; 0 for none. They are made when a band is
        first asked for.
    seed : int
        Seed of the draws; same seed, same bands.

    Returns
    -------
    Estimate
        Every number of the lifecycle, in coherent units, and what it rests on.

    Raises
    ------
    ScenarioError
        With every problem of the scenario at once.
    WorkloadError
        If the model file cannot be counted.
    """
    check_draws(draws, seed)
    loaded = load_scenario(scenario, changes, catalogue)
    resolved = resolve_loaded(loaded)
    for text in resolved.warnings:
        warnings.warn(text, OutsideValidity, stacklevel=2)
    return Estimate(
        title=loaded.scenario.title or Path(loaded.name or "scenario").stem,
        lifecycle=lifecycle(resolved.inputs),
        profile=loaded.scenario.profile,
        switches=MappingProxyType(asdict(resolved.inputs.switches)),
        methods=methods_of(resolved),
        zone=resolved.zone,
        year=resolved.year,
        basis=resolved.basis,
        perimeter=resolved.perimeter,
        assumptions=resolved.assumptions,
        warnings=resolved.warnings,
        version=VERSION,
        catalogue=loaded.catalogue.digest,
        scenario=loaded.written,
        draws=draws,
        seed=seed,
        _resolved=resolved,
        _sources=loaded.catalogue,
    )


def resolve(
    scenario: str | os.PathLike[str] | Mapping[str, Any] | Scenario,
    changes: Mapping[str, Any] | None = None,
    *,
    catalogue: Catalogue | None = None,
) -> Resolved:
    """Resolve a scenario into the inputs of `joulepath.lifecycle`, with their origins.

    Takes and raises what `estimate` does.

    Returns
    -------
    Resolved
        ``.inputs`` holds the numbers, ``.origins`` where each comes from.
    """
    return resolve_loaded(load_scenario(scenario, changes, catalogue))


def explain(
    scenario: str | os.PathLike[str] | Mapping[str, Any] | Scenario,
    changes: Mapping[str, Any] | None = None,
    *,
    catalogue: Catalogue | None = None,
) -> Explained[Lifecycle]:
    """Compute a lifecycle whose every number knows its formula, inputs and sources.

    Takes and raises what `estimate` does.

    Returns
    -------
    Explained
        ``.tree("training.energy")`` explains a number, ``.given(...)`` puts a measurement in
        its place and recomputes what depends on it.
    """
    return estimate(scenario, changes, catalogue=catalogue).explained
