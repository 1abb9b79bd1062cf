"""What must hold for every network: random graphs of convolutions, pools, products and the like."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onnx_graphs import RandomGraph, graphs

from joulepath.errors import WorkloadError
from joulepath.records.workload import Workload
from joulepath.workloads import count
from joulepath.workloads.onnx_recount import recounted
from joulepath.workloads.what_if import Change, what_if

few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
KINDS = ("macs", "elementwise", "special", "comparisons", "moves")
SIZES = ("parameters", "weight_bits", "read_bits", "written_bits")


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("random") / "model.onnx"


def counted(graph: RandomGraph, place: Path, batch: int | str = "batch") -> Workload:
    place.write_bytes(graph.model(batch).SerializeToString())
    return count(place)


def totals(work: Workload) -> dict[str, Any]:
    kinds = {kind: getattr(work.operations, kind) for kind in KINDS}
    return kinds | {size: getattr(work, size) for size in SIZES}


@few
@given(graph=graphs())
def test_what_is_known_without_counting(graph: RandomGraph, place: Path) -> None:
    work = counted(graph, place)
    assert work.parameters == graph.parameters
    assert work.weight_bits == 32 * graph.parameters
    assert work.operations.macs == graph.macs
    assert work.input_values == graph.values["x"]
    assert work.output_values == sum(graph.values[name] for name in graph.outputs)
    assert [layer.name for layer in work.layers] == [node.name for node in graph.nodes]


@few
@given(graph=graphs())
def test_the_peak_holds_the_largest_tensor_and_not_more_than_all(
    graph: RandomGraph, place: Path
) -> None:
    work = counted(graph, place)
    assert 32 * max(graph.values.values()) <= work.peak_bits <= 32 * sum(graph.values.values())
    for layer in work.layers:
        assert work.peak_bits >= layer.written_bits


@few
@given(data=st.data(), front=graphs(most=6))
def test_a_count_is_additive_over_composition(
    data: st.DataObject, front: RandomGraph, place: Path
) -> None:
    maps = [name for name, shape in front.shapes.items() if len(shape) == 3]
    last = data.draw(st.sampled_from(maps))
    back = data.draw(graphs(shape=front.shapes[last], most=6))
    first, second = totals(counted(front, place)), totals(counted(back, place))
    whole = totals(counted(front.then(last, back), place))
    assert whole == {name: first[name] + second[name] for name in whole}


@few
@given(graph=graphs(), batch=st.integers(1, 7))
def test_a_batch_in_the_file_counts_for_one_sample(
    graph: RandomGraph, batch: int, place: Path
) -> None:
    assert counted(graph, place, batch) == counted(graph, place)


@few
@given(graph=graphs(), seed=st.integers(0, 2**32))
def test_neither_names_nor_the_order_matter(graph: RandomGraph, seed: int, place: Path) -> None:
    work, chance = counted(graph, place), Random(seed)
    other = counted(graph.shuffled(chance).renamed(lambda name: f"{name}-{seed}"), place)
    assert totals(other) == totals(work)
    assert sorted(of.operations.macs for of in other.layers) == sorted(
        of.operations.macs for of in work.layers
    )


@few
@given(graph=graphs(), samples=st.integers(1, 9), more=st.integers(1, 9))
def test_batches_multiply(graph: RandomGraph, samples: int, more: int, place: Path) -> None:
    work = counted(graph, place)
    once = what_if(what_if(work, Change(batch=samples))[0], Change(batch=more))[0]
    assert once == what_if(work, Change(batch=samples * more))[0]
    assert isinstance(once, Workload)
    assert once.operations.macs == samples * more * work.operations.macs
    assert once.parameters == work.parameters


@few
@given(graph=graphs(), form=st.sampled_from(("fp16", "int8", "int4", "fp64")))
def test_quantising_and_back_changes_nothing(graph: RandomGraph, form: str, place: Path) -> None:
    work = counted(graph, place)
    changed, _ = what_if(work, Change(quantise=form))
    assert isinstance(changed, Workload)
    assert changed.operations == work.operations
    assert what_if(changed, Change(quantise="fp32"))[0] == work


@few
@given(graph=graphs(), part=st.sampled_from((0.0, 0.25, 0.5, 0.75)))
def test_pruning_leaves_its_part_of_the_products(
    graph: RandomGraph, part: float, place: Path
) -> None:
    work = counted(graph, place)
    changed, _ = what_if(work, Change(prune=part))
    assert isinstance(changed, Workload)
    assert changed.operations.macs == (1 - part) * work.operations.macs
    assert replace(changed.operations, macs=0) == replace(work.operations, macs=0)


@few
@given(graph=graphs())
def test_the_same_width_is_the_same_network(graph: RandomGraph, place: Path) -> None:
    work = counted(graph, place)
    assert recounted(place, width=1.0)[0] == work


@few
@given(graph=graphs())
def test_twice_the_width_takes_at_most_four_times_the_products(
    graph: RandomGraph, place: Path
) -> None:
    work = counted(graph, place)
    try:
        wider, _ = recounted(place, width=2.0)
    except WorkloadError:
        return  # the input is added to what grows, or groups do not divide: refused, not guessed
    assert (wider.input_values, len(wider.layers)) == (work.input_values, len(work.layers))
    assert work.operations.macs <= wider.operations.macs <= 4 * work.operations.macs
    assert work.parameters <= wider.parameters <= 4 * work.parameters
