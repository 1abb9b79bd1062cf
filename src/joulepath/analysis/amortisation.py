"""How eCAL falls as a model is used: its curve, its closed form and its bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from joulepath.core.quantities import Inference, JoulePerBit, Ratio
from joulepath.errors import InputError, Problem
from joulepath.formulas import amortisation as formulas
from joulepath.lifecycle import lifecycle
from joulepath.records.inputs import Inputs, TotalDemand
from joulepath.records.results import Lifecycle

__all__ = ["Amortisation", "amortise"]


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


def amortise(inputs: Inputs, inferences: Sequence[Inference]) -> Amortisation:
    """Follow eCAL over numbers of inferences.

    Parameters
    ----------
    inputs : Inputs
        A resolved scenario (`joulepath.resolve`); its own number of inferences is replaced.
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
    lives = [lifecycle(_at(inputs, number)) for number in inferences]
    start = lives[0]
    return Amortisation(
        inferences=tuple(inferences),
        ecal=tuple(life.ecal for life in lives),
        ratios=tuple(formulas.ecal_ratio(first=start.ecal, second=life.ecal) for life in lives),
        closed_form=tuple(_closed_form(inputs, start, number) for number in inferences),
        bounds=tuple(_bound(inputs, start, number) for number in inferences),
    )


def _closed_form(inputs: Inputs, start: Lifecycle, inferences: Inference) -> Ratio:
    return formulas.amortisation_ratio(
        development=start.development.per_bit,
        inference=start.inference.per_bit,
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


def _at(inputs: Inputs, inferences: Inference) -> Inputs:
    return replace(inputs, inference=replace(inputs.inference, demand=TotalDemand(inferences)))
