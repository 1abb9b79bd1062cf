"""Models that answer many requests at once on accelerators."""

from joulepath.formulas.serving import agents, load, power, steps

__all__ = ["agents", "load", "power", "steps"]
