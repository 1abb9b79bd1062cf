"""The catalogue's own files are read faster than TOML is, and say the same."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from joulepath.catalogue import Catalogue
from joulepath.catalogue.entries import read_entry
from joulepath.catalogue.files import BUILT_IN
from joulepath.catalogue.grid_figures import cell_problems
from joulepath.catalogue.plain import plain_table
from joulepath.catalogue.schema import KINDS
from joulepath.errors import CatalogueError

FIGURE = 'power = { value = 7_0, unit = "W", source = "bench" }'


def tables(file: Path) -> list[tuple[str, str]]:
    """Each heading of a file and the text from it to the next."""
    parts = ("\n" + file.read_text(encoding="utf-8")).split("\n[")[1:]
    return [(f"[{part.partition(chr(10))[0]}", part.partition("\n")[2]) for part in parts]


@pytest.mark.parametrize("file", sorted(BUILT_IN.rglob("*.toml")), ids=lambda file: file.name)
def test_every_table_is_plain_and_says_what_it_says_as_toml(file: Path) -> None:
    for heading, lines in tables(file):
        (whole,) = tomllib.loads(f"{heading}\n{lines}").values()
        assert repr(plain_table(lines)) == repr(whole)  # 1 and 1.0 are equal, but written apart


@pytest.mark.parametrize(
    "lines",
    [
        r'title = "a \"quoted\" word"',
        'title = """two\nlines"""',
        "title = 'literal'",
        "replaces = true",
        "names = ['a', 'b']",
        'power = { value = { odd = 1 }, unit = "W" }',
        FIGURE,
    ],
)
def test_what_is_not_plain_is_left_to_toml(lines: str) -> None:
    assert plain_table(lines) is None


def test_comments_and_dotted_names_are_plain() -> None:
    lines = dedent(
        """
        # a comment = "of no meaning"
        title = "A # in a text"
        peak.fp32 = { value = -2, unit = "TFLOP/s", low = -3.5e1 }
        peak.int8 = { value = 8 }
        """
    )
    assert plain_table(lines) == tomllib.loads(lines)


@pytest.mark.parametrize("file", sorted(BUILT_IN.glob("grids/*.csv")), ids=lambda file: file.name)
def test_no_cell_of_a_grid_table_is_wrong(file: Path) -> None:
    with file.open(encoding="utf-8", newline="") as lines:
        for cells in csv.DictReader(lines, strict=True):
            assert list(cell_problems(cells, str(cells))) == []


def test_a_figure_of_a_trusted_file_is_read_when_it_is_asked_for() -> None:
    known = Catalogue((BUILT_IN,))
    uncited = {"value": 1, "unit": "J/bit", "source": "nobody"}
    table = {"title": "A carrier", "transmit": uncited, "receive": uncited}
    entry, problems = read_entry(KINDS["carriers"], "mine", table, "x.toml", {}, trusted=True)
    assert not problems
    with pytest.raises(CatalogueError, match="'nobody' is not in sources") as raised:
        _ = entry.figures["transmit"]
    _, eager = read_entry(KINDS["carriers"], "mine", table, "x.toml", {})
    assert set(raised.value.problems) < set(eager)
    broken = replace(known.entry("carriers", known.names("carriers")[0]), figures=entry.figures)
    known._read["carriers"]._done[broken.name] = broken  # pyright: ignore[reportPrivateUsage]
    with pytest.raises(CatalogueError, match="'nobody' is not in sources"):
        known.check()
