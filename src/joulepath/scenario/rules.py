"""Keys that need or exclude each other within one table, whatever their values.

Each rule looks at a table as it was written, so that a broken rule is reported together with
everything else that is wrong with the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeVar, cast

from pydantic import BaseModel

from joulepath.scenario.fields import Rate, refuse

__all__ = [
    "LEAST_DISKS",
    "batch_of_calibrated",
    "broken_rules",
    "disks_of_parity",
    "execution_of_roofline",
    "obeying",
    "one_bearer",
    "one_strategy",
    "one_way_of_preparing",
    "rate_with_lifetime",
    "runtime_of_calibrated",
    "year_of_a_zone",
]

S = TypeVar("S", bound=BaseModel)
Table = Mapping[str, Any]
Broken = tuple[str, str]
"""What is wrong, and the remedy."""
Keys = tuple[str | int, ...]

LEAST_DISKS: Final = {"none": 1, "raid0": 2, "raid1": 2, "raid5": 3, "raid6": 4, "raid10": 4}
"""Disks that each level of redundancy needs."""

_OF_A_CHAIN: Final = ("rows", "columns", "channels", "bits_per_value")


def one_strategy(table: Table) -> Broken | None:
    """Ask of a training either a split or folds."""
    match "split" in table, "folds" in table:
        case True, True:
            return "both split and folds", "keep one of them"
        case False, False:
            return "neither split nor folds", "give one of them, e.g. split = 0.8"
        case _:
            return None


def batch_of_calibrated(table: Table) -> Broken | None:
    """Ask for the samples of a step where, and only where, they make a difference."""
    match table.get("method") == "calibrated", "batch" in table:
        case True, False:
            return "a calibrated training without a batch", "add the samples of a step: batch = 32"
        case False, True:
            return "a batch makes no difference to peak-tdp", 'add method = "calibrated"'
        case _:
            return None


def one_bearer(table: Table) -> Broken | None:
    """Allow a hop a carrier or a radio."""
    if "carrier" in table and "radio" in table:
        return "both a carrier and a radio", "keep one of them"
    return None


def rate_with_lifetime(table: Table) -> Broken | None:
    """Ask for a lifetime beside a rate of inferences, and nowhere else."""
    if "inferences" not in table:
        return None
    match _is_rate(table["inferences"]), "lifetime" in table:
        case True, False:
            return "a rate of inferences without a lifetime", 'add lifetime = "3 years"'
        case False, True:
            return (
                "a lifetime beside a number of inferences",
                'write a rate such as inferences = "24/day", or leave the lifetime out',
            )
        case _:
            return None


def runtime_of_calibrated(table: Table) -> Broken | None:
    """Ask for a runtime only where calibrations tell them apart."""
    if "runtime" in table and table.get("method") != "calibrated":
        return "a runtime makes no difference to peak-tdp", 'add method = "calibrated"'
    return None


def execution_of_roofline(table: Table) -> Broken | None:
    """Ask how a processor runs a model only where that makes a difference."""
    if "execution" in table and table.get("method") != "roofline":
        return "an execution makes no difference without the roofline", 'add method = "roofline"'
    return None


def disks_of_parity(table: Table) -> Broken | None:
    """Ask for the disks where the redundancy depends on them."""
    raid = str(table.get("raid"))
    if raid in ("raid5", "raid6") and "disks" not in table:
        return f"{raid} without disks", f"add disks = {LEAST_DISKS[raid]} or more"
    return None


def one_way_of_preparing(table: Table) -> Broken | None:
    """Ask of a preparation either a method or a chain, and keys that belong to it."""
    match "method" in table, "chain" in table:
        case True, True:
            return "both a method and a chain", "keep one of them"
        case False, False:
            remedy = 'give one of them, e.g. method = "standardise" or [[preprocessing.chain]]'
            return "neither a method nor a chain", remedy
        case _, chained:
            others = ("steps",) if chained else _OF_A_CHAIN
    strange = [key for key in others if key in table]
    if not strange:
        return None
    owner = "method" if chained else "chain"
    return f"{' and '.join(strange)} without a {owner}", f"leave out {' and '.join(strange)}"


def year_of_a_zone(table: Table) -> Broken | None:
    """Allow a year beside a zone alone."""
    if "site" in table:
        return None
    for key in ("year", "basis"):
        if key in table and "zone" not in table:
            return f"a {key} without a zone", f'add zone = "DEU", or leave the {key} out'
    return None


def obeying(section: S, rule: Callable[[Table], Broken | None]) -> S:
    """Return a section that a rule finds nothing wrong with.

    Raises
    ------
    PydanticCustomError
        With what is wrong and the remedy.
    """
    values = ((name, getattr(section, name)) for name in section.model_fields_set)
    if broken := rule({name: value for name, value in values if value is not None}):
        raise refuse(*broken)
    return section


def broken_rules(tables: Table) -> Iterator[tuple[Keys, str, str]]:
    """Broken rules of all tables of a file: where, what, remedy."""
    for keys, rule, table in _ruled(tables):
        if isinstance(table, Mapping) and (broken := rule(cast("Table", table))):
            yield keys, *broken


def _ruled(tables: Table) -> Iterator[tuple[Keys, Callable[[Table], Broken | None], object]]:
    yield (), year_of_a_zone, tables
    hops: object = tables.get("path")
    if isinstance(hops, (list, tuple)):
        for index, hop in enumerate(cast("list[object]", hops)):
            yield ("path", index), one_bearer, hop
    yield ("storage",), disks_of_parity, tables.get("storage")
    yield ("preprocessing",), one_way_of_preparing, tables.get("preprocessing")
    yield ("training",), one_strategy, tables.get("training")
    yield ("training",), batch_of_calibrated, tables.get("training")
    yield ("inference",), rate_with_lifetime, tables.get("inference")
    yield ("inference",), runtime_of_calibrated, tables.get("inference")
    yield ("inference",), execution_of_roofline, tables.get("inference")


def _is_rate(value: object) -> bool:
    if getattr(getattr(value, "dtype", None), "kind", "") in ("U", "O"):
        return "/" in str(value)
    return isinstance(value, Rate) or (isinstance(value, str) and "/" in value)
