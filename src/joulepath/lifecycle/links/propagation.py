"""From the distance of two radios to the frames that are lost between them."""

from __future__ import annotations

from typing import Any

from joulepath.core.quantities import CyclePerSecond, Decibel, DecibelMilliwatt, Metre, Ratio
from joulepath.formulas.links import budget, cells, coverage, retransmission
from joulepath.formulas.links import propagation as formulas
from joulepath.records.links.propagation import (
    Cell,
    Chirp,
    FreeSpace,
    FrequencyShift,
    LogDistance,
    Modulation,
    OffsetPhaseShift,
    OkumuraHata,
    PathLoss,
    PhaseShift,
    Reach,
    Reached,
)

__all__ = ["coupled", "path_loss", "reached"]

_METRE, _KILOMETRE = 1.0, 1e3
_HERTZ, _MEGAHERTZ, _GIGAHERTZ = 1.0, 1e6, 1e9
_WAVE_OF_A_MEGAHERTZ = 300.0  # TR 38.901 rounds the speed of light
_CLUTTER = 1.0  # height that TR 38.901 takes for what moves in a street
_BIT = 1.0


def reached(reach: Reach) -> Reached:
    """Tell what arrives of a frame.

    Parameters
    ----------
    reach : Reach
        Distance, radios and what lies between; its numbers may be arrays that broadcast.

    Returns
    -------
    Reached
        Loss of the path, levels, errors and the probability that a frame is lost.
    """
    lost = path_loss(reach.path, reach.distance, reach.frequency)
    received = budget.received_level(
        transmitted=reach.transmitted, gains=reach.gains, loss_of_path=lost, margin=reach.margin
    )
    noise = budget.noise_level(
        bandwidth=reach.bandwidth, hertz=_HERTZ, noise_figure=reach.noise_figure
    )
    level = budget.signal_to_noise(received=received, noise=noise)
    wrong = _bit_error(reach.modulation, budget.power_ratio(level=level))
    frame = retransmission.frame_loss(loss=wrong, bits=reach.frame, reference=_BIT)
    return Reached(lost, received, noise, level, wrong, frame)


def coupled(
    lost: Decibel,
    ends: tuple[Decibel, Decibel],
    levels: tuple[DecibelMilliwatt, DecibelMilliwatt],
) -> Decibel:
    """Loss that the coverage of a narrowband cell has to bridge.

    Parameters
    ----------
    lost : Decibel
        Loss of the wave on its way.
    ends : tuple of Decibel
        Gains of both antennas, and what is kept for fading and walls.
    levels : tuple of DecibelMilliwatt
        Level for which the coverage is stated, and that at which the device sends.
    """
    gains, margin = ends
    full, transmitted = levels
    return coverage.coupling_loss(
        loss_of_path=lost,
        gains=gains,
        margin=margin,
        shortfall=coverage.level_shortfall(full=full, transmitted=transmitted),
    )


def path_loss(path: PathLoss, distance: Metre, frequency: CyclePerSecond) -> Decibel:
    """Loss of a wave on its way.

    Parameters
    ----------
    path : PathLoss
        What it crosses.
    distance : Metre
        Distance over the ground; any shape.
    frequency : CyclePerSecond
        Frequency of the carrier; broadcasts.

    Returns
    -------
    Decibel
        Of the broadcast shape.
    """
    match path:
        case FreeSpace():
            return _free_space(distance, frequency)
        case LogDistance(exponent, reference):
            return formulas.log_distance_loss(
                reference_loss=_free_space(reference, frequency),
                exponent=exponent,
                distance=formulas.decades_of_distance(distance=distance, reference=reference),
            )
        case OkumuraHata():
            return _okumura_hata(path, distance, frequency)
        case Cell():
            return _cell(path, distance, frequency)


def _free_space(distance: Metre, frequency: CyclePerSecond) -> Decibel:
    return formulas.free_space_loss(
        distance=formulas.decades_of_distance(distance=distance, reference=_KILOMETRE),
        frequency=formulas.decades_of_frequency(frequency=frequency, reference=_MEGAHERTZ),
    )


