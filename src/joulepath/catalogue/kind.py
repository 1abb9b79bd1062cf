"""A kind of catalogue entries, and the figures that an entry of it must or may give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from importlib import import_module
from types import MappingProxyType
from typing import Any, TypeAlias, get_args, get_type_hints

from joulepath.records.processor import PeakRates, PowerMode, StatePower

__all__ = ["Kind", "Record"]

Record: TypeAlias = Any
"""What the figures of an entry fill, a frozen record of `joulepath.records`."""


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
    specification: type | str | None = None
    """Frozen record whose figures an entry may give besides, or its dotted name."""

    @cached_property
    def record(self) -> type[Record] | None:
        """Frozen record that the figures of an entry fill, if there are figures."""
        return _loaded(self.filled)

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
        specification = _loaded(self.specification)
        return MappingProxyType({} if specification is None else _units(specification))

    @cached_property
    def groups(self) -> frozenset[str]:
        """Names of the tables that hold further figures, e.g. ``peak``."""
        parts = (name.split(".") for name in self.further_figures)
        return frozenset(".".join(p[:end]) for p in parts for end in range(1, len(p)))


def _loaded(record: type[Record] | str | None) -> type[Record] | None:
    """A record, which may be given by its dotted name."""
    if not isinstance(record, str):
        return record
    module, _, name = record.rpartition(".")
    return getattr(import_module(module), name)


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
