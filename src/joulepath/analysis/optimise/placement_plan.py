"""A placement from a file: its tasks, sites and data read, checked and placed best."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from joulepath.analysis.optimise.placement import Placed, Task, Traffic, place
from joulepath.analysis.optimise.placement_costs import UNITS, Costs, resource
from joulepath.catalogue import Catalogue, load
from joulepath.errors import InputError, Problem, UnknownName
from joulepath.scenario.placement_section import OptionSection, PlacementSection, TaskSection
from joulepath.scenario.plan_file import checked_plan, read_tables

__all__ = ["PlannedPlacement", "planned_placement"]


@dataclass(frozen=True)
class PlannedPlacement:
    """The best placement of a plan, and what it rests on."""

    title: str
    """Its name."""
    minimised: str
    """What was to be least."""
    unit: str
    """Coherent unit of all costs; the currency where it is money."""
    tasks: tuple[Task, ...]
    """Tasks with what they take at each site."""
    traffic: tuple[Traffic, ...]
    """Data between tasks with what they take by sites."""
    capacities: Mapping[str, Mapping[str, float]]
    """What there is of each limited resource at each site."""
    resources: Mapping[str, str]
    """Coherent unit of each resource."""
    found: Placed
    """The best placement."""
    apart: float
    """What all tasks take if each is where it takes least, without capacities and traffic."""
    together: Mapping[str, float | None]
    """What all take at a single site, for each where all can run; none where they do not fit."""
    assumptions: tuple[str, ...]
    """What was assumed."""


def planned_placement(file: Path, catalogue: Catalogue | None = None) -> PlannedPlacement:
    """Place the tasks of a plan best.

    Parameters
    ----------
    file : Path
        A TOML file; `joulepath.scenario.placement_section.PlacementSection` says what it holds.
    catalogue : Catalogue, optional
        Where names are looked up; the built-in one by default.

    Returns
    -------
    PlannedPlacement
        No placement takes less.

    Raises
    ------
    InputError
        With everything that is wrong with the file or its scenarios; if no placement keeps to
        the capacities.
    MissingExtra
        If SciPy is not installed.
    """
    known = catalogue or load()
    section = checked_plan(read_tables(file), PlacementSection, file.name, known)
    reader = _Reader(section, file, known)
    capacities, tasks, traffic = reader.capacities(), reader.tasks(), reader.traffic()
    reader.finish()
    return PlannedPlacement(
        title=section.title or file.stem,
        minimised=section.minimise,
        unit=section.currency or UNITS[section.minimise],
        tasks=tasks,
        traffic=traffic,
        capacities=capacities,
        resources=reader.resources,
        found=place(tasks, capacities, traffic),
        apart=sum(min(task.costs.values()) for task in tasks),
        together=dict(_together(section, tasks, capacities)),
        assumptions=tuple(reader.assumptions()),
    )


def _together(
    section: PlacementSection,
    tasks: tuple[Task, ...],
    capacities: Mapping[str, Mapping[str, float]],
) -> Iterator[tuple[str, float | None]]:
    for site in (each.name for each in section.sites):
        if all(site in task.costs for task in tasks):
            fits = all(
                sum(task.needs.get(site, {}).get(name, 0.0) for task in tasks) <= limit
                for name, limit in capacities.get(site, {}).items()
            )
            yield site, sum(task.costs[site] for task in tasks) if fits else None


class _Reader:
    """Reads a plan and collects all that is wrong with it."""

    def __init__(self, section: PlacementSection, file: Path, catalogue: Catalogue) -> None:
        self.resources: dict[str, str] = {}
        self._section, self._name = section, file.name
        self._costs = Costs(section, file.parent, catalogue)
        self._problems: list[Problem] = []
        self._sites = [site.name for site in section.sites]
        self._unlimited: dict[str, None] = {}
        self._twice("sites", self._sites)

    def capacities(self) -> dict[str, dict[str, float]]:
        """What there is of each limited resource at each site."""
        return {
            site.name: self._amounts(site.capacities, f"sites[{at}].capacities")
            for at, site in enumerate(self._section.sites)
        }

    def tasks(self) -> tuple[Task, ...]:
        """What each task takes at each of its sites."""
        self._twice("tasks", [task.name for task in self._section.tasks])
        return tuple(
            self._task(task, f"tasks[{at}]") for at, task in enumerate(self._section.tasks)
        )

    def _task(self, task: TaskSection, at: str) -> Task:
        costs: dict[str, float] = {}
        needs: dict[str, dict[str, float]] = {}
        lives: dict[float, None] = {}
        for number, option in enumerate(task.options):
            where, site = f"{at}.options[{number}]", option.site
            self._known("site", site, self._sites, f"{where}.site")
            if site in costs:
                self._wrong(f"{where}.site", f"{site!r} is there twice", "write it once")
            needs[site] = self._amounts(option.needs, f"{where}.needs")
            costs[site] = self._cost(option, where, lives)
            self._note_limits(site, option.needs)
        if len(lives) > 1 and self._section.counted == "life":
            listed = " and ".join(f"{count:g}" for count in lives)
            remedy = 'write counted = "inference", or give them one life'
            self._wrong(f"{at}.options", f"scenarios of {listed} inferences", remedy)
        return Task(task.name, costs, needs)

    def _cost(self, option: OptionSection, where: str, lives: dict[float, None]) -> float:
        """What a task takes at a site; the inferences of a scenario are noted."""
        with self._collecting():
            if option.cost is not None:
                return self._costs.given(option.cost, self._at(f"{where}.cost"))
            cost, inferences = self._costs.of_scenario(option, self._at(f"{where}.scenario"))
            lives[inferences] = None
            return cost
        return 0.0

    def traffic(self) -> tuple[Traffic, ...]:
        """What data between tasks take by the sites of both."""
        per_bit = self._ways()
        sites = {task.name: [o.site for o in task.options] for task in self._section.tasks}
        found: list[Traffic] = []
        for at, each in enumerate(self._section.traffic):
            where = f"traffic[{at}]"
            for end, name in (("source", each.source), ("target", each.target)):
                self._known("task", name, sites, f"{where}.{end}")
            if each.source == each.target:
                self._wrong(where, f"{each.source!r} sends to itself", "leave it out")
            pairs = product(sites.get(each.source, ()), sites.get(each.target, ()))
            apart = [(here, there) for here, there in pairs if here != there]
            costs = {ends: float(each.size) * self._way(ends, per_bit, where) for ends in apart}
            found.append(Traffic(each.source, each.target, costs))
        return tuple(found)

    def _way(
        self, ends: tuple[str, str], per_bit: Mapping[frozenset[str], float], where: str
    ) -> float:
        """What a bit takes between two sites, which a link must tell."""
        found = per_bit.get(frozenset(ends))
        if found is None:
            what = f"no link between {ends[0]} and {ends[1]}"
            remedy = f'add [[links]] with sites = ["{ends[0]}", "{ends[1]}"] and its cost'
            self._wrong(where, what, remedy)
        return found or 0.0

    def _ways(self) -> dict[frozenset[str], float]:
        """What a bit takes between two sites."""
        found: dict[frozenset[str], float] = {}
        for at, link in enumerate(self._section.links):
            where = f"links[{at}]"
            for name in link.sites:
                self._known("site", name, self._sites, f"{where}.sites")
            ends = frozenset(link.sites)
            if len(ends) == 1:
                self._wrong(f"{where}.sites", "both ends are one site", "name two sites")
            if ends in found:
                said = " and ".join(link.sites)
                self._wrong(f"{where}.sites", f"a second link of {said}", "write one")
            found[ends] = 0.0
            with self._collecting():
                given = self._costs.given(link.cost, self._at(f"{where}.cost"))
                found[ends] = given / float(link.per)
        return found

    def assumptions(self) -> Iterator[str]:
        """What was assumed."""
        yield from (f"no limit is known to {each}" for each in self._unlimited)
        yield from self._costs.assumptions

    def finish(self) -> None:
        """Refuse the plan if anything is wrong with it."""
        if self._problems:
            raise InputError(*self._problems)

    def _amounts(self, amounts: Mapping[str, float | str], at: str) -> dict[str, float]:
        found: dict[str, float] = {}
        for name, amount in amounts.items():
            with self._collecting():
                found[name], unit = resource(amount, self._at(f"{at}.{name}"))
                kind = self.resources.setdefault(name, unit)
                if kind != unit:
                    what = f"{amount!r} is in {unit}, elsewhere {name} is in {kind}"
                    self._wrong(f"{at}.{name}", what, "use units of one kind")
        return found

    def _note_limits(self, site: str, needs: Mapping[str, float | str]) -> None:
        limited = {name for s in self._section.sites if s.name == site for name in s.capacities}
        self._unlimited |= {f"{name} at {site}": None for name in needs if name not in limited}

    @contextmanager
    def _collecting(self) -> Generator[None]:
        try:
            yield
        except InputError as error:
            self._problems += error.problems

    def _known(self, kind: str, name: str, known: Iterable[str], at: str) -> None:
        names = list(known)
        if name not in names:
            error = UnknownName(kind, name, names, where=self._at(at))
            self._problems += error.problems

    def _twice(self, at: str, names: list[str]) -> None:
        for name in dict.fromkeys(name for name in names if names.count(name) > 1):
            self._wrong(at, f"{name!r} is there twice", "name them apart")

    def _wrong(self, at: str, what: str, remedy: str) -> None:
        self._problems.append(Problem(self._at(at), what, remedy))

    def _at(self, at: str) -> str:
        return f"{self._name}: {at}"
