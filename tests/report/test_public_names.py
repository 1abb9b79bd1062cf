"""The public names: few, importable, documented."""

from __future__ import annotations

import inspect

import pytest

import joulepath
from joulepath import decisions


def test_there_are_few_and_each_is_listed_once() -> None:
    assert len(joulepath.__all__) <= 25
    assert [*joulepath.__all__] == sorted({*joulepath.__all__})
    assert {*joulepath.__all__} <= {*dir(joulepath)}


@pytest.mark.parametrize("name", joulepath.__all__)
def test_each_can_be_imported_and_says_what_it_is(name: str) -> None:
    value = getattr(joulepath, name)
    assert inspect.getdoc(value)
    assert value.__doc__ != getattr(type(value), "__doc__", None)
    assert getattr(joulepath, name) is value


@pytest.mark.parametrize("name", decisions.__all__)
def test_each_decision_says_what_it_is(name: str) -> None:
    assert inspect.getdoc(getattr(decisions, name))


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'joulepath' has no attribute 'estmate'"):
        getattr(joulepath, "estmate")  # noqa: B009
