r"""Fill the pages with what is computed from the library; a hook of mkdocs.

A line ``<!-- generated: NAME ARGUMENTS -->`` is replaced by what the generator of that name
writes, and TeX between ``\(`` and ``\)`` by MathML.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from types import MappingProxyType
from typing import Any, Final

from generator.catalogue import (
    catalogue_listing,
    grid_ratio,
    processor_listing,
    source_listing,
)
from generator.commands import command_reference, error_tree, exit_codes, public_names
from generator.curve import amortisation_drawing
from generator.ecal import case_study, case_study_ratios, switch_meanings, switch_table
from generator.formulas import equations, formula_reference
from generator.pictures import picture_of
from generator.scenario import scenario_reference
from generator.tex import inline
from generator.validation import validation_scores

__all__ = ["GENERATORS", "expanded", "on_page_markdown"]

GENERATORS: Final[MappingProxyType[str, Callable[..., str]]] = MappingProxyType(
    {
        "amortisation-curve": amortisation_drawing,
        "case-study": case_study,
        "case-study-ratios": case_study_ratios,
        "catalogue": catalogue_listing,
        "commands": command_reference,
        "equations": equations,
        "error-tree": error_tree,
        "exit-codes": exit_codes,
        "formulas": formula_reference,
        "grid-ratio": grid_ratio,
        "picture": picture_of,
        "processors": processor_listing,
        "public-names": public_names,
        "scenario": scenario_reference,
        "sources": source_listing,
        "switch-meanings": switch_meanings,
        "switches": switch_table,
        "validation": validation_scores,
    }
)
"""What a page may ask for."""

_MARKER: Final = re.compile(r"^<!-- generated: (?P<words>.+) -->$", re.MULTILINE)
_TEX: Final = re.compile(r"\\\((?P<tex>.+?)\\\)")
_SCENARIO: Final = re.compile(r"^```toml scenario\b", re.MULTILINE)
_FENCE: Final = re.compile(r"^(```.*?^```)", re.MULTILINE | re.DOTALL)


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """Expand a page before Markdown reads it; mkdocs calls this."""
    return expanded(markdown, page.file.src_uri)


def expanded(markdown: str, page: str) -> str:
    """Expand a page.

    Parameters
    ----------
    markdown : str
        Its text.
    page : str
        Its path below ``docs``, which links are made relative to.

    Raises
    ------
    KeyError
        If it asks for what no generator writes.
    """
    parts = _FENCE.split(markdown)
    prose = [part if part.startswith("```") else _expanded_prose(part) for part in parts]
    start = posixpath.dirname(page) or "."
    linked = re.sub(
        r"\]\(docs:(?P<target>[^)#]+)",
        lambda found: f"]({posixpath.relpath(found['target'], start)}",
        "".join(prose),
    )
    return _SCENARIO.sub("```toml", linked)  # the word is for the tests alone


def _expanded_prose(text: str) -> str:
    with_tex = _TEX.sub(lambda found: inline(found["tex"]), text)
    return _MARKER.sub(lambda found: _generated(*found["words"].split()), with_tex)


def _generated(name: str, *arguments: str) -> str:
    return GENERATORS[name](*arguments)
