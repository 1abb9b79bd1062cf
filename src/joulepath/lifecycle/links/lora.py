"""Frames of LoRa on the air, wired."""

from __future__ import annotations

from joulepath.core.quantities import Bit, Count, Cycle, CyclePerSecond, Second
from joulepath.formulas.links import lora as formulas
from joulepath.records.links.lorawan import LoraPhy

__all__ = ["lora_airtime", "lora_symbol"]

_CHIP: Cycle = 1.0
_BIT: Bit = 1.0
_OCTET: Bit = 8.0
_DRIFT_LIMIT: Second = 16e-3  # of a symbol, from which on AN1200.13 demands the optimisation


def lora_symbol(spreading_factor: Count, bandwidth: CyclePerSecond) -> Second:
    """Time of a symbol."""
    return formulas.symbol_time(
        chips=formulas.chips(spreading_factor=spreading_factor, chip=_CHIP), bandwidth=bandwidth
    )


def lora_airtime(
    frame: Bit,
    spreading_factor: Count,
    bandwidth: CyclePerSecond,
    phy: LoraPhy,
    fine_synchronisation: Count,
) -> Second:
    """Time of a frame on the air.

    Parameters
    ----------
    frame : Bit
        Frame of the link layer, its header and integrity code included; any shape.
    spreading_factor : Count
        Spreading factor, 5 to 12; broadcasts.
    bandwidth : CyclePerSecond
        Bandwidth; broadcasts.
    phy : LoraPhy
        Coding, preamble, header and check sum; its numbers broadcast.
    fine_synchronisation : Count
        1 if the radio synchronises more finely at SF5 and SF6 (SX126x, LR11xx), else 0.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    low = formulas.low_spreading(spreading_factor=spreading_factor, fine=fine_synchronisation)
    coded = formulas.coded_bits(
        frame=frame, header=phy.header, check=phy.check, low=low, spare=_OCTET
    )
    symbols = formulas.payload_symbols(
        coded=coded,
        spreading_factor=spreading_factor,
        optimised=_optimised(spreading_factor, bandwidth, phy),
        coding=phy.coding,
        bit=_BIT,
    )
    return formulas.airtime(
        preamble=formulas.preamble_symbols(preamble=phy.preamble, low=low),
        payload=symbols,
        chips=formulas.chips(spreading_factor=spreading_factor, chip=_CHIP),
        bandwidth=bandwidth,
    )


def _optimised(spreading_factor: Count, bandwidth: CyclePerSecond, phy: LoraPhy) -> Count:
    match phy.optimisation:
        case "on":
            return 1.0
        case "off":
            return 0.0
        case "auto":
            symbol = lora_symbol(spreading_factor, bandwidth)
            return formulas.optimisation(symbol_time=symbol, drift_limit=_DRIFT_LIMIT)
