"""The work of a backward pass for a model file, where the scenario does not give it."""

from __future__ import annotations

from functools import lru_cache

from joulepath.errors import WorkloadError
from joulepath.scenario.model_records import counted_file, file_of
from joulepath.scenario.schema import Scenario
from joulepath.workloads import fingerprint

__all__ = ["exact_backward_ratio", "takes_exact_ratio"]

_FORWARD = 1.0


def takes_exact_ratio(scenario: Scenario) -> bool:
    """Whether the graph of a file decides the ratio: no profile and no key of the scenario does."""
    training = scenario.training
    if training is None or "backward_ratio" in training.model_fields_set:
        return False
    return scenario.profile == "corrected" and file_of(scenario) is not None


def exact_backward_ratio(file: str) -> float | None:
    """Work of the backward pass and the loss over that of the forward pass.

    Parameters
    ----------
    file : str
        Path of a model file.

    Returns
    -------
    float or None
        For training all of it; none for a model that is not trained by backward passes.
    """
    return _ratio(file, fingerprint(file))


@lru_cache(maxsize=32)
def _ratio(file: str, _digest: str) -> float | None:
    from joulepath.workloads.training_step import training_work

    try:
        work = training_work(counted_file(file))
    except WorkloadError:
        return None
    ratio = float(work.ratio)
    return ratio - _FORWARD if work.layers and ratio > _FORWARD else None
