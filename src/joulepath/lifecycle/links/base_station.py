"""Base stations wired: their power model as equipment of a network."""

from __future__ import annotations

from joulepath.core.quantities import Ratio, Watt
from joulepath.formulas.links import base_station as formulas
from joulepath.records.links.network import BaseStation, Equipment

__all__ = ["as_equipment", "station_power"]

_NOTHING = 0.0
_ONE = 1.0


def station_power(station: BaseStation, load: Ratio) -> Watt:
    """Power of a base station at a load."""
    radiated = formulas.radiated_power(maximum=station.maximum, load=load)
    return formulas.input_power(
        transceivers=station.transceivers,
        idle=station.idle,
        slope=station.slope,
        radiated=radiated,
    )


def as_equipment(station: BaseStation, asleep: Ratio) -> Equipment:
    """Take a base station as equipment: idle, or some of the time asleep, and more with load.

    Parameters
    ----------
    station : BaseStation
        Its power model, which has cooling and conversion in it.
    asleep : Ratio
        Share of the time in which its transceivers sleep.

    Returns
    -------
    Equipment
        One base station, crossed once.
    """
    constant = formulas.standing_power(
        transceivers=station.transceivers, idle=station.idle, sleep=station.sleep, asleep=asleep
    )
    per_bit = formulas.load_per_bit(
        transceivers=station.transceivers,
        slope=station.slope,
        maximum=station.maximum,
        capacity=station.capacity,
    )
    return Equipment(
        constant=constant,
        per_bit=per_bit,
        per_packet=_NOTHING,
        capacity=station.capacity,
        utilisation=station.utilisation,
        crossed=_ONE,
        overhead=_ONE,
        year=station.year,
    )
