"""Tables of models that are no networks: trees, linear models, support vectors, neighbours."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import model_validator

from joulepath.core.quantities import Num
from joulepath.scenario.fields import Quantity, anywhere, refuse
from joulepath.scenario.section import Section
from joulepath.scenario.sizes import Activation, Classes, Size, check_most, shown_size

__all__ = [
    "BoostingSection",
    "ForestSection",
    "KnnSection",
    "LinearSection",
    "SvmSection",
    "TreesSection",
    "full_tree",
]

Depth = Annotated[Num, Quantity("1", minimum=1, maximum=64, whole=True)]


class TreesSection(Section):
    """An ensemble of binary decision trees."""

    features: Size
    """Values of a sample."""
    trees: Size
    """All trees together; boosting grows one for each class and round if classes are many."""
    depth: Depth
    """Comparisons from the root to the deepest leaf."""
    mean_depth: Annotated[Num, Quantity("1", above=0, maximum=64)] | None = None
    """Comparisons of a sample in a tree, in the mean; by default the depth, the worst case."""
    leaves: Annotated[Num, Quantity("1", minimum=1, maximum=2.0**64)] | None = None
    """Leaves of a tree, in the mean; by default as many as the depth allows."""
    outputs: Size = 1.0
    """Values of the answer: 1, or one for each class."""
    node_size: Annotated[Num, Quantity("bit", above=0)] | None = None
    """Memory of a node, e.g. "12 B"; without it the size of the model is not told."""

    @model_validator(mode="after")
    def _trees_can_be(self) -> TreesSection:
        if self.mean_depth is not None:
            check_most(self.mean_depth, self.depth, "mean_depth", "depth")
        if self.leaves is not None and anywhere(self.leaves > full_tree(self.depth)):
            what = f"{shown_size(self.leaves)} leaves at a depth of {shown_size(self.depth)}"
            most = shown_size(full_tree(self.depth))
            raise refuse(what, f"a binary tree of that depth has at most {most}", ("leaves",))
        return self


class ForestSection(TreesSection):
    """A random forest; the values of its leaves are averaged."""

    family: Literal["random-forest"]
    """The family: "random-forest"."""


class BoostingSection(TreesSection):
    """Gradient-boosted trees; the values of their leaves are added up."""

    family: Literal["gradient-boosting"]
    """The family: "gradient-boosting"."""
    activation: Activation = "none"
    """What becomes of the sums: "none", "sigmoid" or "softmax"."""
    bins: Classes = 256.0
    """Bins of a histogram in training."""


class LinearSection(Section):
    """A linear or logistic model, or a linear support vector machine."""

    family: Literal["linear"]
    """The family: "linear"."""
    features: Size
    """Values of a sample."""
    outputs: Size = 1.0
    """Values of the answer: 1, or one for each class."""
    activation: Activation = "none"
    """What becomes of them: "none" (linear), "sigmoid" (logistic) or "softmax"."""


class SvmSection(Section):
    """A support vector machine with a decision between each two classes."""

    family: Literal["svm"]
    """The family: "svm"."""
    features: Size
    """Values of a sample."""
    support_vectors: Size
    """Support vectors of all classes together."""
    kernel: Literal["linear", "rbf", "polynomial"] = "rbf"
    """What a sample and a support vector are compared by."""
    degree: Annotated[Num, Quantity("1", minimum=1, maximum=100, whole=True)] = 3.0
    """Degree of a polynomial kernel."""
    classes: Classes = 2.0
    """Classes told apart."""

    @model_validator(mode="after")
    def _degree_of_a_polynomial(self) -> SvmSection:
        if "degree" in self.model_fields_set and self.kernel != "polynomial":
            what = f"a degree with kernel = {self.kernel!r}"
            raise refuse(what, 'leave it out, or write kernel = "polynomial"', ("degree",))
        return self


class KnnSection(Section):
    """Nearest neighbours, found by going through all points."""

    family: Literal["knn"]
    """The family: "knn"."""
    features: Size
    """Values of a sample."""
    points: Size
    """Samples that are kept to compare with."""
    neighbours: Size = 5.0
    """Nearest points that vote."""

    @model_validator(mode="after")
    def _enough_points(self) -> KnnSection:
        check_most(self.neighbours, self.points, "neighbours", "points")
        return self


def full_tree(depth: Any) -> Any:
    """Leaves of a binary tree all of whose leaves are at a depth."""
    return 2.0**depth
