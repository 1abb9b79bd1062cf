"""What may be chosen, what is minimised and what must be kept: what a scenario may say of it."""

from __future__ import annotations

from typing import Any, Literal

from joulepath.scenario.section import Section

__all__ = ["OptimiseSection"]


class OptimiseSection(Section):
    """What 'joulepath optimise' searches for; it changes no estimate."""

    choose: dict[str, Any]
    """Keys that may be chosen, each with a list of values or a text such as "7..12",
    "1/day..100/day:log20" or "catalogue"."""
    minimise: str | tuple[str, ...] = ()
    """What should be little: energy, carbon, cost, latency, ecal, water, a mix such as
    "0.7 carbon + 0.3 energy", or several of them."""
    subject_to: str | tuple[str, ...] = ()
    """Limits that a choice must keep, e.g. "latency<2s" or "battery>5 years"."""
    method: Literal["auto", "exhaustive", "pymoo", "optuna"] | None = None
    """How to search; by default all candidates where they are few, else by evolution."""
    robust: str | None = None
    """Quantile to guard against under uncertainty, e.g. "p95"; left out for best estimates."""
