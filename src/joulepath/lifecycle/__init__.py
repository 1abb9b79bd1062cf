"""The stages of a life: they wire formulas and compute nothing themselves."""

from joulepath.lifecycle.whole import lifecycle

__all__ = ["lifecycle"]
