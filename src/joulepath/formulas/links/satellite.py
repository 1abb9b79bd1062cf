"""Satellites: sessions of short messages."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.quantities import Bit, BitPerSecond, Second


@formula(symbol=r"t_S", source="iridium-9602-guide")
def session(*, fixed: Second, data: Bit, rate: BitPerSecond) -> Second:
    """Time of a session.

    Parameters
    ----------
    fixed : Second
        Time of a session besides the data it carries; any shape.
    data : Bit
        Data it carries; broadcasts.
    rate : BitPerSecond
        Rate of the data, above zero; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return fixed + data / rate
