"""What every registered formula promises its reader: units, documentation, source, purity."""

from __future__ import annotations

import ast
import doctest
import inspect
import pkgutil
import re
import tomllib
from collections.abc import Iterator
from importlib import import_module, resources
from pathlib import Path
from types import ModuleType

import pytest

import joulepath.formulas
from joulepath.core import ops
from joulepath.core.formula import REGISTRY
from joulepath.core.trace import Formula

from .arguments import EVERY_FORMULA, arguments, numbers, public

SOURCES = tomllib.loads(
    resources.files("joulepath").joinpath("data", "sources.toml").read_text(encoding="utf-8")
)
WITH_EXAMPLES = {
    key: entry for key, entry in REGISTRY.items() if ">>>" in (entry.function.__doc__ or "")
}


def formula_modules() -> Iterator[ModuleType]:
    package = joulepath.formulas
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield import_module(module.name)


EVERY_MODULE = pytest.mark.parametrize("module", list(formula_modules()), ids=lambda m: m.__name__)


def tree_of(module: ModuleType) -> ast.Module:
    return ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))


def sections(entry: Formula) -> dict[str, list[str]]:
    """Lines of each numpydoc section of a docstring, without their indentation."""
    lines = inspect.cleandoc(entry.function.__doc__ or "").splitlines()
    starts = [i for i, line in enumerate(lines) if line and not line.strip("-")]
    ends = [*(start - 1 for start in starts[1:]), len(lines)]
    return {
        lines[start - 1]: lines[start + 1 : end] for start, end in zip(starts, ends, strict=True)
    }


def prose(annotation: str) -> str:
    """How a docstring spells a type: ``tuple[Joule, ...]`` is a tuple of Joule."""
    return re.sub(r"tuple\[(\w+), \.\.\.\]", r"tuple of \1", annotation)


@EVERY_FORMULA
def test_takes_keywords_only(entry: Formula) -> None:
    positional = list(arguments(numbers(entry)).values())
    with pytest.raises(TypeError, match=r"takes 0 positional arguments"):
        public(entry)(*positional)


@EVERY_FORMULA
def test_every_parameter_and_the_result_have_a_unit(entry: Formula) -> None:
    signature = inspect.signature(entry.function)
    assert entry.units.keys() == {*signature.parameters, "return"}
    assert all(entry.units.values()), entry.units


@EVERY_FORMULA
def test_the_docstring_describes_every_parameter_with_its_type(entry: Formula) -> None:
    documented: dict[str, str] = {}
    for line in sections(entry)["Parameters"]:
        if line and not line.startswith(" "):
            names, _, kind = line.partition(" : ")
            documented |= dict.fromkeys(names.split(", "), kind)
    annotations = dict(entry.function.__annotations__)
    del annotations["return"]
    assert documented == {name: prose(kind) for name, kind in annotations.items()}


@EVERY_FORMULA
def test_the_docstring_describes_the_result_with_its_type(entry: Formula) -> None:
    kind, *description = sections(entry)["Returns"]
    assert kind == entry.function.__annotations__["return"]
    assert any(line.strip() for line in description)


@pytest.mark.parametrize("entry", list(WITH_EXAMPLES.values()), ids=list(WITH_EXAMPLES))
def test_the_examples_are_right(entry: Formula) -> None:
    names = dict(vars(import_module(entry.function.__module__)))
    examples = doctest.DocTestParser().get_doctest(
        inspect.cleandoc(entry.function.__doc__ or ""), names, entry.name, None, 0
    )
    report: list[str] = []
    assert doctest.DocTestRunner().run(examples, out=report.append).failed == 0, "".join(report)


@EVERY_FORMULA
def test_the_source_is_in_the_bibliography(entry: Formula) -> None:
    assert entry.source in SOURCES


@EVERY_FORMULA
def test_the_symbol_is_tex_for_use_in_mathematics(entry: Formula) -> None:
    assert entry.symbol.strip()
    assert "$" not in entry.symbol, "the page that prints it adds the mathematics mode"
    assert re.sub(r"\\[a-zA-Z]+|[\w{}^*+ ,\\/]", "", entry.symbol) == ""
    depth = 0
    for character in entry.symbol:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0


@EVERY_MODULE
def test_formula_modules_import_the_kernel_alone(module: ModuleType) -> None:
    allowed = ("joulepath.core", "joulepath.formulas") if _is_package(module) else "joulepath.core"
    for node in ast.walk(tree_of(module)):
        assert not isinstance(node, ast.Import), ast.unparse(node)
        if isinstance(node, ast.ImportFrom) and node.module != "__future__":
            assert str(node.module).startswith(allowed), ast.unparse(node)


def _is_package(module: ModuleType) -> bool:
    return hasattr(module, "__path__")


@EVERY_MODULE
def test_formula_modules_hold_nothing_but_registered_formulas(module: ModuleType) -> None:
    functions = [node for node in tree_of(module).body if isinstance(node, ast.FunctionDef)]
    expected = {entry.name for entry in REGISTRY.values() if _lives_in(entry, module)}
    assert {function.name for function in functions} == expected
    others = {type(node) for node in tree_of(module).body} - {ast.FunctionDef, ast.ImportFrom}
    assert others <= {ast.Expr, ast.Assign}, "a docstring, __all__ and nothing more"


def _lives_in(entry: Formula, module: ModuleType) -> bool:
    return entry.function.__module__ == module.__name__


# What every number type can do: the four operations, names, literals and the kernel's operations.
# No power: libm and NumPy round x**2 differently once in a thousand, and a product does not.
SPELLABLE = (
    ast.Return, ast.Assign, ast.Expr, ast.BinOp, ast.UnaryOp, ast.Add, ast.Sub, ast.Mult, ast.Div,
    ast.USub, ast.Name, ast.Load, ast.Store, ast.Constant, ast.Call,
)  # fmt: skip


@EVERY_FORMULA
def test_the_body_uses_only_what_every_number_type_can_do(entry: Formula) -> None:
    function = ast.parse(inspect.getsource(entry.function)).body[0]
    assert isinstance(function, ast.FunctionDef)
    for statement in function.body:
        conditions = {id(part) for node in ast.walk(statement) for part in _condition(node)}
        for node in ast.walk(statement):
            if id(node) in conditions:
                continue
            assert isinstance(node, SPELLABLE), ast.unparse(node)
            if isinstance(node, ast.Call):
                assert ast.unparse(node.func) in ops.__all__, ast.unparse(node)


def _condition(node: ast.AST) -> list[ast.AST]:
    """The comparison that ``where`` chooses by: the one place where numbers may be compared."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "where":
        comparison = node.args[0]
        assert isinstance(comparison, ast.Compare)
        return [comparison, *comparison.ops]
    return []
