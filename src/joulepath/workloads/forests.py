"""Ensembles of decision trees: what one sample costs, and how large they are.

A sample takes one comparison at each split on its way, whatever the split compares, and one
addition for each value of the leaf where it ends, the first of them to the value that all answers
begin with. Where a dump says how much of the training data went each way, a path has the mean
length that it has for these data; otherwise it is as long as the deepest one of its tree.

Parameters are a feature and a threshold for each split and the values of each leaf. Their memory
is that of all nodes, as the library keeps them; a sample reads only those on its way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from joulepath.records.workload import Workload, WorkloadLayer
from joulepath.workloads.json_reading import table_of
from joulepath.workloads.onnx_elementwise import EACH_VALUE
from joulepath.workloads.work import RuleError, Work

__all__ = ["ANSWERS", "Forest", "Layout", "Tree", "forest_workload", "grown", "unfolded"]

_LISTED_GROUPS: Final = 16
_NOTHING: Final = Work()

ANSWERS: Final = {
    "": Work(),
    "ArgMax": Work(comparisons=1),
    "Exp": EACH_VALUE["Exp"],
    "Sigmoid": EACH_VALUE["Sigmoid"],
    "Sign": Work(comparisons=1),
    "Softmax": EACH_VALUE["Softmax"],
    "Softplus": EACH_VALUE["Softplus"],
    "Sqrt": EACH_VALUE["Sqrt"],
}
"""Work for each output of what becomes of the sums."""


@dataclass(frozen=True)
class Tree:
    """One tree, as far as its work depends on it."""

    splits: int
    """Nodes that compare."""
    leaves: int
    """Nodes that answer."""
    depth: int
    """Comparisons on the way to the deepest leaf."""
    path: float | None
    """Comparisons of a sample in the mean of the training data; None where nothing tells."""
    group: int = 0
    """Which output it adds to."""


@dataclass(frozen=True)
class Layout:
    """Memory of the parts of a tree, in bits."""

    split: int
    """A split: feature, threshold and where to go on."""
    leaf: int
    """A leaf, without its values."""
    value: int
    """A value of a leaf."""
    format: str
    """Numeric format of thresholds and values."""
    activation: int
    """A value of a sample or of an answer."""


@dataclass(frozen=True)
class Forest:
    """An ensemble."""

    trees: tuple[Tree, ...]
    """All trees."""
    features: int
    """Values of a sample."""
    outputs: int
    """Sums that the trees add to."""
    leaf_values: int
    """Values in a leaf."""
    layout: Layout
    """How it is kept."""
    answer: str
    """What becomes of the sums; one of `ANSWERS`."""
    each_tree: Work = _NOTHING
    """Work on the value of each leaf beside its addition."""
    each_output: Work = _NOTHING
    """Work on each sum beside its answer."""
    left_out: tuple[str, ...] = ()
    """What has no counting rule."""
    assumptions: tuple[str, ...] = ()
    """What the dump does not say."""


def grown(
    left: Sequence[int], right: Sequence[int], cover: Sequence[float] | None, group: int = 0
) -> Tree:
    """Measure a tree of nodes that name their children.

    Parameters
    ----------
    left, right : sequence of int
        Children of each node, negative for a leaf; the first node is the root.
    cover : sequence of float or None
        Part of the training data that came to each node, in any unit.
    group : int
        Which output the tree adds to.

    Raises
    ------
    RuleError
        If the nodes are no tree.
    """
    nodes = len(left)
    if not nodes or len(right) != nodes or (cover is not None and len(cover) != nodes):
        raise RuleError(f"a tree lists {nodes} left and {len(right)} right children")
    splits, leaves, deepest, passed = 0, 0, 0, 0.0
    seen = bytearray(nodes)
    open_ = [(0, 0)]
    while open_:
        node, depth = open_.pop()
        if not 0 <= node < nodes or seen[node]:
            raise RuleError(f"node {node} of a tree of {nodes} is missing, or in it twice")
        seen[node] = 1
        if left[node] < 0 and right[node] < 0:
            leaves, deepest = leaves + 1, max(deepest, depth)
            continue
        splits += 1
        passed += cover[node] if cover is not None else 0.0
        open_ += [(left[node], depth + 1), (right[node], depth + 1)]
    return Tree(splits, leaves, deepest, _mean_path(splits, passed, deepest, cover), group)


def unfolded(
    root: object,
    children: Callable[[dict[str, Any]], tuple[object, object] | None],
    weight: str,
    group: int = 0,
) -> Tree:
    """Measure a tree of nodes that hold their children.

    Parameters
    ----------
    root : object
        The first node.
    children : callable
        The two nodes inside a node; None for a leaf.
    weight : str
        Entry of a node with its part of the training data; one that only leaves have is summed.
    group : int
        Which output the tree adds to.

    Raises
    ------
    RuleError
        If the nodes are no tree.
    """
    left, right, cover = list[int](), list[int](), list[float]()
    open_: list[tuple[object, int]] = [(root, -1)]
    while open_:
        entry, parent = open_.pop()
        if parent >= 0:
            side = left if left[parent] < 0 else right
            side[parent] = len(left)
        node = table_of(entry)
        inner = children(node)
        open_ += [(child, len(left)) for child in inner or ()]
        left.append(-1)
        right.append(-1)
        given = node.get(weight)
        cover.append(given if isinstance(given, int | float) else -1.0)
    # Children come after their parents.
    for at in reversed(range(len(left))):
        if cover[at] < 0:
            cover[at] = cover[left[at]] + cover[right[at]] if left[at] >= 0 else 0.0
    return grown(left, right, cover, group)


def _mean_path(
    splits: int, passed: float, deepest: int, cover: Sequence[float] | None
) -> float | None:
    if not splits:
        return 0.0
    if cover is None or not cover[0] > 0:
        return None
    mean = passed / cover[0]
    return mean if 0 <= mean <= deepest + 1e-3 else None


def forest_workload(forest: Forest) -> Workload:
    """Workload of an ensemble: a layer for each output, and one for the answer.

    Raises
    ------
    RuleError
        If the ensemble makes no sense.
    """
    if not forest.trees or min(forest.features, forest.outputs, forest.leaf_values) < 1:
        raise RuleError("it has no tree, no feature or no output")
    layers = tuple(_layers(forest))
    activation = forest.layout.activation
    works = [layer.operations for layer in layers]
    return Workload(
        layers=layers,
        operations=Work(
            elementwise=sum(int(of.elementwise) for of in works),
            special=sum(int(of.special) for of in works),
            comparisons=sum(int(of.comparisons) for of in works),
        ).recorded,
        parameters=sum(layer.parameters for layer in layers),
        weight_bits=sum(layer.weight_bits for layer in layers),
        read_bits=sum(layer.read_bits for layer in layers),
        written_bits=sum(layer.written_bits for layer in layers),
        peak_bits=(forest.features + forest.outputs) * activation,
        input_values=forest.features,
        output_values=1 if forest.answer == "ArgMax" else forest.outputs,
        left_out=forest.left_out,
        assumptions=(*forest.assumptions, *_path_assumptions(forest.trees)),
    )


def _layers(forest: Forest) -> Iterator[WorkloadLayer]:
    groups = sorted({tree.group for tree in forest.trees})
    listed = len(groups) <= _LISTED_GROUPS
    parts = groups if listed and len(groups) > 1 else [None]
    for part in parts:
        trees = [tree for tree in forest.trees if part in {None, tree.group}]
        name = f"{len(trees)} trees" if part is None else f"output {part}: {len(trees)} trees"
        outputs = forest.outputs if part is None else 1
        yield _ensemble(forest, trees, name, outputs)
    work = (ANSWERS[forest.answer] + forest.each_output) * forest.outputs
    if forest.answer == "ArgMax":
        work += Work(comparisons=-1)
    if work != Work():
        yield _answer(forest, work, tuple(range(len(parts))))


def _ensemble(forest: Forest, trees: Sequence[Tree], name: str, outputs: int) -> WorkloadLayer:
    layout, values = forest.layout, forest.leaf_values
    splits, leaves = sum(tree.splits for tree in trees), sum(tree.leaves for tree in trees)
    compared = round(sum(tree.depth if tree.path is None else tree.path for tree in trees))
    each = Work(elementwise=1) + forest.each_tree
    work = Work(comparisons=compared) + each * (len(trees) * values)
    return WorkloadLayer(
        name=name,
        operator="TreeEnsemble",
        format=layout.format,
        operations=work.recorded,
        parameters=2 * splits + leaves * values,
        weight_bits=splits * layout.split + leaves * (layout.leaf + values * layout.value),
        read_bits=min(compared, forest.features) * layout.activation,
        written_bits=outputs * layout.activation,
        output_values=outputs,
        trained_macs=0,
        reads=(),
    )


def _answer(forest: Forest, work: Work, reads: tuple[int, ...]) -> WorkloadLayer:
    outputs = 1 if forest.answer == "ArgMax" else forest.outputs
    return WorkloadLayer(
        name="answer",
        operator=forest.answer or "Scale",
        format=forest.layout.format,
        operations=work.recorded,
        parameters=0,
        weight_bits=0,
        read_bits=forest.outputs * forest.layout.activation,
        written_bits=outputs * forest.layout.activation,
        output_values=outputs,
        trained_macs=0,
        reads=reads,
    )


def _path_assumptions(trees: Sequence[Tree]) -> Iterator[str]:
    known = [tree for tree in trees if tree.path is not None]
    most = sum(tree.depth for tree in trees)
    if len(known) == len(trees):
        mean = sum(tree.path or 0.0 for tree in known)
        if mean < most:
            yield (
                f"trees: a sample takes {mean:.4g} comparisons, the mean over the training data"
                f" by the weights in the file; at most {most} if it ends in the deepest leaves"
            )
    else:
        yield (
            f"trees: the file does not say how the training data went, so a sample takes the"
            f" {most} comparisons of the deepest leaves, the most there can be"
        )
