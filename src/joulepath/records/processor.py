"""What is known of a processor: its rates by numeric format, memories, powers and silicon.

Whatever is not public is ``None``. Rates are dense: a figure that counts on structured sparsity
is no rate here. One multiply-accumulate is two operations, and so two FLOP in a floating-point
format.
"""

# No postponed annotations: the catalogue reads them at every start, and text is slow to evaluate.
from dataclasses import dataclass

from joulepath.core.quantities import (
    Bit,
    BitPerSecond,
    Count,
    CyclePerSecond,
    FlopPerSecond,
    Nanometre,
    OperationPerSecond,
    SquareMillimetre,
    Volt,
    Watt,
)

__all__ = ["PeakRates", "PowerMode", "ProcessorSpecification", "StatePower"]


@dataclass(frozen=True)
class PeakRates:
    """Highest arithmetic rate by numeric format of the operands; one that is lacking is None."""

    fp32: FlopPerSecond | None = None
    """In single precision, outside any unit that rounds its operands to fewer bits."""
    tf32: FlopPerSecond | None = None
    """In matrix units that round single precision to 19 bits."""
    bf16: FlopPerSecond | None = None
    """In 16 bits with the exponent of single precision."""
    fp16: FlopPerSecond | None = None
    """In half precision."""
    fp8: FlopPerSecond | None = None
    """In 8-bit floating point."""
    fp4: FlopPerSecond | None = None
    """In 4-bit floating point."""
    int8: OperationPerSecond | None = None
    """In 8-bit integers."""
    int4: OperationPerSecond | None = None
    """In 4-bit integers."""


@dataclass(frozen=True)
class StatePower:
    """Power in one state, and what it covers."""

    value: Watt
    """The power."""
    boundary: str
    """What it covers: ``chip``, ``module``, ``board`` or ``system``."""


@dataclass(frozen=True)
class PowerMode:
    """A power budget or cap that a processor can be set to."""

    name: str
    """What the maker calls it."""
    power: Watt
    """The budget."""
    clock: CyclePerSecond | None = None
    """Highest clock of the main compute unit in this mode."""
    cores: Count | None = None
    """Cores that run in this mode: those that `ProcessorSpecification.cores` counts."""


@dataclass(frozen=True)
class ProcessorSpecification:
    """A processor, as far as it is known."""

    name: str
    """Name of its entry in the catalogue."""
    title: str
    """What it is called in full."""
    category: str
    """Class of processor, e.g. ``mcu`` or ``gpu``."""
    peak: PeakRates
    """Highest arithmetic rates."""
    cores: Count | None = None
    """Cores with an instruction stream of their own: of a CPU, streaming multiprocessors or
    compute units of a GPU, tensor cores of a TPU; of an accelerator its engines."""
    clock: CyclePerSecond | None = None
    """Clock of the cores: the highest, but for CPUs the base clock, which their rates assume."""
    memory_size: Bit | None = None
    """Main memory, outside the chip or stacked beside it."""
    memory_bandwidth: BitPerSecond | None = None
    """Peak rate between the chip and its main memory."""
    on_chip_memory: Bit | None = None
    """Random-access memory on the chip that programs can address."""
    last_level_cache: Bit | None = None
    """Largest cache that all cores share."""
    flash: Bit | None = None
    """Non-volatile memory on the chip or in its package."""
    interconnect_bandwidth: BitPerSecond | None = None
    """Links to other processors of its kind, both directions summed."""
    sleep_power: StatePower | None = None
    """Asleep, to be woken by its own clock; the note says what memory is kept, if any."""
    idle_power: StatePower | None = None
    """Powered and ready, without work."""
    active_power: StatePower | None = None
    """At work, as measured or specified for typical work."""
    maximum_power: StatePower | None = None
    """Thermal design power or limit of the board."""
    supply_voltage: Volt | None = None
    """Voltage at which its powers were taken, or its nominal supply."""
    minimum_supply: Volt | None = None
    """Lowest voltage that it may be supplied with."""
    maximum_supply: Volt | None = None
    """Highest voltage that it may be supplied with."""
    process_node: Nanometre | None = None
    """Name of the process, in nanometres; of the compute dies if there are several kinds."""
    die_area: SquareMillimetre | None = None
    """Area of all its logic dies together."""
    release_year: Count | None = None
    """Year in which it was first sold."""
    power_modes: tuple[PowerMode, ...] = ()
    """Budgets or caps that it can be set to, from low to high."""
