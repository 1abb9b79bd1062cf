"""A model that drifts: wiring of what training it anew takes and of what waiting takes."""

from __future__ import annotations

from collections.abc import Iterator

from joulepath.core.quantities import (
    Expense,
    ExpensePerInference,
    Gram,
    InferencePerSecond,
    Joule,
    Money,
    Ratio,
    Second,
)
from joulepath.formulas import cost, data, ecal, facility
from joulepath.formulas import drift as losses
from joulepath.formulas import retraining as formulas
from joulepath.formulas.carbon import operational_carbon
from joulepath.records.cost import CostPlan
from joulepath.records.inputs import Inputs
from joulepath.records.results import Lifecycle
from joulepath.records.retraining import (
    DriftPlan,
    ExponentialDrift,
    LinearDrift,
    Policy,
    Repeated,
    SaturatingDrift,
)

__all__ = ["best_of_a_line", "greatest_waiting", "policy", "repeated", "retraining_expense"]

Drift = LinearDrift | ExponentialDrift | SaturatingDrift

_DATA = ("sensing", "collection", "storage", "preprocessing")
_TRAINING = ("training", "evaluation", "federated")
_INSIDE = {
    "storage": "storage",
    "preprocessing": "preprocessing",
    "training": "training",
    "evaluation": "training",
}
"""Stages that may be inside a building, by the name that a site has for them."""


def repeated(inputs: Inputs, life: Lifecycle, plan: DriftPlan) -> Repeated:
    """What of a life is done anew with every retraining.

    Parameters
    ----------
    inputs : Inputs
        What the life was computed from.
    life : Lifecycle
        The life.
    plan : DriftPlan
        How much of it is done anew.

    Returns
    -------
    Repeated
        Of any number type.
    """
    parts = {name: _energies(life, name) for name in (*_DATA, *_TRAINING)}
    collected = _part(parts, _DATA, plan.data_share)
    trained = _part(parts, _TRAINING, plan.training_share)
    delivery = 0.0 if life.inference.delivery is None else life.inference.delivery.update.energy
    drawn = ecal.development_energy(
        stages=(collected, trained, delivery, _building(inputs, parts, plan))
    )
    return Repeated(
        data=collected,
        training=trained,
        delivery=delivery,
        energy=facility.virtualised(energy=drawn, overhead=inputs.virtualisation),
        training_energy=facility.virtualised(
            energy=_part(parts, ("training",), plan.training_share),
            overhead=inputs.virtualisation,
        ),
        bits=data.repeated_bits(bits=life.collection.payload, passes=plan.data_share),
        time=formulas.repeated_time(
            time=0.0 if life.training is None else life.training.time, share=plan.training_share
        ),
    )


def _energies(life: Lifecycle, name: str) -> tuple[Joule, ...]:
    stage = getattr(life, name)
    return () if stage is None else (stage.energy,)


def _part(parts: dict[str, tuple[Joule, ...]], names: tuple[str, ...], share: Ratio) -> Joule:
    energies = tuple(energy for name in names for energy in parts[name])
    return formulas.repeated_part(parts=energies, share=share)


def _building(inputs: Inputs, parts: dict[str, tuple[Joule, ...]], plan: DriftPlan) -> Joule:
    """What the building adds to the stages inside it."""
    site = inputs.site
    if site is None:
        return 0.0
    inside = tuple(name for name, stage in _INSIDE.items() if stage in site.stages)
    known = (
        _part(parts, tuple(name for name in inside if name in group), share)
        for group, share in ((_DATA, plan.data_share), (_TRAINING, plan.training_share))
    )
    equipment = facility.facility_energy(parts=tuple(known))
    return facility.site_overhead(equipment=equipment, overhead=site.pue)


