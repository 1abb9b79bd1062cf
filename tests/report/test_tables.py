"""Tables, trees, plain values and rankings as text."""

from __future__ import annotations

import csv
import io
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath.cli.fitting import GAP, PAGE, fitted, fitted_text, stacked
from joulepath.report.plain import plain
from joulepath.report.ranking import ranking
from joulepath.report.tables import Table, as_csv, as_html, as_markdown, as_text
from joulepath.report.trees import shown, shown_ratio

TABLE = Table(("stage", "energy"), (("a | b", "1 J"), ("<c>", "22 J")), (("all", "23 J"),), "T, 1")


def test_plain_text_aligns_numbers_to_the_right() -> None:
    assert as_text(TABLE).splitlines() == [
        "T, 1",
        "stage  energy",
        "-----  ------",
        "a | b     1 J",
        "<c>      22 J",
        "-----  ------",
        "all      23 J",
    ]


def test_markdown_escapes_its_bars() -> None:
    assert as_markdown(TABLE).splitlines()[:5] == [
        "**T, 1**",
        "",
        "| stage | energy |",
        "|---|---:|",
        "| a \\| b | 1 J |",
    ]


def test_csv_can_be_read_back() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(TABLE))))
    assert rows == [["stage", "energy"], ["a | b", "1 J"], ["<c>", "22 J"], ["all", "23 J"]]


def test_html_escapes_its_brackets() -> None:
    html = as_html(TABLE)
    assert "&lt;c&gt;" in html
    assert html.count("<tr>") == 4
    assert 'scope="col"' in html


WORDS = st.text(alphabet="ab 1", min_size=1, max_size=12).filter(str.strip)


@given(
    st.integers(1, 5).flatmap(
        lambda n: st.lists(
            st.lists(WORDS, min_size=n + 1, max_size=n + 1).map(tuple), min_size=2, max_size=4
        )
    ),
    st.integers(1, 60),
    st.booleans(),
)
def test_a_fitted_table_fits_and_loses_nothing(
    lines: list[tuple[str, ...]], width: int, words: bool
) -> None:
    headings, *rows = lines
    parts = fitted(Table(headings, tuple(rows), words=words), width)
    for part, widths in parts:
        assert sum(widths) + GAP * (len(widths) - 1) <= width
        assert part.headings[0] == headings[0]
    if parts:
        together = [heading for part, _ in parts for heading in part.headings[1:]]
        assert tuple(together) == headings[1:]


def test_a_table_of_numbers_is_divided_and_one_of_words_is_not() -> None:
    row = ("stage", "10 J", "20 J", "30 J")
    parts = fitted(Table(("s", "a", "b", "c"), (row,), title="T"), 17)
    assert [part.rows[0] for part, _ in parts] == [row[:3], ("stage", "30 J")]
    assert [part.title for part, _ in parts] == ["T", ""]
    assert fitted(Table(("s", "a", "b", "c"), (row,), words=True), 9) == []


def test_a_stacked_table_keeps_numbers_and_units_together() -> None:
    table = Table(("stage", "per inference"), (("training", "228.2 uJ"),), title="T")
    assert stacked(table, 20).splitlines() == ["T", "training", "  per inference:", "    228.2 uJ"]


def test_arrays_are_shown_by_their_range() -> None:
    assert shown(np.array([1.0, 2.0]), "J") == "1 J to 2 J"
    assert shown(np.array([2.0, 2.0]), "J") == "2 J"
    assert shown(np.array(2.0), "J") == shown(2.0, "J") == "2 J"


@pytest.mark.parametrize(
    ("grams", "text"),
    [(5.5e-10, "0.55 ng"), (4.2e-8, "42 ng"), (3.7e-6, "3.7 ug"), (0.5, "500 mg")],
)
def test_a_little_carbon_has_a_unit_of_its_size(grams: float, text: str) -> None:
    assert shown(grams, "g") == text


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (5.789, "5.79"),
        (999.0, "999"),
        (14_213.0, "14 200"),
        (1.53e8, "153 000 000"),
        (2e12, "2e+12"),
    ],
)
def test_ratios_have_three_digits_and_no_exponent(ratio: float, text: str) -> None:
    assert shown_ratio(ratio) == text


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"A": 330.0, "B": 57.0}, "A emits 5.79 times as much as B"),
        ({"A": 1.0, "B": 1.12}, "B emits 12 % more than A"),
        ({"A": 1.0, "B": 1.0}, "A and B emit the same"),
        ({"A": 1.0, "B": 0.0}, "B emits nothing, A 1 g"),
        ({"A": 0.0, "B": 0.0, "C": 0.0}, "A, B and C emit the same"),
        ({"A": 3.0, "B": 1.0, "C": 1.5}, "B emits least; C 50 % more and A 3 times as much"),
        ({"A": 1.0, "B": 1.0, "C": 4.0}, "A emits least; B as much and C 4 times as much"),
        ({"A": 1.0, "B": math.inf}, "A, B: no comparison, as not all of them are finite"),
        ({"A": 1.0, "B": math.nan}, "A, B: no comparison, as not all of them are finite"),
    ],
)
def test_a_ranking_is_one_sentence(values: dict[str, float], sentence: str) -> None:
    assert ranking([*values], [*values.values()], "g", "emits") == sentence


def test_plain_values_are_fit_for_json() -> None:
    assert plain({"a": (np.float64(1.5), math.inf, None, True), 2: np.array([1.0, math.nan])}) == {
        "a": [1.5, None, None, True],
        "2": [1.0, None],
    }
    assert plain(object)[:7] == "<class "


LISTED = Table(
    ("name", "what it says"),
    (("a-long-name", "one two three " * 9), ("b", "")),
    title="A title",
    words=True,
)


def test_a_table_to_be_read_is_as_wide_as_a_page() -> None:
    text = fitted_text(LISTED)
    assert max(map(len, text.splitlines())) <= PAGE
    words, wide = (
        [word for word in said.split() if set(word) != {"-"}] for said in (text, as_text(LISTED))
    )
    assert words == wide
    assert text.splitlines()[0] == "A title"
    assert text.splitlines()[-1] == "b"


def test_a_table_that_fits_is_not_touched() -> None:
    table = Table(("name", "what"), (("a", "b c"),), words=True)
    assert fitted_text(table) == as_text(table)


def test_a_word_that_is_wider_than_a_page_is_whole() -> None:
    table = Table(("name", "what"), (("a", "x" * PAGE),), words=True)
    assert fitted_text(table) == as_text(table)
