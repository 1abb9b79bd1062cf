"""Configurations that cannot be counted: all problems at once, never anything but our error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath.errors import WorkloadError
from joulepath.workloads.huggingface_config import MODEL_TYPES, count_config

CONFIGS = Path(__file__).parent / "configs"
KNOWN = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in CONFIGS.glob("*.json")}


def problems(source: Any, **options: Any) -> str:
    with pytest.raises(WorkloadError) as caught:
        count_config(source, **({"tokens": 8} | options))
    return str(caught.value)


def test_an_unknown_type_names_the_nearest() -> None:
    assert "did you mean 'llama'" in problems({"model_type": "lama"})
    for odd in (7, 10**5000, ["llama"], {}):
        assert "no rules for" in problems({"model_type": odd})
    assert "is missing" in problems({})


def test_every_type_has_a_configuration() -> None:
    assert {config["model_type"] for config in KNOWN.values()} == set(MODEL_TYPES)


def test_all_problems_come_at_once() -> None:
    changed = KNOWN["llama-3.1-8b"] | {
        "hidden_size": "4096",
        "num_hidden_layers": 0,
        "num_key_value_heads": 7,
        "intermediate_size": None,
        "vocab_size": 10**30,
        "hidden_act": "sily",
        "tie_word_embeddings": "no",
        "architectures": ["LlamaForSequenceClassification"],
    }
    said = problems(changed, tokens=0, context=-1, format="bf17")
    for part in (
        "hidden_size: is '4096', not a whole number",
        "num_hidden_layers: is 0, not a number from 1",
        "num_key_value_heads: is 7, which does not divide num_attention_heads of 32",
        "intermediate_size: is missing",
        "vocab_size: is 1000000000000000000000000000000, not a number from 1",
        "did you mean 'silu'",
        "tie_word_embeddings: is 'no', not true or false",
        "LlamaForSequenceClassification",
        "tokens: is 0",
        "context: is -1",
        "did you mean 'bf16'",
    ):
        assert part in said


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("bert-base", {"num_attention_heads": 7}, "is 7, which does not divide the width of 768"),
        ("bert-base", {"architectures": ["BertForNothing"]}, "which is not counted"),
        ("vit-b-16", {"patch_size": 15}, "does not divide image_size of 224"),
        ("mixtral-8x7b", {"num_experts_per_tok": 9}, "more than num_local_experts of 8"),
        ("deepseek-v3", {"first_k_dense_replace": 62}, "more than num_hidden_layers of 61"),
        ("qwen3-30b-a3b", {"mlp_only_layers": [3]}, "mlp_only_layers: names blocks"),
        ("gpt-oss-20b", {"layer_types": ["full_attention"]}, "names 1 blocks of 24"),
        ("gpt-oss-20b", {"layer_types": "full"}, "not a list of names"),
        ("pythia-70m", {"rotary_pct": "all"}, "rotary_pct: is 'all'"),
        ("pythia-70m", {"rotary_pct": float("nan")}, "rotary_pct: is nan"),
        ("gpt-2", {"n_embd": 10**5000}, "n_embd: is a number of 16610 bits"),
        ("llama-3.1-8b", {"num_hidden_layers": 10**9}, "not a number from 1 to 10000"),
    ],
)
def test_numbers_that_contradict_each_other(name: str, change: dict[str, Any], said: str) -> None:
    assert said in problems(KNOWN[name] | change, tokens=None if name == "vit-b-16" else 8)


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("gpt-2", {"tokens": 1025}, "is 1025, more than the positions of 1024"),
        ("gpt-2", {"context": 1024}, "is 1025, more than the positions of 1024"),
        ("bert-base", {"tokens": 513}, "more than the positions of 512"),
        ("roberta-base", {"tokens": 513}, "more than the positions of 512"),
        ("whisper-base", {"tokens": 449}, "more than the positions of 448"),
        ("vit-b-16", {"tokens": 196}, "has 197 tokens for each image, not 196"),
        ("llama-3.1-8b", {"tokens": None}, "needs the number of tokens"),
        ("llama-3.1-8b", {"tokens": True}, "tokens: is True, not a whole number"),
        ("llama-3.1-8b", {"tokens": 10**5000}, "not a number from 1 to"),
        ("llama-3.1-8b", {"tokens": 10**13}, "not a number from 1 to"),
    ],
)
def test_tokens_that_do_not_fit(name: str, options: dict[str, Any], said: str) -> None:
    assert said in problems(KNOWN[name], **options)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"{", "is not JSON"),
        (b"\xff\xfe\x00", "is not JSON"),
        (b"\x89PNG\r\n", "is a PNG image"),
        (b"[" * 200_000, "is nested too deeply"),
        (b"[1, 2]", "a list of 2 entries, not a table"),
        (b'"llama"', "holds 'llama', not a table"),
        (b'{"model_type": ' + b"9" * 5000 + b"}", "is not JSON"),
        (b'{"model_type": "gpt2", "n_embd": NaN}', "n_embd: is nan"),
        (b" " * (16 * 2**20 + 1), "too many for a configuration"),
    ],
)
def test_files_that_are_no_configuration(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "config.json"
    path.write_bytes(content)
    assert said in problems(path)


def test_no_file_and_no_folder(tmp_path: Path) -> None:
    assert "without a config.json" in problems(tmp_path)
    assert "no such file" in problems(tmp_path / "config.json")


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.integers(0, 20),
    st.floats(),
    st.text(max_size=5),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
)


@given(data=st.data(), name=st.sampled_from(sorted(KNOWN)))
def test_strange_entries_raise_nothing_else(data: st.DataObject, name: str) -> None:
    config = KNOWN[name]
    keys = st.sampled_from([key for key in config if key not in {"_source", "model_type"}])
    changed = config | data.draw(st.dictionaries(keys, ODD, min_size=1, max_size=4))
    try:
        count_config(changed, tokens=None if name == "vit-b-16" else 8)
    except WorkloadError as error:
        assert error.problems  # noqa: PT017  (either outcome is fine; any other error is not)


def test_every_type_is_in_the_documentation() -> None:
    page = Path(__file__).parents[2] / "docs" / "how-to" / "count-a-model.md"
    text = page.read_text(encoding="utf-8")
    assert [kind for kind in MODEL_TYPES if f"`{kind}`" not in text] == []
