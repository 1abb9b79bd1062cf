"""What serving takes by the token, against counts at a context and published parameters."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath.errors import UnknownName, WorkloadError
from joulepath.records.serving import ServedModel
from joulepath.records.workload import LanguageWorkload
from joulepath.workloads.huggingface_config import count_config
from joulepath.workloads.language_models import language_model, language_models
from joulepath.workloads.served_model import served_model

MODELS = {name: served_model(language_model(name)) for name in language_models()}


def weights(model: ServedModel) -> float:
    experts = 0 if model.experts is None else model.experts.weights
    return model.dense_weights + model.head_weights + model.other_weights + experts


@pytest.mark.parametrize("name", MODELS)
def test_weights_are_the_published_parameters(name: str) -> None:
    # origin: number of elements of the published checkpoint; of Llama 4 and Gemma 3 without the
    # vision encoder (of Llama 4 871 932 416 of 108 641 793 536 and 401 583 781 376)
    assert weights(MODELS[name]) == language_model(name)["_parameters"]


@pytest.mark.parametrize("name", MODELS)
@given(context=st.integers(1, 20_000))
def test_straight_lines_give_the_counts_at_any_context(name: str, context: int) -> None:
    model = MODELS[name]
    counted = count_config(language_model(name), tokens=1, context=context, format="bf16")
    assert isinstance(counted, LanguageWorkload)
    seen = context + 1  # attention sees the token itself too
    work = model.fixed_work + model.growing_work * seen
    work += model.windowed_work * min(seen, model.window)
    assert work == 2 * counted.decode.operations.macs
    cache = model.growing_cache * context + model.windowed_cache * min(context, model.window)
    kept = counted.cache_bits_per_token * context + counted.state_bits
    assert 16 * (cache + model.state) == pytest.approx(kept, rel=1e-12)


def test_cache_by_hand() -> None:
    # Llama-3.1-8B: keys and values of 8 heads of 128 in 32 blocks
    assert MODELS["llama-3.1-8b"].growing_cache == 2 * 8 * 128 * 32
    # DeepSeek-V3: a latent of 512 and a rotary key of 64 in 61 blocks
    assert MODELS["deepseek-v3"].growing_cache == (512 + 64) * 61
    # gpt-oss-20b: 8 heads of 64 in 24 blocks, every other with a window of 128
    oss = MODELS["gpt-oss-20b"]
    assert (oss.growing_cache, oss.windowed_cache, oss.window) == (2 * 8 * 64 * 12,) * 2 + (128,)


def test_experts_by_hand() -> None:
    experts = MODELS["deepseek-v3"].experts
    assert experts is not None
    # 3 matrices of 7168 x 2048 for each of 256 experts in 61 - 3 blocks
    assert experts.weights == 58 * 256 * 3 * 7168 * 2048
    assert (experts.blocks, experts.count, experts.chosen) == (58, 256, 8)
    maverick = MODELS["llama-4-maverick"].experts
    assert maverick is not None
    assert maverick.blocks == 24  # every other of 48


def test_a_model_that_does_not_write_is_refused() -> None:
    config = {
        "model_type": "bert",
        "hidden_size": 8,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 16,
        "vocab_size": 32,
        "max_position_embeddings": 16,
    }
    with pytest.raises(WorkloadError, match="no model that continues a text"):
        served_model(config)


def test_an_unknown_name_has_neighbours() -> None:
    with pytest.raises(UnknownName, match=r"llama-3\.1-8b"):
        language_model("llama-8b")


def test_heads_that_accelerators_may_divide_by_hand() -> None:
    # Llama-3.1-8B: 32 heads share 8 of keys and values; DeepSeek-V3: 128 share a latent
    assert (MODELS["llama-3.1-8b"].heads, MODELS["llama-3.1-8b"].cache_heads) == (32, 8)
    assert (MODELS["deepseek-v3"].heads, MODELS["deepseek-v3"].cache_heads) == (128, 1)


LLAMA = language_model("llama-3.1-8b")


@pytest.mark.parametrize(
    ("entries", "positions"),
    [
        ({}, 131072),
        ({"max_position_embeddings": None}, inf),
        # as the Qwen2.5 cards say: YaRN stretches 32768 fourfold
        (
            {
                "max_position_embeddings": 32768,
                "rope_scaling": {
                    "type": "yarn",
                    "factor": 4.0,
                    "original_max_position_embeddings": 32768,
                },
            },
            131072,
        ),
        # as Llama 3.1 has it: what is stretched is in the number already
        ({"rope_scaling": {"rope_type": "llama3", "factor": 8.0}}, 131072),
    ],
)
def test_positions_are_those_of_the_file_and_what_stretches_them(
    entries: dict[str, object], positions: float
) -> None:
    assert served_model({**LLAMA, **entries}).positions == positions


@pytest.mark.parametrize(
    "entries",
    [
        {"max_position_embeddings": "long"},
        {"rope_scaling": {"type": "yarn", "factor": "x"}},
        {"multi_query": "yes"},
    ],
)
def test_what_serving_reads_besides_is_checked_too(entries: dict[str, object]) -> None:
    with pytest.raises(WorkloadError):
        served_model({**LLAMA, **entries})
