"""The rule of each kind of PyTorch operator, against counts worked out by hand. Needs no torch.

Sizes are small enough to follow. Kinds are MACs, elementwise, special, comparisons, moves, by
the conventions in `joulepath.workloads.torch_operators`.
"""

from __future__ import annotations

from typing import Any

import pytest

from joulepath.workloads.torch_graph import Operation, RuleError, Tensor
from joulepath.workloads.torch_operators import RULES, has_rule, work_of
from joulepath.workloads.work import Work

Sizes = tuple[int, ...]


def work(operator: str, output: Sizes, **arguments: Any) -> Work:
    """Work of an operator on tensors of these shapes; a list of shapes is a list of tensors."""
    homes = iter(range(1, 99))

    def argument(value: Any) -> Any:
        match value:
            case list():
                return tuple(argument(each) for each in value)
            case tuple():
                return Tensor(value, "fp32", 32, next(homes))
            case _:
                return value

    given = {name: argument(value) for name, value in arguments.items()}
    return work_of(Operation(f"aten.{operator}", given, (Tensor(output, "fp32", 32, 0),)))


# (2, 6, 5) in 4 output channels of kernels over 3 of 6 channels: two groups.
CONVOLUTION = {"weight": (4, 3, 3), "bias": (4,)}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (work("conv1d", (2, 4, 3), input=(2, 6, 5), **CONVOLUTION), Work(24 * 9, 24)),
        (work("convolution", (2, 4, 3), input=(2, 6, 5), **CONVOLUTION), Work(24 * 9, 24)),
        (work("cudnn_convolution", (2, 4, 3), self=(2, 6, 5), weight=(4, 3, 3)), Work(24 * 9)),
        # without a batch axis
        (work("conv1d", (4, 3), input=(6, 5), **CONVOLUTION), Work(12 * 9, 12)),
        # each of 2 x 6 x 5 values meets a kernel of 2 channels by 3
        (work("conv_transpose1d", (2, 4, 7), input=(2, 6, 5), weight=(6, 2, 3)), Work(60 * 6)),
        (
            work("convolution", (2, 4, 7), input=(2, 6, 5), weight=(6, 2, 3), transposed=True),
            Work(60 * 6),
        ),
        (work("linear", (2, 5, 4), input=(2, 5, 3), weight=(4, 3), bias=(4,)), Work(120, 40)),
        (work("mm", (2, 4), self=(2, 3), mat2=(3, 4)), Work(24)),
        (work("_int_mm", (2, 4), self=(2, 3), mat2=(3, 4)), Work(24)),
        (work("bmm", (5, 2, 4), self=(5, 2, 3), mat2=(5, 3, 4)), Work(120)),
        (work("addmm", (2, 4), self=(4,), mat1=(2, 3), mat2=(3, 4)), Work(24, 8)),
        # 8 sums, 8 products with alpha, 4 with beta
        (work("addmm", (2, 4), self=(4,), mat1=(2, 3), mat2=(3, 4), beta=2, alpha=3), Work(24, 20)),
        (work("addmm", (2, 4), self=(4,), mat1=(2, 3), mat2=(3, 4), beta=0), Work(24)),
        (work("baddbmm", (5, 2, 4), self=(4,), batch1=(5, 2, 3), batch2=(5, 3, 4)), Work(120, 40)),
        (work("addbmm", (2, 4), self=(4,), batch1=(5, 2, 3), batch2=(5, 3, 4)), Work(120, 8)),
        (work("mv", (2,), self=(2, 3), vec=(3,)), Work(6)),
        (work("dot", (), self=(3,), tensor=(3,)), Work(3)),
        (work("matmul", (2,), self=(2, 3), other=(3,)), Work(6)),
        (work("matmul", (7, 5, 2, 4), self=(7, 1, 2, 3), other=(5, 3, 4)), Work(7 * 5 * 24)),
        # two scales of 8 results, and a bias
        (
            work(
                *("_scaled_mm", (2, 4)),
                **{"self": (2, 3), "mat2": (3, 4), "scale_a": (), "scale_b": (), "bias": (4,)},
            ),
            Work(24, 24),
        ),
        (work("_weight_int8pack_mm", (2, 4), self=(2, 3), mat2=(4, 3), scales=(4,)), Work(24, 8)),
        (work("tensordot", (2, 5), self=(2, 3, 4), other=(3, 4, 5), dims_self=[1, 2]), Work(120)),
        # each of 2 x 6 results sums 4 x 5 weighted pairs; the first factor once more
        (work("bilinear", (2, 6), input1=(2, 4), input2=(2, 5), weight=(6, 4, 5)), Work(12 * 24)),
        (work("cdist", (3, 4), x1=(3, 5), x2=(4, 5)), Work(0, 12 * 14, 12)),
        (work("outer", (3, 4), self=(3,), vec2=(4,)), Work(0, 12)),
    ],
)
def test_products(found: Work, expected: Work) -> None:
    assert found == expected


