"""The site covers all there is, builds strictly and asks nothing of the network."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from inspect import getsource
from pathlib import Path

import pytest

pytest.importorskip("sympy", reason="the site needs the extra 'docs'")
pytest.importorskip("latex2mathml", reason="the site needs the extra 'docs'")

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
sys.path.insert(0, str(DOCS))

import generate  # noqa: E402
from generator.catalogue import catalogue_listing, processor_listing, source_listing  # noqa: E402
from generator.commands import command_reference, exit_codes, public_names  # noqa: E402
from generator.curve import amortisation_drawing  # noqa: E402
from generator.documents import anchor, read_docstring  # noqa: E402
from generator.ecal import CASES, DEVIATIONS, computed, published, switch_meanings, switch_table  # noqa: E402
from generator.formulas import MODULES, formula_reference  # noqa: E402
from generator.scenario import SECTIONS, scenario_reference  # noqa: E402
from generator.symbols import symbol_of  # noqa: E402
from generator.tex import inline, tex_of  # noqa: E402

import joulepath  # noqa: E402
from joulepath import decisions  # noqa: E402
from joulepath.catalogue import load  # noqa: E402
from joulepath.cli import COMMANDS  # noqa: E402
from joulepath.core.formula import REGISTRY  # noqa: E402
from joulepath.core.trace import Formula  # noqa: E402
from joulepath.records.switches import Switches  # noqa: E402
from joulepath.scenario.section import Section  # noqa: E402

PAGES = sorted(DOCS.rglob("*.md"))
EVERY_FORMULA = pytest.mark.parametrize("entry", list(REGISTRY.values()), ids=list(REGISTRY))


def parameters(entry: Formula) -> list[str]:
    return [name for name in entry.units if name != "return"]


@EVERY_FORMULA
def test_every_formula_has_an_equation_in_all_its_symbols(entry: Formula) -> None:
    left, _, right = tex_of(entry).partition(f"{entry.symbol} = ")
    assert left == ""
    for name in parameters(entry):
        assert symbol_of(entry, name) in right, name


def test_a_logarithm_has_its_base() -> None:
    logarithms = {name for name, entry in REGISTRY.items() if "log2(" in getsource(entry.function)}
    assert "spectrum.radix_2_operations" in logarithms
    for name in logarithms:
        assert r"\log_{2}" in tex_of(REGISTRY[name])
        assert r"\log{" not in tex_of(REGISTRY[name])


@EVERY_FORMULA
def test_the_symbols_of_a_formula_differ(entry: Formula) -> None:
    symbols = [entry.symbol, *(symbol_of(entry, name) for name in parameters(entry))]
    assert len(set(symbols)) == len(symbols)


@EVERY_FORMULA
def test_every_formula_is_in_the_reference(entry: Formula) -> None:
    page = formula_reference()
    assert f"{{#{anchor(entry.module, entry.name)}}}" in page
    assert read_docstring(entry.function).summary


def test_every_module_of_formulas_has_a_title() -> None:
    assert {entry.module for entry in REGISTRY.values()} == set(MODULES)


def test_the_methodology_page_has_the_equations_of_the_model() -> None:
    pages = [DOCS / "explanation" / name for name in ("ecal.md", "carbon.md", "uncertainty.md")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    shown = {
        name
        for found in re.findall(r"generated: equations (.+) -->", text)
        for name in found.split()
    }
    assert shown <= set(REGISTRY)
    modules = {"transmission", "preprocessing", "training", "compute", "storage", "carbon"}
    left_out = {name for name in REGISTRY if name.partition(".")[0] in modules} - shown
    assert left_out == set()


def test_the_page_of_preparation_has_the_equations_of_all_steps() -> None:
    text = (DOCS / "explanation" / "preprocessing.md").read_text(encoding="utf-8")
    shown = set(" ".join(re.findall(r"generated: equations (.+) -->", text)).split())
    modules = {"chain", "statistics", "filters", "spectrum", "cepstrum", "encodings", "imaging"}
    modules.add("tokenisation")
    assert shown == {name for name in REGISTRY if name.partition(".")[0] in modules}


def all_sections(section: type[Section]) -> Iterator[type[Section]]:
    for each in section.__subclasses__():
        yield each
        yield from all_sections(each)


def test_the_page_of_families_has_their_equations() -> None:
    text = (DOCS / "explanation" / "families.md").read_text(encoding="utf-8")
    shown = set(" ".join(re.findall(r"generated: equations (.+) -->", text)).split())
    modules = {"recurrent", "graph", "tree", "kernel", "experts"}
    assert {name for name in REGISTRY if name.partition(".")[0] in modules} == shown


def test_every_table_of_a_scenario_is_in_the_reference() -> None:
    shown = {section for group in SECTIONS.values() for section in group}
    tables = {each for each in all_sections(Section) if each.model_fields}
    assert shown == {each for each in tables if not each.__subclasses__()}


def test_every_key_of_a_scenario_is_in_the_reference_with_its_meaning() -> None:
    page = scenario_reference()
    for group in SECTIONS.values():
        for section in group:
            for name in section.model_fields:
                row = next(row for row in page.splitlines() if row.startswith(f"| `{name}` |"))
                assert section.help(name), f"{section.__name__}.{name}"
                assert " |  | " not in row, row


def test_every_switch_is_explained() -> None:
    names = {field.name for field in fields(Switches)}
    assert set(DEVIATIONS) == names
    for table in (switch_table(), switch_meanings()):
        assert all(f"| `{name}` |" in table for name in names)


def test_every_command_entry_source_and_public_name_is_in_the_reference() -> None:
    commands, catalogue, sources = command_reference(), catalogue_listing(), source_listing()
    names = public_names()
    known = load()
    assert all(f"`joulepath {name}`" in commands for name in COMMANDS)
    assert all(f"`{name}`" in catalogue for kind in known.kinds() for name in known.names(kind))
    assert all(f"{{#source-{anchor(key)}}}" in sources for key in known.sources)
    processors = processor_listing()
    for name in known.names("processors"):
        assert f"{{#processors-{anchor(name)}}}" in processors
        assert f"[`{name}`](docs:reference/processors.md#processors-{anchor(name)})" in catalogue
    assert all(f'heading: "joulepath.{name}"' in names for name in joulepath.__all__)
    assert all(f'heading: "joulepath.decisions.{name}"' in names for name in decisions.__all__)


def test_every_error_has_its_exit_code() -> None:
    table = exit_codes()
    assert all(f"`{name}`" in table for name in joulepath.__all__ if name.endswith("Error"))


@pytest.mark.parametrize("name", CASES)
def test_the_page_reproduces_the_published_case_study(name: str) -> None:
    figure = published()
    for gamma, value in zip(figure["gamma"], figure["ecal_j_per_bit"][name], strict=True):
        # Origin: the project page; the tolerance is a few roundings of double precision.
        assert computed(CASES[name], gamma) == pytest.approx(value, rel=1e-12)


def test_the_drawing_can_be_read_without_seeing_it() -> None:
    drawing = amortisation_drawing()
    assert 'role="img"' in drawing
    assert "<title" in drawing
    assert "<desc" in drawing
    assert all(name in drawing for name in CASES)
    assert "white" not in drawing
    assert "black" not in drawing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_a_page_asks_for_what_there_is(page: Path) -> None:
    text = generate.expanded(page.read_text(encoding="utf-8"), str(page.relative_to(DOCS)))
    assert "<!-- generated" not in text
    assert "](docs:" not in text


def test_tex_becomes_mathml_that_markdown_leaves_alone() -> None:
    made = inline(r"\gamma^*_{i}")
    assert made.startswith("<span><math"), "a bare math element would end the paragraph"
    assert "*" not in made
    assert "_" not in made


EXTERNAL = re.compile(
    r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=[\"']?(?:https?:)?//", re.IGNORECASE
)


def test_the_site_builds_strictly_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs", reason="the site needs the extra 'docs'")
    pytest.importorskip("material", reason="the site needs the extra 'docs'")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    done = subprocess.run(
        [*command, "--site-dir", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    pages = sorted(tmp_path.rglob("*.html"))
    assert len(pages) > len(PAGES) - 1
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not EXTERNAL.findall(text), page.name
        assert "```" not in text, f"{page.name}: a fence that Markdown does not know"
    assert not list(tmp_path.rglob("*.py"))
