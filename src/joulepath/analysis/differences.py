"""What changed between two saved results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, Final, cast

from joulepath.core.quantities import Ratio
from joulepath.errors import InputError, Problem, nearest

__all__ = ["ChangedNumber", "ChangedSetting", "Differences", "differences"]

_SETTINGS: Final = (
    "joulepath", "catalogue", "title", "profile", "zone", "year", "basis", "perimeter",
    "methods", "switches", "scenario",
)  # fmt: skip
"""Parts of a result that say what was computed, and how."""


@dataclass(frozen=True)
class ChangedNumber:
    """A number of two lives that is not the same."""

    path: str
    """Where it is in the result."""
    unit: str
    """Coherent unit; empty where neither result says."""
    before: float | None
    """What it was; none where the first result lacks it."""
    after: float | None
    """What it is; none where the second result lacks it."""
    change: Ratio
    """Change over what it was; without end where that was nothing, or one result lacks it."""


@dataclass(frozen=True)
class ChangedSetting:
    """Something that was asked or used, and is not the same."""

    path: str
    """Where it is in the saved file."""
    before: str | None
    """What it was; none where the first result lacks it."""
    after: str | None
    """What it is; none where the second result lacks it."""


@dataclass(frozen=True)
class Differences:
    """All that two results do not have in common."""

    numbers: tuple[ChangedNumber, ...]
    """Numbers that changed by more than the threshold, the largest change first."""
    settings: tuple[ChangedSetting, ...]
    """Versions, methods and keys of the scenario that differ."""
    compared: int
    """Numbers that either result has."""
    below: int
    """Those that changed by no more than the threshold."""


def differences(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    threshold: Ratio = 0.0,
    only: Sequence[str] = (),
) -> Differences:
    """Hold two saved results against each other.

    Parameters
    ----------
    before, after : mapping
        As `joulepath.Estimate.to_dict` writes them.
    threshold : Ratio
        Relative change up to which numbers are left out.
    only : sequence of str
        Dotted paths of numbers, or of records that hold them; by default everything.

    Returns
    -------
    Differences
        Of their numbers and of what was asked.

    Raises
    ------
    InputError
        For a path that neither result has, and a threshold below zero.
    """
    if not threshold >= 0:
        raise InputError(Problem("threshold", f"{threshold:g} is below zero", "give 0 % or more"))
    first, second = (dict(_numbers(each["lifecycle"], "")) for each in (before, after))
    paths = _chosen(list(first | second), only)
    units = {**_table(before.get("units")), **_table(after.get("units"))}
    all_changes = [
        ChangedNumber(path, str(units.get(path, "")), first.get(path), second.get(path), change)
        for path in paths
        if (change := _change(first.get(path), second.get(path))) != 0
    ]
    shown = [each for each in all_changes if abs(each.change) > threshold]
    shown.sort(key=lambda each: -abs(each.change))
    return Differences(
        tuple(shown), tuple(_settings(before, after)), len(paths), len(all_changes) - len(shown)
    )


def _chosen(paths: list[str], only: Sequence[str]) -> list[str]:
    """Paths that are asked for."""
    if not only:
        return paths
    problems: list[Problem] = []
    for name in only:
        if not any(_within(path, name) for path in paths):
            near = nearest(name, paths)
            remedy = f"did you mean {near[0]!r}?" if near else "leave it out for everything"
            problems.append(Problem("--only", f"neither result has {name!r}", remedy))
    if problems:
        raise InputError(*problems)
    return [path for path in paths if any(_within(path, name) for name in only)]


def _within(path: str, name: str) -> bool:
    return path == name or path.startswith(f"{name}.")


def _change(before: float | None, after: float | None) -> Ratio:
    if before == after:
        return 0.0
    if before is None or after is None:
        return inf
    return (after - before) / abs(before) if before else inf


def _settings(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[ChangedSetting]:
    first, second = (
        {path: value for part in _SETTINGS for path, value in _leaves(each.get(part), part)}
        for each in (before, after)
    )
    for path in first | second:
        if first.get(path) != second.get(path):
            yield ChangedSetting(path, first.get(path), second.get(path))


def _numbers(node: object, path: str) -> Iterator[tuple[str, float]]:
    """Every number below a table or list, with its dotted path."""
    for place, leaf in _walk(node, path):
        if isinstance(leaf, (int, float)) and not isinstance(leaf, bool):
            yield place, float(leaf)


def _leaves(node: object, path: str) -> Iterator[tuple[str, str]]:
    """Every value below a table or list as text; what is none is left out."""
    return ((place, str(leaf)) for place, leaf in _walk(node, path) if leaf is not None)


def _walk(node: object, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(node, Mapping):
        parts = cast("Mapping[str, object]", node).items()
    elif isinstance(node, list):
        parts = ((str(at), part) for at, part in enumerate(cast("list[object]", node)))
    else:
        yield path, node
        return
    for name, part in parts:
        yield from _walk(part, f"{path}.{name}" if path else name)


def _table(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}
