"""Energy to store data (the early versions of eCAL)."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.quantities import Bit, Count, Joule, JoulePerBit, Ratio


@formula(symbol=r"\rho_5", source="patterson-1988-raid")
def single_parity_redundancy(*, disks: Count) -> Ratio:
    """Bits stored per bit of data with one disk's worth of parity (RAID 5).

    Parameters
    ----------
    disks : Count
        Disks in the array, at least 3; any shape.

    Returns
    -------
    Ratio
        Of the shape of the input.

    Raises
    ------
    ZeroDivisionError
        For a float of exactly 1 (arrays give ``inf``); scenarios refuse it beforehand.

    Examples
    --------
    >>> single_parity_redundancy(disks=3.0)
    1.5
    """
    return disks / (disks - 1)


@formula(symbol=r"\rho_6", source="patterson-1988-raid")
def double_parity_redundancy(*, disks: Count) -> Ratio:
    """Bits stored per bit of data with two disks' worth of parity (RAID 6).

    Parameters
    ----------
    disks : Count
        Disks in the array, at least 4; any shape.

    Returns
    -------
    Ratio
        Of the shape of the input.

    Raises
    ------
    ZeroDivisionError
        For a float of exactly 2 (arrays give ``inf``); scenarios refuse it beforehand.

    Examples
    --------
    >>> double_parity_redundancy(disks=4.0)
    2.0
    """
    return disks / (disks - 2)


@formula(symbol=r"b_\mathrm{sto}", source="ecal-early-2025")
def stored_bits(*, bits: Bit, redundancy: Ratio) -> Bit:
    """Bits written to the medium for some data.

    Parameters
    ----------
    bits : Bit
        Data to store; any shape.
    redundancy : Ratio
        Bits stored per bit of data; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return bits * redundancy


@formula(symbol=r"E_\mathrm{sto}", source="ecal-early-2025")
def storage_energy(*, bits: Bit, energy: JoulePerBit) -> Joule:
    """Energy to store bits on a medium.

    Parameters
    ----------
    bits : Bit
        Bits written; any shape.
    energy : JoulePerBit
        Energy of the medium per bit; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return bits * energy
