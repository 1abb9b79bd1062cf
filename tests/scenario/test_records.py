"""What each key of the model and of the stages becomes in the inputs."""

from __future__ import annotations

from typing import Any

import pytest

from joulepath.errors import ScenarioError
from joulepath.records.architectures import Cnn, Convolution, Dense, Mlp, Transformer
from joulepath.records.inputs import (
    CrossValidation,
    DoubleParity,
    Mirrored,
    RateDemand,
    SingleParity,
    Split,
    TotalDemand,
)
from joulepath.scenario.reading import load_scenario
from joulepath.scenario.resolve import resolve


def inputs(tables: dict[str, Any], **changes: Any) -> Any:
    paths = {name.replace("__", "."): value for name, value in changes.items()}
    return resolve(load_scenario(tables, paths)).inputs


def cnn(layers: list[dict[str, Any]], rows: int = 8, columns: int = 8) -> dict[str, Any]:
    shape = {"rows": rows, "columns": columns, "channels": 4}
    return {"family": "cnn", **shape, "layers": layers}


def convolution(**keys: Any) -> dict[str, Any]:
    return {"type": "convolution", "filters": 4, "kernel": 3, **keys}


def model_of(tables: dict[str, Any], model: dict[str, Any], profile: str = "corrected") -> Any:
    sizes: dict[str, Any] = {"data.values_per_sample": None}
    if model["family"] in ("transformer", "given"):
        sizes = {}
    loaded = load_scenario(tables, {"model": model, "profile": profile, **sizes})
    return resolve(loaded).inputs.model


# padding as written; rows and columns added at both ends together, for a kernel of 3 x 5
@pytest.mark.parametrize(
    ("padding", "dilation", "rows", "columns"),
    [
        ("valid", 1, 0, 0),
        ("same", 1, 2, 4),
        ("same", [2, 1], 4, 4),
        (1, 1, 2, 2),
        ([1, 2], 1, 2, 4),
    ],
)
def test_padding_is_counted_at_both_ends(
    padding: Any, dilation: Any, rows: int, columns: int, ecal: dict[str, Any]
) -> None:
    layer = convolution(kernel=[3, 5], padding=padding, dilation=dilation)
    (record,) = model_of(ecal, cnn([layer])).layers
    assert (record.padding_rows, record.padding_columns) == (rows, columns)


def test_one_number_stands_for_rows_and_columns(ecal: dict[str, Any]) -> None:
    layers = [convolution(stride=2), {"type": "pooling", "kernel": 2}]
    first, second = model_of(ecal, cnn(layers)).layers
    assert (first.kernel_rows, first.kernel_columns) == (3, 3)
    assert (first.stride_rows, first.stride_columns) == (2, 2)
    assert (second.stride_rows, second.stride_columns) == (2, 2)


def test_a_pooling_layer_moves_by_its_kernel(ecal: dict[str, Any]) -> None:
    layers = [{"type": "pooling", "kernel": [4, 2]}, {"type": "pooling", "kernel": 2, "stride": 1}]
    first, second = model_of(ecal, cnn(layers)).layers
    assert (first.stride_rows, first.stride_columns) == (4, 2)
    assert (second.stride_rows, second.stride_columns) == (1, 1)


def test_a_depthwise_layer_has_as_many_groups_as_channels_arrive(ecal: dict[str, Any]) -> None:
    layers = [convolution(filters=6), convolution(filters=12, groups="depthwise")]
    assert model_of(ecal, cnn(layers)).layers[1].groups == 6.0


# operations for each output of a convolution, the hidden and the last dense layer; pooling
COUNTING = {
    "full": (2.0, 2.0, 2.0, "per-window-value", "per-window-value"),
    "paper": (1.0, 2.0, 2.0, "per-output", "per-window-value"),
    "calflops": (4.0, 1.0, 0.0, "per-window-value", "none"),
}


