"""Whether the bands that ``estimate`` prints hold what was measured and no fit has seen.

Each measured row becomes the life that ``estimate`` would draw: its network on its processor, by a
calibration and with a band that come from the other groups alone.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import joulepath

sys.path.insert(0, str(Path(__file__).parents[2] / "docs"))

from generator.outcomes import kept_outcome

from joulepath.analysis.uncertainty import uncertainty
from joulepath.records.inputs import Inputs, Split
from joulepath.records.microcontroller import CalibratedInference
from joulepath.records.roofline import RooflineInference, Surroundings
from joulepath.records.training_steps import CalibratedTraining
from joulepath.scenario.resolve import Resolved
from joulepath.validate import Case, Outcome, find
from joulepath.validate.microcontroller_cases import plan_of
from joulepath.validate.microcontroller_rows import fit_together, powered_cases, timed_cases
from joulepath.validate.published_inference import energy_fits
from joulepath.validate.zeus_training import fit_steps

pytest.importorskip("scipy")

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "uncertainty.md"
EXACT = {"processor": {"throughput": "1 GFLOP/s", "power": "1 W"}}
LIFE: dict[str, Any] = {
    "model": {"family": "given", "forward": "1 MFLOP/sample"},
    "data": {"samples": 1, "values_per_sample": 1, "bits_per_value": 8},
    "path": [],
    "training": {**EXACT, "epochs": 1, "split": 0.5},
    "inference": {**EXACT, "inferences": 1},
}
"""A life in which nothing varies before a measured stage takes its place."""

Band = tuple[float, float]
Put = Callable[[Inputs, Case, Band], Inputs]


@dataclass(frozen=True)
class Held:
    """How many measurements the bands of a table hold."""

    cases: int
    coverage: float
    width: float
    """Median of p95 over p5."""


@cache
def life() -> Resolved:
    found = joulepath.resolve(LIFE)
    assert not uncertainty(found).parameters
    return found


def _others(cases: Sequence[Case], way: str) -> Iterator[tuple[list[Case], list[int]]]:
    """Cases without each group, and the positions of those of the group."""
    for group in sorted({case.groups[way] for case in cases}):
        seen = [case for case in cases if case.groups[way] != group]
        yield seen, [at for at, case in enumerate(cases) if case.groups[way] == group]


def _microcontrollers(seen: Sequence[Case]) -> Put:
    fitted = fit_together(seen, powered_cases(), timed_cases())

    def put(inputs: Inputs, case: Case, band: Band) -> Inputs:
        found = case.circumstances
        plan = plan_of(found, fitted.platform(found), fitted.charge)
        plan = replace(plan, low=band[0], high=band[1])
        calibrated = CalibratedInference(found.work, plan, fitted.costs(found))
        return replace(inputs, inference=replace(inputs.inference, calibrated=calibrated))

    return put


def _trainings(seen: Sequence[Case]) -> Put:
    fitted = fit_steps(seen)

    def put(inputs: Inputs, case: Case, band: Band) -> Inputs:
        found, training = case.circumstances, inputs.training
        assert training is not None
        calibration = replace(fitted, energy_low=band[0], energy_high=band[1])
        calibrated = CalibratedTraining(found.network, found.plan, calibration)
        # the table has the energy of one epoch over all samples
        training = replace(training, calibrated=calibrated, strategy=Split(1.0), epochs=1.0)
        data = replace(inputs.data, samples=found.plan.samples)
        return replace(inputs, data=data, training=training)

    return put


def _rooflines(seen: Sequence[Case]) -> Put:
    fits = energy_fits(seen)

    def put(inputs: Inputs, case: Case, band: Band) -> Inputs:
        found = case.circumstances
        engine = replace(
            fits.engine(found.engine), measured_energy_low=band[0], measured_energy_high=band[1]
        )
        around = Surroundings(engine.host_power, engine.conversion)
        if found.boundary == "processor":  # a user writes host_power = 0, supply_efficiency = 1
            around = Surroundings(0.0, 1.0)
        plan = replace(found.plan, surroundings=around, validity="measured")
        roofline = RooflineInference(found.layers, plan, engine)
        return replace(inputs, inference=replace(inputs.inference, roofline=roofline))

    return put


def _own_bands(outcome: Outcome) -> list[Band]:
    """Bands of a calibration without the group, from groups that it holds out in turn."""
    ends = zip(outcome.low / outcome.predicted, outcome.high / outcome.predicted, strict=True)
    return [(float(low), float(high)) for low, high in ends]


def _roofline_bands(energies: Outcome) -> list[Band]:
    """As the catalogue has them: errors of time and power taken to be independent.

    Errors of processors, or networks, that were held out, without those of the group.
    """
    way, times = energies.holdout, kept_outcome("published-inference", energies.holdout)
    of_time, where = _errors(times), {case.name: at for at, case in enumerate(times.data_set.cases)}
    same = [where[case.name] for case in energies.data_set.cases]
    of_power, own = _errors(energies) - of_time[same], _groups(energies)
    reaches: dict[tuple[str, str], float] = {}
    for case in energies.data_set.cases:
        engine, group = case.circumstances.engine, case.groups[way]
        if (engine, group) not in reaches:
            alike = _alike(case, times) & (_groups(times) != group)
            time = _reach(of_time[alike], _groups(times)[alike])
            power = _reach(of_power[own != group], own[own != group])
            reaches[engine, group] = float(np.exp(np.hypot(time, power)))
    ends = (
        reaches[case.circumstances.engine, case.groups[way]] for case in energies.data_set.cases
    )
    return [(1 / end, end) for end in ends]


def _alike(case: Case, times: Outcome) -> NDArray[np.bool_]:
    """Times by the same engine, if it was measured on several processors; else of its kind."""
    engine = case.circumstances.engine
    same = np.array([each.circumstances.engine == engine for each in times.data_set.cases])
    processors = {
        each.platform for each, is_same in zip(times.data_set.cases, same, strict=True) if is_same
    }
    if times.holdout == "network" and len(processors) > 1:
        return same
    return np.array([each.kind == case.kind for each in times.data_set.cases])


def _errors(outcome: Outcome) -> NDArray[np.float64]:
    """Logarithms of measured over predicted."""
    measured = np.array([case.measured for case in outcome.data_set.cases])
    return np.log(measured / outcome.predicted)


def _groups(outcome: Outcome) -> NDArray[np.str_]:
    return np.array([case.groups[outcome.holdout] for case in outcome.data_set.cases])


def _reach(errors: NDArray[np.float64], groups: NDArray[np.str_]) -> float:
    """Size to which nine of ten errors keep, wider for few groups."""
    return float(np.quantile(np.abs(errors), 0.9) * np.sqrt(1 + 1 / len(np.unique(groups))))


TABLES: dict[str, tuple[Callable[[Sequence[Case]], Put], Callable[[Outcome], list[Band]], str]] = {
    "mlperf-tiny": (_microcontrollers, _own_bands, "inference.computation.energy"),
    "zeus-training": (_trainings, _own_bands, "training.energy"),
    "published-inference-energy": (_rooflines, _roofline_bands, "inference.computation.energy"),
}
"""Tables of measured energies that a scenario can express."""

WAYS = [
    ("mlperf-tiny", "row"),
    ("mlperf-tiny", "board"),
    ("mlperf-tiny", "network"),
    ("zeus-training", "accelerator"),
    ("zeus-training", "network"),
    ("published-inference-energy", "processor"),
    ("published-inference-energy", "network"),
]


@cache
def held(table: str, way: str) -> Held:
    """Draw every row of a table without its group, and count."""
    fit, bands_of, output = TABLES[table]
    outcome = kept_outcome(table, way)
    cases, bands = outcome.data_set.cases, bands_of(outcome)
    inside, widths = np.zeros(len(cases), bool), np.empty(len(cases))
    for seen, positions in _others(cases, way):
        put = fit(seen)
        for at in positions:
            inputs = put(life().inputs, cases[at], bands[at])
            found = uncertainty(replace(life(), inputs=inputs), outputs=[output]).outputs[output]
            # what is drawn about is what `validate --holdout` predicts
            assert found.estimate == pytest.approx(outcome.predicted[at], rel=1e-6)
            inside[at] = found.p5 <= cases[at].measured <= found.p95
            widths[at] = found.p95 / found.p5
    return Held(len(cases), float(inside.mean()), float(np.median(widths)))


EVERY_WAY = pytest.mark.parametrize(("table", "way"), WAYS)


@EVERY_WAY
def test_the_bands_of_an_estimate_hold_what_was_measured(table: str, way: str) -> None:
    # the bar: 80 to 97 % of the measurements inside the 90 % band
    assert 0.80 <= held(table, way).coverage <= 0.97


@EVERY_WAY
def test_the_page_says_how_many_they_hold(table: str, way: str) -> None:
    found = held(table, way)
    (row,) = re.findall(rf"^\| `{table}` \| {way} \|(.*)\|$", PAGE.read_text("utf-8"), re.MULTILINE)
    cells = [cell.strip() for cell in row.split("|")]
    assert int(cells[0]) == found.cases
    # fits on another machine may move one row across an end
    assert float(cells[1].removesuffix(" %")) / 100 == pytest.approx(
        found.coverage, abs=1 / found.cases + 0.0005
    )
    assert float(cells[2]) == pytest.approx(found.width, rel=0.02)


def test_the_page_says_how_many_they_hold_together() -> None:
    found = [held(*way) for way in WAYS]
    count = sum(each.cases for each in found)
    share = sum(each.cases * each.coverage for each in found) / count
    said = re.search(r"bands hold (\S+) % of these (\d+) estimates", PAGE.read_text("utf-8"))
    assert said is not None
    assert int(said[2]) == count
    assert float(said[1]) == pytest.approx(100 * share, abs=0.3)  # a few rows at an end


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("mlperf-tiny", r"(\S+) to\s+(\S+) times what it says"),
        ("zeus-training", r"(\S+) to\s+(\S+) times on GPUs"),
    ],
)
def test_the_page_says_how_far_the_peak_rate_is_off(table: str, said: str) -> None:
    cases = find(table).cases
    measured = np.array([case.measured for case in cases])
    ratios = measured / find(table).peers["peak-tdp"](cases)
    ends = re.search(said, PAGE.read_text("utf-8"))
    assert ends is not None
    for written, found in zip(ends.groups(), np.percentile(ratios, (5, 95)), strict=True):
        assert float(written) == pytest.approx(found, rel=0.05)  # two digits
