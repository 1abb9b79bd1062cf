"""The docstrings under fields, of records and of scenario sections alike."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from importlib import import_module
from pkgutil import iter_modules

import pytest

import joulepath.records
from joulepath.core.docstrings import attribute_docstrings


@dataclass
class Base:
    first: int
    """What comes
    first."""
    bare: int
    note = "not a field"
    """Under no annotation."""


@dataclass
class Derived(Base):
    second: int = 0
    """What comes second."""


class Silent(Base):
    pass


def test_every_documented_field_has_its_text() -> None:
    assert attribute_docstrings(Base) == {"first": "What comes\nfirst."}


def test_a_class_has_the_texts_of_its_bases_too() -> None:
    assert list(attribute_docstrings(Derived)) == ["first", "second"]
    assert attribute_docstrings(Silent) == attribute_docstrings(Base)


def records() -> list[type]:
    modules = [
        f"joulepath.records.{info.name}" for info in iter_modules(joulepath.records.__path__)
    ]
    return [
        value
        for module in map(import_module, modules)
        for value in vars(module).values()
        if is_dataclass(value) and isinstance(value, type) and value.__module__ == module.__name__
    ]


@pytest.mark.parametrize("kind", records(), ids=lambda kind: kind.__name__)
def test_every_field_of_every_record_says_what_it_is(kind: type) -> None:
    assert set(attribute_docstrings(kind)) == {field.name for field in fields(kind)}