@pytest.mark.parametrize("counting", COUNTING)
def test_a_convention_of_counting_is_its_numbers(counting: str, ecal: dict[str, Any]) -> None:
    dense = {"type": "dense", "outputs": 3}
    layers = [convolution(), {"type": "pooling", "kernel": 2}, {"type": "global-pooling"}]
    model = model_of(ecal, cnn([*layers, dense, dense]) | {"counting": counting})
    first, pooling, average, hidden, last = model.layers
    assert isinstance(model, Cnn)
    assert isinstance(first, Convolution)
    assert isinstance(last, Dense)
    assert (
        first.operations_per_output,
        hidden.operations_per_output,
        last.operations_per_output,
        pooling.operations,
        average.operations,
    ) == COUNTING[counting]


@pytest.mark.parametrize(
    ("profile", "counting"), [("corrected", "full"), ("paper", "paper"), ("reference", "paper")]
)
def test_a_profile_counts_in_its_own_way(profile: str, counting: str, ecal: dict[str, Any]) -> None:
    said = model_of(ecal, cnn([convolution()]) | {"counting": counting}, profile)
    assert model_of(ecal, cnn([convolution()]), profile) == said
    changes = {"model": cnn([convolution()]), "profile": profile, "data.values_per_sample": None}
    loaded = load_scenario(ecal, changes)
    (defaults,) = (each.what for each in resolve(loaded).assumptions if each.where == "defaults")
    assert f"model.counting = {counting}" in defaults


@pytest.mark.parametrize(
    ("counting", "operations"), [("full", (2, 2, 2)), ("paper", (2, 2, 2)), ("calflops", (1, 1, 0))]
)
def test_a_perceptron_counts_bias_and_activation(
    counting: str, operations: tuple[int, ...], ecal: dict[str, Any]
) -> None:
    widths = [10, 4, 3, 2]
    model = model_of(ecal, {"family": "mlp", "widths": widths, "counting": counting})
    assert model == Mlp(tuple(map(float, widths)), tuple(map(float, operations)))


def test_a_transformer_shares_what_it_is_told_to(build: Any) -> None:
    tables = build("ecal", "transformer")
    plain = model_of(tables, tables["model"])
    assert isinstance(plain, Transformer)
    assert (plain.feed_forward_matrices, plain.embeddings, plain.key_value_heads) == (2, 2, 2)
    assert plain.mask == "full"
    keys = {"gated": True, "tied": True, "key_value_heads": 1, "mask": "causal"}
    shared = model_of(tables, tables["model"] | keys)
    assert (shared.feed_forward_matrices, shared.embeddings, shared.key_value_heads) == (3, 1, 1)
    assert shared.mask == "causal"


# a window that just fits, and the same one step further
FITTING = [
    ([convolution(kernel=8)], [convolution(kernel=9)]),
    ([convolution(kernel=9, padding=1)], [convolution(kernel=11, padding=1)]),
    ([convolution(kernel=4, dilation=2)], [convolution(kernel=5, dilation=2)]),
    ([convolution(), convolution(kernel=6)], [convolution(), convolution(kernel=7)]),
    (
        [convolution(stride=2), convolution(kernel=3)],
        [convolution(stride=2), convolution(kernel=4)],
    ),
    (
        [{"type": "pooling", "kernel": 2}, convolution(kernel=4)],
        [{"type": "pooling", "kernel": 2}, convolution(kernel=5)],
    ),
    (
        [{"type": "global-pooling"}, convolution(kernel=1)],
        [{"type": "global-pooling"}, convolution(kernel=[1, 2])],
    ),
    (
        [convolution(filters=6), convolution(filters=6, groups=3)],
        [convolution(filters=6), convolution(filters=4, groups=3)],
    ),
]


@pytest.mark.parametrize(("fits", "does_not"), FITTING)
def test_a_window_must_fit_where_it_is(
    fits: list[dict[str, Any]], does_not: list[dict[str, Any]], ecal: dict[str, Any]
) -> None:
    model_of(ecal, cnn(fits))
    with pytest.raises(ScenarioError) as caught:
        model_of(ecal, cnn(does_not))
    place = "groups" if "groups" in does_not[-1] else "kernel"
    assert caught.value.problems[0].where == f"model.layers[{len(does_not) - 1}].{place}"


RAID = [
    ({}, Mirrored(1.0)),
    ({"raid": "none"}, Mirrored(1.0)),
    ({"raid": "raid0"}, Mirrored(1.0)),
    ({"raid": "raid1"}, Mirrored(2.0)),
    ({"raid": "raid10"}, Mirrored(2.0)),
    ({"raid": "raid5", "disks": 3}, SingleParity(3.0)),
    ({"raid": "raid6", "disks": 4}, DoubleParity(4.0)),
]


