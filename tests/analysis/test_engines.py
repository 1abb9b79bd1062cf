"""Machine code gives what NumPy gives, whatever the scenario, the shapes and the numbers."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from joulepath.analysis import compiled, machine_code
from joulepath.analysis.arrays import evaluate
from joulepath.analysis.columns import empty_columns
from joulepath.analysis.plan import Step
from joulepath.analysis.program import program_of
from joulepath.analysis.sweep import asked, in_memory, on_processes, to_file
from joulepath.analysis.sweep.engines import with_engine
from joulepath.core import ops
from joulepath.core.tree import is_number, map_leaves, numbers
from joulepath.errors import InputError, MissingExtra
from joulepath.lifecycle import lifecycle
from joulepath.records.inputs import Inputs
from joulepath.scenario.reading import load_scenario
from joulepath.scenario.resolve import resolve

pytest.importorskip("llvmlite", reason="machine code needs the extra fast")

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))
EXAMPLE = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
CASE_STUDY = next(path for path in EXAMPLES if path.stem == "ecal-case-study")

# Exponentials and logarithms are those of the C library here and NumPy's own there, each within
# an ulp (2e-16), which a power magnifies by its exponent; everything else is the same to the bit.
ROUNDED = 1e-12


def inputs_of(path: Path) -> Inputs:
    return resolve(load_scenario(path)).inputs


def columns(inputs: Inputs, count: int) -> Inputs:
    """Each number of a scenario as a column of numbers near it."""
    random = np.random.default_rng(3)

    def column(_: str, leaf: Any) -> Any:
        return leaf * random.uniform(0.97, 1.0, count) if is_number(leaf) else leaf

    return map_leaves(column, inputs)


def everything(inputs: Inputs) -> list[str]:
    return [path for path, _ in numbers(lifecycle(inputs))]


@pytest.fixture(params=["in one go", "block by block"])
def layout(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How columns are read."""
    monkeypatch.setattr(compiled, "_WAYS", 1000 if request.param == "in one go" else 0)
    return request.param


@EXAMPLE
@pytest.mark.usefixtures("layout")
def test_every_output_of_every_example_is_that_of_numpy(path: Path) -> None:
    inputs = columns(inputs_of(path), 301)  # blocks of 100, one of them of a single element
    outputs = everything(inputs_of(path))
    expected = evaluate(inputs, outputs, block=100)
    found = evaluate(inputs, outputs, block=100, engine="compiled")
    for output in outputs:
        np.testing.assert_allclose(
            found[output], expected[output], rtol=ROUNDED, atol=0.0, err_msg=output
        )


