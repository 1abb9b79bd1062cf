"""Models that answer many requests at once on accelerators."""

from joulepath.formulas.serving import load, power, steps

__all__ = ["load", "power", "steps"]
