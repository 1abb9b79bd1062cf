from __future__ import annotations

import tracemalloc
from collections import Counter
from dataclasses import replace
from typing import Any

import ecal_cases
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joulepath.analysis.arrays import evaluate, execute
from joulepath.analysis.plan import Plan, Step, arrays_in
from joulepath.core.tree import is_number, leaves, map_leaves, numbers
from joulepath.errors import InputError, UnknownName
from joulepath.lifecycle import lifecycle
from joulepath.records.architectures import Cnn
from joulepath.records.inputs import Inputs, RateDemand, SingleParity, Split, StoragePlan
from joulepath.records.network import Radio
from joulepath.records.switches import PROFILES

HEADLINES = ("ecal", "energy", "carbon", "per_inference")
FAMILIES = ("MLP", "CNN", "KAN", "Transformer")


def scenario(family: str = "MLP", profile: str = "corrected") -> Inputs:
    case = ecal_cases.package_case({"model_type": family})
    return replace(case, switches=PROFILES[profile], intensity=1e-4)


def rich_scenario() -> Inputs:
    """A scenario with the parts that the golden cases lack."""
    base = scenario()
    medium = ecal_cases.load().entry("storage", "ssd").record
    return replace(
        base,
        path=(*base.path, replace(base.path[0], bearer=Radio(0.1, 2e5, 0.05, 3e5))),
        storage=StoragePlan(medium, SingleParity(4.0)),
        training=replace(base.training, strategy=Split(0.8), evaluations=1.0),
        inference=replace(base.inference, demand=RateDemand(0.01, 3e7), bits_per_result=8.0),
        denominator="component-bits",
    )


def varied(inputs: Inputs, count: int, seed: int = 0) -> Inputs:
    """Draw a column for every number, whole where the number is: counts are never fractions.

    Squares of whole numbers are exact, while a float's ``x**2`` and an array's may differ in
    the last bit, as the C library's ``pow`` does not round correctly.
    """
    random = np.random.default_rng(seed)

    def column(_: str, leaf: Any) -> Any:
        if not is_number(leaf):
            return leaf
        if leaf == int(leaf) and leaf:
            return np.floor(leaf * random.uniform(1, 3, count))
        return (leaf or 0.1) * random.uniform(0.5, 1.1, count)

    return map_leaves(column, inputs)


def at(inputs: Inputs, index: Any) -> Inputs:
    """One scenario out of columns, in plain floats."""
    return map_leaves(lambda _, x: float(x[index]) if isinstance(x, np.ndarray) else x, inputs)


def open_grid(base: Inputs, lengths: tuple[int, int, int, int]) -> Inputs:
    ranges = ((1e3, 1e6), (1e2, 1e7), (0.0, 0.5), (1.0, 90.0))
    axes = [np.linspace(*ends, length) for ends, length in zip(ranges, lengths, strict=True)]
    samples, inferences, loss, epochs = np.ix_(*axes)
    demand = replace(base.inference.demand, inferences=inferences)
    return replace(
        base,
        data=replace(base.data, samples=samples),
        inference=replace(base.inference, demand=demand),
        path=(replace(base.path[0], loss=loss),),
        training=replace(base.training, epochs=epochs),
    )


def everything(inputs: Inputs) -> list[str]:
    return [path for path, _ in numbers(lifecycle(inputs))]


def same_bytes(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return {p: a.tobytes() for p, a in one.items()} == {p: a.tobytes() for p, a in other.items()}


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("profile", PROFILES)
@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=10, deadline=None)
def test_every_output_is_bit_identical_to_scalar_calls(
    family: str, profile: str, seed: int
) -> None:
    inputs = varied(scenario(family, profile), count=3, seed=seed)
    results = evaluate(inputs, everything(scenario(family, profile)))
    for index in range(3):
        expected = dict(leaves(lifecycle(at(inputs, index))))
        assert {p: float(a[index]).hex() for p, a in results.items()} == {
            path: float(expected[path]).hex() for path in results
        }


def test_stored_answered_and_rated_scenarios_are_bit_identical_to_whole_arrays() -> None:
    inputs = varied(rich_scenario(), count=100)
    whole = dict(leaves(lifecycle(inputs)))
    for path, result in evaluate(inputs, everything(rich_scenario()), block=32).items():
        assert np.array_equal(result, np.broadcast_to(whole[path], result.shape)), path


