from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import joulepath
from joulepath.analysis.uncertainty import beats, uncertainty
from joulepath.errors import InputError, UnknownName
from joulepath.lifecycle import lifecycle
from joulepath.scenario.resolve import Resolved

EXAMPLES = Path(__file__).parents[2] / "examples"
CROP = EXAMPLES / "crop-camera.toml"
LARGEST = [EXAMPLES / name for name in ("field-camera.toml", "field-camera-cloud.toml")]
ALL = sorted(EXAMPLES.glob("*.toml"))

# A life in which only what the scenario says varies: nothing of it is in the catalogue but bits
# on the wire, whose figures are set by definition or do not matter here.
OWN: dict[str, Any] = {
    "model": {"family": "given", "forward": "1 MFLOP/sample"},
    "data": {"samples": 10, "values_per_sample": 10, "bits_per_value": 8},
    "path": [],
    "inference": {
        "processor": {"throughput": "1 GFLOP/s", "power": "1 W +- 20 %"},
        "inferences": 1000,
    },
}


def resolved(**changes: Any) -> Resolved:
    return joulepath.resolve(OWN, {key.replace("__", "."): v for key, v in changes.items()})


DRAWS = 20_000


@pytest.mark.parametrize(
    "power",
    [
        "1 W +- 20 %",
        {"value": "1 W", "low": "0.5 W", "high": "4 W"},
        {"distribution": "normal", "low": "0.8 W", "high": "1.2 W"},
        {"distribution": "uniform", "low": "0.5 W", "high": "2 W"},
        {"distribution": "triangular", "low": "0 W", "mode": "1 W", "high": "3 W"},
        {"distribution": "beta", "low": "0 W", "mode": "1 W", "high": "3 W"},
    ],
    ids=str,
)
def test_draws_agree_with_the_analytic_deviation_where_the_result_is_linear(power: Any) -> None:
    found = uncertainty(resolved(inference__processor__power=power), DRAWS)
    band = found.outputs["energy"]
    (parameter,) = found.parameters
    exact = band.estimate / parameter.value * parameter.distribution.deviation
    assert band.first_order == pytest.approx(exact, rel=1e-9)
    # standard error of a standard deviation: sqrt((kurtosis - 1) / 4 n); six of them
    drawn = found.samples["energy"]
    kurtosis = float(((drawn - drawn.mean()) ** 4).mean() / drawn.std() ** 4)
    error = np.sqrt((kurtosis - 1) / (4 * DRAWS))
    assert band.deviation == pytest.approx(exact, rel=6 * error)
    assert band.mean == pytest.approx(
        band.estimate / parameter.value * parameter.distribution.mean,
        abs=6 * exact / np.sqrt(DRAWS),
    )


def test_a_result_that_is_not_linear_says_so() -> None:
    straight = uncertainty(resolved())
    assert not any(band.bends for band in straight.outputs.values())
    # energy of a base station for a bit goes with 1 / (capacity x load), both known to a factor
    camera = joulepath.estimate(EXAMPLES / "field-camera-cloud.toml", seed=1)
    assert camera.uncertain is not None
    assert camera.uncertain.outputs["energy"].bends
    assert "not linear within the bands" in " ".join(str(camera).split())
    assert "not linear" not in " ".join(str(joulepath.estimate(CROP)).split())


def test_independent_parts_add_up_in_squares() -> None:
    keys = {"inference__processor__power": "1 W +- 20 %", "virtualisation": "0.1 +- 50 %"}
    both = uncertainty(resolved(**keys), DRAWS).outputs["energy"]
    alone = [
        uncertainty(resolved(**{key: keys[key], **{other: _plain(keys[other])}}), 100)
        for key, other in (tuple(keys), tuple(keys)[::-1])
    ]
    squares = sum(each.outputs["energy"].first_order ** 2 for each in alone)
    assert both.first_order == pytest.approx(np.sqrt(squares), rel=1e-9)
    # product of two: exact to first order up to the product of both relative variances, 1e-3
    assert both.deviation == pytest.approx(both.first_order, rel=0.05)


def _plain(written: str) -> Any:
    best = written.partition(" +-")[0]
    return best if " " in best else float(best)


def test_points_are_those_of_the_parameter_where_one_decides() -> None:
    found = uncertainty(resolved(), DRAWS)
    (parameter,) = found.parameters
    band = found.outputs["energy"]
    scale = band.estimate / parameter.value
    # standard error of the 5 % point of 20 000 draws, six of them, is 1 % of the deviation's size
    assert band.p5 == pytest.approx(scale * parameter.distribution.low, rel=0.01)
    assert band.p50 == pytest.approx(band.estimate, rel=0.01)
    assert band.p95 == pytest.approx(scale * parameter.distribution.high, rel=0.01)


