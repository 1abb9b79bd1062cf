"""A model that drifts: what a scenario may say of it, and how it becomes a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from joulepath.core.quantities import Num
from joulepath.errors import Problem, ScenarioError
from joulepath.records.distributions import BandedValue
from joulepath.records.inputs import RateDemand
from joulepath.records.retraining import (
    DriftPlan,
    ErrorExpense,
    ExponentialDrift,
    LinearDrift,
    SaturatingDrift,
)
from joulepath.scenario.fields import Quantity
from joulepath.scenario.ledger import Ledger
from joulepath.scenario.prices import Price, currencies_in
from joulepath.scenario.problems import located, problem_at
from joulepath.scenario.reading import Loaded
from joulepath.scenario.resolve import Resolved, resolve
from joulepath.scenario.section import Section

__all__ = ["DriftSection", "Drifting", "resolve_drift"]

_Share = Annotated[Num, Quantity("1", minimum=0, maximum=1)]
_QUANTITIES: Final = {"energy": "energy", "carbon": "carbon", "money": "cost"}
"""What errors may take, and how the keys of the section call it."""


class DriftSection(Section):
    """How the model loses accuracy as it ages, and what a wrong answer takes."""

    shape: Literal["linear", "exponential", "saturating"] = "linear"
    """How accuracy falls: as much in every hour, ever faster, or up to a limit."""
    rate: Annotated[Num, Quantity("1/s", above=0)]
    """Accuracy lost by the time, at first, e.g. "1 %/month"."""
    growth: Annotated[Num, Quantity("s", above=0)] | None = None
    """Time in which the loss by the time grows by the factor e (exponential alone)."""
    limit: Annotated[Num, Quantity("1", above=0, maximum=1)] | None = None
    """Accuracy that is lost in the end, e.g. "30 %" (saturating alone)."""
    error_energy: Annotated[Num, Quantity("J", above=0)] | None = None
    """Energy that one wrong answer takes, e.g. "2 kJ" for a needless drive."""
    error_carbon: Annotated[Num, Quantity("g", above=0)] | None = None
    """CO2-equivalent that one wrong answer takes, e.g. "150 g"."""
    error_cost: Annotated[Num, Price("money", above=0)] | None = None
    """Money that one wrong answer takes, e.g. "0.40 EUR"; needs [cost]."""
    extra_energy: Annotated[Num, Quantity("J", minimum=0)] = 0.0
    """Energy of a retraining beside what the scenario tells."""
    extra_carbon: Annotated[Num, Quantity("g", minimum=0)] = 0.0
    """CO2-equivalent of a retraining beside what the scenario tells."""
    extra_cost: Annotated[Num, Price("money", minimum=0)] | None = None
    """Money of a retraining beside what the scenario tells, e.g. "300 EUR" for labels."""
    data_share: _Share = 1.0
    """Part of the development data that is collected and prepared anew."""
    training_share: _Share = 1.0
    """Part of the training that is done anew."""


@dataclass(frozen=True)
class Drifting:
    """A scenario whose model drifts."""

    resolved: Resolved
    """The scenario, resolved."""
    plan: DriftPlan
    """How it drifts, in coherent units."""
    bands: Mapping[str, BandedValue]
    """What is not known exactly of that, by its dotted path in the plan."""


def resolve_drift(loaded: Loaded) -> Drifting:
    """Resolve a scenario and the drift of its model.

    Parameters
    ----------
    loaded : Loaded
        A scenario with ``[drift]`` and a rate of inferences.

    Returns
    -------
    Drifting
        With the bands of what is not known exactly.

    Raises
    ------
    ScenarioError
        With all that the scenario lacks.
    """
    problems = list(_problems(loaded))
    if problems:
        raise ScenarioError(*problems)
    resolved = resolve(loaded)
    assert isinstance(resolved.inputs.inference.demand, RateDemand)
    ledger, section = Ledger(loaded), _section(loaded)
    plan = DriftPlan(
        drift=_drift(section, ledger),
        data_share=ledger.take("data_share", section, "data_share", "drift"),
        training_share=ledger.take("training_share", section, "training_share", "drift"),
        errors=tuple(_errors(section, ledger)),
    )
    return Drifting(resolved, plan, ledger.bands)


def _section(loaded: Loaded) -> DriftSection:
    section: Any = loaded.scenario.drift
    return section


def _problems(loaded: Loaded) -> Iterator[Problem]:
    name = loaded.name
    if loaded.scenario.drift is None:
        remedy = 'add [drift] with rate = "1 %/month", or --set drift.rate="1 %/month"'
        yield problem_at(located(name, ["drift"]), "missing: nothing drifts", remedy)
        return
    section = _section(loaded)
    yield from _shape_problems(section, name)
    yield from _error_problems(section, loaded)
    from joulepath.scenario.fields import Rate

    if not isinstance(loaded.scenario.inference.inferences, Rate):
        what = "no rate at which the model is used"
        remedy = 'write a rate such as inferences = "24/day", with a lifetime'
        yield problem_at(located(name, ["inference", "inferences"]), what, remedy)


def _shape_problems(section: DriftSection, name: str) -> Iterator[Problem]:
    for key, shape, example in (
        ("growth", "exponential", '"1 year"'),
        ("limit", "saturating", '"30 %"'),
    ):
        given, wanted = getattr(section, key) is not None, section.shape == shape
        where = located(name, ["drift", key])
        if wanted and not given:
            yield problem_at(where, f"missing for a {shape} drift", f"write e.g. {key} = {example}")
        if given and not wanted:
            what = f"means nothing for a {section.shape} drift"
            yield problem_at(where, what, f'leave it out, or write shape = "{shape}"')


def _error_problems(section: DriftSection, loaded: Loaded) -> Iterator[Problem]:
    name, scenario = loaded.name, loaded.scenario
    if section.error_energy is section.error_carbon is section.error_cost is None:
        remedy = 'write error_energy, error_carbon or error_cost, e.g. error_carbon = "150 g"'
        yield problem_at(located(name, ["drift"]), "a wrong answer takes nothing", remedy)
    if section.error_carbon is not None and scenario.zone is None and scenario.site is None:
        what = "carbon of errors, but no zone that tells that of a retraining"
        yield problem_at(located(name, ["drift", "error_carbon"]), what, 'write e.g. zone = "DEU"')
    if section.error_cost is None:
        return
    prices: Any = scenario.cost
    where = located(name, ["drift", "error_cost"])
    if prices is None:
        what = "money of errors, but no [cost] that tells that of a retraining"
        yield problem_at(where, what, "add [cost] with currency, year and e.g. electricity")
        return
    for at, code in currencies_in(loaded.written["drift"]):
        if code != prices.currency:
            what = f"a price in {code} among those in {prices.currency}"
            remedy = f"convert it to {prices.currency} of the year, and say so"
            yield problem_at(located(name, ["drift", *at]), what, remedy)


def _drift(
    section: DriftSection, ledger: Ledger
) -> LinearDrift | ExponentialDrift | SaturatingDrift:
    decline = ledger.take("drift.decline", section, "rate", "drift")
    match section.shape:
        case "linear":
            return LinearDrift(decline)
        case "exponential":
            growth = ledger.take("drift.growth", section, "growth", "drift")
            return ExponentialDrift(decline, growth)
        case "saturating":
            limit = ledger.take("drift.limit", section, "limit", "drift")
            return SaturatingDrift(decline, limit)


def _errors(section: DriftSection, ledger: Ledger) -> Iterator[ErrorExpense]:
    """What errors take in each respect that the scenario tells."""
    given = [
        key for key in _QUANTITIES if getattr(section, f"error_{_QUANTITIES[key]}") is not None
    ]
    for at, quantity in enumerate(given):
        key, path = _QUANTITIES[quantity], f"errors.{at}"
        error = ledger.take(f"{path}.error", section, f"error_{key}", "drift")
        extra = ledger.take(f"{path}.extra", section, f"extra_{key}", "drift")
        yield ErrorExpense(quantity, error, 0.0 if extra is None else extra)
