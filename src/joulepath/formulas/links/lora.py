"""LoRa: how long a frame is on the air."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, exp, floor, maximum, minimum
from joulepath.core.quantities import Bit, Count, Cycle, CyclePerSecond, Second

_LN_2 = 0.6931471805599453


@formula(symbol=r"2^\mathrm{SF}", source="semtech-an1200-13", stepwise=("spreading_factor",))
def chips(*, spreading_factor: Count, chip: Cycle) -> Cycle:
    """Chips of a symbol.

    Parameters
    ----------
    spreading_factor : Count
        Spreading factor, a whole number; any shape.
    chip : Cycle
        One chip, a cycle of the bandwidth; broadcasts.

    Returns
    -------
    Cycle
        Of the broadcast shape.

    Examples
    --------
    >>> chips(spreading_factor=9.0, chip=1.0)
    512.0
    """
    return floor(exp(_LN_2 * spreading_factor) + 0.5) * chip


@formula(symbol=r"T_s", source="semtech-an1200-13")
def symbol_time(*, chips: Cycle, bandwidth: CyclePerSecond) -> Second:
    """Time of a symbol.

    Parameters
    ----------
    chips : Cycle
        Chips of a symbol (`chips`); any shape.
    bandwidth : CyclePerSecond
        Bandwidth, above zero; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return chips / bandwidth


@formula(symbol=r"\mathrm{DE}", source="semtech-an1200-13", stepwise=("symbol_time",))
def optimisation(*, symbol_time: Second, drift_limit: Second) -> Count:
    """Whether symbols carry two bits less, for clocks drift within long ones.

    Parameters
    ----------
    symbol_time : Second
        Time of a symbol; any shape.
    drift_limit : Second
        Time from which on clocks drift too far, 16 ms; broadcasts.

    Returns
    -------
    Count
        One or none, of the broadcast shape.

    Examples
    --------
    >>> optimisation(symbol_time=0.016384, drift_limit=0.016)
    1.0
    """
    return minimum(floor(symbol_time / drift_limit), 1.0)


@formula(symbol=r"s_6", source="semtech-sx126x-driver", stepwise=("spreading_factor",))
def low_spreading(*, spreading_factor: Count, fine: Count) -> Count:
    """Whether a frame has the longer synchronisation of SF5 and SF6.

    Parameters
    ----------
    spreading_factor : Count
        Spreading factor; any shape.
    fine : Count
        1 if the radio synchronises more finely at SF5 and SF6, else 0; broadcasts.

    Returns
    -------
    Count
        One or none, of the broadcast shape.
    """
    return fine * ceil(maximum(7 - spreading_factor, 0.0) / 7)


@formula(symbol=r"n_\mathrm{pre}", source="semtech-sx126x-driver")
def preamble_symbols(*, preamble: Count, low: Count) -> Count:
    """Symbols before the header: preamble, network and start of the frame.

    Parameters
    ----------
    preamble : Count
        Symbols of the preamble as it is set; any shape.
    low : Count
        Whether the synchronisation is the longer one (`low_spreading`); broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Examples
    --------
    >>> preamble_symbols(preamble=8.0, low=0.0)
    12.25
    """
    return preamble + 4.25 + 2 * low


@formula(symbol=r"b_c", source="semtech-an1200-13")
def coded_bits(*, frame: Bit, header: Bit, check: Bit, low: Count, spare: Bit) -> Bit:
    """Bits that the symbols of a frame must hold besides those of the first eight.

    Parameters
    ----------
    frame : Bit
        Frame of the link layer; any shape.
    header : Bit
        Header of the physical layer, nothing for an implicit one; broadcasts.
    check : Bit
        Check sum; broadcasts.
    low : Count
        Whether the spreading factor is 5 or 6 (`low_spreading`); broadcasts.
    spare : Bit
        Bits that any other spreading factor leaves unused, 8; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return frame + header + check + (1 - low) * spare


@formula(
    symbol=r"n_\mathrm{sym}",
    source="semtech-an1200-13",
    stepwise=(
        "coded",
        "spreading_factor",
        "optimised",
        "bit",
    ),
)
def payload_symbols(
    *, coded: Bit, spreading_factor: Count, optimised: Count, coding: Count, bit: Bit
) -> Count:
    """Symbols of header, frame and check sum.

    Parameters
    ----------
    coded : Bit
        Bits to hold (`coded_bits`); any shape.
    spreading_factor : Count
        Spreading factor; broadcasts.
    optimised : Count
        Whether symbols carry two bits less (`optimisation`); broadcasts.
    coding : Count
        Redundant bits for each four, 1 to 4; broadcasts.
    bit : Bit
        One bit; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Examples
    --------
    >>> payload_symbols(coded=140.0, spreading_factor=9.0, optimised=0.0, coding=1.0, bit=1.0)
    23.0
    """
    left = coded - 4 * spreading_factor * bit
    held = 4 * (spreading_factor - 2 * optimised) * bit
    return 8 + maximum(ceil(left / held), 0.0) * (4 + coding)


@formula(symbol=r"T_\mathrm{air}", source="semtech-an1200-13")
def airtime(*, preamble: Count, payload: Count, chips: Cycle, bandwidth: CyclePerSecond) -> Second:
    """Time of a frame on the air.

    Parameters
    ----------
    preamble : Count
        Symbols before the header (`preamble_symbols`); any shape.
    payload : Count
        Symbols of header and frame (`payload_symbols`); broadcasts.
    chips : Cycle
        Chips of a symbol (`chips`); broadcasts.
    bandwidth : CyclePerSecond
        Bandwidth, above zero; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.

    Examples
    --------
    >>> airtime(preamble=12.25, payload=23.0, chips=512.0, bandwidth=125_000.0)
    0.144384
    """
    return (preamble + payload) * chips / bandwidth


@formula(symbol=r"t_n", source="semtech-an1200-13")
def time_of_symbols(*, symbols: Count, symbol_time: Second) -> Second:
    """Time of some symbols.

    Parameters
    ----------
    symbols : Count
        Symbols; any shape.
    symbol_time : Second
        Time of one; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return symbols * symbol_time
