"""Electricity of a plan or a question that is no scenario: zone, year and basis looked up."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

from joulepath.catalogue import Catalogue
from joulepath.catalogue.grid_figures import BASES, GridFigure
from joulepath.errors import OutsideValidity

__all__ = ["ChosenGrid", "chosen_grid"]


@dataclass(frozen=True)
class ChosenGrid:
    """Intensity of a zone, and what had to be assumed for it."""

    figure: GridFigure
    """The intensity; its year is that of the catalogue."""
    assumptions: tuple[str, ...]
    """What nobody said, and a year that is not known."""


def chosen_grid(
    zone: str,
    year: int | None,
    basis: str | None,
    catalogue: Catalogue,
    *,
    at: tuple[str, str] = ("zone", "basis"),
) -> ChosenGrid:
    """Look the intensity of a zone up.

    Parameters
    ----------
    zone : str
        Code of the zone.
    year : int or None
        Year; none for the latest, which is noted. Another year than is known is answered by the
        nearest, with a warning.
    basis : str or None
        What the intensity counts; none for the life cycle of the electricity.
    catalogue : Catalogue
        Where it is looked up.
    at : tuple of str
        Where zone and basis are said, for messages.

    Raises
    ------
    UnknownName
        For a zone that is not known.
    CatalogueError
        If the zone has no intensity on that basis.
    """
    counted = basis or BASES[0]
    said: list[str] = []
    where_zone, where_basis = at
    known = catalogue.years(zone, where_zone, counted)
    wanted = year if year is not None else max(known, default=0)
    figure = catalogue.intensity(zone, wanted, where_basis, counted)
    if year is None:
        said.append(f"year: not given: {wanted}, the latest for {zone}")
    elif figure.year != year:
        said.append(f"year: no intensity of {zone} for {year}: that of {figure.year}")
        warnings.warn(said[-1], OutsideValidity, stacklevel=2)
    if counted != BASES[0]:
        said.append(f"basis: the intensity of {zone} is {counted}")
    return ChosenGrid(figure, tuple(said))
