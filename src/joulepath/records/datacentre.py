"""AI at the scale of a data centre: plans and what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from joulepath.core.quantities import (
    Count,
    Gram,
    GramPerInference,
    GramPerJoule,
    Inference,
    Joule,
    Ratio,
    Second,
    Watt,
)

__all__ = [
    "PHASES",
    "Building",
    "Clients",
    "Datacentre",
    "DatacentrePlan",
    "Gain",
    "Growth",
    "Load",
    "Machines",
    "Phase",
    "PhasePlan",
    "PhasePrior",
    "Repetition",
]

PHASES = ("data", "experimentation", "training", "online-training", "inference", "storage")
"""Phases of a model's life in a data centre."""


@dataclass(frozen=True)
class PhasePrior:
    """Shares of phases in an energy, a power or a carbon, as published for one operator."""

    data: Ratio
    """Preparing and feeding data, their storage included."""
    experimentation: Ratio
    """Trying out."""
    training: Ratio
    """Training, offline and online."""
    inference: Ratio
    """Answering."""


@dataclass(frozen=True)
class Gain:
    """An optimisation."""

    name: str
    """What is done."""
    factor: Ratio
    """How many times less the part of the work takes that it touches."""
    share: Ratio
    """Share of the work that it touches."""


@dataclass(frozen=True)
class Repetition:
    """Training anew as data age."""

    every: Second
    """Time from one to the next."""
    part: Ratio
    """Work of one over that of the first."""


@dataclass(frozen=True)
class Load:
    """Power of a machine on the line from rest to full use, and how much it is used."""

    idle: Watt
    """Power at rest."""
    peak: Watt
    """Power at full use."""
    before: Ratio
    """Utilisation for which the number of machines or the energy is given."""
    after: Ratio
    """Utilisation to which the same work is gathered on fewer machines."""


@dataclass(frozen=True)
class Machines:
    """Machines of a phase, for the part of their making that falls to it."""

    carbon: Gram
    """Footprint of one."""
    low: Gram
    """Lower end of it."""
    high: Gram
    """Upper end of it."""
    life: Second
    """Time that one serves."""
    utilisation: Ratio
    """Share of that time in which it works."""


@dataclass(frozen=True)
class PhasePlan:
    """A phase of a model's life."""

    name: str
    """One of `PHASES`."""
    machines: Count | None
    """Machines that work at a time; none where the energy is given."""
    time: Second | None
    """Time that they work; none where the energy is given."""
    energy: Joule | None
    """Energy of the machines; none where their number and time are given."""
    share: Ratio | None
    """Share of the budget by a prior; none where the phase is given by itself."""
    power: Load
    """Power of one machine."""
    experiments: Ratio
    """Experiments behind one final run, as work of that run."""
    repetition: Repetition | None
    """How it is repeated; none where it is done once."""
    gains: tuple[Gain, ...]
    """Optimisations, each on what those before it leave."""
    hardware: Machines | None
    """Machines whose making is counted; none where it is not."""


@dataclass(frozen=True)
class Clients:
    """Clients of federated learning, outside the building."""

    clients: Count
    """Times that a client takes part in a round."""
    compute: Second
    """Time that one computes."""
    download: Second
    """Time that it receives."""
    upload: Second
    """Time that it sends."""
    device: Watt
    """Power of the client at work."""
    router: Watt
    """Power of its router meanwhile."""


@dataclass(frozen=True)
class Building:
    """The building."""

    carbon: Gram
    """What building it emits."""
    life: Second
    """Time it stands."""
    share: Ratio
    """Part of it that the plan uses."""


@dataclass(frozen=True)
class Growth:
    """What comes after the period of the plan."""

    periods: int
    """Number of further periods."""
    growth: Ratio
    """What the work grows by in each of itself."""
    cut: Ratio
    """Share of the energy of the same work that each saves."""
    rebound: Ratio
    """Share of that saving which new uses take up."""


@dataclass(frozen=True)
class DatacentrePlan:
    """AI at the scale of a data centre."""

    time: Second
    """Time that is looked at."""
    pue: Ratio
    """Energy of the building over that of the machines."""
    intensity: GramPerJoule
    """CO2-equivalent of electricity."""
    budget: Joule | None
    """Energy of all machines, which a prior splits; none where each phase is given."""
    phases: tuple[PhasePlan, ...]
    """The phases."""
    rule: Literal["reserved-time", "useful-time"]
    """How the making of machines is shared out."""
    clients: Clients | None
    """Clients of federated learning; none where there are none."""
    building: Building | None
    """The building; none where its making is not counted."""
    growth: Growth | None
    """What comes after; none where that is not asked for."""
    inferences: Inference | None
    """Answers in the time; none where nobody counts them."""


@dataclass(frozen=True)
class Phase:
    """What a phase comes to."""

    name: str
    """Its name."""
    gain: Ratio
    """Gain of its optimisations."""
    machine_time: Second
    """Time of all its machines together."""
    energy: Joule
    """Energy with that of the building."""
    share: Ratio
    """Its share in the energy."""
    operation: Gram
    """Carbon of its electricity."""
    making: Gram | None
    """Carbon of its machines; none where that is not counted."""
    making_low: Gram | None
    """Lower end of its 90 % band."""
    making_high: Gram | None
    """Upper end of its 90 % band."""


@dataclass(frozen=True)
class Datacentre:
    """What a plan comes to."""

    phases: tuple[Phase, ...]
    """The phases."""
    clients: Joule | None
    """Energy of clients of federated learning; none where there are none."""
    energy: Joule
    """Energy of all, clients included."""
    operation: Gram
    """Carbon of the electricity."""
    making: Gram
    """Carbon of machines and building that falls to the plan."""
    building: Gram | None
    """Carbon of the building alone; none where it is not counted."""
    carbon: Gram
    """All carbon."""
    making_share: Ratio
    """Share of making in it."""
    per_inference: GramPerInference | None
    """Carbon of one answer; none where nobody counts them."""
    later: tuple[Joule, ...]
    """Energy of each period that follows."""
    later_change: tuple[Ratio, ...]
    """The same over that of the plan."""
