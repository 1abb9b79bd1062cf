"""Which entries of the catalogue a key of a scenario may name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Annotated, Any, cast, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from joulepath.errors import InputError, Problem, UnknownName
from joulepath.scenario.fields import CatalogueName
from joulepath.scenario.reading import Loaded

__all__ = ["check_names", "names_for"]


def names_for(loaded: Loaded, key: str, pattern: str, where: str) -> tuple[str, ...]:
    """Find the entries that fit a key.

    Parameters
    ----------
    loaded : Loaded
        A scenario that has the table of the key.
    key : str
        Dotted path, e.g. ``inference.processor``.
    pattern : str
        Pattern that names must match, with ``*`` and ``?``.
    where : str
        Where the user asked for them, for messages.

    Returns
    -------
    tuple of str
        Names of complete entries, sorted.

    Raises
    ------
    UnknownName
        For a key that its table does not have.
    InputError
        For a key that names no entry of the catalogue, or a pattern that no name matches.
    """
    *steps, last = key.split(".")
    section = _section(loaded, steps, key, where)
    fields = type(section).model_fields
    if last not in fields:
        raise UnknownName("key", last, fields, where=where)
    marks = tuple(dict.fromkeys(_marks(fields[last])))
    if not marks:
        what = f"{key} names no entry of the catalogue"
        raise InputError(Problem(where, what, f"list its values, e.g. {key}=1,2"))
    names = sorted({name for mark in marks for name in _fitting(mark, loaded)})
    chosen = tuple(name for name in names if fnmatchcase(name, pattern))
    if not chosen:
        remedy = f"'joulepath catalogue {marks[0].kind}' shows all {len(names)}"
        raise InputError(Problem(where, f"no entry for {key} matches {pattern!r}", remedy))
    return chosen


def check_names(loaded: Loaded, key: str, values: Iterable[Any], where: str) -> None:
    """Refuse texts that are no entries, for a key that names entries of the catalogue.

    Raises
    ------
    UnknownName
        For the first of them, with the nearest names.
    """
    *steps, last = key.split(".")
    try:
        field = type(_section(loaded, steps, key, where)).model_fields.get(last)
    except InputError:
        return  # a table that only a candidate has
    kinds = [] if field is None else [mark.kind for mark in dict.fromkeys(_marks(field))]
    for value in values if kinds else ():
        known = any(value in loaded.catalogue.names(kind) for kind in kinds)
        if isinstance(value, str) and not known:
            loaded.catalogue.entry(kinds[0], value, where)


def _section(loaded: Loaded, steps: list[str], key: str, where: str) -> BaseModel:
    """The table that holds a key, as the scenario has it."""
    node: Any = loaded.scenario
    for step in steps:
        items = cast("tuple[Any, ...]", node) if isinstance(node, tuple) else ()
        if step.isdecimal() and int(step) < len(items):
            node = items[int(step)]
        else:
            node = getattr(cast("Any", node), step, None)
    if not isinstance(node, BaseModel):
        table = ".".join(steps)
        what = f"the scenario has no table {table} to look up {key}"
        raise InputError(Problem(where, what, "add it, or list the values that may be chosen"))
    return node


def _marks(field: FieldInfo) -> Iterator[CatalogueName]:
    yield from (each for each in field.metadata if isinstance(each, CatalogueName))
    yield from _marks_in(field.annotation)


def _marks_in(annotation: Any) -> Iterator[CatalogueName]:
    if get_origin(annotation) is Annotated:
        yield from (each for each in annotation.__metadata__ if isinstance(each, CatalogueName))
    for part in get_args(annotation):
        if not isinstance(part, (str, Mapping)):
            yield from _marks_in(part)


def _fitting(mark: CatalogueName, loaded: Loaded) -> Iterator[str]:
    """Names of a kind whose entries the key accepts."""
    for name in loaded.catalogue.names(mark.kind):
        entry = loaded.catalogue.entry(mark.kind, name)
        if (mark.incomplete or not entry.missing) and mark.layer in ("", entry.text.get("layer")):
            yield name
