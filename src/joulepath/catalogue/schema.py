"""The kinds of catalogue entries, and what an entry of each kind must say.

The figures of a kind are the fields of the frozen record it fills; their units are the
annotations of those fields. A new field of a record is thereby required of every entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, TypeAlias, get_type_hints

from joulepath.records.compute import Medium, PreprocessingMethod, Processor
from joulepath.records.network import Carrier, Layer

__all__ = ["BOUNDARIES", "INTENSITY", "KINDS", "OSI_LAYERS", "Kind", "Record"]

Record: TypeAlias = Processor | Layer | Carrier | Medium | PreprocessingMethod
"""What the figures of an entry fill."""

BOUNDARIES: Final = ("chip", "module", "board", "system")
"""What the power of a processor covers, from the silicon to the wall plug."""

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
    record: type[Record] | None = None
    """Frozen record that the figures of an entry fill, if there are figures."""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Text an entry must give, and what it may be; any text where nothing is named."""

    @cached_property
    def figures(self) -> Mapping[str, str]:
        """Figures an entry must give, with their coherent units."""
        if self.record is None:
            return MappingProxyType({})
        hints: dict[str, Any] = get_type_hints(self.record, include_extras=True)
        units = {name.name: str(hints[name.name].__metadata__[0]) for name in fields(self.record)}
        return MappingProxyType(units)


_ALL: Final = (
    Kind("processors", "processor", "processors", Processor, {"boundary": BOUNDARIES}),
    Kind("protocols", "protocol", "protocols", Layer, {"layer": OSI_LAYERS}),
    Kind("stacks", "protocol stack", "stacks", None, dict.fromkeys(OSI_LAYERS, ())),
    Kind("carriers", "carrier", "carriers", Carrier),
    Kind("storage", "storage medium", "storage", Medium),
    Kind("preprocessing", "preprocessing method", "preprocessing", PreprocessingMethod),
    Kind("zones", "zone", "grids", None, {"iso2": ()}),
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType({kind.name: kind for kind in _ALL})
"""Every kind of entry, by its name."""
