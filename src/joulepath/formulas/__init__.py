"""Equations and nothing else: pure functions that run on every number type.

A module registers its equations in `joulepath.core.formula.REGISTRY` when it is imported;
`register` imports them all.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

__all__ = ["register"]


def register() -> None:
    """Import every module of equations, so that the registry holds them all."""
    for module in walk_packages(__path__, f"{__name__}."):
        import_module(module.name)
