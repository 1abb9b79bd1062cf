"""Tables of families that tell operations by kind: what is refused, and what is noted."""
# ruff: noqa: E501

from __future__ import annotations

from typing import Any

import pytest

from joulepath import count_family
from joulepath.core.tree import numbers
from joulepath.errors import ScenarioError, UnknownName
from joulepath.lifecycle import lifecycle
from joulepath.scenario.models import FAMILIES
from joulepath.scenario.reading import load_scenario
from joulepath.scenario.resolve import resolve

from .conftest import MODELS, scenario

TELLING = [name for name in MODELS if name not in {"mlp", "kan", "cnn", "transformer", "given"}]
UNTRAINABLE = ("random-forest", "svm")
FITTED = ("gradient-boosting", "knn")


def ready(model: str, **changes: Any) -> dict[str, Any]:
    """A scenario that computes: without a training where the family has none."""
    tables = scenario("ecal", model)
    del tables["data"]["values_per_sample"]
    if MODELS[model]["family"] == "transformer":
        tables["data"]["values_per_sample"] = 10
    if model in UNTRAINABLE:
        del tables["training"]
    if model in FITTED:
        tables["training"]["epochs"] = 1
    return tables | changes


def refused(tables: dict[str, Any]) -> list[tuple[str, str, str]]:
    with pytest.raises(ScenarioError) as caught:
        resolve(load_scenario(tables))
    return [(each.where, each.what, each.remedy) for each in caught.value.problems]


def test_the_scenarios_of_the_tests_have_every_family() -> None:
    assert {model["family"] for model in MODELS.values()} == {*FAMILIES}


@pytest.mark.parametrize("model", TELLING)
def test_every_number_has_an_origin(model: str) -> None:
    resolved = resolve(load_scenario(ready(model)))
    assert set(resolved.origins) == {name for name, _ in numbers(resolved.inputs)}


@pytest.mark.parametrize("profile", ["corrected", "paper", "reference"])
@pytest.mark.parametrize("model", TELLING)
def test_a_life_and_a_count_agree_in_every_profile(model: str, profile: str) -> None:
    sizes = {key: value for key, value in MODELS[model].items() if key != "family"}
    alone = count_family(MODELS[model]["family"], **sizes)
    resolved = resolve(load_scenario(ready(model, profile=profile)))
    if MODELS[model]["family"] != "transformer":
        assert lifecycle(resolved.inputs).model == alone
        said = [note.what for note in resolved.assumptions if note.where == "model"]
        own = [] if profile == "corrected" else [f"profile {profile!r} has no law for this family"]
        assert [what.partition(":")[0] for what in said] == own


# what a sample holds: steps of values, nodes of values, values
VALUES = {"lstm": 10, "gru": 10, "gcn": 10, "gat": 10, "svm": 10, "gradient-boosting": 10}


@pytest.mark.parametrize(("model", "values"), VALUES.items())
def test_a_sample_has_as_many_values_as_the_family_takes(model: str, values: int) -> None:
    assert resolve(load_scenario(ready(model))).inputs.data.values_per_sample == values


