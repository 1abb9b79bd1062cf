"""The kinds of catalogue entries, and what an entry of each kind must say.

The figures of a kind are the fields of the frozen record it fills; their units are the
annotations of those fields. A new field of a record is thereby required of every entry.
A processor may give the figures of its specification besides; one that gives its class may lack
any of them, for not everything is public.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final, TypeAlias, get_args, get_type_hints

from joulepath.records.compute import Medium, PreprocessingMethod, Processor
from joulepath.records.network import Carrier, Layer
from joulepath.records.processor import (
    PeakRates,
    PowerMode,
    ProcessorSpecification,
    StatePower,
)

__all__ = ["BOUNDARIES", "CLASSES", "INTENSITY", "KINDS", "OSI_LAYERS", "Kind", "Record"]

Record: TypeAlias = Any
"""What the figures of an entry fill, a frozen record of `joulepath.records`."""

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

INTENSITY: Final = "g/J"
"""Coherent unit of a grid intensity."""


@dataclass(frozen=True)
class Kind:
    """One kind of catalogue entry."""

    name: str
    """Name of the kind, e.g. ``"processors"``."""
    singular: str
    """What one of them is called."""
    folder: str
    """Folder of a catalogue that holds its files."""
    filled: type[Record] | str | None = None
    """Frozen record that the figures of an entry fill, if there are figures; or its dotted name,
    where few need it and it is loaded for them alone."""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Text an entry must give, and what it may be; any text where nothing is named."""
    classes: tuple[str, ...] = ()
    """Classes an entry may belong to; one that does may lack figures."""
    specification: type | None = None
    """Frozen record whose figures an entry may give besides."""

    @cached_property
    def record(self) -> type[Record] | None:
        """Frozen record that the figures of an entry fill, if there are figures."""
        if not isinstance(self.filled, str):
            return self.filled
        module, _, name = self.filled.rpartition(".")
        return getattr(import_module(module), name)

    def fills(self, record: type[Record]) -> bool:
        """Whether the figures of an entry fill this record."""
        if isinstance(self.filled, str):
            return self.filled == f"{record.__module__}.{record.__qualname__}"
        return self.filled is record

    @cached_property
    def figures(self) -> Mapping[str, str]:
        """Figures an entry must give, with their coherent units."""
        return MappingProxyType({} if self.record is None else _units(self.record))

    @cached_property
    def further_figures(self) -> Mapping[str, str]:
        """Figures an entry may give besides, with their coherent units; ``*`` is any name."""
        if self.specification is None:
            return MappingProxyType({})
        return MappingProxyType(_units(self.specification))

    @cached_property
    def groups(self) -> frozenset[str]:
        """Names of the tables that hold further figures, e.g. ``peak``."""
        parts = (name.split(".") for name in self.further_figures)
        return frozenset(".".join(p[:end]) for p in parts for end in range(1, len(p)))


def _units(record: type, path: str = "") -> dict[str, str]:
    """Figures of a record and of the records inside it, with their units."""
    hints: dict[str, Any] = get_type_hints(record, include_extras=True)
    units: dict[str, str] = {}
    for name in (each.name for each in fields(record)):
        for hint in (hints[name], *get_args(hints[name])):
            if hint is StatePower:
                units[f"{path}{name}"] = _units(StatePower)["value"]
            elif hint is PeakRates:
                units |= _units(PeakRates, f"{path}{name}.")
            elif hint is PowerMode:
                units |= _units(PowerMode, f"{path}{name}.*.")
            elif hasattr(hint, "__metadata__"):
                units[f"{path}{name}"] = str(hint.__metadata__[0])
    return units


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
        "joulepath.records.serving.ServingCalibration", {"version": ()},
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
        "diffusion-engines", "diffusion engine", "diffusion_engines",
        "joulepath.records.diffusion.DiffusionCalibration", {"version": ()},
    ),
    Kind(
        "step-calibrations", "calibration of steps", "step_calibrations",
        "joulepath.records.training_steps.StepCalibration",
    ),
    Kind(
        "run-calibrations", "calibration of runs", "run_calibrations",
        "joulepath.records.training_runs.RunCalibration",
    ),
    Kind("batteries", "battery cell", "batteries", "joulepath.records.battery.Cell"),
    Kind("zones", "zone", "grids", None, {"iso2": ()}),
)  # fmt: skip

KINDS: Final[Mapping[str, Kind]] = MappingProxyType({kind.name: kind for kind in _ALL})
"""Every kind of entry, by its name."""
