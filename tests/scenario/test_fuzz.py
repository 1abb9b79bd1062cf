"""Whatever is written, the answer is a result or a `ScenarioError`, never another exception."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joulepath.errors import ScenarioError
from joulepath.lifecycle import lifecycle
from joulepath.scenario.reading import load_scenario
from joulepath.scenario.resolve import resolve

from .conftest import MODELS
from .test_chain import WRITTEN
from .test_chain import scenario as chain_of

FEW = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

WORDS = ["", "generic", "tcp", "ssd", "DEU", "mlp", "raid5", "same", "nvidia-t4", "~name", "a.b"]
QUANTITIES = ["1 W", "2 %", "24/day", "16 B", "1e400 J", "-3 samples", "12 kb", "1 TFLOP/s", "9 s"]
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([0, 1, 2, 3, 2024, 10**40, -1, 0.5, 1e-320, 1e308, 1e30, 1e-30]),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from(WORDS + QUANTITIES),
    st.just(date(2025, 1, 1)),
)
KEYS = st.one_of(
    st.sampled_from(["loss", "split", "folds", "file", "family", "type", "batch_size", "epochs"]),
    st.sampled_from(["processor", "path", "model", "year", "zone", "raid", "~MlpSection", ""]),
    st.text(max_size=4),
)
JUNK = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=5,
)


def places(node: Any) -> list[tuple[Any, Any]]:
    """Every container with each of its keys."""
    keys: Any = range(len(node)) if isinstance(node, list) else list(node)
    found: list[tuple[Any, Any]] = []
    for key in keys:
        found.append((node, key))
        if isinstance(node[key], (dict, list)):
            found += places(node[key])
    return found


def mutate(data: st.DataObject, tables: dict[str, Any]) -> None:
    node, key = data.draw(st.sampled_from(places(tables)))
    match data.draw(st.sampled_from(["delete", "replace", "scalar", "inject", "copy"])):
        case "delete":
            del node[key]
        case "replace":
            node[key] = data.draw(JUNK)
        case "scalar":
            node[key] = data.draw(SCALARS)
        case "inject" if isinstance(node, dict):
            node[data.draw(KEYS)] = data.draw(JUNK)
        case _:
            other, other_key = data.draw(st.sampled_from(places(tables)))
            other[other_key] = deepcopy(node[key])


def ask(tables: Any) -> None:
    error = refusal(tables)
    if error is None:
        return
    assert error.problems
    assert len(set(error.problems)) == len(error.problems)
    for problem in error.problems:
        assert problem.what
        assert "~" not in problem.where or "~" in str(tables)


def refusal(tables: Any, changes: dict[str, Any] | None = None) -> ScenarioError | None:
    """Compute a scenario, or return why not."""
    try:
        lifecycle(resolve(load_scenario(tables, changes)).inputs)
    except ScenarioError as error:
        return error
    return None


@pytest.mark.parametrize("kind", ["ecal", "full"])
@pytest.mark.parametrize("model", MODELS)
@settings(FEW, max_examples=60)
@given(data=st.data())
def test_a_spoiled_scenario_is_computed_or_refused(
    kind: str, model: str, build: Any, data: st.DataObject
) -> None:
    tables = build(kind, model)
    for _ in range(data.draw(st.integers(1, 3))):
        if places(tables):
            mutate(data, tables)
    ask(tables)


@pytest.mark.parametrize("name", WRITTEN)
@settings(FEW, max_examples=20)
@given(data=st.data())
def test_a_spoiled_chain_is_computed_or_refused(name: str, data: st.DataObject) -> None:
    tables = deepcopy(chain_of(*WRITTEN[name][0]))
    for _ in range(data.draw(st.integers(1, 3))):
        mutate(data, tables if data.draw(st.booleans()) else tables["preprocessing"])
        if not isinstance(tables.get("preprocessing"), dict) or not tables["preprocessing"]:
            break
    ask(tables)


@FEW
@given(tables=st.dictionaries(KEYS, JUNK, max_size=4))
def test_junk_is_refused(tables: dict[Any, Any]) -> None:
    with pytest.raises(ScenarioError):
        load_scenario(tables)


@FEW
@given(
    path=st.lists(KEYS | st.sampled_from(["0", "1", "training", "[0]"]), max_size=4).map(".".join),
    value=JUNK,
)
def test_any_change_is_made_or_refused(path: str, value: Any, build: Any) -> None:
    error = refusal(build(), {path: value})
    assert error is None or error.problems


@FEW
@given(text=st.text() | st.binary().map(repr))
def test_any_text_in_a_file_is_read_or_refused(text: str, tmp_path: Any) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(text.encode("utf-8", errors="surrogatepass"))
    with pytest.raises(ScenarioError):
        load_scenario(path)
