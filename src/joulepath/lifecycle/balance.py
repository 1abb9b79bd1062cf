"""The whole life divided among disjoint stages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from joulepath.core.quantities import Bit, Count, GramPerJoule, Inference, Joule
from joulepath.formulas import carbon, ecal, facility
from joulepath.records.results import Balance, InferencePass, StageBalance

if TYPE_CHECKING:
    from joulepath.lifecycle.development import Developed
    from joulepath.records.inputs import Inputs
    from joulepath.records.sites import SiteEnergy


class _Stage(Protocol):
    @property
    def energy(self) -> Joule: ...


@dataclass(frozen=True)
class _Scale:
    """What stages are weighed against."""

    energy: Joule
    bits: Bit
    inferences: Inference
    passes: Count
    intensity: GramPerJoule | None


def balance(
    inputs: Inputs,
    developed: Developed,
    inference: InferencePass,
    energy: Joule,
    bits: Bit,
    site: SiteEnergy | None,
) -> Balance:
    """Divide the energy of a life among its stages and weigh each."""
    scale = _Scale(energy, bits, inference.inferences, inference.passes, inputs.intensity)
    before_overhead = ecal.energy_before_overhead(
        development=developed.development.energy, inference=inference.energy
    )
    if site is not None:
        before_overhead = facility.with_site(energy=before_overhead, site=site.energy)
    overhead = ecal.virtualisation_energy(energy=before_overhead, overhead=inputs.virtualisation)
    return Balance(
        sensing=_once(developed.sensing, scale),
        collection=_once(developed.collection, scale),
        storage=_once(developed.storage, scale),
        preprocessing=_once(developed.preprocessing, scale),
        training=_once(developed.training, scale),
        evaluation=_once(developed.evaluation, scale),
        federated=_once(developed.federated, scale),
        inference_sensing=_repeated(inference.sensing, scale),
        inference_collection=_repeated(inference.collection, scale),
        inference_storage=_repeated(inference.storage, scale),
        inference_preprocessing=_repeated(inference.preprocessing, scale),
        inference=_weighed(_over_life(inference.computation, scale), scale),
        inference_result=_repeated(inference.result, scale),
        inference_waiting=_repeated(inference.waiting, scale),
        inference_delivery=_repeated(inference.delivery, scale),
        inference_telemetry=_repeated(inference.telemetry, scale),
        virtualisation=_weighed(overhead, scale),
        site=_once(site, scale),
    )


def _once(stage: _Stage | None, scale: _Scale) -> StageBalance | None:
    return None if stage is None else _weighed(stage.energy, scale)


def _repeated(stage: _Stage | None, scale: _Scale) -> StageBalance | None:
    return None if stage is None else _weighed(_over_life(stage, scale), scale)


def _over_life(stage: _Stage, scale: _Scale) -> Joule:
    return ecal.repeated_energy(energy=stage.energy, passes=scale.passes)


def _weighed(part: Joule, scale: _Scale) -> StageBalance:
    return StageBalance(
        energy=part,
        share=ecal.share(part=part, whole=scale.energy),
        per_bit=ecal.energy_per_bit(energy=part, bits=scale.bits),
        per_inference=ecal.energy_per_inference(energy=part, inferences=scale.inferences),
        carbon=(
            None
            if scale.intensity is None
            else carbon.operational_carbon(energy=part, intensity=scale.intensity)
        ),
    )
