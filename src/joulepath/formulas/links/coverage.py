"""Coverage of a narrowband cell: what a way loses, against what repetitions bridge."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import maximum
from joulepath.core.quantities import Decibel, DecibelMilliwatt


@formula(symbol=r"\Delta P", source="definition")
def level_shortfall(*, full: DecibelMilliwatt, transmitted: DecibelMilliwatt) -> Decibel:
    """How far a device sends below the level for which a coverage is stated.

    Parameters
    ----------
    full : DecibelMilliwatt
        Level for which it is stated; any shape.
    transmitted : DecibelMilliwatt
        Level at which the device sends; broadcasts.

    Returns
    -------
    Decibel
        Of the broadcast shape; zero for a device that sends louder.

    Examples
    --------
    >>> level_shortfall(full=23.0, transmitted=20.0)
    3.0
    """
    return maximum(full - transmitted, 0.0 * full)


@formula(symbol=r"L_C", source="3gpp-tr-45.820")
def coupling_loss(
    *, loss_of_path: Decibel, gains: Decibel, margin: Decibel, shortfall: Decibel
) -> Decibel:
    """Loss from the antenna port of a device to that of its cell, as a coverage has to bridge it.

    Parameters
    ----------
    loss_of_path : Decibel
        Loss of the way; any shape.
    gains : Decibel
        Gains of both antennas, less what cables lose; broadcasts.
    margin : Decibel
        What is kept for fading, walls and bodies; broadcasts.
    shortfall : Decibel
        How far the device sends below the level for which coverage is stated; broadcasts.

    Returns
    -------
    Decibel
        Of the broadcast shape.

    Examples
    --------
    >>> coupling_loss(loss_of_path=140.0, gains=5.0, margin=10.0, shortfall=0.0)
    145.0
    """
    return loss_of_path - gains + margin + shortfall
