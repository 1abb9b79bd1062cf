"""Laws between the alternatives of a life: strategies, redundancies, demands, switches."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from joulepath.lifecycle import lifecycle
from joulepath.records.inputs import (
    CrossValidation,
    DoubleParity,
    Inputs,
    Mirrored,
    SingleParity,
    Split,
    StoragePlan,
    TrainingPlan,
)

from .lives import (
    DISK,
    LAW,
    LIVES,
    RATE,
    ROUNDINGS,
    TRAINING,
    answering,
    near,
)


@LAW
@given(inputs=LIVES, payload=st.floats(0.0, 1e9))
def test_whole_bits_fall_short_of_exact_ones_by_less_than_two_a_layer(
    inputs: Inputs, payload: float
) -> None:
    data = replace(inputs.data, samples=payload, values_per_sample=1.0, bits_per_value=1.0)
    exact, whole = (
        lifecycle(
            replace(inputs, data=data, switches=replace(inputs.switches, overhead_bits=bits))
        ).collection
        for bits in ("exact", "whole")
    )
    for hop, ours, cut in zip(inputs.path, exact.hops, whole.hops, strict=True):
        short = 0.0
        for layer, full, less in zip(hop.layers, ours.layers, cut.layers, strict=True):
            short = short * (1 + layer.data_overhead + layer.control_overhead) + 2
            assert full.bits * (1 - ROUNDINGS) - short <= less.bits <= full.bits * (1 + ROUNDINGS)


@LAW
@given(inputs=LIVES, folds=st.integers(2, 20))
def test_a_cross_validation_is_as_many_splits_as_folds(inputs: Inputs, folds: int) -> None:
    plan = inputs.training or TRAINING
    by_folds, by_split = (
        lifecycle(replace(inputs, training=replace(plan, strategy=strategy)))
        for strategy in (CrossValidation(float(folds)), Split(1 - 1 / folds))
    )
    assert by_folds.training.energy == near(folds * by_split.training.energy)
    assert by_folds.evaluation.energy == near(folds * by_split.evaluation.energy)


@LAW
@given(inputs=LIVES, epochs=st.floats(1.0, 1e3))
def test_evaluating_every_epoch_costs_the_epochs(inputs: Inputs, epochs: float) -> None:
    plan: TrainingPlan = replace(inputs.training or TRAINING, epochs=epochs)
    once, always = (
        lifecycle(replace(inputs, training=replace(plan, evaluations=evaluations)))
        for evaluations in (None, 1.0)
    )
    assert always.evaluation.energy == near(epochs * once.evaluation.energy)
    assert always.evaluation.samples == once.evaluation.samples
    assert always.training == once.training


# Origin: ecal.md 2.5, bits stored per bit of data.
RAIDS = {
    "none": (Mirrored(1.0), 1.0),
    "RAID 1 or 10": (Mirrored(2.0), 2.0),
    "RAID 5 of 3": (SingleParity(3.0), 3 / 2),
    "RAID 5 of 8": (SingleParity(8.0), 8 / 7),
    "RAID 6 of 4": (DoubleParity(4.0), 2.0),
    "RAID 6 of 8": (DoubleParity(8.0), 8 / 6),
}


@pytest.mark.parametrize(("redundancy", "factor"), RAIDS.values(), ids=list(RAIDS))
@settings(LAW, max_examples=10)
@given(inputs=LIVES)
def test_redundancy_multiplies_what_is_stored(
    redundancy: Any, factor: float, inputs: Inputs
) -> None:
    sent = replace(inputs.inference, inputs="sent")
    life = lifecycle(replace(inputs, storage=StoragePlan(DISK, redundancy), inference=sent))
    for bits, storing in (
        (life.development.bits, life.storage),
        (life.inference.bits, life.inference.storage),
    ):
        assert storing is not None
        assert storing.bits == near(bits * factor)
        assert storing.energy == near(bits * factor * DISK.energy)


@LAW
@given(inputs=LIVES)
def test_a_rate_over_a_life_is_its_total(inputs: Inputs) -> None:
    by_rate = replace(inputs, inference=replace(inputs.inference, demand=RATE))
    assert lifecycle(by_rate) == lifecycle(answering(inputs, RATE.rate * RATE.lifetime))


@LAW
@given(inputs=LIVES)
def test_local_inputs_save_the_path_and_the_storage_at_its_end(inputs: Inputs) -> None:
    sent, local = (
        lifecycle(replace(inputs, inference=replace(inputs.inference, inputs=where))).inference
        for where in ("sent", "local")
    )
    assert (local.collection, local.storage) == (None, None)
    stored = sent.storage.energy if sent.storage else 0.0
    assert sent.pass_energy == near(local.pass_energy + sent.collection.energy + stored)
    assert (local.computation, local.result) == (sent.computation, sent.result)


@LAW
@given(inputs=LIVES)
def test_charging_the_last_hop_twice_repeats_it(inputs: Inputs) -> None:
    assume(inputs.path)
    every, twice = (
        lifecycle(
            replace(inputs, switches=replace(inputs.switches, development_path=path))
        ).collection
        for path in ("every-hop", "last-hop-twice")
    )
    assert twice.hops == (*every.hops, every.hops[-1])
    assert twice.energy == near(every.energy + every.hops[-1].energy)


@LAW
@given(inputs=LIVES)
def test_inference_on_the_last_hop_is_inference_over_it_alone(inputs: Inputs) -> None:
    last = lifecycle(replace(inputs, switches=replace(inputs.switches, inference_path="last-hop")))
    alone = lifecycle(
        replace(
            inputs,
            path=inputs.path[-1:],
            switches=replace(inputs.switches, inference_path="every-hop"),
        )
    )
    assert last.inference == alone.inference


@LAW
@given(inputs=LIVES)
def test_grouping_inferences_changes_nothing_where_bits_and_statistics_are_exact(
    inputs: Inputs,
) -> None:
    # Cutting bits down, and the fixed work of learning statistics, are what grouping saves.
    linear = replace(inputs.switches, overhead_bits="exact", inference_statistics="stored")
    apart, together = (
        lifecycle(replace(inputs, switches=replace(linear, inference_grouping=grouping)))
        for grouping in ("per-inference", "all-at-once")
    )
    assert together.energy == near(apart.energy)
    assert together.bits == near(apart.bits)
    assert together.per_inference == near(apart.per_inference)
    assert together.break_even == near(apart.break_even)
