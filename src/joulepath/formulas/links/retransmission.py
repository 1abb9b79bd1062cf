"""Frames that are lost and sent again, up to a limit."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import exp, log2, maximum, minimum
from joulepath.core.quantities import Bit, Count, Ratio

_LN_2 = 0.6931471805599453
_NEXT_TO_NONE = 1e-300  # has a logarithm, and vanishes beside one
_NEXT_TO_CERTAIN = 1 - 1e-12  # leaves enough of one to divide by


@formula(symbol=r"\mathrm{PER}", source="definition")
def frame_loss(*, loss: Ratio, bits: Bit, reference: Bit) -> Ratio:
    """Probability that a frame is lost, from that of a frame of another size.

    Parameters
    ----------
    loss : Ratio
        Probability that a frame of the size ``reference`` is lost, ``0 <= loss < 1``; any shape.
        With a reference of one bit this is a bit error rate.
    bits : Bit
        Size of the frame; broadcasts.
    reference : Bit
        Size for which the loss is known, above zero; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape, below one by 1e-12 at least; errors of bits are taken as
        independent.

    Examples
    --------
    >>> round(frame_loss(loss=1e-3, bits=1000.0, reference=1.0), 4)
    0.6323
    """
    return minimum(1 - exp(_LN_2 * (bits / reference) * log2(1 - loss)), _NEXT_TO_CERTAIN)


@formula(symbol=r"p^{m}", source="definition")
def loss_of_all(*, loss: Ratio, limit: Count) -> Ratio:
    """Probability that a frame is lost as often as it may be sent.

    Parameters
    ----------
    loss : Ratio
        Probability that one transmission fails, ``0 <= loss < 1``; any shape.
    limit : Count
        Transmissions at most, at least 1; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.

    Examples
    --------
    >>> round(loss_of_all(loss=0.1, limit=3.0), 6)
    0.001
    """
    return exp(_LN_2 * limit * log2(maximum(loss, _NEXT_TO_NONE)))


@formula(symbol=r"\bar n", source="truncated-geometric-distribution")
def limited_attempts(*, loss: Ratio, lost: Ratio) -> Count:
    """Mean number of transmissions of a frame that is given up at a limit.

    Parameters
    ----------
    loss : Ratio
        Probability that one transmission fails, ``0 <= loss < 1``; any shape.
    lost : Ratio
        Probability that all of them fail (`loss_of_all`); broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Examples
    --------
    >>> limited_attempts(loss=0.5, lost=0.25)
    1.5
    """
    return (1 - lost) / (1 - loss)


@formula(symbol=r"P_\mathrm{msg}", source="definition")
def message_delivery(*, lost: Ratio, frames: Count) -> Ratio:
    """Probability that every frame of a message arrives.

    Parameters
    ----------
    lost : Ratio
        Probability that a frame is given up, below 1; any shape.
    frames : Count
        Frames of the message; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.
    """
    return exp(_LN_2 * frames * log2(1 - lost))
