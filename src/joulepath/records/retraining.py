"""A model that drifts: how its accuracy falls, and what training it anew takes."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import (
    Bit,
    Expense,
    ExpensePerInference,
    ExpensePerSecond,
    Joule,
    PerSecond,
    Ratio,
    Second,
)

__all__ = [
    "DriftPlan",
    "ErrorExpense",
    "ExponentialDrift",
    "LinearDrift",
    "Policy",
    "Repeated",
    "SaturatingDrift",
]


@dataclass(frozen=True)
class LinearDrift:
    """As much accuracy lost in every hour."""

    decline: PerSecond
    """Accuracy lost by the time."""


@dataclass(frozen=True)
class ExponentialDrift:
    """Accuracy lost ever faster."""

    decline: PerSecond
    """Accuracy lost by the time at first."""
    growth: Second
    """Time in which the loss by the time grows by the factor e."""


@dataclass(frozen=True)
class SaturatingDrift:
    """Accuracy lost ever more slowly, up to a limit."""

    decline: PerSecond
    """Accuracy lost by the time at first."""
    limit: Ratio
    """Accuracy that is lost in the end."""


@dataclass(frozen=True)
class ErrorExpense:
    """What wrong answers and retraining take in one respect."""

    quantity: str
    """Energy, carbon or money."""
    error: ExpensePerInference
    """What one wrong answer takes."""
    extra: Expense
    """What a retraining takes beside what the life tells, e.g. labels."""


@dataclass(frozen=True)
class DriftPlan:
    """How a model ages, and what of its development is done anew."""

    drift: LinearDrift | ExponentialDrift | SaturatingDrift
    """How its accuracy falls."""
    data_share: Ratio
    """Part of the development data that is collected and prepared anew."""
    training_share: Ratio
    """Part of the training that is done anew."""
    errors: tuple[ErrorExpense, ...]
    """What a wrong answer takes, in one respect or several."""


@dataclass(frozen=True)
class Repeated:
    """What of a life is done anew with every retraining."""

    data: Joule
    """Sensing, collection, storage and preparation, the building around them left out."""
    training: Joule
    """Training and evaluation, likewise."""
    delivery: Joule
    """The new model on its way to the devices."""
    energy: Joule
    """All of it, with building and virtualisation."""
    training_energy: Joule
    """Part of the training alone, with virtualisation."""
    bits: Bit
    """Data that cross the path."""
    time: Second
    """Time of the training."""


@dataclass(frozen=True)
class Policy:
    """What a time from one training to the next comes to."""

    last: Ratio
    """Accuracy lost when the model is trained anew."""
    mean: Ratio
    """Accuracy that it lacks on average."""
    errors: ExpensePerSecond
    """What wrong answers take by the time."""
    whole: ExpensePerSecond
    """What they and retraining take together."""
    waiting: Expense
    """What wrong answers would take more if the model were always as old as in the end; at the
    best time it equals what a retraining takes."""
