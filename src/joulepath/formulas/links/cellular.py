"""Cellular radios: repeated blocks, amplifiers, tails, paging, and powers that grow with a rate."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, minimum
from joulepath.core.quantities import (
    Ampere,
    Bit,
    BitPerSecond,
    Coulomb,
    Count,
    Joule,
    JoulePerBit,
    Ratio,
    Second,
    Volt,
    Watt,
)


@formula(symbol=r"t_b", source="3gpp-36-213")
def block_time(*, bits: Bit, rate: BitPerSecond, repetitions: Count) -> Second:
    """Time on the air of a transport block that is repeated to reach far.

    Parameters
    ----------
    bits : Bit
        Size of the block; any shape.
    rate : BitPerSecond
        Rate within one repetition, above zero; broadcasts.
    repetitions : Count
        Times that it is sent in any case, at least 1; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.

    Examples
    --------
    >>> block_time(bits=872.0, rate=10_900.0, repetitions=2.0)
    0.16
    """
    return bits / rate * repetitions


@formula(symbol=r"b_\mathrm{cap}", source="definition")
def block_capacity(*, block: Bit, header: Bit) -> Bit:
    """What a transport block carries of a packet.

    Parameters
    ----------
    block : Bit
        Largest block; any shape.
    header : Bit
        What it carries besides; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return block - header


@formula(symbol=r"I_\mathrm{tx}", source="assumption")
def transmit_current(*, base: Ampere, top: Ampere, radiated: Watt, rated: Watt) -> Ampere:
    """Current of a transmitter, whose amplifier draws in proportion to what it radiates.

    Parameters
    ----------
    base : Ampere
        Current while it sends at next to no power; any shape.
    top : Ampere
        Current at the rated power; broadcasts.
    radiated : Watt
        Power that it radiates; broadcasts.
    rated : Watt
        Power for which ``top`` holds, above zero; broadcasts.

    Returns
    -------
    Ampere
        Of the broadcast shape.

    Examples
    --------
    >>> round(transmit_current(base=0.035, top=0.3, radiated=0.1, rated=0.2), 6)
    0.1675
    """
    return base + (top - base) * radiated / rated


@formula(symbol=r"\bar I", source="definition")
def shared_current(*, receive: Ampere, pause: Ampere, share: Ratio) -> Ampere:
    """Mean current of a receiver that is on for a share of the time.

    Parameters
    ----------
    receive : Ampere
        Current while it is on; any shape.
    pause : Ampere
        Current while it is off, the connection being kept; broadcasts.
    share : Ratio
        Share of the time that it is on, 0 to 1; broadcasts.

    Returns
    -------
    Ampere
        Of the broadcast shape.
    """
    return receive * share + pause * (1 - share)


@formula(symbol=r"\theta_\mathrm{DRX}", source="3gpp-36-321")
def on_share(*, on: Second, cycle: Second) -> Ratio:
    """Share of a cycle of discontinuous reception for which the receiver is on.

    Parameters
    ----------
    on : Second
        Time that it is on in each cycle; any shape.
    cycle : Second
        Time from one to the next, above zero; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape; one at most.
    """
    return minimum(on / cycle, 1.0)


@formula(symbol=r"t_\mathrm{tail}", source="3gpp-36-331")
def assisted_tail(*, inactivity: Second, release: Second) -> Second:
    """Time that a device stays connected although it said that it has finished (RAI).

    Parameters
    ----------
    inactivity : Second
        Time after which the network releases a silent device; any shape.
    release : Second
        Time until it releases one that said so; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape; never longer than without saying so.
    """
    return minimum(inactivity, release)


@formula(symbol=r"r_U", source="3gpp-24-301", stepwise=("interval", "timer"))
def due_share(*, timer: Second, interval: Second) -> Ratio:
    """Share of the tracking area updates that a device still has to make between its messages.

    Each message starts the timer anew, so that it runs out between messages alone.

    Parameters
    ----------
    timer : Second
        Time without a message after which the device reports, above zero; any shape.
    interval : Second
        Time from one message to the next, above zero; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape; none where messages come before the timer runs out.

    Examples
    --------
    >>> due_share(timer=3600.0, interval=9000.0), due_share(timer=86_400.0, interval=3600.0)
    (0.8, 0.0)
    """
    return (ceil(interval / timer) - 1) * timer / interval


@formula(symbol=r"t_\mathrm{on}", source="3gpp-36-321")
def tail_listening(*, tail: Second, delay: Second) -> Second:
    """Part of a tail before discontinuous reception begins.

    Parameters
    ----------
    tail : Second
        Time that the device stays connected; any shape.
    delay : Second
        Time without traffic before it begins to pause; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return minimum(tail, delay)


@formula(symbol=r"t_\mathrm{DRX}", source="definition")
def tail_pausing(*, tail: Second, listening: Second) -> Second:
    """Part of a tail in discontinuous reception.

    Parameters
    ----------
    tail : Second
        Time that the device stays connected; any shape.
    listening : Second
        Part of it before (`tail_listening`); broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return tail - listening


@formula(symbol=r"t_a", source="assumption")
def reached(*, time: Second, acquisition: Ratio) -> Second:
    """Time to find a cell and read its system information in some coverage.

    Parameters
    ----------
    time : Second
        Time in good coverage; any shape.
    acquisition : Ratio
        How many times as long it takes; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return time * acquisition


@formula(symbol=r"E_p", source="definition")
def charge_energy(*, charge: Coulomb, voltage: Volt, efficiency: Ratio) -> Joule:
    """Energy a battery gives for a charge behind a regulator.

    Parameters
    ----------
    charge : Coulomb
        Charge that the part draws; any shape.
    voltage : Volt
        Voltage at the part; broadcasts.
    efficiency : Ratio
        Of the regulator, above zero; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return charge * voltage / efficiency


@formula(symbol=r"P", source="huang-2012-lte")
def affine_power(*, base: Watt, slope: JoulePerBit, rate: BitPerSecond) -> Watt:
    """Power of a broadband radio that moves data one way.

    Parameters
    ----------
    base : Watt
        Power while it is active at next to no rate; any shape.
    slope : JoulePerBit
        What each bit adds; broadcasts.
    rate : BitPerSecond
        Throughput; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.

    Examples
    --------
    Downloading at 10 Mbit/s with the LTE telephone of Huang and others:

    >>> round(affine_power(base=1.28804, slope=51.97e-9, rate=10e6), 5)
    1.80774
    """
    return base + slope * rate