@pytest.mark.parametrize(
    ("equation", "operands", "path", "expected"),
    [
        ("ij,jk->ik", [(2, 3), (3, 4)], None, Work(24)),
        ("bij, bjk", [(5, 2, 3), (5, 3, 4)], None, Work(120)),  # sums over b too
        ("...ij,...jk->...ik", [(7, 5, 2, 3), (5, 3, 4)], None, Work(7 * 120)),
        ("i,j->ij", [(3,), (4,)], None, Work(0, 12)),
        ("ij->i", [(3, 4)], None, Work(0, 9)),
        # k is summed first, as only the second has it: 3 x 4 - 3 additions
        ("ij,jk->i", [(2, 3), (3, 4)], None, Work(6, 9)),
        # first ij,jk (24), then ik,kl (2 x 4 x 5)
        ("ij,jk,kl->il", [(2, 3), (3, 4), (4, 5)], None, Work(24 + 40)),
        # in the order of the path: jk,kl (60), then ij,jl (30)
        ("ij,jk,kl->il", [(2, 3), (3, 4), (4, 5)], [1, 2, 0, 1], Work(60 + 30)),
    ],
)
def test_einstein_sums(
    equation: str, operands: list[Sizes], path: list[int] | None, expected: Work
) -> None:
    given: dict[str, Any] = {"equation": equation, "tensors": operands, "path": path}
    assert work("einsum", (1,), **given) == expected


QUERY, KEY, VALUE = (2, 4, 5, 8), (2, 2, 7, 8), (2, 2, 7, 6)  # two heads of queries for each
PAIRS = 2 * 4 * 5 * 7
ATTENDED = Work(8 + 6, 3, 2, 1)  # products, scale and softmax of each pair
FUSED = (
    "scaled_dot_product_attention",
    "_scaled_dot_product_flash_attention_for_cpu",
    "_scaled_dot_product_flash_attention",
    "_scaled_dot_product_efficient_attention",
    "_scaled_dot_product_cudnn_attention",
    "_scaled_dot_product_fused_attention_overrideable",
    "_scaled_dot_product_attention_math",
)


@pytest.mark.parametrize("operator", FUSED)
def test_attention_in_all_fused_forms(operator: str) -> None:
    shapes = {"query": QUERY, "key": KEY, "value": VALUE}
    assert work(operator, (2, 4, 5, 6), **shapes) == ATTENDED * PAIRS
    causal = work(operator, (2, 4, 5, 6), **shapes, is_causal=True)
    assert causal == (ATTENDED + Work(comparisons=1)) * PAIRS
    dropped = work(operator, (2, 4, 5, 6), **shapes, dropout_p=0.1)
    assert dropped == (ATTENDED + Work(0, 1, 1, 1)) * PAIRS


def test_attention_with_a_mask_adds_it() -> None:
    shapes = {"query": QUERY, "key": KEY, "value": VALUE, "attn_mask": (5, 7)}
    masked = work("scaled_dot_product_attention", (2, 4, 5, 6), **shapes)
    assert masked == (ATTENDED + Work(elementwise=1)) * PAIRS


@pytest.mark.parametrize("operator", ["_flash_attention_forward", "_efficient_attention_forward"])
def test_attention_with_steps_before_heads(operator: str) -> None:
    shapes = {"query": (2, 5, 4, 8), "key": (2, 7, 4, 8), "value": (2, 7, 4, 6)}
    assert work(operator, (2, 5, 4, 6), **shapes) == ATTENDED * PAIRS


@pytest.mark.parametrize(
    "operator",
    [
        "_scaled_dot_product_flash_attention_for_cpu_backward",
        "_scaled_dot_product_flash_attention_backward",
        "_scaled_dot_product_efficient_attention_backward",
        "_scaled_dot_product_cudnn_attention_backward",
    ],
)
def test_the_gradient_of_attention_has_five_products(operator: str) -> None:
    found = work(operator, QUERY, grad_out=(2, 4, 5, 6), query=QUERY, key=KEY, value=VALUE)
    assert found.macs == (3 * 8 + 2 * 6) * PAIRS


