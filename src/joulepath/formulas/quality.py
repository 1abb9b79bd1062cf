"""How far figures may be off, by what is known of where they come from."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import exp, sqrt
from joulepath.core.quantities import Ratio


@formula(symbol=r"s", source="weidema-2013-ecoinvent")
def quality_spread(*, basic: Ratio, reliability: Ratio, completeness: Ratio) -> Ratio:
    """Geometric standard deviation of a figure, from its scores in the pedigree matrix.

    Parameters
    ----------
    basic : Ratio
        Variance of the logarithm that even the best figure has, at least 0; any shape.
    reliability : Ratio
        Variance that is added for how it was obtained, at least 0; broadcasts.
    completeness : Ratio
        Variance that is added for how few cases it stands on, at least 0; broadcasts.

    Returns
    -------
    Ratio
        At least 1, of the broadcast shape.

    Examples
    --------
    >>> quality_spread(basic=0.0, reliability=0.0, completeness=0.0)
    1.0
    """
    return exp(sqrt(basic + reliability + completeness))
