"""Links of long reach as the tests of several technologies use them."""

from __future__ import annotations

from typing import Any

from joulepath.catalogue import Catalogue
from joulepath.catalogue.files import BUILT_IN
from joulepath.records.links.activity import LinkActivity, LinkRest
from joulepath.records.links.lorawan import LorawanLink
from joulepath.records.links.satellite import SatelliteLink
from joulepath.records.links.sigfox import SigfoxLink
from joulepath.scenario.links import lorawan_section, satellite_section, sigfox_section

CATALOGUE = Catalogue((BUILT_IN,))
YEAR = 365.25 * 86_400
CAPACITY = 2.4 * 3600  # C, the 2400 mAh of the published lives


def lorawan(**keys: Any) -> LorawanLink:
    # the board that was measured is one for Europe
    device = "mdot-board" if keys.get("region", "eu868") == "eu868" else "sx1276-13dbm"
    given = {"device": device, "region": "eu868", "data_rate": "eu868-dr5", **keys}
    return lorawan_section.resolve(lorawan_section.LorawanSection(**given), CATALOGUE)


def sigfox(**keys: Any) -> SigfoxLink:
    section = sigfox_section.SigfoxSection(**{"module": "sigfox-module", **keys})
    return sigfox_section.resolve(section, CATALOGUE)


def satellite(**keys: Any) -> SatelliteLink:
    section = satellite_section.SatelliteSection(**{"terminal": "iridium-9603", **keys})
    return satellite_section.resolve(section, CATALOGUE)


def years(supply: float, rest: LinkRest, message: LinkActivity | None, interval: float) -> float:
    """Life of the published capacity, its self-discharge left out as the papers do."""
    sent = 0.0 if message is None else message.energy / interval
    return CAPACITY * supply / (rest.power + sent) / YEAR


def state(message: LinkActivity, name: str) -> Any:
    """Energy of one state of a message."""
    return sum(each.energy for each in message.states if each.name == name)
