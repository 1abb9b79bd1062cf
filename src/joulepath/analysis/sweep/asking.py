"""Check what a user asks of a sweep, and find out which axes can be computed side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import prod
from pathlib import Path
from typing import Any, Final, cast

import numpy as np

from joulepath.analysis.counted_carbon import WITH_HARDWARE
from joulepath.analysis.optimise.goals import QUANTITIES
from joulepath.analysis.plan import Plan
from joulepath.analysis.sweep.axes import Axis
from joulepath.analysis.sweep.engines import ENGINES, with_engine
from joulepath.analysis.sweep.request import DesignName, Request
from joulepath.analysis.sweep.scenarios import Scenarios, filled_paths, open_grid
from joulepath.analysis.sweep.spellings import axes_of, flattened
from joulepath.core.tree import is_number, leaves, map_leaves, units
from joulepath.errors import InputError, Problem, UnknownName
from joulepath.lifecycle import lifecycle
from joulepath.records.inputs import Inputs
from joulepath.scenario.reading import Loaded

__all__ = ["DESIGNS", "ROWS", "asked"]

DESIGNS: Final[tuple[DesignName, ...]] = ("grid", "random", "latin-hypercube")
"""Designs by name."""
ROWS: Final = 1_000_000
"""Points in a part: some tens of megabytes."""
_TRIED: Final = 9
"""Values of an axis at which reading side by side is held against reading one by one."""
_CHECKED: Final = 1000
"""Values of a resolved axis that are checked before anything is computed."""
_LARGEST: Final = 10**12
_STRATA: Final = 10_000_000
_ALWAYS: Final = ("energy", "ecal")


def asked(
    loaded: Loaded,
    version: str,
    vary: Mapping[str, Any] | None = None,
    *,
    outputs: Iterable[str] = (),
    design: str = "grid",
    points: int | None = None,
    seed: int = 0,
    rows: int = ROWS,
    skip_impossible: bool = False,
    engine: str = "auto",
) -> Request:
    """Put a sweep together and check it.

    Parameters
    ----------
    loaded : Loaded
        The scenario; its table ``[sweep]`` names axes, too.
    version : str
        Version of joulepath.
    vary : mapping of str to str, list or number
        Axes as `joulepath.analysis.sweep.spellings.axis` takes them; they replace those of the
        scenario.
    outputs : iterable of str
        Dotted paths in the result; by default energy, eCAL and, with a zone, carbon.
    design : str
        ``"grid"``, ``"random"`` or ``"latin-hypercube"``.
    points : int or None
        How many points a sample has.
    seed : int
        Start of its random numbers, at least 0 and below 2**63.
    rows : int
        Points in a part, at most.
    skip_impossible : bool
        Whether points that the scenario refuses are left empty.
    engine : str
        ``"numpy"``; ``"compiled"`` for machine code (extra ``fast``); or ``"auto"`` for that where
        it is installed and the sweep is so large that it pays.

    Returns
    -------
    Request
        Ready to be run.

    Raises
    ------
    InputError
        With everything that is wrong with the axes, the design and the outputs.
    MissingExtra
        For machine code without its extra.
    """
    tables = dict(loaded.written)
    own = flattened(cast("Mapping[str, Any]", tables.pop("sweep", None) or {}))
    axes = axes_of({**own, **(vary or {})})
    problems = [*_of_design(axes, design, points), *_of_sizes(points, seed, rows)]
    problems += _of_grid(design, prod(axis.least_length for axis in axes))
    if engine not in ENGINES:
        problems += UnknownName("engine", engine, ENGINES, where="--engine").problems
    if problems:
        raise InputError(*problems)
    folder = str(Path.cwd())
    scenarios = Scenarios(tables, folder, loaded.catalogue)
    spread = frozenset(_spread_keys(scenarios, axes, loaded.name, skip_impossible))
    chosen = _outputs(scenarios.inputs(_first(axes)), tuple(dict.fromkeys(outputs)))
    request = Request(
        title=loaded.scenario.title or Path(loaded.name or "scenario").stem,
        tables=tables,
        folder=folder,
        catalogues=tuple(str(each.resolve()) for each in loaded.catalogue.folders[1:]),
        catalogue=loaded.catalogue.digest,
        version=version,
        axes=axes,
        spread=spread,
        outputs=chosen,
        design=cast("DesignName", design),
        points=points,
        seed=seed,
        rows=rows,
        impossible="empty" if skip_impossible else "refused",
    )
    if problems := [*_of_grid(design, request.plan.points)]:
        raise InputError(*problems)
    return with_engine(request, engine)


def _of_design(axes: Sequence[Axis], design: str, points: int | None) -> Iterable[Problem]:
    """What is wrong with the design."""
    if design not in DESIGNS:
        yield from UnknownName("design", design, DESIGNS, where="--design").problems
    elif design == "grid":
        if points is not None:
            remedy = "leave it out, or take --design random"
            yield Problem("--points", "a grid has as many points as its axes make", remedy)
        for axis in axes:
            if axis.is_stepless:
                remedy = f"say in how many steps, e.g. {axis.written}11, or take --design random"
                yield Problem(f"--vary {axis.key}", f"{axis.written!r} has no steps", remedy)
    elif points is None:
        yield Problem("--design", f"{design} without a size", "say how many, e.g. --points 10000")
    elif design == "latin-hypercube" and points > _STRATA:
        remedy = "take --design random, which is as good for so many"
        yield Problem("--points", f"{points:,} strata", remedy)


def _of_grid(design: str, points: int) -> Iterable[Problem]:
    """What is wrong with a grid of so many points."""
    if design == "grid" and points > _LARGEST:
        remedy = "take fewer values, or a sample: --design latin-hypercube --points 100000"
        yield Problem("sweep", f"{points:,} points", remedy)


def _of_sizes(points: int | None, seed: int, rows: int) -> Iterable[Problem]:
    """What is wrong with single numbers."""
    if points is not None and not 1 <= points <= _LARGEST:
        yield Problem("--points", f"{points:,} points", f"take between 1 and {_LARGEST:,}")
    if not 0 <= seed < 2**63:
        yield Problem("--seed", f"{seed} is out of range", "take a number between 0 and 2^63 - 1")
    if not 1 <= rows <= 10 * ROWS:
        yield Problem("--part-rows", f"{rows:,} rows", f"take between 1 and {10 * ROWS:,}")


def _first(axes: Iterable[Axis]) -> dict[str, Any]:
    """Each axis at its first value."""
    return {axis.key: axis.value(float(axis.positions(2)[0])) for axis in axes}


def _spread_keys(
    scenarios: Scenarios, axes: Sequence[Axis], name: str, lenient: bool
) -> Iterable[str]:
    """Keys of the axes whose values enter the inputs as they are and change nothing else."""
    first, problems, found = _first(axes), list[Problem](), list[str]()
    for axis in axes:
        if axis.is_quantity and _enters_as_it_is(scenarios, axis, first):
            found.append(axis.key)
        elif not lenient:
            problems += _refused(scenarios, axis, first, name)
    if problems:
        raise InputError(*problems)
    return found


def _enters_as_it_is(scenarios: Scenarios, axis: Axis, first: Mapping[str, Any]) -> bool:
    """Tell whether reading values side by side gives just what reading each of them does."""
    tried = axis.positions(_TRIED)
    try:
        inputs = scenarios.inputs({**first, **open_grid([axis], [tried])})
        if axis.length is not None and axis.length > len(tried):
            scenarios.inputs({**first, **open_grid([axis], [np.arange(axis.length)])})
        alone = [scenarios.inputs({**first, axis.key: axis.value(each)}) for each in tried]
    except Exception:  # much of what reads a scenario takes one value; then that is how it is read
        return False
    return filled_paths(inputs, [axis], [tried]) is not None and all(
        _same(_at(inputs, index), each) for index, each in enumerate(alone)
    )


def _at(inputs: Inputs, index: int) -> Inputs:
    """Inputs with one element of each array."""
    return map_leaves(
        lambda _, leaf: leaf[index].item() if isinstance(leaf, np.ndarray) else leaf, inputs
    )


def _same(one: Inputs, other: Inputs) -> bool:
    """Tell whether two inputs are equal to the last bit; a whole float is as good as an integer."""
    pairs = dict(leaves(one)), dict(leaves(other))
    return pairs[0].keys() == pairs[1].keys() and all(
        leaf == pairs[1][path] or (leaf != leaf and pairs[1][path] != pairs[1][path])
        for path, leaf in pairs[0].items()
    )


def _refused(
    scenarios: Scenarios, axis: Axis, first: Mapping[str, Any], name: str
) -> Iterable[Problem]:
    """Problems of single values of an axis."""
    count = _TRIED if axis.length is None else min(axis.length, _CHECKED)
    told = set[tuple[str, str]]()
    for position in axis.positions(count):
        value = axis.value(float(position))
        try:
            scenarios.inputs({**first, axis.key: value})
        except InputError as error:
            for each in error.problems:
                if (each.where, each.what) not in told:
                    where = ": ".join(filter(None, (name, each.where)))
                    yield Problem(where, f"{each.what} (at {axis.key}={value})", each.remedy)
                told.add((each.where, each.what))


def _outputs(inputs: Inputs, names: Sequence[str]) -> dict[str, str]:
    """Coherent unit of each output, by path."""
    result = lifecycle(inputs)
    known, numbers = dict(units(result)), dict(leaves(result))
    carbon = () if result.carbon is None else ("carbon",)
    made = () if result.hardware is None or not carbon else (WITH_HARDWARE,)
    chosen = tuple(_path(name, numbers) for name in names) or (*_ALWAYS, *carbon, *made)
    try:
        Plan.compile(lifecycle, inputs, chosen)
    except InputError as error:
        problems = (
            Problem(f"--outputs {e.where}".rstrip(), e.what, e.remedy) for e in error.problems
        )
        raise InputError(*problems) from None
    return {path: known.get(path, "1") for path in chosen}


def _path(name: str, result: Mapping[str, Any]) -> str:
    """Path of an output, which may be called as goals and budgets call it."""
    if name not in QUANTITIES or is_number(result.get(name)):
        return name
    path = QUANTITIES[name].of(result)
    if path is None:
        what = f"this scenario has no {name}"
        raise InputError(Problem("--outputs", what, QUANTITIES[name].remedy))
    return path
