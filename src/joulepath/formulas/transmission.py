"""Energy to move data through a protocol stack (eCAL, Eq. 3 and 4, and its reference code)."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import floor, total
from joulepath.core.quantities import (
    Bit,
    BitPerSecond,
    Count,
    CyclePerBit,
    Joule,
    JoulePerBit,
    JoulePerCycle,
    Ratio,
    Watt,
)


@formula(symbol=r"b_\ell", source="chou-2024-ecal")
def layer_bits(*, bits: Bit, data_overhead: Ratio, control_overhead: Ratio) -> Bit:
    """Bits that leave a layer: what arrives from above plus the layer's own.

    Parameters
    ----------
    bits : Bit
        Bits arriving from the layer above; any shape.
    data_overhead : Ratio
        Data-plane bits added per bit; broadcasts.
    control_overhead : Ratio
        Control-plane bits added per bit; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.

    Examples
    --------
    >>> layer_bits(bits=1000.0, data_overhead=0.1, control_overhead=0.05)
    1150.0
    """
    return bits * (1 + (data_overhead + control_overhead))


@formula(
    symbol=r"b_\ell",
    source="ecal-reference-02fc18a",
    stepwise=("bits", "data_overhead", "control_overhead"),
)
def whole_layer_bits(*, bits: Bit, data_overhead: Ratio, control_overhead: Ratio) -> Bit:
    """Bits that leave a layer when each overhead is cut down to whole bits.

    Parameters
    ----------
    bits : Bit
        Bits arriving from the layer above; any shape.
    data_overhead : Ratio
        Data-plane bits added per bit; broadcasts.
    control_overhead : Ratio
        Control-plane bits added per bit; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.

    Examples
    --------
    >>> whole_layer_bits(bits=15.0, data_overhead=0.1, control_overhead=0.05)
    16.0
    """
    return bits + floor(bits * data_overhead) + floor(bits * control_overhead)


@formula(symbol=r"E_{\mathrm{proc},\ell}", source="chou-2024-ecal")
def processing_energy(
    *,
    bits: Bit,
    device_cycles: CyclePerBit,
    device_energy: JoulePerCycle,
    gateway_cycles: CyclePerBit,
    gateway_energy: JoulePerCycle,
) -> Joule:
    """Energy that a device and a gateway spend on processing the bits of a layer.

    Parameters
    ----------
    bits : Bit
        Bits of the layer; any shape.
    device_cycles, gateway_cycles : CyclePerBit
        Processing cycles per bit; broadcast.
    device_energy, gateway_energy : JoulePerCycle
        Energy of one cycle; broadcast.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return bits * (device_cycles * device_energy + gateway_cycles * gateway_energy)


@formula(symbol=r"E_\mathrm{bearer}", source="chou-2024-ecal")
def bearer_energy(*, bits: Bit, transmit: JoulePerBit, receive: JoulePerBit) -> Joule:
    """Energy that sender and receiver spend on putting bits on a wire or into the air.

    Parameters
    ----------
    bits : Bit
        Bits sent; any shape.
    transmit, receive : JoulePerBit
        Energy per bit at either end; broadcast.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return bits * (transmit + receive)


@formula(symbol=r"E_\ell", source="definition")
def layer_energy(*, bearer: Joule, processing: Joule) -> Joule:
    """Energy of a layer that both carries and processes its bits.

    Parameters
    ----------
    bearer : Joule
        Energy to send and receive; any shape.
    processing : Joule
        Energy to process; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return bearer + processing


@formula(symbol=r"\varepsilon", source="chou-2024-ecal")
def energy_per_bit_at_rate(*, power: Watt, rate: BitPerSecond) -> JoulePerBit:
    """Energy per bit of a radio that draws a power while it works at a rate.

    Parameters
    ----------
    power : Watt
        Power while active; any shape.
    rate : BitPerSecond
        Bit rate, above zero; broadcasts.

    Returns
    -------
    JoulePerBit
        Of the broadcast shape.

    Raises
    ------
    ZeroDivisionError
        For a float ``rate`` of zero (arrays give ``inf``); scenarios refuse it beforehand.

    Examples
    --------
    >>> energy_per_bit_at_rate(power=0.5, rate=1e6)
    5e-07
    """
    return power / rate


@formula(symbol=r"\bar n", source="geometric-distribution")
def attempts(*, loss: Ratio) -> Count:
    """Mean number of transmissions until one succeeds, losses being independent.

    Parameters
    ----------
    loss : Ratio
        Probability that a transmission fails, ``0 <= loss < 1``; any shape.

    Returns
    -------
    Count
        Of the shape of the input.

    Raises
    ------
    ZeroDivisionError
        For a float ``loss`` of exactly 1 (arrays give ``inf``); scenarios refuse it beforehand.

    Examples
    --------
    >>> attempts(loss=0.5)
    2.0
    """
    return 1 / (1 - loss)


@formula(symbol=r"E_p", source="ecal-reference-02fc18a")
def hop_energy(*, layers: tuple[Joule, ...], attempts: Count) -> Joule:
    """Energy of one hop: the whole stack, as often as the data are sent.

    Parameters
    ----------
    layers : tuple of Joule
        Energy of each layer for one transmission; shapes broadcast.
    attempts : Count
        Mean number of transmissions; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return total(layers) * attempts


@formula(symbol=r"b_p", source="ecal-reference-02fc18a")
def hop_bits(*, bits: Bit, attempts: Count) -> Bit:
    """Bits on the wire or in the air of one hop, repetitions included.

    Parameters
    ----------
    bits : Bit
        Bits of one transmission at the physical layer; any shape.
    attempts : Count
        Mean number of transmissions; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return bits * attempts


@formula(symbol=r"E_\mathrm{DC}", source="chou-2024-ecal")
def path_energy(*, hops: tuple[Joule, ...]) -> Joule:
    """Energy of a path: the sum over its hops, each fed the original data.

    Parameters
    ----------
    hops : tuple of Joule
        Energy of each hop; shapes broadcast; none for no network.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return total(hops)
