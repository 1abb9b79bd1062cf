"""Equations and nothing else: pure functions that run on every number type.

Importing this package registers them all in `joulepath.core.formula.REGISTRY`.
"""

from joulepath.formulas import (
    architectures,
    carbon,
    compute,
    data,
    ecal,
    preprocessing,
    storage,
    training,
    transmission,
)

__all__ = [
    "architectures",
    "carbon",
    "compute",
    "data",
    "ecal",
    "preprocessing",
    "storage",
    "training",
    "transmission",
]
