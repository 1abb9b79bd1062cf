"""The whole life divided among disjoint stages."""

from __future__ import annotations

from typing import Protocol

from joulepath.core.quantities import Bit, Joule
from joulepath.formulas import carbon, ecal
from joulepath.lifecycle.development import Developed
from joulepath.records.inputs import Inputs
from joulepath.records.results import Balance, InferencePass, StageBalance


class _Stage(Protocol):
    @property
    def energy(self) -> Joule: ...


def balance(
    inputs: Inputs, developed: Developed, inference: InferencePass, energy: Joule, bits: Bit
) -> Balance:
    """Divide the energy of a life among its stages and weigh each."""

    def entry(part: Joule) -> StageBalance:
        return StageBalance(
            energy=part,
            share=ecal.share(part=part, whole=energy),
            per_bit=ecal.energy_per_bit(energy=part, bits=bits),
            per_inference=ecal.energy_per_inference(energy=part, inferences=inference.inferences),
            carbon=(
                None
                if inputs.intensity is None
                else carbon.operational_carbon(energy=part, intensity=inputs.intensity)
            ),
        )

    def once(stage: _Stage | None) -> StageBalance | None:
        return None if stage is None else entry(stage.energy)

    def repeated(stage: _Stage | None) -> StageBalance | None:
        return None if stage is None else entry(over_life(stage))

    def over_life(stage: _Stage) -> Joule:
        return ecal.repeated_energy(energy=stage.energy, passes=inference.passes)

    before_overhead = ecal.energy_before_overhead(
        development=developed.development.energy, inference=inference.energy
    )
    return Balance(
        collection=once(developed.collection),
        storage=once(developed.storage),
        preprocessing=once(developed.preprocessing),
        training=once(developed.training),
        evaluation=once(developed.evaluation),
        inference_collection=repeated(inference.collection),
        inference_storage=repeated(inference.storage),
        inference_preprocessing=repeated(inference.preprocessing),
        inference=entry(over_life(inference.computation)),
        inference_result=repeated(inference.result),
        virtualisation=entry(
            ecal.virtualisation_energy(energy=before_overhead, overhead=inputs.virtualisation)
        ),
    )
