"""Clocks and supplies that a microcontroller can run at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from joulepath.catalogue import Catalogue
from joulepath.catalogue.units import render
from joulepath.errors import Problem
from joulepath.records.processor import ProcessorSpecification
from joulepath.scenario.calibrations import platforms_of
from joulepath.scenario.execution_plans import Wish

__all__ = ["implausible"]

_LEAST_SUPPLY: Final = 0.5
_MOST_SUPPLY: Final = 5.5
"""Where the range of a part is not known, a core near the threshold of its transistors, and a
supply from USB with its tolerance (assumptions)."""


def implausible(wish: Wish, device: ProcessorSpecification, known: Catalogue) -> Iterator[Problem]:
    """Say which of a clock and a supply is none of the processor's.

    Parameters
    ----------
    wish : Wish
        What is asked for.
    device : ProcessorSpecification
        The microcontroller.
    known : Catalogue
        Where its calibrations are looked up, which may run faster or at the voltage of the core.
    """
    figures = [entry.figures for entry in platforms_of(device.name, known)]
    rated: Any = device.clock
    fastest = max([rated, *(each["clock"].value for each in figures)])
    if wish.clock is not None and wish.clock > fastest:
        most = render(fastest, "cycle/s")
        what = f"{render(wish.clock, 'cycle/s')} is beyond the {most} of {device.name}"
        yield Problem("--clock", what, f"give at most {most}")
    supplies = [each["supply"].value for each in figures if "supply" in each]
    low = min([_or(device.minimum_supply, _LEAST_SUPPLY), *supplies])
    high = max([_or(device.maximum_supply, _MOST_SUPPLY), *supplies])
    if wish.supply is not None and not low <= wish.supply <= high:
        span = f"{render(low, 'V')} to {render(high, 'V')}"
        what = f"{render(wish.supply, 'V')} is outside the {span} of {device.name}"
        yield Problem("--supply", what, f"give {span}")


def _or(limit: Any, otherwise: float) -> float:
    return otherwise if limit is None else limit
