"""What a catalogue is made of: figures, each with the source that vouches for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from joulepath.errors import CatalogueError, Problem

__all__ = ["SOURCE_KINDS", "Figure", "Source"]

SOURCE_KINDS: Final = (
    "paper",
    "datasheet",
    "standard",
    "measurement",
    "software",
    "dataset",
    "definition",
    "assumption",
)
"""What a source can be; ``definition`` is for equations that are true by definition."""

_NEEDS_NO_ADDRESS: Final = ("measurement", "definition", "assumption")


@dataclass(frozen=True)
class Source:
    """Where figures and equations come from."""

    key: str
    """Name under which figures and formulas cite it."""
    kind: str
    """One of `SOURCE_KINDS`."""
    title: str
    """Title, as a bibliography prints it."""
    year: int
    """Year of publication or of the version that was used."""
    authors: str = ""
    """Authors, or the body that publishes it."""
    doi: str = ""
    """Digital object identifier, without ``https://doi.org/``."""
    url: str = ""
    """Address, where there is no identifier or where the text is free."""
    licence: str = ""
    """Licence under which its data may be passed on."""
    note: str = ""
    """What a reader should know before relying on it."""

    def __post_init__(self) -> None:
        """Refuse a source of no known kind, or one that cannot be found again."""
        if self.kind not in SOURCE_KINDS:
            remedy = f"use one of {', '.join(map(repr, SOURCE_KINDS))}"
            raise CatalogueError(Problem("kind", f"{self.kind!r} is no kind of source", remedy))
        if not (self.doi or self.url or self.kind in _NEEDS_NO_ADDRESS):
            remedy = f"add doi or url, so that others find the {self.kind}"
            raise CatalogueError(Problem("", "neither doi nor url", remedy))


@dataclass(frozen=True)
class Figure:
    """One number of a catalogue, in the coherent unit of its quantity."""

    value: float
    """Best value, in ``unit``."""
    unit: str
    """Coherent unit, as `joulepath.core.quantities` writes it."""
    source: str
    """Key of the source that vouches for it."""
    written: str
    """Value and unit as the catalogue file has them, e.g. ``"19.5 TFLOP/s"``."""
    locator: str = ""
    """Where in the source: a table, a page, an entry."""
    low: float | None = None
    """Lower end of what is plausible, in ``unit``."""
    high: float | None = None
    """Upper end of what is plausible, in ``unit``."""
    note: str = ""
    """What a reader should know before relying on it."""
    boundary: str = ""
    """What a power covers, where that is not what the entry says."""

    @property
    def where_and_why(self) -> str:
        """Its place in the source, and what to know before relying on it."""
        return "; ".join(filter(None, (self.locator, self.note)))

    def __post_init__(self) -> None:
        """Refuse a band that does not hold the value."""
        if self.low is not None and self.low > self.value:
            raise CatalogueError(Problem("", f"low is above the value {self.written}", _ORDER))
        if self.high is not None and self.high < self.value:
            raise CatalogueError(Problem("", f"high is below the value {self.written}", _ORDER))


_ORDER: Final = "low <= value <= high must hold, all three in the same unit"
