"""Training: the calibrated entries, the formulas of others, and what the tables hold."""

from __future__ import annotations

import pytest

from joulepath.catalogue import load
from joulepath.core.tree import numbers
from joulepath.records.training_runs import RunCalibration
from joulepath.records.training_steps import StepCalibration
from joulepath.validate import find, score
from joulepath.validate.published_training import fit_runs
from joulepath.validate.tables import read_table
from joulepath.validate.zeus_training import fit_steps

pytest.importorskip("scipy")


@pytest.mark.parametrize(
    ("record", "name", "fit", "sets"),
    [
        (StepCalibration, "pytorch", fit_steps, ["zeus-training"]),
        (
            RunCalibration,
            "published",
            fit_runs,
            ["published-training", "published-training-time"],
        ),
    ],
)
def test_the_calibrated_entries_are_what_the_fits_give(
    record: type, name: str, fit: object, sets: list[str]
) -> None:
    assert callable(fit)
    fitted = dict(numbers(fit([case for each in sets for case in find(each).cases])))
    entry = dict(numbers(load().record(record, name)))
    for path, value in fitted.items():
        if not path.endswith(("_low", "_high")):  # which come from held-out cases
            # The file has four digits; another release of SciPy may stop a little elsewhere.
            assert entry[path] == pytest.approx(value, rel=0.02), path


@pytest.mark.parametrize(("name", "error"), [("zeus-training", 0.69), ("published-training", 0.61)])
def test_the_formula_of_others_is_as_far_off_as_it_was(name: str, error: float) -> None:
    # origin: as this program printed them on 2026-11-22
    cases = find(name).cases
    peer = find(name).peers["peak-tdp"](cases)
    measured = [case.measured for case in cases]
    assert score(peer, measured).mean_error == pytest.approx(error, abs=0.01)


def test_published_figures_of_one_run_agree_with_each_other() -> None:
    # hours x power x overhead is the energy, in the rounding of the publications
    for row in read_table("published-training").rows:
        if row["hours"] and row["power"]:
            energy = float(row["hours"]) * float(row["power"]) * float(row["overhead"]) / 1000
            assert float(row["energy"]) == pytest.approx(energy, rel=0.02), row["run"]


def test_rates_of_published_runs_follow_from_work_and_hours() -> None:
    # origin: table 4 of Patterson and others (2021), TFLOP/s measured for each accelerator
    rates = {"T5 11B": 45.6, "Meena": 42.3, "GShard 600B": 48.0, "GPT-3": 24.6}
    for row in read_table("published-training").rows:
        if row["run"] in rates:
            rate = float(row["work"]) / (float(row["hours"]) * 3600) / 1e12
            # days of two digits: 3.1 may be 3.15
            assert rate == pytest.approx(rates[row["run"]], rel=0.02)


def test_counts_of_networks_agree_with_published_ones() -> None:
    # origin: 4.09 G multiply-accumulates and 25.6 M parameters of ResNet-50 (torchvision);
    # 1.4 M parameters of ShuffleNetV2 for CIFAR-100; 110 M of BERT base less its pooler
    rows = {row["network"]: row for row in read_table("zeus-networks").rows}
    assert float(rows["resnet50"]["macs"]) == pytest.approx(4.09e9, rel=0.001)
    assert float(rows["resnet50"]["weights"]) == pytest.approx(25.6e6, rel=0.005)
    assert float(rows["shufflenetv2"]["weights"]) == pytest.approx(1.4e6, rel=0.05)
    assert float(rows["bert-squad"]["weights"]) == pytest.approx(109.5e6, rel=0.01)
