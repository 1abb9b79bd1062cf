"""How far two radios are apart: what a scenario may say of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from joulepath.core.quantities import (
    Bit,
    BitPerSecond,
    Count,
    CyclePerSecond,
    Decibel,
    DecibelMilliwatt,
    Num,
)
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
)
from joulepath.scenario.fields import Quantity
from joulepath.scenario.section import Section

__all__ = [
    "CellSection",
    "Cost231Section",
    "FreeSpaceSection",
    "LogDistanceSection",
    "OkumuraHataSection",
    "Radio",
    "ReachSection",
]

_MASTS: Final = {"urban-macro": 25.0, "urban-micro": 10.0, "rural-macro": 35.0}
"""Heights that TR 38.901 takes."""

Height = Annotated[Num, Quantity("m", above=0)]
Level = Annotated[Num, Quantity("dB")]


@dataclass(frozen=True)
class Radio:
    """What a budget has to know of a radio, from its link or from the scenario."""

    modulation: str
    """How bits become waves."""
    transmit_level: DecibelMilliwatt
    """Level at the antenna."""
    noise_figure: Decibel
    """Noise that the receiver adds."""
    bandwidth: CyclePerSecond
    """Bandwidth of the receiver."""
    bit_rate: BitPerSecond | None
    """Bit rate on the air, where the modulation asks for it."""
    spreading_factor: Count | None
    """Spreading factor of LoRa."""
    frame: Bit
    """Size of the frame whose loss is asked for."""


class ReachSection(Section):
    """Two radios: how far apart they are and how well they hear."""

    distance: Annotated[Num, Quantity("m", above=0)]
    """Distance over the ground, e.g. "2 km"."""
    frequency: Annotated[Num, Quantity("cycle/s", above=0)]
    """Frequency of the carrier, e.g. "868.1 MHz"."""
    transmit_level: Annotated[Num, Quantity("dBm")] | None = None
    """Level at the antenna of the transmitter, e.g. "14 dBm"; by default that of the link."""
    gains: Level = 0.0
    """Gains of both antennas, less what cables lose, e.g. "2 dB"."""
    margin: Annotated[Num, Quantity("dB", minimum=0)] = 0.0
    """What is kept for fading, walls and bodies, e.g. "10 dB"."""
    noise_figure: Annotated[Num, Quantity("dB", minimum=0)] | None = None
    """Noise that the receiver adds; by default that of the link, or 6 dB."""
    modulation: Literal["bpsk", "qpsk", "gfsk", "o-qpsk", "lora"] | None = None
    """How bits become waves, where the link does not say it: "bpsk" or "qpsk"; "gfsk" of Bluetooth
    Low Energy, "o-qpsk" of IEEE 802.15.4 at 2.4 GHz and "lora" for a link that you measured."""
    bandwidth: Annotated[Num, Quantity("cycle/s", above=0)] | None = None
    """Bandwidth of the receiver, e.g. "125 kHz", where the link does not say it."""
    bit_rate: Annotated[Num, Quantity("bit/s", above=0)] | None = None
    """Bit rate on the air, for "bpsk", "qpsk" and "gfsk", where the link does not say it."""
    spreading_factor: Annotated[Num, Quantity("1", minimum=5, maximum=12, whole=True)] | None = None
    """Spreading factor, for "lora", where the link does not say it."""
    frame: Annotated[Num, Quantity("bit", above=0)] | None = None
    """Size of the frame whose loss is asked for, e.g. "40 B", smaller ones being lost less often;
    by default a full frame of the link."""

    def path(self) -> PathLoss:
        """What the wave crosses."""
        raise NotImplementedError

    def record(self, radio: Radio) -> Reach:
        """The two radios as a link budget takes them, with what the link says of its own."""
        return Reach(
            path=self.path(),
            distance=self.distance,
            frequency=self.frequency,
            transmitted=radio.transmit_level,
            gains=self.gains,
            margin=self.margin,
            noise_figure=radio.noise_figure,
            bandwidth=radio.bandwidth,
            modulation=_modulation(radio),
            frame=radio.frame,
        )


class FreeSpaceSection(ReachSection):
    """Nothing between the radios and nothing near them."""

    model: Literal["free-space"] = "free-space"
    """The word "free-space"."""

    def path(self) -> PathLoss:
        """What the wave crosses."""
        return FreeSpace()


class LogDistanceSection(ReachSection):
    """A loss that grows with a power of the distance."""

    model: Literal["log-distance"] = "log-distance"
    """The word "log-distance"."""
    exponent: Annotated[Num, Quantity("1", minimum=1, maximum=8)]
    """Power of the distance: 2 in free space, 2.7 to 3.5 in cities, 4 to 6 inside buildings."""
    reference: Height = 1.0
    """Distance up to which the wave travels as in free space."""

    def path(self) -> PathLoss:
        """What the wave crosses."""
        return LogDistance(self.exponent, self.reference)


class OkumuraHataSection(ReachSection):
    """A mast above the roofs, 150 MHz to 1.5 GHz."""

    model: Literal["okumura-hata"] = "okumura-hata"
    """The word "okumura-hata"."""
    environment: Literal["large-city", "city", "suburban", "open"]
    """What the wave crosses."""
    base_height: Height = 30.0
    """Height of the higher antenna."""
    mobile_height: Height = 1.5
    """Height of the lower antenna."""

    def path(self) -> PathLoss:
        """What the wave crosses."""
        return OkumuraHata(self.environment, False, self.base_height, self.mobile_height)


class Cost231Section(ReachSection):
    """A mast above the roofs of a city or suburb, 1.5 GHz to 2 GHz."""

    model: Literal["cost-231-hata"] = "cost-231-hata"
    """The word "cost-231-hata"."""
    environment: Literal["large-city", "city"]
    """What the wave crosses; suburbs count as a city of medium size."""
    base_height: Height = 30.0
    """Height of the higher antenna."""
    mobile_height: Height = 1.5
    """Height of the lower antenna."""

    def path(self) -> PathLoss:
        """What the wave crosses."""
        return OkumuraHata(self.environment, True, self.base_height, self.mobile_height)


class CellSection(ReachSection):
    """A cell of a mobile network, 0.5 GHz to 100 GHz."""

    model: Literal["3gpp-38.901"] = "3gpp-38.901"
    """The word "3gpp-38.901"."""
    scenario: Literal["urban-macro", "urban-micro", "rural-macro"]
    """Mast above the roofs of a city, antenna below them, or mast in the country."""
    sight: bool
    """Whether both antennas see each other."""
    base_height: Height | None = None
    """Height of the higher antenna; by default 25 m, 10 m or 35 m, as the model takes it."""
    mobile_height: Height = 1.5
    """Height of the lower antenna."""
    building_height: Height = 5.0
    """Mean height of the buildings, which matters in the country alone."""
    street_width: Height = 20.0
    """Mean width of the streets, which matters in the country alone."""

    def path(self) -> PathLoss:
        """What the wave crosses."""
        return Cell(
            scenario=self.scenario,
            sight=self.sight,
            base=_MASTS[self.scenario] if self.base_height is None else self.base_height,
            mobile=self.mobile_height,
            building=self.building_height,
            street=self.street_width,
        )


def _modulation(radio: Radio) -> Modulation:
    """How bits become waves; what it needs, the radio has."""
    said: Any = radio
    match radio.modulation:
        case "o-qpsk":
            return OffsetPhaseShift()
        case "lora":
            return Chirp(said.spreading_factor)
        case "gfsk":
            return FrequencyShift(said.bandwidth / said.bit_rate)
        case _:
            return PhaseShift(said.bandwidth / said.bit_rate)
