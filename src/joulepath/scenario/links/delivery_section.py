"""Models on their way to devices and back: what a scenario may say of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import model_validator

from joulepath.core.quantities import Num
from joulepath.records.links.delivery import (
    Broadcast,
    DeliveryPlan,
    FederatedRounds,
    ModelUpdate,
    TelemetryPlan,
)
from joulepath.scenario.fields import Quantity, anywhere, refuse
from joulepath.scenario.section import Section

__all__ = ["BroadcastSection", "DeliverySection", "FederatedSection", "TelemetrySection"]

_Size = Annotated[Num, Quantity("bit", above=0)]
_Share = Annotated[Num, Quantity("1", above=0, maximum=1)]
_Ratio = Annotated[Num, Quantity("1", minimum=0)]
_Time = Annotated[Num, Quantity("s", above=0)]
_Compression = Annotated[Num, Quantity("1", minimum=1)]


class BroadcastSection(Section):
    """An update sent to all devices at once, in coded fragments, while they listen.

    Sizes are those of LoRaWAN (LoRa Alliance TS004 and TS005) unless you give others.
    """

    message_limit: _Size
    """Application payload of a message at most, e.g. "222 B" at spreading factor 7."""
    header: Annotated[Num, Quantity("bit", minimum=0)] = 24.0
    """What of it says which fragment it is; 3 bytes by default."""
    redundancy: _Ratio
    """Redundant fragments for each fragment of the update, e.g. "30 %"."""
    spare: _Ratio = 2.0
    """Fragments that decoding needs beyond those of the update, on average."""
    interval: _Time
    """Time from one fragment to the next, e.g. "4 s"; a gateway's duty cycle limits it."""
    listening: Annotated[Num, Quantity("W", above=0)]
    """Power of a device while it listens and receives."""
    setup_down: _Size = 464.0
    """Application payload that sets up the session, to each device; 58 bytes by default."""
    setup_up: _Size = 72.0
    """Application payload by which each device answers and reports; 9 bytes by default."""

    @model_validator(mode="after")
    def _has_room(self) -> BroadcastSection:
        if anywhere(self.message_limit <= self.header):
            what = "a message has no room for a fragment beside its header"
            raise refuse(what, "allow messages larger than the header", ("message_limit",))
        return self

    def plan(self) -> Broadcast:
        """The plan as a lifecycle takes it."""
        return Broadcast(
            limit=self.message_limit,
            header=self.header,
            redundancy=self.redundancy,
            spare=self.spare,
            interval=self.interval,
            listening=self.listening,
            setup_down=self.setup_down,
            setup_up=self.setup_up,
        )


class _UpdateSection(Section):
    """What is sent of a model."""

    update: Literal["full", "delta"] = "full"
    """All of the model, or what changed of it."""
    changed: _Share | None = None
    """Share of the model that changes, e.g. "5 %"; only of a delta."""
    addressing: _Ratio = 0.0
    """What says where the changes belong, relative to their size; only of a delta."""
    compression: _Compression = 1.0
    """Size before over size after compression, e.g. 3."""
    size: _Size | None = None
    """Size of the model, e.g. "250 kB"; by default that of its weights, where they are known."""

    @model_validator(mode="after")
    def _says_what_changes(self) -> _UpdateSection:
        if self.update == "delta" and self.changed is None:
            raise refuse("a delta of unknown size", "add changed, e.g. changed = '5 %'")
        if self.update == "full" and self.changed is not None:
            raise refuse("a share that changes, of a full update", "write update = 'delta'")
        return self

    def of(self, model: Num) -> ModelUpdate:
        """The update of a model of some size in bit."""
        changed = 1.0 if self.changed is None else self.changed
        return ModelUpdate(model, changed, self.addressing, self.compression)


class DeliverySection(_UpdateSection):
    """Updates of the model over the air."""

    interval: _Time
    """Time from one update to the next, e.g. "3 month"."""
    devices: Annotated[Num, Quantity("1", minimum=1)] = 1.0
    """Devices that get them; the energy of all of them counts."""
    message_limit: _Size = 12_000.0
    """What one message carries at most over the link; 1500 bytes by default."""
    broadcast: BroadcastSection | None = None
    """How they are sent to all devices at once; by default to each on its own."""

    def plan(self, model: Num) -> DeliveryPlan:
        """The plan as a lifecycle takes it, for a model of some size in bit."""
        return DeliveryPlan(
            update=self.of(model),
            interval=self.interval,
            devices=self.devices,
            limit=self.message_limit,
            broadcast=None if self.broadcast is None else self.broadcast.plan(),
        )


class FederatedSection(_UpdateSection):
    """Rounds of federated learning: what a client sends back is an update of this kind."""

    clients: Annotated[Num, Quantity("1", minimum=1)]
    """Devices that hold data."""
    participation: _Share = 1.0
    """Share of them that takes part in a round."""
    rounds: Annotated[Num, Quantity("1", minimum=1)]
    """Number of rounds."""
    message_limit: _Size = 12_000.0
    """What one message carries at most over the link; 1500 bytes by default."""

    def plan(self, model: Num) -> FederatedRounds:
        """The plan as a lifecycle takes it, for a model of some size in bit.

        Every round begins with the whole model, compressed as the updates are.
        """
        down = ModelUpdate(model, 1.0, 0.0, self.compression)
        return FederatedRounds(
            clients=self.clients,
            participation=self.participation,
            rounds=self.rounds,
            down=down,
            up=self.of(model),
        )


class TelemetrySection(Section):
    """Reports that a device sends again and again, beside its answers."""

    payload: _Size
    """What one report carries, e.g. "20 B"."""
    interval: _Time
    """Time from one to the next, e.g. "1 day"."""
    message_limit: _Size = 12_000.0
    """What one message carries at most over the link; 1500 bytes by default."""

    def plan(self) -> TelemetryPlan:
        """The plan as a lifecycle takes it."""
        return TelemetryPlan(self.payload, self.interval, self.message_limit)