def retraining_expense(quantity: str, inputs: Inputs, anew: Repeated, extra: Expense) -> Expense:
    """What a retraining takes in one respect.

    Parameters
    ----------
    quantity : str
        ``energy``, ``carbon`` or ``money``.
    inputs : Inputs
        A scenario with a zone for carbon and prices for money.
    anew : Repeated
        What is done anew.
    extra : Expense
        What is added to it.

    Returns
    -------
    Expense
        Of any number type.
    """
    return cost.total_cost(parts=(*_known(quantity, inputs, anew), extra))


def _known(quantity: str, inputs: Inputs, anew: Repeated) -> Iterator[Joule | Gram | Money]:
    match quantity:
        case "carbon" if inputs.intensity is not None:
            yield operational_carbon(energy=anew.energy, intensity=inputs.intensity)
        case "money" if inputs.cost is not None:
            yield from _prices(inputs.cost, anew)
        case _:
            yield anew.energy


def _prices(plan: CostPlan, anew: Repeated) -> Iterator[Money]:
    hires = tuple(hire for hire in plan.hire if hire.stage == "training")
    if plan.tariff:
        parts = (cost.weighted_price(share=each.share, price=each.price) for each in plan.tariff)
        hired = anew.training_energy if hires else 0.0  # the price of hire holds its electricity
        billed = cost.billed_energy(whole=anew.energy, hired=hired)
        yield cost.electricity_cost(energy=billed, price=cost.mean_price(parts=tuple(parts)))
    if plan.data is not None:
        yield cost.data_cost(bits=anew.bits, price=plan.data.price, fee=0.0, time=0.0)
    for hire in hires:
        yield cost.hired_cost(price=hire.price, machines=hire.machines, time=anew.time)


def policy(
    drift: Drift,
    interval: Second,
    retraining: Expense,
    answers: InferencePerSecond,
    error: ExpensePerInference,
) -> Policy:
    """What a time from one training to the next comes to.

    Parameters
    ----------
    drift : LinearDrift, ExponentialDrift or SaturatingDrift
        How accuracy falls.
    interval : Second
        The time, above zero.
    retraining : Expense
        What a retraining takes.
    answers : InferencePerSecond
        Answers by the time.
    error : ExpensePerInference
        What a wrong one takes.

    Returns
    -------
    Policy
        Of any number type.
    """
    last, mean = _losses(drift, interval)
    wrong = formulas.error_expense(answers=answers, error=error, loss=mean)
    late = formulas.error_expense(answers=answers, error=error, loss=last)
    return Policy(
        last=last,
        mean=mean,
        errors=wrong,
        whole=formulas.policy_expense(retraining=retraining, interval=interval, errors=wrong),
        waiting=formulas.waiting_expense(interval=interval, last=late, mean=wrong),
    )


def _losses(drift: Drift, interval: Second) -> tuple[Ratio, Ratio]:
    """Accuracy lost in the end and on average."""
    match drift:
        case LinearDrift(decline):
            return (
                losses.linear_loss(decline=decline, interval=interval),
                losses.linear_mean_loss(decline=decline, interval=interval),
            )
        case ExponentialDrift(decline, growth):
            return (
                losses.exponential_loss(decline=decline, growth=growth, interval=interval),
                losses.exponential_mean_loss(decline=decline, growth=growth, interval=interval),
            )
        case SaturatingDrift(decline, limit):
            return (
                losses.saturating_loss(decline=decline, limit=limit, interval=interval),
                losses.saturating_mean_loss(decline=decline, limit=limit, interval=interval),
            )


def best_of_a_line(
    drift: LinearDrift,
    retraining: Expense,
    answers: InferencePerSecond,
    error: ExpensePerInference,
) -> Second:
    """Best time from one training to the next if accuracy falls in a straight line."""
    return formulas.square_root_interval(
        retraining=retraining, answers=answers, error=error, decline=drift.decline
    )


def greatest_waiting(
    drift: SaturatingDrift, answers: InferencePerSecond, error: ExpensePerInference
) -> Expense:
    """What a retraining may take at most if it is ever to pay."""
    return formulas.greatest_waiting(
        answers=answers, error=error, decline=drift.decline, limit=drift.limit
    )