def test_fused_layers_of_attention_are_the_sum_of_their_parts() -> None:
    tokens, size, heads, wide = 2 * 5, 8, 2, 16
    weights = {"qkv_weight": (24, 8), "qkv_bias": (24,), "proj_weight": (8, 8), "proj_bias": (8,)}

    def of_attention() -> Work:
        projected = work("linear", (2, 5, 24), input=(2, 5, 8), weight=(24, 8), bias=(24,))
        split = (2, heads, 5, size // heads)
        seen = work("scaled_dot_product_attention", split, query=split, key=split, value=split)
        return (
            projected + seen + work("linear", (2, 5, 8), input=(2, 5, 8), weight=(8, 8), bias=(8,))
        )

    inputs = dict.fromkeys(("query", "key", "value"), (2, 5, 8))
    alone = work(
        *("_native_multi_head_attention", (2, 5, 8)),
        **{**inputs, **weights, "num_head": heads, "need_weights": False},
    )
    assert alone == of_attention()
    layer = work(
        *("_transformer_encoder_layer_fwd", (2, 5, 8)),
        **{"src": (2, 5, 8), "num_heads": heads, "use_gelu": True, "ffn_weight_1": (wide, size)},
        **weights,
    )
    norm = {"input": (2, 5, 8), "normalized_shape": [8], "weight": (8,), "bias": (8,)}
    around = work("layer_norm", (2, 5, 8), **norm) * 2 + Work(elementwise=2 * tokens * size)
    around += work("linear", (2, 5, 16), input=(2, 5, 8), weight=(16, 8), bias=(16,))
    around += work("linear", (2, 5, 8), input=(2, 5, 16), weight=(8, 16), bias=(8,))
    around += work("gelu", (2, 5, 16), self=(2, 5, 16))
    assert layer == of_attention() + around


# 3 samples of 5 steps of 4 values, 6 hidden ones; kinds by hidden value from the module's docstring
LSTM = [(24, 4), (24, 6), (24,), (24,)]
GRU = [(18, 4), (18, 6), (18,), (18,)]


@pytest.mark.parametrize(
    ("operator", "arguments", "expected"),
    [
        ("lstm", {"params": LSTM}, Work(24 * 10, 6 * 8, 6 * 5)),
        ("lstm", {"params": LSTM[:2]}, Work(24 * 10, 6 * 4, 6 * 5)),
        # the second layer reads the hidden values of both directions: 12
        (
            "lstm",
            {"params": LSTM * 2 + [(24, 12), (24, 6), (24,), (24,)] * 2},
            Work(2 * 24 * 10 + 2 * 24 * 18, 24 * 8, 24 * 5),
        ),
        # 6 hidden values projected to 3
        (
            "lstm",
            {"params": [(24, 4), (24, 3), (24,), (24,), (3, 6)]},
            Work(24 * 7 + 18, 6 * 8, 6 * 5),
        ),
        ("gru", {"params": GRU}, Work(18 * 10, 6 * 10, 6 * 3)),
        ("rnn_tanh", {"params": [(6, 4), (6, 6)]}, Work(60, 0, 6)),
        ("rnn_relu", {"params": [(6, 4), (6, 6)]}, Work(60, 0, 0, 6)),
        (
            "mkldnn_rnn_layer",
            dict(zip(("weight0", "weight1", "weight2", "weight3"), LSTM, strict=True))
            | {"mode": 2},
            Work(24 * 10, 6 * 8, 6 * 5),
        ),
        ("_cudnn_rnn", {"weight": GRU, "mode": 3}, Work(18 * 10, 6 * 10, 6 * 3)),
    ],
)
def test_recurrent_operators_for_each_step(
    operator: str, arguments: dict[str, Any], expected: Work
) -> None:
    assert work(operator, (3, 5, 6), input=(3, 5, 4), **arguments) == expected * 15


def test_one_step_of_a_cell_is_one_step_of_a_network() -> None:
    weights = dict(zip(("w_ih", "w_hh", "b_ih", "b_hh"), LSTM, strict=True))
    cell = work("lstm_cell", (3, 6), input=(3, 4), **weights)
    assert cell * 5 == work("lstm", (3, 5, 6), input=(3, 5, 4), params=LSTM)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        # 1 + 2 x 3 x 4 values in windows of 4
        (work("avg_pool2d", (2, 3, 2, 2), self=(2, 3, 4, 4), kernel_size=[2]), Work(0, 72, 24)),
        (
            work("max_pool2d", (2, 3, 2, 2), self=(2, 3, 4, 4), kernel_size=[2, 2]),
            Work(0, 0, 0, 72),
        ),
        # windows 0-1, 1-3, 3-4 of 5 values: 2 + 3 + 2 values
        (work("adaptive_avg_pool1d", (1, 1, 3), self=(1, 1, 5)), Work(0, 4, 3)),
        (work("_adaptive_avg_pool2d", (1, 2, 1, 1), self=(1, 2, 3, 3)), Work(0, 16, 2)),
        (work("adaptive_max_pool1d", (1, 1, 3), self=(1, 1, 5)), Work(0, 0, 0, 4)),
        (work("upsample_nearest2d", (1, 1, 4, 4), self=(1, 1, 2, 2)), Work(moves=16)),
        (work("upsample_bilinear2d", (1, 1, 4, 4), self=(1, 1, 2, 2)), Work(0, 9 * 16)),
        (work("upsample_linear1d", (1, 1, 4), self=(1, 1, 2)), Work(0, 3 * 4)),
        # four interpolations of rows and one between them, of 4 products and 3 sums each
        (work("upsample_bicubic2d", (1, 1, 4, 4), self=(1, 1, 2, 2)), Work(0, 35 * 16)),
        # 4 places of two coordinates: 8 + 10 each; 5 channels of 4 products and 3 sums
        (
            work("grid_sampler_2d", (1, 5, 2, 2), input=(1, 5, 3, 3), grid=(1, 2, 2, 2)),
            Work(0, 4 * 18 + 20 * 7),
        ),
        (work("col2im", (1, 2, 4, 4), self=(1, 18, 4)), Work(0, 72)),
    ],
)
def test_windows(found: Work, expected: Work) -> None:
    assert found == expected


