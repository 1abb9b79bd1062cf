"""From the figures of a processor's entry to its specification."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Final

from joulepath.catalogue.entries import Entry
from joulepath.records.processor import (
    PeakRates,
    PowerMode,
    ProcessorSpecification,
    StatePower,
)

__all__ = ["specification"]

_POWERS: Final = ("sleep_power", "idle_power", "active_power", "maximum_power")


def specification(entry: Entry) -> ProcessorSpecification:
    """What is known of a processor, in coherent units; ``None`` is what is not.

    Parameters
    ----------
    entry : Entry
        An entry of the kind ``processors``.

    Returns
    -------
    ProcessorSpecification
        Its figures.
    """
    known: dict[str, Any] = {
        field.name: _value(entry, field.name) for field in fields(ProcessorSpecification)
    }
    known |= {name: _power(entry, name) for name in _POWERS}
    rates = {rate.name: _value(entry, f"peak.{rate.name}") for rate in fields(PeakRates)}
    known |= {"peak": PeakRates(**rates), "power_modes": _modes(entry)}
    known |= {"name": entry.name, "title": entry.title, "category": entry.text.get("class", "")}
    return ProcessorSpecification(**known)


def _value(entry: Entry, name: str) -> float | None:
    return entry.figures[name].value if name in entry.figures else None


def _power(entry: Entry, name: str) -> StatePower | None:
    value = _value(entry, name)
    return None if value is None else StatePower(value, entry.boundary(name))


def _modes(entry: Entry) -> tuple[PowerMode, ...]:
    suffix = ".power"
    modes = [name.removesuffix(suffix) for name in entry.figures if name.endswith(suffix)]
    return tuple(
        PowerMode(
            name=mode.removeprefix("power_modes."),
            power=entry.figures[f"{mode}{suffix}"].value,
            clock=_value(entry, f"{mode}.clock"),
            cores=_value(entry, f"{mode}.cores"),
        )
        for mode in modes
    )
