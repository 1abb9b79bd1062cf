"""What diffusion models take for a picture, against other counters and published parameters."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath.errors import UnknownName, WorkloadError
from joulepath.formulas.diffusion import pictures
from joulepath.records.diffusion import DiffusionModel
from joulepath.workloads.diffusion_models import (
    described_model,
    diffusion_model,
    diffusion_models,
    setting_of,
)

MODELS = {name: described_model(diffusion_model(name)) for name in diffusion_models()}
EVERY_MODEL = pytest.mark.parametrize("name", MODELS)

# origin: FlopCounterMode of torch 2.13.0 on the classes of diffusers 0.42.1 on the device 'meta',
# batch 1, the usual size and the longest text; all operations, then those of attention (bmm)
COUNTED = {
    "cogvideox-1.5-5b": (1.479181e15, 1.05002e15),
    "cogvideox-2b": (1.199973e14, 7.28032e13),
    "flux.1-dev": (7.438465e13, 1.48724e13),
    "hunyuan-dit-1.2": (1.4365801e13, 4.086848e12),
    "hunyuan-video": (1.206859e16, 1.04505e16),
    "pixart-sigma": (6.633580e12, 2.32321e12),
    "sana-1.5-1.6b": (2.966661e12, 6.11058e10),
    "sana-1.5-4.8b": (8.887039e12, 1.83317e11),
    "stable-diffusion-3.5-large": (3.112111e13, 7.25134e12),
    "stable-diffusion-3.5-medium": (1.124957e13, 4.23253e12),
    "wan-2.1-1.3b": (2.830018e14, 2.00907e14),
    "wan-2.1-14b": (1.678370e15, 8.92920e14),
}


def tokens(model: DiffusionModel, height: int, width: int, frames: int) -> float:
    latents = pictures.latent_frames(frames=float(frames), compression=model.compression)
    deep = pictures.token_frames(latents=latents, patch=model.patch)
    pixels = pictures.picture_pixels(height=height, width=width, frames=deep)
    return float(pictures.image_tokens(pixels=pixels, patch_area=model.patch_area))


def products(model: DiffusionModel, image: float) -> float:
    inner = model.denoiser
    return float(inner.fixed_work + inner.image_work * image + inner.text_work * inner.text)


def attention(model: DiffusionModel, image: float) -> float:
    inner = model.denoiser
    pairs = inner.image_pair_work * image * image, inner.mixed_pair_work * image * inner.text
    return float(sum(pairs) + inner.text_pair_work * inner.text * inner.text)


@EVERY_MODEL
def test_weights_are_those_of_the_published_network(name: str) -> None:
    # origin: parameters of the class in diffusers 0.42.1; model cards say 11.9 B, 8.06 B, 0.61 B,
    # 1.5 B, 1.6 B, 1.42 B, 14.3 B, 12.8 B, 1.69 B and 5.57 B
    assert MODELS[name].denoiser.weights == diffusion_model(name)["_parameters"]


@EVERY_MODEL
def test_a_pass_takes_what_the_flop_counter_of_torch_finds(name: str) -> None:
    model, setting = MODELS[name], setting_of(diffusion_model(name))
    image = tokens(model, setting.height, setting.width, setting.frames)
    whole, _ = COUNTED[name]
    # seven digits were printed
    found = products(model, image) + attention(model, image)
    assert found == pytest.approx(whole, rel=1e-6)


@pytest.mark.parametrize("name", [name for name in MODELS if not name.startswith("sana")])
def test_attention_is_what_the_flop_counter_of_torch_finds(name: str) -> None:
    # The linear attention of SANA is among its matrix products.
    model, setting = MODELS[name], setting_of(diffusion_model(name))
    image = tokens(model, setting.height, setting.width, setting.frames)
    # six digits were printed; torch also sees the pooling of texts in Hunyuan-DiT, 2e-6 of it
    assert attention(model, image) == pytest.approx(COUNTED[name][1], rel=1e-5)


def test_tokens_by_hand() -> None:
    # 64 x 64 tokens of 16 x 16 pixels; 32 x 32 of 32 x 32
    assert tokens(MODELS["flux.1-dev"], 1024, 1024, 1) == 4096
    assert tokens(MODELS["sana-1.5-1.6b"], 1024, 1024, 1) == 1024
    # 1 + 80 / 4 = 21 compressed frames of 30 x 52 tokens
    assert tokens(MODELS["wan-2.1-14b"], 480, 832, 81) == 21 * 30 * 52
    # as many in pairs, the last of them filled up: 11 frames of 48 x 85 tokens
    assert tokens(MODELS["cogvideox-1.5-5b"], 768, 1360, 81) == 11 * 48 * 85


def test_attention_by_hand() -> None:
    # FLUX.1: in 19 + 38 blocks of width 3072, queries times keys and scores times values
    inner = MODELS["flux.1-dev"].denoiser
    assert inner.image_pair_work == 57 * 2 * 2 * 3072
    assert inner.mixed_pair_work == 2 * inner.image_pair_work
    # Wan attends to the text, which does not attend
    assert MODELS["wan-2.1-1.3b"].denoiser.text_pair_work == 0


@EVERY_MODEL
@given(rows=st.integers(1, 40), columns=st.integers(1, 40))
def test_tokens_grow_with_the_area(name: str, rows: int, columns: int) -> None:
    model = MODELS[name]
    side = round(float(model.patch_area) ** 0.5)
    assert tokens(model, rows * side, columns * side, 1) == rows * columns


def test_a_file_counts_as_its_entries(tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text(json.dumps(diffusion_model("pixart-sigma")))
    assert described_model(str(path)) == MODELS["pixart-sigma"]
    assert setting_of(path) == setting_of(diffusion_model("pixart-sigma"))


@pytest.mark.parametrize(
    ("name", "changes", "said"),
    [
        ("flux.1-dev", {"_class_name": None}, "_class_name: is missing"),
        ("flux.1-dev", {"_class_name": "FluxTransformerModel"}, "'FluxTransformer2DModel'"),
        ("flux.1-dev", {"num_layers": "many"}, "num_layers: is 'many', not a whole number"),
        ("flux.1-dev", {"_output": "sound"}, "_output: no _output named 'sound'"),
        ("flux.1-dev", {"_guidance": 3}, "_guidance: is 3"),
        ("flux.1-dev", {"_text_tokens": None}, "_text_tokens: is missing"),
        ("stable-diffusion-3.5-medium", {"dual_attention_layers": 13}, "is 13, not a list"),
        ("wan-2.1-1.3b", {"patch_size": [1, 2, 3]}, "patch_size: is no list of three"),
        ("hunyuan-dit-1.2", {"mlp_ratio": True}, "mlp_ratio: is True, not a number"),
        ("hunyuan-dit-1.2", {"mlp_ratio": None}, "mlp_ratio: is missing"),
        ("sana-1.5-1.6b", {"mlp_ratio": 1e9}, "mlp_ratio: is 1000000000.0"),
    ],
)
def test_mistakes_are_named(name: str, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(WorkloadError) as caught:
        described_model({**diffusion_model(name), **changes})
    assert said in str(caught.value)


def test_all_mistakes_of_a_file_at_once() -> None:
    wrong = {**diffusion_model("flux.1-dev"), "num_layers": 0, "_guidance": 0, "in_channels": 2.5}
    with pytest.raises(WorkloadError) as caught:
        described_model(wrong)
    assert len(caught.value.problems) == 3


def test_an_unknown_name_has_neighbours() -> None:
    with pytest.raises(UnknownName, match=r"flux\.1-dev"):
        diffusion_model("flux-dev")
