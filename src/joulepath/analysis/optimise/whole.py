"""Find the best way to set what a scenario leaves open."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from joulepath.analysis.optimise.axes import Choices, Interval, size
from joulepath.analysis.optimise.candidates import Candidates
from joulepath.analysis.optimise.goals import QUANTITIES, Measure
from joulepath.analysis.optimise.judging import Judge
from joulepath.analysis.optimise.outcome import outcome
from joulepath.analysis.optimise.ranking import best_of
from joulepath.analysis.optimise.refining import climb, descend
from joulepath.analysis.optimise.request import EVALUATIONS, Question, question_of, request_of
from joulepath.analysis.optimise.results import Optimum, Way
from joulepath.analysis.optimise.search import Progress, Search, grid
from joulepath.catalogue import Catalogue
from joulepath.core.tree import leaves
from joulepath.errors import InputError, Problem
from joulepath.lifecycle import lifecycle
from joulepath.scenario.reading import Loaded, load_scenario
from joulepath.scenario.resolve import Resolved, resolve

if TYPE_CHECKING:
    from joulepath.scenario.schema import Scenario

__all__ = ["EXHAUSTIVE", "optimise"]

EXHAUSTIVE: Final = 20_000
"""Scenarios to resolve up to which all candidates are tried; arrays of numbers share one."""

_DRAWN: Final = 2_000
"""The same where each candidate is drawn many times."""
_MOST: Final = 1_000_000
_SHOWN: Final = ("energy", "carbon", "cost", "latency", "battery")
_HOPELESS: Final = ("unknown key", "no place")
"""How problems begin that no value of a key can mend."""


def optimise(
    scenario: str | os.PathLike[str] | Mapping[str, Any] | Scenario,
    choose: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None,
    minimise: str | Sequence[str] = (),
    subject_to: str | Sequence[str] = (),
    *,
    changes: Mapping[str, Any] | None = None,
    catalogue: Catalogue | None = None,
    method: str | None = None,
    evaluations: int | None = None,
    robust: str | None = None,
    draws: int | None = None,
    seed: int | None = None,
    progress: Progress | None = None,
) -> Optimum:
    """Find the best way to set what a scenario leaves open.

    Parameters
    ----------
    scenario : path, mapping or Scenario
        As `joulepath.estimate` takes it; its ``[optimise]`` may say what follows, too.
    choose : mapping of str to any
        What each key may be, by its dotted path: a list of values, or a text in the grammar of
        `joulepath.analysis.optimise.axes`.
    minimise : str or sequence of str
        What should be little: ``energy``, ``carbon``, ``cost``, ``latency``, ``ecal``,
        ``water``, any number of the result by its dotted path, or a mix such as ``"0.7 carbon +
        0.3 energy"``; several give a Pareto front.
    subject_to : str or sequence of str
        Limits, e.g. ``"latency < 2s"``.
    changes : mapping of str to any
        Values that replace those of the scenario first.
    catalogue : Catalogue
        Where names are looked up.
    method : str
        ``auto`` (by default), ``exhaustive``, ``pymoo`` or ``optuna``.
    evaluations : int
        Candidates that a search may compute; by default 2000 where there are too many to try all.
    robust : str
        Quantile such as ``"p95"``: goals and limits hold in that share of the cases, the same
        draws for all candidates.
    draws : int
        Cases behind it; 1000 by default.
    seed : int
        Same seed, same answer; 0 by default.
    progress : callable
        Told how many candidates are computed, from time to time.

    Returns
    -------
    Optimum
        The best choice, the Pareto front, what single changes save, and why candidates fell out.

    Raises
    ------
    InputError
        With everything that is wrong with what is asked; and where no candidate keeps to all
        limits, with the reasons.
    MissingExtra
        If the search needs a package that is not installed.
    """
    loaded = load_scenario(scenario, changes, catalogue)
    resolved = resolve(loaded)
    _refuse_arrays(resolved)
    options = {"method": method, "evaluations": evaluations, "robust": robust}
    options |= {"draws": draws, "seed": seed}
    request = request_of(loaded, choose, minimise, subject_to, **options)
    base = lifecycle(resolved.inputs)
    question = question_of(request, loaded, base)
    tables = {key: value for key, value in loaded.written.items() if key != "optimise"}
    _refuse_unknown_keys(question, tables, loaded)
    measures = _measures(question, dict(leaves(base)))
    candidates = Candidates(tables, loaded.catalogue, question.axes, measures, question.draws)
    judge = _judge(question, candidates)
    search = Search(candidates, judge, progress)
    how = _searched(search, question)
    return outcome(search, question, loaded, base, how)


def _measures(question: Question, base: Mapping[str, Any]) -> tuple[Measure, ...]:
    """Quantities of goals and limits, and those that the scenario has and people ask for."""
    needed = [measure for goal in question.goals for _, measure in goal.terms]
    needed += [limit.measure for limit in question.limits]
    usual = (QUANTITIES[name] for name in _SHOWN)
    return tuple(dict.fromkeys((*needed, *(each for each in usual if each.of(base)))))


def _judge(question: Question, candidates: Candidates) -> Judge:
    """How candidates are judged; mixes are counted from the scenario as it stands."""
    plain = replace(candidates, axes=(), draws=None)
    base = plain.alone({}).values[0, :, 0]
    quantile = None if question.draws is None else question.draws.quantile
    judge = Judge(candidates.measures, question.goals, question.limits, base, quantile)
    for goal in question.goals:
        for _, measure in goal.terms if goal.mixed else ():
            value = base[candidates.measures.index(measure)]
            if not (np.isfinite(value) and value > 0):
                what = f"the scenario as it stands has no {measure.name} to count a mix from"
                raise InputError(Problem("--minimise", what, measure.remedy))
    return judge


def _refuse_arrays(resolved: Resolved) -> None:
    for path, leaf in leaves(resolved.inputs):
        if getattr(leaf, "ndim", 0):
            remedy = "give one number each, and choose among several"
            raise InputError(Problem("optimise", f"{path} is an array", remedy))


def _refuse_unknown_keys(question: Question, tables: Mapping[str, Any], loaded: Loaded) -> None:
    """Refuse keys that the scenario cannot have, before all their values are tried."""
    problems: list[Problem] = []
    for axis in question.axes:
        value = axis.values[0] if isinstance(axis, Choices) else axis.at(0.0)
        try:
            load_scenario(tables, {axis.key: value}, loaded.catalogue)
        except InputError as error:
            wrong = (each for each in error.problems if each.what.startswith(_HOPELESS))
            problems += (Problem(f"--choose {axis.key}", p.what, p.remedy) for p in wrong)
    if problems:
        raise InputError(*problems)


def _searched(search: Search, question: Question) -> Way:
    """Search by the method that is asked for."""
    request, ranges = question.request, any(isinstance(a, Interval) for a in question.axes)
    match _method(search, question):
        case "exhaustive":
            search.score(grid(search.axes))
            if not ranges:
                return Way("all candidates", exact=True, random=False)
            _refine(search, question, climbing=False)
            return Way("a grid, then down the slope", exact=False, random=False)
        case "optuna":
            from joulepath.analysis.optimise.trials import suggest as search_with
        case _:
            from joulepath.analysis.optimise.evolution import evolve as search_with
    how = search_with(search, request.evaluations or EVALUATIONS, request.seed)
    _refine(search, question, climbing=True)
    return Way(f"{how}, then single changes", exact=False, random=True)


def _method(search: Search, question: Question) -> str:
    """The method; all candidates where they are few."""
    method, candidates = question.request.method, size(search.axes)
    if method == "exhaustive" and candidates > _MOST:
        what = f"{candidates:.3g} candidates are too many to try all"
        raise InputError(Problem("--method", what, f"let it search: --method auto; most {_MOST}"))
    if method != "auto":
        return method
    most = EXHAUSTIVE if question.draws is None else _DRAWN
    asked = question.request.evaluations
    few = search.candidates.resolutions() <= most and candidates <= (asked or _MOST)
    if few:
        return "exhaustive"
    return "pymoo" if _installed("pymoo") or not _installed("optuna") else "optuna"


def _installed(package: str) -> bool:
    from importlib.util import find_spec

    return find_spec(package) is not None


def _refine(search: Search, question: Question, climbing: bool) -> None:
    """Better the best candidate of each goal, as long as that can be done."""
    for goal in range(len(question.goals)):
        for _ in range(3):
            tried = search.tried()
            place = best_of(tried.verdict.goals[:, goal], tried.verdict.sound, ())
            if place is None:
                return
            pick = tried.picks[place]
            pick = climb(search, pick, goal) if climbing else pick
            pick = descend(search, pick, goal)
            if np.array_equal(pick, tried.picks[place]):
                break
