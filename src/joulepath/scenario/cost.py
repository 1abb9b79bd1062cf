"""What a life costs: what a scenario may say of prices, and how it becomes a plan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, WithJsonSchema, model_validator

from joulepath.core.quantities import Num
from joulepath.errors import Problem
from joulepath.records.cost import CostPlan, DataPlan, Hire, Purchase, TariffPeriod
from joulepath.scenario.fields import Quantity, Rate, refuse
from joulepath.scenario.ledger import Ledger
from joulepath.scenario.prices import CURRENCIES, Price, currencies_in
from joulepath.scenario.problems import located, problem_at
from joulepath.scenario.schema import Scenario
from joulepath.scenario.section import Section

__all__ = [
    "CostSection",
    "DataPlanSection",
    "HireSection",
    "PurchaseSection",
    "TariffSection",
    "cost_plan",
    "cost_problems",
]

_DAY: Final = 1440
_PRICED: Final = ("electricity", "tariff", "data", "hardware", "hire", "carbon")
_FIRST_EURO: Final = 1999
_CLOCK: Final = re.compile(r"(?P<hour>[01][0-9]|2[0-4]):(?P<minute>[0-5][0-9])")

_PerEnergy = Annotated[Num, Price("money/J", minimum=0, example="/kWh")]


def _clock(text: str) -> str:
    found = _CLOCK.fullmatch(text)
    if found is None or (found["hour"] == "24" and found["minute"] != "00"):
        raise refuse(f"{text!r} is no time of day", 'write e.g. "06:30"')
    return text


def _minutes(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


_Clock = Annotated[str, AfterValidator(_clock)]


class TariffSection(Section):
    """A part of the day in which electricity has one price."""

    start: _Clock
    """When it begins, local time, e.g. "22:00"."""
    end: _Clock
    """When it ends, e.g. "06:00"; it may be on the next day."""
    price: _PerEnergy
    """Price of electricity, e.g. "0.21 EUR/kWh"."""
    share: Annotated[Num, Quantity("1", minimum=0, maximum=1)] | None = None
    """Share of the energy that is drawn then; by default that of the hours."""

    @property
    def minutes(self) -> list[int]:
        """Minutes of the day that it holds."""
        start, end = _minutes(self.start), _minutes(self.end)
        length = (end - start) % _DAY or _DAY
        return [(start + each) % _DAY for each in range(length)]


class DataPlanSection(Section):
    """What moving data costs."""

    price: Annotated[Num, Price("money/bit", minimum=0, example="/GB")] | None = None
    """Price by volume, e.g. "2 EUR/GB"; left out where volume is free."""
    fee: Annotated[Num, Price("money/s", minimum=0, example="/month")] | None = None
    """Fee by the time, e.g. "1.50 EUR/month"; left out where there is none."""

    @model_validator(mode="after")
    def _has_a_price(self) -> DataPlanSection:
        if self.price is None and self.fee is None:
            raise refuse("neither price nor fee", 'write e.g. price = "2 EUR/GB"')
        return self


class PurchaseSection(Section):
    """Hardware that is bought, and written off in equal parts."""

    name: str
    """What it is."""
    price: Annotated[Num, Price("money", minimum=0)]
    """Price of one, e.g. "25 EUR"."""
    pieces: Annotated[Num, Quantity("1", above=0)] = 1.0
    """How many there are."""
    life: Annotated[Num, Quantity("s", above=0)]
    """Time over which it is written off, e.g. "5 years"."""
    share: Annotated[Num, Quantity("1", above=0, maximum=1)] = 1.0
    """Part of it that this life uses."""


class HireSection(Section):
    """Machines that are hired for a stage; their price holds their electricity."""

    stage: Literal["training", "inference"]
    """Stage that runs on them."""
    price: Annotated[Num, Price("money/s", minimum=0, example="/h")]
    """Price of one, e.g. "2.40 EUR/h"."""
    machines: Annotated[Num, Quantity("1", above=0)] = 1.0
    """Machines hired together, for the time that the stage takes."""


def _checked(table: Any) -> Any:
    """Refuse prices of several currencies, as they were written."""
    code = table.get("currency")
    if isinstance(code, str) and code not in CURRENCIES:
        raise refuse(f"no currency {code!r}", 'write an ISO code, e.g. "EUR"', ("currency",))
    for at, other in currencies_in(table):
        if code is not None and other != code:
            what = f"a price in {other} among those in {code}"
            raise refuse(what, f"convert it to {code} of the year, and say so", at)
    return table


class CostSection(Section):
    """Prices, all of one currency and one year."""

    currency: Annotated[str, WithJsonSchema({"type": "string", "enum": list(CURRENCIES)})]
    """ISO 4217 code, e.g. "EUR"; nothing is ever converted."""
    year: Annotated[int, Quantity("1", minimum=1900, maximum=2200, whole=True), AfterValidator(int)]
    """Year whose money all prices are in."""
    time: Annotated[Num, Quantity("s", above=0)] | None = None
    """Time in service, for fees and hardware; by default the lifetime of the inferences."""
    electricity: _PerEnergy | None = None
    """Price of electricity at any hour, e.g. "0.30 EUR/kWh"."""
    tariff: tuple[TariffSection, ...] = ()
    """Prices of electricity by parts of the day, instead of one."""
    data: DataPlanSection | None = None
    """What moving data costs."""
    hardware: tuple[PurchaseSection, ...] = ()
    """Hardware that is bought."""
    hire: tuple[HireSection, ...] = ()
    """Machines that are hired."""
    carbon: Annotated[Num, Price("money/g", minimum=0, example="/t")] | None = None
    """Price of carbon, e.g. "65 EUR/t"."""

    @model_validator(mode="before")
    @classmethod
    def _has_one_currency(cls, table: Any) -> Any:
        return _checked(table) if isinstance(table, Mapping) else table

    @model_validator(mode="after")
    def _has_prices(self) -> CostSection:
        if all(getattr(self, key) in (None, ()) for key in _PRICED):
            raise refuse("no price in it", f"give one of {', '.join(_PRICED)}, or leave it out")
        if self.currency == "EUR" and self.year < _FIRST_EURO:
            raise refuse(f"no euro in {self.year}", f"it began in {_FIRST_EURO}", ("year",))
        return self

    @model_validator(mode="after")
    def _has_one_tariff(self) -> CostSection:
        if self.electricity is not None and self.tariff:
            raise refuse("electricity beside a tariff", "leave out either", ("electricity",))
        if self.tariff:
            self._check_hours()
            self._check_shares()
        stages = [hire.stage for hire in self.hire]
        if len(stages) != len({*stages}):
            raise refuse("a stage hired twice", "write one table for each", ("hire",))
        return self

    def _check_hours(self) -> None:
        held = [minute for period in self.tariff for minute in period.minutes]
        twice = sorted(each for each in {*held} if held.count(each) > 1)
        missing = sorted({*range(_DAY)} - {*held})
        for what, minutes in (("two prices", twice), ("no price", missing)):
            if minutes:
                at = f"{minutes[0] // 60:02}:{minutes[0] % 60:02}"
                raise refuse(f"{what} at {at}", "let the parts make one day", ("tariff",))

    def _check_shares(self) -> None:
        shares = [period.share for period in self.tariff if period.share is not None]
        whole = abs(sum(shares) - 1) < 1e-6
        if shares and (len(shares) < len(self.tariff) or not whole):
            what = f"shares of energy that come to {sum(shares):g} of 1"
            raise refuse(what, "give all of them, so that they make 1, or none", ("tariff",))


def cost_problems(scenario: Scenario, name: str) -> Iterator[Problem]:
    """Say what prices need of the rest of a scenario."""
    section: Any = scenario.cost
    timed = isinstance(scenario.inference.inferences, Rate) or section.time is not None
    if not timed:
        what = "no time in service, and the inferences have no rate with a lifetime"
        yield problem_at(located(name, ["cost"]), what, 'write e.g. time = "5 years"')
    if any(hire.stage == "training" for hire in section.hire) and scenario.training is None:
        what = "machines hired for a training that the scenario has not"
        yield problem_at(located(name, ["cost", "hire"]), what, "add [training], or leave it out")
    if section.carbon is not None and scenario.zone is None and scenario.hardware is None:
        what = "a price of carbon, but no zone that tells the carbon"
        yield problem_at(located(name, ["cost", "carbon"]), what, 'write e.g. zone = "DEU"')


def cost_plan(section: CostSection, scenario: Scenario, ledger: Ledger) -> CostPlan:
    """Prices of a life, with the origin of every number.

    Parameters
    ----------
    section : CostSection
        What the scenario says.
    scenario : Scenario
        The scenario, whose inferences tell the time in service.
    ledger : Ledger
        Where origins are noted.

    Returns
    -------
    CostPlan
        In coherent units of its currency.
    """
    timed = scenario.inference if section.time is None else section
    at = ("lifetime", "inference") if section.time is None else ("time", "cost")
    carbon = section.carbon
    if carbon is not None:
        carbon = ledger.take("cost.carbon", section, "carbon", "cost")
    if unpriced := ", ".join(_unpriced(section)):
        ledger.assume("cost", f"no price of {unpriced}: not in the total")
    return CostPlan(
        currency=section.currency,
        year=section.year,
        time=ledger.take("cost.time", timed, *at),
        tariff=tuple(_tariff(section, ledger)),
        data=None if section.data is None else _data(section.data, ledger),
        hardware=tuple(_purchase(each, at, ledger) for at, each in enumerate(section.hardware)),
        hire=tuple(_hire(each, at, ledger) for at, each in enumerate(section.hire)),
        carbon=carbon,
    )


def _unpriced(section: CostSection) -> Iterator[str]:
    """What a life costs as a rule, of which the scenario gives no price."""
    if section.electricity is None and not section.tariff:
        yield "electricity"
    if section.data is None:
        yield "data"
    if not section.hardware:
        yield "hardware that is bought"


def _tariff(section: CostSection, ledger: Ledger) -> Iterator[TariffPeriod]:
    if section.electricity is not None:
        ledger.derive("cost.tariff.0.share", "cost.electricity", "one price all day")
        price = ledger.take("cost.tariff.0.price", section, "electricity", "cost")
        yield TariffPeriod(1.0, price)
    for at, period in enumerate(section.tariff):
        path = f"cost.tariff.{at}"
        price = ledger.take(f"{path}.price", period, "price", path)
        if period.share is not None:
            yield TariffPeriod(ledger.take(f"{path}.share", period, "share", path), price)
            continue
        ledger.derive(f"{path}.share", f"{path}.start", f"{period.start} to {period.end}")
        ledger.assume("cost.tariff", "shares not given: energy is drawn evenly over the day")
        yield TariffPeriod(len(period.minutes) / _DAY, price)


def _data(section: DataPlanSection, ledger: Ledger) -> DataPlan:
    found: list[Any] = []
    for key in ("price", "fee"):
        if getattr(section, key) is None:
            ledger.derive(f"cost.data.{key}", "cost.data", "left out: nothing")
            found.append(0.0)
        else:
            found.append(ledger.take(f"cost.data.{key}", section, key, "cost.data"))
    return DataPlan(*found)


def _purchase(section: PurchaseSection, at: int, ledger: Ledger) -> Purchase:
    path = f"cost.hardware.{at}"
    keys = ("price", "pieces", "life", "share")
    return Purchase(
        section.name, *(ledger.take(f"{path}.{key}", section, key, path) for key in keys)
    )


def _hire(section: HireSection, at: int, ledger: Ledger) -> Hire:
    path = f"cost.hire.{at}"
    return Hire(
        section.stage,
        ledger.take(f"{path}.price", section, "price", path),
        ledger.take(f"{path}.machines", section, "machines", path),
    )
