"""Long lines go on below, and what belongs together stays so."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from joulepath.report.wording import wrapped

WORDS = st.lists(st.sampled_from(["one", "a-hyphenated/name", "35 %", "7 % of", "x"]), max_size=60)


@given(words=WORDS)
def test_a_line_loses_nothing_fits_and_keeps_percentages_whole(words: list[str]) -> None:
    line = " ".join(words)
    parts = wrapped(line, "  ")
    assert " ".join(part.strip() for part in parts) == line
    assert all(len(part) <= 80 for part in parts)
    assert not any(part.lstrip().startswith("%") for part in parts)
    assert all(part.startswith("    ") for part in parts[1:])


def test_a_name_longer_than_a_line_stays_whole() -> None:
    name = "n" * 100
    assert wrapped(f"short {name}") == ["short", f"  {name}"]
