"""How long a battery lasts, in words."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from joulepath.records.battery import BatteryLife
from joulepath.report.trees import shown

__all__ = ["battery_lines"]


def battery_lines(found: BatteryLife | None) -> list[str]:
    """How long the device's battery lasts, what empties it, and what harvesting covers.

    Parameters
    ----------
    found : BatteryLife or None
        The battery; None for a device without one.

    Returns
    -------
    list of str
        Lines for people.
    """
    if found is None:
        return []
    usable = f"{shown(found.energy, 'J')} ({_share(found.usable_share)} of the capacity)"
    if hasattr(found.life, "shape") or hasattr(found.charge_life, "shape"):
        return [f"lasts {shown(found.life, 's')} at {shown(found.net_power, 'W')} from {usable}"]
    return [*_serving(found, usable)]


def _serving(found: BatteryLife, usable: str) -> Iterator[str]:
    """How long one battery serves, and what ends it."""
    life, aged = shown(found.life, "s"), "when its cells are too old"
    if math.isinf(found.charge_life):
        why = "harvest covers the consumption" if found.device_power > 0 else "nothing draws on it"
        yield f"{why}; lasts {life}, {aged}"
    elif found.reserve is not None and found.covered == 1:
        yield (
            f"lasts {life}, until the first dark that takes more than it holds: harvest covers the "
            f"consumption on average, but the dark takes {shown(found.reserve, 'J')} and the "
            f"battery holds {usable}"
        )
    else:
        older = found.charge_life > found.life
        ends = f", {aged}; its charge would last {shown(found.charge_life, 's')}" if older else ""
        yield f"lasts {life}{ends} at {shown(found.net_power, 'W')} from {usable}"
    if 0 < found.covered < 1:
        yield f"harvest covers {_share(found.covered)} of the consumption"


def _share(value: Any) -> str:
    return shown(value, "1") if getattr(value, "ndim", 0) else f"{100 * value:.0f} %"
