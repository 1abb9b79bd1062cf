"""What is promised for every data set: its gates are reached on cases that no fit has seen."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "docs"))

from generator.outcomes import kept_outcome

from joulepath.catalogue import load
from joulepath.catalogue.unit_table import TABLE
from joulepath.cli.fitting import PAGE, fitted_text
from joulepath.report.validation import validation_lines, validation_parts, validation_table
from joulepath.validate import NAMES, Gate, find, score
from joulepath.validate.tables import read_table

pytest.importorskip("scipy")

GATES = [(name, gate) for name in NAMES for gate in find(name).gates]
EVERY_DATA_SET = pytest.mark.parametrize("name", NAMES)


def named(value: object) -> str:
    return f"{value.holdout}-{value.kind or 'all'}" if isinstance(value, Gate) else str(value)


@pytest.mark.parametrize(("name", "gate"), GATES, ids=named)
def test_gates_are_reached_and_known_misses_are_missed(name: str, gate: Gate) -> None:
    found = kept_outcome(name, gate.holdout)
    reached = found.score if gate.kind is None else found.score_of(gate.kind)
    assert reached.coverage is not None
    assert gate.coverage[0] <= reached.coverage <= gate.coverage[1]
    assert (getattr(reached, f"{gate.of}_error") > gate.error) == bool(gate.missed)


@pytest.mark.parametrize(("name", "gate"), GATES, ids=named)
def test_scores_and_remarks_are_as_wide_as_a_page(name: str, gate: Gate) -> None:
    found = kept_outcome(name, gate.holdout)
    (part,) = validation_parts([found])
    said = [*fitted_text(part).splitlines(), *validation_lines([found])]
    assert max(map(len, said)) <= PAGE
    cells = {cell for row in validation_table([found]).rows for cell in row}
    assert {cell for row in part.rows for cell in row} <= cells
    assert {"bias", "worst", "must reach", "verdict"} <= set(part.headings)


@EVERY_DATA_SET
def test_a_data_set_is_sound(name: str) -> None:
    data_set = find(name)
    assert data_set.name == name
    assert TABLE[data_set.unit].times == TABLE[data_set.unit].over  # coherent
    assert set(data_set.sources) <= set(load().sources)
    # Some were measured twice, but no row is there twice.
    assert len({(case.name, case.measured) for case in data_set.cases}) == len(data_set.cases)
    assert all(case.measured > 0 for case in data_set.cases)
    assert {gate.holdout for gate in data_set.gates} <= set(data_set.cases[0].groups)
    kinds = {case.kind for case in data_set.cases}
    assert {gate.kind for gate in data_set.gates} - {None} <= kinds


@EVERY_DATA_SET
def test_a_fit_is_the_same_every_time(name: str) -> None:
    data_set = find(name)
    first, second = (data_set.fit(data_set.cases)(data_set.cases) for _ in range(2))
    assert (first == second).all()


@EVERY_DATA_SET
def test_the_formulas_of_others_do_not_come_closer(name: str) -> None:
    data_set = find(name)
    measured = [case.measured for case in data_set.cases]
    ours = score(data_set.fit(data_set.cases)(data_set.cases), measured)
    for peer in data_set.peers.values():
        assert score(peer(data_set.cases), measured).mean_error > ours.mean_error


def test_tables_say_where_they_come_from() -> None:
    for table in (
        "agentic-a100",
        "ml-energy-diffusion",
        "ml-energy-language",
        "mlperf-inference-power",
        "microcontroller-networks",
        "microcontroller-times",
        "mlperf-tiny",
        "mlperf-tiny-networks",
        "published-inference",
        "published-inference-networks",
    ):
        head = read_table(table).head
        assert head["source"] in load().sources
        assert head["measured"]
