"""A bill of one's own, read from TOML with all its problems at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, cast

from joulepath.catalogue.schema import CALIBRATED, UNCHECKED
from joulepath.catalogue.units import parse
from joulepath.errors import InputError, Problem, ScenarioError, nearest
from joulepath.records.embodied import MEASURES, YIELD_MODELS
from joulepath.scenario.embodied.requests import BillRequest, DieRequest, PartRequest
from joulepath.scenario.plan_file import read_tables

__all__ = ["read_bill"]

_TOP: Final = ("name", "lifetime", "calibration", "part")
_DIE: Final = ("fab", "abatement", "yield_model", "yield", "whole_wafers")
_PART: Final = ("name", "component", "pieces", "lifetime", *MEASURES, "distance", *_DIE)
_MOST_PIECES: Final = 1e6


def read_bill(file: Path) -> BillRequest:
    """Read a bill of components.

    Parameters
    ----------
    file : Path
        TOML with ``name``, ``lifetime``, ``calibration`` and a table ``[[part]]`` for each part.

    Returns
    -------
    BillRequest
        In coherent units.

    Raises
    ------
    ScenarioError
        With everything that is wrong with the file.
    """
    problems: list[Problem] = []
    raw = read_tables(file)
    problems += _strangers(raw, _TOP, file.name)
    rows: Any = raw.get("part", [])
    if not isinstance(rows, list) or not rows:
        problems.append(Problem(file.name, "no part", "write [[part]] with component = ..."))
        rows = []
    parts = [
        _part(row, f"{file.name}: part[{at}]", problems)
        for at, row in enumerate(cast("list[Any]", rows))
    ]
    lifetime = _number(raw, "lifetime", "s", file.name, problems)
    calibration = raw.get("calibration", "none")
    if calibration not in ("none", UNCHECKED, *CALIBRATED):
        remedy = f"use one of {', '.join((*CALIBRATED, UNCHECKED))}, or leave it out"
        problems.append(Problem(f"{file.name}: calibration", f"{calibration!r} is none", remedy))
    if problems:
        raise ScenarioError(*problems)
    name = str(raw.get("name", file.stem))
    return BillRequest(name, tuple(part for part in parts if part), lifetime, str(calibration))


def _part(raw: Any, where: str, problems: list[Problem]) -> PartRequest | None:
    if not isinstance(raw, Mapping):
        problems.append(Problem(where, f"{raw!r} is no table", "write [[part]]"))
        return None
    table = cast("Mapping[str, Any]", raw)
    problems += _strangers(table, _PART, where)
    component = table.get("component")
    if not isinstance(component, str):
        remedy = "add component = \"...\"; 'joulepath catalogue components' lists them"
        problems.append(Problem(where, "no component", remedy))
        return None
    part = PartRequest(str(table.get("name", component)), component, where)
    pieces = _number(table, "pieces", "1", where, problems)
    if pieces is not None and pieces > _MOST_PIECES:
        problems.append(Problem(f"{where}.pieces", f"{pieces:g} pieces", "at most a million"))
    measure, amount = _measured(table, where, problems)
    return replace(
        part,
        pieces=1.0 if pieces is None else pieces,
        measure=measure,
        amount=amount,
        life=_number(table, "lifetime", "s", where, problems),
        die=_die(table, where, problems),
    )


def _measured(
    table: Mapping[str, Any], where: str, problems: list[Problem]
) -> tuple[str, tuple[float, float, float]]:
    given = [name for name in MEASURES if name in table]
    if "distance" in table:
        return "freight", _freight(table, where, problems)
    if len(given) > 1:
        what = f"{' and '.join(given)} at once"
        problems.append(Problem(where, what, "give the one that the component is counted by"))
    if not given:
        return "", (0.0, 0.0, 0.0)
    return given[0], _triple(table, given[0], MEASURES[given[0]], where, problems)


def _freight(
    table: Mapping[str, Any], where: str, problems: list[Problem]
) -> tuple[float, float, float]:
    if "mass" not in table:
        remedy = "add mass = ..., what is carried"
        problems.append(Problem(where, "a distance without a mass", remedy))
    mass = _triple(table, "mass", "g", where, problems)
    distance = _triple(table, "distance", "m", where, problems)
    low, best, high = (m * d for m, d in zip(mass, distance, strict=True))
    return low, best, high


def _triple(
    table: Mapping[str, Any], key: str, unit: str, where: str, problems: list[Problem]
) -> tuple[float, float, float]:
    """An amount, or a list of its lower end, best estimate and upper end."""
    raw = table.get(key)
    if not isinstance(raw, list):
        found = _number(table, key, unit, where, problems) or 0.0
        return found, found, found
    ends = [
        _number({key: each}, key, unit, where, problems) or 0.0 for each in cast("list[Any]", raw)
    ]
    if len(ends) != len(("low", "best", "high")) or sorted(ends) != ends:
        remedy = f'write {key} = ["low", "best", "high"], rising'
        problems.append(Problem(f"{where}.{key}", f"{raw!r} is no range", remedy))
        return 0.0, 0.0, 0.0
    return ends[0], ends[1], ends[2]


def _number(
    table: Mapping[str, Any], key: str, unit: str, where: str, problems: list[Problem]
) -> float | None:
    if key not in table:
        return None
    raw = table[key]
    place = f"{where}.{key}"
    if unit != "1" and not isinstance(raw, str):
        remedy = f'write a number with its unit in quotes, e.g. {key} = "{_EXAMPLES[unit]}"'
        problems.append(Problem(place, f"{raw!r} has no unit", remedy))
        return None
    try:
        value = parse(raw, unit)
    except InputError as error:
        problems += [Problem(place, each.what, each.remedy) for each in error.problems]
        return None
    if value < 0 or (value == 0 and key in ("lifetime", "pieces")):
        problems.append(Problem(place, f"{raw!r} is not above zero", "write what there is"))
        return None
    return value


_EXAMPLES: Final = {
    "mm2": "12 mm2", "g": "20 g", "bit": "4 GB", "J": "10 Wh", "m": "1.5 m", "g*m": "2 t km",
    "s": "5 years",
}  # fmt: skip


def _die(table: Mapping[str, Any], where: str, problems: list[Problem]) -> DieRequest:
    given = frozenset(key for key in _DIE if key in table)
    abatement = _number(table, "abatement", "1", where, problems)
    share = _number(table, "yield", "1", where, problems)
    if abatement is not None and not 0.0 <= abatement <= 1.0:
        remedy = "write a share, e.g. abatement = 0.97"
        problems.append(Problem(f"{where}.abatement", f"{abatement:g} is no share", remedy))
    if share is not None and not 0.0 < share <= 1.0:
        remedy = "write a share above zero, e.g. yield = 0.9"
        problems.append(Problem(f"{where}.yield", f"{share:g} is no share", remedy))
    model = table.get("yield_model", "murphy" if share is None else "fixed")
    if model not in YIELD_MODELS:
        remedy = f"use one of {', '.join(YIELD_MODELS)}"
        problems.append(Problem(f"{where}.yield_model", f"{model!r} is none", remedy))
    if (model == "fixed") != (share is not None):
        remedy = "a fixed yield needs yield = ..., and only that"
        problems.append(Problem(where, "a yield and its model that do not fit", remedy))
    whole = table.get("whole_wafers", True)
    if not isinstance(whole, bool):
        problems.append(
            Problem(f"{where}.whole_wafers", f"{whole!r} is neither true nor false", "write one")
        )
    return DieRequest(
        str(table.get("fab", "taiwan")),
        0.97 if abatement is None else abatement,
        str(model),
        1.0 if share is None else share,
        bool(whole),
        given,
    )


def _strangers(table: Mapping[str, Any], known: tuple[str, ...], where: str) -> Iterator[Problem]:
    for key in table:
        if key not in known:
            near = nearest(key, known, count=1)
            remedy = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}"
            yield Problem(where, f"unknown key {key!r}", remedy)
