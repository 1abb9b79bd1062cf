"""Where the numbers of a scenario come from, and what had to be assumed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Origin:
    """Where one input of a lifecycle comes from."""

    kind: Literal["scenario", "catalogue", "model file", "default"]
    """Who says so."""
    place: str
    """Where they say it: a key of the scenario, an entry of the catalogue, a file."""
    written: str
    """The figure as it is written there, with its unit."""
    source: str = ""
    """Key of the source that vouches for it; empty for what the user says."""
    note: str = ""
    """What a reader should know before relying on it."""


@dataclass(frozen=True)
class Assumption:
    """Something the result rests on that nobody said or measured."""

    where: str
    """Key of the scenario or entry of the catalogue."""
    what: str
    """What is assumed, with the figure."""
