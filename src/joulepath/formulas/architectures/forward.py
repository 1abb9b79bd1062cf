"""From operations to the work of a forward pass, whatever the family."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import total
from joulepath.core.quantities import Count, FlopPerSample


@formula(symbol=r"n_\Sigma", source="definition")
def summed(*, parts: tuple[Count, ...]) -> Count:
    """Operations or parameters of all layers together.

    Parameters
    ----------
    parts : tuple of Count
        One count a layer; shapes broadcast.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return total(parts)


@formula(symbol=r"n", source="definition")
def repeated(*, count: Count, times: Count) -> Count:
    """Operations or parameters of a block that a model repeats.

    Parameters
    ----------
    count : Count
        Of one block; any shape.
    times : Count
        Number of blocks; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return count * times


@formula(symbol=r"M_\mathrm{fwd}", source="definition")
def forward_flops(
    *,
    macs: Count,
    other_operations: Count,
    per_mac: FlopPerSample,
    per_other_operation: FlopPerSample,
) -> FlopPerSample:
    """Floating-point operations of one forward pass.

    Parameters
    ----------
    macs : Count
        Multiply-accumulates; any shape.
    other_operations : Count
        All other arithmetic; broadcasts.
    per_mac : FlopPerSample
        FLOPs counted for a multiply-accumulate, 2 by convention; broadcasts.
    per_other_operation : FlopPerSample
        FLOPs counted for another operation, 1 by convention; broadcasts.

    Returns
    -------
    FlopPerSample
        Of the broadcast shape.

    Examples
    --------
    >>> forward_flops(macs=100.0, other_operations=20.0, per_mac=2.0, per_other_operation=1.0)
    220.0
    """
    return macs * per_mac + other_operations * per_other_operation
