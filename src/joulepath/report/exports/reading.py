"""Read what is to be exported: a saved result or a scenario, and a footprint beside it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import NoneType
from typing import Any, Final, cast

from joulepath.catalogue import Catalogue
from joulepath.core.quantities import Second
from joulepath.core.tree import units
from joulepath.errors import InputError, Problem
from joulepath.measure.runs import read_text
from joulepath.report.estimate import estimate
from joulepath.report.exports.facts import BUILDING, TRANSFERS
from joulepath.report.exports.making import STAGES
from joulepath.report.exports.settings import GROUPS, Hardware
from joulepath.report.plain import plain

__all__ = ["hardware_of_file", "result_of_file", "result_of_scenario"]

_REMEDY: Final = "save one with: joulepath estimate scenario.toml -o result.json"
_TEXTS: Final = ("joulepath", "catalogue", "title")
_SAID: Final = ("basis", "perimeter")
_TABLES: Final = ("methods", "lifecycle", "units", "scenario")
_NUMBERS: Final = (
    "energy", "inference.inferences", "inference.computation.energy",
    "inference.computation.time", "inference.computation.samples",
)  # fmt: skip
_DIVISORS: Final = (
    "energy",
    "training.flops",
    "inference.inferences",
    "inference.computation.samples",
)
_PARTS: Final = ("model", "training", "evaluation", "site", "hardware")
_TRAINING: Final = ("training.flops", "training.time", "training.energy", "training.samples")


def result_of_scenario(
    path: Path, measured: Mapping[str, tuple[Any, str]], catalogue: Catalogue
) -> dict[str, Any]:
    """Estimate a scenario, with measurements in the place of its numbers.

    Parameters
    ----------
    path : Path
        The scenario.
    measured : mapping of str to tuple
        Dotted path of a number to its measured value and the name of its source.
    catalogue : Catalogue
        Where names are looked up.

    Returns
    -------
    dict
        As `joulepath.report.estimate.Estimate.to_dict`, its lifecycle computed anew.
    """
    found = estimate(path, catalogue=catalogue)
    result = found.to_dict()
    if measured:
        lifecycle = found.explained.given(measured).values()
        result |= {
            "lifecycle": plain(lifecycle),
            "units": dict(units(lifecycle)),
            "uncertainty": None,
            "measured": {name: source for name, (_, source) in measured.items()},
        }
    return result


def result_of_file(path: Path) -> dict[str, Any]:
    """Read a result that ``joulepath estimate -o`` has saved.

    Raises
    ------
    InputError
        If it is none, of several zones, or lacks what every export needs.
    """
    found = _json(path)
    if isinstance(found, list):
        count = len(cast("list[Any]", found))
        remedy = "save one alone, with one --zone" if count else "save one: estimate -o result.json"
        raise InputError(Problem(str(path), f"holds {count or 'no'} results", remedy))
    result = _table(found)
    problems = [*_wrong_tables(result, str(path))]
    if not problems:
        problems = [*_wrong_life(result["lifecycle"], str(path))]
    if problems:
        raise InputError(*problems)
    return result


def hardware_of_file(
    path: Path, reserved: Second, lifetime: Second | None, share: tuple[float, float]
) -> Hardware:
    """Read a footprint that ``joulepath footprint -f json -o`` has saved.

    Parameters
    ----------
    path : Path
        The file.
    reserved : Second
        Time for which the device is reserved.
    lifetime : Second or None
        Time it serves; none for that of the footprint.
    share : tuple of float
        Resources reserved, and those that it has.

    Raises
    ------
    InputError
        If it is no footprint, or nobody says how long the device serves.
    """
    footprint = _table(_table(_json(path)).get("footprint"))
    wrong = [name for name in STAGES if not _amount(footprint.get(name))]
    if wrong:
        what = f"is no footprint: it has no {', '.join(wrong)}"
        remedy = "save one with: joulepath footprint DEVICE -f json -o footprint.json"
        raise InputError(Problem(str(path), what, remedy))
    life = footprint.get("lifetime") if lifetime is None else lifetime
    if not _amount(life) or not life:
        remedy = "say it, e.g. --lifetime '5 years'"
        raise InputError(Problem(str(path), "does not say how long the device serves", remedy))
    manufacture, transport, end_of_life = (footprint[name] for name in STAGES)
    name = str(footprint.get("name", path.stem))
    return Hardware(
        name, manufacture, transport, end_of_life, reserved, cast("float", life), *share
    )


def _wrong_tables(result: dict[str, Any], where: str) -> Iterable[Problem]:
    wrong = [name for name in _TEXTS if not isinstance(result.get(name), str)]
    wrong += [name for name in _TABLES if not isinstance(result.get(name), dict)]
    wrong += [name for name in ("zone", "year") if name not in result]
    wrong += [name for name in _SAID if not isinstance(result.get(name), (str, NoneType))]
    methods = _table(result.get("methods")).items()
    wrong += [f"methods.{name}" for name, method in methods if not isinstance(method, str)]
    wrong += [] if _at(result, "methods.compute") else ["methods.compute"]
    if wrong:
        yield Problem(where, f"is no result: it has no {', '.join(wrong)}", _REMEDY)


def _wrong_life(lifecycle: dict[str, Any], where: str) -> Iterable[Problem]:
    present = _present(lifecycle)
    yield from _wrong_amounts(lifecycle, present, where)
    yield from _wrong_tables_below(lifecycle, where)
    yield from _wrong_hardware(lifecycle.get("hardware"), where)
    for name in (".".join(TRANSFERS[stage]) for stage in present if stage in TRANSFERS):
        if not isinstance(_at(lifecycle, f"{name}.hops"), list):
            yield Problem(where, f"has no list lifecycle.{name}.hops", _REMEDY)


def _wrong_amounts(lifecycle: dict[str, Any], present: list[str], where: str) -> Iterable[Problem]:
    for name in _needed(lifecycle, present):
        value = _at(lifecycle, name)
        if not _amount(value):
            yield Problem(where, f"lifecycle.{name} is {str(value)[:40]}, no amount", _REMEDY)
    for name in _DIVISORS:
        if _at(lifecycle, name) == 0:
            yield Problem(where, f"lifecycle.{name} is 0: there is nothing to report", _REMEDY)


def _wrong_tables_below(lifecycle: dict[str, Any], where: str) -> Iterable[Problem]:
    needed = ("training", "carbon", "balance", "model.parameters")
    for stem, _, name in (path.rpartition(".") for path in needed):
        if name not in _table(_at(lifecycle, stem) if stem else lifecycle):
            yield Problem(where, f"has no lifecycle.{stem}{'.' if stem else ''}{name}", _REMEDY)
    balance = _table(lifecycle.get("balance"))
    for name in (*_PARTS, "balance", *(f"balance.{stage}" for stage in balance)):
        if not isinstance(_at(lifecycle, name), (dict, NoneType)):
            yield Problem(where, f"lifecycle.{name} is no table", _REMEDY)


def _present(lifecycle: dict[str, Any]) -> list[str]:
    """Stages that a life has, that of its training among them."""
    balance = _table(lifecycle.get("balance"))
    found = [
        stage for group in GROUPS.values() for stage in group if balance.get(stage) is not None
    ]
    return [*dict.fromkeys((*found, *(("training",) if _has(lifecycle, "training") else ())))]


def _needed(lifecycle: dict[str, Any], present: list[str]) -> Iterable[str]:
    """Paths of the amounts that exports read."""
    yield from _NUMBERS
    if _has(lifecycle, "training"):
        yield from _TRAINING
    if _has(lifecycle, "evaluation"):
        yield "evaluation.time"
    if _at(lifecycle, "model.parameters") is not None:
        yield "model.parameters"
    yield from (f"balance.{stage}.energy" for stage in present)
    if _has(lifecycle, "carbon"):
        yield from ("carbon", *(f"balance.{stage}.carbon" for stage in present))
    if _at(lifecycle, f"balance.{BUILDING}"):
        yield from ("site.development", "site.pass_energy", "site.computation", "inference.passes")
        yield from ("site.training",) if _has(lifecycle, "training") else ()


def _has(lifecycle: dict[str, Any], name: str) -> bool:
    return lifecycle.get(name) is not None


def _wrong_hardware(hardware: Any, where: str) -> Iterable[Problem]:
    if hardware is None:
        return
    devices = _table(hardware).get("devices")
    shares = cast("list[Any]", devices) if isinstance(devices, list) else [None]
    told = isinstance(_table(hardware).get("rule"), str) and _amount(_table(hardware).get("time"))
    if not told or not all(_is_share(_table(share)) for share in shares):
        what = "lifecycle.hardware does not say what falls to this life"
        yield Problem(where, what, "save it anew, with this version of joulepath")


def _is_share(share: dict[str, Any]) -> bool:
    return isinstance(share.get("name"), str) and all(_amount(share.get(each)) for each in STAGES)


def _at(table: Any, path: str) -> Any:
    for name in path.split("."):
        table = _table(table).get(name)
    return table


def _amount(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return math.isfinite(value) and value >= 0


def _table(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _json(path: Path) -> Any:
    text = read_text(path)
    try:
        return json.loads(text, parse_int=_whole, parse_float=_finite, parse_constant=_finite)
    except (ValueError, RecursionError) as error:
        what = f"is no JSON: {str(error)[:80]}"
        raise InputError(Problem(str(path), what, _REMEDY)) from None


def _finite(text: str) -> float:
    if not math.isfinite(number := float(text)):
        raise ValueError(f"{text[:20]} is too large or no number")
    return number


def _whole(text: str) -> int:
    _finite(text)
    return int(text)
