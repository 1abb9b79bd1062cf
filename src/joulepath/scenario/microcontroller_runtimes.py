"""Which inference runtime computes in which format on which microcontroller."""

from __future__ import annotations

from typing import Final

from joulepath.catalogue import Catalogue, Entry
from joulepath.errors import InputError, Problem
from joulepath.records.processor import ProcessorSpecification

__all__ = ["CLASSES", "FLOATS", "INTEGERS", "check_runtime", "class_of", "runs_on"]

INTEGERS: Final = "int8"
"""Format of most measurements."""

FLOATS: Final = "fp32"
"""Format of the others."""

CLASSES: Final = {"mcu": "software", "mcu-npu": "accelerator"}
"""What computes on each class of microcontrollers, which is also the name of its mean runtime."""

_MEAN_OF_FLOATS: Final = "float"
_ANY: Final = "any"


def class_of(device: ProcessorSpecification, form: str) -> str:
    """Name of the mean of all runtimes that compute in a format on such a processor."""
    return _MEAN_OF_FLOATS if form == FLOATS else CLASSES[device.category]


def runs_on(runtime: Entry, device: ProcessorSpecification) -> bool:
    """Whether a runtime is made for a processor."""
    if runtime.name in CLASSES.values():
        return runtime.name == CLASSES[device.category]
    starts = runtime.text["processors"].split()
    return starts == [_ANY] or device.name.startswith(tuple(starts))


def check_runtime(name: str, form: str, device: ProcessorSpecification, known: Catalogue) -> None:
    """Refuse a runtime that is not made for the processor or the format.

    Parameters
    ----------
    name : str
        Name of an inference runtime.
    form : str
        Numeric format of the arithmetic.
    device : ProcessorSpecification
        The microcontroller.
    known : Catalogue
        Where runtimes are looked up.

    Raises
    ------
    UnknownName
        If there is no such runtime, with the nearest names.
    InputError
        If it runs on other processors, or computes in floats alone.
    """
    runtime = known.entry("inference-runtimes", name, "runtime")
    if not runs_on(runtime, device):
        entries = (known.entry("inference-runtimes", n) for n in known.names("inference-runtimes"))
        fitting = [each.name for each in entries if runs_on(each, device)]
        what = f"{name!r} does not run on {device.name}: {_made_for(runtime)}"
        remedy = f"leave it out, or take one of {', '.join(fitting)}"
        raise InputError(Problem("runtime", what, remedy))
    if runtime.text["format"] == FLOATS != form:
        what = f"{name!r} computes in {FLOATS}, not in {form}"
        raise InputError(Problem("runtime", what, "take another, or --numbers fp32"))


def _made_for(runtime: Entry) -> str:
    if runtime.name in CLASSES.values():
        return "it stands for another class of processors"
    return "it is made for " + ", ".join(
        f"{each}..." for each in runtime.text["processors"].split()
    )
