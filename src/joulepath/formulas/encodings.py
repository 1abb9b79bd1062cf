"""Series as images: Gramian angular fields, Markov transition fields, recurrence plots."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, log2
from joulepath.core.quantities import Count


@formula(symbol=r"n_\mathrm{range}", source="wang-2015-imaging")
def range_comparisons(*, length: Count) -> Count:
    """Comparisons that find the least and the greatest value of a series.

    Parameters
    ----------
    length : Count
        Length of the series; any shape.

    Returns
    -------
    Count
        Of the shape of the input.
    """
    return 2 * (length - 1)


@formula(symbol=r"n_\mathrm{scale}", source="wang-2015-imaging")
def rescaling_operations(*, length: Count) -> Count:
    """Additions and subtractions that scale a series to the range from -1 to 1.

    Each value is the sum of its distances from both ends (3) over the range (1 once); the
    division is a special function.

    Parameters
    ----------
    length : Count
        Length of the series; any shape.

    Returns
    -------
    Count
        Of the shape of the input.
    """
    return 3 * length + 1


@formula(symbol=r"n_\mathrm{GAF}", source="wang-2015-imaging")
def gramian_operations(*, length: Count) -> Count:
    """Additions and multiplications of a Gramian angular field of a scaled series.

    The sine that belongs to each value takes a square, a subtraction and a root, which is a
    special function; each pixel takes two products and a sum or difference. No angle is computed,
    and the symmetry of the image is not used.

    Parameters
    ----------
    length : Count
        Length of the series; any shape.

    Returns
    -------
    Count
        Of the shape of the input.

    Examples
    --------
    >>> gramian_operations(length=10.0)
    320.0
    """
    return 2 * length + 3 * length * length


@formula(symbol=r"n_\mathrm{sort}", source="knuth-1998-sorting", stepwise=("length", "bins"))
def quantile_comparisons(*, length: Count, bins: Count) -> Count:
    """Comparisons that divide a series among quantiles: a bound.

    Sorting by merging takes less than ``log2`` of the length, rounded up, for each value; finding
    the quantile of a value by halving takes at most ``log2`` of the quantiles, rounded up.

    Parameters
    ----------
    length : Count
        Length of the series; any shape.
    bins : Count
        Number of quantiles; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Examples
    --------
    >>> quantile_comparisons(length=100.0, bins=8.0)
    1000.0
    """
    return length * (ceil(log2(length)) + ceil(log2(bins)))


@formula(symbol=r"n_\mathrm{MTF}", source="wang-2015-imaging")
def transition_additions(*, length: Count, bins: Count) -> Count:
    """Additions that count the transitions of a series between quantiles, and sum them up.

    Parameters
    ----------
    length : Count
        Length of the series; any shape.
    bins : Count
        Number of quantiles; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return length - 1 + bins * bins


@formula(symbol=r"n_\mathrm{pair}", source="definition")
def pairs(*, length: Count) -> Count:
    """Ordered pairs of things, each with itself too.

    Parameters
    ----------
    length : Count
        Number of things; any shape.

    Returns
    -------
    Count
        Of the shape of the input.
    """
    return length * length


@formula(symbol=r"n_\mathrm{point}", source="eckmann-1987-recurrence")
def embedded_points(*, length: Count, dimension: Count, delay: Count) -> Count:
    """Points that a series becomes when values some way apart are taken together.

    Parameters
    ----------
    length : Count
        Length of the series; any shape.
    dimension : Count
        Values of a point; broadcasts.
    delay : Count
        Values from one of them to the next; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return length - (dimension - 1) * delay


@formula(symbol=r"n_\mathrm{mac}", source="eckmann-1987-recurrence")
def recurrence_macs(*, points: Count, dimension: Count) -> Count:
    """Multiply-accumulates of the squared distances between all points.

    As many subtractions go before them, and a comparison for each pair follows. The symmetry of
    the image is not used.

    Parameters
    ----------
    points : Count
        Number of points; any shape.
    dimension : Count
        Values of a point; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return points * points * dimension
