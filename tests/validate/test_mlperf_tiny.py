"""MLPerf Tiny: the table, the networks, the fit and the formulas of others."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest

from joulepath.catalogue import load
from joulepath.catalogue.files import BUILT_IN
from joulepath.validate import find, score
from joulepath.validate.mlperf_tiny import networks
from joulepath.workloads import count
from joulepath.workloads.network_work import network_work

pytest.importorskip("scipy")

DATA_SET = find("mlperf-tiny")
MODELS = Path(__file__).parents[2] / "examples" / "models"


@pytest.mark.parametrize("name", sorted(networks()))
def test_the_networks_are_what_the_counter_counts(name: str) -> None:
    pytest.importorskip("onnx")
    assert network_work(count(MODELS / f"{name}.onnx")) == networks()[name]


def test_every_energy_of_the_rounds_is_a_case_once() -> None:
    # origin: 123 results with energy in v0.7 to v1.2, of which Syntiant's six of v1.0 were
    # handed in again in v1.1 and v1.2
    assert len(DATA_SET.cases) == 123 - 2 * 6
    named = {(case.name, case.measured) for case in DATA_SET.cases}
    assert len(named) == len(DATA_SET.cases)


def test_published_rows_are_transcribed() -> None:
    # origin: mlcommons/tiny_results_v1.2, STMicroelectronics, NUCLEO_L4R5ZI, energy of vww
    (case,) = (
        case
        for case in DATA_SET.cases
        if case.name.startswith("visual-wake-words on stm32l4r5 with x-cube-ai-9-0")
    )
    assert case.measured == pytest.approx(3894.566e-6, rel=1e-12)
    assert case.circumstances.time == pytest.approx(88.9284e-3, rel=1e-12)


def test_power_is_that_of_the_platform_whatever_the_network() -> None:
    # origin: iot notes, own analysis of the same table: within 5 % on most platforms
    by_platform: dict[tuple[str, ...], list[float]] = {}
    for case in DATA_SET.cases:
        by_platform.setdefault(case.circumstances.platform, []).append(case.circumstances.power)
    spreads = [np.std(np.log(powers)) for powers in by_platform.values() if len(powers) > 2]
    assert np.median(spreads) < 0.05


def test_the_formulas_of_others_are_as_far_off_as_the_project_says() -> None:
    # origin: docs say 74 % and 418 %, as this program printed them on 2026-11-22; with repeated
    # rows and other counts of operations the issue says 384 % of the latter
    measured = [case.measured for case in DATA_SET.cases]
    errors = {
        name: score(peer(DATA_SET.cases), measured).mean_error
        for name, peer in DATA_SET.peers.items()
    }
    assert errors == pytest.approx({"peak-tdp": 0.74, "ecal-default": 4.18}, abs=0.01)


def test_calibrated_files_are_what_the_fit_gives() -> None:
    from joulepath.validate.microcontroller_entries import entries

    for name, written in entries().items():
        table = tomllib.loads((BUILT_IN / name).read_text("utf-8"))
        assert [entry.name for entry in written] == list(table)
        for entry in written:
            for field, value in vars(entry.record).items():
                # The file has four digits; another release of SciPy may stop a little elsewhere.
                assert table[entry.name][field]["value"] == pytest.approx(value, rel=0.01)


def test_platforms_name_processors_and_runtimes_of_the_catalogue() -> None:
    known = load()
    kind = "microcontroller-platforms"
    for entry in (known.entry(kind, name) for name in known.names(kind)):
        assert entry.text["processor"] in known.names("processors")
        assert entry.text["runtime"] in known.names("inference-runtimes")
