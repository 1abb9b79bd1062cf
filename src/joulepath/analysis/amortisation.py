"""How eCAL falls as a model is used: its curve, its closed form and its bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from joulepath.analysis.demand import demanding
from joulepath.core.quantities import Inference, Joule, JoulePerBit, Ratio
from joulepath.errors import InputError, Problem
from joulepath.formulas import amortisation as formulas
from joulepath.formulas import ecal, facility
from joulepath.lifecycle import lifecycle
from joulepath.records.inputs import Inputs
from joulepath.records.results import Lifecycle
from joulepath.scenario.resolve import Resolved

__all__ = ["Amortisation", "amortise", "ecal_band"]


@dataclass(frozen=True)
class Amortisation:
    """eCAL at several numbers of inferences."""

    inferences: tuple[Inference, ...]
    """Numbers of inferences."""
    ecal: tuple[JoulePerBit, ...]
    """eCAL at each of them."""
    ratios: tuple[Ratio, ...]
    """eCAL at the first number over eCAL at each, from the curve."""
    closed_form: tuple[Ratio, ...]
    """The same ratios in closed form, which holds where energy is proportional to data."""
    bounds: tuple[Ratio, ...]
    """Greatest value of each ratio, however much development costs."""
    development: tuple[JoulePerBit, ...]
    """Part of development in each eCAL."""
    inference: tuple[JoulePerBit, ...]
    """Part of using the model in each eCAL."""
    lowest: tuple[JoulePerBit, ...]
    """eCAL at the first number over each bound: no life with as many samples falls faster."""
    limit: JoulePerBit
    """Value that eCAL tends to as inferences go on for ever."""
    break_even: Inference
    """Inferences after which using the model has cost as much as developing it."""


def amortise(inputs: Inputs, inferences: Sequence[Inference]) -> Amortisation:
    """Follow eCAL over numbers of inferences.

    Parameters
    ----------
    inputs : Inputs
        A resolved scenario (`joulepath.resolve`); its own number of inferences is replaced, and
        its rate, where it has one, stays.
    inferences : sequence of Inference
        Numbers of inferences, the first one the base of the ratios.

    Returns
    -------
    Amortisation
        The curve and what the theory says of it.

    Raises
    ------
    InputError
        For no numbers at all.
    """
    if not inferences:
        raise InputError(Problem("inferences", "no numbers", "give at least one, e.g. [100, 1000]"))
    lives = [lifecycle(demanding(inputs, number)) for number in inferences]
    start = lives[0]
    bounds = tuple(_bound(inputs, start, number) for number in inferences)
    return Amortisation(
        inferences=tuple(inferences),
        ecal=tuple(life.ecal for life in lives),
        ratios=tuple(formulas.ecal_ratio(first=start.ecal, second=life.ecal) for life in lives),
        closed_form=tuple(_closed_form(inputs, start, number) for number in inferences),
        bounds=bounds,
        development=tuple(_part(inputs, life, _developed(life)) for life in lives),
        inference=tuple(_part(inputs, life, _used(life)) for life in lives),
        lowest=tuple(formulas.bounded_ecal(first=start.ecal, bound=bound) for bound in bounds),
        limit=start.ecal_limit,
        break_even=start.break_even,
    )


def ecal_band(
    resolved: Resolved, inferences: Sequence[Inference], draws: int = 1000, seed: int = 0
) -> tuple[tuple[JoulePerBit, JoulePerBit], ...]:
    """Where eCAL lies in nine of ten draws of all that is uncertain.

    Parameters
    ----------
    resolved : Resolved
        The scenario.
    inferences : sequence of Inference
        Numbers of inferences.
    draws : int
        Draws of all parameters together.
    seed : int
        Same seed, same bytes.

    Returns
    -------
    tuple of tuple of JoulePerBit
        5 % and 95 % point at each number of inferences.

    Raises
    ------
    InputError
        For a number of draws that makes no band.
    """
    import numpy as np

    from joulepath.analysis.arrays import evaluate
    from joulepath.analysis.draws import check_draws
    from joulepath.analysis.space import space_of

    check_draws(draws)
    space = space_of(resolved)
    lengths = np.asarray(inferences, dtype=float)[:, np.newaxis]
    found = evaluate(demanding(space.at(space.draw(draws, seed)), lengths), ("ecal",))["ecal"]
    ends: Any = np.percentile(found, (5, 95), axis=1)
    return tuple((float(low), float(high)) for low, high in ends.T)


def _developed(life: Lifecycle) -> Joule:
    energy = life.development.energy
    return energy if life.site is None else _together(energy, life.site.development)


def _pass_energy(life: Lifecycle) -> Joule:
    each = life.inference.pass_energy
    return each if life.site is None else _together(each, life.site.pass_energy)


def _used(life: Lifecycle) -> Joule:
    return ecal.repeated_energy(energy=_pass_energy(life), passes=life.inference.passes)


def _together(energy: Joule, site: Joule) -> Joule:
    return facility.with_site(energy=energy, site=site)


def _part(inputs: Inputs, life: Lifecycle, energy: Joule) -> JoulePerBit:
    drawn = facility.virtualised(energy=energy, overhead=inputs.virtualisation)
    return ecal.energy_per_bit(energy=drawn, bits=life.bits)


def _closed_form(inputs: Inputs, start: Lifecycle, inferences: Inference) -> Ratio:
    return formulas.amortisation_ratio(
        development=ecal.energy_per_bit(energy=_developed(start), bits=start.development.bits),
        inference=ecal.energy_per_bit(energy=_pass_energy(start), bits=start.inference.bits),
        samples=inputs.data.samples,
        samples_per_inference=inputs.inference.samples_per_inference,
        first=start.inference.inferences,
        second=inferences,
    )


def _bound(inputs: Inputs, start: Lifecycle, inferences: Inference) -> Ratio:
    return formulas.amortisation_bound(
        samples=inputs.data.samples,
        samples_per_inference=inputs.inference.samples_per_inference,
        first=start.inference.inferences,
        second=inferences,
    )
