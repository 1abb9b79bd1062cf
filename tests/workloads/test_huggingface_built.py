"""Multiply-accumulates of small networks of each type, as found in the networks themselves."""

from __future__ import annotations

from typing import Any

import pytest

from joulepath.errors import WorkloadError
from joulepath.records.workload import LanguageWorkload, Workload
from joulepath.workloads.huggingface_config import active_parameters, count_config
from joulepath.workloads.huggingface_width import widened_entries

SMALL: dict[str, Any] = {
    "hidden_size": 64,
    "num_hidden_layers": 4,
    "intermediate_size": 96,
    "num_attention_heads": 4,
    "vocab_size": 101,
}
SHARED = {**SMALL, "num_key_value_heads": 2}
EYES: dict[str, Any] = {
    "hidden_size": 48,
    "intermediate_size": 64,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "image_size": 28,
    "patch_size": 7,
}
WORDS: dict[str, Any] = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "vocab_size": 101,
}
SHORT: dict[str, Any] = {
    "dim": 64,
    "hidden_dim": 96,
    "n_layers": 2,
    "n_heads": 4,
    "vocab_size": 101,
}

# Origin: FlopCounterMode of torch 2.13 on the network that transformers 5.23 builds from these
# entries (attn_implementation="eager", random weights), one text of so many tokens, one picture.
BUILT: dict[str, tuple[dict[str, Any], int, int]] = {
    "gemma 2": (
        {"model_type": "gemma2", **SHARED, "head_dim": 24, "sliding_window": 32},
        12,
        3915264,
    ),
    "gemma 3": (
        {"model_type": "gemma3_text", **SHARED, "head_dim": 24, "sliding_window": 32},
        12,
        3915264,
    ),
    "phi": ({"model_type": "phi", **SMALL}, 12, 3055104),
    "phi 3": ({"model_type": "phi3", **SHARED}, 12, 3251712),
    "olmo 2": ({"model_type": "olmo2", **SMALL}, 12, 3644928),
    "starcoder 2": ({"model_type": "starcoder2", **SHARED}, 12, 2661888),
    "falcon": (
        {"model_type": "falcon", **{k: v for k, v in SMALL.items() if k != "intermediate_size"}},
        12,
        4431360,
    ),
    "falcon, new": (
        {
            "model_type": "falcon",
            "new_decoder_architecture": True,
            "hidden_size": 64,
            "num_attention_heads": 4,
            "num_kv_heads": 2,
            "num_hidden_layers": 2,
            "vocab_size": 101,
        },
        12,
        2391552,
    ),
    "falcon, old": (
        {
            "model_type": "falcon",
            "alibi": True,
            "multi_query": False,
            "parallel_attn": False,
            "bias": True,
            "hidden_size": 64,
            "num_attention_heads": 4,
            "num_hidden_layers": 2,
            "vocab_size": 101,
        },
        12,
        2588160,
    ),
    "distilbert": (
        {"model_type": "distilbert", **SHORT, "max_position_embeddings": 512},
        12,
        1449984,
    ),
    "distilbert, words": (
        {
            "model_type": "distilbert",
            "architectures": ["DistilBertForMaskedLM"],
            **SHORT,
            "max_position_embeddings": 512,
        },
        12,
        1703424,
    ),
    "distilbert, labels": (
        {
            "model_type": "distilbert",
            "architectures": ["DistilBertForSequenceClassification"],
            **SHORT,
            "max_position_embeddings": 512,
        },
        12,
        1458432,
    ),
    "clip": (
        {"model_type": "clip", "projection_dim": 24, "vision_config": EYES, "text_config": WORDS},
        8,
        2241392,
    ),
    "siglip": (
        {
            "model_type": "siglip",
            "vision_config": EYES,
            "text_config": {**WORDS, "hidden_size": 48, "projection_size": 48},
        },
        8,
        2540640,
    ),
    "llava": ({"model_type": "llava", "vision_config": EYES, "text_config": WORDS}, 8, 3326528),
    "gemma 3, seeing": (
        {
            "model_type": "gemma3",
            "mm_tokens_per_image": 4,
            "vision_config": EYES,
            "text_config": {
                **WORDS,
                "num_key_value_heads": 2,
                "head_dim": 8,
                "sliding_window": 64,
            },
        },
        8,
        2416896,
    ),
}


