"""What is uncertain in a resolved scenario, and draws of it.

Each thing that is not known is one parameter, however many numbers of the inputs it sets: a draw
moves all of them together. The draws of a parameter depend on what it is about and the seed alone,
so scenarios that share a parameter share its draws.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from joulepath.analysis.designs import Design, check_design, inside, shares_of, sobol_shares
from joulepath.core.tree import leaves, map_leaves
from joulepath.errors import InputError, Problem, UnknownName
from joulepath.lifecycle import lifecycle
from joulepath.records.distributions import Distribution, banded
from joulepath.records.inputs import Inputs
from joulepath.records.results import EnergyBand, Lifecycle
from joulepath.scenario.resolve import Resolved

__all__ = ["Design", "Parameter", "Space", "space_of"]

_OF_A_ZONE: Final = re.compile(
    r"(?P<zone>zones/[^.]+)\.(?:(?P<quantity>[a-z -]+?) )?(?P<year>\d{4})"
)
_SAME_MIX: Final = {"direct": "intensity", "non-renewable energy": "primary energy"}
"""Quantities of a zone that err as another does, being a part of it."""


@dataclass(frozen=True)
class Parameter:
    """One thing that is not known exactly."""

    name: str
    """Figure of the catalogue, key of the scenario or error of a method, e.g.
    ``zones/DEU.2025``, ``inference.utilisation`` or ``method/roofline.error``."""
    paths: tuple[str, ...]
    """Dotted paths in the inputs that it sets; one draw moves them all."""
    value: float
    """Best estimate, in the coherent unit."""
    distribution: Distribution
    """How it may vary."""
    assumed: bool = False
    """Whether nobody states a band, and that of its kind of source stands in."""
    of: str = ""
    """What it is about, where its name alone does not tell: the processor of a method's error, the
    band of a key of the scenario."""

    @property
    def stream(self) -> str:
        """What its draws depend on besides the seed; parameters that share it err together.

        Figures of one zone do, whatever their year and basis, for they rest on the same factors
        of the same power plants.
        """
        zone = _OF_A_ZONE.fullmatch(self.name)
        if zone is None:
            return f"{self.name} {self.of}".strip()
        quantity = zone["quantity"] or "intensity"
        return f"{zone['zone']} {_SAME_MIX.get(quantity, quantity)}"


@dataclass(frozen=True)
class Space:
    """All that is uncertain in one resolved scenario."""

    inputs: Inputs
    """The scenario at its best estimates."""
    parameters: tuple[Parameter, ...]
    """What is uncertain, in the order of the inputs."""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the parameters."""
        return tuple(parameter.name for parameter in self.parameters)

    @property
    def best(self) -> dict[str, float]:
        """Best estimate of every parameter."""
        return {parameter.name: parameter.value for parameter in self.parameters}

    def at(self, values: Mapping[str, ArrayLike]) -> Inputs:
        """Inputs in which some parameters have other values.

        Parameters
        ----------
        values : mapping of str to array_like
            Values by name of the parameter, in its coherent unit; their shapes broadcast.
            Parameters that are left out stay at their best estimates.

        Returns
        -------
        Inputs
            Every number that a parameter sets is scaled by the value over the best estimate; a
            best estimate of zero is replaced instead.

        Raises
        ------
        UnknownName
            For a name that is not among the parameters.
        """
        known = dict(zip(self.names, self.parameters, strict=True))
        changes: dict[str, list[tuple[Any, float]]] = {}
        for name, value in values.items():
            if name not in known:
                raise UnknownName("uncertain parameter", name, known)
            for path in known[name].paths:
                changes.setdefault(path, []).append((np.asarray(value), known[name].value))
        return map_leaves(
            lambda path, leaf: _changed(leaf, changes[path]) if path in changes else leaf,
            self.inputs,
        )

    def cube(self, unit: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        """Turn points of the unit cube into values of the parameters.

        Parameters
        ----------
        unit : ndarray
            Probabilities between 0 and 1, a row a point and a column a parameter.

        Returns
        -------
        dict of str to ndarray
            Values by name of the parameter, one for each row.
        """
        if unit.ndim != 2 or unit.shape[1] != len(self.parameters):
            what = f"points of shape {unit.shape} for {len(self.parameters)} parameters"
            raise InputError(Problem("cube", what, "give a column for each parameter"))
        return {
            parameter.name: np.asarray(parameter.distribution.ppf(inside(unit[:, column])))
            for column, parameter in enumerate(self.parameters)
        }

    def draw(
        self, count: int, seed: int = 0, design: Design = "random"
    ) -> dict[str, NDArray[np.float64]]:
        """Draw values of all parameters.

        Parameters
        ----------
        count : int
            How many cases.
        seed : int
            Same seed, same draws; those of a parameter depend on `Parameter.stream` and the seed
            alone (not so with ``sobol``, which spreads all parameters jointly).
        design : str
            ``random``, ``latin-hypercube`` or ``sobol`` (needs the extra ``calibrate``).

        Returns
        -------
        dict of str to ndarray
            ``count`` values by name of the parameter.

        Raises
        ------
        InputError
            For fewer than one case, a seed below zero, or an unknown design.
        MissingExtra
            For ``sobol`` without SciPy.
        """
        check_design(count, seed, design)
        if design == "sobol":
            return self.cube(sobol_shares(count, seed, len(self.parameters)))
        return {
            each.name: np.asarray(
                each.distribution.ppf(inside(shares_of(each.stream, count, seed, design)))
            )
            for each in self.parameters
        }


def space_of(resolved: Resolved) -> Space:
    """Find all that is uncertain in a resolved scenario.

    Parameters
    ----------
    resolved : Resolved
        From `joulepath.resolve`. Scenarios that share parameters share their draws, for these
        depend on what they are about and the seed alone.

    Returns
    -------
    Space
        A parameter for each figure of the catalogue and each key of the scenario that has a band,
        and for the error of each method that has a measured one. What the result does not depend
        on may be among them.
    """
    errors = dict(_method_errors(resolved))
    numbers = dict(leaves(resolved.inputs))
    found: dict[str, list[str]] = {}
    for path, band in resolved.bands.items():
        explained = any(path.startswith(f"{stage}.") for stage in errors)
        if band.distribution.deviation and not explained and _single(numbers.get(path)):
            found.setdefault(band.name, []).append(path)
    figures = (_parameter(name, paths, resolved) for name, paths in found.items())
    return Space(resolved.inputs, (*figures, *errors.values()))


def _parameter(name: str, paths: list[str], resolved: Resolved) -> Parameter:
    band = resolved.bands[paths[0]]
    # a key of the scenario is the same unknown elsewhere only where the same is written of it
    of = "" if "/" in name else f"{band.value:.12g} {band.distribution.written}"
    return Parameter(name, tuple(paths), band.value, band.distribution, band.assumed, of)


def _method_errors(resolved: Resolved) -> Iterator[tuple[str, Parameter]]:
    """Errors of methods that were held against measurements, by what they predict.

    The band of a method was found with all its figures as they are, so it stands for their bands.
    """
    inputs = resolved.inputs
    training, inference = inputs.training, inputs.inference
    methods = {
        "training.calibrated": training and training.calibrated,
        "inference.calibrated": inference.calibrated,
        "inference.roofline": inference.roofline,
    }
    stages = [stage for stage, method in methods.items() if method is not None]
    if not stages:
        return
    life = lifecycle(inputs)
    for stage in stages:
        predicted, band = _predicted(stage, life)
        part, _, method = stage.partition(".")
        name = method if part == "inference" else f"{method}-{part}"
        if band is not None and _single(predicted) and predicted:
            spread = _error(band.low / predicted, band.high / predicted)
            processor = getattr(resolved.scenario, part).processor
            of = processor if isinstance(processor, str) else ""
            yield stage, Parameter(f"method/{name}.error", (f"{part}.error",), 1.0, spread, of=of)


def _predicted(stage: str, life: Lifecycle) -> tuple[Any, EnergyBand | None]:
    """Energy of a stage over the whole life, and its band."""
    if stage.startswith("training"):
        return life.training and life.training.energy, life.training_band
    energy: Any = life.inference.computation.energy
    return energy * life.inference.passes, life.inference.band


def _error(low: Any, high: Any) -> Distribution:
    """Measured over predicted energy; a method that errs to one side alone is not centred."""
    if low < 1 < high:
        return banded(1.0, float(low), float(high))
    centre = sqrt(low * high)
    return banded(centre, float(low), float(high))


def _single(number: Any) -> bool:
    """Whether an input is one number, and not many cases already."""
    return number is not None and not getattr(number, "ndim", 0)


def _changed(leaf: Any, changes: list[tuple[Any, float]]) -> Any:
    leaf = 1.0 if leaf is None else leaf  # an error that the inputs leave out
    for value, best in changes:
        leaf = value if best == 0 else leaf * (value / best)
    return leaf
