"""Whether data are prepared by a chain, and what arrives at its first step."""

from __future__ import annotations

from joulepath.records.preparation import Shape
from joulepath.scenario.schema import Scenario

__all__ = ["chained", "raw_shape"]


def chained(scenario: Scenario) -> bool:
    """Tell whether data are prepared by a chain."""
    return scenario.preprocessing is not None and scenario.preprocessing.chain is not None


def raw_shape(scenario: Scenario) -> Shape | None:
    """Shape of a raw sample; none where the scenario does not tell its size."""
    section = scenario.preprocessing
    if section is None:
        return None
    columns = 1.0 if section.columns is None else section.columns
    channels = 1.0 if section.channels is None else section.channels
    if section.rows is not None:
        return Shape(section.rows, columns, channels)
    values = scenario.data.values_per_sample
    return None if values is None else Shape(values / (columns * channels), columns, channels)
