"""Every key of a scenario file, read from the schema."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from generator.documents import anchor, cell, table
from joulepath.catalogue import units
from joulepath.scenario import (
    battery,
    cost,
    datacentre_section,
    drift,
    execution_section,
    fleet_section,
    hardware,
    models,
    offload_section,
    optimise_section,
    placement_section,
    preprocessing_kinds,
    schema,
    sensing,
    solar_section,
    stages,
)
from joulepath.scenario.deferred import Deferred, section_class
from joulepath.scenario.fields import CatalogueName, Quantity
from joulepath.scenario.links import (
    delivery_section,
    framing_section,
    hop_section,
    network_section,
    reach_names,
)
from joulepath.scenario.section import Section

__all__ = ["SECTIONS", "scenario_reference"]

SECTIONS: Final[dict[str, tuple[type[Section], ...]]] = {
    "The top of the file": (schema.Scenario,),
    "`[model]`": (models.FileSection, *models.FAMILIES.values()),
    "`[[model.layers]]`": tuple(models.LAYERS.values()),
    "`[data]`": (stages.DataSection,),
    "`[[path]]`": (
        stages.HopSection,
        stages.ProtocolsSection,
        stages.RadioSection,
        hop_section.FramedHopSection,
    ),
    "`[path.link]`": tuple(map(section_class, hop_section.TECHNOLOGIES.values())),
    "`[path.reach]`": tuple(map(section_class, reach_names.REACHES.values())),
    "`[path.network]`": (network_section.NetworkSection,),
    "`[[path.network.parts]]`": (network_section.NetworkPartSection,),
    "Framing of a message": (framing_section.FramingSection,),
    "`[path.framing]`": (framing_section.PathFramingSection,),
    "`[storage]`": (stages.StorageSection,),
    "`[preprocessing]`": (stages.PreprocessingSection,),
    "`[[preprocessing.chain]]`": tuple(dict.fromkeys(preprocessing_kinds.STEPS.values())),
    "`[training]`": (stages.TrainingSection,),
    "`[inference]`": (stages.InferenceSection,),
    "`[inference.execution]`": (execution_section.ExecutionSection,),
    "`[offload]`": (offload_section.OffloadSection,),
    "`[optimise]`": (optimise_section.OptimiseSection,),
    "`[delivery]`": (delivery_section.DeliverySection,),
    "`[delivery.broadcast]`": (delivery_section.BroadcastSection,),
    "`[federated]`": (delivery_section.FederatedSection,),
    "`[telemetry]`": (delivery_section.TelemetrySection,),
    "`[battery]`": (battery.BatterySection,),
    "`[battery.solar]`": (solar_section.SolarSection,),
    "`[sensing]`": (sensing.SensingSection,),
    "`[hardware]`": (hardware.HardwareSection,),
    "`[[hardware.devices]]`": (hardware.HardwareDeviceSection,),
    "`[hardware.devices.recycling]`": (hardware.RecyclingSection,),
    "`[cost]`": (cost.CostSection,),
    "`[[cost.tariff]]`": (cost.TariffSection,),
    "`[cost.data]`": (cost.DataPlanSection,),
    "`[[cost.hardware]]`": (cost.PurchaseSection,),
    "`[[cost.hire]]`": (cost.HireSection,),
    "`[drift]`": (drift.DriftSection,),
    "Plan of a fleet (`joulepath fleet`)": (fleet_section.FleetSection,),
    "Plan of a data centre (`joulepath datacentre`)": (
        datacentre_section.DatacentreSection,
        datacentre_section.PhaseSection,
        datacentre_section.GainSection,
        datacentre_section.RepetitionSection,
        datacentre_section.MachinesSection,
        datacentre_section.ClientsSection,
        datacentre_section.BuildingSection,
        datacentre_section.GrowthSection,
    ),
    "Plan of a placement (`joulepath place`)": (
        placement_section.PlacementSection,
        placement_section.SiteSection,
        placement_section.TaskSection,
        placement_section.OptionSection,
        placement_section.LinkSection,
        placement_section.TrafficSection,
    ),
    "A processor of your own": (stages.ProcessorSection,),
    "`[switches]`": (schema.SwitchesSection,),
}
"""Tables of a scenario file, under the headings of the page."""

_ONE_OF: Final = ("`[model]`", "`[path.link]`", "`[[model.layers]]`", "`[[preprocessing.chain]]`")
"""Headings under which a file takes its pick."""


@dataclass
class _Kind:
    """What a key may hold."""

    quantities: list[Quantity] = field(default_factory=list[Quantity])
    choices: list[str] = field(default_factory=list[str])
    catalogues: list[str] = field(default_factory=list[str])
    tables: list[type[Section]] = field(default_factory=list[type[Section]])
    text: bool = False
    flag: bool = False
    several: bool = False


def scenario_reference() -> str:
    """Write the reference of all keys."""
    return "\n\n".join(_reference())


def _reference() -> Iterator[str]:
    for heading, sections in SECTIONS.items():
        yield f"## {heading} {{#{anchor(heading)}}}"
        for section in sections:
            if len(sections) > 1:
                yield f"### {_title(section)} {{#{anchor(section.__name__)}}}"
            else:
                yield cell((section.__doc__ or "").strip())
            rows = [_row(section, name, info) for name, info in section.model_fields.items()]
            yield table(("key", "value", "default", "meaning"), rows)


def _title(section: type[Section]) -> str:
    return (section.__doc__ or "").strip().removesuffix(".")


def _row(section: type[Section], name: str, info: FieldInfo) -> tuple[str, str, str, str]:
    kind = _Kind()
    for extra in info.metadata:
        _look(extra, kind)
    _look(info.annotation, kind)
    return f"`{name}`", _value(kind), _default(info), cell(section.help(name))


def _look(hint: Any, kind: _Kind) -> None:
    """Collect what an annotation allows."""
    origin = get_origin(hint)
    if isinstance(hint, Quantity):
        kind.quantities.append(hint)
    elif isinstance(hint, Deferred):
        kind.tables += hint.sections
    elif isinstance(hint, CatalogueName):
        kind.catalogues.append(hint.kind)
    elif isinstance(hint, framing_section.ProtocolName):
        kind.catalogues += hint.kinds
    elif origin is Literal:
        kind.choices += [f'`"{choice}"`' for choice in get_args(hint)]
    elif isinstance(hint, type) and issubclass(hint, Section):
        kind.tables += [hint] if hint.model_fields else []
    elif hint is bool:
        kind.flag = True
    elif hint is str:
        kind.text = True
    else:
        kind.several |= origin is tuple
        parts = (*get_args(hint)[:1], *hint.__metadata__) if origin is Annotated else get_args(hint)
        for part in parts:
            _look(part, kind)


def _value(kind: _Kind) -> str:
    said = [*kind.choices]
    said += [_quantity(quantity) for quantity in dict.fromkeys(kind.quantities)]
    said += [
        f"a name of the catalogue ([{name}](docs:reference/catalogue.md#{name}))"
        for name in dict.fromkeys(kind.catalogues)
    ]
    said += list(dict.fromkeys(_table_link(section) for section in kind.tables))
    if kind.flag:
        said.append("`true` or `false`")
    if kind.text and not kind.catalogues:
        said.append("a text")
    return ("a list: " if kind.several and not kind.choices else "") + ", or ".join(said)


def _table_link(section: type[Section]) -> str:
    for heading, sections in SECTIONS.items():
        if section in sections:
            group = len(sections) == 1 or heading in _ONE_OF
            return f"[a table](#{anchor(heading if group else section.__name__)})"
    raise KeyError(section.__name__)


def _quantity(quantity: Quantity) -> str:
    pure = quantity.whole and quantity.unit == "1"
    listed = () if pure else units.units_for(quantity.unit)[:4]
    spellings = [unit for unit in listed if unit != "1"]
    number = "whole number" if quantity.whole else "number"
    parts = [number + (f" [{', '.join(cell(unit) for unit in spellings)}]" if spellings else "")]
    if quantity.rate:
        parts.append(f"or a rate [{', '.join(units.units_for(quantity.rate)[:4])}]")
    limits = {
        "at least": quantity.minimum,
        "above": quantity.above,
        "at most": quantity.maximum,
        "below": quantity.below,
    }
    parts += [f"{word} {limit:g}" for word, limit in limits.items() if limit is not None]
    return ", ".join(parts)


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return "required"
    match info.default:
        case None:
            return "left out"
        case bool():
            return f"`{str(info.default).lower()}`"
        case float() | int():
            return f"`{info.default:g}`"
        case str():
            return f'`"{info.default}"`'
        case _:
            return "as below"
