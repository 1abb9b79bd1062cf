"""What pictures take, whatever makes them."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Bit, Count, Flop, Pixel, Token, Value
from joulepath.formulas.diffusion import denoising, pictures
from joulepath.records.diffusion import Denoiser, DiffusionModel, DiffusionPlan, DiffusionWork

__all__ = ["Demand", "demand", "memory"]

_ONE = 1.0
_KERNELS_OF_HEADS = 32.0  # FlashAttention-2 has kernels for heads of multiples of this width


@dataclass(frozen=True)
class Demand:
    """What pictures made together take, whatever computes them."""

    tokens: Token
    passes: Count
    values: Value
    pixels: Pixel
    padded: Flop
    work: DiffusionWork


def demand(model: DiffusionModel, plan: DiffusionPlan) -> Demand:
    """What pictures made together take."""
    denoiser = model.denoiser
    tokens = _tokens(model, plan)
    passes = denoising.denoiser_passes(
        steps=plan.steps, guidance=model.guidance, pictures=plan.pictures
    )
    attention = denoising.repeated_work(each=_attention(denoiser, tokens), passes=passes)
    pixels = pictures.picture_pixels(height=plan.height, width=plan.width, frames=plan.frames)
    return Demand(
        tokens=tokens,
        passes=passes,
        values=_values(denoiser, tokens, passes),
        pixels=pixels,
        padded=denoising.padded_work(
            work=attention, head=denoiser.head, multiple=_KERNELS_OF_HEADS
        ),
        work=DiffusionWork(
            encoding=_encoding(model, plan),
            matrix=denoising.repeated_work(each=_products(denoiser, tokens), passes=passes),
            attention=attention,
            decoding=denoising.decoding_work(
                pictures=plan.pictures, pixels=pixels, per_pixel=model.decoder_work
            ),
        ),
    )


def _values(denoiser: Denoiser, tokens: Token, passes: Count) -> Value:
    return pictures.block_values(
        image=tokens,
        text=denoiser.text,
        width=denoiser.width,
        blocks=denoiser.blocks,
        passes=passes,
    )


def _encoding(model: DiffusionModel, plan: DiffusionPlan) -> Flop:
    return denoising.encoding_work(
        prompts=plan.pictures,
        guidance=model.guidance,
        text=model.denoiser.text,
        per_token=model.encoder_work,
    )


def _tokens(model: DiffusionModel, plan: DiffusionPlan) -> Token:
    latents = pictures.latent_frames(frames=plan.frames, compression=model.compression)
    pixels = pictures.picture_pixels(
        height=plan.height,
        width=plan.width,
        frames=pictures.token_frames(latents=latents, patch=model.patch),
    )
    return pictures.image_tokens(pixels=pixels, patch_area=model.patch_area)


def _products(denoiser: Denoiser, tokens: Token) -> Flop:
    return denoising.product_work(
        fixed=denoiser.fixed_work,
        image=tokens,
        per_image_token=denoiser.image_work,
        text=denoiser.text,
        per_text_token=denoiser.text_work,
    )


def _attention(denoiser: Denoiser, tokens: Token) -> Flop:
    return denoising.attention_work(
        image=tokens,
        text=denoiser.text,
        image_pair=denoiser.image_pair_work,
        mixed_pair=denoiser.mixed_pair_work,
        text_pair=denoiser.text_pair_work,
    )


def memory(needed: Demand, model: DiffusionModel, plan: DiffusionPlan) -> Bit:
    """Memory of all weights and of the widest activations."""
    denoiser = model.denoiser
    widest = pictures.block_values(
        image=needed.tokens,
        text=denoiser.text,
        width=denoiser.widest,
        blocks=_ONE,
        passes=denoising.denoiser_passes(
            steps=_ONE, guidance=model.guidance, pictures=plan.pictures
        ),
    )
    return denoising.memory_needed(
        weights=denoising.all_weights(
            parts=(denoiser.weights, model.encoder_weights, model.decoder_weights)
        ),
        activations=widest,
        processors=plan.accelerators,
        bits_per_value=plan.bits,
    )
