"""What a training run keeps: states in memory and checkpoints."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.quantities import Bit, BitPerValue, Count, Value


@formula(symbol=r"b_\mathrm{acc}", source="rajbhandari-2020-zero")
def state_memory(*, parameters: Value, bits_per_value: BitPerValue, accelerators: Count) -> Bit:
    """Memory that weights, gradients and states of the optimiser take on each accelerator.

    Parameters
    ----------
    parameters : Value
        Weights, those of all experts included; any shape.
    bits_per_value : BitPerValue
        Bits for each weight, its gradient and the optimiser's states; broadcasts.
    accelerators : Count
        Accelerators among which they are divided; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape; activations come on top.
    """
    return parameters * bits_per_value / accelerators


@formula(symbol=r"b_\mathrm{kept}", source="definition")
def checkpoint_bits(*, parameters: Value, bits_per_value: BitPerValue, checkpoints: Count) -> Bit:
    """Data kept of a run.

    Parameters
    ----------
    parameters : Value
        Weights; any shape.
    bits_per_value : BitPerValue
        Bits that a checkpoint holds for each; broadcasts.
    checkpoints : Count
        Checkpoints that are kept; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return parameters * bits_per_value * checkpoints
