"""What-ifs: numbers by hand for a convolution, a rectifier, a pooling and a dense layer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from joulepath.errors import WorkloadError
from joulepath.records.workload import LanguageWorkload, Operations, Workload, WorkloadLayer
from joulepath.workloads.what_if import Change, what_if

NOTHING = Operations(0, 0, 0, 0, 0)


def layer(
    name: str, operator: str, operations: Operations, weights: int, read: int, written: int
) -> WorkloadLayer:
    """A layer of fp32 values."""
    return WorkloadLayer(
        name,
        operator,
        "fp32",
        operations,
        weights,
        32 * weights,
        32 * read,
        32 * written,
        written,
        trained_macs=operations.macs,
        reads=(),
    )


# 1 channel of 4 x 4 values, 2 filters of 3 x 3 with padding and no bias: 16 x 2 x 9 = 288 MACs;
# 32 values through a rectifier, the mean of 16 each, and 2 x 3 weights.
LAYERS = (
    layer("conv", "Conv", replace(NOTHING, macs=288), 18, 16, 32),
    layer("relu", "Relu", replace(NOTHING, comparisons=32), 0, 32, 32),
    layer("pool", "GlobalAveragePool", replace(NOTHING, elementwise=30, special=2), 0, 32, 2),
    layer("dense", "Gemm", replace(NOTHING, macs=6), 6, 2, 3),
)
NETWORK = Workload(
    LAYERS,
    Operations(294, 30, 2, 32, 0),
    parameters=24,
    weight_bits=24 * 32,
    read_bits=82 * 32,
    written_bits=69 * 32,
    peak_bits=64 * 32,
    input_values=16,
    output_values=3,
    left_out=(),
)


def changed(change: Change, network: Workload = NETWORK) -> Workload:
    """The changed network."""
    work, said = what_if(network, change)
    assert isinstance(work, Workload)
    assert said
    return work


def test_nothing_changes_without_a_change() -> None:
    assert what_if(NETWORK, Change()) == (NETWORK, ())


def test_a_batch_multiplies_operations_and_activations_but_not_weights() -> None:
    work = changed(Change(batch=3))
    assert work.operations == Operations(882, 90, 6, 96, 0)
    assert (work.parameters, work.weight_bits) == (24, 768)
    assert (work.read_bits, work.written_bits, work.peak_bits) == (7872, 6624, 6144)
    assert (work.input_values, work.output_values) == (48, 9)


def test_a_batch_of_one_is_the_workload() -> None:
    assert changed(Change(batch=1)) == NETWORK


def test_quantised_layers_are_those_with_macs() -> None:
    work = changed(Change(quantise="int8"))
    assert [of.format for of in work.layers] == ["int8", "fp32", "fp32", "int8"]
    assert work.weight_bits == 24 * 8
    assert work.read_bits == 8 * (16 + 2) + 32 * (32 + 32)
    assert work.written_bits == 8 * (32 + 3) + 32 * (32 + 2)
    assert (work.operations, work.peak_bits) == (NETWORK.operations, NETWORK.peak_bits)


def test_weights_shared_with_an_earlier_layer_keep_their_format() -> None:
    head = replace(LAYERS[3], parameters=0)
    network = replace(NETWORK, layers=(*LAYERS[:3], head), parameters=18, weight_bits=18 * 32)
    work = changed(Change(quantise="int8", prune=0.5), network)
    assert work.layers[3].weight_bits == head.weight_bits
    assert work.weight_bits == 9 * 8


def test_resting_weights_are_quantised_and_pruned_too() -> None:
    rest = layer("experts", "Resting", NOTHING, 100, 0, 0)
    network = replace(NETWORK, layers=(*LAYERS, rest), parameters=124, weight_bits=124 * 32)
    work = changed(Change(quantise="int4", prune=0.5), network)
    assert (work.parameters, work.weight_bits) == (62, 62 * 4)


def test_pruning_scales_macs_and_weights_and_nothing_else() -> None:
    work = changed(Change(prune=0.5))
    assert work.operations == Operations(147, 30, 2, 32, 0)
    assert (work.parameters, work.weight_bits) == (12, 384)
    assert (work.read_bits, work.written_bits) == (NETWORK.read_bits, NETWORK.written_bits)


def test_dense_kernels_gain_nothing_and_that_is_said() -> None:
    assert any("dense kernels" in said for said in what_if(NETWORK, Change(prune=0.5))[1])


def test_resolution_scales_maps_with_the_area_and_the_head_not_at_all() -> None:
    work = changed(Change(resolution=2.0))
    assert work.operations == Operations(4 * 288 + 6, 120, 8, 128, 0)
    assert work.parameters == 24
    assert work.read_bits == 32 * (4 * (16 + 32 + 32) + 2)
    assert work.written_bits == 32 * (4 * (32 + 32) + 2 + 3)
    assert (work.input_values, work.output_values) == (64, 3)
    assert "approximation" in what_if(NETWORK, Change(resolution=2.0))[1][0]


def test_a_head_on_the_map_depends_on_the_resolution() -> None:
    dense = layer("dense", "Gemm", replace(NOTHING, macs=96), 96, 32, 3)
    network = replace(NETWORK, layers=(*LAYERS[:2], dense))
    with pytest.raises(WorkloadError, match=r"weights of layer 'dense'.*depend on the resolution"):
        what_if(network, Change(resolution=2.0))


def test_changes_combine() -> None:
    work = changed(Change(batch=2, quantise="fp16", prune=0.5))
    assert work.operations.macs == 294
    assert work.weight_bits == 12 * 16


def test_the_cache_of_a_language_model_is_quantised_with_it() -> None:
    model = LanguageWorkload(NETWORK, NETWORK, cache_bits_per_token=640, state_bits=0)
    work, said = what_if(model, Change(quantise="int8"))
    assert isinstance(work, LanguageWorkload)
    assert work.cache_bits_per_token == 160
    assert work.prefill == work.decode == changed(Change(quantise="int8"))
    assert "cache" in said[0]


@pytest.mark.parametrize(
    ("change", "where", "remedy"),
    [
        (Change(batch=0), "--batch", "give 1 or more"),
        (Change(prune=1.0), "--prune", "from 0 to below 1"),
        (Change(prune=float("nan")), "--prune", "from 0 to below 1"),
        (Change(quantise="int7"), "--quantise", "known: fp64"),
        (Change(resolution=0.0), "--resolution", "give the factor"),
        (Change(sequence=128), "--sequence", "what_if_of_file"),
        (Change(width=0.5), "--width", "what_if_of_file"),
    ],
)
def test_nonsense_and_what_counts_cannot_tell_are_refused(
    change: Change, where: str, remedy: str
) -> None:
    with pytest.raises(WorkloadError) as refused:
        what_if(NETWORK, change)
    (problem,) = refused.value.problems
    assert problem.where == where
    assert remedy in problem.remedy


def test_all_problems_are_told_together() -> None:
    with pytest.raises(WorkloadError) as refused:
        what_if(NETWORK, Change(batch=-1, prune=2.0, quantise="x"))
    assert len(refused.value.problems) == 3
