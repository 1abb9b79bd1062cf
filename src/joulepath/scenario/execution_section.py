"""How a processor runs the model, for the method ``roofline``."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator

from joulepath.core.quantities import Num
from joulepath.scenario.fields import Quantity, refuse
from joulepath.scenario.section import Section

__all__ = ["ExecutionSection"]


def _one_number(value: Any) -> Any:
    if getattr(value, "ndim", 0):
        raise refuse("an array", "give one number; 'joulepath compare' takes several scenarios")
    return value


Numbers = Literal["fp64", "fp32", "tf32", "bf16", "fp16", "fp8", "int16", "int8", "int4", "binary"]
"""Numeric formats, the keys of `joulepath.workloads.what_if_layers.FORMATS`."""

_One = AfterValidator(_one_number)


class ExecutionSection(Section):
    """How a processor runs the model (method "roofline" only)."""

    numbers: Numbers | None = None
    """Numeric format of weights and activations, e.g. "int8"; by default that of the file."""
    batch: Annotated[Num, Quantity("1", minimum=1, whole=True), _One] = 1.0
    """Samples computed together."""
    input: Literal["serial", "pipelined"] = "serial"
    """Whether the next batch waits for the answer to the last, or is prepared beside it."""
    mode: str | None = None
    """Power mode of the processor, e.g. "15W"."""
    power_limit: Annotated[Num, Quantity("W", above=0), _One] | None = None
    """Power limit that is set."""
    host_power: Annotated[Num, Quantity("W", minimum=0), _One] | None = None
    """Power of host, memory and peripherals; by default the usual one."""
    supply_efficiency: Annotated[Num, Quantity("1", above=0, maximum=1), _One] | None = None
    """Share of the power of the source that arrives behind its supply; by default the usual."""
