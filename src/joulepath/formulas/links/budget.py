"""Link budgets: what arrives, the noise it meets, and how many bits and frames are wrong."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import exp, log2, maximum, sqrt
from joulepath.core.quantities import (
    Count,
    CyclePerSecond,
    Decibel,
    DecibelMilliwatt,
    Ratio,
)

_LN_10 = 2.302585092994046
_LN_2 = 0.6931471805599453
_LOG10_OF_2 = 0.3010299956639812
_HALF_ROOT = 0.7071067811865476


@formula(symbol=r"S_R", source="definition")
def received_level(
    *, transmitted: DecibelMilliwatt, gains: Decibel, loss_of_path: Decibel, margin: Decibel
) -> DecibelMilliwatt:
    """Level that arrives at a receiver.

    Parameters
    ----------
    transmitted : DecibelMilliwatt
        Level at the antenna of the transmitter; any shape.
    gains : Decibel
        Gains of both antennas, less what cables lose; broadcasts.
    loss_of_path : Decibel
        Loss on the way; broadcasts.
    margin : Decibel
        What is kept for fading, walls and bodies; broadcasts.

    Returns
    -------
    DecibelMilliwatt
        Of the broadcast shape.

    Examples
    --------
    >>> received_level(transmitted=14.0, gains=2.0, loss_of_path=130.0, margin=8.0)
    -122.0
    """
    return transmitted + gains - loss_of_path - margin


@formula(symbol=r"S_N", source="itu-r-p-372")
def noise_level(
    *, bandwidth: CyclePerSecond, hertz: CyclePerSecond, noise_figure: Decibel
) -> DecibelMilliwatt:
    """Level of the noise in a receiver at 290 K.

    Parameters
    ----------
    bandwidth : CyclePerSecond
        Bandwidth of the receiver, above zero; any shape.
    hertz : CyclePerSecond
        One hertz; broadcasts.
    noise_figure : Decibel
        What the receiver adds; broadcasts.

    Returns
    -------
    DecibelMilliwatt
        Of the broadcast shape.

    Examples
    --------
    >>> round(noise_level(bandwidth=125_000.0, hertz=1.0, noise_figure=6.0), 1)
    -117.0
    """
    return -173.97518719 + 10 * _LOG10_OF_2 * log2(bandwidth / hertz) + noise_figure


@formula(symbol=r"\Delta", source="definition")
def signal_to_noise(*, received: DecibelMilliwatt, noise: DecibelMilliwatt) -> Decibel:
    """Level of a signal above that of the noise.

    Parameters
    ----------
    received, noise : DecibelMilliwatt
        Both levels; shapes broadcast.

    Returns
    -------
    Decibel
        Of the broadcast shape.
    """
    return received - noise


@formula(symbol=r"\Gamma", source="definition")
def power_ratio(*, level: Decibel) -> Ratio:
    """Ratio of two powers from its level.

    Parameters
    ----------
    level : Decibel
        Level of one above the other; any shape.

    Returns
    -------
    Ratio
        Of the same shape.

    Examples
    --------
    >>> round(power_ratio(level=20.0), 9)
    100.0
    """
    return exp(_LN_10 * level / 10)


@formula(symbol=r"\gamma_b", source="definition")
def energy_per_bit_to_noise(*, ratio: Ratio, spreading: Ratio) -> Ratio:
    """Energy of a bit by the density of the noise.

    Parameters
    ----------
    ratio : Ratio
        Power of the signal by that of the noise; any shape.
    spreading : Ratio
        Bandwidth of the noise in Hz by the bit rate in bit/s; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.
    """
    return ratio * spreading


@formula(symbol=r"Q", source="abramowitz-1964-functions")
def normal_tail(*, deviations: Ratio) -> Ratio:
    """Probability that a normal variable lies above a number of standard deviations.

    Parameters
    ----------
    deviations : Ratio
        Number of standard deviations, zero or more; any shape.

    Returns
    -------
    Ratio
        Of the same shape, with an error below 1e-7.

    Examples
    --------
    >>> round(normal_tail(deviations=1.6449), 4)
    0.05
    """
    far = _HALF_ROOT * deviations
    t = 1 / (1 + 0.3275911 * far)
    series = 1.421413741 + t * (-1.453152027 + t * 1.061405429)
    series = t * (0.254829592 + t * (-0.284496736 + t * series))
    return 0.5 * series * exp(-far * far)


@formula(symbol=r"p_b", source="proakis-2008-communications")
def phase_shift_error(*, energy_to_noise: Ratio) -> Ratio:
    """Probability that a bit of BPSK or of QPSK is wrong, received coherently.

    Parameters
    ----------
    energy_to_noise : Ratio
        Energy of a bit by the density of the noise; any shape.

    Returns
    -------
    Ratio
        Of the same shape, with an error below 1e-7.

    Notes
    -----
    The tail of a normal distribution beyond ``sqrt(2 E_b / N_0)``, in the approximation of
    `normal_tail`.
    """
    t = 1 / (1 + 0.3275911 * sqrt(energy_to_noise))
    series = 1.421413741 + t * (-1.453152027 + t * 1.061405429)
    series = t * (0.254829592 + t * (-0.284496736 + t * series))
    return 0.5 * series * exp(-energy_to_noise)


@formula(symbol=r"p_b", source="proakis-2008-communications")
def frequency_shift_error(*, energy_to_noise: Ratio) -> Ratio:
    """Probability that a bit of binary FSK is wrong, received without its phase.

    Parameters
    ----------
    energy_to_noise : Ratio
        Energy of a bit by the density of the noise; any shape.

    Returns
    -------
    Ratio
        Of the same shape.

    Examples
    --------
    >>> round(frequency_shift_error(energy_to_noise=20.0), 7)
    2.27e-05
    """
    return 0.5 * exp(-energy_to_noise / 2)


@formula(symbol=r"p_b", source="ieee-802-15-4-2006")
def offset_phase_error(*, signal_ratio: Ratio) -> Ratio:
    """Probability that a bit of IEEE 802.15.4 at 2.4 GHz is wrong (O-QPSK, 32 chips a symbol).

    Parameters
    ----------
    signal_ratio : Ratio
        Power of the signal by that of the noise in 2 MHz; any shape.

    Returns
    -------
    Ratio
        Of the same shape.

    Notes
    -----
    The sum over the 16 symbols of Annex E of the standard.
    """
    spread = 20 * signal_ratio
    return (8 / 15 / 16) * (
        120 * exp(-spread / 2)
        - 560 * exp(-spread * 2 / 3)
        + 1820 * exp(-spread * 3 / 4)
        - 4368 * exp(-spread * 4 / 5)
        + 8008 * exp(-spread * 5 / 6)
        - 11440 * exp(-spread * 6 / 7)
        + 12870 * exp(-spread * 7 / 8)
        - 11440 * exp(-spread * 8 / 9)
        + 8008 * exp(-spread * 9 / 10)
        - 4368 * exp(-spread * 10 / 11)
        + 1820 * exp(-spread * 11 / 12)
        - 560 * exp(-spread * 12 / 13)
        + 120 * exp(-spread * 13 / 14)
        - 16 * exp(-spread * 14 / 15)
        + exp(-spread * 15 / 16)
    )


@formula(symbol=r"x_b", source="elshabrawy-2018-lora")
def chirp_deviations(*, ratio: Ratio, spreading_factor: Count) -> Ratio:
    """Standard deviations by which a LoRa symbol stands out from the largest of the others.

    Parameters
    ----------
    ratio : Ratio
        Power of the signal by that of the noise in the bandwidth; any shape.
    spreading_factor : Count
        Spreading factor, 7 to 12; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape; zero where it does not stand out, and nothing is received.
    """
    gain = 2 * exp(_LN_2 * spreading_factor)
    return maximum(sqrt(gain * ratio) - sqrt(1.386 * spreading_factor + 1.154), 0.0 * ratio)


@formula(symbol=r"p_b", source="elshabrawy-2018-lora")
def chirp_error(*, tail: Ratio) -> Ratio:
    """Probability that a bit of LoRa is wrong before its code corrects it.

    Parameters
    ----------
    tail : Ratio
        Probability that a symbol is wrong; any shape.

    Returns
    -------
    Ratio
        Of the same shape.
    """
    return 0.5 * tail
