"""Laws that the life of every model obeys, whatever its numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joulepath.core.tree import children, is_number, leaves, map_leaves, numbers
from joulepath.formulas.amortisation import amortisation_bound, amortisation_ratio
from joulepath.lifecycle import lifecycle
from joulepath.records.inputs import (
    DoubleParity,
    Inputs,
    Mirrored,
    SingleParity,
    StoragePlan,
)
from joulepath.records.network import Hop
from joulepath.records.results import Balance, Lifecycle, StageBalance, Transfer
from joulepath.records.switches import PROFILES

from .lives import (
    CHOICES,
    FACTORS,
    FAMILIES,
    LAW,
    LIFE,
    LINEAR,
    LIVES,
    PATHS,
    ROUNDINGS,
    answering,
    near,
    scaled,
)


def stages(balance: Balance) -> list[StageBalance]:
    return [stage for stage in (children(balance) or {}).values() if stage is not None]


def transfers(life: Lifecycle) -> list[Transfer]:
    every = (life.collection, life.inference.collection, life.inference.result)
    return [transfer for transfer in every if transfer is not None]


LOGARITHMIC = ("signals", "images")
"""Preparations with logarithms, whose last bit NumPy and the C library round apart."""


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("family", FAMILIES)
@settings(LAW, max_examples=10)
@given(choice=CHOICES, first=FACTORS, second=FACTORS)
def test_arrays_give_the_scalars_bit_for_bit(
    profile: str, family: str, choice: Any, first: list[float], second: list[float]
) -> None:
    inputs = replace(choice, profile=profile, family=family).life
    tolerance = ROUNDINGS if choice.preparing in LOGARITHMIC else 0.0
    alone = [scaled(inputs, factors) for factors in (first, second)]
    of_path = [dict(leaves(each)) for each in alone]

    def pair(path: str, leaf: Any) -> Any:
        return np.array([each[path] for each in of_path]) if is_number(leaf) else leaf

    together = dict(numbers(lifecycle(map_leaves(pair, inputs))))
    for position, each in enumerate(alone):
        for path, number in numbers(lifecycle(each)):
            same = pytest.approx(number, rel=tolerance, abs=0.0, nan_ok=True)
            assert np.broadcast_to(together[path], (2,))[position] == same, path


@LAW
@given(inputs=LIVES, virtualised=st.booleans())
def test_the_balance_divides_the_whole_without_rest(inputs: Inputs, virtualised: bool) -> None:
    life = lifecycle(inputs if virtualised else replace(inputs, virtualisation=0.0))
    parts = stages(life.balance)
    assert sum(part.share for part in parts) == near(1.0)
    assert sum(part.energy for part in parts) == near(life.energy)
    assert sum(part.per_bit for part in parts) == near(life.ecal)
    assert sum(part.per_inference for part in parts) == near(life.per_inference)
    if life.carbon is not None:
        assert sum(cast("float", part.carbon) for part in parts) == near(life.carbon)
    if not virtualised:
        assert life.balance.virtualisation.energy == 0.0


@LAW
@given(inputs=LIVES)
def test_the_energy_is_that_of_all_stages_and_what_virtualisation_adds(inputs: Inputs) -> None:
    life = lifecycle(inputs)
    once = (life.collection, life.storage, life.preprocessing, life.training, life.evaluation)
    use = life.inference
    each_pass = (use.collection, use.storage, use.preprocessing, use.computation, use.result)
    development = sum(stage.energy for stage in once if stage)
    inference = use.passes * sum(stage.energy for stage in each_pass if stage)
    assert life.energy == near((development + inference) * (1 + inputs.virtualisation))
    assert life.development.energy == near(development)
    assert life.inference.energy == near(inference)


@LAW
@given(inputs=LIVES)
def test_twice_the_throughput_halves_the_energy_of_computing_alone(inputs: Inputs) -> None:
    def double(path: str, leaf: Any) -> Any:
        return leaf * 2 if path.endswith("throughput") else leaf

    before, after = lifecycle(inputs), lifecycle(map_leaves(double, inputs))
    for one in ("preprocessing", "training", "evaluation"):
        if getattr(before, one) is not None:  # a factor of two is exact in binary
            assert getattr(after, one).energy == getattr(before, one).energy / 2
            assert getattr(after, one).time == getattr(before, one).time / 2
    assert after.inference.computation.energy == before.inference.computation.energy / 2
    assert transfers(after) == transfers(before)
    assert after.storage == before.storage
    assert after.bits == before.bits


@LAW
@given(inputs=LIVES, loss=st.floats(0.0, 0.99), more=st.floats(0.0, 0.99))
def test_energy_never_falls_with_loss(inputs: Inputs, loss: float, more: float) -> None:
    less, more = sorted((loss, more))
    assert lifecycle(lossy(inputs, less)).energy <= lifecycle(lossy(inputs, more)).energy


def lossy(inputs: Inputs, loss: float) -> Inputs:
    return replace(inputs, path=tuple(replace(hop, loss=loss) for hop in inputs.path))


@LAW
@given(inputs=LIVES, loss=st.floats(0.0, 0.99))
def test_a_lossy_hop_costs_its_attempts(inputs: Inputs, loss: float) -> None:
    sure, unsure = (lifecycle(lossy(inputs, each)) for each in (0.0, loss))
    for lossless, each in zip(transfers(sure), transfers(unsure), strict=True):
        # Of attempts that fail with probability p, (1 - p) is the share that was needed.
        assert each.energy * (1 - loss) == near(lossless.energy)
        for hop in lossless.hops:
            assert hop.attempts == 1.0
            assert hop.bits == hop.layers[-1].bits


@LAW
@given(inputs=LIVES)
def test_without_hops_nothing_is_sent(inputs: Inputs) -> None:
    for transfer in transfers(lifecycle(replace(inputs, path=()))):
        assert transfer.energy == 0.0
        assert transfer.hops == ()


@LAW
@given(inputs=LIVES, inferences=st.floats(0.0, 1e12))
def test_development_does_not_know_of_inferences(inputs: Inputs, inferences: float) -> None:
    before, after = lifecycle(inputs), lifecycle(answering(inputs, inferences))
    assert after.development == before.development
    for stage in ("collection", "storage", "preprocessing", "training", "evaluation"):
        assert getattr(after, stage) == getattr(before, stage)


@LAW
@given(inputs=LIVES, profile=LINEAR, exponent=st.floats(0.0, 15.0))
def test_ecal_tends_to_its_limit(inputs: Inputs, profile: Any, exponent: float) -> None:
    inferences = 10**exponent
    per_application = replace(inputs, switches=profile, denominator="application-bits")
    life = lifecycle(answering(per_application, inferences))
    # ecal over its limit is (1 + a) / (1 + b), with a and b the inferences that development is
    # worth in energy (the break-even) and in bits, over those made.
    in_bits = inputs.data.samples / inputs.inference.samples_per_inference
    away = max(life.break_even, in_bits) / inferences
    assert life.ecal == pytest.approx(life.ecal_limit, rel=away + ROUNDINGS, abs=0.0)


@LAW
@given(inputs=LIVES, profile=LINEAR)
def test_the_limit_is_that_of_the_denominator_chosen(inputs: Inputs, profile: Any) -> None:
    by_component = replace(inputs, switches=profile, denominator="component-bits")
    life = lifecycle(answering(by_component, 1e20))
    # Development is worth at most as many inferences as its break-even in energy, and its bits in
    # each component at most as many as it has samples; both vanish beside 1e20.
    away = max(life.break_even, 100 * inputs.data.samples / inputs.inference.samples_per_inference)
    assert life.ecal == pytest.approx(life.ecal_limit, rel=away / 1e20 + ROUNDINGS, abs=0.0)


@LAW
@given(inputs=LIVES, first=st.floats(1.0, 1e9), second=st.floats(1.0, 1e9))
def test_the_closed_form_of_amortisation_is_the_curve(
    inputs: Inputs, first: float, second: float
) -> None:
    first, second = sorted((first, second))
    corrected = replace(inputs, switches=PROFILES["corrected"], denominator="application-bits")
    lives = [lifecycle(answering(corrected, inferences)) for inferences in (first, second)]
    compared = {
        "samples": inputs.data.samples,
        "samples_per_inference": inputs.inference.samples_per_inference,
        "first": first,
        "second": second,
    }
    ratio = amortisation_ratio(
        development=lives[0].development.per_bit, inference=lives[0].inference.per_bit, **compared
    )
    assert ratio == near(lives[0].ecal / lives[1].ecal)
    assert ratio <= amortisation_bound(**compared) * (1 + ROUNDINGS)


@LAW
@given(inputs=LIVES)
def test_the_denominator_changes_ecal_alone(inputs: Inputs) -> None:
    by_application, by_component = (
        lifecycle(replace(inputs, denominator=which))
        for which in ("application-bits", "component-bits")
    )
    assert by_component.energy == by_application.energy
    assert by_component.ecal * by_component.bits == near(by_component.energy)
    assert by_application.ecal * by_application.bits == near(by_application.energy)
    raw = inputs.data.samples * inputs.data.values_per_sample * inputs.data.bits_per_value
    assert by_application.development.bits == near(raw)
    assert by_application.bits == near(raw + by_application.inference.total_bits)


def wire_bits(path: tuple[Hop, ...]) -> float:
    """Bits on the wires of all hops per bit sent, without cutting any down."""
    bits = 0.0
    for hop in path:
        grown = np.prod([1 + each.data_overhead + each.control_overhead for each in hop.layers])
        bits += float(grown) / (1 - hop.loss)
    return bits


def stored_per_bit(plan: StoragePlan | None) -> float:
    match plan:
        case None:
            return 0.0
        case StoragePlan(_, Mirrored(copies)):
            return copies
        case StoragePlan(_, SingleParity(disks)):
            return disks / (disks - 1)
        case StoragePlan(_, DoubleParity(disks)):
            return disks / (disks - 2)


@LAW
@given(inputs=LIVES, profile=LINEAR)
def test_component_bits_are_those_every_stage_handles(inputs: Inputs, profile: Any) -> None:
    # Origin: the definition of January 2025, B_tx + B_sto + B_pre + B_train + B_eval and for
    # inference B_tx + B_sto + B_pre + B_inf; here B_pre is in bits, there in values by a slip.
    # Training and evaluation share the data set, by a split or within each round of a
    # cross-validation, so that they handle it once between them.
    life = lifecycle(replace(inputs, switches=profile, denominator="component-bits"))
    stored, prepared = stored_per_bit(inputs.storage), inputs.preprocessing is not None
    sent = wire_bits(inputs.path)
    asked = sent + stored if inputs.inference.inputs == "sent" else 0.0
    development = sent + stored + prepared + (inputs.training is not None)
    inference = asked + prepared + 1
    expected = life.development.bits * development + life.inference.total_bits * inference
    assert life.bits == near(expected)


@LAW
@given(factors=FACTORS, profile=LINEAR)
def test_three_hops_cost_the_sum_of_each_alone(factors: list[float], profile: Any) -> None:
    inputs = replace(scaled(LIFE, factors), switches=profile)
    assert len(inputs.path) == len(PATHS["three hops"])
    together = lifecycle(inputs).collection.energy
    alone = [lifecycle(replace(inputs, path=(hop,))).collection.energy for hop in inputs.path]
    assert together == near(sum(alone))
