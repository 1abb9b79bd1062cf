"""Energies of published inferences; what predicts them is in `published_inference`."""

from __future__ import annotations

from joulepath.validate.published_inference import energy_data_set as data_set

__all__ = ["data_set"]