# changes of the table, where, what, remedy
REFUSED: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("lstm", {"projection": 8}, "[model].projection", "projection = 8 is not less than hidden = 8", "choose fewer"),
    ("rnn", {"projection": 2}, "[model].projection", "unknown key 'projection'", ""),
    ("rnn", {"hidden_size": 2}, "[model].hidden_size", "unknown key 'hidden_size'", "did you mean 'hidden'?"),
    ("rnn", {"activation": "softmax"}, "[model].activation", "activation without outputs", "add outputs"),
    ("rnn", {"hidden": 0}, "[model].hidden", "0 is out of range", "at least 1"),
    ("lstm", {"biases": "jax"}, "[model].biases", "'jax' is not allowed", "'torch' or 'keras'"),
    ("gat", {"heads": [8]}, "[model].heads", "1 numbers of heads for 2 layers", "one number for each layer"),
    ("gcn", {"widths": [3]}, "[model].widths", "a single width", "the input and at least one layer"),
    ("gcn", {"aggr": "mean"}, "[model].aggr", "unknown key 'aggr'", "known keys"),
    ("graphsage", {"order": "transform-first"}, "[model].order", "largest neighbour", 'order = "aggregate-first"'),
    ("random-forest", {"mean_depth": 7}, "[model].mean_depth", "mean_depth = 7 is more than depth = 6", "at most 6"),
    ("random-forest", {"leaves": 65}, "[model].leaves", "65 leaves at a depth of 6", "at most 64"),
    ("random-forest", {"n_estimators": 9}, "[model].n_estimators", "unknown key", "did you mean 'trees'?"),
    ("random-forest", {"node_size": "12 W"}, "[model].node_size", "unit 'W'", "use one of"),
    ("gradient-boosting", {"depth": 65}, "[model].depth", "65 is out of range", "at most 64"),
    ("gradient-boosting", {"bins": 1}, "[model].bins", "1 is out of range", "at least 2"),
    ("svm", {"kernel": "rbf"}, "[model].degree", "a degree with kernel = 'rbf'", "leave it out"),
    ("svm", {"classes": 1}, "[model].classes", "1 is out of range", "at least 2"),
    ("knn", {"neighbours": 101}, "[model].neighbours", "neighbours = 101 is more than points = 100", "at most 100"),
    ("experts", {"active_experts": 5}, "[model].active_experts", "active_experts = 5 is more than experts = 4", "at most 4"),
    ("experts", {"active_experts": None}, "[model].experts", "experts without active_experts", "add active_experts"),
    ("experts", {"experts": None}, "[model].active_experts", "active_experts without experts", "add experts"),
]  # fmt: skip


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: f"{case[0]} {[*case[1]]}")
def test_is_refused(case: tuple[str, dict[str, Any], str, str, str]) -> None:
    model, changes, where, what, remedy = case
    tables = ready(model)
    table = {k: v for k, v in (tables["model"] | changes).items() if v is not None}
    problems = refused(tables | {"model": table})
    assert len(problems) == 1
    assert problems[0][0] == where
    assert what in problems[0][1]
    assert remedy in problems[0][2]


@pytest.mark.parametrize(
    ("name", "ours"),
    [("xgboost", "gradient-boosting"), ("logistic", "linear"), ("GNN", "gcn"), ("lstn", "lstm")],
)
def test_another_name_of_a_family_leads_to_it(name: str, ours: str) -> None:
    (problem,) = refused(ready("rnn") | {"model": {"family": name}})
    assert problem[2] == f"did you mean {ours!r}?"


@pytest.mark.parametrize("model", UNTRAINABLE)
def test_a_training_whose_work_is_not_known_is_refused(model: str) -> None:
    (problem,) = refused(ready(model, training=scenario()["training"]))
    assert problem[0] == "training"
    assert "not known" in problem[1]
    assert problem[2].startswith("leave the table out")


@pytest.mark.parametrize("model", FITTED)
def test_a_family_that_is_fitted_once_has_one_epoch(model: str) -> None:
    tables = ready(model)
    tables["training"]["epochs"] = 50
    (problem,) = refused(tables)
    assert problem == (
        "[training].epochs",
        "50 epochs of a family that is fitted once",
        "write epochs = 1",
    )


def test_keys_of_passes_have_no_effect_on_a_family_that_is_fitted() -> None:
    tables = ready("gradient-boosting")
    tables["training"]["backward_ratio"] = 3
    warned = "training.backward_ratio has no effect with family = 'gradient-boosting'"
    assert resolve(load_scenario(tables)).warnings == (warned,)


@pytest.mark.parametrize(("folds", "fits"), [(None, 1), (5, 5)])
def test_boosting_is_fitted_once_a_round(folds: int | None, fits: int) -> None:
    tables = ready("gradient-boosting")
    strategy = {"folds": folds} if folds else {"split": 0.5}
    tables["training"] = {"processor": "ecal-generic-cpu", "epochs": 1, **strategy}
    life = lifecycle(resolve(load_scenario(tables)).inputs)
    assert life.model.fitting is not None
    assert life.training is not None
    # 1000 samples: half of them, or four fifths in each of five rounds
    seen = 1000 * 4 if folds else 500
    fit = life.model.fitting
    assert life.training.flops == fit.per_sample * seen + fit.fixed * fits


def test_what_a_tree_does_not_tell_is_the_worst_case() -> None:
    notes = resolve(load_scenario(ready("gradient-boosting"))).assumptions
    said = {note.where: note.what for note in notes if note.where.startswith("model.")}
    assert said == {
        "model.mean_depth": "not given: 6 comparisons in a tree, the worst case",
        "model.leaves": "not given: 64 in a tree, all it can have",
    }
    told = resolve(load_scenario(ready("random-forest"))).assumptions
    assert not [note for note in told if note.where.startswith("model.")]


def test_a_count_of_an_unknown_family_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="no model family named 'lstmm'"):
        count_family("lstmm", steps=1)


def test_a_count_names_every_problem_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        count_family("lstm", steps=0, hidden=8, units=3)
    assert {each.where for each in caught.value.problems} == {"steps", "features", "units"}
