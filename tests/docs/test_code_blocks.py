"""Every code block of the documentation does what the page says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from blocks import PAGES, ROOT, Session, agrees, blocks_of, needs_of, run_page

RUNNABLE = {"python", "output", "console", "bash", "toml"}
SHOWN_ONLY = {"text"}


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.fixture(autouse=True)
def _a_plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JOULEPATH_CATALOGUE", raising=False)
    monkeypatch.delenv("JOULEPATH_DEBUG", raising=False)
    monkeypatch.setenv("COLUMNS", "100")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_blocks_of_a_page_give_what_it_shows(page: Path, tmp_path: Path) -> None:
    markdown, session = page.read_text(encoding="utf-8"), Session.fresh(tmp_path)
    for package in needs_of(markdown):
        pytest.importorskip(package, reason=f"the page needs {package}")
    for before, after in run_page(markdown, session):
        assert before.text == after.text, (
            f"{name_of(page)}, line {before.line};"
            " 'python tests/docs/blocks.py' writes all outputs anew"
        )


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_has_blocks_of_known_kinds_alone(page: Path) -> None:
    kinds = {block.language for block in blocks_of(page.read_text(encoding="utf-8"))}
    assert kinds <= RUNNABLE | SHOWN_ONLY


@pytest.mark.parametrize(
    ("expected", "shown", "agree"),
    [
        ("a\nb", "a  \nb\n", True),
        ("a\n...\nd", "a\nb\nc\nd", True),
        ("1.4... J", "1.4142 J", True),
        ("a", "a\nb", False),
        ("a.c", "abc", False),
    ],
)
def test_three_dots_stand_for_anything(expected: str, shown: str, agree: bool) -> None:
    assert agrees(expected, shown) is agree
