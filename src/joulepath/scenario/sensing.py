"""The sensor of a device: what a scenario may say of it, and how it becomes a record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import model_validator

from joulepath.catalogue import Catalogue
from joulepath.catalogue.schema import KINDS
from joulepath.catalogue.units import render
from joulepath.core.quantities import Num, Second
from joulepath.errors import Problem
from joulepath.records.sensing import Compression, Converter, Memory, SensingPlan, Sensor
from joulepath.scenario.fields import CatalogueName, Quantity, Rate, anywhere, refuse
from joulepath.scenario.ledger import Ledger
from joulepath.scenario.problems import located, problem_at
from joulepath.scenario.section import Section

if TYPE_CHECKING:
    from joulepath.scenario.schema import Scenario

__all__ = ["SensingSection", "sensing_plan", "sensing_problems"]


class SensingSection(Section):
    """The sensor that takes the samples, and what the device does with them."""

    sensor: Annotated[str, CatalogueName("sensors")]
    """What senses, e.g. "ov2640"; 'joulepath catalogue sensors' lists them."""
    readings_per_sample: Annotated[Num, Quantity("1/sample", above=0, also="1")] = 1.0
    """Readings that make a sample: 1 image, or 100 accelerations of a window."""
    sleep: Literal["between", "never", "off"] = "between"
    """It sleeps between samples, is always on, or is cut off from its supply."""
    samples_per_wake: Annotated[Num, Quantity("sample", above=0)] = 1.0
    """Samples taken each time it wakes up, in one go."""
    reading_time: Annotated[Num, Quantity("s", above=0)] | None = None
    """Time of one reading, if it is another than that of the catalogue, e.g. "10 ms" at 100 Hz."""
    warm_up_time: Annotated[Num, Quantity("s", minimum=0)] | None = None
    """Time until a reading is worth taking, if it is another than that of the catalogue."""
    efficiency: Annotated[Num, Quantity("1", above=0, maximum=1)] = 1.0
    """Share of the power of the battery that a regulator passes on to the sensor."""
    converter_power: Annotated[Num, Quantity("W", minimum=0)] | None = None
    """Power of a converter beside a sensor that has none, e.g. "3 mW"."""
    converter_time: Annotated[Num, Quantity("s", minimum=0)] | None = None
    """Time that it takes for a reading."""
    compression: Annotated[Num, Quantity("1", above=0, maximum=2)] | None = None
    """Size of a sample after compression on the device by its size before, e.g. 0.4."""
    compression_cycles: Annotated[Num, Quantity("cycle/bit", minimum=0)] | None = None
    """Cycles for each bit before compression, e.g. "50 cycle/B"."""
    cycle_energy: Annotated[Num, Quantity("J/cycle", minimum=0)] | None = None
    """Energy of a cycle of the processor that compresses, e.g. "100 pJ/cycle"."""
    memory: Annotated[str, CatalogueName("memories")] | None = None
    """Where samples are written and read back, e.g. "serial-nor-flash"; by default they stay in
    RAM."""
    development: bool = True
    """Whether this sensor takes the data of development too, or they come from elsewhere."""

    @model_validator(mode="after")
    def _is_whole(self) -> SensingSection:
        _together(self, ("converter_power", "converter_time"), '"3 mW" and "20 us"')
        names = ("compression", "compression_cycles", "cycle_energy")
        _together(self, names, '0.4, "50 cycle/B" and "100 pJ/cycle"')
        return self


def _together(section: SensingSection, names: tuple[str, ...], example: str) -> None:
    missing = [name for name in names if getattr(section, name) is None]
    if missing and len(missing) < len(names):
        given = [name for name in names if name not in missing]
        raise refuse(
            f"{' and '.join(given)} without {' and '.join(missing)}",
            f"give {', '.join(names)} together, e.g. {example}",
        )


def sensing_plan(section: SensingSection, ledger: Ledger) -> SensingPlan:
    """Sensor of the device, with the origin of every number."""

    def take(path: str, key: str = "") -> Any:
        return ledger.take(f"sensing.{path}", section, key or path, "sensing")

    return SensingPlan(
        sensor=_sensor(section, ledger),
        sleep=section.sleep,
        readings_per_sample=take("readings_per_sample"),
        samples_per_wake=take("samples_per_wake"),
        efficiency=take("efficiency"),
        converter=(
            None
            if section.converter_power is None
            else Converter(
                take("converter.power", "converter_power"),
                take("converter.time", "converter_time"),
            )
        ),
        compression=(
            None
            if section.compression is None
            else Compression(
                take("compression.ratio", "compression"),
                take("compression.cycles", "compression_cycles"),
                take("compression.per_cycle", "cycle_energy"),
            )
        ),
        memory=_memory(section, ledger),
        development=section.development,
    )


def _sensor(section: SensingSection, ledger: Ledger) -> Sensor:
    """The sensor of the catalogue, with what the scenario knows better."""
    entry = ledger.catalogue.entry("sensors", section.sensor)
    better: dict[str, Any] = {}
    for name in KINDS["sensors"].figures:
        if getattr(section, name, None) is None:
            ledger.figure(f"sensing.sensor.{name}", entry, name)
        else:
            better[name] = ledger.take(f"sensing.sensor.{name}", section, name, "sensing")
    sensor: Sensor = entry.record
    return replace(sensor, **better)


def _memory(section: SensingSection, ledger: Ledger) -> Memory | None:
    if section.memory is None:
        return None
    memory: Memory = ledger.record(
        "sensing.memory", ledger.catalogue.entry("memories", section.memory)
    )
    return memory


def sensing_problems(scenario: Scenario, name: str, catalogue: Catalogue) -> Iterator[Problem]:
    """Sensors that cannot do what is asked of them.

    Parameters
    ----------
    scenario : Scenario
        A scenario with a sensor.
    name : str
        Name of its file, for messages.
    catalogue : Catalogue
        Where the sensor is looked up.
    """
    section: Any = scenario.sensing
    rate = scenario.inference.inferences
    if not isinstance(rate, Rate):
        if section.sleep == "never":
            what = "always on, but no rate at which the model is used"
            remedy = 'write a rate such as inferences = "24/day", or sleep = "between"'
            yield problem_at(located(name, ["sensing", "sleep"]), what, remedy)
        return
    needed = _time_of_an_inference(scenario, section, catalogue)
    if anywhere(needed * rate.value > 1):
        each, period = _least(needed), _least(1 / rate.value)
        what = f"takes {render(each, 's')} for what is asked every {render(period, 's')}"
        remedy = "ask less often, take fewer readings, or choose a faster sensor"
        yield problem_at(located(name, ["sensing", "sensor"]), what, remedy)


def _time_of_an_inference(
    scenario: Scenario, section: SensingSection, catalogue: Catalogue
) -> Second:
    """Time for which an inference keeps the sensor awake."""
    sensor = catalogue.record(Sensor, section.sensor)
    reading = sensor.reading_time if section.reading_time is None else section.reading_time
    warm_up = sensor.warm_up_time if section.warm_up_time is None else section.warm_up_time
    samples = scenario.inference.samples_per_inference
    awake = samples * section.readings_per_sample * reading
    if section.sleep == "never":
        return awake
    return awake + samples / section.samples_per_wake * warm_up


def _least(value: Any) -> float:
    return float(getattr(value, "min", lambda: value)())
