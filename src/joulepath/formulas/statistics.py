"""Statistics of a data set: what it takes to learn them and to apply them."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.quantities import Count


@formula(symbol=r"n_\mathrm{moment}", source="definition")
def moment_operations(*, values: Count) -> Count:
    """Additions and subtractions for each sample that mean and deviation are learnt from.

    One addition for the mean and one subtraction of it; the square of the difference is a
    multiply-accumulate.

    Parameters
    ----------
    values : Count
        Values of a sample; any shape.

    Returns
    -------
    Count
        Of the shape of the input.
    """
    return 2 * values


@formula(symbol=r"n_\mathrm{finish}", source="definition")
def moment_divisions(*, features: Count) -> Count:
    """Divisions and roots, once for a set, that finish its means and deviations.

    Parameters
    ----------
    features : Count
        Means to learn: one for all values, one a channel or one a value; any shape.

    Returns
    -------
    Count
        Of the shape of the input.
    """
    return 3 * features


@formula(symbol=r"n_\mathrm{range}", source="definition")
def extreme_comparisons(*, values: Count) -> Count:
    """Comparisons for each sample that the least and greatest value are learnt from.

    Parameters
    ----------
    values : Count
        Values of a sample; any shape.

    Returns
    -------
    Count
        Of the shape of the input.
    """
    return 2 * values


@formula(symbol=r"n_\mathrm{mac}", source="golub-2013-matrix-computations")
def covariance_macs(*, values: Count) -> Count:
    """Multiply-accumulates for each sample of a covariance matrix, of which one half is computed.

    Parameters
    ----------
    values : Count
        Values of a sample; any shape.

    Returns
    -------
    Count
        Of the shape of the input.
    """
    return values * (values + 1) / 2


@formula(symbol=r"n_\mathrm{finish}", source="golub-2013-matrix-computations")
def covariance_divisions(*, values: Count) -> Count:
    """Divisions, once for a set, that finish its mean and its covariance matrix.

    Parameters
    ----------
    values : Count
        Values of a sample; any shape.

    Returns
    -------
    Count
        Of the shape of the input.
    """
    return values + values * (values + 1) / 2


@formula(symbol=r"n_\mathrm{eigen}", source="golub-2013-matrix-computations")
def eigen_operations(*, values: Count) -> Count:
    """Operations, once for a set, of all eigenvectors of its covariance matrix.

    By the symmetric QR algorithm; it iterates, so that the number is an estimate.

    Parameters
    ----------
    values : Count
        Values of a sample; any shape.

    Returns
    -------
    Count
        Of the shape of the input.
    """
    return 9 * values * values * values


@formula(symbol=r"n_\mathrm{SVD}", source="golub-2013-matrix-computations")
def decomposition_operations(*, values: Count) -> Count:
    """Operations for each sample of a singular value decomposition of the whole set.

    Singular values and right vectors by the Golub-Reinsch algorithm; it iterates, so that the
    number is an estimate. For a set of more samples than values.

    Parameters
    ----------
    values : Count
        Values of a sample; any shape.

    Returns
    -------
    Count
        Of the shape of the input.
    """
    return 4 * values * values


@formula(symbol=r"n_\mathrm{SVD,0}", source="golub-2013-matrix-computations")
def decomposition_finish(*, values: Count) -> Count:
    """Operations of a singular value decomposition whatever the number of samples.

    Parameters
    ----------
    values : Count
        Values of a sample; any shape.

    Returns
    -------
    Count
        Of the shape of the input.
    """
    return 8 * values * values * values


@formula(symbol=r"n_\mathrm{mac}", source="golub-2013-matrix-computations")
def projection_macs(*, values: Count, components: Count) -> Count:
    """Multiply-accumulates that turn a sample into its principal components.

    Parameters
    ----------
    values : Count
        Values of a sample; any shape.
    components : Count
        Components that are kept; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return values * components
