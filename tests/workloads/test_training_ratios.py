"""How much more a training step is than a forward pass, network by network, derived by hand.

A product of trained values with activations is done three times in a step, so that forward and
backward multiply-accumulates are 3 times the forward ones, but for layers that read the sample
alone: nobody asks for the gradient of a sample, so that they are done twice.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper

from joulepath.records.training_setup import TrainingSetup
from joulepath.records.training_work import TrainingWork
from joulepath.records.workload import LanguageWorkload, Workload
from joulepath.workloads import count
from joulepath.workloads.huggingface_config import count_config
from joulepath.workloads.training_step import training_work

CONFIGS = Path(__file__).parent / "configs"
Save = Callable[..., Path]
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# Example model, and multiply-accumulates of its first layer: kernel values x results.
FIRST = {
    "keyword-spotting": 10 * 4 * 64 * 25 * 5,
    "anomaly-detection": 640 * 128,
    "image-classification": 3 * 9 * 16 * 32 * 32,
    "visual-wake-words": 3 * 9 * 8 * 48 * 48,
}
# Two decimals, counted independently from the operators that PyTorch dispatched backwards.
DISPATCHED = {"keyword-spotting": 2.88, "anomaly-detection": 2.69, "image-classification": 2.96}


@pytest.mark.parametrize(("name", "first"), FIRST.items())
def test_only_the_first_layer_of_an_example_is_done_twice(
    examples: Path, name: str, first: int
) -> None:
    network = count(examples / f"{name}.onnx")
    work = training_work(network)
    assert work.passes.forward.macs == network.operations.macs
    assert work.passes.weight_gradient.macs == network.operations.macs
    assert work.passes.input_gradient.macs == network.operations.macs - first


@pytest.mark.parametrize(("name", "ratio"), DISPATCHED.items())
def test_examples_have_the_ratios_of_another_counter(
    examples: Path, name: str, ratio: float
) -> None:
    work = training_work(count(examples / f"{name}.onnx"))
    assert work.mac_ratio == pytest.approx(ratio, abs=0.005)  # rounded


def dense(widths: list[int]) -> tuple[list[Any], dict[str, Any]]:
    """Fully connected layers without biases."""
    nodes = [
        helper.make_node("MatMul", [f"x{at}", f"w{at}"], [f"x{at + 1}"], name=f"layer{at}")
        for at in range(len(widths) - 1)
    ]
    return nodes, {f"w{at}": pair for at, pair in enumerate(pairwise(widths))}


def mlp(save: Save, widths: list[int]) -> Workload:
    nodes, weights = dense(widths)
    return count(save(nodes, {"x0": ["n", widths[0]]}, [f"x{len(nodes)}"], weights))


def test_a_large_first_layer_makes_three_a_bad_rule(save: Save) -> None:
    # 784 x 512 of 784 x 512 + 512 x 256 + 256 x 10 = 535 040: 3 - 401 408 / 535 040
    work = training_work(mlp(save, [784, 512, 256, 10]))
    assert work.mac_ratio == 3 - 401_408 / 535_040
    assert work.ratio == pytest.approx(2.25, abs=0.005)  # 2.24976, without other operations
    assert work.error_of_three == pytest.approx(0.33, abs=0.005)  # 3 / 2.24976 - 1 = 0.33348


@few
@given(st.lists(st.integers(1, 40), min_size=2, max_size=6), st.integers(1, 5))
def test_backwards_a_chain_is_twice_its_products_less_the_first(
    save: Save, widths: list[int], batch: int
) -> None:
    products = [before * after for before, after in pairwise(widths)]
    work = training_work(mlp(save, widths), TrainingSetup(batch=batch))
    assert work.passes.input_gradient.macs == batch * sum(products[1:])
    assert work.passes.weight_gradient.macs == batch * sum(products)
    assert work.flops.backward == 2 * batch * (2 * sum(products) - products[0])


def lenet(save: Save) -> Workload:
    """LeNet-5 on 28 x 28 values, padded by two."""
    steps = [
        ("Conv", "c1", (6, 1, 5, 5), {"pads": [2, 2, 2, 2]}),
        ("Tanh", "", None, {}),
        ("AveragePool", "", None, {"kernel_shape": [2, 2], "strides": [2, 2]}),
        ("Conv", "c2", (16, 6, 5, 5), {}),
        ("Tanh", "", None, {}),
        ("AveragePool", "", None, {"kernel_shape": [2, 2], "strides": [2, 2]}),
        ("Flatten", "", None, {}),
        ("Gemm", "f1", (400, 120), {}),
        ("Gemm", "f2", (120, 84), {}),
        ("Gemm", "f3", (84, 10), {}),
    ]
    nodes, weights = [], {}
    for at, (operator, weight, shape, attributes) in enumerate(steps):
        inputs = [f"x{at}", *([weight] if weight else [])]
        nodes.append(helper.make_node(operator, inputs, [f"x{at + 1}"], **attributes))
        weights |= {weight: shape} if weight else {}
    return count(save(nodes, {"x0": ["n", 1, 28, 28]}, [f"x{len(steps)}"], weights))


def test_lenet(save: Save) -> None:
    # 25 x 6 x 28^2 = 117 600; 150 x 16 x 10^2 = 240 000; 48 000, 10 080, 840; in all 416 520
    work = training_work(lenet(save))
    assert work.mac_ratio == 3 - 117_600 / 416_520
    assert work.mac_ratio == pytest.approx(2.72, abs=0.005)  # as another counter says, rounded


def recurrent(operator: str, gates: int) -> tuple[list[Any], dict[str, Any]]:
    """7 steps of 5 values through 6 cells, and 3 answers from the last."""
    nodes = [
        helper.make_node(operator, ["x", "w", "r"], ["", "last"], hidden_size=6),
        helper.make_node("Flatten", ["last"], ["flat"]),
        helper.make_node("MatMul", ["flat", "out"], ["y"]),
    ]
    weights = {"w": (1, gates * 6, 5), "r": (1, gates * 6, 6), "out": (6, 3)}
    return nodes, weights


@pytest.mark.parametrize(("operator", "gates"), [("RNN", 1), ("GRU", 3), ("LSTM", 4)])
def test_a_recurrent_layer_needs_the_gradient_of_its_own_results(
    save: Save, operator: str, gates: int
) -> None:
    nodes, weights = recurrent(operator, gates)
    work = training_work(count(save(nodes, {"x": [7, 1, 5]}, ["y"], weights)))
    first, own, last = 7 * gates * 6 * 5, 7 * gates * 6 * 6, 6 * 3
    assert work.passes.forward.macs == first + own + last
    assert work.passes.input_gradient.macs == own + last
    assert work.passes.weight_gradient.macs == first + own + last


def test_behind_a_trained_table_a_recurrent_layer_is_done_three_times(save: Save) -> None:
    nodes, weights = recurrent("LSTM", 4)
    look_up = helper.make_node("Gather", ["table", "words"], ["rows"])
    turn = helper.make_node("Transpose", ["rows"], ["x"], perm=[1, 0, 2])
    path = save(
        [look_up, turn, *nodes],
        {"words": ["n", 7]},
        ["y"],
        weights | {"table": (11, 5)},
        kinds={"words": TensorProto.INT64},
    )
    assert training_work(count(path)).mac_ratio == 3.0


def test_a_product_with_a_given_matrix_needs_one_gradient(save: Save) -> None:
    # A graph layer A (X W), its neighbours A given: 4 x 5 x 3 trained, 4 x 4 x 3 for neighbours;
    # backwards the weights of W (60) and the gradient of X W (48), not that of A or of X.
    nodes = [
        helper.make_node("MatMul", ["x", "w"], ["h"]),
        helper.make_node("MatMul", ["a", "h"], ["y"]),
    ]
    work = training_work(
        count(save(nodes, {"x": [1, 4, 5], "a": [1, 4, 4]}, weights={"w": (5, 3)}))
    )
    assert work.passes.forward.macs == 108
    assert work.passes.input_gradient.macs == 48
    assert work.passes.weight_gradient.macs == 60


def test_attention_of_a_graph_has_two_gradients_for_each_of_its_products(examples: Path) -> None:
    # Its first layer is a look-up in a trained table, so that every product is done three times.
    assert training_work(count(examples / "tiny-transformer.onnx")).mac_ratio == 3.0


def trained(name: str, tokens: int | None, **setup: Any) -> TrainingWork:
    return training_work(
        count_config(CONFIGS / f"{name}.json", tokens=tokens), TrainingSetup(**setup)
    )


@pytest.mark.parametrize("name", ["bert-base", "gpt-2", "llama-3.1-8b", "mamba-130m"])
def test_language_models_follow_the_rule_of_three(name: str) -> None:
    work = trained(name, 128)
    assert work.mac_ratio == 3.0
    # Other operations are below 1 % of the work.
    assert work.error_of_three == pytest.approx(0.0, abs=0.01)


def test_patches_of_an_image_are_a_first_layer_too() -> None:
    # ViT-B/16: 196 patches of 768 values to 768, of 17 563 828 224 multiply-accumulates
    work = trained("vit-b-16", None)
    assert work.mac_ratio == 3 - 196 * 768 * 768 / 17_563_828_224


def test_six_operations_for_each_token_and_weight_of_a_language_model() -> None:
    # Kaplan et al. (2020): 6 N D operations for D tokens and N weights that are multiplied; on
    # top the scores of attention: 2 x 128 values of 32 heads, each pair of tokens, 32 blocks.
    tokens, width, hidden, vocabulary, blocks = 512, 4096, 14336, 128256, 32
    block = 2 * width * width + 2 * width * 1024 + 3 * width * hidden
    weights = blocks * block + width * vocabulary
    scores = 2 * 128 * 32 * tokens * tokens * blocks
    work = trained("llama-3.1-8b", tokens)
    products = 2 * (work.passes.forward.macs + backward_macs(work))
    assert products == 6 * weights * tokens + 6 * scores
    # Norms, gates, rotary positions and softmax: less than 1 % more.
    assert work.flops.forward + work.flops.backward == pytest.approx(products, rel=0.01)


def backward_macs(work: TrainingWork) -> float:
    return work.passes.input_gradient.macs + work.passes.weight_gradient.macs


def counted(path: Path) -> Workload:
    work = count_config(path, tokens=None if "vit" in path.name else 32)
    return work.prefill if isinstance(work, LanguageWorkload) else work


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.json")), ids=lambda path: path.stem)
def test_matrices_add_up_to_the_trained_macs_of_every_configuration(path: Path) -> None:
    for layer in counted(path).layers:
        macs = sum(each.inputs * each.outputs * each.uses for each in layer.matrices)
        assert macs == layer.trained_macs, layer.name
        assert layer.trained_macs <= layer.operations.macs
        kept = sum(each.inputs * each.outputs * each.copies for each in layer.matrices)
        assert kept <= layer.parameters or not layer.parameters, layer.name


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.json")), ids=lambda path: path.stem)
def test_layers_read_layers_that_exist_and_only_blocks_read_later_ones(path: Path) -> None:
    layers = counted(path).layers
    for at, layer in enumerate(layers):
        assert all(0 <= other < len(layers) for other in layer.reads)
        assert all(layer.repeats > 1 for other in layer.reads if other >= at), layer.name