AFFINE = {"weight": (4,), "bias": (4,)}
STATISTICS = {"running_mean": (4,), "running_var": (4,)}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (work("batch_norm", (2, 4, 3), input=(2, 4, 3), **AFFINE, **STATISTICS), Work(0, 48)),
        # in training: 6 and a quotient for each of 24, 2 for each of 4 means, 7 to keep them
        (
            work("batch_norm", (2, 4, 3), input=(2, 4, 3), **AFFINE, **STATISTICS, training=True),
            Work(0, 6 * 24 + 4 + 28, 24 + 4),
        ),
        (
            work("layer_norm", (2, 4), input=(2, 4), normalized_shape=[4], **AFFINE),
            Work(0, 6 * 8 + 2, 8 + 2),
        ),
        (work("layer_norm", (2, 4), input=(2, 4), normalized_shape=[4]), Work(0, 4 * 8 + 2, 10)),
        (
            work("rms_norm", (2, 4), input=(2, 4), normalized_shape=[4], weight=(4,)),
            Work(0, 3 * 8 + 2, 8 + 2),
        ),
        (
            work("group_norm", (2, 4, 3), input=(2, 4, 3), num_groups=2, **AFFINE),
            Work(0, 6 * 24 + 4, 24 + 4),
        ),
        (work("instance_norm", (2, 4, 3), input=(2, 4, 3)), Work(0, 4 * 24 + 8, 24 + 8)),
    ],
)
def test_normalisations(found: Work, expected: Work) -> None:
    assert found == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (work("add", (6,), self=(6,), other=(6,)), Work(0, 6)),
        (work("sub", (6,), self=(6,), other=(6,), alpha=2), Work(0, 12)),
        (work("add_", (6,), self=(6,), other=1.0), Work(0, 6)),
        (work("div", (6,), self=(6,), other=2, rounding_mode="floor"), Work(0, 6, 6)),
        (work("clamp", (6,), self=(6,), min=0.0), Work(0, 0, 0, 6)),
        (work("clamp", (6,), self=(6,), min=0.0, max=1.0), Work(0, 0, 0, 12)),
        (work("gelu", (6,), self=(6,)), Work(0, 24, 6)),
        (work("gelu", (6,), self=(6,), approximate="tanh"), Work(0, 48, 6)),
        (work("silu", (6,), self=(6,)), Work(0, 6, 6)),
        (work("_softmax", (6,), self=(6,)), Work(0, 12, 12, 6)),
        (work("sum", (2,), self=(2, 3)), Work(0, 4)),
        (work("mean", (2,), self=(2, 3)), Work(0, 4, 2)),
        (work("max", (2,), self=(2, 3)), Work(0, 0, 0, 4)),
        (work("max", (6,), self=(6,), other=(6,)), Work(0, 0, 0, 6)),
        # mean (2 sums, quotient), 3 differences, 3 squares, 2 sums, quotient, root
        (work("std", (1,), self=(1, 3)), Work(0, 10, 3)),
        (work("linalg_vector_norm", (2,), self=(2, 3)), Work(0, 6 + 4, 2)),
        (work("sort", (2, 8), self=(2, 8)), Work(0, 0, 0, 16 * 3)),
        (work("topk", (2, 3), self=(2, 8), k=3), Work(0, 0, 0, 16 * 2)),
        (work("searchsorted", (5,), sorted_sequence=(7,), self=(5,)), Work(0, 0, 0, 15)),
        (work("_fft_r2c", (2, 9), self=(2, 16), dim=[1]), Work(0, 5 * 32 * 4 // 2)),
        (work("embedding", (2, 5, 4), weight=(9, 4), indices=(2, 5)), Work(moves=40)),
        (work("_embedding_bag", (2, 4), weight=(9, 4), indices=(10,)), Work(0, 32)),
        (work("cat", (4, 3), tensors=[(2, 3), (2, 3)]), Work(moves=12)),
        (work("dropout", (6,), input=(6,), p=0.5, train=True), Work(0, 6, 6, 6)),
        (work("randn_like", (6,), self=(6,)), Work(0, 0, 6)),
        (work("scatter_add", (4,), self=(4,), index=(6,), src=(6,)), Work(0, 6, moves=4)),
        (work("permute_copy", (2, 3), self=(3, 2)), Work(moves=6)),
    ],
)
def test_arithmetic_and_movement(found: Work, expected: Work) -> None:
    assert found == expected


