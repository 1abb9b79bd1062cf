"""One step of training: what the backward pass of autograd does, without values.

The counts themselves are compared with FlopCounterMode in test_torch_flop_counter.py.
"""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("torch", reason="needs torch")

import torch
from torch import nn
from torch.nn import functional
from torch.utils.checkpoint import checkpoint
from torch_networks import NETWORKS, Call, SplineLayer

from joulepath.errors import WorkloadError
from joulepath.workloads.torch_module import count_module
from joulepath.workloads.torch_training import TrainingStep, count_training_step

pytestmark = pytest.mark.torch

# Networks whose first layers with weights read the input itself, and how many of their forward
# MACs therefore need no gradient of what is read; all others read activations.
READS_INPUT = {
    "mlp": 2 * 8 * 16,
    "autoencoder": 2 * 64 * 16,
    "lenet": 2 * 6 * 25 * 28 * 28,
    "ds-cnn": 2 * 8 * 40 * 25 * 5,
    "resnet": 2 * 8 * 27 * 16 * 16,
    "mobilenet": 2 * 4 * 27 * 8 * 8,
    "u-net": 2 * 4 * 9 * 8 * 8,
    "tcn": 2 * 8 * 6 * 28,
    "kan": 2 * 9 * 4 * 8,  # the base and 8 splines of each of 4 x 8 edges
    "gru": 2 * 5 * 48 * 8 + 2 * 48 * 16,  # and the hidden values of the first step
    "rnn": 2 * (2 * 5 * 16 * 8 + 2 * 16 * 16),  # both directions
    "encoder": 3 * 2 * 5 * 16 * 16,  # queries, keys and values of the first layer
    "vit": 2 * 16 * 48 * 16,
}


def step_of(name: str) -> TrainingStep:
    make, spec = NETWORKS[name]
    return count_training_step(make(), spec)


@pytest.mark.parametrize("name", NETWORKS)
def test_each_trained_product_has_one_of_its_weight_and_one_of_what_it_reads(name: str) -> None:
    """The rule that a product costs as much again for each gradient it has."""
    step = step_of(name)
    trained = sum(layer.trained_macs for layer in step.layers)
    # A product of activations has a gradient for both; fused attention repeats its first one.
    fused = "scaled_dot_product" in " ".join(layer.operator for layer in step.layers)
    between = step.forward.macs - trained
    assert step.weight_gradient_macs == trained
    assert step.input_gradient_macs == (
        trained - READS_INPUT.get(name, 0) + (between * 5 // 2 if fused else between * 2)
    )
    assert step.backward.macs == step.input_gradient_macs + step.weight_gradient_macs


@pytest.mark.parametrize("name", NETWORKS)
def test_the_forward_pass_is_that_of_the_module(name: str) -> None:
    make, spec = NETWORKS[name]
    assert step_of(name).forward.macs == 2 * count_module(make(), spec, batch=2).operations.macs


def test_layers_say_where_gradients_lead() -> None:
    module = nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 2))
    step = count_training_step(module, (4, 3))
    found = [
        (layer.name, layer.macs, layer.input_gradient_macs, layer.weight_gradient_macs)
        for layer in step.layers
    ]
    assert found == [("0", 60, 0, 60), ("2", 40, 40, 40)]
    assert step.trainable_parameters == 3 * 5 + 5 + 5 * 2 + 2
    # the rectifier; sums of the gradients of two biases over 4 samples
    assert (step.backward.comparisons, step.backward.elementwise) == (20, 5 * 3 + 2 * 3)


def test_frozen_parameters_have_no_gradient() -> None:
    module = nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 2))
    module[0].requires_grad_(False)
    step = count_training_step(module, (4, 3))
    assert (step.input_gradient_macs, step.weight_gradient_macs) == (0, 40)
    assert step.trainable_parameters == 12