@pytest.mark.parametrize("block", [1, 7, 100, 8192])
def test_columns_give_the_same_bytes_in_blocks_of_any_size(block: int) -> None:
    inputs = varied(scenario(), count=501)
    assert same_bytes(evaluate(inputs, HEADLINES), evaluate(inputs, HEADLINES, block=block))


@pytest.mark.parametrize("block", [1, 7, 60, 61, 8192, 16_000])
def test_a_grid_gives_the_same_bytes_in_blocks_of_any_size(block: int) -> None:
    grid = open_grid(scenario(), (5, 4, 6, 10))
    paths = everything(scenario())
    whole = lifecycle(grid)
    results = evaluate(grid, paths, block=block)
    assert same_bytes(evaluate(grid, paths), results)
    assert np.array_equal(results["ecal"], whole.ecal)
    assert {result.shape for result in results.values()} == {(5, 4, 6, 10)}


def test_a_grid_by_broadcasting_equals_its_scenarios_side_by_side() -> None:
    grid = open_grid(scenario(), (3, 1, 4, 5))
    names = arrays_in(grid)
    columns = dict(zip(names, np.broadcast_arrays(*names.values()), strict=True))
    flat = map_leaves(lambda path, x: columns[path].ravel() if path in columns else x, grid)
    one, other = evaluate(grid, HEADLINES), evaluate(flat, HEADLINES)
    assert same_bytes(one, other)
    assert one["ecal"].shape == (3, 1, 4, 5)


def test_without_arrays_the_results_have_no_axes() -> None:
    results = evaluate(scenario(), HEADLINES)
    expected = lifecycle(scenario())
    assert {path: (a.shape, float(a)) for path, a in results.items()} == {
        path: ((), getattr(expected, path)) for path in HEADLINES
    }


def test_an_output_that_does_not_vary_fills_the_shape() -> None:
    base = scenario()
    inputs = replace(base, intensity=np.array([[1.0], [2.0], [3.0]]))
    result = evaluate(inputs, ["energy"])["energy"]
    assert np.array_equal(result, np.full((3, 1), lifecycle(base).energy))


def test_empty_arrays_give_empty_results() -> None:
    inputs = replace(scenario(), virtualisation=np.empty((0, 4)), intensity=np.ones(4))
    assert {a.shape for a in evaluate(inputs, HEADLINES).values()} == {(0, 4)}


@pytest.mark.parametrize("kind", [np.int8, np.uint16, np.int64, np.float32, ">f8"])
def test_all_real_numbers_are_taken_as_float64(kind: Any) -> None:
    whole = np.arange(1, 100)

    def run(samples: Any, block: int) -> dict[str, Any]:
        base = scenario()
        inputs = replace(base, data=replace(base.data, samples=samples))
        return evaluate(inputs, HEADLINES, block=block)

    expected = run(whole.astype(np.float64), 16)
    assert same_bytes(run(whole.astype(kind), 16), expected)
    assert same_bytes(run(whole.astype(kind), 1000), expected)
    assert expected["ecal"].dtype == np.float64


def test_scalars_of_numpy_are_constants() -> None:
    base = scenario()
    inputs = replace(base, data=replace(base.data, samples=np.int32(1000)))
    plan = Plan.compile(lifecycle, inputs, ["ecal"])
    assert not plan.steps
    assert float(execute(plan, {})["ecal"]) == lifecycle(base).ecal


def test_a_number_outside_its_domain_gives_infinity_where_it_stands() -> None:
    base = scenario()
    loss = np.array([0.0, 1.0, 0.5])
    result = evaluate(replace(base, path=(replace(base.path[0], loss=loss),)), ["ecal"])["ecal"]
    assert np.isinf(result).tolist() == [False, True, False]


def test_no_formula_is_called_for_each_block() -> None:
    grid = open_grid(scenario(), (40, 1, 1, 50))
    plan = Plan.compile(lifecycle, grid, ["ecal", "training.energy"])
    calls: Counter[int] = Counter()

    def counted(step: Step) -> Step:
        def function(**arguments: Any) -> Any:
            calls[step.result] += 1
            return step.function(**arguments)

        return replace(step, function=function)

    execute(replace(plan, steps=tuple(map(counted, plan.steps))), arrays_in(grid), block=50)
    assert calls == {step.result: 1 for step in plan.steps}


def test_no_formula_is_called_twice_with_the_same_numbers() -> None:
    plan = Plan.compile(lifecycle, varied(scenario(), 2), everything(scenario()))
    calls = [(step.function, step.arguments) for step in plan.steps]
    assert len(set(calls)) == len(calls)