@pytest.mark.parametrize(("keys", "redundancy"), RAID)
def test_redundancy_is_what_its_level_means(
    keys: dict[str, Any], redundancy: Any, ecal: dict[str, Any]
) -> None:
    assert inputs(ecal, storage={"medium": "ssd", **keys}).storage.redundancy == redundancy


@pytest.mark.parametrize(
    ("raid", "least"), [("raid0", 2), ("raid1", 2), ("raid5", 3), ("raid6", 4), ("raid10", 4)]
)
def test_redundancy_needs_its_disks(raid: str, least: int, ecal: dict[str, Any]) -> None:
    inputs(ecal, storage={"medium": "ssd", "raid": raid, "disks": least})
    with pytest.raises(ScenarioError, match=f"it needs at least {least}"):
        inputs(ecal, storage={"medium": "ssd", "raid": raid, "disks": least - 1})


def test_a_strategy_is_a_split_or_folds(ecal: dict[str, Any]) -> None:
    assert inputs(ecal).training.strategy == CrossValidation(5.0)
    split = inputs(ecal, training__folds=None, training__split=0.8)
    assert split.training.strategy == Split(0.8)


def test_an_evaluation_is_single_or_follows_every_epoch(ecal: dict[str, Any]) -> None:
    assert inputs(ecal).training.evaluations is None
    assert inputs(ecal, training__evaluation="every-epoch").training.evaluations == 1.0


def test_a_demand_is_a_number_or_a_rate(ecal: dict[str, Any]) -> None:
    assert inputs(ecal).inference.demand == TotalDemand(10_000.0)
    changes = {"inference__inferences": "1/s", "inference__lifetime": "1 min"}
    assert inputs(ecal, **changes).inference.demand == RateDemand(1.0, 60.0)


@pytest.mark.parametrize(
    ("changes", "where", "what"),
    [
        ({"inference.lifetime": "1 year"}, "inference", "a lifetime beside a number of inferences"),
        (
            {"inference.inferences": "1/day"},
            "inference",
            "a rate of inferences without a lifetime",
        ),
        ({"training.split": 0.5}, "training", "both split and folds"),
        ({"training.folds": None}, "training", "neither split nor folds"),
        ({"storage": {"medium": "ssd", "raid": "raid6"}}, "storage", "raid6 without disks"),
    ],
)
def test_keys_that_need_or_exclude_each_other(
    changes: dict[str, Any], where: str, what: str, ecal: dict[str, Any]
) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(ecal, changes)
    assert [(each.where, each.what) for each in caught.value.problems] == [(where, what)]


def test_folds_may_be_as_many_as_samples(ecal: dict[str, Any]) -> None:
    inputs(ecal, data__samples=5)
    with pytest.raises(ScenarioError, match="5 folds of 4 samples"):
        inputs(ecal, data__samples=4)


def test_a_protocol_replaces_that_of_the_stack(ecal: dict[str, Any]) -> None:
    catalogue = load_scenario(ecal).catalogue
    layers = inputs(ecal, path__0__protocols={"transport": "udp"}).path[0].layers
    assert layers[3] == catalogue.entry("protocols", "udp").record
    assert layers[2] == catalogue.entry("protocols", "generic-session").record


def test_a_stage_runs_where_it_is_said_to(full: dict[str, Any]) -> None:
    plan = inputs(full)
    assert plan.preprocessing.development.processor.power == 15.0
    assert plan.preprocessing.inference == plan.inference.placement
    assert plan.training.placement.processor != plan.inference.placement.processor


def test_the_latest_year_is_taken_when_none_is_given(ecal: dict[str, Any]) -> None:
    catalogue = load_scenario(ecal).catalogue
    latest = max(catalogue.years("FRA"))
    assert inputs(ecal, zone="FRA").intensity == catalogue.intensity("FRA", latest).value
    assert inputs(ecal, zone="FRA", year=2021).intensity == catalogue.intensity("FRA", 2021).value
    assert inputs(ecal).intensity is None
