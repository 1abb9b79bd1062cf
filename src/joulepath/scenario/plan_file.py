"""Plans other than scenarios: TOML files held against a schema of their own."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from joulepath.catalogue import Catalogue
from joulepath.errors import Problem, ScenarioError
from joulepath.scenario.fields import BrokenCatalogue
from joulepath.scenario.problems import problems_of
from joulepath.scenario.section import Section

__all__ = ["checked_plan", "read_tables"]

_LARGEST: Final = 5_000_000

S = TypeVar("S", bound=Section)


def checked_plan(tables: dict[str, Any], schema: type[S], name: str, catalogue: Catalogue) -> S:
    """Hold a plan against its schema.

    Parameters
    ----------
    tables : dict
        As it is written.
    schema : type of Section
        What it may say.
    name : str
        Name of its file, for messages.
    catalogue : Catalogue
        Where names are looked up.

    Returns
    -------
    Section
        The plan.

    Raises
    ------
    ScenarioError
        With everything that is wrong with the file.
    CatalogueError
        If the catalogue itself cannot be read.
    """
    try:
        return schema.model_validate(tables, context={"catalogue": catalogue})
    except BrokenCatalogue as broken:
        raise broken.error from None
    except ValidationError as error:
        raise ScenarioError(*problems_of(error, schema, name)) from None
    except RecursionError:
        raise ScenarioError(Problem(name, "tables nested too deeply", "flatten them")) from None


def read_tables(file: Path) -> dict[str, Any]:
    """Read a TOML file that is no scenario.

    Parameters
    ----------
    file : Path
        The file.

    Raises
    ------
    ScenarioError
        If it is none, is too large, or cannot be read.
    """
    try:
        found = file.stat()
        if not stat.S_ISREG(found.st_mode):
            raise ScenarioError(Problem(str(file), "is no file", "name a TOML file"))
        if found.st_size > _LARGEST:
            raise ScenarioError(Problem(str(file), "is larger than 5 MB", "name a smaller one"))
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ScenarioError(Problem(str(file), "no such file", "check the path")) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        what = f"not valid TOML: {error}"
        raise ScenarioError(Problem(str(file), what, "correct the line")) from None
    except OSError as error:
        what = f"cannot be read: {error.strerror}"
        raise ScenarioError(Problem(str(file), what, "check its permissions")) from None
