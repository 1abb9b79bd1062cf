"""Money: what a life costs."""

from __future__ import annotations

from collections.abc import Iterable

from joulepath.core.quantities import Bit, Gram, Joule, Money, MoneyPerJoule
from joulepath.formulas import cost as formulas
from joulepath.formulas import data
from joulepath.formulas.embodied.parts import summed_carbon
from joulepath.formulas.fleet import all_passes_time
from joulepath.records.cost import Cost, CostPlan, DataPlan, Hire, Purchase
from joulepath.records.inputs import Inputs
from joulepath.records.results import Lifecycle

__all__ = ["cost_of"]


def cost_of(plan: CostPlan, inputs: Inputs, life: Lifecycle) -> Cost:
    """Cost of a life.

    Parameters
    ----------
    plan : CostPlan
        Prices.
    inputs : Inputs
        What the life was computed from.
    life : Lifecycle
        The life.

    Returns
    -------
    Cost
        In the currency and year of the plan.
    """
    price = _mean_price(plan)
    electricity = None if price is None else _electricity(plan, price, inputs, life)
    bits = _crossing(life)
    moving = None if plan.data is None else _moving(plan, plan.data, bits)
    bought = _summed(_bought(each, plan) for each in plan.hardware)
    hired = _summed(_hired(each, life) for each in plan.hire)
    carbon = _carbon(plan, life)
    known = (part for part in (electricity, moving, bought, hired, carbon) if part is not None)
    whole = formulas.total_cost(parts=tuple(known))
    return Cost(
        currency=plan.currency,
        year=plan.year,
        mean_price=price,
        electricity=electricity,
        bits=bits,
        data=moving,
        hardware=bought,
        hire=hired,
        carbon=carbon,
        total=whole,
        per_inference=formulas.cost_per_inference(cost=whole, inferences=life.inference.inferences),
    )


def _summed(parts: Iterable[Money]) -> Money | None:
    """The sum of what was priced; none where nothing was."""
    priced = tuple(parts)
    return formulas.total_cost(parts=priced) if priced else None


def _mean_price(plan: CostPlan) -> MoneyPerJoule | None:
    if not plan.tariff:
        return None
    return formulas.mean_price(
        parts=tuple(
            formulas.weighted_price(share=each.share, price=each.price) for each in plan.tariff
        )
    )


def _electricity(plan: CostPlan, price: MoneyPerJoule, inputs: Inputs, life: Lifecycle) -> Money:
    parts = tuple(_stage_energy(each, life) for each in plan.hire)
    hired = formulas.hired_energy(parts=parts, overhead=inputs.virtualisation)
    billed = formulas.billed_energy(whole=life.energy, hired=hired)
    return formulas.electricity_cost(energy=billed, price=price)


def _stage_energy(hire: Hire, life: Lifecycle) -> Joule:
    stage = life.balance.inference if hire.stage == "inference" else life.balance.training
    return 0.0 if stage is None else stage.energy


def _crossing(life: Lifecycle) -> Bit:
    """Bits of applications that cross the path in development and in use."""
    used = life.inference
    crossings = (used.collection, used.result)
    often = (
        data.repeated_bits(bits=each.payload, passes=used.passes)
        for each in crossings
        if each is not None
    )
    return data.total_bits(parts=(life.collection.payload, *often))


def _moving(plan: CostPlan, prices: DataPlan, bits: Bit) -> Money:
    return formulas.data_cost(bits=bits, price=prices.price, fee=prices.fee, time=plan.time)


def _bought(each: Purchase, plan: CostPlan) -> Money:
    return formulas.hardware_cost(
        price=each.price, pieces=each.pieces, time=plan.time, life=each.life, share=each.share
    )


def _hired(hire: Hire, life: Lifecycle) -> Money:
    if hire.stage == "training":
        time = 0.0 if life.training is None else life.training.time
    else:
        time = all_passes_time(time=life.inference.computation.time, passes=life.inference.passes)
    return formulas.hired_cost(price=hire.price, machines=hire.machines, time=time)


def _carbon(plan: CostPlan, life: Lifecycle) -> Money | None:
    made: Gram | None = None if life.hardware is None else life.hardware.carbon
    known = tuple(part for part in (life.carbon, made) if part is not None)
    if plan.carbon is None or not known:
        return None
    return formulas.carbon_cost(carbon=summed_carbon(parts=known), price=plan.carbon)
