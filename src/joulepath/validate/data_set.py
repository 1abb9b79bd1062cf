"""A set of published measurements, how it is predicted, and what must be reached on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Bands", "Basis", "Case", "DataSet", "Gate", "Predictor"]

Basis = Literal["measured power", "time only", "published footprint"]
"""What the energies rest on; where power was assumed, only time has been measured."""


@dataclass(frozen=True)
class Case:
    """One published measurement and the circumstances it was taken in."""

    name: str
    """What was measured, as a person would call it."""
    platform: str
    """Board, processor or system, by which pictures are coloured."""
    groups: Mapping[str, str]
    """Group of the case by each way of holding cases out, e.g. ``{"board": "nucleo-l4r5zi"}``."""
    circumstances: Any
    """Whatever the predictors of the data set need to know, a frozen record."""
    measured: float
    """Published value, in the unit of the data set."""
    kind: str = ""
    """Kind of case, where a data set has several."""


class Predictor(Protocol):
    """Anything that predicts cases."""

    def __call__(self, cases: Sequence[Case], /) -> NDArray[np.float64]:
        """Predict each case, in the unit of the data set and in the order given."""
        ...


class Bands(Protocol):
    """Anything that says how sure predictions are, where a data set knows better than errors."""

    def __call__(
        self, training: Sequence[Case], cases: Sequence[Case], /
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Lower and upper ends of the 90 % band of each case, from the others alone."""
        ...


@dataclass(frozen=True)
class Gate:
    """What predictions of held-out cases must reach."""

    holdout: str
    """How cases are held out."""
    error: float
    """Largest absolute percentage error, as a share."""
    kind: str | None = None
    """Kind of case it is about (`Case.kind`); all of them by default."""
    coverage: tuple[float, float] = (0.80, 0.97)
    """Share of the cases that the 90 % band must hold, at least and at most."""
    missed: str = ""
    """Why it is not reached, where that is known."""
    of: Literal["mean", "median"] = "mean"
    """Which error of the cases it bounds."""


@dataclass(frozen=True)
class DataSet:
    """Published measurements of one kind."""

    name: str
    """Name by which it is asked for, e.g. ``"mlperf-tiny"``."""
    title: str
    """What it is."""
    quantity: str
    """What is measured, e.g. ``"energy per inference"``."""
    unit: str
    """Unit of the measurements, from the closed table of units."""
    basis: Basis
    """What the energies rest on."""
    sources: tuple[str, ...]
    """Keys of the sources, that of the measurements first."""
    cases: tuple[Case, ...]
    """The measurements."""
    fit: Callable[[Sequence[Case]], Predictor]
    """Calibrate on some cases, to predict others."""
    gates: tuple[Gate, ...]
    """What must be reached."""
    bands: Bands | None = None
    """Bands of its own, where predictions have them; by default those of held-out errors."""
    peers: Mapping[str, Predictor] = field(default_factory=dict[str, Predictor])
    """Formulas of others, by name, which need no fit."""
    remarks: tuple[str, ...] = ()
    """What a reader must know to judge the figures, a sentence each."""
    folds: int = 5
    """Folds in which cases are held out to find the size of a band; no more than there are
    groups."""
