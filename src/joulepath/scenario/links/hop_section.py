"""A link of a path by its frames: what a scenario may say."""

from __future__ import annotations

from types import MappingProxyType
from typing import Annotated, Final, Literal

from joulepath.core.quantities import Num
from joulepath.scenario.deferred import Deferred
from joulepath.scenario.fields import Quantity
from joulepath.scenario.links.reach_names import REACHES
from joulepath.scenario.section import Section

__all__ = ["TECHNOLOGIES", "FramedHopSection"]

TECHNOLOGIES: Final = MappingProxyType(
    {
        "measured": "links.measured_section.MeasuredSection",
        "ble": "links.ble_section.BleSection",
        "ble-advertising": "links.ble_section.BleAdvertisingSection",
        "ieee-802-15-4": "links.ieee802154_section.Ieee802154Section",
        "wifi": "links.wifi_section.WifiSection",
        "wired": "links.wired_section.WiredSection",
        "lorawan": "links.lorawan_section.LorawanSection",
        "sigfox": "links.sigfox_section.SigfoxSection",
        "satellite": "links.satellite_section.SatelliteSection",
        "nb-iot": "links.cellular_section.NbIotSection",
        "lte-m": "links.cellular_section.LteMSection",
        "mobile-broadband": "links.cellular_section.MobileBroadbandSection",
    }
)
"""Section of each technology, by the name that a scenario gives it."""


_FRAMING: Final = "links.framing_section.PathFramingSection"
_NETWORK: Final = Deferred(
    {"": "links.network_section.NetworkSection"}, example='{ path = "fibre" }'
)


class FramedHopSection(Section):
    """One link of the path, by its frames and the states of its radio."""

    method: Literal["framed"] = "framed"
    """Byte-exact frames and radio states; the eCAL paper's ratios need a stack instead."""
    link: Annotated[Section, Deferred(TECHNOLOGIES, "technology")]
    """The link: a table with its technology and what that technology asks for."""
    framing: Annotated[Section, Deferred({"": _FRAMING})] | None = None
    """Protocols above the link, e.g. { application = "coap", network = "6lowpan" }; left out for
    messages that go into frames as they are."""
    reach: Annotated[Section, Deferred(REACHES, "model")] | None = None
    """Distance and radios, from which the loss of frames follows, e.g.
    { model = "okumura-hata", distance = "2 km", ... }; or give the link its loss."""
    network: Annotated[Section, _NETWORK] | None = None
    """Network behind the link on the way to a server, e.g. { path = "fibre" }; left out where it
    is not counted."""
    relays: Annotated[Num, Quantity("1", minimum=1, whole=True)] | None = None
    """Routers of IEEE 802.15.4 that receive each message and send it on; none by default."""
    devices_per_relay: Annotated[Num, Quantity("1", minimum=1)] | None = None
    """Devices that share the listening of each relay; left out, its listening is not counted."""
    samples_per_message: Annotated[Num, Quantity("sample", above=0)] = 1.0
    """Samples that one message carries."""
    answers_per_message: Annotated[Num, Quantity("inference", above=0)] = 1.0
    """Answers that one message carries."""
