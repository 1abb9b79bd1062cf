"""The facts of a result that exports share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, cast

from joulepath.catalogue.units import parse
from joulepath.core.ops import total
from joulepath.core.quantities import Gram, GramPerJoule, Joule, Num, Second
from joulepath.errors import InputError, Problem
from joulepath.formulas.carbon import operational_carbon
from joulepath.formulas.ecal import repeated_energy
from joulepath.formulas.facility import with_site
from joulepath.formulas.reporting import average_intensity
from joulepath.measure.runs import JOULES_PER_KWH
from joulepath.report.exports.settings import GROUPS, Settings

__all__ = [
    "BUILDING",
    "JOULES_PER_MWH",
    "NOT_COUNTED",
    "TRANSFERS",
    "Facts",
    "Group",
    "kilowatt_hours",
    "summed",
]

JOULES_PER_MWH: Final = 3.6e9
NOT_COUNTED: Final = "not counted"
BUILDING: Final = "site"
"""Stage of the balance that is divided between development and use."""
TRANSFERS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "collection": ("collection",),
        "inference_collection": ("inference", "collection"),
        "inference_result": ("inference", "result"),
    }
)
"""Where a life tells the hops of what is moved, by stage of the balance."""


@dataclass(frozen=True)
class Group:
    """Stages that one party owns."""

    name: str
    """Key of `GROUPS`."""
    energy: Joule
    """Their energy over the whole life."""
    carbon: Gram | None
    """Emissions of that electricity; none where no zone is given."""
    stages: tuple[str, ...]
    """The stages that take part."""


@dataclass(frozen=True)
class Facts:
    """A saved result, and what the report was told beside it."""

    result: Mapping[str, Any]
    """As `joulepath.report.estimate.Estimate.to_dict`."""
    settings: Settings
    """What the result does not say."""
    measured: tuple[str, ...] = ()
    """Numbers of the result that were measured."""

    @property
    def title(self) -> str:
        """Name of the scenario."""
        return self.result["title"]

    @property
    def tool(self) -> str:
        """Program and version."""
        return f"joulepath {self.result['joulepath']}"

    @property
    def lifecycle(self) -> Mapping[str, Any]:
        """Every number."""
        return self.result["lifecycle"]

    @property
    def inferences(self) -> float:
        """Inferences of the whole life."""
        return self.lifecycle["inference"]["inferences"]

    @property
    def training(self) -> Mapping[str, Any]:
        """The training of the model.

        Raises
        ------
        InputError
            If the model comes trained.
        """
        if self.lifecycle["training"] is None:
            remedy = "export a result whose scenario has a [training]"
            raise InputError(
                Problem(self.title, "has no training: the model comes trained", remedy)
            )
        return self.lifecycle["training"]

    @property
    def training_energy(self) -> Joule:
        """Energy of training, with what the building adds; `InputError` without training."""
        return self._in_building(self.training["energy"], "training")

    @property
    def computation_energy(self) -> Joule:
        """Energy of the model's computation in one pass, with what the building adds."""
        return self._in_building(
            self.lifecycle["inference"]["computation"]["energy"], "computation"
        )

    @property
    def building(self) -> str:
        """Whether the building is counted, in words."""
        site = self.lifecycle.get("site")
        return "equipment alone, no building is given" if site is None else "building included"

    def _in_building(self, energy: Joule, part: str) -> Joule:
        site = self.lifecycle.get("site")
        return energy if site is None else with_site(energy=energy, site=site[part])

    def written(self, section: str, name: str) -> Any:
        """What the scenario says, e.g. of its training; none where it says nothing."""
        table = self.result["scenario"].get(section)
        return cast("dict[str, Any]", table).get(name) if isinstance(table, dict) else None

    @property
    def estimated(self) -> bool:
        """Whether the energy of training is a prediction and no measurement."""
        return "training.energy" not in self.measured

    @property
    def training_carbon(self) -> Gram:
        """Emissions of the electricity of training, with what the building adds.

        Raises
        ------
        InputError
            If the model comes trained, or the result has no carbon.
        """
        found = self.counted(
            self.lifecycle["balance"]["training"]["carbon"] if self.training else None
        )
        site = self.lifecycle.get("site")
        if site is None:
            return found
        added = operational_carbon(energy=site["training"], intensity=self.intensity)
        return summed([found, added])

    def counted(self, carbon: Gram | None) -> Gram:
        """Carbon, which an export cannot do without.

        Raises
        ------
        InputError
            If the result has none.
        """
        if carbon is None:
            what = "has no carbon: its scenario names no zone"
            remedy = "estimate it with a zone, e.g. joulepath estimate scenario.toml --zone DEU"
            raise InputError(Problem(self.title, what, remedy))
        return carbon

    @property
    def carbon(self) -> Gram:
        """Emissions of all electricity; raises `InputError` if there are none."""
        return self.counted(self.lifecycle["carbon"])

    @property
    def intensity(self) -> GramPerJoule:
        """Mean emissions of the electricity; raises `InputError` if there are none."""
        return average_intensity(carbon=self.carbon, energy=self.lifecycle["energy"])

    @property
    def grid(self) -> str:
        """Where the intensity comes from, in words."""
        result = self.result
        average = f"annual average of the grid of {result['zone']}, {result['year']}"
        said = (result.get(name) for name in ("basis", "perimeter"))
        return ", ".join(filter(None, (average, *said)))

    @property
    def processors(self) -> tuple[str, ...]:
        """Processors of the catalogue on which the model is trained and used."""
        named = (self.written(stage, "processor") for stage in ("training", "inference"))
        return tuple(dict.fromkeys(each for each in named if isinstance(each, str)))

    @property
    def groups(self) -> tuple[Group, ...]:
        """Stages by who owns them; those without a stage are left out."""
        found = (self.together(name, stages) for name, stages in GROUPS.items())
        return tuple(group for group in found if group.stages)

    def group(self, name: str) -> Group:
        """One of the groups, perhaps without a stage."""
        return self.together(name, GROUPS[name])

    def together(self, name: str, stages: tuple[str, ...]) -> Group:
        """Stages as a group, perhaps none of them.

        Parameters
        ----------
        name : str
            Key of `GROUPS`, which says what part of a building falls to them.
        stages : tuple of str
            Stages of the balance; those that the life lacks are left out.
        """
        taking_part = tuple(stage for stage in stages if self._takes_part(stage))
        if taking_part == (BUILDING,):
            taking_part = ()
        shares = [self._share(name, stage) for stage in taking_part]
        carbons = [share["carbon"] for share in shares]
        return Group(
            name,
            summed([share["energy"] for share in shares]),
            None if None in carbons else summed(carbons),
            taking_part,
        )

    def _takes_part(self, stage: str) -> bool:
        """Whether a life has a stage; what moves nothing over no hop is none."""
        if self.lifecycle["balance"].get(stage) is None:
            return False
        found: Any = self.lifecycle
        for key in TRANSFERS.get(stage, ()):
            found = found[key]
        return bool(found.get("hops", True))

    def _share(self, group: str, stage: str) -> Mapping[str, Any]:
        """Energy and carbon of a stage that fall to a group."""
        found = self.lifecycle["balance"][stage]
        if stage != BUILDING:
            return found
        site, passes = self.lifecycle["site"], self.lifecycle["inference"]["passes"]
        once = group == "development"
        each = site["development"] if once else site["pass_energy"]
        energy = each if once else repeated_energy(energy=each, passes=passes)
        if found["carbon"] is None:
            return {"energy": energy, "carbon": None}
        carbon = operational_carbon(energy=energy, intensity=self.intensity)
        return {"energy": energy, "carbon": carbon}

    def duration_of(self, group: Group) -> Second:
        """Time of a group: of training and evaluation for development, else of the whole life.

        Raises
        ------
        InputError
            If nobody says it.
        """
        stages = [self.lifecycle.get(stage) for stage in ("training", "evaluation")]
        times = [stage["time"] for stage in stages if stage is not None]
        return summed(times) if group.name == "development" and times else self.duration

    @property
    def duration(self) -> Second:
        """Time that the whole life takes: as told, of its hardware, or of its inferences.

        Raises
        ------
        InputError
            If nobody says it.
        """
        hardware, lifetime = self.lifecycle.get("hardware"), self.written("inference", "lifetime")
        if self.settings.duration is not None:
            return self.settings.duration
        if hardware is not None:
            return hardware["time"]
        if isinstance(lifetime, str):
            return parse(lifetime, "s")
        remedy = "say how long the whole life takes, e.g. --duration '3 years'"
        raise InputError(Problem("--duration", "this export needs the time of the life", remedy))


def summed(values: list[Any]) -> Any:
    """Sum that is zero for nothing."""
    return total(tuple(values))


def kilowatt_hours(energy: Joule) -> Num:
    """Energy in kWh."""
    return energy / JOULES_PER_KWH
