"""What a microcontroller computes at most, and with how many cores."""

from __future__ import annotations

from typing import Final

from joulepath.core.quantities import Count
from joulepath.records.processor import ProcessorSpecification

__all__ = ["cores_of"]

_ONE: Final = 1.0


def cores_of(device: ProcessorSpecification) -> Count:
    """Cores that the peak rate of a microcontroller counts, of which software uses one.

    Parameters
    ----------
    device : ProcessorSpecification
        A microcontroller; an accelerator computes as one, whatever its engines.

    Returns
    -------
    Count
        At least one.
    """
    if device.category != "mcu" or device.cores is None:
        return _ONE
    return device.cores
