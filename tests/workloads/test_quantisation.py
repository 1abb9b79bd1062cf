"""Quantised checkpoints: what their configuration says of weights and cache."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath.errors import WorkloadError
from joulepath.records.workload import LanguageWorkload
from joulepath.scenario.serving import ServingRequest, resolve_serving
from joulepath.workloads.huggingface_config import count_config
from joulepath.workloads.huggingface_quantisation import Quantisation, quantisation
from joulepath.workloads.language_models import language_model

LLAMA = language_model("llama-3.1-8b")
SCHEME = {"num_bits": 4, "type": "int", "strategy": "group", "group_size": 128}
STATIC = {"num_bits": 8, "type": "float", "strategy": "tensor"}


def packed(weights: object, inputs: object = None, **others: object) -> dict[str, Any]:
    group = {"weights": weights, "input_activations": inputs}
    return {
        "quant_method": "compressed-tensors",
        "config_groups": {"group_0": group},
        "ignore": ["lm_head"],
        **others,
    }


# origin: entries as the checkpoints of each method have them; bits of scales and offsets by hand
KNOWN = [
    ({"quant_method": "fp8", "weight_block_size": [128, 128]}, Quantisation("fp8", 8, "fp8")),
    ({"quant_method": "fbgemm_fp8"}, Quantisation("fbgemm_fp8", 8, "fp8")),
    # a scale of 16 bits and an offset of 4 for 128 weights
    (
        {"quant_method": "gptq", "bits": 4, "group_size": 128},
        Quantisation("gptq", 4 + 20 / 128, None),
    ),
    (
        {"quant_method": "gptq", "bits": 8, "group_size": -1, "lm_head": True},
        Quantisation("gptq", 8, None, head=True),
    ),
    (
        {"quant_method": "awq", "w_bit": 4, "q_group_size": 64},
        Quantisation("awq", 4 + 20 / 64, None),
    ),
    (
        {"quant_method": "bitsandbytes", "load_in_8bit": True},
        Quantisation("bitsandbytes", 8, "int8"),
    ),
    # NF4: 32 bits for 64 weights; twice quantised 0.127 bits a weight (QLoRA, section 3)
    (
        {"quant_method": "bitsandbytes", "load_in_4bit": True},
        Quantisation("bitsandbytes", 4.5, None),
    ),
    # 8 bits for 32 weights, of experts alone
    ({"quant_method": "mxfp4"}, Quantisation("mxfp4", 4.25, None, experts_alone=True)),
    (packed(SCHEME), Quantisation("compressed-tensors", 4.125, None)),
    (
        packed(STATIC, STATIC, kv_cache_scheme={"num_bits": 8, "type": "float"}),
        Quantisation("compressed-tensors", 8, "fp8", cache_bits=8),
    ),
    (
        packed({**STATIC, "type": "int"}, {**STATIC, "type": "int"}, ignore=["other"]),
        Quantisation("compressed-tensors", 8, "int8", head=True),
    ),
    (
        {"quant_method": "modelopt", "quant_algo": "NVFP4", "kv_cache_quant_algo": "FP8"},
        Quantisation("modelopt NVFP4", 4.5, "fp4", cache_bits=8),
    ),
    (
        {**packed(STATIC, STATIC), "quant_method": "modelopt"},
        Quantisation("modelopt", 8, "fp8"),
    ),
]


@pytest.mark.parametrize(("entry", "expected"), KNOWN, ids=lambda value: str(value)[:60])
def test_a_method_is_read(entry: dict[str, Any], expected: Quantisation) -> None:
    assert quantisation({**LLAMA, "quantization_config": entry}) == expected


def test_scales_that_are_quantised_again_take_an_eighth_of_a_bit() -> None:
    entry = {
        "quant_method": "bitsandbytes",
        "load_in_4bit": True,
        "bnb_4bit_use_double_quant": True,
    }
    found = quantisation({**LLAMA, "quantization_config": entry})
    assert found is not None
    # origin: Dettmers et al. 2023 (QLoRA), section 3: 0.127 bits instead of 0.5
    assert found.bits == pytest.approx(4.127, abs=5e-4)


def test_a_file_that_says_nothing_is_not_quantised() -> None:
    assert quantisation(LLAMA) is None


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("fp8", "is no table"),
        ({"bits": 4}, "quant_method: is missing"),
        ({"quant_method": "magic"}, "no rules for 'magic'"),
        ({"quant_method": "gptq", "bits": "four"}, "bits: is 'four'"),
        ({"quant_method": "awq", "bits": 4, "group_size": 0}, "group_size: is 0"),
        (packed({"num_bits": 64}), "num_bits: is 64"),
        (packed(SCHEME, kv_cache_scheme={"num_bits": "x"}), "num_bits: is 'x'"),
        ({"quant_method": "compressed-tensors"}, "no group of layers"),
        ({"quant_method": "modelopt", "quant_algo": "W1"}, "no quant_algo named 'W1'"),
    ],
)
def test_what_makes_no_sense_is_told(entry: object, said: str) -> None:
    with pytest.raises(WorkloadError, match=said):
        quantisation({**LLAMA, "quantization_config": entry})


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_no_entry_breaks_the_reader(entry: object) -> None:
    for method in ("gptq", "compressed-tensors", "modelopt"):
        table = {"quant_method": method, "config_groups": entry, "bits": entry, "ignore": entry}
        for given_entry in (entry, table):
            with suppress(WorkloadError):  # any other error fails
                quantisation({**LLAMA, "quantization_config": given_entry})


def served(entries: dict[str, Any], tmp_path: Any, **others: Any) -> Any:
    import json

    path = tmp_path / "config.json"
    path.write_text(json.dumps(entries))
    request = ServingRequest(str(path), "nvidia-h100-sxm", sequences=16, **others)
    return resolve_serving(request)


def test_serving_reads_what_the_checkpoint_keeps(tmp_path: Any) -> None:
    scheme = packed(SCHEME, kv_cache_scheme={"num_bits": 8, "type": "float"})
    plain = served(LLAMA, tmp_path)
    small = served({**LLAMA, "quantization_config": scheme}, tmp_path)
    model = small.model
    # weights by hand: 4.125 bits, the head in 16
    expected = model.dense_weights * 4.125 + model.head_weights * 16
    assert small.serving.weights_read == pytest.approx(expected, rel=1e-12)
    assert small.serving.cache_read == plain.serving.cache_read / 2
    assert small.plan.accelerator.throughput == plain.plan.accelerator.throughput
    assert any("4.125 bits" in said for said in small.assumptions)
    asked = served(
        {**LLAMA, "quantization_config": scheme}, tmp_path, weights="bf16", cache_bits=16
    )
    assert asked.serving == plain.serving


def test_formats_without_kernels_are_computed_in_sixteen_bits(tmp_path: Any) -> None:
    entries = {**LLAMA, "quantization_config": {"quant_method": "fp8"}}
    here = served(entries, tmp_path)
    assert (here.weights, here.plan.kernels) == ("fp8", "scaled")
    request = ServingRequest(str(tmp_path / "config.json"), "nvidia-a100-sxm-80gb", sequences=16)
    there = resolve_serving(request)
    assert there.plan.kernels == "native"
    assert there.serving.weights_read == here.serving.weights_read
    assert any("computed in bf16" in said for said in there.assumptions)


@pytest.mark.parametrize(("name", "weights"), [("gpt-oss-20b", "mxfp4"), ("deepseek-v3", "fp8")])
def test_models_that_are_published_quantised_are_served_so(name: str, weights: str) -> None:
    request = ServingRequest(name, "nvidia-b200", accelerators=8, sequences=16)
    assert resolve_serving(request).weights == weights


@pytest.mark.parametrize(
    ("entry", "form", "said"),
    [
        ({"quant_method": "fp8"}, "fp8", "all numbers in fp8"),
        ({"quant_method": "gptq", "bits": 4, "group_size": 128}, "bf16", "weights in 4.156 bits"),
    ],
)
def test_a_count_takes_the_format_of_the_checkpoint(
    entry: dict[str, Any], form: str, said: str
) -> None:
    entries = {**LLAMA, "quantization_config": entry}
    own = count_config(entries, tokens=3)
    asked = count_config(entries, tokens=3, format=form)
    assert isinstance(own, LanguageWorkload)
    assert isinstance(asked, LanguageWorkload)
    assert said in own.decode.assumptions[-1]
    assert own.decode.layers == asked.decode.layers
    assert own.cache_bits_per_token == asked.cache_bits_per_token
