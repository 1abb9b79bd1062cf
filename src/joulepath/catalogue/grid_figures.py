"""Figures of a zone: what a row of a grid table says of the electricity of a place in a year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from joulepath.catalogue.figures import Figure, Source
from joulepath.catalogue.parts import figure
from joulepath.catalogue.schema import INTENSITY, PRIMARY, WATER
from joulepath.errors import CatalogueError, Problem
from joulepath.formulas.carbon import greatest_intensity, least_intensity, reach_of_spread

__all__ = [
    "BASES",
    "COLUMNS",
    "GREATEST_INTENSITY",
    "PERIMETERS",
    "QUANTITIES",
    "GridFigure",
    "by_year",
    "cell_problems",
    "grid_figure",
    "key_of",
]

COLUMNS: Final = (
    "zone", "year", "quantity", "value", "unit", "basis", "perimeter", "method", "spread",
    "release", "source",
)  # fmt: skip
"""Header of a grid table."""

QUANTITIES: Final = MappingProxyType(
    {
        "intensity": INTENSITY,
        "water": WATER,
        "primary energy": PRIMARY,
        "non-renewable energy": PRIMARY,
        "abiotic depletion": INTENSITY,
    }
)
"""What a row may give, and its coherent unit."""

BASES: Final = ("life-cycle", "direct")
"""What an intensity counts: plants and their fuels from cradle to grave, or chimneys alone."""

PERIMETERS: Final = ("production", "consumption")
"""Whether the mix is that of the plants in the zone, or of what is used there."""

GREATEST_INTENSITY: Final = 5000 / 3.6e6
"""In g/J, some three times what the dirtiest power plants emit: more is a wrong unit."""

_MAYBE_NONE: Final = "non-renewable energy"
"""The quantity that is nothing where all electricity is renewable."""

_CHOICES: Final = MappingProxyType(
    {
        "quantity": tuple(QUANTITIES),
        "basis": BASES,
        "perimeter": PERIMETERS,
        "method": ("average",),
    }
)


@dataclass(frozen=True)
class GridFigure(Figure):
    """One figure of the electricity of a zone, with all that decides what it may be mixed with."""

    quantity: str = "intensity"
    """One of `QUANTITIES`."""
    year: int = 0
    """Year it is of."""
    basis: str = BASES[0]
    """One of `BASES`."""
    perimeter: str = PERIMETERS[0]
    """One of `PERIMETERS`."""
    method: str = "average"
    """How plants share in it; ``average``, for a marginal figure enters no inventory."""
    spread: float = 1.0
    """Geometric standard deviation."""
    release: int = 0
    """Year of the release that it was taken from."""

    def spread_to(self, spread: float) -> GridFigure:
        """The same figure with another geometric standard deviation, and the band of it."""
        low, high = _band(self.value, spread)
        return replace(self, spread=spread, low=low, high=high)


def key_of(quantity: str, basis: str, year: int | str) -> str:
    """Key of a figure among those of a zone: the year alone for a life-cycle intensity."""
    if quantity != "intensity":
        return f"{quantity} {year}"
    return str(year) if basis == BASES[0] else f"{basis} {year}"


def by_year(cells: Mapping[str, str]) -> tuple[int, int, int]:
    """Order of the rows of a zone: quantity, basis and year."""
    quantity, basis = cells["quantity"], cells["basis"]
    return tuple(QUANTITIES).index(quantity), BASES.index(basis), int(cells["year"])


def cell_problems(cells: Mapping[str, str], where: str) -> Iterator[Problem]:
    """Whatever is wrong with the cells of a row but its value, unit and source."""
    year = cells["year"]
    if not _is_year(year):
        yield Problem(where, f"{year!r} is not a year", "write e.g. 2025")
    if not _is_year(cells["release"]):
        what = f"release {cells['release']!r} is not a year"
        yield Problem(where, what, "write the year in which the figure was published, e.g. 2025")
    for column, allowed in _CHOICES.items():
        if cells[column] not in allowed:
            said = ", ".join(map(repr, allowed))
            what = f"{column} {cells[column]!r} is not known"
            yield Problem(where, what, f"use {said}{_of(column)}")
    if _number(cells["spread"]) is None or float(cells["spread"]) < 1:
        what = f"spread {cells['spread']!r} is no geometric standard deviation"
        yield Problem(where, what, "write a number of at least 1, e.g. 1.05")


def grid_figure(cells: Mapping[str, str], sources: Mapping[str, Source]) -> GridFigure:
    """Read the figure of a row.

    Raises
    ------
    CatalogueError
        If its value, its unit or its source is wrong.
    """
    number = _number(cells["value"])
    raw = {
        "value": cells["value"] if number is None else number,
        "unit": cells["unit"],
        "source": cells["source"],
    }
    read = figure(raw, QUANTITIES[cells["quantity"]], sources)
    if read.value < 0 or (read.value == 0 and cells["quantity"] != _MAYBE_NONE):
        what = f"{read.written} is not above zero"
        raise CatalogueError(Problem("value", what, "leave out a year without a figure"))
    if cells["quantity"] == "intensity" and read.value > GREATEST_INTENSITY:
        what = f"{read.written} is more than any power plant emits"
        raise CatalogueError(Problem("value", what, "look at its unit: 5000 g/kWh at most"))
    spread = float(cells["spread"])
    low, high = _band(read.value, spread)
    return GridFigure(
        read.value, read.unit, read.source, read.written,
        locator=f"release of {cells['release']}",
        low=low,
        high=high,
        note=f"{cells['basis']}, {cells['perimeter']}",
        quantity=cells["quantity"],
        year=int(cells["year"]),
        basis=cells["basis"],
        perimeter=cells["perimeter"],
        method=cells["method"],
        spread=spread,
        release=int(cells["release"]),
    )  # fmt: skip


def _band(value: float, spread: float) -> tuple[float, float]:
    """Ends of the band of a figure with a geometric standard deviation."""
    reach = reach_of_spread(spread=spread)
    low = least_intensity(intensity=value, reach=reach)
    return float(low), float(greatest_intensity(intensity=value, reach=reach))


def _of(column: str) -> str:
    return "; a marginal figure enters no inventory" if column == "method" else ""


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) == len("2025")


def _number(text: str) -> float | None:
    try:
        return int(text) if text.isdigit() else float(text)
    except ValueError:
        return None
