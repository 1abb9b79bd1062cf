"""Making pictures out of noise: what they take, how long, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import (
    Bit,
    Count,
    CyclePerValue,
    Flop,
    JoulePerInference,
    Pixel,
    Ratio,
    Second,
    Token,
    Value,
    Watt,
)
from joulepath.formulas.diffusion import denoising, drawing, phases
from joulepath.formulas.serving import power, steps
from joulepath.records.diffusion import (
    Denoiser,
    Diffusion,
    DiffusionCalibration,
    DiffusionModel,
    DiffusionPlan,
    DiffusionTime,
    DiffusionWork,
)

_ONE = 1.0
_NOTHING = 0.0
_KERNELS_OF_HEADS = 32.0  # FlashAttention-2 has kernels for heads of multiples of this width


@dataclass(frozen=True)
class _Demand:
    """What pictures made together take, whatever computes them."""

    tokens: Token
    passes: Count
    values: Value
    pixels: Pixel
    padded: Flop
    work: DiffusionWork


def diffuse(
    model: DiffusionModel, plan: DiffusionPlan, calibration: DiffusionCalibration
) -> Diffusion:
    """Time, power and energy of pictures that are made together.

    Parameters
    ----------
    model : DiffusionModel
        What a picture takes by the token.
    plan : DiffusionPlan
        What is made, and on what; its numbers broadcast.
    calibration : DiffusionCalibration
        What measurements say of the engine.

    Returns
    -------
    Diffusion
        Of the broadcast shapes of the inputs.
    """
    demand = _demand(model, plan)
    time = _times(demand, model, plan, calibration)
    drawn = _power(demand.work, time, plan, calibration)
    rate = drawing.picture_rate(pictures=plan.pictures, each=_ONE, time=time.whole)
    each = drawing.energy_per_picture(power=drawn, rate=rate)
    low, high = _band(each, model, calibration)
    return Diffusion(
        tokens=demand.tokens,
        passes=demand.passes,
        work=demand.work,
        time=time,
        rate=rate,
        power=drawn,
        per_picture=each,
        per_picture_low=low,
        per_picture_high=high,
        memory=_memory(demand, model, plan),
    )


def _demand(model: DiffusionModel, plan: DiffusionPlan) -> _Demand:
    denoiser = model.denoiser
    tokens = _tokens(model, plan)
    passes = denoising.denoiser_passes(
        steps=plan.steps, guidance=model.guidance, pictures=plan.pictures
    )
    attention = denoising.repeated_work(each=_attention(denoiser, tokens), passes=passes)
    pixels = denoising.picture_pixels(height=plan.height, width=plan.width, frames=plan.frames)
    return _Demand(
        tokens=tokens,
        passes=passes,
        values=denoising.block_values(
            image=tokens,
            text=denoiser.text,
            width=denoiser.width,
            blocks=denoiser.blocks,
            passes=passes,
        ),
        pixels=pixels,
        padded=denoising.padded_work(
            work=attention, head=denoiser.head, multiple=_KERNELS_OF_HEADS
        ),
        work=DiffusionWork(
            encoding=denoising.encoding_work(
                prompts=plan.pictures,
                guidance=model.guidance,
                text=denoiser.text,
                per_token=model.encoder_work,
            ),
            matrix=denoising.repeated_work(each=_products(denoiser, tokens), passes=passes),
            attention=attention,
            decoding=denoising.decoding_work(
                pictures=plan.pictures, pixels=pixels, per_pixel=model.decoder_work
            ),
        ),
    )


def _tokens(model: DiffusionModel, plan: DiffusionPlan) -> Token:
    latents = denoising.latent_frames(frames=plan.frames, compression=model.compression)
    pixels = denoising.picture_pixels(
        height=plan.height,
        width=plan.width,
        frames=denoising.token_frames(latents=latents, patch=model.patch),
    )
    return denoising.image_tokens(pixels=pixels, patch_area=model.patch_area)


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


def _times(
    demand: _Demand,
    model: DiffusionModel,
    plan: DiffusionPlan,
    calibration: DiffusionCalibration,
) -> DiffusionTime:
    matrix = steps.arithmetic_time(
        work=demand.work.matrix,
        processors=plan.accelerators,
        throughput=plan.accelerator.throughput,
        share=calibration.matrix,
    )
    attention = phases.attention_time(
        work=demand.padded,
        processors=plan.accelerators,
        cycles=plan.cycles,
        per_cycle=calibration.attention,
    )
    elementwise = phases.elementwise_time(
        values=demand.values,
        each=_value_cycles(model.denoiser, calibration),
        processors=plan.accelerators,
        cycles=plan.cycles,
    )
    exchange = _exchange(demand, plan, calibration)
    computing = phases.whole_time(parts=(matrix, attention, elementwise, exchange))
    launching = _launching(model, plan, calibration)
    denoised = phases.denoising_time(launching=launching, computing=computing)
    parts = (
        calibration.call,
        _alone(demand.work.encoding, plan, calibration.matrix),
        matrix,
        attention,
        elementwise,
        exchange,
        phases.waiting_time(denoising=denoised, computing=computing),
        _alone(demand.work.decoding, plan, calibration.decoding),
        phases.conversion_time(
            pictures=plan.pictures, pixels=demand.pixels, per_pixel=calibration.conversion
        ),
    )
    return DiffusionTime(*parts, phases.whole_time(parts=parts))


def _alone(work: Flop, plan: DiffusionPlan, share: Ratio) -> Second:
    """Time of what every accelerator does for itself."""
    return steps.arithmetic_time(
        work=work, processors=_ONE, throughput=plan.accelerator.throughput, share=share
    )


def _value_cycles(denoiser: Denoiser, calibration: DiffusionCalibration) -> CyclePerValue:
    match denoiser.normed:
        case "plain":
            return calibration.elementwise
        case "normed":
            return phases.value_cycles(parts=(calibration.elementwise, calibration.normed))


def _launching(
    model: DiffusionModel, plan: DiffusionPlan, calibration: DiffusionCalibration
) -> Second:
    return phases.launching_time(
        steps=plan.steps, blocks=model.denoiser.blocks, per_block=_block_time(plan, calibration)
    )


def _block_time(plan: DiffusionPlan, calibration: DiffusionCalibration) -> Second:
    match plan.sharing:
        case "alone":
            return calibration.block
        case "together":
            return phases.shared_block_time(
                per_block=calibration.block,
                exchange_block=calibration.exchange_block,
                ring_hop=calibration.ring_hop,
                ring=plan.ring,
            )


def _exchange(demand: _Demand, plan: DiffusionPlan, calibration: DiffusionCalibration) -> Second:
    match plan.sharing:
        case "alone":
            return _NOTHING
        case "together":
            bits = phases.exchanged_bits(
                values=demand.values,
                bits_per_value=plan.bits,
                processors=plan.accelerators,
                ring=plan.ring,
            )
            return phases.exchange_time(
                bits=bits, bandwidth=plan.accelerator.link, share=calibration.exchange
            )


def _power(
    work: DiffusionWork,
    time: DiffusionTime,
    plan: DiffusionPlan,
    calibration: DiffusionCalibration,
) -> Watt:
    computing = phases.whole_time(parts=(time.encoding, time.matrix, time.attention))
    elementwise = phases.whole_time(parts=(time.elementwise, time.decoding))
    waiting = phases.whole_time(parts=(time.call, time.waiting, time.conversion))
    loaded = (
        drawing.loaded_time(time=computing, share=calibration.computing_power),
        drawing.loaded_time(time=elementwise, share=calibration.elementwise_power),
        drawing.loaded_time(time=time.exchange, share=calibration.exchanging_power),
        drawing.loaded_time(time=waiting, share=calibration.waiting_power),
    )
    return power.capped_power(
        processors=plan.accelerators,
        base=drawing.base_power(
            idle=plan.accelerator.idle,
            maximum=plan.accelerator.maximum,
            loaded=loaded,
            time=time.whole,
        ),
        moving=drawing.working_power(
            parts=(work.matrix, work.attention), per_flop=calibration.per_flop, time=time.whole
        ),
        maximum=plan.accelerator.maximum,
        reached=calibration.reached,
    )


def _band(
    each: JoulePerInference, model: DiffusionModel, calibration: DiffusionCalibration
) -> tuple[JoulePerInference, JoulePerInference]:
    match model.output:
        case "image":
            ends = calibration.image_low, calibration.image_high
        case "video":
            ends = calibration.video_low, calibration.video_high
    low, high = (drawing.band_end(energy=each, factor=end) for end in ends)
    return low, high


def _memory(demand: _Demand, model: DiffusionModel, plan: DiffusionPlan) -> Bit:
    denoiser = model.denoiser
    widest = denoising.block_values(
        image=demand.tokens,
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