@pytest.mark.parametrize(("mask", "macs"), [((1, 1, 1), 2), ((0, 1, 1), 1), ((1, 0, 0), 1)])
def test_the_gradient_of_a_convolution_has_the_products_that_are_wanted(
    mask: Sizes, macs: int
) -> None:
    shapes = {"grad_output": (2, 4, 3), "input": (2, 6, 5), "weight": (4, 3, 3)}
    homes = {name: Tensor(shape, "fp32", 32, at) for at, (name, shape) in enumerate(shapes.items())}
    given: dict[str, Any] = {**homes, "output_mask": tuple(map(bool, mask))}
    outputs = (Tensor((2, 6, 5), "fp32", 32, 9),)
    found = work_of(Operation("aten.convolution_backward", given, outputs))
    # 2 x 3 gradients of each of 4 channels are summed to its bias
    assert found == Work(macs * 24 * 9, 4 * 5 if mask[2] else 0)


@pytest.mark.parametrize(
    ("operator", "output", "arguments"),
    [
        ("conv2d", (1, 4, 3, 3), {"input": (1, 3, 5, 5), "weight": (4, 2, 3, 3)}),
        ("mm", (2, 4), {"self": (2, 3), "mat2": (4, 4)}),
        ("linear", (2, 4), {"input": (2, 3), "weight": (4, 4)}),
        ("linear", (2, 4), {"input": (2, 3)}),
        ("lstm", (3, 5, 6), {"input": (3, 5, 4), "params": GRU}),
        ("einsum", (2,), {"equation": "ij,jk->ik", "tensors": [(2, 3)]}),
        ("einsum", (2,), {"equation": "ijk->ij", "tensors": [(2, 3)]}),
        ("einsum", (2,), {"equation": "i,j->i", "tensors": [(2,), (3,)], "path": [0, 0]}),
        ("scaled_dot_product_attention", (1,), {"query": (2, 3), "key": (2, 4), "value": (2, 4)}),
        ("avg_pool2d", (1, 1, 2, 2), {"self": (1, 1, 4, 4), "kernel_size": [2, 2, 2]}),
        ("layer_norm", (2,), {"input": (2,), "normalized_shape": [2, 2]}),
        ("group_norm", (2, 4), {"input": (2, 4)}),
        ("sum", (2, 4), {"self": (2,)}),
        ("grid_sampler", (1, 1, 1, 1), {"input": (1, 1, 2, 2), "interpolation_mode": 2}),
    ],
)
def test_what_does_not_fit_together_is_refused(
    operator: str, output: Sizes, arguments: dict[str, Any]
) -> None:
    with pytest.raises(RuleError):
        work(operator, output, **arguments)


def test_names_that_mark_overwriting_change_nothing() -> None:
    assert all(has_rule(f"aten.{name}") for name in RULES)
    assert has_rule("aten.relu_")
    assert has_rule("aten.__and__")
    assert not has_rule("torchvision.relu")
