"""Wi-Fi: access to the channel, symbols, aggregation, and waiting for the access point."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, minimum
from joulepath.core.quantities import Bit, Count, Joule, Second


@formula(symbol=r"t_\mathrm{DIFS}", source="ieee-802-11-2020")
def distributed_space(*, short_space: Second, slot: Second) -> Second:
    """Time for which the channel must be free before a frame (DIFS).

    Parameters
    ----------
    short_space : Second
        Time between a frame and its acknowledgement (SIFS); any shape.
    slot : Second
        One slot; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return short_space + 2 * slot


@formula(symbol=r"t_\mathrm{bo}", source="ieee-802-11-2020")
def contention_time(*, slot: Second, window: Count) -> Second:
    """Mean time of the random back-off before a first attempt.

    Parameters
    ----------
    slot : Second
        One slot; any shape.
    window : Count
        Largest number of slots that may be drawn (CWmin); broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.

    Examples
    --------
    >>> round(contention_time(slot=9e-6, window=15.0), 9)
    6.75e-05
    """
    return 0.5 * slot * window


@formula(
    symbol=r"t_\mathrm{sym}", source="ieee-802-11-2020", stepwise=("bits", "service", "symbol_bits")
)
def symbols_time(*, bits: Bit, service: Bit, symbol_bits: Bit, symbol: Second) -> Second:
    """Time of the symbols of a frame, the last one being padded.

    Parameters
    ----------
    bits : Bit
        Size of the frame; any shape.
    service : Bit
        Service and tail bits; broadcasts.
    symbol_bits : Bit
        Bits of one symbol, above zero; broadcasts.
    symbol : Second
        Time of one symbol; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.

    Examples
    --------
    >>> round(symbols_time(bits=12_000.0, service=22.0, symbol_bits=216.0, symbol=4e-6), 9)
    0.000224
    """
    return ceil((bits + service) / symbol_bits) * symbol


@formula(symbol=r"n_a", source="ieee-802-11-2020", stepwise=("frames", "aggregated"))
def channel_accesses(*, frames: Count, aggregated: Count) -> Count:
    """Times the channel is won to send some frames, several at once.

    Parameters
    ----------
    frames : Count
        Transmissions of frames; any shape.
    aggregated : Count
        Frames in one aggregate (A-MPDU), at least 1; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape; as many as frames where they are sent one by one.
    """
    several = minimum(aggregated - 1, 1)
    return frames + several * (ceil(frames / aggregated) - frames)


@formula(symbol=r"t_{a,f}", source="definition")
def shared_access(*, access: Second, aggregated: Count) -> Second:
    """Part of a channel access that one frame bears.

    Parameters
    ----------
    access : Second
        Time of an access besides the frames: contention, preamble, confirmation; any shape.
    aggregated : Count
        Frames in one aggregate; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return access / aggregated


@formula(symbol=r"h_a", source="ieee-802-11-2020")
def delimiter_of(*, aggregated: Count, delimiter: Bit) -> Bit:
    """What marks a frame inside an aggregate.

    Parameters
    ----------
    aggregated : Count
        Frames in one aggregate, a whole number; any shape.
    delimiter : Bit
        Delimiter of a frame in an aggregate of several; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape; nothing where frames are sent one by one.
    """
    return minimum(aggregated - 1, 1) * delimiter


@formula(symbol=r"t_\mathrm{ACK}", source="ieee-802-11-2020")
def confirmation_time(*, aggregated: Count, single: Second, block: Second) -> Second:
    """Time of the frame that confirms a frame or an aggregate.

    Parameters
    ----------
    aggregated : Count
        Frames in one aggregate, a whole number; any shape.
    single : Second
        Time of an acknowledgement; broadcasts.
    block : Second
        Time of a block acknowledgement; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return single + minimum(aggregated - 1, 1) * (block - single)


@formula(symbol=r"T_\mathrm{DTIM}", source="ieee-802-11-2020")
def listening_period(*, beacon: Second, listened: Count) -> Second:
    """Time between the beacons that a station wakes for.

    Parameters
    ----------
    beacon : Second
        Time between beacons; any shape.
    listened : Count
        Every how many beacons it wakes (DTIM period or listen interval); broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return beacon * listened


@formula(symbol=r"E_\mathrm{cross}", source="serrano-2015-per-frame")
def crossing_energy(*, frames: Count, per_frame: Joule) -> Joule:
    """Energy of moving frames through the protocol stack, whatever their size.

    Parameters
    ----------
    frames : Count
        Transmissions of frames; any shape.
    per_frame : Joule
        Energy of one (cross-factor); broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return frames * per_frame