def whole_pass(entries: dict[str, Any], tokens: int, **options: Any) -> Workload:
    work = count_config(entries, tokens=tokens, **options)
    return work if isinstance(work, Workload) else work.prefill


@pytest.mark.parametrize("name", BUILT)
def test_multiply_accumulates_are_those_of_the_network_itself(name: str) -> None:
    entries, tokens, flops = BUILT[name]
    assert 2 * whole_pass(entries, tokens).operations.macs == flops


@pytest.mark.parametrize("name", BUILT)
def test_twice_the_width_has_the_sizes_written_out(name: str) -> None:
    entries, tokens, _ = BUILT[name]
    wider = whole_pass(widened_entries(entries, 2.0, "config"), tokens)
    as_it_is = whole_pass(entries, tokens)
    # Products of two widths grow by four, those with the vocabulary, pictures or tokens by two.
    assert 2 * as_it_is.operations.macs < wider.operations.macs < 4 * as_it_is.operations.macs
    assert widened_entries(widened_entries(entries, 2.0, ""), 0.5, "") == widened_entries(
        entries, 1.0, ""
    )


def test_a_part_that_says_nothing_is_widened_all_the_same() -> None:
    entries = {"model_type": "siglip", "vision_config": {}, "text_config": {}}
    wide = widened_entries(entries, 2.0, "config")
    assert wide["vision_config"]["hidden_size"] == wide["text_config"]["hidden_size"] == 1536


def test_a_picture_is_part_of_the_prompt_and_rests_afterwards() -> None:
    entries, _, _ = BUILT["llava"]
    work = count_config(entries, tokens=8)
    assert isinstance(work, LanguageWorkload)
    # 16 patches of 7 x 7 pixels and 8 words; 3 x 28 x 28 values and 8 numbers
    assert work.prefill.input_values == 3 * 28 * 28 + 8
    assert work.prefill.parameters == work.decode.parameters
    scores = next(of for of in work.decode.layers if of.operator == "Attention")
    assert scores.operations.macs == 2 * 2 * 32 * (16 + 8 + 1)
    seen = sum(of.parameters for of in work.prefill.layers if of.name.startswith("vision"))
    assert active_parameters(work.decode) == work.decode.parameters - seen


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("clip", {"vision_config": 7}, "vision_config: is no table of entries"),
        (
            "clip",
            {"text_config": {**WORDS, "hidden_size": "a"}},
            "text_config: hidden_size: is 'a'",
        ),
        ("llava", {"text_config": {"model_type": "lama"}}, "did you mean 'llama'"),
        ("gemma 3, seeing", {"mm_tokens_per_image": 17}, "is 17, more than the patches of 16"),
        ("phi", {"qk_layernorm": True}, "qk_layernorm: is true, which is not counted"),
        ("falcon, new", {"num_kv_heads": 3}, "does not divide num_attention_heads of 4"),
    ],
)
def test_problems_of_parts_are_named(name: str, change: dict[str, Any], said: str) -> None:
    with pytest.raises(WorkloadError) as refused:
        count_config(BUILT[name][0] | change, tokens=8)
    assert said in str(refused.value)


def test_a_cap_is_a_quotient_a_tangent_and_a_product() -> None:
    entries, tokens, _ = BUILT["gemma 2"]
    capped = whole_pass(entries | {"attn_logit_softcapping": 50.0}, tokens).operations
    plain = whole_pass(entries, tokens).operations
    scores = 4 * 4 * tokens**2
    assert (capped.elementwise - plain.elementwise, capped.special - plain.special) == (
        scores,
        2 * scores,
    )


def test_a_state_space_with_heads_by_hand() -> None:
    entries = {
        "model_type": "mamba2",
        "hidden_size": 16,
        "num_heads": 8,
        "head_dim": 4,
        "n_groups": 2,
        "state_size": 6,
        "num_hidden_layers": 1,
        "vocab_size": 11,
    }
    work = whole_pass(entries, 5)
    inner, mixed = 32, 32 + 2 * 2 * 6
    # In and out, 4 taps, decay and answer of 6 states each, the direct path, the head.
    token = 16 * (inner + mixed + 8) + inner * 16 + 4 * mixed + inner * (2 * 6 + 1) + 16 * 11
    assert work.operations.macs == 5 * token
    with pytest.raises(WorkloadError, match="no multiple of the width"):
        count_config(entries | {"num_heads": 7}, tokens=5)
