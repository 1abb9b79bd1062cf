"""Backward multiply-accumulates held against those that PyTorch really does.

`FlopCounterMode` counts products, convolutions and their gradients as autograd runs them; a
multiply-accumulate is two for it. Each network is built twice: as a module and as a graph.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from onnx import helper

from joulepath.records.training_setup import TrainingSetup
from joulepath.workloads import count
from joulepath.workloads.torch_module import count_module
from joulepath.workloads.torch_training import count_training_step
from joulepath.workloads.training_step import training_work

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch

Save = Callable[..., Path]


def done(module: Any, sample: Any) -> tuple[int, int]:
    """Multiply-accumulates forwards, and in all."""
    from torch.utils.flop_counter import FlopCounterMode

    module(sample)  # whatever is set up once
    with FlopCounterMode(display=False) as counter:
        answer = module(sample)
        forward = counter.get_total_flops()
        answer = answer[0] if isinstance(answer, tuple) else answer
        if answer.requires_grad:
            answer.sum().backward()
    return forward // 2, counter.get_total_flops() // 2


def counted(path: Path, **setup: Any) -> tuple[int, int]:
    passes = training_work(count(path), TrainingSetup(**setup)).passes
    whole = passes.forward.macs + passes.input_gradient.macs + passes.weight_gradient.macs
    return int(passes.forward.macs), int(whole)


FROZEN = [(), ("l0",), ("l1",), ("l0", "l1"), ("l2",), ("l0", "l1", "l2")]


@pytest.mark.parametrize("frozen", FROZEN, ids=str)
def test_dense_layers(save: Save, frozen: tuple[str, ...]) -> None:
    widths = [(12, 9), (9, 7), (7, 5)]
    linear = [torch.nn.Linear(*pair) for pair in widths]
    for at, each in enumerate(linear):
        each.requires_grad_(f"l{at}" not in frozen)
    relu = torch.nn.ReLU()
    module = torch.nn.Sequential(linear[0], relu, linear[1], relu, linear[2])
    nodes, weights = [], {}
    for at, (before, after) in enumerate(widths):
        inputs = [f"x{at}", f"w{at}", f"b{at}"]
        nodes.append(helper.make_node("Gemm", inputs, [f"y{at}"], name=f"l{at}"))
        nodes.append(helper.make_node("Relu", [f"y{at}"], [f"x{at + 1}"], name=f"relu{at}"))
        weights |= {f"w{at}": (before, after), f"b{at}": (after,)}
    path = save(nodes[:-1], {"x0": ["n", 12]}, ["y2"], weights)
    assert counted(path, freeze=frozen) == done(module, torch.zeros(1, 12))


def convolutions() -> Any:
    """Two convolutions and a transposed one."""
    return torch.nn.Sequential(
        torch.nn.Conv2d(3, 8, 3, stride=2, padding=1),
        torch.nn.Conv2d(8, 8, 3, padding=1),
        torch.nn.ConvTranspose2d(8, 4, 2, stride=2),
    )


@pytest.mark.parametrize("frozen", FROZEN, ids=str)
def test_convolutions(save: Save, frozen: tuple[str, ...]) -> None:
    module = convolutions()
    for at, each in enumerate(module):
        each.requires_grad_(f"l{at}" not in frozen)
    nodes = [
        helper.make_node("Conv", ["x", "a"], ["p"], name="l0", strides=[2, 2], pads=[1] * 4),
        helper.make_node("Conv", ["p", "b"], ["q"], name="l1", pads=[1] * 4),
        helper.make_node("ConvTranspose", ["q", "c"], ["y"], name="l2", strides=[2, 2]),
    ]
    weights = {"a": (8, 3, 3, 3), "b": (8, 8, 3, 3), "c": (8, 4, 2, 2)}
    path = save(nodes, {"x": ["n", 3, 12, 10]}, weights=weights)
    assert counted(path, freeze=frozen) == done(module, torch.zeros(1, 3, 12, 10))


def test_a_depthwise_convolution(save: Save) -> None:
    module = torch.nn.Conv2d(8, 8, 3, padding=1, groups=8)
    node = helper.make_node("Conv", ["x", "w"], ["y"], pads=[1] * 4, group=8)
    path = save([node], {"x": ["n", 8, 6, 5]}, weights={"w": (8, 1, 3, 3)})
    forward, whole = done(module, torch.zeros(1, 8, 6, 5))
    # FlopCounterMode takes the gradient of the weights for one without groups: every output
    # with all 8 channels instead of its own.
    assert counted(path) == (forward, whole - 6 * 5 * 9 * 8 * 7)


def test_a_gated_recurrent_layer(save: Save) -> None:
    module = torch.nn.GRU(5, 6)
    node = helper.make_node("GRU", ["x", "w", "r"], ["y"], hidden_size=6)
    weights = {"w": (1, 18, 5), "r": (1, 18, 6)}
    forward, whole = done(module, torch.zeros(7, 1, 5))
    found = counted(save([node], {"x": [7, 1, 5]}, weights=weights))
    assert found[0] == forward
    # PyTorch does not ask for the gradient of the hidden values of zero at the start: 18 x 6
    # products for one step less.
    assert found[1] == whole + 18 * 6


class Attention(torch.nn.Module):
    """Queries, keys and values of a sequence, without a fused kernel."""

    def __init__(self) -> None:
        super().__init__()
        self.make = torch.nn.ModuleList(torch.nn.Linear(8, 8, bias=False) for _ in range(3))

    def forward(self, x: Any) -> Any:
        query, key, value = (each(x) for each in self.make)
        return (query @ key.transpose(-1, -2)).softmax(-1) @ value


@pytest.mark.parametrize("frozen", [(), ("l0",), ("l1", "l2"), ("l0", "l1")], ids=str)
def test_attention(save: Save, frozen: tuple[str, ...]) -> None:
    module = Attention()
    for at, each in enumerate(module.make):
        each.requires_grad_(f"l{at}" not in frozen)
    nodes = [
        helper.make_node("MatMul", ["x", f"w{at}"], [f"h{at}"], name=f"l{at}") for at in range(3)
    ]
    nodes += [
        helper.make_node("Transpose", ["h1"], ["t"], perm=[0, 2, 1]),
        helper.make_node("MatMul", ["h0", "t"], ["scores"], name="scores"),
        helper.make_node("Softmax", ["scores"], ["shares"]),
        helper.make_node("MatMul", ["shares", "h2"], ["y"], name="mixed"),
    ]
    path = save(nodes, {"x": ["n", 5, 8]}, weights={f"w{at}": (8, 8) for at in range(3)})
    assert counted(path, freeze=frozen) == done(module, torch.zeros(1, 5, 8))


def small_network() -> Any:
    """Dense layers, a norm and a Gaussian unit."""
    return torch.nn.Sequential(
        torch.nn.Linear(10, 20),
        torch.nn.ReLU(),
        torch.nn.LayerNorm(20),
        torch.nn.Linear(20, 5),
        torch.nn.GELU(),
        torch.nn.Linear(5, 3),
    )


def residual_network() -> Any:
    class Residual(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first = torch.nn.Conv2d(3, 8, 3, padding=1)
            self.norm = torch.nn.BatchNorm2d(8)
            self.depthwise = torch.nn.Conv2d(8, 8, 3, padding=1, groups=8)
            self.head = torch.nn.Linear(8, 4)

        def forward(self, x: Any) -> Any:
            hidden = torch.relu(self.norm(self.first(x)))
            return self.head((hidden + self.depthwise(hidden)).mean((2, 3)))

    return Residual()


MODULES = {"dense": (small_network, (1, 10)), "residual": (residual_network, (1, 3, 8, 8))}


@pytest.mark.parametrize("name", MODULES)
def test_counts_forwards_lead_to_what_autograd_does_backwards(name: str) -> None:
    """From the forward counts of a module to the products that its autograd graph holds."""
    build, shape = MODULES[name]
    module, sample = build(), torch.zeros(shape)
    passes = training_work(count_module(module, sample)).passes
    step = count_training_step(module, sample)
    assert passes.input_gradient.macs == step.input_gradient_macs
    assert passes.weight_gradient.macs == step.weight_gradient_macs
    other = passes.input_gradient.elementwise + passes.weight_gradient.elementwise
    if name == "dense":
        # Terms of one for each channel or row are left out: the means of the norm, and the last
        # addition of each bias.
        assert other == pytest.approx(step.backward.elementwise, rel=0.05)


@pytest.mark.parametrize("kind", ["RNN", "GRU", "LSTM"])
def test_recurrent_modules_need_gradients_of_their_own_results(kind: str) -> None:
    module = getattr(torch.nn, kind)(5, 6, num_layers=2, batch_first=True)
    passes = training_work(count_module(module, torch.zeros(1, 7, 5))).passes
    gates = {"RNN": 1, "GRU": 3, "LSTM": 4}[kind]
    # 7 steps: 6 hidden values of either layer, and 6 values of the first read by the second.
    assert passes.input_gradient.macs == 7 * gates * 6 * (6 + 6 + 6)
    assert passes.weight_gradient.macs == 7 * gates * 6 * (5 + 6 + 6 + 6)
