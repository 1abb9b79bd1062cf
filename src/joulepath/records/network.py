"""Paths over which data travel: hops of seven OSI layers."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import (
    BitPerSecond,
    CyclePerBit,
    JoulePerBit,
    JoulePerCycle,
    Ratio,
    Watt,
)


@dataclass(frozen=True)
class Layer:
    """What one OSI layer adds to the data and spends on them."""

    data_overhead: Ratio
    """Data-plane bits (headers, trailers) added per bit that arrives from above."""
    control_overhead: Ratio
    """Control-plane bits (acknowledgements, signalling) added per bit from above."""
    transmit: JoulePerBit
    """Energy the sender spends on each bit of this layer."""
    receive: JoulePerBit
    """Energy the receiver spends on each bit of this layer."""
    device_cycles: CyclePerBit
    """Processing cycles of the device per bit of this layer."""
    device_energy: JoulePerCycle
    """Energy of one processing cycle of the device."""
    gateway_cycles: CyclePerBit
    """Processing cycles of the gateway per bit of this layer."""
    gateway_energy: JoulePerCycle
    """Energy of one processing cycle of the gateway."""


@dataclass(frozen=True)
class Carrier:
    """A physical bearer known by its energy per bit on the wire or air."""

    transmit: JoulePerBit
    """Energy the sending side spends per bit."""
    receive: JoulePerBit
    """Energy the receiving side spends per bit."""


@dataclass(frozen=True)
class Radio:
    """A physical bearer known by powers and rates (P/R of the paper's Eq. 3)."""

    transmit_power: Watt
    """Power of the sender while it transmits."""
    transmit_rate: BitPerSecond
    """Rate at which the sender transmits."""
    receive_power: Watt
    """Power of the receiver while it receives."""
    receive_rate: BitPerSecond
    """Rate at which the receiver receives."""


@dataclass(frozen=True)
class Hop:
    """One link of a path."""

    layers: tuple[Layer, ...]
    """Application first, physical last."""
    bearer: Carrier | Radio | None
    """What the physical layer spends per bit, if not its protocol's own figures."""
    loss: Ratio
    """Probability that a transmission fails and is repeated, below one."""