def _okumura_hata(path: OkumuraHata, distance: Metre, frequency: CyclePerSecond) -> Decibel:
    decades = formulas.decades_of_frequency(frequency=frequency, reference=_MEGAHERTZ)
    law = formulas.cost_231_loss if path.extended else formulas.hata_loss
    urban = law(
        frequency=decades,
        base=formulas.decades_of_distance(distance=path.base, reference=_METRE),
        distance=formulas.decades_of_distance(distance=distance, reference=_KILOMETRE),
        gain=_gain(path, decades),
    )
    match path.environment:
        case "large-city" | "city":
            return urban
        case "suburban":
            return formulas.suburban_loss(urban=urban, frequency=decades)
        case "open":
            return formulas.open_loss(urban=urban, frequency=decades)


def _gain(path: OkumuraHata, decades: Ratio) -> Decibel:
    if path.environment == "large-city":
        return formulas.large_city_gain(mobile=path.mobile, metre=_METRE)
    return formulas.small_city_gain(frequency=decades, mobile=path.mobile, metre=_METRE)


def _cell(path: Cell, distance: Metre, frequency: CyclePerSecond) -> Decibel:
    slant = cells.slant_distance(distance=distance, base=path.base, mobile=path.mobile)
    wave = formulas.wavelength(
        frequency=frequency, reference=_MEGAHERTZ, reference_length=_WAVE_OF_A_MEGAHERTZ
    )
    carrier = formulas.decades_of_frequency(frequency=frequency, reference=_GIGAHERTZ)
    match path.scenario:
        case "urban-macro" | "urban-micro":
            visible = _seen_in_a_city(path, slant, wave, carrier)
        case "rural-macro":
            visible = _seen_in_the_country(path, slant, wave, carrier)
    if path.sight:
        return visible
    return cells.loss_without_sight(visible=visible, hidden=_hidden(path, slant, carrier))


def _seen_in_a_city(path: Cell, slant: Metre, wave: Metre, carrier: Ratio) -> Decibel:
    macro = path.scenario == "urban-macro"
    near = cells.urban_macro_near if macro else cells.urban_micro_near
    far = cells.urban_macro_far if macro else cells.urban_micro_far
    corner = cells.urban_breakpoint(
        base=path.base, mobile=path.mobile, clutter=_CLUTTER, wavelength=wave
    )
    decades = formulas.decades_of_distance(distance=slant, reference=_METRE)
    heights: dict[str, Any] = {"base": path.base, "mobile": path.mobile, "metre": _METRE}
    return cells.loss_with_sight(
        near=near(distance=decades, frequency=carrier),
        far=far(distance=decades, frequency=carrier, break_distance=corner, **heights),
    )


def _seen_in_the_country(path: Cell, slant: Metre, wave: Metre, carrier: Ratio) -> Decibel:
    corner = cells.rural_breakpoint(base=path.base, mobile=path.mobile, wavelength=wave)
    near = cells.rural_near(
        distance=cells.distance_to_breakpoint(distance=slant, break_distance=corner),
        frequency=carrier,
        building=path.building,
        metre=_METRE,
    )
    return cells.rural_loss(near=near, distance=slant, break_distance=corner)


def _hidden(path: Cell, slant: Metre, carrier: Ratio) -> Decibel:
    decades = formulas.decades_of_distance(distance=slant, reference=_METRE)
    match path.scenario:
        case "urban-macro":
            return cells.urban_macro_hidden(
                distance=decades, frequency=carrier, mobile=path.mobile, metre=_METRE
            )
        case "urban-micro":
            return cells.urban_micro_hidden(
                distance=decades, frequency=carrier, mobile=path.mobile, metre=_METRE
            )
        case "rural-macro":
            return cells.rural_hidden(
                obstacles=cells.rural_obstacles(
                    building=path.building, street=path.street, base=path.base, metre=_METRE
                ),
                distance=decades,
                frequency=carrier,
                base=path.base,
                mobile=path.mobile,
                metre=_METRE,
            )


def _bit_error(modulation: Modulation, ratio: Ratio) -> Ratio:
    match modulation:
        case PhaseShift(spreading):
            energy = budget.energy_per_bit_to_noise(ratio=ratio, spreading=spreading)
            return budget.phase_shift_error(energy_to_noise=energy)
        case FrequencyShift(spreading):
            energy = budget.energy_per_bit_to_noise(ratio=ratio, spreading=spreading)
            return budget.frequency_shift_error(energy_to_noise=energy)
        case OffsetPhaseShift():
            return budget.offset_phase_error(signal_ratio=ratio)
        case Chirp(spreading_factor):
            deviations = budget.chirp_deviations(ratio=ratio, spreading_factor=spreading_factor)
            return budget.chirp_error(tail=budget.normal_tail(deviations=deviations))
