"""A plan of AI at the scale of a data centre: what its file may say."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, model_validator

from joulepath.core.quantities import Num
from joulepath.scenario.fields import CatalogueName, Quantity, anywhere, refuse
from joulepath.scenario.section import Section

__all__ = [
    "BuildingSection",
    "ClientsSection",
    "DatacentreSection",
    "GainSection",
    "GrowthSection",
    "MachinesSection",
    "PhaseSection",
    "RepetitionSection",
]

_Count = Annotated[Num, Quantity("1", above=0, maximum=1e12)]
_Time = Annotated[Num, Quantity("s", above=0)]
_Power = Annotated[Num, Quantity("W", above=0)]
_Gram = Annotated[Num, Quantity("g", minimum=0)]
_Share = Annotated[Num, Quantity("1", above=0, maximum=1)]


class GainSection(Section):
    """An optimisation."""

    name: str
    """What is done, e.g. "half precision"."""
    factor: Annotated[Num, Quantity("1", above=0, maximum=1e6)]
    """How many times less the work takes that it touches."""
    share: _Share = 1.0
    """Share of the work that it touches; the gain never exceeds 1 / (1 - share)."""


class RepetitionSection(Section):
    """Training anew as data age."""

    every: _Time
    """Time from one to the next, e.g. "1 week"."""
    part: Annotated[Num, Quantity("1", above=0, maximum=10)] = 1.0
    """Work of one over that of the first."""


class MachinesSection(Section):
    """Machines whose making is counted."""

    device: Annotated[str, CatalogueName("devices", incomplete=True)] | None = None
    """Device of the catalogue, e.g. "server-8-gpu-h100"."""
    embodied: _Gram | None = None
    """Footprint of one, where it is none of the catalogue, e.g. "2000 kg"."""
    life: _Time | None = None
    """Time that one serves; by default that of the catalogue."""
    utilisation: _Share
    """Share of its life in which it works, e.g. "45 %"; the rule "reserved-time" ignores it."""

    @model_validator(mode="after")
    def _is_one_of_both(self) -> MachinesSection:
        if (self.device is None) == (self.embodied is None):
            raise refuse("neither or both of device and embodied", 'write e.g. embodied = "2 t"')
        if self.embodied is not None and self.life is None:
            raise refuse("no life of the machines", 'write e.g. life = "4 years"', ("life",))
        return self


class PhaseSection(Section):
    """A phase of a model's life in a data centre."""

    name: Literal["data", "experimentation", "training", "online-training", "inference", "storage"]
    """Which one it is."""
    machines: _Count | None = None
    """Machines (or accelerators) that work at a time."""
    time: _Time | None = None
    """Time that they work."""
    energy: Annotated[Num, Quantity("J", above=0)] | None = None
    """Energy of the machines, instead of their number and time."""
    power: _Power
    """Power of one machine at full use, or its mean power."""
    idle_power: Annotated[Num, Quantity("W", minimum=0)] | None = None
    """Its power at rest, where its utilisation matters."""
    utilisation: _Share = 1.0
    """Its utilisation, for which machines, time or energy are given."""
    utilisation_after: _Share | None = None
    """Utilisation to which the same work is gathered on fewer machines."""
    experiments: Annotated[Num, Quantity("1", minimum=0, maximum=1e6)] = 0.0
    """Experiments behind a final run, as work of that run, e.g. "150 %"."""
    repetition: RepetitionSection | None = None
    """How it is repeated; left out for work that is done once."""
    gains: tuple[GainSection, ...] = ()
    """Optimisations, each on what those before it leave."""
    hardware: MachinesSection | None = None
    """Machines whose making is counted."""

    @model_validator(mode="after")
    def _is_known_in_one_way(self) -> PhaseSection:
        counted = (self.machines is not None, self.time is not None)
        if any(counted) and not all(counted):
            raise refuse("machines without time, or time without machines", "write both")
        if all(counted) and self.energy is not None:
            raise refuse("energy beside machines and time", "leave out either", ("energy",))
        used = {"utilisation", "utilisation_after"} & self.model_fields_set
        if used and self.idle_power is None:
            what = f"{' and '.join(sorted(used))} without idle_power"
            raise refuse(what, 'write the power at rest, e.g. idle_power = "150 W"')
        if self.idle_power is not None and self.idle_power > self.power:
            raise refuse("more power at rest than at full use", "check both", ("idle_power",))
        return self


