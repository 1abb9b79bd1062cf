"""Models on their way to devices and back: updates, rounds of federated learning, telemetry."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, minimum, total
from joulepath.core.quantities import Bit, Count, Joule, Ratio, Second, Watt


@formula(symbol=r"b_\Delta", source="definition")
def update_bits(*, model: Bit, changed: Ratio, addressing: Ratio, compression: Ratio) -> Bit:
    """Size of an update of a model as it is sent.

    Parameters
    ----------
    model : Bit
        Size of the model; any shape.
    changed : Ratio
        Share of it that changes, ``0 <= changed <= 1``; 1 to send all of it; broadcasts.
    addressing : Ratio
        What says where the changes belong, relative to their size; 0 to send all; broadcasts.
    compression : Ratio
        Size before over size after compression, above zero; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape; at most what all of the model takes, compressed.

    Examples
    --------
    >>> update_bits(model=800.0, changed=0.25, addressing=0.5, compression=2.0)
    150.0
    """
    return model * minimum(changed * (1 + addressing), 1.0) / compression


@formula(symbol=r"E_u", source="definition")
def energy_of_parts(*, full: Count, each: Joule, last: Joule) -> Joule:
    """Energy of a payload sent in full messages and a last one.

    Parameters
    ----------
    full : Count
        Messages filled to the limit; any shape.
    each : Joule
        What one of them costs; broadcasts.
    last : Joule
        What the last one costs; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return full * each + last


@formula(symbol=r"t_u", source="definition")
def time_of_parts(*, full: Count, each: Second, last: Second) -> Second:
    """Time of a payload sent in full messages and a last one, one after the other.

    Parameters
    ----------
    full : Count
        Messages filled to the limit; any shape.
    each : Second
        What one of them takes; broadcasts.
    last : Second
        What the last one takes; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return full * each + last


@formula(symbol=r"b_u", source="definition")
def bits_of_parts(*, full: Count, each: Bit, last: Bit) -> Bit:
    """Bits on the medium of a payload sent in full messages and a last one.

    Parameters
    ----------
    full : Count
        Messages filled to the limit; any shape.
    each : Bit
        Bits of one of them, repetitions included; broadcasts.
    last : Bit
        Bits of the last one; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return full * each + last


@formula(symbol=r"b_f", source="lora-alliance-ts004")
def fragment_room(*, limit: Bit, header: Bit) -> Bit:
    """What a fragment of a data block carries.

    Parameters
    ----------
    limit : Bit
        Application payload of a message at most; any shape.
    header : Bit
        What says which fragment it is, less than the limit; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return limit - header


@formula(symbol=r"M", source="lora-alliance-ts004", stepwise=("size", "room"))
def uncoded_fragments(*, size: Bit, room: Bit) -> Count:
    """Fragments of a data block, none of them redundant.

    Parameters
    ----------
    size : Bit
        Size of the data block; any shape.
    room : Bit
        What a fragment carries, above zero; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return ceil(size / room)


@formula(symbol=r"N", source="lora-alliance-ts004", stepwise=("uncoded", "redundancy"))
def coded_fragments(*, uncoded: Count, redundancy: Ratio) -> Count:
    """Fragments sent, the redundant ones among them.

    Parameters
    ----------
    uncoded : Count
        Fragments of the data block; any shape.
    redundancy : Ratio
        Redundant fragments for each of them; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Examples
    --------
    >>> coded_fragments(uncoded=100.0, redundancy=0.255)
    126.0
    """
    return ceil(uncoded * (1 + redundancy))


@formula(symbol=r"p_\mathrm{max}", source="lora-alliance-ts004")
def tolerated_loss(*, uncoded: Count, spare: Count, coded: Count) -> Ratio:
    """Share of the fragments that may be lost without loss of the data block.

    Parameters
    ----------
    uncoded : Count
        Fragments of the data block; any shape.
    spare : Count
        Fragments that decoding needs beyond them; broadcasts.
    coded : Count
        Fragments sent; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape; negative where even without loss there are too few.

    Examples
    --------
    >>> tolerated_loss(uncoded=90.0, spare=6.0, coded=128.0)
    0.25
    """
    return 1 - (uncoded + spare) / coded


@formula(symbol=r"t_s", source="definition")
def session_time(*, fragments: Count, interval: Second) -> Second:
    """Time for which fragments are sent.

    Parameters
    ----------
    fragments : Count
        Fragments sent; any shape.
    interval : Second
        Time from one to the next; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return fragments * interval


@formula(symbol=r"E_s", source="definition")
def session_energy(*, time: Second, listening: Watt, parts: tuple[Joule, ...]) -> Joule:
    """What a device spends on a session: it listens all the time, and sets it up.

    Parameters
    ----------
    time : Second
        How long fragments are sent; any shape.
    listening : Watt
        Power of the device while it listens and receives; broadcasts.
    parts : tuple of Joule
        What its own messages cost; shapes broadcast.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return time * listening + total(parts)


@formula(symbol=r"E_r", source="definition")
def exchange_energy(*, down: Joule, up: Joule) -> Joule:
    """What a device spends on getting a model and sending what it learnt.

    Parameters
    ----------
    down : Joule
        To receive the model; any shape.
    up : Joule
        To send its own; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return down + up


@formula(symbol=r"E_d", source="definition")
def energy_of_times(*, energy: Joule, times: Count) -> Joule:
    """Energy of something done several times, or by several devices.

    Parameters
    ----------
    energy : Joule
        Energy of one; any shape.
    times : Count
        How often; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return energy * times


@formula(symbol=r"b_d", source="definition")
def bits_of_times(*, bits: Bit, times: Count) -> Bit:
    """Bits of something done several times, or by several devices.

    Parameters
    ----------
    bits : Bit
        Bits of one; any shape.
    times : Count
        How often; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return bits * times


@formula(symbol=r"b_r", source="definition")
def exchanged_bits(*, down: Bit, up: Bit) -> Bit:
    """Bits on the medium both ways.

    Parameters
    ----------
    down : Bit
        To the device; any shape.
    up : Bit
        From it; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return down + up


@formula(symbol=r"n_t", source="definition")
def times_in(*, period: Second, interval: Second) -> Count:
    """How often something is done in a period.

    Parameters
    ----------
    period : Second
        The period; any shape.
    interval : Second
        Time from one to the next, above zero; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return period / interval


@formula(symbol=r"b_\mathrm{path}", source="definition")
def bits_on_links(*, links: tuple[Bit, ...]) -> Bit:
    """Bits on the medium of all links of a path.

    Parameters
    ----------
    links : tuple of Bit
        Bits on each; shapes broadcast.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return total(links)
