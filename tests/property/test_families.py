"""Closed forms of families equal networks that others built, and loops that count as they run.

Counts are whole and far below 2**53, so that every comparison is exact.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joulepath import count_family

LAW = settings(max_examples=40, deadline=None)
WIDTH = st.integers(1, 12)
KINDS = ("macs", "elementwise", "special", "comparisons")


def kinds(family: str, **sizes: Any) -> dict[str, float]:
    """Operations by kind, those that happen."""
    operations = count_family(family, **sizes).operations
    assert operations is not None
    counts = {kind: getattr(operations, kind) for kind in KINDS}
    return {kind: number for kind, number in counts.items() if number}


# -- Recurrent networks --------------------------------------------------------------------------

RECURRENT = {"rnn": "RNN", "lstm": "LSTM", "gru": "GRU"}


@pytest.mark.torch
@LAW
@given(
    family=st.sampled_from([*RECURRENT]), features=WIDTH, hidden=st.integers(2, 12),
    layers=st.integers(1, 4), bidirectional=st.booleans(), narrower=st.integers(0, 11),
)  # fmt: skip
def test_parameters_are_those_of_torch(
    family: str, features: int, hidden: int, layers: int, bidirectional: bool, narrower: int
) -> None:
    torch = pytest.importorskip("torch")
    projection = max(hidden - narrower, 1) if family == "lstm" and narrower else None
    how = {"proj_size": projection} if projection else {}
    layer = getattr(torch.nn, RECURRENT[family])
    network = layer(features, hidden, layers, bidirectional=bidirectional, **how)
    ours = count_family(
        family,
        steps=3,
        features=features,
        hidden=hidden,
        layers=layers,
        bidirectional=bidirectional,
        **({"projection": projection} if projection else {}),
    )
    assert ours.parameters == sum(weights.numel() for weights in network.parameters())
    # every weight but the biases is multiplied once a step
    matrices = sum(weights.numel() for weights in network.parameters() if weights.ndim == 2)
    assert ours.macs == 3 * matrices


# origin: documentation of torch.nn, shapes of the weights of LSTM(10, 20), GRU(10, 20) and
# RNN(10, 20): 80, 60 and 20 rows of 10 + 20 weights and two biases each; and of
# LSTM(10, 20, 2, bidirectional) and LSTM(10, 20, proj_size=5), added up by hand
@pytest.mark.parametrize(
    ("family", "more", "parameters"),
    [
        ("lstm", {}, 80 * 32),
        ("gru", {}, 60 * 32),
        ("rnn", {}, 20 * 32),
        ("lstm", {"layers": 2, "bidirectional": True}, 2 * 80 * 32 + 2 * 80 * (40 + 20 + 2)),
        ("lstm", {"projection": 5}, 80 * (10 + 5 + 2) + 20 * 5),
    ],
)
def test_parameters_as_torch_documents_them(
    family: str, more: dict[str, Any], parameters: int
) -> None:
    ours = count_family(family, steps=1, features=10, hidden=20, **more)
    assert ours.parameters == parameters


# origin: summaries printed in the Keras guide "Working with RNNs": LSTM(128) on 64 values has
# 98 816 parameters and Dense(10) on it 1290; GRU(256) on 64 has 247 296 and SimpleRNN(128) on
# its output 49 280. The GRU that resets before, without recurrent biases: 3 (64 + 256 + 1) 256.
@pytest.mark.parametrize(
    ("family", "more", "parameters"),
    [
        ("lstm", {"features": 64, "hidden": 128}, 98_816),
        ("lstm", {"features": 64, "hidden": 128, "outputs": 10}, 98_816 + 1290),
        ("gru", {"features": 64, "hidden": 256}, 247_296),
        ("rnn", {"features": 256, "hidden": 128}, 49_280),
        ("gru", {"features": 64, "hidden": 256, "reset": "before"}, 3 * 321 * 256),
    ],
)
def test_parameters_are_those_of_keras(family: str, more: dict[str, Any], parameters: int) -> None:
    assert count_family(family, steps=1, biases="keras", **more).parameters == parameters


@LAW
@given(family=st.sampled_from([*RECURRENT]), steps=WIDTH, features=WIDTH, hidden=WIDTH)
def test_a_layer_has_the_work_of_its_step_at_every_step(
    family: str, steps: int, features: int, hidden: int
) -> None:
    size = {"features": features, "hidden": hidden}
    one, all_steps = kinds(family, steps=1, **size), kinds(family, steps=steps, **size)
    assert all_steps == {kind: steps * number for kind, number in one.items()}


def test_a_head_answers_once_or_at_every_step() -> None:
    size = {"steps": 7, "features": 3, "hidden": 4, "bidirectional": True}
    bare = count_family("gru", **size)
    once = count_family("gru", **size, outputs=5)
    often = count_family("gru", **size, outputs=5, output_steps="every", activation="sigmoid")
    assert once.macs == bare.macs + 8 * 5
    assert often.macs == bare.macs + 7 * 8 * 5
    # a bias each; and a sigmoid each
    assert once.other_operations == bare.other_operations + 5
    assert often.other_operations == bare.other_operations + 7 * (5 + 5)
    assert once.parameters == often.parameters == bare.parameters + 9 * 5


# -- Graphs --------------------------------------------------------------------------------------

# Cora as Kipf & Welling use it: 2708 papers, 5429 citations, of which the usual file keeps 5278
# undirected edges, 10 556 messages; 1433 words, 7 subjects.
CORA = {"nodes": 2708, "edges": 10_556}
PAIRS = 1433 * 16 + 16 * 7


# origin: the networks of the papers on Cora. GCN: two layers of 16 hidden values with biases,
# 23 063 parameters. GAT: 8 heads of 8 values, then one of 7: weights of 64 and 7 columns,
# 92 160; a bias a column, 71; two attention vectors a head, 2 x 71. GraphSAGE: weights twice.
# GIN: two dense layers a layer.
@pytest.mark.parametrize(
    ("family", "more", "parameters"),
    [
        ("gcn", {"widths": [1433, 16, 7]}, 23_063),
        ("gat", {"widths": [1433, 8, 7], "heads": [8, 1]}, 92_160 + 71 + 2 * 71),
        ("graphsage", {"widths": [1433, 16, 7]}, 2 * PAIRS + 16 + 7),
        ("gin", {"widths": [1433, 16, 7]}, PAIRS + 16 * 16 + 7 * 7 + 2 * (16 + 7)),
    ],
)
def test_parameters_on_cora(family: str, more: dict[str, Any], parameters: int) -> None:
    assert count_family(family, **CORA, **more).parameters == parameters


def test_the_order_decides_what_messages_carry() -> None:
    first = count_family("gcn", **CORA, widths=[1433, 16, 7])
    later = count_family("gcn", **CORA, widths=[1433, 16, 7], order="aggregate-first")
    heard = 10_556 + 2708
    assert first.macs == 2708 * PAIRS + heard * (16 + 7)
    assert later.macs == 2708 * PAIRS + heard * (1433 + 16)
    assert first.parameters == later.parameters


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]], list[int]]:
    """Nodes, messages between different ones, and widths."""
    nodes = draw(st.integers(2, 6))
    possible = [pair for pair in np.ndindex(nodes, nodes) if pair[0] != pair[1]]
    heard = draw(st.lists(st.sampled_from(possible), min_size=1, unique=True))
    return nodes, heard, draw(st.lists(st.integers(1, 4), min_size=2, max_size=4))


def mapped(done: Counter[str], values: Any, matrix: Any) -> Any:
    """Multiply every row by a matrix, one product at a time."""
    result = np.zeros((len(values), matrix.shape[1]))
    for row, column, inner in np.ndindex(*result.shape, matrix.shape[0]):
        result[row, column] += values[row, inner] * matrix[inner, column]
        done["macs"] += 1
    return result


def each(done: Counter[str], values: Any, **per_value: int) -> None:
    for kind, number in per_value.items():
        done[kind] += number * values.size


def heard_by(done: Counter[str], kind: str, values: Any, edges: list[tuple[int, int]]) -> Any:
    """Put the values of all senders together at their receivers, one value at a time."""
    result = np.zeros_like(values)
    for sender, receiver in edges:
        for value in range(values.shape[1]):
            result[receiver, value] += values[sender, value]
            done[kind] += 1
    return result


@LAW
@given(graph=graphs(), transform_first=st.booleans())
def test_a_graph_convolution_one_product_at_a_time(
    graph: tuple[int, list[tuple[int, int]], list[int]], transform_first: bool
) -> None:
    nodes, edges, widths = graph
    done: Counter[str] = Counter()
    values = np.ones((nodes, widths[0]))
    loops = [*edges, *((node, node) for node in range(nodes))]
    for layer, (inputs, outputs) in enumerate(pairwise(widths), start=2):
        matrix = np.ones((inputs, outputs))
        if transform_first:
            values = heard_by(done, "macs", mapped(done, values, matrix), loops)
        else:
            values = mapped(done, heard_by(done, "macs", values, loops), matrix)
        each(done, values, elementwise=1, comparisons=int(layer < len(widths)))
    order = "transform-first" if transform_first else "aggregate-first"
    ours = kinds("gcn", nodes=nodes, edges=len(edges), widths=widths, order=order)
    assert ours == {kind: number for kind, number in done.items() if number}


@LAW
@given(graph=graphs(), largest=st.booleans())
def test_graph_sage_one_product_at_a_time(
    graph: tuple[int, list[tuple[int, int]], list[int]], largest: bool
) -> None:
    nodes, edges, widths = graph
    done: Counter[str] = Counter()
    values = np.ones((nodes, widths[0]))
    for layer, (inputs, outputs) in enumerate(pairwise(widths), start=2):
        neighbours = heard_by(done, "comparisons" if largest else "elementwise", values, edges)
        if not largest:
            each(done, neighbours, special=1)
        both = np.concatenate([values, neighbours], axis=1)
        values = mapped(done, both, np.ones((2 * inputs, outputs)))
        each(done, values, elementwise=1, comparisons=int(layer < len(widths)))
    how = {"aggregation": "max"} if largest else {}
    ours = kinds("graphsage", nodes=nodes, edges=len(edges), widths=widths, **how)
    assert ours == {kind: number for kind, number in done.items() if number}


@LAW
@given(graph=graphs())
def test_a_graph_isomorphism_network_one_product_at_a_time(
    graph: tuple[int, list[tuple[int, int]], list[int]],
) -> None:
    nodes, edges, widths = graph
    done: Counter[str] = Counter()
    values = np.ones((nodes, widths[0]))
    loops = [*edges, *((node, node) for node in range(nodes))]
    for layer, (inputs, outputs) in enumerate(pairwise(widths), start=2):
        values = heard_by(done, "elementwise", values, loops)
        for rows, rectified in ((inputs, True), (outputs, layer < len(widths))):
            values = mapped(done, values, np.ones((rows, outputs)))
            each(done, values, elementwise=1, comparisons=int(rectified))
    assert kinds("gin", nodes=nodes, edges=len(edges), widths=widths) == done


@LAW
@given(graph=graphs(), data=st.data())
def test_graph_attention_one_product_at_a_time(
    graph: tuple[int, list[tuple[int, int]], list[int]], data: st.DataObject
) -> None:
    nodes, edges, widths = graph
    heads = [data.draw(st.integers(1, 3)) for _ in widths[1:]]
    done: Counter[str] = Counter()
    values = np.ones((nodes, widths[0]))
    loops = [*edges, *((node, node) for node in range(nodes))]
    for layer, (outputs, copies) in enumerate(zip(widths[1:], heads, strict=True), start=1):
        joined = []
        for _ in range(copies):
            head = mapped(done, values, np.ones((values.shape[1], outputs)))
            mapped(done, head, np.ones((outputs, 2)))  # sender's and receiver's half of a score
            # sum of the halves, leak; then maximum, difference, exponential, sum, quotient
            each(done, np.ones(len(loops)), elementwise=1 + 1 + 2, special=2, comparisons=1 + 1)
            joined.append(heard_by(done, "macs", head, loops))
        last = layer == len(heads)
        values = sum(joined) if last else np.concatenate(joined, axis=1)
        # a bias; and an ELU: exponential, less one, times alpha, for values below zero
        each(done, values, elementwise=1 if last else 3)
        each(done, values, special=int(not last), comparisons=int(not last))
    ours = kinds("gat", nodes=nodes, edges=len(edges), widths=widths, heads=heads)
    assert ours == {kind: number for kind, number in done.items() if number}


# -- Trees ---------------------------------------------------------------------------------------


def grown(draw: st.DrawFn, depth: int) -> Any:
    """A tree: a leaf, or two trees."""
    if depth == 0 or not draw(st.booleans()):
        return None
    return grown(draw, depth - 1), grown(draw, depth - 1)


def depths(tree: Any, depth: int = 0) -> Iterator[int]:
    """Depth of every leaf."""
    if tree is None:
        yield depth
    else:
        for branch in tree:
            yield from depths(branch, depth + 1)


FORESTS = st.lists(
    st.composite(lambda draw: (grown(draw, 4), grown(draw, 4)))(), min_size=1, max_size=6
)


@LAW
@given(forest=FORESTS, outputs=st.integers(1, 4))
def test_a_forest_is_walked_and_averaged(forest: list[tuple[Any, Any]], outputs: int) -> None:
    # every sample of this test reaches a leaf of each tree that is drawn evenly
    leaves = [list(depths(tree)) for tree in forest]
    size = {"features": 9, "trees": len(forest), "outputs": outputs}
    total = sum(map(len, leaves))
    mean = total / len(forest)
    walked = np.mean([np.mean(tree) for tree in leaves])
    ours = count_family("random-forest", depth=5, mean_depth=walked, leaves=mean, **size)
    assert ours.operations is not None
    # quotients and their products are rounded to 1e-16 each
    assert ours.operations.comparisons == pytest.approx(walked * len(forest), rel=1e-14)
    assert ours.operations.elementwise == len(forest) * outputs
    assert ours.operations.special == outputs
    splits = total - len(forest)
    assert ours.parameters == pytest.approx(2 * splits + total * outputs, rel=1e-14)


def test_boosted_trees_by_hand() -> None:
    # 100 trees of depth 6: 600 comparisons, 100 additions, a sigmoid; 63 splits and 64 leaves each
    ours = count_family(
        "gradient-boosting", features=20, trees=100, depth=6, activation="sigmoid", node_size="8 B"
    )
    assert kinds("gradient-boosting", features=20, trees=100, depth=6, activation="sigmoid") == {
        "elementwise": 100,
        "special": 1,
        "comparisons": 600,
    }
    assert ours.macs == 0
    assert ours.other_operations == ours.forward == 701
    assert ours.parameters == 100 * (2 * 63 + 64)
    assert ours.weight_bits == 100 * 127 * 64


@LAW
@given(
    rows=st.integers(1, 30), features=st.integers(1, 4), trees=st.integers(1, 3),
    depth=st.integers(1, 4), bins=st.integers(2, 9),
)  # fmt: skip
def test_boosting_one_addition_at_a_time(
    rows: int, features: int, trees: int, depth: int, bins: int
) -> None:
    done: Counter[str] = Counter()

    def grow(here: list[int], level: int) -> None:
        if level == depth:
            return
        gradients, curvatures = np.zeros((2, features, bins))
        for row, feature in ((row, feature) for row in here for feature in range(features)):
            gradients[feature, row % bins] += 1.0
            curvatures[feature, row % bins] += 1.0
            done["additions"] += 2
        for _ in range(features * (bins - 1)):
            done["places"] += 1
        middle = len(here) // 2
        grow(here[:middle], level + 1)
        grow(here[middle:], level + 1)

    for _ in range(trees):
        grow(list(range(rows)), 0)
    ours = count_family(
        "gradient-boosting", features=features, trees=trees, depth=depth, bins=bins
    ).fitting
    assert ours is not None
    assert ours.per_sample * rows == done["additions"]
    # origin: gain of Chen & Guestrin, equation 7: two running sums, two differences, two squares,
    # two regularised sums, two quotients, a sum and a comparison
    assert ours.fixed == done["places"] * 12


# -- Support vectors and neighbours --------------------------------------------------------------


@LAW
@given(
    vectors=st.lists(st.integers(1, 4), min_size=2, max_size=4), features=st.integers(1, 5),
    kernel=st.sampled_from(["linear", "rbf", "polynomial"]), degree=st.integers(1, 5),
)  # fmt: skip
def test_a_support_vector_machine_one_product_at_a_time(
    vectors: list[int], features: int, kernel: str, degree: int
) -> None:
    done: Counter[str] = Counter()
    for _ in range(sum(vectors)):
        done["macs"] += features
        match kernel:
            case "rbf":
                done["elementwise"] += features + 1  # differences; times gamma
                done["special"] += 1
            case "polynomial":
                done["elementwise"] += 2 + (degree - 1)  # scale and shift; powers
            case _:
                pass
    for first, second in combinations(vectors, 2):  # a decision sums over vectors of both classes
        done["macs"] += first + second
        done["elementwise"] += 1
        done["comparisons"] += 1
    done["comparisons"] += len(vectors) - 1
    how = {"degree": degree} if kernel == "polynomial" else {}
    size = {"features": features, "support_vectors": sum(vectors), "classes": len(vectors)}
    assert kinds("svm", kernel=kernel, **size, **how) == done
    weights = sum(vectors) * (features + len(vectors) - 1)
    pairs = math.comb(len(vectors), 2)
    assert count_family("svm", kernel=kernel, **size, **how).parameters == weights + pairs


def test_neighbours_by_hand() -> None:
    # 1000 points of 4 values: a difference and a square each; a comparison each; 5 votes
    ours = kinds("knn", features=4, points=1000, neighbours=5)
    assert ours == {"macs": 4000, "elementwise": 4000 + 5, "comparisons": 1000}
    assert count_family("knn", features=4, points=1000).parameters == 5000


# a bias each; a sigmoid each; maximum, difference, exponential, sum and quotient of a softmax
@pytest.mark.parametrize(
    ("activation", "elementwise", "special", "comparisons"),
    [("none", 1, 0, 0), ("sigmoid", 1, 1, 0), ("softmax", 3, 2, 1)],
)
def test_a_linear_model(activation: str, elementwise: int, special: int, comparisons: int) -> None:
    ours = count_family("linear", features=30, outputs=3, activation=activation).operations
    assert ours is not None
    assert (ours.macs, ours.moves) == (90, 0)
    others = (ours.elementwise, ours.special, ours.comparisons)
    assert others == (3 * elementwise, 3 * special, 3 * comparisons)
    assert count_family("linear", features=30, outputs=3).parameters == 93


# -- Experts -------------------------------------------------------------------------------------

MIXTRAL = {
    "width": 4096, "heads": 32, "key_value_heads": 8, "blocks": 32, "feed_forward": 14336,
    "gated": True, "vocabulary": 32000,
}  # fmt: skip


def test_mixtral_has_its_published_parameters() -> None:
    # origin: the model's published index of weights, 46 702 792 704 parameters
    ours = count_family("transformer", tokens=1, experts=8, active_experts=2, **MIXTRAL)
    assert ours.parameters == 46_702_792_704


def test_a_token_goes_to_the_active_experts_and_the_router() -> None:
    dense = count_family("transformer", tokens=5, **MIXTRAL)
    ours = count_family("transformer", tokens=5, experts=8, active_experts=2, **MIXTRAL)
    second = 5 * 32 * 3 * 4096 * 14336
    assert ours.macs - dense.macs == second + 5 * 32 * 4096 * 8


# -- All of them ---------------------------------------------------------------------------------

SIZES: dict[str, dict[str, Any]] = {
    "rnn": {"steps": 4, "features": 3, "hidden": 5},
    "lstm": {"steps": 4, "features": 3, "hidden": 5, "projection": 2, "outputs": 2},
    "gru": {"steps": 4, "features": 3, "hidden": 5, "layers": 2},
    "gcn": {"nodes": 6, "edges": 14, "widths": [3, 4, 2]},
    "graphsage": {"nodes": 6, "edges": 14, "widths": [3, 4, 2]},
    "gin": {"nodes": 6, "edges": 14, "widths": [3, 4, 2]},
    "gat": {"nodes": 6, "edges": 14, "widths": [3, 4, 2], "heads": [2, 1]},
    "random-forest": {"features": 4, "trees": 7, "depth": 3, "outputs": 2},
    "gradient-boosting": {"features": 4, "trees": 7, "depth": 3},
    "linear": {"features": 4, "outputs": 3, "activation": "softmax"},
    "svm": {"features": 4, "support_vectors": 9},
    "knn": {"features": 4, "points": 20},
}


@pytest.mark.parametrize("family", SIZES)
def test_totals_are_the_sums_of_the_kinds(family: str) -> None:
    ours = count_family(family, **SIZES[family])
    assert ours.operations is not None
    assert ours.macs == ours.operations.macs
    others = (ours.operations.elementwise, ours.operations.special, ours.operations.comparisons)
    assert ours.other_operations == sum(others)
    assert ours.forward == 2 * ours.macs + ours.other_operations


@pytest.mark.parametrize("family", SIZES)
def test_arrays_of_sizes_give_what_single_sizes_give(family: str) -> None:
    sizes = SIZES[family]
    key = next(key for key in ("hidden", "nodes", "trees", "points", "features") if key in sizes)
    values = np.array([6, 8, 11])  # invented; more than the projection and the neighbours
    together = count_family(family, **sizes | {key: values})
    for at, value in enumerate(values.tolist()):
        alone = count_family(family, **sizes | {key: value})
        for name in ("macs", "other_operations", "forward", "parameters"):
            number = np.broadcast_to(getattr(together, name), values.shape)[at]
            assert number == getattr(alone, name), name


@pytest.mark.parametrize("family", SIZES)
@LAW
@given(data=st.data())
def test_more_of_anything_is_never_less_work(family: str, data: st.DataObject) -> None:
    sizes = dict(SIZES[family])
    numbers = [key for key, value in sizes.items() if isinstance(value, int)]
    key = data.draw(st.sampled_from([n for n in numbers if n != "projection"]))
    larger = count_family(family, **sizes | {key: sizes[key] + data.draw(st.integers(1, 9))})
    smaller = count_family(family, **sizes)
    assert larger.forward >= smaller.forward
    assert larger.parameters is not None
    assert smaller.parameters is not None
    assert larger.parameters >= smaller.parameters
