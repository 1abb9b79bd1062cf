"""What counts of a node of ``ai.onnx.ml``, whose learnt values are attributes.

The values become constants that the node reads, so that they are parameters like any others, and
a few numbers that the counting rules read take the place of long lists. For the inference of
shapes, which knows few of these operators, standard operators of the same shapes stand in. The
objects of the onnx package are handed in as `Any`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from joulepath.workloads.forests import Tree, grown
from joulepath.workloads.onnx_classical import DOMAIN
from joulepath.workloads.work import RuleError

__all__ = ["Facts", "facts_of", "standing_in"]

_KERNELS: Final = {"LINEAR": "linear", "POLY": "polynomial", "RBF": "rbf", "SIGMOID": "sigmoid"}


@dataclass(frozen=True)
class Facts:
    """A node, as counting rules see it."""

    attributes: Mapping[str, int | str]
    """Numbers and words."""
    stored: Mapping[str, int] = field(default_factory=dict[str, int])
    """How many learnt values of each kind there are, in 32 bits each."""


def facts_of(operator: str, attributes: Mapping[str, Any]) -> Facts:
    """What counts of a node.

    Parameters
    ----------
    operator : str
        Its type.
    attributes : mapping
        Its attributes, texts as bytes.

    Raises
    ------
    RuleError
        If its lists do not fit together.
    """
    words = {
        name: _word(value) for name, value in attributes.items() if isinstance(value, str | bytes)
    }
    common: dict[str, int | str] = {**words, "classes": _classes(attributes)}
    if operator.startswith("TreeEnsemble"):
        return _tree_facts(operator, attributes, common)
    if operator.startswith("Linear"):
        return _linear_facts(attributes, common)
    if operator.startswith("SVM"):
        return _machine_facts(attributes, common)
    stored = {name: len(attributes.get(name, ())) for name in ("offset", "scale")}
    return Facts(common, stored)


def _classes(attributes: Mapping[str, Any]) -> int:
    names = ("classlabels_int64s", "classlabels_ints", "classlabels_strings")
    return max(len(attributes.get(name, ())) for name in names)


def _tree_facts(
    operator: str, attributes: Mapping[str, Any], common: Mapping[str, int | str]
) -> Facts:
    newest = operator == "TreeEnsemble"
    trees = list(_newest_trees(attributes) if newest else _trees(attributes))
    leaves = sum(tree.leaves for tree in trees)
    weights = len(attributes.get("class_weights", attributes.get("target_weights", ())))
    weights = leaves if newest else weights
    splits = sum(tree.splits for tree in trees)
    # Leaves differ only in values of 0 that are left out, so the fullest one counts.
    each_leaf = -(-weights // leaves) if leaves else 1
    classes = int(common["classes"])
    scores = 1 if classes == 2 and each_leaf == 1 else classes or int(_targets(attributes))
    found: dict[str, int | str] = {
        **common,
        "comparisons": sum(tree.depth for tree in trees),
        "leaf_values": len(trees) * each_leaf,
        "scores": scores,
    }
    return Facts(found, {"splits": 2 * splits, "leaves": weights})


def _targets(attributes: Mapping[str, Any]) -> int:
    return int(attributes.get("n_targets", 1))


def _trees(attributes: Mapping[str, Any]) -> Iterator[Tree]:
    names = ("treeids", "nodeids", "modes", "truenodeids", "falsenodeids")
    lists = [attributes.get(f"nodes_{name}", ()) for name in names]
    if len({*map(len, lists)}) != 1:
        raise RuleError("the lists of its nodes have different lengths")
    by_tree: defaultdict[int, list[tuple[int, bool, int, int]]] = defaultdict(list)
    for tree, node, mode, yes, no in zip(*lists, strict=True):
        by_tree[tree].append((node, _word(mode) == "LEAF", yes, no))
    for nodes in by_tree.values():
        places = {node: at for at, (node, *_) in enumerate(nodes)}
        left = [-1 if leaf else places.get(yes, len(nodes)) for _, leaf, yes, _ in nodes]
        right = [-1 if leaf else places.get(no, len(nodes)) for _, leaf, _, no in nodes]
        yield grown(left, right, None)


def _newest_trees(attributes: Mapping[str, Any]) -> Iterator[Tree]:
    """Trees of one list, whose leaves are a list of their own."""
    splits = len(attributes.get("nodes_truenodeids", ()))
    leaves = len(attributes.get("leaf_targetids", ()))
    sides: list[list[int]] = []
    for side in ("true", "false"):
        nodes = attributes.get(f"nodes_{side}nodeids", ())
        ends = attributes.get(f"nodes_{side}leafs", ())
        if len(nodes) != splits or len(ends) != splits:
            raise RuleError("the lists of its nodes have different lengths")
        both = zip(nodes, ends, strict=True)
        sides.append([at + splits if leaf else at for at, leaf in both] + [-1] * leaves)
    yield from _rooted(sides[0], sides[1], attributes.get("tree_roots", ()))


def _rooted(left: Sequence[int], right: Sequence[int], roots: Sequence[int]) -> Iterator[Tree]:
    bounds = [*sorted(roots), len(left)]
    if not roots or bounds[0] != 0 or bounds[-2] >= len(left):
        raise RuleError("its trees have no roots")
    for root in roots:
        yield grown(*_reached(left, right, root), cover=None)


def _reached(left: Sequence[int], right: Sequence[int], root: int) -> tuple[list[int], list[int]]:
    """The part of a list of nodes that a root leads to, numbered anew."""
    places: dict[int, int] = {root: 0}
    order = [root]
    for node in order:
        if not 0 <= node < len(left) or len(order) > len(left):
            raise RuleError(f"node {node} of its trees is missing, or in them twice")
        for child in (left[node], right[node]):
            if child >= 0:
                places[child] = len(order)
                order.append(child)
    yes, no = (
        [places[side[node]] if side[node] >= 0 else -1 for node in order] for side in (left, right)
    )
    return yes, no


def _linear_facts(attributes: Mapping[str, Any], common: Mapping[str, int | str]) -> Facts:
    weights, biases = (len(attributes.get(name, ())) for name in ("coefficients", "intercepts"))
    classes = int(common["classes"])
    scores = int(attributes.get("targets", 0)) or biases or classes or 1
    found: dict[str, int | str] = {**common, "weights": weights, "biases": biases}
    return Facts({**found, "scores": scores}, {"weights": weights, "biases": biases})


def _machine_facts(attributes: Mapping[str, Any], common: Mapping[str, int | str]) -> Facts:
    values = len(attributes.get("support_vectors", ()))
    vectors = int(attributes.get("n_supports", 0)) or sum(attributes.get("vectors_per_class", ()))
    kernel = _word(attributes.get("kernel_type", "LINEAR"))
    parameters = attributes.get("kernel_params", ())
    if vectors < 1 or values % vectors or kernel not in _KERNELS:
        raise RuleError(f"{vectors} support vectors do not fit {values} values, kernel '{kernel}'")
    found: dict[str, int | str] = {
        **common,
        "vectors": vectors,
        "features": values // vectors,
        "kernel": _KERNELS[kernel],
        "degree": int(parameters[2]) if len(parameters) > 2 else 3,
        "scores": int(common["classes"]) or 1,
    }
    names = {"support_vectors": values, "coefficients": 0, "rho": 0}
    return Facts(found, {name: len(attributes.get(name, ())) for name in names})


def _word(value: object) -> str:
    return value.decode("utf-8", errors="replace") if isinstance(value, bytes) else str(value)


def standing_in(onnx: Any, node: Any) -> list[Any]:
    """Standard nodes whose results have the shapes of those of a node.

    Parameters
    ----------
    onnx : module
        The onnx package.
    node : NodeProto
        Of any operator set; it stands for itself if it is of another one.
    """
    if node.domain != DOMAIN:
        return [node]
    read = onnx.helper.get_attribute_value
    attributes = {attribute.name: read(attribute) for attribute in node.attribute}
    found = facts_of(node.op_type, attributes).attributes
    made = _Standing(onnx, node, int(found.get("classes", 0)), int(found.get("scores", 1)))
    if node.op_type.endswith("Classifier"):
        return made.classifier(strings=bool(attributes.get("classlabels_strings")))
    if node.op_type.endswith("Regressor") or node.op_type == "TreeEnsemble":
        return made.columns(int(found.get("scores", 1)))
    return made.other(attributes)


class _Standing:
    """Standard nodes in the place of one."""

    def __init__(self, onnx: Any, node: Any, classes: int, scores: int) -> None:
        self._onnx = onnx
        self._node = node
        self._classes = classes
        self._scores = scores

    def classifier(self, *, strings: bool) -> list[Any]:
        """A label, and scores of all classes."""
        types = self._onnx.TensorProto
        label, scores = (*self._node.output, "", "")[:2]
        made: list[Any] = []
        if label:
            made += self._gather([], f"{label}/number", 1)
            made += [self._cast(f"{label}/number", label, types.STRING if strings else types.INT64)]
        if scores:
            made += self._gather([max(self._classes, 1)], f"{scores}/values", 1)
            made += [self._cast(f"{scores}/values", scores, types.FLOAT)]
        return made

    def columns(self, number: int) -> list[Any]:
        """Values of all targets."""
        result = self._node.output[0]
        gathered = self._gather([number], f"{result}/values", 1)
        return [*gathered, self._cast(f"{result}/values", result, self._onnx.TensorProto.FLOAT)]

    def other(self, attributes: Mapping[str, Any]) -> list[Any]:
        """Values in the place of others, or picked from them."""
        make, types = self._onnx.helper.make_node, self._onnx.TensorProto
        inputs, outputs = list(self._node.input), list(self._node.output)
        match self._node.op_type:
            case "Scaler" | "Normalizer" | "ZipMap":
                return [self._cast(inputs[0], outputs[0], types.FLOAT)]
            case "LabelEncoder":
                texts, numbers = "values_strings" in attributes, "values_int64s" in attributes
                to = types.STRING if texts else types.INT64 if numbers else types.FLOAT
                return [self._cast(inputs[0], outputs[0], to)]
            case "ArrayFeatureExtractor":
                return self._columns(inputs, outputs[0])
            case "FeatureVectorizer":
                return [make("Concat", inputs, outputs, axis=1)]
            case "OneHotEncoder":
                known = (len(attributes.get(f"cats_{kind}", ())) for kind in ("int64s", "strings"))
                return self._one_more_axis(inputs[0], outputs[0], max(known))
            case _:
                return [make("Identity", inputs[:1], outputs[:1])]

    def _columns(self, inputs: list[str], result: str) -> list[Any]:
        """Values at some positions of the last axis."""
        flat, whole, make = f"{result}/flat", f"{result}/whole", self._onnx.helper.make_node
        return [
            self._constant([1], whole, [-1]),
            make("Reshape", [inputs[1], whole], [flat]),
            make("Gather", [inputs[0], flat], [result], axis=-1),
        ]

    def _one_more_axis(self, source: str, result: str, size: int) -> list[Any]:
        """Values with an axis of some size behind the others."""
        last, one, number, columns = (f"{result}/{part}" for part in ("last", "one", "as", "at"))
        make = self._onnx.helper.make_node
        return [
            self._constant([1], last, [-1]),
            make("Unsqueeze", [source, last], [one]),
            self._cast(one, number, self._onnx.TensorProto.FLOAT),
            self._constant([size], columns, [0] * size),
            make("Gather", [number, columns], [result], axis=-1),
        ]

    def _gather(self, shape: list[int], result: str, axis: int) -> list[Any]:
        size = shape[0] if shape else 1
        indices = self._constant(shape, f"{result}/indices", [0] * size)
        names = [self._node.input[0], f"{result}/indices"]
        return [indices, self._onnx.helper.make_node("Gather", names, [result], axis=axis)]

    def _constant(self, shape: list[int], name: str, values: list[int]) -> Any:
        kind = self._onnx.TensorProto.INT64
        tensor = self._onnx.helper.make_tensor(name, kind, shape, values)
        return self._onnx.helper.make_node("Constant", [], [name], value=tensor)

    def _cast(self, source: str, result: str, to: int) -> Any:
        return self._onnx.helper.make_node("Cast", [source], [result], to=to)
