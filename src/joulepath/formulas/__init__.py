"""Equations and nothing else: pure functions that run on every number type.

Importing this package registers them all in `joulepath.core.formula.REGISTRY`.
"""

from joulepath.formulas import (
    amortisation,
    architectures,
    carbon,
    compute,
    data,
    ecal,
    preprocessing,
    serving,
    storage,
    training,
    transmission,
)

__all__ = [
    "amortisation",
    "architectures",
    "carbon",
    "compute",
    "data",
    "ecal",
    "preprocessing",
    "serving",
    "storage",
    "training",
    "transmission",
]
