"""Diffusion models that the package ships, and others described in the same way."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, cast

from joulepath.errors import UnknownName
from joulepath.records.diffusion import Denoiser, DiffusionModel, Output
from joulepath.workloads.diffusion_crossing import hunyuan_dit, pixart, sana, wan
from joulepath.workloads.diffusion_layers import Network, pair_macs
from joulepath.workloads.diffusion_streams import (
    cogvideox,
    flux,
    hunyuan_video,
    stable_diffusion_3,
)
from joulepath.workloads.huggingface_reading import Facts, facts_of, near

__all__ = [
    "Setting",
    "described_model",
    "diffusion_model",
    "diffusion_models",
    "setting_of",
]

_FLOPS_PER_MAC: Final = 2

_FAMILIES: Final[Mapping[str, Callable[[Facts], Network]]] = MappingProxyType(
    {
        "CogVideoXTransformer3DModel": cogvideox,
        "FluxTransformer2DModel": flux,
        "HunyuanDiT2DModel": hunyuan_dit,
        "HunyuanVideoTransformer3DModel": hunyuan_video,
        "PixArtTransformer2DModel": pixart,
        "SD3Transformer2DModel": stable_diffusion_3,
        "SanaTransformer2DModel": sana,
        "WanTransformer3DModel": wan,
    }
)
"""Reader of each class of transformers, as the library diffusers calls them."""


@dataclass(frozen=True)
class Setting:
    """What a model is asked for where nobody says otherwise."""

    steps: int
    """Steps from noise to picture."""
    height: int
    """Rows of pixels."""
    width: int
    """Columns of pixels."""
    frames: int
    """Frames; 1 for an image."""


@cache
def diffusion_models() -> tuple[str, ...]:
    """Names of all of them, sorted."""
    return tuple(sorted(path.stem for path in _folder().glob("*.json")))


def diffusion_model(name: str) -> dict[str, Any]:
    """Look up the description of a model.

    Parameters
    ----------
    name : str
        One of `diffusion_models`.

    Returns
    -------
    dict
        Entries of the transformer's ``config.json``; those of the rest start with ``_``:
        ``_title``, ``_source`` (a key of the catalogue's sources), ``_parameters`` (trained
        values of the transformer), ``_counted_by`` (source of that and of what encoders and
        decoder take), and what `described_model` and `setting_of` read.

    Raises
    ------
    UnknownName
        With the nearest names, if there is no such model.
    """
    if name not in diffusion_models():
        raise UnknownName("diffusion model", name, diffusion_models())
    return json.loads((_folder() / f"{name}.json").read_text("utf-8"))


def setting_of(source: Path | str | Mapping[str, Any]) -> Setting:
    """Read what a model is asked for by default.

    Parameters
    ----------
    source : Path, str or mapping
        Description of a model, or a file that holds it.

    Returns
    -------
    Setting
        From ``_steps``, ``_height``, ``_width`` and ``_frames``.

    Raises
    ------
    WorkloadError
        With everything that is wrong with them.
    """
    facts = facts_of(source)
    setting = Setting(
        facts.whole("_steps"),
        facts.whole("_height"),
        facts.whole("_width"),
        facts.whole("_frames", 1),
    )
    facts.check()
    return setting


def described_model(source: Path | str | Mapping[str, Any]) -> DiffusionModel:
    """Count what a model takes for a picture.

    Parameters
    ----------
    source : Path, str or mapping
        Description of a model, or a file that holds it: the ``config.json`` of its transformer
        with ``_output``, ``_guidance``, ``_text_tokens``, ``_encoder_weights``,
        ``_encoder_passed`` (those that a token is multiplied with), ``_decoder_weights``,
        ``_decoder_work`` (FLOP for a pixel), ``_decoder_side`` and ``_decoder_frames`` (pixels
        and frames that become one).

    Returns
    -------
    DiffusionModel
        In whole numbers; 1 MAC = 2 FLOP, and only multiply-accumulates count as work.

    Raises
    ------
    WorkloadError
        With everything that is wrong with the description.
    """
    facts = facts_of(source)
    family = facts.choice("_class_name", _FAMILIES, "")
    if not facts.has("_class_name"):
        facts.wrong("_class_name", "is missing", near("", tuple(_FAMILIES)))
    facts.check()
    network = _FAMILIES[family](facts)
    model = DiffusionModel(
        output=cast("Output", facts.choice("_output", ("image", "video"), "image")),
        denoiser=_denoiser(network, facts),
        guidance=facts.whole("_guidance", most=2),
        patch_area=(facts.whole("_decoder_side") * network.side) ** 2,
        compression=facts.whole("_decoder_frames", 1),
        patch=facts.whole("patch_size_t", 1),
        encoder_weights=facts.whole("_encoder_weights", least=0, most=10**13),
        encoder_work=_FLOPS_PER_MAC * facts.whole("_encoder_passed", least=0, most=10**13),
        decoder_weights=facts.whole("_decoder_weights", least=0, most=10**13),
        decoder_work=facts.whole("_decoder_work", least=0),
    )
    facts.check()
    return model


def _denoiser(network: Network, facts: Facts) -> Denoiser:
    attentions = network.attentions
    return Denoiser(
        blocks=network.blocks,
        width=network.width,
        head=network.head,
        widest=network.widest,
        weights=network.weights,
        text=facts.whole("_text_tokens"),
        fixed_work=_FLOPS_PER_MAC * network.macs("once"),
        image_work=_FLOPS_PER_MAC * network.macs("image"),
        text_work=_FLOPS_PER_MAC * network.macs("text"),
        image_pair_work=_FLOPS_PER_MAC * pair_macs(attentions, "image", "image"),
        mixed_pair_work=_FLOPS_PER_MAC * pair_macs(attentions, "image", "text"),
        text_pair_work=_FLOPS_PER_MAC * pair_macs(attentions, "text", "text"),
        normed="normed" if network.normed else "plain",
    )


def _folder() -> Path:
    return Path(str(files("joulepath"))) / "data" / "diffusion_models"
