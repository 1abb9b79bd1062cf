"""The way of a wave, and the receiver at its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from joulepath.core.quantities import (
    Bit,
    Count,
    CyclePerSecond,
    Decibel,
    DecibelMilliwatt,
    Metre,
    Ratio,
)

__all__ = [
    "Cell",
    "Chirp",
    "FreeSpace",
    "FrequencyShift",
    "LogDistance",
    "Modulation",
    "OffsetPhaseShift",
    "OkumuraHata",
    "PathLoss",
    "PhaseShift",
    "Reach",
    "Reached",
]


@dataclass(frozen=True)
class FreeSpace:
    """Nothing between the antennas and nothing near them."""


@dataclass(frozen=True)
class LogDistance:
    """A loss that grows with a power of the distance."""

    exponent: Ratio
    """Power of the distance: 2 in free space, 2.7 to 3.5 in cities, 4 to 6 inside buildings."""
    reference: Metre
    """Distance up to which the wave travels as in free space."""


@dataclass(frozen=True)
class OkumuraHata:
    """Median of measurements from a mast above the roofs."""

    environment: Literal["large-city", "city", "suburban", "open"]
    """What the wave crosses."""
    extended: bool
    """Whether COST 231 extends the law above 1500 MHz."""
    base: Metre
    """Height of the higher antenna."""
    mobile: Metre
    """Height of the lower antenna."""


@dataclass(frozen=True)
class Cell:
    """A cell of a mobile network by 3GPP TR 38.901."""

    scenario: Literal["urban-macro", "urban-micro", "rural-macro"]
    """Mast above the roofs of a city, antenna below them, or mast in the country."""
    sight: bool
    """Whether both antennas see each other."""
    base: Metre
    """Height of the higher antenna."""
    mobile: Metre
    """Height of the lower antenna."""
    building: Metre
    """Mean height of the buildings, which matters in the country alone."""
    street: Metre
    """Mean width of the streets, which matters in the country alone."""


PathLoss: TypeAlias = FreeSpace | LogDistance | OkumuraHata | Cell
"""A model of what a wave loses on its way."""


@dataclass(frozen=True)
class PhaseShift:
    """BPSK, or QPSK with neighbours that differ in one bit."""

    spreading: Ratio
    """Bandwidth in Hz by the bit rate in bit/s."""


@dataclass(frozen=True)
class FrequencyShift:
    """FSK or GFSK received without its phase, as by a radio for Bluetooth Low Energy."""

    spreading: Ratio
    """Bandwidth in Hz by the bit rate in bit/s."""


@dataclass(frozen=True)
class OffsetPhaseShift:
    """O-QPSK of IEEE 802.15.4 at 2.4 GHz, 32 chips a symbol of 4 bits."""


@dataclass(frozen=True)
class Chirp:
    """LoRa, before its code corrects anything."""

    spreading_factor: Count
    """Spreading factor."""


Modulation: TypeAlias = PhaseShift | FrequencyShift | OffsetPhaseShift | Chirp
"""How bits become waves."""


@dataclass(frozen=True)
class Reach:
    """How far two radios are apart, and how well they hear."""

    path: PathLoss
    """What the wave loses on its way."""
    distance: Metre
    """Distance over the ground."""
    frequency: CyclePerSecond
    """Frequency of the carrier."""
    transmitted: DecibelMilliwatt
    """Level at the antenna of the transmitter."""
    gains: Decibel
    """Gains of both antennas, less what cables lose."""
    margin: Decibel
    """What is kept for fading, walls and bodies."""
    noise_figure: Decibel
    """Noise that the receiver adds."""
    bandwidth: CyclePerSecond
    """Bandwidth of the receiver."""
    modulation: Modulation
    """How bits become waves."""
    frame: Bit
    """Size of the frame whose loss is asked for."""


@dataclass(frozen=True)
class Reached:
    """What arrives of a frame."""

    path_loss: Decibel
    """Loss on the way."""
    received: DecibelMilliwatt
    """Level that arrives."""
    noise: DecibelMilliwatt
    """Level of the noise."""
    signal_to_noise: Decibel
    """Level of the signal above the noise."""
    bit_error: Ratio
    """Probability that a bit is wrong."""
    loss: Ratio
    """Probability that the frame is lost."""
