"""Read TOML files, and the files that they extend."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, Final, cast

from joulepath.errors import Problem, ScenarioError, nearest
from joulepath.scenario.changes import remove

__all__ = ["extended", "read_tables"]

Tables = dict[str, Any]

_HINT: Final = "texts need quotes, e.g. power = \"15 W\"; 'joulepath init' writes a template"
_PLACE: Final = re.compile(r"(?P<what>.*) \(at (?P<place>.*)\)", re.DOTALL)


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
    return extended(tables, path.parent, path.name, (*below, path))


def extended(tables: Tables, folder: Path, name: str, below: tuple[Path, ...] = ()) -> Tables:
    """Lay tables over those of the file that they extend.

    Parameters
    ----------
    tables : dict
        Tables, perhaps with ``extends`` and ``without``.
    folder : Path
        Folder that ``extends`` is relative to.
    name : str
        Name of the file, for messages.
    below : tuple of Path
        This file and those that extend it, to notice a circle.

    Returns
    -------
    dict
        The tables, merged key by key; lists, and models of another family, are replaced.

    Raises
    ------
    ScenarioError
        If the other file cannot be read or extends this one, or lacks what ``without`` names.
    """
    base, unwanted = tables.pop("extends", None), tables.pop("without", None)
    if base is None and unwanted is None:
        return tables
    if not isinstance(base, str) or not base:
        what = "missing" if base is None else f"{base!r} is no path"
        raise ScenarioError(Problem(_at(name, "extends"), what, 'write extends = "base.toml"'))
    parent = folder / base
    if _real(parent) in {_real(path) for path in below}:
        chain = " -> ".join(path.name for path in (*below, parent))
        remedy = "let one of them extend nothing"
        raise ScenarioError(Problem(_at(name, "extends"), f"a circle: {chain}", remedy))
    inherited = _read_base(parent, below, _at(name, "extends"))
    for path in _texts(unwanted, _at(name, "without")):
        remove(inherited, path, _at(name, "without"))
    return _merged(inherited, tables)


def _at(name: str, key: str) -> str:
    return ": ".join(filter(None, (name, key)))


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):
        return path


def _read_base(path: Path, below: tuple[Path, ...], where: str) -> Tables:
    """Read a file that another extends; it may be missing, which the other is to blame for."""
    try:
        return read_tables(path, below)
    except ScenarioError as error:
        if path.is_file():
            raise
        problems = (Problem(f"{where}: {p.where}", p.what, p.remedy) for p in error.problems)
        raise ScenarioError(*problems) from None


def _texts(value: Any, where: str) -> list[str]:
    items = cast("list[Any]", value) if isinstance(value, list) else [value]
    if value is None:
        return []
    if not all(isinstance(item, str) for item in items):
        remedy = 'write a list of keys, e.g. without = ["inference.result"]'
        raise ScenarioError(Problem(where, f"{value!r} names no keys", remedy))
    return items


def _parsed(path: Path) -> Tables:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise _missing(path) from None
    except IsADirectoryError:
        raise ScenarioError(Problem(str(path), "is a folder", "name a TOML file in it")) from None
    except UnicodeDecodeError:
        raise ScenarioError(
            Problem(str(path), "is not text", "a scenario is a TOML file in UTF-8")
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        what, remedy = f"cannot be read: {reason}", "name a file that may be read"
        raise ScenarioError(Problem(repr(str(path)), what, remedy)) from None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(path, str(error)) from None
    except RecursionError:
        raise ScenarioError(Problem(str(path), "nested too deeply", "flatten it")) from None
    except ValueError as error:  # a number with more digits than Python reads
        what, remedy = f"cannot be read: {error}", "write the number with fewer digits"
        raise ScenarioError(Problem(str(path), what, remedy)) from None


def _missing(path: Path) -> ScenarioError:
    folder = path.parent
    found = [p.name for p in folder.glob("*.toml")] if folder.is_dir() else []
    near = nearest(path.name, found)
    remedy = f"did you mean {near[0]!r}?" if near else "'joulepath init' writes a template"
    return ScenarioError(Problem(str(path), "no such file", remedy))


def _not_toml(path: Path, message: str) -> ScenarioError:
    found = _PLACE.fullmatch(message)
    what, place = (found["what"], found["place"]) if found else (message, "")
    where = ": ".join(filter(None, (str(path), place)))
    return ScenarioError(Problem(where, f"not TOML: {what[:1].lower()}{what[1:]}", _HINT))


def _anchor_model(tables: Tables, folder: Path) -> None:
    """Make the path of a model file relative to the file that names it."""
    if "model" in tables:
        tables["model"] = _anchored(tables["model"], folder)
    asked = tables.get("optimise")
    chosen = cast("Tables", asked).get("choose") if isinstance(asked, dict) else None
    models = cast("Tables", chosen).get("model") if isinstance(chosen, dict) else None
    if isinstance(models, list):
        models[:] = [_anchored(model, folder) for model in cast("list[Any]", models)]
    if isinstance(tables.get("sweep"), dict):
        _anchor_varied(tables["sweep"], folder)


def _anchor_varied(sweep: Tables, folder: Path) -> None:
    """Make the paths of models that vary relative to the file that names them."""
    models = sweep.get("model")
    if isinstance(models, str):
        models = [each.strip() for each in models.split(",")]
    if isinstance(models, list):
        sweep["model"] = [_anchored(model, folder) for model in cast("list[Any]", models)]


def _anchored(model: Any, folder: Path) -> Any:
    if isinstance(model, str):
        return str(folder / model)
    if isinstance(model, dict) and isinstance(cast("Tables", model).get("file"), str):
        return cast("Tables", model) | {"file": str(folder / cast("Tables", model)["file"])}
    return cast("Any", model)


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
