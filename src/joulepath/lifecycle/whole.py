"""The whole life: one pure function from inputs to results."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from joulepath.core.quantities import Bit, Gram, Inference, Joule, JoulePerInference
from joulepath.formulas import amortisation, carbon, data, ecal, facility
from joulepath.lifecycle.balance import balance
from joulepath.lifecycle.development import Developed, develop
from joulepath.lifecycle.inference import infer
from joulepath.lifecycle.model import model_work
from joulepath.lifecycle.places import places
from joulepath.lifecycle.resources import abiotic_depletion_of, primary_energy_of
from joulepath.lifecycle.site import carbon_band, site_energy, water_of
from joulepath.lifecycle.training import handled_bits
from joulepath.records.results import InferencePass, Lifecycle, Transfer

if TYPE_CHECKING:
    from joulepath.records.battery import BatteryLife
    from joulepath.records.cost import CostPlan
    from joulepath.records.hardware import Hardware
    from joulepath.records.inputs import Inputs
    from joulepath.records.links.delivery import FederatedExchange
    from joulepath.records.sites import SiteEnergy


def lifecycle(inputs: Inputs) -> Lifecycle:
    """Energy of an AI model's whole life, from the first sample to the last inference.

    Parameters
    ----------
    inputs : Inputs
        Everything resolved and in coherent units; its numbers may be floats, arrays that
        broadcast, traced numbers or any other number type.

    Returns
    -------
    Lifecycle
        Every stage and what they come to, of the broadcast shapes of the inputs.
    """
    work = model_work(inputs.model, inputs.costs, inputs.switches)
    developed = develop(inputs, work)
    inference = infer(inputs, work.forward)
    site = site_energy(inputs, developed, inference)
    draws = _with_site(developed, inference, site)
    energy = ecal.lifecycle_energy(
        development=draws.development, inference=draws.inference, overhead=inputs.virtualisation
    )
    pass_bits = _pass_bits(inputs, inference)
    used = data.repeated_bits(bits=pass_bits, passes=inference.passes)
    bits = data.total_bits(parts=(*_development_bits(inputs, developed), used))
    emitted = (
        None
        if inputs.intensity is None
        else carbon.operational_carbon(energy=energy, intensity=inputs.intensity)
    )
    battery = _battery(inputs, inference, developed.federated)
    life = Lifecycle(
        model=work,
        sensing=developed.sensing,
        collection=developed.collection,
        storage=developed.storage,
        preprocessing=developed.preprocessing,
        training=developed.training,
        training_band=developed.band,
        evaluation=developed.evaluation,
        federated=developed.federated,
        development=developed.development,
        inference=inference,
        energy=energy,
        bits=bits,
        ecal=ecal.energy_per_bit(energy=energy, bits=bits),
        ecal_limit=ecal.energy_per_bit_limit(
            inference=draws.pass_energy, bits=pass_bits, overhead=inputs.virtualisation
        ),
        per_inference=ecal.energy_per_inference(energy=energy, inferences=inference.inferences),
        break_even=amortisation.break_even(
            development=draws.development, per_inference=draws.per_inference
        ),
        carbon=emitted,
        balance=balance(inputs, developed, inference, energy, bits, site),
        battery=battery,
        places=places(inputs, inference),
        carbon_band=carbon_band(inputs, energy),
        site=site,
        water=water_of(inputs, site, energy),
        primary_energy=primary_energy_of(inputs, energy),
        abiotic_depletion=abiotic_depletion_of(inputs, energy),
        hardware=_hardware(inputs, inference.inferences, emitted, battery),
    )
    return life if inputs.cost is None else _priced(life, inputs, inputs.cost)


def _priced(life: Lifecycle, inputs: Inputs, plan: CostPlan) -> Lifecycle:
    from joulepath.lifecycle.cost import cost_of

    return replace(life, cost=cost_of(plan, inputs, life))


@dataclass(frozen=True)
class _Draws:
    """Energy before virtualisation, what the building adds included."""

    development: Joule
    inference: Joule
    pass_energy: Joule
    per_inference: JoulePerInference


def _with_site(developed: Developed, inference: InferencePass, site: SiteEnergy | None) -> _Draws:
    development = developed.development.energy
    if site is None:
        return _Draws(development, inference.energy, inference.pass_energy, inference.per_inference)
    each = facility.with_site(energy=inference.pass_energy, site=site.pass_energy)
    repeated = ecal.repeated_energy(energy=each, passes=inference.passes)
    return _Draws(
        facility.with_site(energy=development, site=site.development),
        repeated,
        each,
        ecal.energy_per_inference(energy=repeated, inferences=inference.inferences),
    )


def _hardware(
    inputs: Inputs, inferences: Inference, emitted: Gram | None, battery: BatteryLife | None
) -> Hardware | None:
    if inputs.hardware is None:
        return None
    from joulepath.lifecycle.hardware import hardware

    powered = (inputs.battery, battery) if inputs.battery and battery else None
    return hardware(inputs.hardware, inferences, emitted, powered)


def _battery(
    inputs: Inputs, inference: InferencePass, federated: FederatedExchange | None
) -> BatteryLife | None:
    if inputs.battery is None:
        return None
    from joulepath.lifecycle.device import device_life

    return device_life(inputs, inputs.battery, inference, federated)


def _development_bits(inputs: Inputs, developed: Developed) -> tuple[Bit, ...]:
    """Bits of development that share the energy of the whole life."""
    raw = developed.development.bits
    match inputs.denominator:
        case "application-bits":
            return (raw,)
        case "component-bits":
            parts = [*_path_bits(developed.collection)]
            if developed.storage is not None:
                parts.append(developed.storage.bits)
            if inputs.preprocessing is not None:
                parts.append(raw)
            if inputs.training is not None:
                parts += handled_bits(raw, inputs.training)
            return tuple(parts)


def _pass_bits(inputs: Inputs, inference: InferencePass) -> Bit:
    """Bits of an inference pass that share the energy of the whole life."""
    match inputs.denominator:
        case "application-bits":
            return inference.bits
        case "component-bits":
            parts = [inference.bits]
            if inference.collection is not None:
                parts += _path_bits(inference.collection)
            if inference.storage is not None:
                parts.append(inference.storage.bits)
            if inputs.preprocessing is not None:
                parts.append(inference.bits)
            return data.total_bits(parts=tuple(parts))


def _path_bits(transfer: Transfer) -> tuple[Bit, ...]:
    return tuple(hop.bits for hop in transfer.hops)
