"""Methods by which an estimate is computed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from joulepath.scenario.resolve import Resolved

__all__ = ["methods_of"]

_METHODS: Final = MappingProxyType({"link": "ecal", "compute": "peak-tdp", "grid": "location"})
"""Methods that an estimate uses by default, by what they compute."""


def methods_of(resolved: Resolved) -> Mapping[str, str]:
    """Method by which an estimate computes each kind of thing.

    Parameters
    ----------
    resolved : Resolved
        A resolved scenario.
    """
    links = dict.fromkeys(hop.method for hop in resolved.scenario.path)
    methods = {**_METHODS, "link": ", ".join(links) or _METHODS["link"]}
    methods["compute"] = _computing(resolved)
    return MappingProxyType(methods)


def _computing(resolved: Resolved) -> str:
    """Methods of the stages that compute; evaluation and preparation keep to `_METHODS`."""
    training, scenario = resolved.inputs.training, resolved.scenario
    inference = scenario.inference.method
    chosen: list[str] = []
    if inference != _METHODS["compute"]:
        if training is None and resolved.inputs.preprocessing is None:
            return inference
        chosen.append(f"{inference} (inference)")
    if training is not None and training.calibrated is not None:
        chosen.append("calibrated (training)")
    return ", ".join((*chosen, _METHODS["compute"]))
