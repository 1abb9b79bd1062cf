"""Whether a model fits the memories on a chip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from joulepath.catalogue import Catalogue
from joulepath.catalogue.units import render
from joulepath.errors import Problem
from joulepath.records.processor import ProcessorSpecification
from joulepath.records.workload import Workload
from joulepath.workloads.what_if_layers import FORMATS, width_of

__all__ = ["MemoryNeeds", "memory_problems", "needs"]

_CATEGORIES: Final = frozenset({"mcu", "mcu-npu"})


@dataclass(frozen=True)
class MemoryNeeds:
    """Memory that a model needs on a chip, without program and buffers of the runtime."""

    weights: float
    """Trained values, in bits."""
    activations: float
    """Activations that are needed at one time, in bits."""


def needs(workload: Workload, form: str) -> MemoryNeeds:
    """Memory of a model in a numeric format.

    Parameters
    ----------
    workload : Workload
        As counted.
    form : str
        Numeric format of weights and activations, a key of `FORMATS`.

    Returns
    -------
    MemoryNeeds
        Activations of a file in another format change in proportion.
    """
    bits = width_of(form)
    stored = [layer.format for layer in workload.layers if layer.operations.macs]
    counted = max((FORMATS.get(each, bits) for each in stored), default=bits)
    return MemoryNeeds(
        weights=float(workload.parameters * bits),
        activations=float(workload.peak_bits) * bits / counted,
    )


def memory_problems(
    needed: MemoryNeeds, device: ProcessorSpecification, catalogue: Catalogue
) -> Iterator[Problem]:
    """Say what does not fit a chip, by how much, and the smallest that would hold it.

    Parameters
    ----------
    needed : MemoryNeeds
        What the model needs.
    device : ProcessorSpecification
        The chip; memories that are not known are taken to be large enough.
    catalogue : Catalogue
        Where others are looked for.
    """
    pairs = (
        ("weights", needed.weights, device.flash, "flash memory"),
        ("activations", needed.activations, device.on_chip_memory, "memory"),
    )
    for what, least, size, where in pairs:
        there: Any = size
        if there is not None and least > there:
            said = (
                f"{what} of {render(least, 'bit')} do not fit the {render(there, 'bit')} of"
                f" {where}: {render(least - there, 'bit')} too much"
            )
            yield Problem(f"processors/{device.name}", said, _remedy(needed, catalogue))


def _remedy(needed: MemoryNeeds, catalogue: Catalogue) -> str:
    sizes: dict[str, float] = {}
    for name in catalogue.names("processors"):
        known = catalogue.processor(name)
        flash: Any = known.flash
        memory: Any = known.on_chip_memory
        if known.category not in _CATEGORIES or flash is None or memory is None:
            continue
        if flash >= needed.weights and memory >= needed.activations:
            sizes[name] = flash + memory
    if not sizes:
        return "no microcontroller of the catalogue holds it"
    return f"{min(sizes, key=lambda name: (sizes[name], name))!r} is the smallest that holds it"
