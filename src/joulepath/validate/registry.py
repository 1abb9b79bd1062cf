"""The data sets that the package ships, each in a module that is imported when asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from joulepath.errors import UnknownName
from joulepath.validate.data_set import DataSet

__all__ = ["NAMES", "find"]

_HOMES: Final = {
    "ml-energy-language": "joulepath.validate.ml_energy",
    "ml-energy-diffusion": "joulepath.validate.ml_energy_diffusion",
    "agentic-a100": "joulepath.validate.agentic",
    "mlperf-inference-power": "joulepath.validate.mlperf_inference_power",
    "mlperf-tiny": "joulepath.validate.mlperf_tiny",
    "microcontroller-times": "joulepath.validate.microcontroller_times",
    "zeus-training": "joulepath.validate.zeus_training",
    "published-inference": "joulepath.validate.published_inference",
    "published-inference-energy": "joulepath.validate.published_inference_energy",
    "published-training": "joulepath.validate.published_training",
    "published-training-time": "joulepath.validate.published_hours",
    "published-footprints": "joulepath.validate.published_footprints",
}
"""Module of each data set; it has a function ``data_set`` without arguments."""

NAMES: Final = tuple(_HOMES)
"""Names of all data sets."""


def find(name: str) -> DataSet:
    """Load a data set.

    Parameters
    ----------
    name : str
        One of `NAMES`.

    Returns
    -------
    DataSet
        With all its cases.

    Raises
    ------
    UnknownName
        With the nearest names, if there is no such data set.
    """
    if name not in _HOMES:
        raise UnknownName("data set", name, NAMES)
    return import_module(_HOMES[name]).data_set()
