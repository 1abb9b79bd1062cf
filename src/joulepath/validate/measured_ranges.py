"""What the measurements reach that a calibration is fitted to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from joulepath.formulas.serving.load import mean_context
from joulepath.lifecycle.diffusion_demand import demand
from joulepath.records.diffusion import DiffusionCalibration
from joulepath.records.serving import ServingCalibration
from joulepath.validate.data_set import Case

__all__ = ["of_pictures", "of_serving"]


def of_serving(calibration: ServingCalibration, cases: Sequence[Case]) -> ServingCalibration:
    """A calibration that knows what its measurements reach.

    Parameters
    ----------
    calibration : ServingCalibration
        Fitted to these cases.
    cases : sequence of Case
        Cases of this data set.

    Returns
    -------
    ServingCalibration
        With the least and the most of what was measured.
    """
    plans = [case.circumstances.plan for case in cases]
    contexts = [mean_context(prompt=plan.prompt, answer=plan.answer) for plan in plans]
    return replace(
        calibration,
        least_sequences=min(plan.sequences for plan in plans),
        most_sequences=max(plan.sequences for plan in plans),
        least_context=min(contexts),
        most_context=max(contexts),
        most_prompt=max(plan.prompt / plan.answer for plan in plans),
        most_accelerators=max(plan.accelerators for plan in plans),
    )


def of_pictures(calibration: DiffusionCalibration, cases: Sequence[Case]) -> DiffusionCalibration:
    """A calibration that knows what its measurements reach.

    Parameters
    ----------
    calibration : DiffusionCalibration
        Fitted to these cases.
    cases : sequence of Case
        Cases of this data set.

    Returns
    -------
    DiffusionCalibration
        With the least and the most of what was measured.
    """
    plans = [case.circumstances.plan for case in cases]
    pictured = [case.circumstances for case in cases]
    tokens = [float(demand(each.model, each.plan).tokens) for each in pictured]
    return replace(
        calibration,
        least_tokens=min(tokens),
        most_tokens=max(tokens),
        most_pictures=max(plan.pictures for plan in plans),
        most_accelerators=max(plan.accelerators for plan in plans),
    )
