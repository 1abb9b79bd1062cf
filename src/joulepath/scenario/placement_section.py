"""Tasks and the sites where they may run: what the file of a placement may say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from joulepath.core.quantities import Num
from joulepath.scenario.fields import Quantity, refuse
from joulepath.scenario.section import Section

__all__ = [
    "LinkSection",
    "OptionSection",
    "PlacementSection",
    "SiteSection",
    "TaskSection",
    "TrafficSection",
]


def _amount(value: Any) -> Any:
    """Refuse what is neither a number nor a text."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise refuse(f"{value!r} is no amount", 'write a number, or e.g. "8 MB"')
    return value


Amount = Annotated[float | str, BeforeValidator(_amount)]
Name = Annotated[str, Field(min_length=1)]


class SiteSection(Section):
    """A site where tasks may run."""

    name: Name
    """What it is called, e.g. "gateway"."""
    capacities: Mapping[str, Amount] = Field(default_factory=dict[str, float | str])
    """What there is of each resource, e.g. { memory = "8 GB", cores = 4 }; no limit to others."""


class OptionSection(Section):
    """A site where a task may run, and what it takes there."""

    site: str
    """Name of the site."""
    cost: Amount | None = None
    """What the task takes there, with its unit, e.g. "3.2 J"."""
    scenario: str | None = None
    """Scenario file that tells the cost instead, relative to this file."""
    number: str | None = None
    """Number of its result that is the cost, e.g. "inference.computation.energy"; else all."""
    changes: Mapping[str, Any] = Field(default_factory=dict[str, Any])
    """Values of the scenario that are replaced, e.g. { "inference.utilisation" = "30 %" }."""
    needs: Mapping[str, Amount] = Field(default_factory=dict[str, float | str])
    """What it takes of each resource of the site, e.g. { memory = "300 MB" }."""

    @model_validator(mode="after")
    def _has_one_cost(self) -> OptionSection:
        if (self.cost is None) == (self.scenario is None):
            raise refuse("neither or both of cost and scenario", 'write e.g. cost = "3.2 J"')
        if (self.changes or self.number) and self.scenario is None:
            raise refuse("changes or number of no scenario", "name the scenario, or leave them out")
        return self


class TaskSection(Section):
    """A task that must run at one of its sites."""

    name: Name
    """What it is called, e.g. "detect"."""
    options: Annotated[tuple[OptionSection, ...], Field(min_length=1)]
    """Where it may run, one table a site."""


class LinkSection(Section):
    """A way for data between two sites."""

    sites: tuple[str, str]
    """Names of both sites."""
    cost: Amount
    """What it takes to move data over it, either way, with its unit, e.g. "0.4 J"."""
    per: Annotated[Num, Quantity("bit", above=0)]
    """How much data that moves, e.g. "1 MB"."""


class TrafficSection(Section):
    """Data that one task sends to another."""

    source: str
    """Name of the task that sends."""
    target: str
    """Name of the task that receives."""
    size: Annotated[Num, Quantity("bit", minimum=0)]
    """How much it sends in the time, or for the event, of the costs."""


class PlacementSection(Section):
    """Tasks to place, each at one of several sites."""

    title: str = ""
    """A name for reports."""
    minimise: Literal["energy", "carbon", "water", "money", "time"]
    """What all costs are amounts of; their sum is to be least."""
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    """Currency of the costs where money is minimised, e.g. "EUR"."""
    counted: Literal["life", "inference"] = "inference"
    """What of a scenario is its cost: that of its whole life, or that divided by its inferences."""
    sites: Annotated[tuple[SiteSection, ...], Field(min_length=1)]
    """Where tasks may run."""
    tasks: Annotated[tuple[TaskSection, ...], Field(min_length=1)]
    """What must run."""
    links: tuple[LinkSection, ...] = ()
    """Ways between sites; data within a site cost nothing."""
    traffic: tuple[TrafficSection, ...] = ()
    """Data between tasks."""

    @model_validator(mode="after")
    def _has_a_currency(self) -> PlacementSection:
        if (self.minimise == "money") != (self.currency is not None):
            what = "currency is missing" if self.currency is None else "currency without money"
            raise refuse(what, 'write currency = "EUR" where minimise = "money", and only there')
        return self