class ClientsSection(Section):
    """Clients of federated learning, outside the building."""

    clients: _Count
    """Times that a client takes part in a round."""
    compute: _Time
    """Time that one computes."""
    download: Annotated[Num, Quantity("s", minimum=0)]
    """Time that it receives."""
    upload: Annotated[Num, Quantity("s", minimum=0)]
    """Time that it sends."""
    device_power: _Power = 3.0
    """Power of the client at work."""
    router_power: _Power = 7.5
    """Power of its router meanwhile."""


class BuildingSection(Section):
    """The building."""

    embodied: _Gram
    """What building it emits; no open figure is good enough for a default."""
    life: _Time
    """Time it stands, e.g. "20 years"."""
    share: _Share = 1.0
    """Part of it that the plan uses."""


class GrowthSection(Section):
    """What comes after the time of the plan, in periods as long as you like."""

    periods: Annotated[int, Quantity("1", minimum=1, maximum=100, whole=True), AfterValidator(int)]
    """Number of further periods."""
    growth: Annotated[Num, Quantity("1", above=-1, maximum=100)]
    """What the work grows by in each of itself, e.g. "15 %"."""
    cut: Annotated[Num, Quantity("1", minimum=0, below=1)] = 0.0
    """Share of the energy of the same work that each saves, e.g. "20 %"."""
    rebound: Annotated[Num, Quantity("1", minimum=0, maximum=10)] = 0.0
    """Share of that saving which new uses take up; 1 takes all of it back."""


class DatacentreSection(Section):
    """AI at the scale of a data centre."""

    title: str = ""
    """A name for reports."""
    zone: Annotated[str, CatalogueName("zones")] | None = None
    """Country whose electricity is used."""
    year: Annotated[int, Quantity("1", minimum=1900, maximum=2200, whole=True)] | None = None
    """Year of the grid intensity; by default the latest."""
    basis: Literal["life-cycle", "direct"] | None = None
    """What the intensity of the zone counts; by default the life cycle of the electricity."""
    intensity: Annotated[Num, Quantity("g/J", minimum=0)] | None = None
    """Grid intensity, instead of a zone, e.g. "429 g/kWh"."""
    pue: Annotated[Num, Quantity("1", minimum=1, maximum=10)]
    """Energy of the building over that of the machines, e.g. 1.1."""
    time: _Time
    """Time that is looked at, e.g. "1 year"."""
    budget: Annotated[Num, Quantity("J", above=0)] | None = None
    """Energy of all machines, which the prior splits among the phases."""
    prior: Annotated[str, CatalogueName("phase-priors")] | None = None
    """Shares of the phases; 'joulepath catalogue phase-priors' lists them."""
    rule: Literal["reserved-time", "useful-time"] = "useful-time"
    """How the making of machines is shared out."""
    phases: tuple[PhaseSection, ...]
    """The phases."""
    clients: ClientsSection | None = None
    """Clients of federated learning."""
    building: BuildingSection | None = None
    """The building, where its making is counted."""
    growth: GrowthSection | None = None
    """What comes after."""
    inferences: Annotated[Num, Quantity("inference", above=0)] | None = None
    """Answers in the time."""

    @model_validator(mode="after")
    def _holds_its_phases(self) -> DatacentreSection:
        for phase in self.phases:
            if phase.time is not None and anywhere(phase.time > self.time):
                what = f"{phase.name} takes longer than the time that is looked at"
                raise refuse(what, "make the plan's time longer, or count machines", ("time",))
        return self

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> DatacentreSection:
        if (self.zone is None) == (self.intensity is None):
            raise refuse("neither or both of zone and intensity", 'write e.g. zone = "DEU"')
        for key in ("year", "basis"):
            if self.zone is None and getattr(self, key) is not None:
                what = f"a {key} beside an intensity, which has its own"
                raise refuse(what, "leave it out, or write zone", (key,))
        if (self.budget is None) != (self.prior is None):
            raise refuse("a budget without a prior, or the reverse", "write both, or neither")
        names = [phase.name for phase in self.phases]
        if not names:
            raise refuse("no phase", "write [[phases]] with name = ...", ("phases",))
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise refuse(f"phase {twice[0]!r} twice", "write it once", ("phases",))
        for at, phase in enumerate(self.phases):
            own = phase.energy is not None or phase.machines is not None
            if own == (self.budget is not None):
                what = "an energy beside a budget" if own else "no machines, no energy, no budget"
                remedy = "let a prior split a budget, or say what each phase takes"
                raise refuse(what, remedy, ("phases", at))
        return self
