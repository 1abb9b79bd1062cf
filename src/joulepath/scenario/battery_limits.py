"""What a cell does not bear: temperatures, voltages and the peaks of a radio."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from joulepath.catalogue import Catalogue
from joulepath.catalogue.units import render
from joulepath.core.ops import maximum
from joulepath.core.quantities import Num
from joulepath.errors import Problem
from joulepath.formulas.battery import cell_current
from joulepath.records.battery import Cell, Pack
from joulepath.records.results import FramedTransfer, Lifecycle
from joulepath.scenario.battery import BatterySection
from joulepath.scenario.fields import anywhere
from joulepath.scenario.links.short_range_checks import largest, smallest
from joulepath.scenario.problems import located, problem_at

if TYPE_CHECKING:
    from joulepath.scenario.schema import Scenario

__all__ = ["battery_problems", "pulse_problems"]


def battery_problems(scenario: Scenario, name: str, catalogue: Catalogue) -> Iterator[Problem]:
    """Temperatures that a cell does not bear, and voltages that it never has.

    Parameters
    ----------
    scenario : Scenario
        A scenario with a battery.
    name : str
        Name of its file, for messages.
    catalogue : Catalogue
        Where its cell is looked up.
    """
    section: Any = scenario.battery
    cell = catalogue.record(Cell, section.cell)
    low, high = cell.lowest_temperature, cell.highest_temperature
    if anywhere((section.temperature < low) | (section.temperature > high)):
        worst = largest(section.temperature)
        if anywhere(section.temperature < low):
            worst = smallest(section.temperature)
        what = f"{worst:g} degC, but {section.cell!r} works from {low:g} to {high:g} degC"
        remedy = f"choose {_other(section.temperature, catalogue)}"
        yield problem_at(located(name, ["battery", "temperature"]), what, remedy)
    if section.cut_off is not None and anywhere(section.cut_off >= cell.full_voltage):
        stops = largest(section.cut_off)
        what = f"{stops:g} V a cell, but {section.cell!r} has {cell.full_voltage:g} V when full"
        remedy = f"give the voltage of one cell, {cell.end_voltage:g} V or more; or more in series"
        yield problem_at(located(name, ["battery", "cut_off"]), what, remedy)


def _other(temperature: Any, catalogue: Catalogue) -> str:
    """Cells that bear a temperature."""
    cells = {name: catalogue.record(Cell, name) for name in catalogue.names("batteries")}
    fitting = [
        name
        for name, cell in cells.items()
        if cell.lowest_temperature <= smallest(temperature)
        and largest(temperature) <= cell.highest_temperature
    ]
    return " or ".join(map(repr, fitting)) if fitting else "a milder place: no cell bears it"


def pulse_problems(pack: Pack, life: Lifecycle, section: BatterySection) -> Iterator[Problem]:
    """Peaks of the radio that the cells do not give.

    Parameters
    ----------
    pack : Pack
        The battery.
    life : Lifecycle
        What the device's radio does.
    section : BatterySection
        What the scenario says of the battery.
    """
    cell, power = pack.cell, _peak(life)
    if section.buffered or power is None:
        return
    alone = cell_current(
        power=power, voltage=cell.mean_voltage, series=pack.series, parallel=pack.parallel
    )
    drawn = largest(alone + 0.0 * cell.pulse_current)
    if anywhere(alone > cell.pulse_current):
        strings = math.ceil(drawn * largest(pack.parallel) / cell.pulse_current)
        what = (
            f"the radio draws {render(float(f'{drawn:.3g}'), 'A')} of each cell, and "
            f"{section.cell!r} gives {render(float(cell.pulse_current), 'A')} in pulses"
        )
        remedy = (
            f"write parallel = {strings}, choose a larger cell, or write buffered = true where a "
            "capacitor gives the peaks"
        )
        yield Problem("battery.cell", what, remedy)


def _peak(life: Lifecycle) -> Num | None:
    """Largest power of the device's own radio while it sends its messages."""
    peak: Num | None = None
    for transfer in (life.inference.collection, life.inference.result):
        for hop in () if transfer is None else transfer.hops[:1]:
            states = hop.message.states if isinstance(hop, FramedTransfer) else ()
            for state in states:
                if anywhere(state.time > 0):
                    peak = state.power if peak is None else maximum(peak, state.power)
    return peak