def test_only_what_the_outputs_need_is_planned() -> None:
    inputs = varied(scenario(), 2)
    plan = Plan.compile(lifecycle, inputs, ["model.forward"])
    assert {path.partition(".")[0] for path in plan.varying} == {"model", "costs"}
    assert {*plan.varying} | plan.ignored == {*arrays_in(inputs)}


def test_a_plan_serves_other_values_and_shapes() -> None:
    plan = Plan.compile(lifecycle, varied(scenario(), 2), HEADLINES)
    other = varied(scenario(), 50, seed=1)
    assert same_bytes(execute(plan, arrays_in(other)), evaluate(other, HEADLINES))
    one = execute(plan, arrays_in(at(other, 0)) or dict(numbers(at(other, 0))))
    assert float(one["ecal"]) == lifecycle(at(other, 0)).ecal


def test_a_chain_deeper_than_the_stack_is_planned() -> None:
    kernel = ecal_cases.convolution(3, 3)
    model = Cnn(np.array([4e3, 5e3]), 4e3, 1.0, (kernel,) * 1500)
    inputs = replace(scenario(), model=model)
    result = evaluate(inputs, ["model.forward"])["model.forward"]
    assert result[1] == lifecycle(at(inputs, 1)).model.forward


def test_a_grid_takes_little_more_memory_than_its_result() -> None:
    grid = open_grid(scenario(), (40, 25, 40, 25))
    plan = Plan.compile(lifecycle, grid, HEADLINES)
    assert peak(plan, grid) < 1.25 * len(HEADLINES) * 8e6


def test_columns_take_little_more_memory_than_their_results() -> None:
    inputs = varied(scenario(), count=200_000)
    plan = Plan.compile(lifecycle, inputs, HEADLINES)
    results = len(HEADLINES) * 200_000 * 8
    # a few dozen intermediates of one block may live at a time
    assert peak(plan, inputs) < results + 30 * 16_000 * 8


def peak(plan: Plan, inputs: Inputs) -> int:
    values = arrays_in(inputs)
    tracemalloc.start()
    try:
        execute(plan, values)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_an_unknown_output_names_the_nearest() -> None:
    with pytest.raises(UnknownName) as caught:
        evaluate(scenario(), ["trainng.energy"])
    assert caught.value.kind == "quantity"
    assert "training.energy" in caught.value.nearest


def test_a_stage_is_not_a_quantity() -> None:
    with pytest.raises(UnknownName, match="no quantity named 'training'"):
        evaluate(scenario(), ["training"])


@pytest.mark.parametrize("path", ["training.energy", "training", "balance.training.share"])
def test_an_output_that_the_scenario_lacks_says_so(path: str) -> None:
    with pytest.raises(InputError, match=f"{path}: this scenario has no (balance.)?training"):
        evaluate(replace(scenario(), training=None), [path])


def test_arrays_that_do_not_fit_are_named_with_their_shapes() -> None:
    inputs = replace(varied(scenario(), 3), virtualisation=np.zeros(4), intensity=np.ones((2, 1)))
    with pytest.raises(InputError) as caught:
        evaluate(inputs, HEADLINES)
    message = str(caught.value)
    assert "data.samples has shape (3,) and virtualisation has shape (4,)" in message


@pytest.mark.parametrize("kind", [complex, "U3", object])
def test_arrays_of_anything_else_are_refused(kind: Any) -> None:
    with pytest.raises(InputError, match="virtualisation: an array of"):
        evaluate(replace(scenario(), virtualisation=np.zeros(2).astype(kind)), HEADLINES)


def test_values_must_be_those_of_the_plan() -> None:
    inputs = replace(scenario(), virtualisation=np.zeros(2), intensity=np.ones(2))
    plan = Plan.compile(lifecycle, inputs, ["energy"])
    with pytest.raises(InputError, match="no values for intensity"):
        execute(plan, {"virtualisation": [0.1, 0.2]})
    with pytest.raises(UnknownName, match=r"no varying input named 'data\.samples'"):
        execute(plan, {"virtualisation": 0.0, "intensity": 1.0, "data.samples": 10.0})


def test_a_block_has_at_least_one_element() -> None:
    with pytest.raises(InputError, match="a block of 0 elements"):
        evaluate(scenario(), HEADLINES, block=0)
