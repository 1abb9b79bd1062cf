"""Making pictures out of noise: what they take, how long, and what it costs."""

from __future__ import annotations

from joulepath.core.quantities import (
    CyclePerValue,
    Flop,
    JoulePerInference,
    Ratio,
    Second,
    Watt,
)
from joulepath.formulas.diffusion import drawing, phases
from joulepath.formulas.serving import power, steps
from joulepath.lifecycle.diffusion_demand import Demand, demand, memory
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
    needed = demand(model, plan)
    time = _times(needed, model, plan, calibration)
    drawn = _power(needed.work, time, plan, calibration)
    rate = drawing.picture_rate(pictures=plan.pictures, each=_ONE, time=time.whole)
    each = drawing.energy_per_picture(power=drawn, rate=rate)
    low, high = _band(each, model, plan, calibration)
    return Diffusion(
        tokens=needed.tokens,
        passes=needed.passes,
        work=needed.work,
        time=time,
        rate=rate,
        power=drawn,
        per_picture=each,
        per_picture_low=low,
        per_picture_high=high,
        memory=memory(needed, model, plan),
    )


def _times(
    needed: Demand,
    model: DiffusionModel,
    plan: DiffusionPlan,
    calibration: DiffusionCalibration,
) -> DiffusionTime:
    denoising = _denoising(needed, model, plan, calibration)
    computing = phases.whole_time(parts=denoising)
    launching = _launching(model, plan, calibration)
    denoised = phases.denoising_time(launching=launching, computing=computing)
    parts = (
        calibration.call,
        _alone(needed.work.encoding, plan, calibration.matrix),
        *denoising,
        phases.waiting_time(denoising=denoised, computing=computing),
        _alone(needed.work.decoding, plan, calibration.decoding),
        phases.conversion_time(
            pictures=plan.pictures, pixels=needed.pixels, per_pixel=calibration.conversion
        ),
    )
    return DiffusionTime(*parts, phases.whole_time(parts=parts))


def _denoising(
    needed: Demand,
    model: DiffusionModel,
    plan: DiffusionPlan,
    calibration: DiffusionCalibration,
) -> tuple[Second, Second, Second, Second]:
    """Time of matrix products, attention, elementwise operations and exchanges of all steps."""
    matrix = steps.arithmetic_time(
        work=needed.work.matrix,
        processors=plan.accelerators,
        throughput=plan.accelerator.throughput,
        share=calibration.matrix,
    )
    attention = phases.attention_time(
        work=needed.padded,
        processors=plan.accelerators,
        cycles=plan.cycles,
        per_cycle=calibration.attention,
    )
    elementwise = phases.elementwise_time(
        values=needed.values,
        each=_value_cycles(model.denoiser, calibration),
        processors=plan.accelerators,
        cycles=plan.cycles,
    )
    return matrix, attention, elementwise, _exchange(needed, plan, calibration)


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


def _exchange(needed: Demand, plan: DiffusionPlan, calibration: DiffusionCalibration) -> Second:
    match plan.sharing:
        case "alone":
            return _NOTHING
        case "together":
            bits = phases.exchanged_bits(
                values=needed.values,
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
    each: JoulePerInference,
    model: DiffusionModel,
    plan: DiffusionPlan,
    calibration: DiffusionCalibration,
) -> tuple[JoulePerInference, JoulePerInference]:
    match model.output:
        case "image":
            ends = calibration.image_low, calibration.image_high
        case "video":
            ends = calibration.video_low, calibration.video_high
    low, high = (drawing.band_end(energy=each, factor=_widened(end, plan)) for end in ends)
    return low, high


def _widened(end: Ratio, plan: DiffusionPlan) -> Ratio:
    match plan.validity:
        case "inside":
            return end
        case "outside":
            widening = power.band_widening(beyond=plan.beyond)
            return power.widened_end(factor=end, widening=widening)
