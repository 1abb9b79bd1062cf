"""Every configuration is wired soundly: right units, no arithmetic, the plain numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from joulepath.core.trace import Traced, TracedArithmetic, UnitMismatch, untraced
from joulepath.core.tree import leaves, map_leaves, units
from joulepath.formulas import storage as storage_formulas
from joulepath.lifecycle import inference, lifecycle
from joulepath.records.inputs import Inputs, RateDemand, StoragePlan, TotalDemand
from joulepath.records.links.delivery import DeliveryPlan
from joulepath.records.results import Lifecycle, Storing
from joulepath.records.switches import PROFILES

from .lives import (
    BROADCAST,
    FAMILIES,
    FEDERATED,
    FRAMED_PATH,
    LIFE,
    NETWORKED_PATH,
    SENSING,
    STORAGES,
    TELEMETRY,
    TRAININGS,
    UNICAST,
    choices,
    switches_one_at_a_time,
    traced,
)


def assert_sound(inputs: Inputs) -> None:
    """A lifecycle on traced numbers has the declared units and the values of the plain one."""
    result = lifecycle(traced(inputs))
    declared = dict(units(result))
    for path, leaf in leaves(result):
        if type(leaf) is Traced:
            assert leaf.unit == declared[path], path
    assert map_leaves(lambda _, leaf: untraced(leaf), result) == lifecycle(inputs)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("family", FAMILIES)
def test_every_model_family_is_wired_soundly_in_every_life(profile: str, family: str) -> None:
    # Of what does not touch the model, one alternative is enough here; the next test has the rest.
    for choice in choices(
        profile=profile,
        family=family,
        path="three hops",
        preparing="method",
        answers=True,
        located=True,
    ):
        assert_sound(choice.life)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("storage", STORAGES)
@pytest.mark.parametrize("training", TRAININGS)
def test_every_combination_of_stages_is_wired_soundly(
    profile: str, storage: str, training: str
) -> None:
    # The stages know a model by the work of its forward pass alone, so that one family is enough.
    for choice in choices(
        profile=profile,
        family="mlp",
        storage=storage,
        training=training,
        demand="total",
        located=False,
    ):
        assert_sound(choice.life)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_position_of_every_switch_is_wired_soundly(family: str) -> None:
    for switches in switches_one_at_a_time():
        assert_sound(replace(LIFE, model=FAMILIES[family], switches=switches))


@pytest.mark.parametrize("inputs", ["sent", "local"])
@pytest.mark.parametrize("demand", [TotalDemand(29.0), RateDemand(0.003, 5e6)])
def test_a_life_over_frames_is_wired_soundly(inputs: Any, demand: TotalDemand | RateDemand) -> None:
    plan = replace(LIFE.inference, inputs=inputs, demand=demand, bits_per_result=128.0)
    assert_sound(replace(LIFE, path=FRAMED_PATH, inference=plan))
    mixed = (*LIFE.path, *FRAMED_PATH)
    assert_sound(replace(LIFE, path=mixed, inference=plan, denominator="component-bits"))


@pytest.mark.parametrize("inputs", ["sent", "local"])
@pytest.mark.parametrize("delivery", [UNICAST, BROADCAST])
def test_a_life_with_a_network_and_what_is_sent_beside_is_wired_soundly(
    inputs: Any, delivery: DeliveryPlan
) -> None:
    demand = RateDemand(0.003, 5e6)
    plan = replace(LIFE.inference, inputs=inputs, demand=demand, bits_per_result=128.0)
    life = replace(LIFE, path=NETWORKED_PATH, inference=plan, delivery=delivery)
    assert_sound(replace(life, federated=FEDERATED, telemetry=TELEMETRY))


@pytest.mark.parametrize("sleep", ["between", "never", "off"])
@pytest.mark.parametrize("demand", [TotalDemand(29.0), RateDemand(0.003, 5e6)])
@pytest.mark.parametrize("whole", [True, False])
def test_a_life_with_a_sensor_is_wired_soundly(
    sleep: Any, demand: TotalDemand | RateDemand, whole: bool
) -> None:
    sensing = replace(SENSING, sleep=sleep, development=whole)
    if not whole:
        sensing = replace(sensing, converter=None, compression=None, memory=None)
    assert_sound(replace(LIFE, sensing=sensing, inference=replace(LIFE.inference, demand=demand)))


def test_every_number_of_the_result_that_depends_on_an_input_is_traced() -> None:
    result = lifecycle(traced(LIFE))
    plain = [path for path, leaf in leaves(result) if type(leaf) is not Traced]
    # a model without a file has no size in bits, and a perceptron no kinds and no other training
    # and a link without frames no arrival, no radio that rests, no battery, no sensor, no places,
    # no building; nothing is made, priced, brought up to date, learnt together or reported;
    # peak rate and rated power have no band, and ratios of layers no latency
    assert plain == [
        "model.weight_bits",
        "model.operations",
        "model.fitting",
        "sensing",
        "collection.arrival",
        "federated",
        "inference.sensing",
        "inference.collection.arrival",
        "inference.result.arrival",
        "inference.waiting",
        "inference.delivery",
        "inference.telemetry",
        "inference.band",
        "inference.latency",
        "balance.sensing",
        "balance.federated",
        "balance.inference_sensing",
        "balance.inference_waiting",
        "balance.inference_delivery",
        "balance.inference_telemetry",
        "balance.site",
        "battery",
        "places",
        "training_band",
        "hardware",
        "site",
        "water.on_site",
        "cost",
    ]


def provenance(number: Any, seen: set[str]) -> set[str]:
    """Names of the inputs below a traced number."""
    if isinstance(number, tuple):
        for part in number:
            provenance(part, seen)
    elif type(number) is Traced:
        if number.formula is None:
            seen.add(number.name)
        for argument in number.inputs.values():
            provenance(argument, seen)
    return seen


def test_every_input_but_those_of_other_methods_reaches_a_result() -> None:
    result = lifecycle(traced(LIFE))
    seen: set[str] = set()
    for _, leaf in leaves(result):
        provenance(leaf, seen)
    unseen = {path for path, _ in units(LIFE)} - seen
    # Bearers are charged once: the layers' own figures stand back, and the physical layer does
    # no processing; the third hop of one layer has nothing but its radio.
    own = {"transmit", "receive"}
    spent = {"device_cycles", "device_energy", "gateway_cycles", "gateway_energy"}
    expected = {
        f"path.{hop}.layers.{layer}.{figure}"
        for hop, (count, bearer) in enumerate(((7, False), (5, True), (1, True)))
        for layer in range(count)
        for figure in (
            (own if bearer else set()) | spent if layer == count - 1 else own
        )
    }  # fmt: skip
    # Nothing is said of how far the methods err.
    errors = {"inference.error", "training.error"}
    assert unseen == expected | errors | {"training.evaluations"}


def test_a_stage_that_computes_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def store(bits: Any, plan: StoragePlan) -> Storing:
        return Storing(bits * 2.0, bits * 2.0 * plan.medium.energy)

    monkeypatch.setattr(inference, "store", store)
    assert isinstance(lifecycle(LIFE), Lifecycle), "ordinary numbers do not tell"
    with pytest.raises(TracedArithmetic, match="outside a formula"):
        lifecycle(traced(LIFE))


def test_a_stage_wired_wrongly_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def store(bits: Any, plan: StoragePlan) -> Storing:
        energy = storage_formulas.storage_energy(bits=plan.medium.energy, energy=bits)
        return Storing(bits, energy)

    monkeypatch.setattr(inference, "store", store)
    assert isinstance(lifecycle(LIFE), Lifecycle), "ordinary numbers do not tell"
    wrong = r"storage_energy\(bits=\.\.\.\) takes 'bit', got 'J/bit' from storage\.medium\.energy"
    with pytest.raises(UnitMismatch, match=wrong):
        lifecycle(traced(LIFE))