def test_what_shares_a_parameter_moves_together() -> None:
    found = uncertainty(joulepath.resolve(CROP))
    carbon = [path for path in found.outputs if path.endswith(".carbon") and "balance" in path]
    energies = [path.replace(".carbon", ".energy") for path in carbon]
    ratios = [
        found.samples[c] / found.samples[e]
        for c, e in zip(carbon, energies, strict=True)
        if found.samples[e].any()
    ]
    assert len(ratios) > 2
    for ratio in ratios:  # one intensity of the zone for all stages of a draw
        np.testing.assert_allclose(ratio, ratios[0], rtol=1e-12)
    assert ratios[0].std() > 0


def test_scenarios_in_one_zone_share_its_draws() -> None:
    one = uncertainty(joulepath.resolve(CROP))
    twin = uncertainty(joulepath.resolve(CROP, {"inference.utilisation": 0.1}))
    assert beats(one, twin, "carbon") == 1.0  # half the speed never costs less
    assert beats(one, one, "carbon") == 0.5
    with pytest.raises(InputError, match="unlike draws"):
        beats(one, uncertainty(joulepath.resolve(CROP), 10), "carbon")


PROGRAM = """
import sys, joulepath
found = joulepath.uncertainty(joulepath.resolve(sys.argv[1]), seed=3)
sys.stdout.buffer.write(b"".join(each.tobytes() for each in found.samples.values()))
"""


def test_the_same_seed_gives_the_same_bytes_in_another_process() -> None:
    file = EXAMPLES / "water-meter-lorawan.toml"
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-W", "ignore", "-c", PROGRAM, str(file)]
    run = subprocess.run(command, capture_output=True, env=environment, check=True)
    here = uncertainty(joulepath.resolve(file), seed=3)
    assert run.stdout == b"".join(each.tobytes() for each in here.samples.values())
    other = uncertainty(joulepath.resolve(file), seed=4)
    assert other.samples["energy"].tobytes() != here.samples["energy"].tobytes()


@pytest.mark.parametrize("file", ALL, ids=lambda file: file.stem)
def test_bands_of_every_example_are_in_order_and_hold_the_median_estimate(file: Path) -> None:
    found = uncertainty(joulepath.resolve(file))
    for path, band in found.outputs.items():
        assert band.p5 <= band.p50 <= band.p95, path
        assert np.isfinite([band.estimate, band.p5, band.p50, band.p95]).all(), path
        assert band.p5 * (1 - 1e-9) <= band.estimate <= band.p95 * (1 + 1e-9), path


def test_a_measured_error_is_in_the_band_of_its_stage_and_of_the_whole() -> None:
    keys = {"inference.method": "calibrated", "inference.runtime": "esp-nn"}
    case = joulepath.resolve(CROP, keys)
    found = uncertainty(case, DRAWS)
    (error,) = (each for each in found.parameters if each.name.startswith("method/"))
    assert error.paths == ("inference.error",)
    assert not any(
        path.startswith("inference.calibrated.") for each in found.parameters for path in each.paths
    )
    band = found.outputs["balance.inference.energy"]
    stated = lifecycle(case.inputs).inference.band
    assert stated is not None
    # sampling error of the ends of a wide log-normal band
    assert band.p5 == pytest.approx(float(stated.low), rel=0.05)
    assert band.p95 == pytest.approx(float(stated.high), rel=0.05)
    assert not any("calibrated" in each for each in found.left_out)


def test_methods_without_a_measured_error_are_named() -> None:
    (said,) = uncertainty(joulepath.resolve(CROP), 10).left_out
    assert "peak-tdp" in said
    assert "link ecal" in said


def test_asked_outputs_alone_are_computed() -> None:
    found = uncertainty(joulepath.resolve(CROP), 10, outputs=["energy"])
    assert list(found.outputs) == ["energy"]
    with pytest.raises(UnknownName):
        uncertainty(joulepath.resolve(CROP), 10, outputs=["enrgy"])


def test_draws_that_make_no_band_are_refused() -> None:
    with pytest.raises(InputError, match="1 draws have no band"):
        uncertainty(joulepath.resolve(CROP), 1)
    many = joulepath.resolve(CROP, {"training.epochs": np.array([1.0, 2.0])})
    with pytest.raises(InputError, match="many values"):
        uncertainty(many)
    for draws, seed in ((1, 0), (-1, 0), (10**9, 0), (1000, -1)):
        with pytest.raises(InputError):
            joulepath.estimate(CROP, draws=draws, seed=seed)