def test_weights_made_of_weights_lead_to_weights() -> None:
    class LowRank(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.left, self.right = nn.Parameter(torch.ones(6, 2)), nn.Parameter(torch.ones(2, 8))

        def forward(self, x: Any) -> Any:
            return functional.linear(x, self.left @ self.right)

    step = count_training_step(LowRank(), (4, 8))
    # the product of the factors, then of 4 samples; gradients of the weight and of both factors
    assert step.forward.macs == 6 * 2 * 8 + 4 * 6 * 8
    assert (step.input_gradient_macs, step.weight_gradient_macs) == (0, 4 * 6 * 8 + 2 * 6 * 2 * 8)


def test_a_loss_counts_and_a_gradient_that_comes_from_it_is_no_weight() -> None:
    module = nn.Sequential(nn.Linear(3, 5, bias=False), nn.Linear(5, 2, bias=False))
    targets = torch.zeros(4, 2)
    plain = count_training_step(module, (4, 3))
    squared = count_training_step(
        module, (4, 3), loss=lambda answer: functional.mse_loss(answer, targets)
    )
    total = count_training_step(module, (4, 3), loss=lambda answer: answer.sum())
    for step in (squared, total):
        assert step.input_gradient_macs == plain.input_gradient_macs
        assert step.weight_gradient_macs == plain.weight_gradient_macs
    # 8 differences, 8 squares and 7 sums, a quotient; then 3 for each of 8 gradients
    assert (squared.forward.elementwise, squared.forward.special) == (23, 1)
    assert squared.backward.elementwise == 24
    assert total.forward.elementwise == 7


def test_the_module_stays_as_it_was() -> None:
    module = nn.Sequential(nn.Linear(3, 5), nn.BatchNorm1d(5), nn.Dropout())
    before = {name: value.clone() for name, value in module.state_dict().items()}
    count_training_step(module, (4, 3), loss=lambda answer: answer.mean())
    assert all(torch.equal(before[name], value) for name, value in module.state_dict().items())
    assert all(parameter.grad is None for parameter in module.parameters())


@pytest.mark.parametrize("name", ["kan", "mobilenet", "gpt", "lstm"])
def test_a_larger_batch_has_more_work_in_proportion(name: str) -> None:
    make, spec = NETWORKS[name]
    shape, kind = spec if isinstance(spec[0], tuple) else (spec, "float32")
    double = count_training_step(make(), ((2 * shape[0], *shape[1:]), kind))
    single = step_of(name)
    assert double.input_gradient_macs == 2 * single.input_gradient_macs
    assert double.weight_gradient_macs == 2 * single.weight_gradient_macs


@pytest.mark.parametrize(
    ("module", "options", "message"),
    [
        (nn.Linear(3, 2).eval(), {}, "Linear: is in evaluation mode\n"),
        (Call(torch.sin), {}, "Call: has no parameters to train\n"),
        (nn.Linear(3, 2), {"loss": lambda y: y}, "its loss is not one value"),
        (nn.Linear(3, 2), {"loss": lambda y: y.detach().sum()}, "its loss is not one value"),
        (nn.Linear(3, 2), {"loss": lambda y: 1 / 0}, "ZeroDivisionError"),
        (
            nn.Sequential(nn.Linear(3, 4), Call(torch.linalg.det)),
            {},
            "1: no counting rule for operator 'aten._linalg_det'",
        ),
    ],
)
def test_what_cannot_be_trained_is_said(module: Any, options: Any, message: str) -> None:
    with pytest.raises(WorkloadError) as caught:
        count_training_step(module, (4, 3), **options)
    assert message in str(caught.value)


def test_products_worked_out_again_lead_to_activations() -> None:
    class Twice(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first, self.second = nn.Linear(3, 5), nn.Linear(5, 2)

        def inner(self, x: Any) -> Any:
            return self.second(functional.relu(self.first(x)))

        def forward(self, x: Any) -> Any:
            return checkpoint(self.inner, x, use_reentrant=False)

    plain = count_training_step(nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 2)), (4, 3))
    again = count_training_step(Twice(), (4, 3))
    assert again.forward.macs == plain.forward.macs
    assert again.weight_gradient_macs == plain.weight_gradient_macs
    # only what the gradients need is repeated, which the last product is not
    assert again.input_gradient_macs == plain.input_gradient_macs + 4 * 3 * 5


def test_unknown_operators_can_be_left_out() -> None:
    module = nn.Sequential(nn.Linear(3, 4), Call(lambda x: torch.renorm(x, 2, 0, 1.0)))
    step = count_training_step(module, (4, 3), allow_unknown=True)
    assert step.left_out[0] == "1 (aten.renorm)"
    assert step.weight_gradient_macs == 4 * 3 * 4


def test_preparing_weights_counts_in_every_step() -> None:
    step = count_training_step(SplineLayer(4, 8), (1, 4))
    alone = count_module(SplineLayer(4, 8), (1, 4))
    # products of splines and scales; in 3 rounds two distances of knots for each of 4 inputs
    prepared = 8 * 4 * 8 + 2 * 4 * (10 + 9 + 8)
    assert step.forward.elementwise == alone.operations.elementwise + prepared
