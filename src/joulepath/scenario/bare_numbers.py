"""Durations that a scenario gives without a unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast, get_args

from pydantic import BaseModel

from joulepath.scenario.fields import Quantity
from joulepath.scenario.ledger import Ledger, shown

__all__ = ["bare_durations", "note_bare_durations"]

_SECOND: Final = "s"


def note_bare_durations(section: BaseModel, ledger: Ledger) -> None:
    """Note every duration that is a plain number, for it is easily meant in another unit.

    Parameters
    ----------
    section : BaseModel
        A scenario.
    ledger : Ledger
        Knows what was written, and takes the assumptions.
    """
    for key, given in bare_durations(section, ledger.loaded.written):
        ledger.assume(key, f"{given} has no unit: taken as seconds")


def bare_durations(section: BaseModel, written: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Find every duration that is a plain number.

    Parameters
    ----------
    section : BaseModel
        A scenario or a plan.
    written : mapping
        The same as it is written.

    Returns
    -------
    iterator of tuple
        Key, and the number as it is shown.
    """
    for key, given in _bare(section, written, ""):
        yield key, shown(given)


def _bare(section: BaseModel, written: Any, path: str) -> Iterator[tuple[str, float]]:
    """Keys below a section that hold a duration without a unit, and what they hold."""
    if not hasattr(written, "keys"):
        return
    for name, field in type(section).model_fields.items():
        given, value = written.get(name), getattr(section, name)
        if isinstance(value, BaseModel):
            yield from _bare(value, given, f"{path}{name}.")
        elif isinstance(value, tuple):
            for index, item in enumerate(cast("tuple[Any, ...]", value)):
                if isinstance(item, BaseModel) and isinstance(given, (list, tuple)):
                    yield from _bare(item, given[index], f"{path}{name}.{index}.")
        elif isinstance(given, (int, float)) and _lasts((field.annotation, *field.metadata)):
            yield f"{path}{name}", given


def _lasts(parts: tuple[Any, ...]) -> bool:
    """Whether a type is that of a duration, if only in part."""
    return any(
        part.unit == _SECOND if isinstance(part, Quantity) else _lasts(_parts(part))
        for part in parts
    )


def _parts(annotation: Any) -> tuple[Any, ...]:
    return (*get_args(annotation), *getattr(annotation, "__metadata__", ()))
