"""Fleets of devices: what one of them draws and is made of, and all of them together."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, divide, maximum, total
from joulepath.core.quantities import Count, Gram, Joule, Ratio, Second


@formula(symbol=r"t_S", source="definition")
def time_asleep(*, time: Second, busy: Second) -> Second:
    """Time that a device sleeps.

    Parameters
    ----------
    time : Second
        Time in service; any shape.
    busy : Second
        Time at work in it; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape, never negative.
    """
    return maximum(time - busy, 0.0 * time)


@formula(symbol=r"t_B", source="definition")
def all_passes_time(*, time: Second, passes: Count) -> Second:
    """Time that a model works in the life of a device.

    Parameters
    ----------
    time : Second
        Time of one pass of the model; any shape.
    passes : Count
        Passes in the whole life; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return time * passes


@formula(symbol=r"E_R", source="definition")
def radio_energy(*, device: Joule, model: Joule, sensing: Joule) -> Joule:
    """Energy of a device's radio, which is what the model and sensing leave.

    Parameters
    ----------
    device : Joule
        Energy of the device at work; any shape.
    model : Joule
        What the model takes of it; broadcasts.
    sensing : Joule
        What sensing takes of it; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return device - model - sensing


@formula(symbol=r"E_D", source="definition")
def drawn_energy(*, parts: tuple[Joule, ...], efficiency: Ratio) -> Joule:
    """Energy that a device draws from its source.

    Parameters
    ----------
    parts : tuple of Joule
        What a device takes; shapes broadcast.
    efficiency : Ratio
        Share that arrives behind charger and regulator, above zero; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return total(parts) / efficiency


@formula(symbol=r"E_N", source="definition")
def served_energy(*, network: Joule, server: Joule) -> Joule:
    """Energy of what stands behind a device.

    Parameters
    ----------
    network : Joule
        Energy of the network; any shape.
    server : Joule
        Energy of servers; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return network + server


@formula(symbol=r"E_{T,1}", source="definition")
def development_part(*, development: Joule, devices: Count) -> Joule:
    """What developing a model comes to for each device.

    Parameters
    ----------
    development : Joule
        Energy of developing the model once; any shape.
    devices : Count
        Devices that use it, above zero; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return development / devices


@formula(symbol=r"n_D", source="definition", stepwise=("time",))
def made_pieces(*, devices: Count, spares: Ratio, time: Second, life: Second) -> Count:
    """Devices made for a fleet: the first, their spares, and those that replace them.

    Parameters
    ----------
    devices : Count
        Devices in service; any shape.
    spares : Ratio
        Spares made for each; broadcasts.
    time : Second
        Time in service; broadcasts.
    life : Second
        Time that one serves, above zero; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Examples
    --------
    >>> made_pieces(devices=100.0, spares=0.02, time=8.0, life=5.0)
    204.0
    """
    return devices * (1 + spares) * maximum(ceil(time / life), 1.0)


@formula(symbol=r"C_1", source="definition")
def device_part(*, carbon: Gram, pieces: Count, devices: Count) -> Gram:
    """What making devices comes to for each that is in service.

    Parameters
    ----------
    carbon : Gram
        Footprint of one device; any shape.
    pieces : Count
        Devices made; broadcasts.
    devices : Count
        Devices in service, above zero; broadcasts.

    Returns
    -------
    Gram
        Of the broadcast shape.
    """
    return carbon * pieces / devices


@formula(symbol=r"C_F", source="definition")
def fleet_carbon(*, single: Gram, devices: Count) -> Gram:
    """Carbon of a fleet.

    Parameters
    ----------
    single : Gram
        Carbon of one device; any shape.
    devices : Count
        Devices in service; broadcasts.

    Returns
    -------
    Gram
        Of the broadcast shape.
    """
    return single * devices


@formula(symbol=r"E_F", source="definition")
def fleet_energy(*, single: Joule, devices: Count) -> Joule:
    """Energy of a fleet.

    Parameters
    ----------
    single : Joule
        Energy of one device; any shape.
    devices : Count
        Devices in service; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return single * devices


@formula(symbol=r"s_N", source="definition")
def non_computing_share(*, computing: Gram, manufacture: Gram) -> Ratio:
    """Share of manufacture that is not silicon that computes or remembers.

    Parameters
    ----------
    computing : Gram
        What silicon that computes or remembers emits; any shape.
    manufacture : Gram
        What all parts emit; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.
    """
    return 1 - divide(computing, manufacture)
