"""Where the energy of using a model is drawn: at the device, in the network, at the server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from joulepath.core.quantities import Joule
from joulepath.formulas import ecal
from joulepath.formulas.offload import energy_of_parts, energy_of_the_rest
from joulepath.records.links.hop import FramedHop
from joulepath.records.results import InferencePass, Places

if TYPE_CHECKING:
    from joulepath.records.inputs import Inputs

__all__ = ["everywhere", "places"]


def places(inputs: Inputs, inference: InferencePass) -> Places | None:
    """Divide the use of a model among its places, where the device's own link is by frames."""
    if not _known(inputs):
        return None
    parts = (_device(inputs, inference), _network(inference), _server(inputs, inference))
    device, network, server = (
        ecal.repeated_energy(energy=energy_of_parts(parts=tuple(part)), passes=inference.passes)
        for part in parts
    )
    return Places(device, network, server)


def _known(inputs: Inputs) -> bool:
    """Whether the path begins with a link that keeps its device apart, and is crossed whole."""
    whole = inputs.switches.inference_path == "every-hop"
    return whole and any(isinstance(hop, FramedHop) for hop in inputs.path[:1])


def _device(inputs: Inputs, inference: InferencePass) -> Iterator[Joule]:
    if inference.sensing is not None:
        yield inference.sensing.energy
    for crossing in (inference.collection, inference.result, inference.waiting):
        if crossing is not None:
            yield crossing.device_energy
    for upkeep in (inference.delivery, inference.telemetry):
        if upkeep is not None:
            yield energy_of_the_rest(whole=upkeep.energy, part=upkeep.network_energy)
    if inputs.inference.inputs == "local":
        yield from _computing(inference)


def _network(inference: InferencePass) -> Iterator[Joule]:
    for crossing in (
        inference.collection,
        inference.result,
        inference.delivery,
        inference.telemetry,
    ):
        if crossing is not None:
            yield crossing.network_energy
    resting = inference.waiting
    if resting is not None:
        yield energy_of_the_rest(whole=resting.energy, part=resting.device_energy)


def _server(inputs: Inputs, inference: InferencePass) -> Iterator[Joule]:
    if inputs.inference.inputs == "sent":
        yield from _computing(inference)
        if inference.storage is not None:
            yield inference.storage.energy


def _computing(inference: InferencePass) -> Iterator[Joule]:
    yield inference.computation.energy
    if inference.preprocessing is not None:
        yield inference.preprocessing.energy


def everywhere(inference: InferencePass) -> Places:
    """Places of a model that nothing leaves: all of it is on the device."""
    return Places(device=inference.energy, network=0.0, server=0.0)
