"""Names of the catalogue that help, templates and documentation mention."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest

from joulepath.catalogue import load
from joulepath.scenario.fields import CatalogueName
from joulepath.scenario.links.framing_section import ProtocolName
from joulepath.scenario.section import Section
from joulepath.scenario.template import TEMPLATES, template

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))
from generator.scenario import SECTIONS  # noqa: E402

CATALOGUE = load()
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *ROOT.glob("examples/*.toml")])


def keys() -> Iterator[tuple[type[Section], str, Any]]:
    for sections in SECTIONS.values():
        for section in sections:
            for key, field in section.model_fields.items():
                yield section, key, field


def known(field: Any) -> set[str]:
    """Names that a key may hold."""
    names: set[str] = set()
    for mark in (*field.metadata, *marks_within(field.annotation)):
        if isinstance(mark, CatalogueName):
            names |= {*CATALOGUE.names(mark.kind)}
        elif isinstance(mark, ProtocolName):
            names |= {*mark.names(CATALOGUE)}
    return names


def marks_within(annotation: Any) -> Iterator[Any]:
    yield from getattr(annotation, "__metadata__", ())
    for part in get_args(annotation):
        yield from marks_within(part)


def choices(annotation: Any) -> set[str]:
    """Texts that a key may hold besides."""
    if get_origin(annotation) is Literal:
        return {text for text in get_args(annotation) if isinstance(text, str)}
    return {text for part in get_args(annotation) for text in choices(part)}


NAMED = [(section, key, field) for section, key, field in keys() if known(field)]
ALLOWED: dict[str, set[str]] = defaultdict(set)
FREE: set[str] = set()  # keys that hold any text somewhere
for _, key, field in keys():
    texts = known(field) | choices(field.annotation)
    ALLOWED[key] |= texts
    FREE |= set() if texts else {key}


def test_there_are_keys_that_name_entries() -> None:
    assert {key for _, key, _ in NAMED} >= {"cell", "memory", "modem", "network", "processor"}


@pytest.mark.parametrize("section", sorted({each[0] for each in NAMED}, key=lambda s: s.__name__))
def test_help_mentions_names_that_exist(section: type[Section]) -> None:
    for _, key, field in (each for each in NAMED if each[0] is section):
        mentioned = re.findall(r'"([\w.+-]+)"', section.help(key))
        assert {*mentioned} <= known(field) | choices(field.annotation), key


def mentions(text: str) -> Iterator[tuple[str, str]]:
    """Keys that hold names of the catalogue, with what is written there but for quantities."""
    for key in {key for _, key, _ in NAMED} - FREE:
        for name in re.findall(rf'(?<![\w."])(?:{key} = |"{key}": )"([^" \n]*)"', text):
            yield key, name


def scenarios(page: Path) -> str:
    """Blocks of a page that are scenarios, or the page itself; files that are broken apart."""
    text = page.read_text(encoding="utf-8")
    if page.suffix == ".toml":
        return text
    blocks = re.findall(r"^```(toml|python)([^\n]*)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    spelled = {"toml": r'"\w+": "', "python": r'\b\w+ = "'}  # how the other language writes keys
    return "\n".join(
        re.sub(spelled[language], "", block)
        for language, title, block in blocks
        if "broken" not in title
    )


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_mention_names_that_exist(name: str) -> None:
    found = {*mentions(template(name, "Title"))}
    assert not {(key, text) for key, text in found if text not in ALLOWED[key]}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_pages_mention_names_that_exist(page: Path) -> None:
    found = {*mentions(scenarios(page))}
    assert not {(key, text) for key, text in found if text not in ALLOWED[key]}
