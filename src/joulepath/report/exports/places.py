"""Zones as other tools name places: a country, and a part of it."""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import normalize

from joulepath.catalogue import load

__all__ = ["Place", "place_of"]


@dataclass(frozen=True)
class Place:
    """Where electricity is drawn."""

    country: str
    """Name of the country; empty where it is not known."""
    code: str
    """Its code of three letters; empty where it is not known."""
    region: str
    """Name of the part of the country, in lower case and without accents; empty for the whole."""


def place_of(zone: str) -> Place:
    """Tell the country and the part of it that a zone is.

    Parameters
    ----------
    zone : str
        Code of a zone; one that the catalogue does not know is a region of no known country.

    Returns
    -------
    Place
        In the words of the catalogue.

    Examples
    --------
    >>> place_of("CA-QC")
    Place(country='Canada', code='CAN', region='quebec')
    """
    known = load()
    names = known.names("zones")
    if zone not in names:
        return Place("", "", zone)
    short, dash, _ = zone.partition("-")
    countries = (known.entry("zones", code) for code in names if "-" not in code)
    wanted = short if dash else known.entry("zones", zone).text["iso2"]
    found = next((each for each in countries if each.text["iso2"] == wanted), None)
    region = _plain(known.entry("zones", zone).title) if dash else ""
    return Place(found.title, found.name, region) if found else Place("", "", region)


def _plain(title: str) -> str:
    letters = normalize("NFKD", title.partition(" (")[0].lower())
    return letters.encode("ascii", "ignore").decode()
