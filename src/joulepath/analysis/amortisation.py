"""How eCAL falls as a model is used: its curve, its closed form and its bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from joulepath.core.quantities import Inference, JoulePerBit, Ratio
from joulepath.formulas import ecal
from joulepath.lifecycle import lifecycle
from joulepath.records.inputs import Inputs, TotalDemand

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
    """
    lives = [lifecycle(_at(inputs, number)) for number in inferences]
    first, samples = inferences[0], inputs.data.samples
    per_inference = inputs.inference.samples_per_inference
    start = lives[0]
    return Amortisation(
        inferences=tuple(inferences),
        ecal=tuple(life.ecal for life in lives),
        ratios=tuple(ecal.ecal_ratio(first=start.ecal, second=life.ecal) for life in lives),
        closed_form=tuple(
            ecal.amortisation_ratio(
                development=start.development.per_bit,
                inference=start.inference.per_bit,
                samples=samples,
                samples_per_inference=per_inference,
                first=first,
                second=second,
            )
            for second in inferences
        ),
        bounds=tuple(
            ecal.amortisation_bound(
                samples=samples, samples_per_inference=per_inference, first=first, second=second
            )
            for second in inferences
        ),
    )


def _at(inputs: Inputs, inferences: Inference) -> Inputs:
    return replace(inputs, inference=replace(inputs.inference, demand=TotalDemand(inferences)))
