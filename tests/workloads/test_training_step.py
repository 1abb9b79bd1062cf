"""One step of training: frozen layers, adapters, checkpoints, memory, mistakes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onnx import helper

from joulepath.errors import WorkloadError
from joulepath.records.training_setup import Adapters, TrainingSetup
from joulepath.records.training_work import TrainingWork
from joulepath.records.workload import Operations, Workload
from joulepath.workloads import count
from joulepath.workloads.huggingface_config import count_config
from joulepath.workloads.operation_sums import NOTHING
from joulepath.workloads.optimisers import OPTIMISERS
from joulepath.workloads.training_step import training_work
from joulepath.workloads.what_if import Change, what_if

CONFIGS = Path(__file__).parent / "configs"
Save = Callable[..., Path]
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture
def network(save: Save) -> Workload:
    """Three layers with biases and rectifiers between them: 5 x 4 + 4 x 3 + 3 x 2 = 38 MACs."""
    nodes, weights = [], {}
    for at, (before, after) in enumerate([(5, 4), (4, 3), (3, 2)]):
        inputs = [f"x{at}", f"w{at}", f"b{at}"]
        nodes.append(helper.make_node("Gemm", inputs, [f"y{at}"], name=f"dense{at}"))
        nodes.append(helper.make_node("Relu", [f"y{at}"], [f"x{at + 1}"], name=f"relu{at}"))
        weights |= {f"w{at}": (before, after), f"b{at}": (after,)}
    return count(save(nodes[:-1], {"x0": ["n", 5]}, ["y2"], weights))


def layers(work: TrainingWork) -> dict[str, Any]:
    return {layer.name: layer for layer in work.layers}


def test_a_small_network_by_hand(network: Workload) -> None:
    work = training_work(network, TrainingSetup(batch=10, optimiser="sgd"))
    # Forwards 38 products, 9 biases, 7 rectifiers; backwards as many biases and rectifiers,
    # and the products of all but the first layer again for what they read.
    assert work.passes.forward == Operations(380, 90, 0, 70, 0)
    assert work.passes.weight_gradient == Operations(380, 90, 0, 0, 0)
    assert work.passes.input_gradient == Operations(180, 0, 0, 70, 0)
    # 38 weights and 9 biases, two operations each, once for the batch.
    assert work.update.operations == Operations(0, 2 * 47, 0, 0, 0)
    assert work.flops.step == 2 * 940 + 90 + 70 + 90 + 70 + 94
    assert work.flops.sample * 10 + work.flops.fixed == work.flops.step


def test_all_frozen_is_the_forward_pass_alone(network: Workload) -> None:
    work = training_work(network, TrainingSetup(freeze=("*",)))
    assert work.flops.step == work.flops.forward == work.flops.evaluation
    assert (work.trained_parameters, work.ratio, work.mac_ratio) == (0, 1.0, 1.0)
    assert work.memory.whole == work.memory.weights
    assert work.error_of_three == 2.0


def test_gradients_stop_at_the_last_frozen_layer(network: Workload) -> None:
    found = layers(training_work(network, TrainingSetup(freeze=("dense0", "dense1"))))
    # The last layer needs the gradient of its weights alone, nothing before it any.
    assert found["dense2"].weight_gradient.macs == 6
    assert all(layer.input_gradient == NOTHING for layer in found.values())
    assert found["dense1"].weight_gradient == NOTHING


def test_a_frozen_layer_passes_gradients_on(network: Workload) -> None:
    found = layers(training_work(network, TrainingSetup(freeze=("dense1",))))
    assert found["dense1"].input_gradient.macs == 12
    assert found["dense1"].weight_gradient == NOTHING
    assert found["relu0"].input_gradient.comparisons == 4


@few
@given(st.sets(st.sampled_from(["dense0", "dense1", "dense2"])))
def test_freezing_never_adds_work(network_of: Workload, frozen: set[str]) -> None:
    every, some = (
        training_work(network_of, TrainingSetup(freeze=tuple(names))) for names in ((), frozen)
    )
    assert some.flops.backward <= every.flops.backward
    assert some.flops.step <= every.flops.step
    assert some.memory.whole <= every.memory.whole


@pytest.fixture(scope="module")
def network_of(save: Save) -> Workload:
    """Three layers without biases."""
    nodes = [
        helper.make_node("MatMul", [f"x{at}", f"w{at}"], [f"x{at + 1}"], name=f"dense{at}")
        for at in range(3)
    ]
    weights = {f"w{at}": (4, 4) for at in range(3)}
    return count(save(nodes, {"x0": ["n", 4]}, ["x3"], weights))


def test_the_batch_multiplies_passes_but_not_the_update(network: Workload) -> None:
    one, ten = (training_work(network, TrainingSetup(batch=batch)) for batch in (1, 10))
    assert ten.flops.forward == 10 * one.flops.forward
    assert ten.flops.backward == 10 * one.flops.backward
    assert ten.flops.fixed == one.flops.fixed
    assert ten.memory.activations == 10 * one.memory.activations
    assert ten.memory.optimiser == one.memory.optimiser
    assert ten.ratio == one.ratio


def test_accumulation_keeps_fewer_activations_and_adds_gradients_up(network: Workload) -> None:
    setup = TrainingSetup(batch=12, accumulate=4)
    whole, parts = (training_work(network, s) for s in (replace(setup, accumulate=1), setup))
    assert parts.memory.activations * 4 == whole.memory.activations
    assert parts.passes.accumulation.elementwise == 3 * 47
    assert parts.flops.step - whole.flops.step == 3 * 47


def test_what_is_kept_by_hand(network: Workload) -> None:
    # 5 values of the sample, and 4 and 3 results of the rectifiers, which the layers after them
    # need for their weights and the rectifiers for their slopes; 32 bits each.
    memory = training_work(network, TrainingSetup()).memory
    assert memory.activations == 32 * (5 + 4 + 3)
    assert memory.weights == memory.gradients == 32 * 47
    assert memory.optimiser == 2 * 32 * 47  # Adam: two for each value
    assert memory.whole == 32 * (12 + 4 * 47)


def test_mixed_precision_halves_activations_and_keeps_exact_copies(network: Workload) -> None:
    full, mixed = (
        training_work(network, TrainingSetup(precision=name)).memory
        for name in ("fp32", "mixed-bf16")
    )
    assert 2 * mixed.activations == full.activations
    assert 2 * (mixed.weights + mixed.gradients) == full.weights + full.gradients
    assert mixed.master_weights == full.weights
    assert mixed.optimiser == full.optimiser


@pytest.mark.parametrize("way", ["all", "sqrt", 1, 2, 5])
def test_checkpoints_do_the_forward_pass_once_more(network: Workload, way: str | int) -> None:
    plain, again = (
        training_work(network, TrainingSetup(checkpoint=checkpoint)) for checkpoint in (None, way)
    )
    assert again.passes.recomputed == plain.passes.forward
    assert again.flops.step == plain.flops.step + plain.flops.forward
    assert again.passes.weight_gradient == plain.passes.weight_gradient


def test_segments_with_nothing_to_train_are_not_done_again(network: Workload) -> None:
    setup = TrainingSetup(checkpoint=2, freeze=("dense0", "dense1"))
    found = layers(training_work(network, setup))
    assert found["dense2"].recomputed == found["dense2"].forward
    assert found["dense0"].recomputed == found["relu1"].recomputed == NOTHING


def test_a_long_chain_needs_the_root_of_its_activations(save: Save) -> None:
    # 100 rectified layers of 8 values: without checkpoints the result of every rectifier; with
    # segments of 15 of the 200 operators, 13 borders and what the largest segment keeps inside.
    nodes, weights = [], {}
    for at in range(100):
        nodes.append(helper.make_node("MatMul", [f"x{at}", f"w{at}"], [f"y{at}"]))
        nodes.append(helper.make_node("Relu", [f"y{at}"], [f"x{at + 1}"]))
        weights[f"w{at}"] = (8, 8)
    chain = count(save(nodes, {"x0": ["n", 8]}, ["x100"], weights))
    plain, root = (
        training_work(chain, TrainingSetup(checkpoint=checkpoint)).memory.activations
        for checkpoint in (None, "sqrt")
    )
    assert plain == 32 * 8 * (1 + 100)
    # Borders: 13 of 14 segments end before another; inside the largest 7 rectifiers and none
    # of its own border, and the sample.
    assert root == 32 * 8 * (1 + 13 + 7)


def test_blocks_of_a_stack_are_done_again_one_by_one() -> None:
    work = count_config(CONFIGS / "llama-3.1-8b.json", tokens=64)
    plain, again = (training_work(work, TrainingSetup(checkpoint=c)) for c in (None, "all"))
    kept = {layer.name: layer.kept_values for layer in again.layers}
    # 32 blocks keep what the next one reads: 4096 values for each of 64 tokens.
    assert kept["32 x block: residual sums"] == 32 * 64 * 4096
    assert kept["32 x block: feed-forward"] == 0
    assert again.memory.activations < plain.memory.activations / 5


def lora(rank: int, *targets: str, **setup: Any) -> TrainingWork:
    adapters = Adapters(rank, targets or ("*",))
    work = count_config(CONFIGS / "llama-3.1-8b.json", tokens=64)
    return training_work(work, TrainingSetup(adapters=adapters, **setup))


def test_adapters_of_queries_and_values_have_the_published_size() -> None:
    # Origin: "trainable params: 6,815,744", as the PEFT library prints for rank 16 on q_proj
    # and v_proj of Llama 3 8B: 32 x 16 x (4096 + 4096 + 4096 + 1024).
    assert lora(16, "*query", "*value").trained_parameters == 6_815_744


@few
@given(st.integers(1, 64))
def test_adapters_have_their_rank_for_each_input_and_output(rank: int) -> None:
    down = lora(rank, "*/down")
    assert down.trained_parameters == 32 * rank * (14336 + 4096)
    adapter = layers(down)["32 x block: feed-forward/adapter"]
    assert adapter.forward.macs == 64 * down.trained_parameters
    assert adapter.weight_gradient.macs == adapter.forward.macs


def test_a_model_with_adapters_has_no_gradient_of_its_own_weights() -> None:
    work = lora(8, "*query")
    own = [layer for layer in work.layers if layer.operator != "Adapter"]
    assert {layer.weight_gradient for layer in own} == {NOTHING}
    head = layers(work)["head"]
    assert head.input_gradient.macs == head.forward.macs
    # The first of 32 blocks has nothing trained before it.
    gates = layers(work)["32 x block: feed-forward"]
    assert gates.input_gradient.macs == gates.forward.macs
    projections = layers(work)["32 x block: attention projections"]
    assert 32 * projections.input_gradient.macs == 31 * projections.forward.macs


def test_adapters_beside_a_convolution(save: Save) -> None:
    # 3 x 3 kernels from 2 channels to 4 on 6 x 6 values: 18 inputs, 4 outputs, 36 uses.
    node = helper.make_node("Conv", ["x", "w"], ["y"], name="conv", pads=[1, 1, 1, 1])
    network = count(save([node], {"x": ["n", 2, 6, 6]}, weights={"w": (4, 2, 3, 3)}))
    work = training_work(network, TrainingSetup(adapters=Adapters(2)))
    assert work.trained_parameters == 2 * (18 + 4)
    assert layers(work)["conv/adapter"].forward == Operations(36 * 44, 2 * 144, 0, 0, 0)
    assert layers(work)["conv/adapter"].input_gradient.macs == 36 * 2 * 4  # that of the second


def test_shared_weights_have_gradients_at_every_use_but_one_update(save: Save) -> None:
    nodes = [
        helper.make_node("MatMul", ["x", "w"], ["h"], name="first"),
        helper.make_node("MatMul", ["h", "w"], ["y"], name="second"),
    ]
    work = training_work(count(save(nodes, {"x": ["n", 4]}, weights={"w": (4, 4)})))
    assert [layer.weight_gradient.macs for layer in work.layers] == [16, 16]
    assert work.trained_parameters == 16


def test_a_fork_adds_gradients_up(save: Save) -> None:
    nodes = [
        helper.make_node("MatMul", ["x", "w"], ["h"], name="first"),
        helper.make_node("Relu", ["h"], ["r"], name="relu"),
        helper.make_node("Add", ["h", "r"], ["y"], name="sum"),
    ]
    found = layers(training_work(count(save(nodes, {"x": ["n", 4]}, weights={"w": (4, 3)}))))
    assert found["first"].weight_gradient.macs == 12
    assert found["first"].input_gradient == replace(NOTHING, elementwise=3)
    assert found["sum"].input_gradient == NOTHING


def test_values_at_rest_are_updated_without_a_gradient() -> None:
    work = training_work(count_config(CONFIGS / "mixtral-8x7b.json", tokens=2))
    (resting,) = (layer for layer in work.layers if layer.operator == "Resting")
    assert resting.weight_gradient == resting.input_gradient == NOTHING
    assert resting.trained_parameters
    assert any(line.startswith("at rest:") for line in work.assumptions)


def test_a_pruned_network_trains_what_is_left(network: Workload) -> None:
    half, _ = what_if(network, Change(prune=0.5))
    assert isinstance(half, Workload)
    one, other = training_work(network), training_work(half)
    assert other.passes.weight_gradient.macs * 2 == one.passes.weight_gradient.macs
    assert other.mac_ratio == one.mac_ratio


def test_a_batch_counted_beforehand_gives_the_same_work(network: Workload) -> None:
    batch, _ = what_if(network, Change(batch=6))
    one, other = training_work(network, TrainingSetup(batch=6)), training_work(batch)
    assert other.passes == one.passes


def test_adafactor_remembers_rows_and_columns(network: Workload) -> None:
    memory = training_work(network, TrainingSetup(optimiser="adafactor")).memory
    assert memory.optimiser == 32 * (5 + 4 + 4 + 3 + 3 + 2 + 9)  # and the biases one by one


@pytest.mark.parametrize("loss", ["cross-entropy", "squared-error"])
def test_a_loss_is_work_for_each_value_of_the_answer(network: Workload, loss: str) -> None:
    # 10 or 4 operations (see joulepath.workloads.losses) for each of 2 values of 3 answers
    work = training_work(network, TrainingSetup(loss=loss, batch=3))
    assert work.flops.loss == 6 * {"cross-entropy": 10, "squared-error": 4}[loss]
    assert not any(line.startswith("loss:") for line in work.assumptions)


def test_traffic_by_hand(save: Save) -> None:
    # One layer of 4 x 3 weights, a batch of 2: 7 values and 12 weights forwards; backwards the
    # gradient of 3 results and 4 inputs for the weights, and their gradient.
    node = helper.make_node("MatMul", ["x", "w"], ["y"])
    network = count(save([node], {"x": ["n", 4]}, weights={"w": (4, 3)}))
    traffic = training_work(network, TrainingSetup(batch=2, optimiser="sgd")).traffic
    assert traffic.forward == 32 * (2 * 7 + 12)
    assert traffic.backward == 32 * (2 * 7 + 12)
    assert traffic.update == 32 * (12 + 12 + 12)  # value and gradient in, value out


MISTAKES = {
    "batch": (TrainingSetup(batch=0), "0 samples are no batch"),
    "accumulate": (TrainingSetup(batch=6, accumulate=4), "4 does not divide the batch of 6"),
    "parts": (TrainingSetup(accumulate=0), "0 parts are no batch"),
    "optimiser": (TrainingSetup(optimiser="adan"), "did you mean 'adam'"),
    "precision": (TrainingSetup(precision="fp31"), "did you mean 'fp32'"),
    "loss": (TrainingSetup(loss="cross_entropy"), "did you mean 'cross-entropy'"),
    "checkpoint": (TrainingSetup(checkpoint="some"), "'some' is no way to cut"),
    "segment": (TrainingSetup(checkpoint=0), "0 is no way to cut"),
    "freeze": (TrainingSetup(freeze=("dense9",)), "did you mean 'dense"),
    "begin": (TrainingSetup(freeze=("relu_x*",)), "'relu"),
    "rank": (TrainingSetup(adapters=Adapters(0)), "0 is no rank"),
    "targets": (TrainingSetup(adapters=Adapters(2, ("relu0",))), "no layer is named 'relu0'"),
}


@pytest.mark.parametrize(("setup", "said"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_come_with_a_remedy(network: Workload, setup: TrainingSetup, said: str) -> None:
    with pytest.raises(WorkloadError) as error:
        training_work(network, setup)
    (problem,) = error.value.problems
    assert said in str(problem)
    assert problem.remedy


def test_all_mistakes_are_said_at_once(network: Workload) -> None:
    setup = TrainingSetup(optimiser="adan", batch=0, freeze=("a", "b"))
    with pytest.raises(WorkloadError) as error:
        training_work(network, setup)
    assert len(error.value.problems) == 4


def test_adapters_need_something_to_adapt(save: Save) -> None:
    relu = helper.make_node("Relu", ["x"], ["y"])
    network = count(save([relu], {"x": ["n", 4]}))
    with pytest.raises(WorkloadError, match="no layer with trained matrices"):
        training_work(network, TrainingSetup(adapters=Adapters(2)))


def test_a_network_without_arithmetic_is_not_divided_by_zero(save: Save) -> None:
    turn = helper.make_node("Transpose", ["x"], ["y"], perm=[0, 2, 1])
    work = training_work(count(save([turn], {"x": ["n", 4, 3]})))
    assert (work.ratio, work.mac_ratio, work.flops.step) == (1, None, 0)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.json")), ids=lambda path: path.stem)
def test_every_configuration_trains_with_every_optimiser(path: Path, optimiser: str) -> None:
    tokens = None if "vit" in path.name else 32
    setup = TrainingSetup(optimiser=optimiser, batch=4, accumulate=2, checkpoint="sqrt")
    work = training_work(count_config(path, tokens=tokens), setup)
    flops = work.flops
    parts = flops.forward + flops.backward + flops.recomputed + flops.loss + flops.fixed
    assert flops.step == parts
    assert work.trained_parameters == work.parameters
    # A forward pass, and at most two products backwards for each forwards.
    assert 1 <= (work.mac_ratio or 1) <= 3
