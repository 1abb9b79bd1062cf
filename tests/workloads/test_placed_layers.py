"""Where an engine runs the layers of a network, and what joins to what."""

from __future__ import annotations

from pathlib import Path

import pytest

from joulepath.records.workload import Operations, Workload, WorkloadLayer
from joulepath.workloads import count
from joulepath.workloads.operator_groups import GROUPS, OTHER, group_of
from joulepath.workloads.placed_layers import placed_layers, places_of

MODELS = Path(__file__).parents[2] / "examples" / "models"
ALL = frozenset(GROUPS)


def layer(operator: str, reads: tuple[int, ...], macs: int = 0, trained: int = 0) -> WorkloadLayer:
    return WorkloadLayer(
        name=operator,
        operator=operator,
        format="fp32",
        operations=Operations(macs, 10, 0, 0, 0),
        parameters=trained,
        weight_bits=32 * trained,
        read_bits=320,
        written_bits=640,
        output_values=20,
        trained_macs=macs if trained else 0,
        reads=reads,
        kernel="convolution" if operator == "Conv" else "",
    )


def network(*layers: WorkloadLayer) -> Workload:
    nothing = Operations(0, 0, 0, 0, 0)
    return Workload(layers, nothing, 0, 0, 0, 0, 0, 10, 20, ())


CHAIN = network(
    layer("Conv", (), 100, 9),
    layer("Relu", (0,)),
    layer("LSTM", (1,), 50, 5),
    layer("Conv", (2,), 200, 9),
    layer("Softmax", (3,)),
)


@pytest.mark.parametrize(
    ("operator", "trained", "group"),
    [
        ("Conv", 9, "convolution"),
        ("aten.conv2d", 9, "convolution"),
        ("DEPTHWISE_CONV_2D", 9, "convolution"),
        ("FULLY_CONNECTED", 9, "product"),
        ("aten.linear", 9, "product"),
        ("MatMul", 9, "product"),
        ("MatMul", 0, "attention"),
        ("aten.relu_", 0, "activation"),
        ("HARD_SWISH", 0, "activation"),
        ("Sigmoid", 0, "smooth activation"),
        ("LayerNormalization", 0, "normalisation"),
        ("RESIZE_BILINEAR", 0, "resizing"),
        ("CONCATENATION", 0, "moving"),
        ("Gather", 0, "lookup"),
        ("UNIDIRECTIONAL_SEQUENCE_LSTM", 9, "recurrence"),
        ("NonMaxSuppression", 0, OTHER),
    ],
)
def test_operators_have_groups_whatever_the_file(operator: str, trained: int, group: str) -> None:
    assert group_of(layer(operator, (), 100, trained)) == group


def test_what_a_processor_lacks_goes_to_the_host_and_the_rest_comes_back_or_not() -> None:
    without = ALL - {"recurrence"}
    assert places_of(CHAIN, without, "anywhere") == (
        "processor", "processor", "host", "processor", "processor",
    )  # fmt: skip
    assert places_of(CHAIN, without, "once") == ("processor", "processor", "host", "host", "host")


def test_activations_cross_where_the_places_differ() -> None:
    places = places_of(CHAIN, ALL - {"recurrence"}, "anywhere")
    (there,) = (each for each in placed_layers(CHAIN, places, "fp32").layers if each.copied)
    # 320 bits come from the processor, and 640 go back to it
    assert (there.place, there.copied) == ("host", 960.0)
    places = places_of(CHAIN, ALL - {"recurrence"}, "once")
    copied = [each.copied for each in placed_layers(CHAIN, places, "fp32").layers]
    assert sum(copied) == 320.0


def test_activations_join_the_layer_that_they_change() -> None:
    kinds = [each.kind for each in placed_layers(CHAIN, ("processor",) * 5, "fp32").layers]
    assert kinds == ["convolution", "products", "convolution", "moving"]


def test_a_narrower_format_has_fewer_bits_and_as_many_operations() -> None:
    wide, narrow = (placed_layers(CHAIN, ("processor",) * 5, form) for form in ("fp32", "int8"))
    for before, after in zip(wide.layers, narrow.layers, strict=True):
        assert after.operations == before.operations
        assert 4 * after.weights == before.weights
        assert 4 * after.activations == before.activations


@pytest.mark.parametrize("path", sorted(MODELS.glob("*.onnx")), ids=lambda path: path.stem)
def test_no_multiply_accumulate_is_lost(path: Path) -> None:
    workload = count(path)
    found = placed_layers(workload, places_of(workload, ALL, "anywhere"), "fp32")
    work = sum(each.operations * each.layers for each in found.layers if each.kind != "moving")
    assert work == 2 * workload.operations.macs
