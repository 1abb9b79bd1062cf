"""Whether a network fits the memory of an accelerator or a board."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from joulepath.catalogue import Catalogue
from joulepath.catalogue.units import render
from joulepath.errors import Problem
from joulepath.records.processor import ProcessorSpecification
from joulepath.scenario.chip_memory import MemoryNeeds

__all__ = ["device_memory_problems"]

_ON_CHIP: Final = frozenset({"mcu", "mcu-npu"})


def device_memory_problems(
    needed: MemoryNeeds, device: ProcessorSpecification, catalogue: Catalogue
) -> Iterator[Problem]:
    """Say by how much a network does not fit, and which is the smallest that holds it.

    Parameters
    ----------
    needed : MemoryNeeds
        Weights, and activations of the whole batch.
    device : ProcessorSpecification
        The processor; a memory that is not known is taken to be large enough.
    catalogue : Catalogue
        Where others of its class are looked for.
    """
    size: Any = device.memory_size
    least = needed.weights + needed.activations
    if size is None or least <= size:
        return
    what = (
        f"{render(needed.weights, 'bit')} of weights and {render(needed.activations, 'bit')} of"
        f" activations do not fit {render(size, 'bit')} of memory: {render(least - size, 'bit')}"
        " too much"
    )
    yield Problem(f"processors/{device.name}", what, _remedy(least, device, catalogue))


def _remedy(least: float, device: ProcessorSpecification, catalogue: Catalogue) -> str:
    sizes: dict[str, float] = {}
    for name in catalogue.names("processors"):
        other = catalogue.processor(name)
        size: Any = other.memory_size
        if other.category == device.category and size is not None and size >= least:
            sizes[name] = size
    smaller = "make the batch smaller, use a narrower format, or name another processor"
    if not sizes:
        return f"no {device.category} of the catalogue holds it; {smaller}"
    smallest = min(sizes, key=lambda name: (sizes[name], name))
    return f"{smallest!r} is the smallest {device.category} that holds it; or {smaller}"
