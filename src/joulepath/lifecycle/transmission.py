"""Data crossing a path of hops."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from joulepath.core.quantities import Bit, Joule
from joulepath.formulas import transmission as formulas
from joulepath.formulas.offload import energy_of_parts, latency_of_parts
from joulepath.lifecycle.cargo import Cargo
from joulepath.records.links.hop import FramedHop
from joulepath.records.network import Carrier, Hop, Layer, Radio
from joulepath.records.results import (
    Arrival,
    FramedTransfer,
    HopTransfer,
    LayerTransfer,
    Transfer,
)
from joulepath.records.switches import Switches

Path = tuple[Hop | FramedHop, ...]


def transfer(cargo: Cargo, path: Path, switches: Switches) -> Transfer:
    """Send data over every hop of a path, each hop fed the original bits."""
    hops = tuple(_cross_any(cargo, hop, switches) for hop in path)
    return Transfer(
        payload=cargo.bits,
        hops=hops,
        device_energy=energy_of_parts(parts=tuple(map(_of_device, hops[:1]))),
        network_energy=energy_of_parts(parts=tuple(_of_network(hops))),
        energy=formulas.path_energy(hops=tuple(hop.energy for hop in hops)),
        arrival=_arrival(hops),
    )


def _arrival(hops: tuple[HopTransfer | FramedTransfer, ...]) -> Arrival | None:
    """How surely and how soon a message is through the links by frames; others know no time."""
    messages = tuple(hop.message for hop in hops if isinstance(hop, FramedTransfer))
    if not messages:
        return None
    from joulepath.formulas.links.exchanges import jointly

    return Arrival(
        delivered=reduce(
            lambda one, other: jointly(one=one, other=other),
            (message.delivered for message in messages),
        ),
        latency=latency_of_parts(parts=tuple(message.latency for message in messages)),
        latency_p95=latency_of_parts(parts=tuple(message.latency_p95 for message in messages)),
    )


def _of_device(hop: HopTransfer | FramedTransfer) -> Joule:
    return hop.device_energy if isinstance(hop, FramedTransfer) else hop.energy


def _of_network(hops: tuple[HopTransfer | FramedTransfer, ...]) -> Iterator[Joule]:
    """Energies of everything behind the device's own link."""
    for hop in hops[:1]:
        if isinstance(hop, FramedTransfer):
            yield hop.network_energy
    yield from (hop.energy for hop in hops[1:])


def _cross_any(
    cargo: Cargo, hop: Hop | FramedHop, switches: Switches
) -> HopTransfer | FramedTransfer:
    match hop:
        case Hop():
            return cross(cargo.bits, hop, switches)
        case FramedHop():
            from joulepath.lifecycle.links.crossing import cross_in_frames

            return cross_in_frames(cargo, hop)


def cross(bits: Bit, hop: Hop, switches: Switches) -> HopTransfer:
    """Send data down the stack of one hop, as often as its losses demand."""
    carrier = _carrier(hop)
    layers: list[LayerTransfer] = []
    for index, layer in enumerate(hop.layers, start=1):
        bits = _bits_after(bits, layer, switches)
        physical = index == len(hop.layers)
        energy = _energy_of(bits, layer, carrier if physical else None, switches)
        layers.append(LayerTransfer(bits, energy))
    attempts = formulas.attempts(loss=hop.loss)
    return HopTransfer(
        layers=tuple(layers),
        attempts=attempts,
        bits=formulas.hop_bits(bits=bits, attempts=attempts),
        energy=formulas.hop_energy(
            layers=tuple(layer.energy for layer in layers), attempts=attempts
        ),
    )


def _carrier(hop: Hop) -> Carrier:
    """Energy per bit of the physical layer: its bearer's, or else its protocol's own."""
    match hop.bearer:
        case Radio() as radio:
            return Carrier(
                transmit=formulas.energy_per_bit_at_rate(
                    power=radio.transmit_power, rate=radio.transmit_rate
                ),
                receive=formulas.energy_per_bit_at_rate(
                    power=radio.receive_power, rate=radio.receive_rate
                ),
            )
        case Carrier() as carrier:
            return carrier
        case None:
            return Carrier(hop.layers[-1].transmit, hop.layers[-1].receive)


def _bits_after(bits: Bit, layer: Layer, switches: Switches) -> Bit:
    match switches.overhead_bits:
        case "exact":
            law = formulas.layer_bits
        case "whole":
            law = formulas.whole_layer_bits
    return law(
        bits=bits, data_overhead=layer.data_overhead, control_overhead=layer.control_overhead
    )


def _energy_of(bits: Bit, layer: Layer, carrier: Carrier | None, switches: Switches) -> Joule:
    """Charge a layer; only the physical layer comes with a carrier."""
    match switches.bearer, carrier:
        case "once", None:
            return _processing(bits, layer)
        case "once", Carrier():
            return _bearing(bits, carrier)
        case "every-layer", _:
            own = carrier or Carrier(layer.transmit, layer.receive)
            return formulas.layer_energy(
                bearer=_bearing(bits, own), processing=_processing(bits, layer)
            )


def _bearing(bits: Bit, carrier: Carrier) -> Joule:
    return formulas.bearer_energy(bits=bits, transmit=carrier.transmit, receive=carrier.receive)


def _processing(bits: Bit, layer: Layer) -> Joule:
    return formulas.processing_energy(
        bits=bits,
        device_cycles=layer.device_cycles,
        device_energy=layer.device_energy,
        gateway_cycles=layer.gateway_cycles,
        gateway_energy=layer.gateway_energy,
    )
