"""Money: prices, and what a life costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from joulepath.core.quantities import (
    Bit,
    Count,
    Money,
    MoneyPerBit,
    MoneyPerGram,
    MoneyPerInference,
    MoneyPerJoule,
    MoneyPerSecond,
    Ratio,
    Second,
)

__all__ = ["Cost", "CostPlan", "DataPlan", "Hire", "Purchase", "TariffPeriod"]


@dataclass(frozen=True)
class TariffPeriod:
    """A part of the day in which electricity has one price."""

    share: Ratio
    """Share of the energy that is drawn in it."""
    price: MoneyPerJoule
    """Price of electricity."""


@dataclass(frozen=True)
class DataPlan:
    """What moving data costs."""

    price: MoneyPerBit
    """Price by volume."""
    fee: MoneyPerSecond
    """Fee by the time."""


@dataclass(frozen=True)
class Purchase:
    """Hardware that is bought."""

    name: str
    """What it is."""
    price: Money
    """Price of one."""
    pieces: Count
    """How many there are."""
    life: Second
    """Time over which it is written off."""
    share: Ratio
    """Part of it that this life uses."""


@dataclass(frozen=True)
class Hire:
    """Machines that are hired for a stage; their price holds their electricity."""

    stage: Literal["training", "inference"]
    """Stage that runs on them."""
    price: MoneyPerSecond
    """Price of one by the time."""
    machines: Count
    """Machines hired together."""


@dataclass(frozen=True)
class CostPlan:
    """Prices of one currency and year."""

    currency: str
    """ISO 4217 code."""
    year: int
    """Year whose money it is."""
    time: Second
    """Time in service, for fees and hardware."""
    tariff: tuple[TariffPeriod, ...]
    """Price of electricity, by parts of the day; none where electricity is not counted."""
    data: DataPlan | None
    """What moving data costs; none where it is not counted."""
    hardware: tuple[Purchase, ...]
    """Hardware that is bought."""
    hire: tuple[Hire, ...]
    """Machines that are hired."""
    carbon: MoneyPerGram | None
    """Price of carbon; none where it has none."""


@dataclass(frozen=True)
class Cost:
    """What a life costs, in one currency of one year."""

    currency: str
    """ISO 4217 code of all amounts here."""
    year: int
    """Year whose money they are."""
    mean_price: MoneyPerJoule | None
    """Mean price of electricity; none where electricity is not counted."""
    electricity: Money | None
    """Electricity, that of hired machines left out; none where it is not counted."""
    bits: Bit
    """Data that cross the path in the whole life."""
    data: Money | None
    """Moving them; none where that is not counted."""
    hardware: Money | None
    """Hardware, the part that is written off; none where none is priced."""
    hire: Money | None
    """Hired machines; none where none are."""
    carbon: Money | None
    """Carbon of electricity and of making hardware; none without a price or a zone."""
    total: Money
    """All that has a price."""
    per_inference: MoneyPerInference
    """What falls to one inference."""
