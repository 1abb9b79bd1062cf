"""Words that entries of the catalogue choose from."""

from __future__ import annotations

from typing import Final

__all__ = [
    "BOUNDARIES",
    "BROADBAND",
    "CALIBRATED",
    "CLASSES",
    "DEVICES",
    "INTENSITY",
    "NARROWBAND",
    "OSI_LAYERS",
    "PRIMARY",
    "SETTINGS",
    "UNCHECKED",
    "WATER",
    "WIFI_GENERATIONS",
]

BOUNDARIES: Final = ("chip", "module", "board", "system")
"""What the power of a processor covers, from the silicon to the wall plug."""

CLASSES: Final = (
    "mcu",
    "mcu-npu",
    "edge-accelerator",
    "single-board-computer",
    "phone",
    "cpu",
    "gpu",
    "tpu",
    "profile",
)
"""Classes of processors; a ``profile`` stands for no one device."""

OSI_LAYERS: Final = (
    "application",
    "presentation",
    "session",
    "transport",
    "network",
    "datalink",
    "physical",
)
"""The seven layers, from the application down."""

WIFI_GENERATIONS: Final = ("1", "3", "4", "5", "6")
"""Generations of Wi-Fi: 802.11b, g, n, ac and ax; a module knows all before its own."""

NARROWBAND: Final = ("nb-iot", "lte-m")
"""Cellular technologies for things, which repeat what they send to reach far."""

BROADBAND: Final = ("3g", "lte-cat-1", "lte-cat-1bis", "lte-cat-4", "nr", "nr-redcap", "wifi")
"""Technologies of telephones and modems whose power grows with their rate."""

DEVICES: Final = (
    "sensor-node", "mcu-board", "single-board-computer", "phone", "consumer", "gateway",
    "base-station", "accelerator", "server", "rack", "building",
)  # fmt: skip
"""Categories of devices whose footprint is known."""

CALIBRATED: Final = ("boards", "consumer", "accelerators", "servers")
"""Classes of devices whose itemised footprints are held against published ones."""

UNCHECKED: Final = "unchecked"
"""Devices of no such class, with the band of all of them together."""

INTENSITY: Final = "g/J"
"""Coherent unit of a grid intensity."""

SETTINGS: Final = ("hyperscale", "colocation", "closet", "base-station-room", "outdoors", "mixed")
"""Settings of sites; a provider's regions are hyperscale, an average of surveys is mixed."""

PRIMARY: Final = "J/J"
"""Coherent unit of the primary energy of electricity."""

WATER: Final = "L/J"
"""Coherent unit of the water that electricity takes."""
