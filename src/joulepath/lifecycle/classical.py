"""Trees, linear models, support vectors and neighbours, counted."""

from __future__ import annotations

from joulepath.formulas.architectures import kernel as vectors
from joulepath.formulas.architectures import tree
from joulepath.lifecycle.counted import (
    NONE,
    ONE,
    Counted,
    Fit,
    activated,
    added,
    answered,
    together,
    work,
)
from joulepath.records.families import Boosting, KernelMachine, Linear, NearestNeighbours, Trees
from joulepath.records.workload import Operations


def trees(model: Trees) -> Counted:
    """Count an ensemble of trees; comparisons, and no multiply-accumulate."""
    additions = tree.leaf_additions(trees=model.trees, leaf_values=model.leaf_values)
    match model.averaged:
        case "averaged":
            divisions = model.outputs
        case "added":
            divisions = NONE
    walked = work(
        elementwise=additions,
        special=divisions,
        comparisons=tree.path_comparisons(trees=model.trees, path=model.path),
    )
    return Counted(
        together(walked, activated(model.outputs, model.activation)),
        parameters=tree.tree_parameters(
            trees=model.trees, leaves=model.leaves, leaf_values=model.leaf_values
        ),
        weight_bits=None
        if model.node_bits is None
        else tree.tree_memory(trees=model.trees, leaves=model.leaves, node_bits=model.node_bits),
        fit=None if model.boosting is None else _grown(model, model.boosting),
    )


def _grown(model: Trees, boosting: Boosting) -> Fit:
    """Grow the trees level by level from histograms."""
    return Fit(
        per_sample=tree.histogram_additions(
            trees=model.trees,
            depth=model.depth,
            features=model.features,
            additions=boosting.additions,
        ),
        fixed=tree.split_search(
            trees=model.trees,
            leaves=model.leaves,
            features=model.features,
            bins=boosting.bins,
            candidate=boosting.candidate,
        ),
    )


def linear(model: Linear) -> Counted:
    """Count a linear or logistic model."""
    return answered(model.features, model.outputs, model.activation)


def kernel_machine(model: KernelMachine) -> Counted:
    """Count a support vector machine that decides between each two classes."""
    decided = work(
        vectors.decision_macs(vectors=model.support_vectors, classes=model.classes),
        vectors.class_pairs(classes=model.classes),
        comparisons=vectors.vote_comparisons(classes=model.classes),
    )
    return Counted(
        together(_kernel(model), decided),
        vectors.machine_parameters(
            vectors=model.support_vectors, features=model.features, classes=model.classes
        ),
    )


def _kernel(model: KernelMachine) -> Operations:
    values = vectors.compared_values(vectors=model.support_vectors, features=model.features)
    match model.kernel:
        case "linear":
            return work(values)
        case "polynomial":
            powers = vectors.polynomial_operations(
                vectors=model.support_vectors, degree=model.degree
            )
            return work(values, powers)
        case "rbf":
            each = vectors.kernel_operations(vectors=model.support_vectors, per_vector=ONE)
            return work(values, added(values, each), each)


def nearest_neighbours(model: NearestNeighbours) -> Counted:
    """Count a search of all points; each distance is compared with the worst one kept."""
    values = vectors.compared_values(vectors=model.points, features=model.features)
    return Counted(
        work(values, added(values, model.neighbours), comparisons=model.points),
        vectors.labelled_parameters(vectors=model.points, features=model.features),
        fit=Fit(NONE, NONE),
    )
