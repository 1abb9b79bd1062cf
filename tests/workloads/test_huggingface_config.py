"""Models counted from their configuration: published parameters, hand-derived operations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath.records.workload import LanguageWorkload, Workload
from joulepath.workloads.huggingface_config import active_parameters, count_config
from joulepath.workloads.huggingface_parts import Step
from joulepath.workloads.huggingface_reading import facts_of

CONFIGS = Path(__file__).parent / "configs"

# Origin: number of elements of the published checkpoint (safetensors or GGUF metadata, or the
# model's own parameters()); DeepSeek-V3 without the block for further tokens; Llama 4 and Gemma 3
# without their vision encoders; ViT-B/16 also torchvision's vit_b_16; BERT and RoBERTa with the
# pooler, as BertModel and RobertaModel, and so XLM-RoBERTa and CamemBERT; DistilBERT without
# head; Falcon without the copy of the embedding that its checkpoint holds as a head.
# All were also compared with the parameters of the network that transformers 5.23 builds from
# these entries, and the multiply-accumulates of small ones of each type with those that
# torch.utils.flop_counter finds in it: both are equal to the unit (experts, which it overlooks,
# excepted; DeepSeek-V3's correction of scores is a buffer there and a weight in the checkpoint).
PUBLISHED = {
    "bert-base": 109_482_240,
    "camembert-base": 110_621_952,
    "clip-base": 151_277_313,
    "deepseek-v3": 671_026_419_200,
    "distilbert-base": 66_362_880,
    "falcon-7b": 6_921_720_704,
    "gemma-2-2b": 2_614_341_888,
    "gemma-2b": 2_506_172_416,
    "gemma-3-12b": 11_766_034_176,
    "gemma-3-4b": 4_300_079_472,
    "gpt-2": 124_439_808,
    "gpt-oss-120b": 116_829_156_672,
    "gpt-oss-20b": 20_914_757_184,
    "llama-3.1-405b": 405_853_388_800,
    "llama-3.1-70b": 70_553_706_496,
    "llama-3.1-8b": 8_030_261_248,
    "llama-4-maverick": 400_711_848_960,
    "llama-4-scout": 107_769_861_120,
    "llava-1.5-7b": 7_063_427_072,
    "mamba-130m": 129_135_360,
    "mamba-codestral-7b": 7_285_403_648,
    "mistral-7b": 7_241_732_096,
    "mixtral-8x7b": 46_702_792_704,
    "olmo-2-7b": 7_298_617_344,
    "phi-2": 2_779_683_840,
    "phi-3-mini": 3_821_079_552,
    "pythia-70m": 70_426_624,
    "qwen1.5-moe-a2.7b": 14_315_784_192,
    "qwen2.5-0.5b": 494_032_768,
    "qwen3-235b-a22b": 235_093_634_560,
    "qwen3-30b-a3b": 30_532_122_624,
    "qwen3-8b": 8_190_735_360,
    "roberta-base": 124_645_632,
    "siglip-base": 203_155_970,
    "starcoder2-3b": 3_030_371_328,
    "t5-small": 60_506_624,
    "vit-b-16": 86_567_656,
    "whisper-base": 72_593_920,
    "xlm-roberta-base": 278_043_648,
}
NOT_DECODERS = {
    *("bert-base", "camembert-base", "clip-base", "distilbert-base", "gemma-3-4b"),
    *("llava-1.5-7b", "roberta-base", "siglip-base", "t5-small", "vit-b-16", "whisper-base"),
    "xlm-roberta-base",
}
DECODERS = [name for name in PUBLISHED if name not in NOT_DECODERS]


def one_pass(name: str, tokens: int | None = 64, **options: Any) -> Workload:
    work = count_config(CONFIGS / f"{name}.json", tokens=tokens, **options)
    assert isinstance(work, Workload)
    return work


def generation(name: str, tokens: int = 64, **options: Any) -> LanguageWorkload:
    work = count_config(CONFIGS / f"{name}.json", tokens=tokens, **options)
    assert isinstance(work, LanguageWorkload)
    return work


def steps(name: str) -> list[Workload]:
    work = count_config(CONFIGS / f"{name}.json", tokens=None if name == "vit-b-16" else 64)
    return [work] if isinstance(work, Workload) else [work.prefill, work.decode]


def entries(name: str) -> dict[str, Any]:
    read = facts_of(CONFIGS / f"{name}.json")
    return {key: value for key, value in read.entries.items() if key != "_source"}


@pytest.mark.parametrize("name", PUBLISHED)
def test_parameters_are_those_of_the_published_checkpoint(name: str) -> None:
    assert [step.parameters for step in steps(name)] == [PUBLISHED[name]] * len(steps(name))


def test_every_configuration_has_a_published_count() -> None:
    assert {path.stem for path in CONFIGS.glob("*.json")} == set(PUBLISHED)


@pytest.mark.parametrize(
    ("name", "rest", "expert", "chosen"),
    [
        # Published total less all experts; width times expert width, in matrices or with biases.
        ("mixtral-8x7b", 46_702_792_704 - 32 * 8 * 3 * 4096 * 14336, 32 * 3 * 4096 * 14336, 2),
        ("qwen3-30b-a3b", 30_532_122_624 - 48 * 128 * 3 * 2048 * 768, 48 * 3 * 2048 * 768, 8),
        ("deepseek-v3", 671_026_419_200 - 58 * 256 * 3 * 7168 * 2048, 58 * 3 * 7168 * 2048, 8),
        ("gpt-oss-20b", 20_914_757_184 - 24 * 32 * 24_891_840, 24 * 24_891_840, 4),
        ("gpt-oss-120b", 116_829_156_672 - 36 * 128 * 24_891_840, 36 * 24_891_840, 4),
    ],
)
def test_a_token_reads_the_experts_it_chooses(
    name: str, rest: int, expert: int, chosen: int
) -> None:
    assert active_parameters(generation(name).decode) == rest + chosen * expert


@pytest.mark.parametrize(
    ("name", "embedding", "billions"),
    [
        # gpt-oss model card, table 1: without the embedding, with the head.
        ("gpt-oss-20b", 201_088 * 2880, 3.61),
        ("gpt-oss-120b", 201_088 * 2880, 5.13),
        # Model cards, one digit: 12.9, 3.3 (as far as rounded down) and 37 (without embedding).
        ("mixtral-8x7b", 0, 12.88),
        ("qwen3-30b-a3b", 0, 3.35),
        ("deepseek-v3", 129_280 * 7168, 36.63),
    ],
)
def test_active_parameters_agree_with_the_model_card(
    name: str, embedding: int, billions: float
) -> None:
    active = active_parameters(generation(name).decode) - embedding
    assert round(active / 1e9, 2) == billions


def test_a_prompt_wakes_no_more_experts_than_there_are() -> None:
    assert active_parameters(generation("mixtral-8x7b", 4).prefill) == PUBLISHED["mixtral-8x7b"]


def test_bert_for_128_tokens() -> None:
    # 12 blocks of 12 x 768^2 for each token, scores and values of all pairs, the pooler.
    expected = 12 * (128 * 12 * 768**2 + 2 * 128**2 * 768) + 768**2
    assert one_pass("bert-base", 128).operations.macs == expected == 11_174_215_680


def test_gpt_2_for_1024_tokens() -> None:
    expected = 12 * (1024 * 12 * 768**2 + 2 * 1024**2 * 768) + 1024 * 50257 * 768
    assert generation("gpt-2", 1024).prefill.operations.macs == expected


def test_vit_for_one_image() -> None:
    # Published count of the network without biases, norms and softmax.
    assert one_pass("vit-b-16", None).operations.macs == 17_563_828_224
    assert one_pass("vit-b-16", 197) == one_pass("vit-b-16", None)


def test_llama_70b_for_2048_tokens() -> None:
    block = 8192 * (8192 * 2 + 2 * 1024) + 3 * 8192 * 28672
    expected = 2048 * (80 * block + 128_256 * 8192) + 80 * 2 * 2048**2 * 8192
    macs = generation("llama-3.1-70b", 2048).prefill.operations.macs
    assert macs == expected
    assert round(macs / 1e12, 2) == 147.84  # counted by dispatch on the network itself


def test_whisper_convolutions_and_cross_attention() -> None:
    layers = {layer.name: layer for layer in generation("whisper-base", 10).prefill.layers}
    assert layers["encoder: first convolution"].operations.macs == 3000 * 3 * 80 * 512
    assert layers["encoder: second convolution"].operations.macs == 1500 * 3 * 512 * 512
    cross = layers["decoder: 6 x block: cross attention scores and values"]
    assert cross.operations.macs == 6 * 2 * 10 * 1500 * 512


def test_latent_attention_expands_a_prompt_and_absorbs_afterwards() -> None:
    work = generation("deepseek-v3", 100, context=1000)

    def macs(step: Workload) -> Any:
        return sum(x.operations.macs for x in step.layers if x.operator == "Attention")

    assert macs(work.prefill) == 61 * 100**2 * 128 * (192 + 128)
    assert macs(work.decode) == 61 * 1001 * 128 * (576 + 512)


@pytest.mark.parametrize(
    ("name", "octets"),
    [
        ("llama-3.1-8b", 131_072),  # 32 blocks, keys and values of 8 heads of 128, 2 bytes
        ("deepseek-v3", 61 * 576 * 2),  # compressed vector of 512 and key of 64
        ("mamba-130m", 0),
    ],
)
def test_cache_for_a_token(name: str, octets: int) -> None:
    assert generation(name).cache_bits_per_token == 8 * octets


def test_a_full_window_forgets_a_token_for_each_it_reads() -> None:
    short, long = (generation("gpt-oss-20b", context=context) for context in (128, 129))
    token = 2 * 8 * 64 * 16
    assert (short.cache_bits_per_token, short.state_bits) == (24 * token, 0)
    assert (long.cache_bits_per_token, long.state_bits) == (12 * token, 12 * 128 * token)


def test_state_of_a_state_space() -> None:
    # 1536 channels of 16 states and the last 4 inputs, 24 blocks.
    assert generation("mamba-130m", format="fp32").state_bits == 24 * 1536 * (16 + 4) * 32


def test_cross_attention_keeps_the_source() -> None:
    assert generation("whisper-base").state_bits == 6 * 2 * 512 * 1500 * 16


@pytest.mark.parametrize("name", [name for name in DECODERS if name != "deepseek-v3"])
def test_the_next_token_is_what_a_longer_prompt_adds(name: str) -> None:
    longer, shorter = (generation(name, n, masked=True).prefill for n in (201, 200))
    token = generation(name, 200, context=200).decode
    for kind in ("macs", "elementwise", "special", "comparisons", "moves"):
        added = getattr(longer.operations, kind) - getattr(shorter.operations, kind)
        assert added == getattr(token.operations, kind), kind


def test_a_mask_leaves_half_of_the_pairs_and_the_diagonal() -> None:
    everything, visible = (generation("gpt-2", 100, masked=m).prefill for m in (False, True))
    difference = everything.operations.macs - visible.operations.macs
    assert difference == 12 * 2 * 768 * (100**2 - 100 * 101 // 2)


@given(
    tokens=st.integers(1, 20),
    before=st.integers(0, 20),
    window=st.none() | st.integers(1, 25),
)
def test_pairs_are_those_of_a_mask_written_out(
    tokens: int, before: int, window: int | None
) -> None:
    reach = window or tokens + before
    mask = [
        (asking, asked)
        for asking in range(before, before + tokens)
        for asked in range(asking + 1)
        if asking - asked < reach
    ]
    assert Step(tokens, before, masked=True).pairs(window, causal=True) == len(mask)
    assert Step(tokens, before, masked=True).kept(window) == len({asked for _, asked in mask})


@pytest.mark.parametrize("name", PUBLISHED)
def test_totals_are_sums_of_the_layers(name: str) -> None:
    for step in steps(name):
        for total in ("parameters", "weight_bits", "read_bits", "written_bits"):
            assert getattr(step, total) == sum(getattr(layer, total) for layer in step.layers)
        for kind in ("macs", "elementwise", "special", "comparisons", "moves"):
            parts = sum(getattr(layer.operations, kind) for layer in step.layers)
            assert getattr(step.operations, kind) == parts
        assert step.left_out == ()


@pytest.mark.parametrize(("form", "bits"), [("fp32", 32), ("bf16", 16), ("int8", 8), ("int4", 4)])
def test_weights_are_stored_in_the_format(form: str, bits: int) -> None:
    assert one_pass("bert-base", format=form).weight_bits == bits * PUBLISHED["bert-base"]


@pytest.mark.parametrize(
    ("architecture", "parameters"),
    [
        # BertModel without the pooler of 768 x 769, then what the head adds.
        ("BertForMaskedLM", 109_482_240 + 2 * 768 + 30_522),
        ("BertForSequenceClassification", 109_482_240 + 3 * 769),
        ("BertForTokenClassification", 109_482_240 - 768 * 769 + 3 * 769),
    ],
)
def test_the_architecture_names_the_head(architecture: str, parameters: int) -> None:
    labels = {"0": "entailment", "1": "neutral", "2": "contradiction"}
    changed = entries("bert-base") | {"architectures": [architecture], "id2label": labels}
    assert count_config(changed, tokens=8).parameters == parameters  # type: ignore[union-attr]


def test_untied_embeddings_have_a_head_of_their_own() -> None:
    changed = entries("llama-3.1-8b") | {"tie_word_embeddings": True}
    work = count_config(changed, tokens=8)
    assert isinstance(work, LanguageWorkload)
    assert work.prefill.parameters == 8_030_261_248 - 128_256 * 4096
    assert work.prefill.operations == generation("llama-3.1-8b", 8).prefill.operations


def test_every_other_block_may_be_without_experts() -> None:
    # 24 of 48 blocks lose the router and 128 experts for a layer of 6144.
    changed = entries("qwen3-30b-a3b") | {"decoder_sparse_step": 2}
    work = count_config(changed, tokens=8)
    assert isinstance(work, LanguageWorkload)
    lost = 2048 * 128 + 128 * 3 * 2048 * 768 - 3 * 2048 * 6144
    assert work.decode.parameters == 30_532_122_624 - 24 * lost


def test_a_folder_stands_for_its_configuration(tmp_path: Path) -> None:
    text = (CONFIGS / "gpt-2.json").read_text(encoding="utf-8")
    (tmp_path / "config.json").write_text(text, encoding="utf-8")
    assert count_config(tmp_path, tokens=64) == generation("gpt-2")