def test_what_is_exact_has_no_band() -> None:
    exact = joulepath.estimate(OWN, {"inference.processor.power": "1 W"})
    assert exact.uncertain is not None
    assert not exact.uncertain.parameters
    assert not any(band.width or band.bends for band in exact.uncertain.outputs.values())
    assert "90 % bands" not in str(exact)
    assert "not linear" not in str(exact)


@pytest.mark.parametrize(
    ("band", "said"),
    [
        ({"value": "1 W", "low": "1e-300 W", "high": "2 W"}, "more than a factor of 1e+15"),
        ({"value": "1 W", "low": "1 pW", "high": "1e9 W"}, "more than a factor of 1e+15"),
        ({"distribution": "log-normal", "low": "1e-300 W", "high": "1 W"}, "factor of 1e+15"),
        ({"value": "1 W", "low": "inf W", "high": "2 W"}, "'inf W' is not a number"),
        ({"value": "1 W", "low": "-1 W", "high": "2 W"}, "goes beyond 0"),
        ({"value": "1 W", "low": "2 W", "high": "1 W"}, "is not in order"),
        ({"value": "1 W", "low": "1 W", "high": "1 W"}, "is not in order"),
        ({"value": "1 W", "low": "1 kg", "high": "2 W"}, "unit 'kg' measures g"),
        ({"low": "1 W", "high": "2 W"}, "has no value"),
        ({"distribution": "cauchy", "low": "1 W", "high": "2 W"}, "no distribution named 'cauchy'"),
        ({"distribution": "log-normal", "low": "0 W", "high": "2 W"}, "reaches zero"),
        ("1 W +- 200 %", "goes beyond 0"),
        ("1 W +- 0 %", "has no width"),
        ("1 W +- nan %", "'nan %' is not a number"),
        ("1 W +- 10 % +- 5 %", "is no number with a band"),
        ("+- 10 %", "is no number with a band"),
    ],
    ids=str,
)
def test_bands_that_say_nothing_are_refused_with_a_remedy(band: Any, said: str) -> None:
    with pytest.raises(InputError) as raised:
        resolved(inference__processor__power=band)
    (problem,) = raised.value.problems
    assert said in problem.what
    assert problem.remedy


@pytest.mark.parametrize(
    "utilisation",
    [
        {"value": 0.5, "low": 0, "high": 1},
        {"value": 1, "low": 0.5, "high": 1},
        {"value": 1e-9, "low": 1e-14, "high": 1},
        {"distribution": "uniform", "low": 0, "high": 1},
        {"distribution": "beta", "low": 0, "mode": 0.1, "high": 1},
    ],
    ids=str,
)
def test_bands_that_touch_a_bound_give_points_in_order(utilisation: Any) -> None:
    found = uncertainty(resolved(inference__utilisation=utilisation))
    band = found.outputs["energy"]
    assert 0 < band.p5 <= band.p50 <= band.p95 < np.inf
    assert np.isfinite([band.mean, band.deviation, band.first_order]).all()


def test_many_draws_are_computed_block_after_block() -> None:
    # one more than a block; the first draws are those of fewer
    many, few = (uncertainty(resolved(), count).samples["energy"] for count in (131_073, 1000))
    assert many.shape == (131_073,)
    np.testing.assert_array_equal(many[:1000], few)
    assert uncertainty(resolved(), 2, seed=10**30).seed == 10**30


def test_no_draws_no_bands() -> None:
    assert joulepath.estimate(CROP, draws=0).uncertain is None
    assert joulepath.estimate(CROP, draws=0).to_dict()["uncertainty"] is None
    assert "p95" not in str(joulepath.estimate(CROP, draws=0))
    many = joulepath.estimate(CROP, {"training.epochs": np.array([1.0, 2.0])})
    assert many.uncertain is None


def test_a_thousand_draws_of_the_largest_examples_take_a_tenth_of_a_second() -> None:
    for case in map(joulepath.resolve, LARGEST):
        best = min(_seconds(case) for _ in range(3))
        assert best < 0.2  # the target is 0.1 s of CPU; twice that on a loaded machine


def _seconds(case: Resolved) -> float:
    start = time.process_time()
    uncertainty(case)
    return time.process_time() - start


@pytest.mark.parametrize("statement", ["import joulepath", "import joulepath.cli.app"])
def test_numpy_is_not_loaded_to_start(statement: str) -> None:
    command = f"{statement}; import sys; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", command], check=False).returncode == 0
