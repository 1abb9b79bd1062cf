"""The kinds of catalogue entries, and what an entry of each kind must say.

The figures of a kind are the fields of the frozen record it fills; their units are the
annotations of those fields. A new field of a record is thereby required of every entry.
A processor may give the figures of its specification besides; one that gives its class may lack
any of them, for not everything is public.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from joulepath.catalogue.kind import Kind, Record
from joulepath.catalogue.vocabulary import (
    BOUNDARIES,
    BROADBAND,
    CALIBRATED,
    CLASSES,
    DEVICES,
    INTENSITY,
    NARROWBAND,
    OSI_LAYERS,
    PRIMARY,
    SETTINGS,
    UNCHECKED,
    WATER,
    WIFI_GENERATIONS,
)
from joulepath.records.compute import Medium, PreprocessingMethod, Processor
from joulepath.records.network import Carrier, Layer
from joulepath.records.processor import ProcessorSpecification

__all__ = [
    "BOUNDARIES",
    "BROADBAND",
    "CALIBRATED",
    "CLASSES",
    "DEVICES",
    "INTENSITY",
    "KINDS",
    "NARROWBAND",
    "OSI_LAYERS",
    "PRIMARY",
    "SETTINGS",
    "UNCHECKED",
    "WATER",
    "WIFI_GENERATIONS",
    "Kind",
    "Record",
]

_ENGINE_TEXTS: Final = (
    "processors", "classes", "formats", "measured", "memory", "operators", "partition",
    "operators_source",
)  # fmt: skip
"""What the calibration of an inference engine says in words."""

_ALL: Final = (
    Kind(
        "processors", "processor", "processors", Processor, {"boundary": BOUNDARIES},
        CLASSES, ProcessorSpecification,
    ),
    Kind("protocols", "protocol", "protocols", Layer, {"layer": OSI_LAYERS}),
    Kind("stacks", "protocol stack", "stacks", None, dict.fromkeys(OSI_LAYERS, ())),
    Kind("carriers", "carrier", "carriers", Carrier),
    Kind("storage", "storage medium", "storage", Medium),
    Kind("preprocessing", "preprocessing method", "preprocessing", PreprocessingMethod),
    Kind(
        "serving-engines", "serving engine", "serving_engines",
        "joulepath.records.serving.ServingCalibration",
        {"version": (), "accelerators": (), "weights": ()},
    ),
    Kind(
        "inference-runtimes", "inference runtime", "inference_runtimes",
        "joulepath.records.microcontroller.RuntimeCalibration",
        {"version": (), "format": (), "processors": ()},
    ),
    Kind(
        "microcontroller-platforms", "platform", "microcontroller_platforms",
        "joulepath.records.microcontroller.PlatformCalibration",
        {"processor": (), "runtime": (), "measured_by": ()},
    ),
    Kind(
        "timed-platforms", "timed platform", "timed_platforms",
        "joulepath.records.microcontroller.TimedPlatform",
        {"processor": (), "runtime": (), "measured_by": ()},
    ),
    Kind(
        "calibration-networks", "network of calibrations", "calibration_networks",
        "joulepath.records.microcontroller.NetworkWork", {"family": ()},
    ),
    Kind(
        "core-powers", "power of cores", "core_powers",
        "joulepath.records.microcontroller.CorePower",
    ),
    Kind(
        "inference-engines", "inference engine", "inference_engines",
        "joulepath.records.roofline.EngineCalibration", dict.fromkeys(_ENGINE_TEXTS, ()),
    ),
    Kind(
        "diffusion-engines", "diffusion engine", "diffusion_engines",
        "joulepath.records.diffusion.DiffusionCalibration",
        {"version": (), "accelerators": ()},
    ),
    Kind(
        "step-calibrations", "calibration of steps", "step_calibrations",
        "joulepath.records.training_steps.StepCalibration",
    ),
    Kind(
        "run-calibrations", "calibration of runs", "run_calibrations",
        "joulepath.records.training_runs.RunCalibration",
    ),
    Kind(
        "sensors", "sensor", "sensors", "joulepath.records.sensing.Sensor",
        {"boundary": BOUNDARIES, "senses": ()},
    ),
    Kind(
        "memories", "memory", "memories", "joulepath.records.sensing.Memory",
        {"boundary": BOUNDARIES},
    ),
    Kind("batteries", "battery cell", "batteries", "joulepath.records.battery.Cell"),
    Kind(
        "short-range-chips", "chip of short range", "short_range_chips",
        "joulepath.records.links.exchanges.ShortRangeChip",
        {"boundary": BOUNDARIES, "radio": ("ble", "ieee-802-15-4")},
    ),
    Kind(
        "transmit-currents", "level of a transmitter", "transmit_currents",
        "joulepath.records.links.exchanges.TransmitCurrent", {"devices": ()},
    ),
    Kind(
        "ble-phys", "physical layer of Bluetooth Low Energy", "ble_phys",
        "joulepath.records.links.ble.BlePhy",
    ),
    Kind(
        "ieee-802-15-4-phys", "physical layer of IEEE 802.15.4", "ieee_802_15_4_phys",
        "joulepath.records.links.ieee802154.Ieee802154Phy",
    ),
    Kind(
        "ieee-802-15-4-networks", "network over IEEE 802.15.4", "ieee_802_15_4_networks",
        "joulepath.records.links.ieee802154.Ieee802154Network",
    ),
    Kind(
        "ble-framings", "framing of a BLE connection", "ble_framings",
        "joulepath.records.links.ble.BleFraming",
    ),
    Kind(
        "ble-advertising-framings", "framing of BLE advertising", "ble_advertising_framings",
        "joulepath.records.links.ble.AdvertisingFraming",
    ),
    Kind(
        "wifi-framings", "framing of Wi-Fi", "wifi_framings",
        "joulepath.records.links.wifi.WifiFraming",
    ),
    Kind(
        "cellular-framings", "framing of a cellular link", "cellular_framings",
        "joulepath.records.links.cellular.CellularFraming",
    ),
    Kind(
        "wifi-modules", "Wi-Fi module", "wifi_modules",
        "joulepath.records.links.wifi.WifiModule",
        {"boundary": BOUNDARIES, "generation": WIFI_GENERATIONS},
    ),
    Kind(
        "wifi-modes", "mode of Wi-Fi", "wifi_modes", "joulepath.records.links.wifi.WifiMode",
        {"generation": WIFI_GENERATIONS, "modulation": ("dsss", "ofdm")},
    ),
    Kind(
        "wired-interfaces", "wired interface", "wired_interfaces",
        "joulepath.records.links.wired.WiredInterface", {"boundary": BOUNDARIES},
    ),
    Kind(
        "lorawan-devices", "LoRaWAN device", "lorawan_devices",
        "joulepath.records.links.lorawan.LorawanDevice", {"boundary": BOUNDARIES},
    ),
    Kind(
        "lorawan-regions", "LoRaWAN region", "lorawan_regions",
        "joulepath.records.links.lorawan.LorawanRegion", {"sub_band": ()},
    ),
    Kind(
        "lorawan-data-rates", "LoRaWAN data rate", "lorawan_data_rates",
        "joulepath.records.links.lorawan.LoraDataRate", {"region": ()},
    ),
    Kind(
        "lorawan-sub-bands", "LoRaWAN sub-band", "lorawan_sub_bands",
        "joulepath.records.links.lorawan.LorawanSubBand", {"region": ()},
    ),
    Kind(
        "lorawan-fair-uses", "fair use of a LoRaWAN network", "lorawan_fair_uses",
        "joulepath.records.links.lorawan.FairUse",
    ),
    Kind(
        "sigfox-modules", "Sigfox module", "sigfox_modules",
        "joulepath.records.links.sigfox.SigfoxModule", {"boundary": BOUNDARIES},
    ),
    Kind(
        "sigfox-zones", "Sigfox radio configuration", "sigfox_zones",
        "joulepath.records.links.sigfox.SigfoxZone",
    ),
    Kind(
        "satellite-terminals", "satellite terminal", "satellite_terminals",
        "joulepath.records.links.satellite.SatelliteTerminal", {"boundary": BOUNDARIES},
    ),
    Kind(
        "mqtt-versions", "version of MQTT", "mqtt_versions",
        "joulepath.records.links.formats.MqttFormat",
    ),
    Kind(
        "coap-profiles", "profile of CoAP", "coap_profiles",
        "joulepath.records.links.formats.CoapFormat",
        {"resource": (), "registers": ("yes", "no")},
    ),
    Kind(
        "http-versions", "version of HTTP", "http_versions",
        "joulepath.records.links.formats.HttpFormat",
        {"carrier": ("tcp", "quic"), "texts": ("plain", "hpack", "qpack")},
    ),
    Kind(
        "security-protocols", "security protocol", "security_protocols",
        "joulepath.records.links.formats.SecurityFormat",
        {"protects": ("stream", "datagram", "message", "packet")},
    ),
    Kind("tcp-profiles", "profile of TCP", "tcp_profiles",
         "joulepath.records.links.formats.TcpFormat"),
    Kind("udp-profiles", "profile of UDP", "udp_profiles",
         "joulepath.records.links.formats.UdpFormat"),
    Kind("quic-profiles", "profile of QUIC", "quic_profiles",
         "joulepath.records.links.formats.QuicFormat"),
    Kind(
        "network-protocols", "network protocol", "network_protocols",
        "joulepath.records.links.formats.NetworkFormat",
        {"adapts": ("yes", "no"), "carries": ("anything", "udp")},
    ),
    Kind(
        "network-segments", "network segment", "network_segments",
        "joulepath.records.links.network.Equipment",
        {"covers": (), "boundary": BOUNDARIES, "sharing": ("traffic", "devices")},
    ),
    Kind(
        "base-stations", "base station", "base_stations",
        "joulepath.records.links.network.BaseStation",
        {"covers": (), "boundary": BOUNDARIES},
    ),
    Kind(
        "network-averages", "network average", "network_averages",
        "joulepath.records.links.network.Average", {"covers": (), "boundary": ()},
        specification="joulepath.records.links.network.Trend",
    ),
    Kind(
        "network-paths", "network path", "network_paths", None, {"parts": (), "average": ()},
    ),
    Kind(
        "narrowband-modems", "modem for NB-IoT or LTE-M", "narrowband_modems",
        "joulepath.records.links.cellular.NarrowbandModem",
        {"boundary": BOUNDARIES, "technology": NARROWBAND},
    ),
    Kind(
        "narrowband-carriers", "carrier of NB-IoT or LTE-M", "narrowband_carriers",
        "joulepath.records.links.cellular.NarrowbandCarrier",
        {"technology": NARROWBAND, "coverage": ("0", "1", "2")},
    ),
    Kind(
        "cellular-procedures", "procedure of cellular signalling", "cellular_procedures",
        "joulepath.records.links.cellular.CellularProcedure",
    ),
    Kind(
        "broadband-modems", "broadband modem", "broadband_modems",
        "joulepath.records.links.cellular.BroadbandModem",
        {"boundary": BOUNDARIES, "technology": BROADBAND},
    ),
    Kind("zones", "zone", "grids", None, {"iso2": ()}),
    Kind("fuels", "kind of power plant", "fuels", "joulepath.records.electricity.FuelFactors",
         {"entsoe": ()}),
    Kind(
        "sites", "site", "sites", "joulepath.records.sites.SiteFactors",
        {"setting": SETTINGS, "zone": (), "year": ()},
        specification="joulepath.records.sites.SiteWater",
    ),
    Kind(
        "components", "component", "components", None, {"category": ()},
        specification="joulepath.records.embodied.ComponentFactors",
    ),
    Kind("process-nodes", "process of logic", "process_nodes",
         "joulepath.records.embodied.ProcessNode"),
    Kind("fab-sites", "place of a fab", "fab_sites", "joulepath.records.embodied.FabSite"),
    Kind(
        "component-blocks", "block", "component_blocks",
        "joulepath.records.embodied.BlockFootprint",
        {"block": (), "level": ("0", "1", "2", "3")},
    ),
    Kind(
        "devices", "device", "devices", None,
        {
            "category": DEVICES,
            "method": ("components", "blocks", "published"),
            "calibration": ("none", UNCHECKED, *CALIBRATED),
        },
        specification="joulepath.records.embodied.DeviceFigures",
    ),
    Kind(
        "footprint-calibrations", "calibration of footprints", "footprint_calibrations",
        "joulepath.records.embodied.FootprintCalibration",
    ),
    Kind("phase-priors", "prior of phases", "phase_priors",
         "joulepath.records.datacentre.PhasePrior"),
)  # fmt: skip

KINDS: Final[Mapping[str, Kind]] = MappingProxyType({kind.name: kind for kind in _ALL})
"""Every kind of entry, by its name."""