@pytest.mark.parametrize("length", [7, 8, 9, 15, 16, 17, 1000])
def test_columns_of_any_length_give_the_same_bits_wherever_they_lie(
    length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs, outputs = columns(inputs_of(CASE_STUDY), length), everything(inputs_of(CASE_STUDY))
    found = []
    for ways, go in ((0, 16), (1000, 16), (1000, 1_000_000)):
        monkeypatch.setattr(compiled, "_WAYS", ways)
        monkeypatch.setattr(compiled, "_GO", go)
        found.append(evaluate(inputs, outputs, engine="compiled"))
    for output in outputs:
        for each in found[1:]:
            np.testing.assert_array_equal(each[output], found[0][output])


@pytest.mark.parametrize("length", [1, 511, 512, 1_000_000, 2**20])
def test_columns_begin_at_different_places_of_their_pages(length: int) -> None:
    made = empty_columns(100, length)
    assert made.shape == (100, length)
    lines = Counter(row.ctypes.data % 4096 // 64 for row in made)
    assert max(lines.values()) == 2  # a page has 64 lines
    assert all(row.flags.c_contiguous for row in made)


def grid(*shapes: tuple[int, ...]) -> Inputs:
    """A scenario with an array of each shape."""
    base = inputs_of(CASE_STUDY)
    samples, loss, epochs = (
        np.linspace(*ends, math.prod(shape)).reshape(shape)
        for ends, shape in zip(((1e3, 1e4), (0.0, 0.5), (1.0, 90.0)), shapes, strict=True)
    )
    assert base.training is not None
    return replace(
        base,
        data=replace(base.data, samples=samples.astype(np.int32)),
        path=(replace(base.path[0], loss=loss), *base.path[1:]),
        training=replace(base.training, epochs=np.asfortranarray(epochs)),
    )


SHAPES = (
    ((40, 1, 1), (1, 25, 1), (1, 1, 30)),
    ((40, 25, 30), (25, 1), (40, 1, 30)),
    ((30_000,), (30_000,), ()),
    ((4000, 8), (4000, 1), (4000, 8)),
)


@pytest.mark.parametrize("shapes", SHAPES, ids=str)
@pytest.mark.parametrize("block", [64, 999, 12_000])
def test_grids_and_columns_give_the_bytes_of_numpy(shapes: Any, block: int) -> None:
    inputs = grid(*shapes)
    outputs = ("ecal", "energy", "training.energy", "balance.training.share")
    expected = evaluate(inputs, outputs, block=block)
    found = evaluate(inputs, outputs, block=block, engine="compiled")
    for output in outputs:
        assert found[output].tobytes() == expected[output].tobytes(), output


def test_special_numbers_follow_numpy_through_every_operation() -> None:
    special = (math.nan, math.inf, -math.inf, 0.0, -0.0, 1.5, -2.5, 3.0, 5e-324)
    a, b = (np.array(each) for each in zip(*product(special, special), strict=True))
    operations = {
        "add": lambda a, b: a + b,
        "subtract": lambda a, b: a - b,
        "multiply": lambda a, b: a * b,
        "divide": lambda a, b: ops.divide(a, b),
        "negative": lambda a, b: -a + b,
        "maximum": lambda a, b: ops.maximum(a, b),
        "minimum": lambda a, b: ops.minimum(a, b),
        "ceil": lambda a, b: ops.ceil(a) + b,
        "floor": lambda a, b: ops.floor(a) + b,
        "sqrt": lambda a, b: ops.sqrt(a) + b,
        "exp": lambda a, b: ops.exp(a) + b,
        "log2": lambda a, b: ops.log2(a) + b,
        "less": lambda a, b: ops.where(a < b, a, 7.0),
        "less_equal": lambda a, b: ops.where(a <= b, a, b),
        "greater": lambda a, b: ops.where(a > b, 7.0, b),
        "greater_equal": lambda a, b: ops.where(a >= b, a * 2.0, b),
    }
    arguments = (("a", 0), ("b", 1))
    steps = tuple(
        Step(function, arguments, place) for place, function in enumerate(operations.values(), 2)
    )
    program = program_of(steps, frozenset(step.result for step in steps))
    found = {step.result: np.empty(a.size) for step in steps}
    compiled.carry_out(program, {0: a, 1: b}, found, [(slice(None),)])
    with np.errstate(all="ignore"):
        for name, step in zip(operations, steps, strict=True):
            expected = step.function(a=a, b=b)
            np.testing.assert_allclose(
                found[step.result], expected, rtol=4e-16, atol=0.0, err_msg=name
            )


def test_code_for_the_same_arithmetic_is_made_once() -> None:
    for_any = grid((300,), (300,), (300,))
    evaluate(replace(for_any, virtualisation=0.31), ("ecal",), block=100, engine="compiled")
    made = machine_code._built.cache_info().misses
    evaluate(replace(for_any, virtualisation=0.37), ("ecal",), block=100, engine="compiled")
    assert machine_code._built.cache_info().misses == made


VARY = {"training.epochs": "1..40", "path.0.loss": "0..0.5:lin1000"}


def test_a_sweep_says_which_engine_ran_and_gives_the_same_bytes_whoever_computes(
    tmp_path: Path,
) -> None:
    request = asked(load_scenario(CASE_STUDY), "0", VARY, rows=20_000, engine="compiled")
    to_file(request, tmp_path / "one.json")
    to_file(request, tmp_path / "two.json", executor=on_processes(2))
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    assert json.loads((tmp_path / "one.json").read_text())["engine"] == "compiled"
    numpy = asked(load_scenario(CASE_STUDY), "0", VARY, rows=20_000, engine="numpy")
    assert numpy.described["engine"] == "numpy"
    assert numpy.digest("json") != request.digest("json")
    found, expected = in_memory(request), in_memory(numpy)
    for output in request.outputs:
        np.testing.assert_allclose(found.column(output), expected.column(output), rtol=ROUNDED)


def test_machine_code_is_taken_where_it_pays() -> None:
    loaded = load_scenario(CASE_STUDY)
    large = {"path.0.loss": "0..0.5:lin10000", "inference.inferences": "1..1000"}
    assert asked(loaded, "0", large).engine == "compiled"
    assert asked(loaded, "0", VARY).engine == "numpy"
    assert asked(loaded, "0", {**large, "zone": "DEU,FIN"}).engine == "compiled"
    fewer = {"path.0.loss": "0..0.5:lin9999", "inference.inferences": "1..1000"}
    assert asked(loaded, "0", {**fewer, "zone": "DEU,FIN"}).engine == "numpy"


def test_an_unknown_engine_names_the_nearest() -> None:
    with pytest.raises(InputError, match=r"no engine named 'compild'\n  did you mean 'compiled'"):
        asked(load_scenario(CASE_STUDY), "0", VARY, engine="compild")


def test_without_the_extra_only_a_demand_for_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    request = asked(load_scenario(CASE_STUDY), "0", VARY)
    monkeypatch.setattr(machine_code, "import_module", missing)
    with pytest.raises(MissingExtra, match=r"pip install 'joulepath\[fast\]'"):
        with_engine(request, "compiled")
    large = {"path.0.loss": "0..0.5:lin10000", "inference.inferences": "1..1000"}
    assert asked(load_scenario(CASE_STUDY), "0", large).engine == "numpy"


def test_where_no_code_can_be_made_numpy_computes_and_the_reason_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(*_: Any) -> Any:
        raise RuntimeError("no such target\nand more")

    monkeypatch.setattr(machine_code, "kernel_of", refused)
    request = asked(load_scenario(CASE_STUDY), "0", VARY, engine="compiled")
    assert request.engine == "numpy"
    assert request.engine_note.endswith("no machine code can be made here: no such target")
