"""PyTorch modules, counted without values, and programs exported from them."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="needs torch")

import torch
from torch import nn
from torch.nn import functional
from torch_networks import (
    NETWORKS,
    Call,
    Decoder,
    SplineLayer,
    example,
    llama_3_8b,
    resnet_18,
)

from joulepath.errors import MissingExtra, WorkloadError
from joulepath.records.workload import Workload
from joulepath.workloads import count
from joulepath.workloads.torch_module import count_module
from joulepath.workloads.torch_program import count_exported

pytestmark = [
    pytest.mark.torch,
    # torch.export warns of its own doings
    pytest.mark.filterwarnings("ignore:.*LeafSpec:FutureWarning"),
    pytest.mark.filterwarnings("ignore:The tensor attributes:UserWarning"),
]


def evaluated(name: str) -> Any:
    return NETWORKS[name][0]().eval()


def exported(name: str, samples: int = 1, **options: Any) -> Any:
    return torch.export.export(evaluated(name), (example(NETWORKS[name][1], samples),), **options)


def complaint(module: Any, *inputs: Any, **options: Any) -> str:
    with pytest.raises(WorkloadError) as caught:
        count_module(module, *inputs, **options)
    return str(caught.value)


# Published: torchvision's table of weights gives 11 689 512 parameters and 1.81 GMAC at 224 x 224.
# MACs to the unit: the stem 64 x 147 x 112^2, 16 convolutions, 3 shortcuts and the head, by hand
# 118 013 952 + 4 x 115 605 504 + (57 802 752 + 3 x 115 605 504 + 6 422 528) x 3 + 512 000.
def test_resnet_18_has_its_published_size_and_work() -> None:
    workload = count_module(resnet_18(), (1, 3, 224, 224))
    stages = 4 * 115_605_504 + 3 * (57_802_752 + 3 * 115_605_504 + 6_422_528)
    assert workload.parameters == 11_689_512
    assert workload.operations.macs == 118_013_952 + stages + 512_000 == 1_814_073_344


# Published: Meta's model card gives 8B; the released weights have 8 030 261 248 values. MACs of one
# block and token: 2 x 4096^2 (queries, output), 2 x 4096 x 1024 (keys, values), 3 x 4096 x 14336;
# attention 2 x 4096 for each earlier and later token, unmasked; the head 4096 x 128256.
def test_llama_3_8b_is_counted_on_no_memory() -> None:
    with torch.device("meta"):
        module = llama_3_8b().to(torch.bfloat16)
    workload = count_module(module, ((1, 256), "int64"))
    block = 2 * 4096**2 + 2 * 4096 * 1024 + 3 * 4096 * 14336 + 2 * 4096 * 256
    assert workload.parameters == 8_030_261_248
    assert workload.weight_bits == 16 * 8_030_261_248
    assert workload.operations.macs == 256 * (32 * block + 4096 * 128256)
    assert {layer.format for layer in workload.layers} == {"bf16"}


def test_layers_are_named_by_module_and_say_what_they_read() -> None:
    workload = count_module(evaluated("resnet"), (1, 3, 16, 16))
    found = [(layer.name, layer.operator, layer.reads) for layer in workload.layers]
    assert found[:7] == [
        ("0", "aten.conv2d", ()),
        ("1", "aten.batch_norm", (0,)),
        ("2", "aten.relu", (1,)),
        ("3.conv1", "aten.conv2d", (2,)),
        ("3.bn1", "aten.batch_norm", (3,)),
        ("3.relu_", "aten.relu_", (4,)),
        ("3.conv2", "aten.conv2d", (5,)),
    ]
    assert found[8] == ("3.add", "aten.add", (2, 7))


def test_macs_of_trained_values_are_told_from_those_of_activations() -> None:
    workload = count_module(evaluated("gpt"), ((1, 12), "int64"))
    attention = next(layer for layer in workload.layers if "attention" in layer.operator)
    assert attention.operations.macs == 2 * 4 * 12 * 12 * 8  # 4 heads of 8 values
    assert attention.trained_macs == 0
    others = [layer for layer in workload.layers if layer is not attention]
    assert all(layer.trained_macs == layer.operations.macs for layer in others)


def test_tied_parameters_count_once_and_buffers_only_as_memory() -> None:
    module = Decoder()
    parameters = sum(parameter.numel() for parameter in module.parameters())  # each once
    assert count_module(module, ((1, 12), "int64")).parameters == parameters
    normal = count_module(nn.BatchNorm1d(7), (1, 7))
    assert (normal.parameters, normal.weight_bits) == (2 * 7, 32 * 4 * 7)


def test_the_peak_is_what_is_alive_at_one_time() -> None:
    module = nn.Sequential(nn.Linear(10, 100), nn.ReLU(), nn.Linear(100, 5))
    # both sides of the rectifier; in place the layer with more values in and out
    assert count_module(module, (1, 10)).peak_bits == 32 * 200
    module[1] = nn.ReLU(inplace=True)
    assert count_module(module, (1, 10)).peak_bits == 32 * 110


@pytest.mark.parametrize("name", NETWORKS)
def test_a_module_its_program_and_its_file_count_alike(name: str, tmp_path: Path) -> None:
    program = exported(name)
    path = tmp_path / "program.pt2"
    torch.export.save(program, path)
    spec = NETWORKS[name][1]
    module = count_module(evaluated(name), example(spec, 1))
    assert count_exported(program) == module
    assert count(path) == module


@pytest.mark.parametrize(
    "name", ["lenet", "mobilenet", "u-net", "gru", "encoder", "gpt", "llama", "vit"]
)
def test_composite_operators_count_as_the_parts_of_them(name: str) -> None:
    whole = count_exported(exported(name)).operations
    parts = count_exported(exported(name).run_decompositions({})).operations
    # Dropout that does nothing becomes a copy there.
    assert replace(parts, moves=0) == replace(whole, moves=0)


@pytest.mark.parametrize("name", ["resnet", "u-net", "kan", "lstm", "gpt", "vit"])
def test_a_dynamic_batch_counts_as_one_sample(name: str, tmp_path: Path) -> None:
    program = exported(name, 2, dynamic_shapes=({0: torch.export.Dim("batch")},))
    path = tmp_path / "program.pt2"
    torch.export.save(program, path)
    assert count_exported(program) == count(path) == count_exported(exported(name))


@pytest.mark.parametrize("name", NETWORKS)
def test_a_batch_is_divided_exactly(name: str) -> None:
    spec = NETWORKS[name][1]
    assert count_module(evaluated(name), spec, batch=2) == count_module(
        evaluated(name), example(spec, 1)
    )


def test_another_axis_can_be_dynamic(tmp_path: Path) -> None:
    module, steps = evaluated("llama"), torch.export.Dim("steps", min=2, max=64)
    program = torch.export.export(module, (torch.ones(1, 5, 32),), dynamic_shapes=({1: steps},))
    path = tmp_path / "program.pt2"
    torch.export.save(program, path)
    with pytest.raises(WorkloadError, match=r"axis 1 of input 'x' has no fixed size \('s\d+'\)"):
        count(path)
    shapes = {"x": (1, 9, 32)}
    assert count(path, shapes=shapes) == count_module(module, shapes["x"])
    assert count_exported(program, shapes=shapes) == count(path, shapes=shapes)


def test_the_module_stays_as_it_was() -> None:
    module = nn.Sequential(nn.Conv1d(2, 4, 3), nn.BatchNorm1d(4), nn.Dropout(), nn.LSTM(6, 3))
    module[1].eval()
    before = {name: value.clone() for name, value in module.state_dict().items()}
    modes = [each.training for each in module.modules()]
    count_module(module, (1, 2, 8))
    assert all(torch.equal(before[name], value) for name, value in module.state_dict().items())
    assert [each.training for each in module.modules()] == modes
    assert torch.backends.mha.get_fastpath_enabled()
    assert module(torch.ones(1, 2, 8))[0].shape == (1, 4, 3)


@pytest.mark.parametrize("with_gradients", [True, False])
@pytest.mark.parametrize(
    ("module", "inputs"),
    [
        (nn.TransformerEncoderLayer(16, 2, 32, batch_first=True), [(1, 5, 16)]),
        (nn.MultiheadAttention(16, 2, batch_first=True), [(1, 5, 16)] * 3),
    ],
)
def test_the_fast_path_of_attention_hides_nothing(
    module: Any, inputs: list[Any], with_gradients: bool
) -> None:
    module.requires_grad_(with_gradients).eval()
    # projections of 5 tokens of 16 values, and two products for each pair
    macs = 5 * 4 * 16 * 16 + 2 * 5 * 5 * 16
    macs += 5 * 2 * 16 * 32 if len(inputs) == 1 else 0
    assert count_module(module, *inputs).operations.macs == macs


def test_a_transposed_matrix_product_is_a_layer_with_weights() -> None:
    """Like ``Conv1D`` of GPT-2, whose weight is (inputs, outputs)."""

    class Turned(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight, self.bias = nn.Parameter(torch.ones(6, 9)), nn.Parameter(torch.ones(9))

        def forward(self, x: Any) -> Any:
            return torch.addmm(self.bias, x.view(-1, 6), self.weight)

    (layer,) = count_module(Turned(), (1, 4, 6)).layers
    assert (layer.operations.macs, layer.trained_macs) == (4 * 6 * 9, 4 * 6 * 9)
    assert layer.parameters == 63


def test_weights_in_8_bits_are_parameters() -> None:
    class Quantised(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.register_buffer("weight", torch.ones(16, 8, dtype=torch.int8))
            self.register_buffer("mask", torch.ones(8))

        def forward(self, x: Any) -> Any:
            return torch._int_mm(x.to(torch.int8), self.weight) * self.mask

    workload = count_module(Quantised(), (32, 16), batch=1)
    product = workload.layers[1]
    assert (product.format, product.trained_macs) == ("int8", 32 * 16 * 8)
    assert (workload.parameters, workload.weight_bits) == (128, 8 * 128 + 32 * 8)


def test_what_prepares_weights_is_no_layer() -> None:
    workload = count_module(SplineLayer(4, 8), (1, 4))
    spline = [layer for layer in workload.layers if layer.operator == "aten.linear"][1]
    assert spline.parameters == 8 * 4 * 8 + 8 * 4  # splines and their scale, multiplied beforehand
    assert workload.parameters == 8 * 4 * 8 + 2 * 8 * 4


def test_random_numbers_are_drawn_for_each_sample() -> None:
    (noise, total) = count_module(Call(lambda x: x + torch.randn(3)), (1, 3)).layers
    assert (noise.operations.special, total.reads) == (3, (0,))


@pytest.mark.parametrize("keywords", [{"scale": 2.0}, {"scale": None}])
def test_other_arguments_are_passed_on(keywords: dict[str, Any]) -> None:
    class Scaled(nn.Module):
        def forward(self, x: Any, pair: Any, *, scale: Any) -> Any:
            total = x + pair["a"][0] + pair["a"][1]
            return {"y": total if scale is None else total * scale}

    pair = {"a": [(1, 4), ((1, 4), torch.float32)]}
    workload = count_module(Scaled(), torch.ones(1, 4), pair, keywords=keywords)
    assert workload.operations.elementwise == 8 + 4 * (keywords["scale"] is not None)
    assert (workload.input_values, workload.output_values) == (12, 4)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda x: x[x > 0], "its work depends on the values of its input"),
        (lambda x: x * x.sum().item(), "its work depends on the values of its input"),
        (lambda x: x @ torch.ones(7, 2), "does not run on these inputs: RuntimeError: "),
        (lambda x: torch.cond(x.sum() > 0, torch.sin, torch.cos, (x,)), "it branches, loops or"),
        (lambda x: torch.linalg.det(x @ x.T), "no counting rule for operator 'aten._linalg_det'"),
    ],
)
def test_what_cannot_be_counted_is_said(function: Callable[[Any], Any], message: str) -> None:
    assert message in complaint(Call(function), (3, 4))


def test_unknown_operators_are_listed_all_at_once_by_module() -> None:
    module = nn.Sequential(nn.Linear(4, 4), Call(torch.linalg.det), Call(torch.histc))
    message = complaint(module, (4, 4))
    assert "Sequential: 1: no counting rule for operator 'aten._linalg_det'" in message
    assert "Sequential: 2: no counting rule for operator 'aten.histc'" in message
    workload = count_module(module, (4, 4), allow_unknown=True)
    assert workload.left_out == ("1 (aten._linalg_det)", "2 (aten.histc)")
    assert workload.operations.macs == 64


@pytest.mark.parametrize(
    ("module", "inputs", "options", "message"),
    [
        ({"weight": 1}, [(1, 4)], {}, "dict: is not a PyTorch module"),
        (nn.Linear(4, 4), [(1, 0)], {}, "Linear: input 'input': shape [1, 0]\n"),
        (nn.Linear(4, 4), [((1, 4), "fp32")], {}, "input 'input': no format named 'fp32'"),
        (nn.Linear(4, 4), [(8, 4)], {}, "the first axis of all inputs and outputs has size 8\n"),
        (nn.Linear(4, 4), [(8, 4)], {"batch": 3}, "a batch of 3 samples is no axis of the inputs"),
        (nn.Linear(4, 4), [(8, 4)], {"batch": 0}, "a batch of 0 samples"),
        (Call(lambda x: x.sum(0).sin()), [(8, 3)], {"batch": 8}, "does not divide by the batch"),
    ],
)
def test_wrong_inputs_are_refused(
    module: Any, inputs: list[Any], options: dict[str, Any], message: str
) -> None:
    assert message in complaint(module, *inputs, **options)


def test_a_module_is_no_program() -> None:
    with pytest.raises(WorkloadError, match="the exported program: is a Linear"):
        count_exported(nn.Linear(2, 2))


def test_without_torch_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtra, match=r"pip install 'joulepath\[torch\]'"):
        count_module(None)


@pytest.mark.parametrize(
    ("function", "shapes"),
    [
        (lambda x: functional.interpolate(x, scale_factor=2, mode="bilinear"), [(1, 3, 4, 4)]),
        (
            lambda x, g: functional.grid_sample(x, g, align_corners=False),
            [(1, 3, 4, 4), (1, 2, 2, 2)],
        ),
        (lambda x: functional.pixel_shuffle(x, 2), [(1, 4, 3, 3)]),
        (lambda x: torch.fft.rfft(x).abs(), [(1, 16)]),
        (lambda x: functional.unfold(x, 2).sum(-1), [(1, 3, 4, 4)]),
        (lambda x: functional.cosine_similarity(x, x.flip(0), dim=-1), [(1, 8)]),
        (lambda x: torch.einsum("bij,bkj->bik", x, x), [(1, 3, 4)]),
        (lambda x: x.unfold(-1, 3, 1).amax(-1), [(1, 9)]),
        (lambda x: x.clone().index_fill_(1, torch.tensor([0]), 0.0), [(1, 9)]),
        (lambda x: functional.gumbel_softmax(x), [(1, 9)]),
        (lambda x: torch.topk(x, 3)[0], [(1, 9)]),
        (lambda x: functional.scaled_dot_product_attention(x, x, x), [(1, 2, 3, 4)]),
    ],
)
def test_every_kind_of_operator_counts_alike_in_a_program(
    function: Callable[..., Any], shapes: list[Any]
) -> None:
    module = Call(function)
    counted: Workload = count_module(module, *shapes)
    program = torch.export.export(module, tuple(torch.rand(shape) for shape in shapes))
    assert count_exported(program) == counted
    assert counted.written_bits >= 32 * math.prod(shapes[0][:1])
