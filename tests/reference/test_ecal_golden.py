"""Our lifecycle in the `reference` profile equals the eCAL reference programs to 1e-12.

Origin of every expected value: ``ecal_golden.json`` (see its ``origin``). The tolerance is a few
roundings of double precision: the programs add and multiply in another order than we do.
"""

from __future__ import annotations

from typing import Any

import pytest
from ecal_cases import GOLDEN, merged, package_case, repository_case, snapshot_case

from joulepath.formulas.amortisation import amortisation_bound, amortisation_ratio
from joulepath.lifecycle import lifecycle
from joulepath.records.inputs import Inputs
from joulepath.records.results import Lifecycle

TOLERANCE = 1e-12
REPOSITORY = merged(GOLDEN["repository"])
FIGURE = GOLDEN["figure_13"]


def by_name(case: dict[str, Any]) -> str:
    return case["name"]


def outputs(life: Lifecycle) -> dict[str, Any]:
    """Our result under the names of the reference programs."""
    balance = life.balance
    assert life.preprocessing is not None
    assert life.training is not None
    assert life.evaluation is not None
    return {
        "transmission": life.collection.energy,
        "preprocessing": life.preprocessing.energy,
        "training": life.training.energy,
        "evaluation": life.evaluation.energy,
        "inference": balance.inference.energy,
        "inference_process": life.inference.energy,
        "total": life.energy,
        "ecal_j_per_bit": life.ecal,
        "Ed bits": life.development.bits,
        "inf_proc_bits": life.inference.total_bits,
        "total_bits": life.bits,
    }


def assert_equal(inputs: Inputs, expected: dict[str, Any]) -> Lifecycle:
    life = lifecycle(inputs)
    ours = outputs(life)
    assert ours.keys() == expected.keys()
    for name, value in expected.items():
        assert ours[name] == pytest.approx(value, rel=TOLERANCE, abs=0.0), name
    return life


@pytest.mark.parametrize("case", GOLDEN["package"], ids=by_name)
def test_equals_the_package(case: dict[str, Any]) -> None:
    life = assert_equal(package_case(case["inputs"]), case["outputs"])
    assert life.model.forward == case["forward_flops"]
    for hop, layers in zip(life.collection.hops, case["layers"], strict=False):
        ours = [layer.energy for layer in hop.layers]
        assert ours == pytest.approx(list(layers.values()), rel=TOLERANCE, abs=0.0)


@pytest.mark.parametrize("case", REPOSITORY, ids=by_name)
def test_equals_the_repository(case: dict[str, Any]) -> None:
    assert_equal(repository_case(case["inputs"]), case["outputs"])


@pytest.mark.parametrize("case", merged(GOLDEN["snapshot"]), ids=by_name)
def test_equals_the_later_snapshot(case: dict[str, Any]) -> None:
    assert_equal(snapshot_case(case["inputs"]), case["outputs"])


MODELS = {"MLP": "SimpleMLP", "CNN": "SimpleCNN", "KAN": "KAN", "Transformer": "SimpleTransformer"}


def figure_13(model: str, inferences: float) -> Lifecycle:
    case = next(c for c in REPOSITORY if c["name"] == f"paper_fig13_{MODELS[model]}_100")
    return lifecycle(repository_case(case["inputs"] | {"NUM_INFERENCES": inferences}))


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("point", range(6), ids=lambda i: f"{FIGURE['gamma'][i]:g}")
def test_reproduces_figure_13(model: str, point: int) -> None:
    ours = figure_13(model, FIGURE["gamma"][point]).ecal
    assert ours == pytest.approx(FIGURE["ecal_j_per_bit"][model][point], rel=TOLERANCE, abs=0.0)


@pytest.mark.parametrize("model", MODELS)
def test_reproduces_the_development_energy_of_figure_13(model: str) -> None:
    # The page prints the CNN, KAN and Transformer to five digits and the MLP to sixteen.
    digits = 1e-12 if model == "MLP" else 5e-5
    ours = figure_13(model, 1e8)
    assert ours.development.per_bit == pytest.approx(FIGURE["E_D_per_bit"][model], rel=digits)
    assert ours.inference.per_bit == pytest.approx(FIGURE["E_inf_per_bit"][model], rel=5e-5)


def test_the_headline_ratio_belongs_to_ten_thousand_inferences() -> None:
    # The abstract says 2.73 between 100 and 1000; the published configuration gives 1.887 there
    # and 2.727 between 100 and 10 000 (computed from the published Fig. 13 values themselves).
    at = {gamma: figure_13("MLP", gamma).ecal for gamma in (100, 1000, 10_000)}
    published = FIGURE["ecal_j_per_bit"]["MLP"]
    assert at[100] / at[1000] == pytest.approx(published[0] / published[1], rel=TOLERANCE)
    assert at[100] / at[10_000] == pytest.approx(published[0] / published[2], rel=TOLERANCE)
    assert round(at[100] / at[1000], 3) == 1.887
    assert round(at[100] / at[10_000], 3) == 2.727


def test_the_closed_form_of_amortisation_agrees_with_the_curve() -> None:
    # Whole bits make the reference curve depart from the closed form by a bit in 10^4.
    life = figure_13("MLP", 1e8)
    closed = amortisation_ratio(
        development=life.development.per_bit,
        inference=life.inference.per_bit,
        samples=256.0,
        samples_per_inference=1.0,
        first=100.0,
        second=10_000.0,
    )
    assert closed == pytest.approx(2.7268, rel=1e-4)
    bound = amortisation_bound(
        samples=1000.0, samples_per_inference=1.0, first=100.0, second=1000.0
    )
    assert bound == pytest.approx(2000 / 1100)
