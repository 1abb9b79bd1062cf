"""Ensembles of decision trees: forests and gradient boosting."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.quantities import Bit, Count, Flop


@formula(symbol=r"n_\mathrm{cmp}", source="breiman-2001-forests")
def path_comparisons(*, trees: Count, path: Count) -> Count:
    """Comparisons of one sample on its way through all trees.

    Parameters
    ----------
    trees : Count
        Trees of the ensemble; any shape.
    path : Count
        Comparisons in one tree, in the mean; its depth at most; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return trees * path


@formula(symbol=r"n_\mathrm{add}", source="breiman-2001-forests")
def leaf_additions(*, trees: Count, leaf_values: Count) -> Count:
    """Additions that put the values of one leaf of each tree together.

    Parameters
    ----------
    trees : Count
        Trees of the ensemble; any shape.
    leaf_values : Count
        Values in a leaf; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return trees * leaf_values


@formula(symbol=r"n_\theta", source="definition")
def tree_parameters(*, trees: Count, leaves: Count, leaf_values: Count) -> Count:
    """Learnt values of all trees: feature and threshold of each split, values of each leaf.

    A binary tree has one split less than leaves.

    Parameters
    ----------
    trees : Count
        Trees of the ensemble; any shape.
    leaves : Count
        Leaves of one tree, in the mean; broadcasts.
    leaf_values : Count
        Values in a leaf; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Examples
    --------
    >>> tree_parameters(trees=1.0, leaves=2.0, leaf_values=1.0)
    4.0
    """
    return trees * (2 * (leaves - 1) + leaves * leaf_values)


@formula(symbol=r"b_\theta", source="definition")
def tree_memory(*, trees: Count, leaves: Count, node_bits: Bit) -> Bit:
    """Memory of all nodes, splits and leaves.

    Parameters
    ----------
    trees : Count
        Trees of the ensemble; any shape.
    leaves : Count
        Leaves of one tree, in the mean; broadcasts.
    node_bits : Bit
        Memory of a node; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return trees * (2 * leaves - 1) * node_bits


@formula(symbol=r"n_\mathrm{hist}", source="chen-2016-xgboost")
def histogram_additions(*, trees: Count, depth: Count, features: Count, additions: Count) -> Count:
    """Additions of one row to the histograms of all levels of all trees.

    Trees grow level by level, and each level goes through every feature of every row once.

    Parameters
    ----------
    trees : Count
        Trees of the ensemble; any shape.
    depth : Count
        Levels of splits; broadcasts.
    features : Count
        Values of a row; broadcasts.
    additions : Count
        Sums in a bin that a row is added to; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return trees * depth * features * additions


@formula(symbol=r"M_\mathrm{split}", source="ke-2017-lightgbm")
def split_search(
    *, trees: Count, leaves: Count, features: Count, bins: Count, candidate: Flop
) -> Flop:
    """Work to rate all places between bins at all splits of all trees.

    Parameters
    ----------
    trees : Count
        Trees of the ensemble; any shape.
    leaves : Count
        Leaves of one tree, in the mean; broadcasts.
    features : Count
        Values of a row; broadcasts.
    bins : Count
        Bins of a histogram; broadcasts.
    candidate : Flop
        Work to rate one place; broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return trees * (leaves - 1) * features * (bins - 1) * candidate
