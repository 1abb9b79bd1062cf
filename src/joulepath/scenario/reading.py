"""Read scenario files: TOML, variants by ``extends``, single changes by ``--set``."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from joulepath.catalogue import Catalogue, load
from joulepath.errors import Problem, ScenarioError, nearest
from joulepath.scenario.problems import problems_of
from joulepath.scenario.schema import Scenario

__all__ = ["Loaded", "load_scenario", "read_tables", "validate"]

Tables = dict[str, Any]


@dataclass(frozen=True)
class Loaded:
    """A scenario together with what the user wrote."""

    scenario: Scenario
    """The scenario, checked, in coherent units."""
    written: Mapping[str, Any]
    """The tables as they were read, variants merged and changes applied."""
    name: str
    """Name of the file, for messages; empty for a scenario made in Python."""
    catalogue: Catalogue
    """The catalogue its names were looked up in."""


def load_scenario(
    source: str | os.PathLike[str] | Mapping[str, Any] | Scenario,
    changes: Mapping[str, Any] | None = None,
    catalogue: Catalogue | None = None,
) -> Loaded:
    """Read and check a scenario.

    Parameters
    ----------
    source : path, mapping or Scenario
        A TOML file, or the same tables as a mapping.
    changes : mapping of str to any
        Values that replace those at dotted paths, e.g. ``{"training.epochs": 20}``; a value may
        be an array.
    catalogue : Catalogue
        Where names are looked up; by default the built-in one with its extensions.

    Returns
    -------
    Loaded
        The scenario and what was written.

    Raises
    ------
    ScenarioError
        With every problem of the file at once.
    """
    catalogue = catalogue or load()
    if isinstance(source, Scenario):
        tables, name = source.model_dump(exclude_unset=True), ""
    elif isinstance(source, Mapping):
        tables, name = _copied(source), ""
    else:
        tables, name = read_tables(Path(source)), Path(source).name
    for path, value in (changes or {}).items():
        _change(tables, path, value, name)
    return validate(tables, name, catalogue)


def validate(tables: Tables, name: str, catalogue: Catalogue) -> Loaded:
    """Hold tables against the schema; see `load_scenario`."""
    try:
        scenario = Scenario.model_validate(tables, context={"catalogue": catalogue})
    except ValidationError as error:
        raise ScenarioError(*problems_of(error, tables, Scenario, name)) from None
    return Loaded(scenario, tables, name, catalogue)


def read_tables(path: Path, below: tuple[Path, ...] = ()) -> Tables:
    """Read a TOML file and what it extends.

    Parameters
    ----------
    path : Path
        The file.
    below : tuple of Path
        Files that extend this one, to notice a circle.

    Returns
    -------
    dict
        Its tables; paths of model files are relative to the current folder.

    Raises
    ------
    ScenarioError
        If the file cannot be read, is not TOML, or extends itself.
    """
    tables = _parsed(path)
    _anchor_model(tables, path.parent)
    base = tables.pop("extends", None)
    if base is None:
        return tables
    if not isinstance(base, str):
        raise ScenarioError(
            Problem(f"{path.name}: extends", f"{base!r} is no path", 'write extends = "base.toml"')
        )
    parent = path.parent / base
    if parent.resolve() in {p.resolve() for p in (*below, path)}:
        chain = " -> ".join(p.name for p in (*below, path, parent))
        raise ScenarioError(Problem(f"{path.name}: extends", f"a circle: {chain}", "break it"))
    return _merged(read_tables(parent, (*below, path)), tables)


def _parsed(path: Path) -> Tables:
    try:
        return tomllib.loads(path.read_bytes().decode())
    except FileNotFoundError:
        folder = path.parent
        found = [p.name for p in folder.glob("*.toml")] if folder.is_dir() else []
        near = nearest(path.name, found)
        remedy = f"did you mean {near[0]!r}?" if near else "'joulepath init' writes a template"
        raise ScenarioError(Problem(str(path), "no such file", remedy)) from None
    except IsADirectoryError:
        raise ScenarioError(Problem(str(path), "is a folder", "name a TOML file in it")) from None
    except OSError as error:
        raise ScenarioError(Problem(str(path), str(error.strerror), "")) from None
    except UnicodeDecodeError:
        raise ScenarioError(
            Problem(str(path), "is not text", "a scenario is a TOML file in UTF-8")
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(Problem(str(path), f"is not TOML: {error}", _HINT)) from None


_HINT = "texts need quotes, e.g. power = \"15 W\"; 'joulepath init' writes a template"


def _anchor_model(tables: Tables, folder: Path) -> None:
    """Make the path of a model file relative to the file that names it."""
    model = tables.get("model")
    if isinstance(model, str):
        tables["model"] = str(folder / model)
    elif isinstance(model, dict):
        table = cast("Tables", model)
        if isinstance(table.get("file"), str):
            table["file"] = str(folder / table["file"])


def _merged(base: Tables, variant: Tables) -> Tables:
    merged = dict(base)
    for key, value in variant.items():
        old = merged.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            tables = cast("Tables", old), cast("Tables", value)
            merged[key] = _merged(*tables) if _alike(*tables) else value
        else:
            merged[key] = value
    return merged


def _alike(old: Tables, new: Tables) -> bool:
    """Tell whether a table changes the old one; another family replaces it."""
    return "file" not in old | new and new.get("family", old.get("family")) == old.get("family")


def _copied(node: Any) -> Any:
    if isinstance(node, Mapping):
        table = cast("Mapping[str, Any]", node)
        return {key: _copied(value) for key, value in table.items()}
    if isinstance(node, (list, tuple)):
        return [_copied(item) for item in cast("list[Any]", node)]
    return node


def _change(tables: Tables, path: str, value: Any, name: str) -> None:
    """Put a value at a dotted path, making tables on the way."""
    *steps, last = path.split(".")
    node: Any = tables
    for step in steps:
        node = _step(node, step, path, name)
    if isinstance(node, list):
        items = cast("list[Any]", node)
        items[_index(items, last, path, name)] = value
    elif isinstance(node, dict):
        node[last] = value
    else:
        raise ScenarioError(
            Problem(name, f"no place {path!r} to set", f"{steps[-1]!r} is not a table")
        )


def _step(node: Any, step: str, path: str, name: str) -> Any:
    if isinstance(node, list):
        items = cast("list[Any]", node)
        return items[_index(items, step, path, name)]
    if isinstance(node, dict):
        return cast("Tables", node).setdefault(step, {})
    raise ScenarioError(Problem(name, f"no place {path!r} to set", f"{step!r} is below no table"))


def _index(items: list[Any], step: str, path: str, name: str) -> int:
    if step.isdecimal() and int(step) < len(items):
        return int(step)
    raise ScenarioError(
        Problem(
            name,
            f"no place {path!r} to set: there is no item {step!r}",
            f"items are numbered from 0 to {len(items) - 1}" if items else "the list is empty",
        )
    )
