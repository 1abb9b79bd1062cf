"""Models that compare a sample with kept ones: support vectors and nearest neighbours."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.quantities import Count


@formula(symbol=r"n", source="cover-1967-neighbours")
def compared_values(*, vectors: Count, features: Count) -> Count:
    """Values of all kept vectors that a sample is compared with, one by one.

    Parameters
    ----------
    vectors : Count
        Vectors kept; any shape.
    features : Count
        Values of a vector; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return vectors * features


@formula(symbol=r"n_\theta", source="definition")
def labelled_parameters(*, vectors: Count, features: Count) -> Count:
    """Values of kept vectors, each with a label.

    Parameters
    ----------
    vectors : Count
        Vectors kept; any shape.
    features : Count
        Values of a vector; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return vectors * (features + 1)


@formula(symbol=r"n_\mathrm{other}", source="chang-2011-libsvm")
def kernel_operations(*, vectors: Count, per_vector: Count) -> Count:
    """Operations of one kind that turn a distance or a product into the value of a kernel.

    Parameters
    ----------
    vectors : Count
        Support vectors; any shape.
    per_vector : Count
        Operations for each of them; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return vectors * per_vector


@formula(symbol=r"n_\mathrm{other}", source="chang-2011-libsvm")
def polynomial_operations(*, vectors: Count, degree: Count) -> Count:
    """Operations of a polynomial kernel: scale, shift, and products for the power.

    Parameters
    ----------
    vectors : Count
        Support vectors; any shape.
    degree : Count
        Degree of the polynomial; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return vectors * (degree + 1)


@formula(symbol=r"n_\mathrm{pair}", source="chang-2011-libsvm")
def class_pairs(*, classes: Count) -> Count:
    """Pairs of classes, each with a decision of its own.

    Parameters
    ----------
    classes : Count
        Classes; any shape.

    Returns
    -------
    Count
        Of the shape of the input.

    Examples
    --------
    >>> class_pairs(classes=4.0)
    6.0
    """
    return classes * (classes - 1) / 2


@formula(symbol=r"n_\mathrm{mac}", source="chang-2011-libsvm")
def decision_macs(*, vectors: Count, classes: Count) -> Count:
    """Multiply-accumulates of all decisions; a vector has a weight against each other class.

    Parameters
    ----------
    vectors : Count
        Support vectors; any shape.
    classes : Count
        Classes; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return vectors * (classes - 1)


@formula(symbol=r"n_\mathrm{cmp}", source="chang-2011-libsvm")
def vote_comparisons(*, classes: Count) -> Count:
    """Comparisons of the votes: the sign of each decision, and the class with most votes.

    Parameters
    ----------
    classes : Count
        Classes; any shape.

    Returns
    -------
    Count
        Of the shape of the input.

    Examples
    --------
    >>> vote_comparisons(classes=2.0)
    2.0
    """
    return classes * (classes - 1) / 2 + classes - 1


@formula(symbol=r"n_\theta", source="chang-2011-libsvm")
def machine_parameters(*, vectors: Count, features: Count, classes: Count) -> Count:
    """Support vectors, their weights and the offset of each decision.

    Parameters
    ----------
    vectors : Count
        Support vectors; any shape.
    features : Count
        Values of a vector; broadcasts.
    classes : Count
        Classes; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Examples
    --------
    >>> machine_parameters(vectors=10.0, features=4.0, classes=2.0)
    51.0
    """
    return vectors * (features + classes - 1) + classes * (classes - 1) / 2
