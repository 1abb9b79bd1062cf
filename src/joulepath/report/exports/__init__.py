"""Results in the forms that standards and other tools ask for."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import MappingProxyType
from typing import Any, Final

from joulepath.errors import UnknownName
from joulepath.report.exports.boamps import boamps
from joulepath.report.exports.declarations import ai_act, huggingface, spdx
from joulepath.report.exports.facts import Facts
from joulepath.report.exports.ghg import ghg
from joulepath.report.exports.runs import codecarbon, impact_framework
from joulepath.report.exports.sci import sci, sci_ai
from joulepath.report.exports.yaml_text import yaml_text

__all__ = ["FORMATS", "exported", "exported_text"]


def _native(facts: Facts) -> dict[str, Any]:
    return dict(facts.result)


FORMATS: Final[MappingProxyType[str, Callable[[Facts], Any]]] = MappingProxyType(
    {
        "sci": sci,
        "sci-ai": sci_ai,
        "ghg": ghg,
        "ai-act": ai_act,
        "huggingface": huggingface,
        "spdx": spdx,
        "boamps": boamps,
        "impact-framework": impact_framework,
        "codecarbon": codecarbon,
        "json": _native,
    }
)
"""Forms of export by name; a text is complete, a table still becomes one."""

_YAML: Final = ("huggingface", "impact-framework")


def exported(facts: Facts, form: str) -> Any:
    """Put a result in the form of a standard or another tool.

    Parameters
    ----------
    facts : Facts
        The result, and what it was told beside it.
    form : str
        Key of `FORMATS`.

    Returns
    -------
    dict or str
        A table, or the text of a file that is none.

    Raises
    ------
    UnknownName
        For a form that is not known.
    InputError
        If the form needs what the result lacks.
    """
    if form not in FORMATS:
        raise UnknownName("form of export", form, FORMATS, where="--to")
    return FORMATS[form](facts)


def exported_text(facts: Facts, form: str) -> str:
    """Text of the file; takes and raises what `exported` does."""
    found = exported(facts, form)
    if isinstance(found, str):
        return found
    if form == "huggingface":
        return f"---\n{yaml_text(found)}\n---"
    return yaml_text(found) if form in _YAML else json.dumps(found, indent=2, allow_nan=False)
