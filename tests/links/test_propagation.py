"""Path loss, link budgets and the loss of frames: published values, limits, and mistakes."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath import estimate
from joulepath.errors import OutsideValidity, ScenarioError
from joulepath.formulas.links import budget
from joulepath.lifecycle.links.propagation import path_loss, reached
from joulepath.records.links.propagation import (
    Cell,
    Chirp,
    FreeSpace,
    FrequencyShift,
    LogDistance,
    Modulation,
    OffsetPhaseShift,
    OkumuraHata,
    PathLoss,
    PhaseShift,
    Reach,
)
from joulepath.scenario.links.reach import reach_problems, reach_warnings

MASTS = {"urban-macro": 25.0, "urban-micro": 10.0, "rural-macro": 35.0}

# Origin: the tests of ns-3 (three-gpp-propagation-loss-model-test-suite.cc), received power at
# 5 GHz for 0 dBm, computed there from 3GPP TR 38.901, table 7.4.1-1; lower antenna at 1.5 m,
# buildings of 5 m, streets of 20 m. Four decimals are given: half of the last one.
CELLS = """
urban-macro sight 10 72.9380
urban-macro sight 100 86.2362
urban-macro sight 1000 109.7252
urban-macro sight 5000 137.6794
urban-macro hidden 10 82.5131
urban-macro hidden 100 106.1356
urban-macro hidden 1000 144.7641
urban-macro hidden 5000 172.0753
urban-micro sight 10 69.8591
urban-micro sight 100 88.4122
urban-micro sight 1000 119.3114
urban-micro sight 5000 147.2696
urban-micro hidden 10 76.7563
urban-micro hidden 100 107.9432
urban-micro hidden 1000 143.1886
urban-micro hidden 5000 167.8617
rural-macro sight 10 77.3784
rural-macro sight 100 87.2965
rural-macro sight 1000 108.5577
rural-macro sight 10000 140.3896
rural-macro hidden 10 77.3784
rural-macro hidden 100 95.7718
rural-macro hidden 1000 133.5223
rural-macro hidden 5000 160.5169
""".strip().splitlines()

# Origin: the tests of ns-3 (okumura-hata-test-suite.cc), 2 km, antennas at 30 m and 1 m, 869 MHz
# and 2114 MHz. Two decimals are given: half of the last one. Open country is rounded there to 0.1
# dB and taken from a large city, which adds 0.05 dB.
HATA = [
    ("large-city", False, 869e6, 137.93, 0.006),
    ("city", False, 869e6, 137.88, 0.006),
    ("suburban", False, 869e6, 128.03, 0.006),
    ("open", False, 869e6, 109.66, 0.16),
    ("city", True, 2114e6, 150.64, 0.006),
]


def cell(scenario: Any, sight: bool) -> Cell:
    return Cell(scenario, sight, MASTS[scenario], 1.5, 5.0, 20.0)


PATHS: dict[str, PathLoss] = {
    "free space": FreeSpace(),
    "log-distance": LogDistance(3.3, 1.0),
    **{
        f"hata {kind}": OkumuraHata(kind, False, 30.0, 1.5)
        for kind in ("large-city", "city", "suburban", "open")
    },
    "cost 231": OkumuraHata("city", True, 30.0, 1.5),
    **{
        f"{scenario} {sight}": cell(scenario, sight)
        for scenario in MASTS
        for sight in (True, False)
    },
}
MODULATIONS: dict[str, Modulation] = {
    "psk": PhaseShift(1.0),
    "fsk": FrequencyShift(1.0),
    "o-qpsk": OffsetPhaseShift(),
    "lora": Chirp(9.0),
}


def reach(**changes: Any) -> Reach:
    chosen = {
        "path": LogDistance(3.0, 1.0),
        "distance": 100.0,
        "frequency": 868e6,
        "transmitted": 14.0,
        "gains": 0.0,
        "margin": 0.0,
        "noise_figure": 6.0,
        "bandwidth": 125e3,
        "modulation": Chirp(7.0),
        "frame": 320.0,
    }
    return Reach(**{**chosen, **changes})


def test_free_space_loses_what_textbooks_say() -> None:
    # Origin: 32.45 + 20 log10(868) + 20 log10(1) = 91.2 dB; and 40.05 dB at 1 m and 2.4 GHz, which
    # every text on Wi-Fi names. Rounded there to a tenth and a twentieth.
    assert path_loss(FreeSpace(), 1000.0, 868e6) == pytest.approx(91.2, abs=0.05)
    assert path_loss(FreeSpace(), 1.0, 2.4e9) == pytest.approx(40.05, abs=0.03)


@pytest.mark.parametrize("row", CELLS)
def test_cells_lose_what_another_program_computes(row: str) -> None:
    scenario, sight, distance, loss = row.split()
    found = path_loss(cell(scenario, sight == "sight"), float(distance), 5e9)
    assert found == pytest.approx(float(loss), abs=6e-5)


@pytest.mark.parametrize(("kind", "extended", "frequency", "loss", "tolerance"), HATA)
def test_hata_loses_what_another_program_computes(
    kind: Any, extended: bool, frequency: float, loss: float, tolerance: float
) -> None:
    found = path_loss(OkumuraHata(kind, extended, 30.0, 1.0), 2000.0, frequency)
    assert found == pytest.approx(loss, abs=tolerance)


@pytest.mark.parametrize("name", PATHS)
@given(near=st.floats(10, 5000), farther=st.floats(1.01, 10))
def test_what_is_farther_is_weaker(name: str, near: float, farther: float) -> None:
    low, high = (path_loss(PATHS[name], each, 1.7e9) for each in (near, near * farther))
    assert high > low


@pytest.mark.parametrize("name", PATHS)
def test_distances_may_be_arrays(name: str) -> None:
    distances = np.geomspace(10.0, 5000.0, 50)
    found = path_loss(PATHS[name], distances, 1.7e9)
    alone = [path_loss(PATHS[name], float(each), 1.7e9) for each in distances]
    assert found == pytest.approx(alone, rel=1e-12)


@pytest.mark.parametrize("scenario", MASTS)
@given(distance=st.floats(10, 5000), frequency=st.floats(0.5e9, 30e9))
def test_obstacles_never_help(scenario: str, distance: float, frequency: float) -> None:
    seen, hidden = (
        path_loss(cell(scenario, sight), distance, frequency) for sight in (True, False)
    )
    assert hidden >= seen


@pytest.mark.parametrize("scenario", ["urban-macro", "urban-micro"])
def test_both_laws_of_a_city_cross_at_the_breakpoint(scenario: str) -> None:
    # Origin: 3GPP TR 38.901: d'BP = 4 h'BS h'UT f / c, both heights less 1 m, c rounded to 3e8 m/s.
    corner = 4 * (MASTS[scenario] - 1) * 0.5 * 5e9 / 3e8
    path = cell(scenario, True)
    below, above = (path_loss(path, corner * factor, 5e9) for factor in (1 - 1e-9, 1 + 1e-9))
    assert above == pytest.approx(below, abs=1e-6)
    slope = path_loss(path, 2 * corner, 5e9) - path_loss(path, corner, 5e9)
    assert slope == pytest.approx(40 * math.log10(2), abs=0.02)  # the mast is not quite flat


def test_noise_is_what_every_link_budget_says() -> None:
    # Origin: -174 dBm/Hz; 125 kHz and 6 dB give -117 dBm, rounded to a tenth in data sheets.
    found = reached(reach())
    assert found.noise == pytest.approx(-117.0, abs=0.05)
    assert found.received == pytest.approx(14.0 - found.path_loss)
    assert found.signal_to_noise == pytest.approx(found.received - found.noise)


@given(deviations=st.floats(0, 6))
def test_the_normal_tail_is_that_of_the_error_function(deviations: float) -> None:
    exact = 0.5 * math.erfc(deviations / math.sqrt(2))
    found = budget.normal_tail(deviations=deviations)
    assert found == pytest.approx(exact, abs=7.6e-8)  # Abramowitz and Stegun: 1.5e-7 for erf
    assert budget.phase_shift_error(energy_to_noise=deviations**2 / 2) == pytest.approx(
        exact, abs=7.6e-8
    )


# Origin: textbook values: BPSK needs 9.6 dB and binary FSK without its phase 13.4 dB for 1e-5.
def test_bits_are_wrong_as_often_as_textbooks_say() -> None:
    bpsk = budget.phase_shift_error(energy_to_noise=10**0.96)
    assert math.log10(bpsk) == pytest.approx(-5, abs=0.03)  # 9.6 dB is rounded to a tenth
    fsk = budget.frequency_shift_error(energy_to_noise=10**1.34)
    assert math.log10(fsk) == pytest.approx(-5, abs=0.1)


def test_802_15_4_is_wrong_as_often_as_its_annex_says() -> None:
    # Origin: the sum over symbols of IEEE 802.15.4-2006, E.4.1.8, written out.
    for ratio in (0.1, 0.5, 1.0, 2.0):
        terms = (
            (-1) ** k * math.comb(16, k) * math.exp(20 * ratio * (1 / k - 1)) for k in range(2, 17)
        )
        exact = 8 / 15 / 16 * sum(terms)
        assert budget.offset_phase_error(signal_ratio=ratio) == pytest.approx(exact, rel=1e-9)


def lora_symbol_error(ratio: float, spreading_factor: int) -> float:
    """Origin: exact error of the largest of 2^SF envelopes, one of which holds the signal."""
    others = 2**spreading_factor - 1
    mean = math.sqrt(2 * ratio * 2**spreading_factor)
    x = np.linspace(max(0.0, mean - 10), mean + 10, 20_001)
    rice = x * np.exp(-((x - mean) ** 2) / 2) * np.exp(-x * mean) * np.i0(x * mean)
    right = np.trapezoid(rice * (1 - np.exp(-(x**2) / 2)) ** others, x)
    return float(1 - right)


@pytest.mark.parametrize("factor", [7, 8])
@pytest.mark.parametrize("above", [-1.5, 0.0, 1.0])
def test_lora_is_wrong_as_often_as_the_exact_integral(factor: int, above: float) -> None:
    # At the limits of data sheets (-7.5 dB at SF7, 2.5 dB less at each step) the approximation is
    # drawn within a quarter of a decibel of the exact curve.
    level = -7.5 - 2.5 * (factor - 7) + above - 1.5
    exact = lora_symbol_error(10 ** (level / 10), factor) * 2 ** (factor - 1) / (2**factor - 1)
    errors = [
        reached(
            reach(modulation=Chirp(float(factor)), distance=1.0, transmitted=shifted, frame=1.0)
        )
        for shifted in (_level_for(level - 0.25), _level_for(level + 0.25))
    ]
    assert errors[0].bit_error > exact > errors[1].bit_error


def _level_for(signal_to_noise: float) -> float:
    """Transmitted level that gives a level above the noise over one metre."""
    silent = reached(reach(distance=1.0, transmitted=0.0))
    return signal_to_noise - silent.signal_to_noise


@pytest.mark.parametrize("factor", range(7, 13))
def test_lora_hears_what_its_data_sheets_promise(factor: int) -> None:
    # Origin: SX1276 data sheet: demodulator limit -7.5 dB at SF7, 2.5 dB less at each step; frames
    # arrive there, and none do 4 dB below, where the fall of LoRa is over.
    limit = -7.5 - 2.5 * (factor - 7)
    there, below = (
        reached(reach(modulation=Chirp(float(factor)), distance=1.0, transmitted=_level_for(level)))
        for level in (limit, limit - 4)
    )
    assert there.loss < 0.1
    assert below.loss > 0.9


@pytest.mark.parametrize("name", MODULATIONS)
@given(level=st.floats(-140, 20), weaker=st.floats(0.1, 30), bits=st.floats(8, 8000))
def test_weaker_signals_and_longer_frames_are_lost_more_often(
    name: str, level: float, weaker: float, bits: float
) -> None:
    here = reach(modulation=MODULATIONS[name], transmitted=level, frame=bits)
    loss = reached(here).loss
    assert 0 <= loss <= 1
    assert reached(replace(here, transmitted=level - weaker)).loss >= loss - 1e-9
    assert reached(replace(here, frame=2 * bits)).loss >= loss
    assert reached(replace(here, margin=weaker)).loss >= loss - 1e-9


def test_a_million_links_go_in_one_pass() -> None:
    found = reached(reach(distance=np.geomspace(1.0, 1e5, 1_000_000)))
    assert found.loss.shape == (1_000_000,)
    assert (np.diff(found.loss) >= -1e-9).all()


def test_frequencies_out_of_range_are_told_with_the_range() -> None:
    for path, wrong, legal in (
        (OkumuraHata("city", False, 30.0, 1.5), 2.4e9, "150 MHz to 1.5 GHz"),
        (OkumuraHata("large-city", False, 30.0, 1.5), 200e6, "300 MHz to 1.5 GHz"),
        (OkumuraHata("city", True, 30.0, 1.5), 868e6, "1.5 GHz to 2 GHz"),
        (cell("urban-micro", True), 433e6, "500 MHz to 100 GHz"),
        (cell("rural-macro", True), 60e9, "500 MHz to 30 GHz"),
    ):
        (problem,) = reach_problems(reach(path=path, frequency=wrong), "reach")
        assert problem.where == "reach.frequency"
        assert legal in problem.remedy


@pytest.mark.parametrize("distance", [0.0, -5.0, np.array([10.0, -1.0])])
def test_distances_that_are_none_are_told(distance: Any) -> None:
    (problem,) = reach_problems(reach(distance=distance), "reach")
    assert problem.where == "reach.distance"
    assert "above 0 m" in problem.remedy


def test_what_is_too_far_is_told_with_the_reach() -> None:
    far = reach(distance=5e5)
    (problem,) = reach_problems(far, "reach")
    assert "nothing arrives" in problem.what
    metres = float(problem.remedy.split(" at ")[1].split(" ")[0])
    scale = 1e3 if " km" in problem.remedy else 1.0
    assert reached(replace(far, distance=metres * scale)).loss == pytest.approx(0.5, abs=0.1)
    (problem,) = reach_problems(reach(distance=np.array([10.0, 5e5])), "reach")
    assert "come closer" in problem.remedy
    (problem,) = reach_problems(reach(distance=0.5), "reach")
    assert "closer than the reference" in problem.what
    assert reach_problems(reach(), "reach") == []


def test_what_a_model_was_not_made_for_is_said() -> None:
    assert reach_warnings(LogDistance(3.0, 1.0), 100.0) == []
    assert reach_warnings(OkumuraHata("open", False, 30.0, 1.5), 5e3) == []
    low = reach_warnings(OkumuraHata("open", False, 10.0, 1.5), 300.0)
    assert ["30 m to 200 m" in text or "1 km to 20 km" in text for text in low] == [True, True]
    (text,) = reach_warnings(cell("urban-macro", False), 9e3)
    assert "10 m to 5 km" in text


ABOVE: dict[str, Any] = {
    "model": "log-distance",
    "exponent": 3,
    "distance": "140 m",
    "frequency": "2.44 GHz",
    "transmit_level": "0 dBm",
    "modulation": "o-qpsk",
    "frame": "127 B",
}
THREAD: dict[str, Any] = {"technology": "ieee-802-15-4", "chip": "nrf52840-802-15-4"}
LORA: dict[str, Any] = {
    "technology": "measured",
    "payload_limit": "50 B",
    "event_time": "1 s",
    "event_power": "20 mW",
    "transmit_rate": "5 kbit/s",
    "transmit_power": "100 mW",
    "receive_rate": "5 kbit/s",
    "receive_power": "30 mW",
    "sleep": "10 uW",
}
MAST: dict[str, Any] = {
    "model": "okumura-hata",
    "environment": "suburban",
    "distance": "7.5 km",
    "frequency": "868.1 MHz",
    "transmit_level": "14 dBm",
    "modulation": "lora",
    "bandwidth": "125 kHz",
    "spreading_factor": 10,
    "frame": "50 B",
}


def scenario(link: dict[str, Any], **table: Any) -> dict[str, Any]:
    return {
        "model": {"family": "mlp", "widths": [10, 10, 2]},
        "data": {"samples": 100, "bits_per_value": 8},
        "path": [{"link": link, "reach": table}],
        "inference": {
            "processor": {"throughput": "1 MFLOP/s", "power": "10 mW"},
            "inferences": "24/day",
            "lifetime": "3 years",
            "inputs": "sent",
        },
    }


@pytest.mark.parametrize(("link", "table"), [(THREAD, ABOVE), (LORA, MAST)])
def test_the_distance_of_a_path_gives_its_loss(link: Any, table: Any) -> None:
    e = estimate(scenario(link, **table))
    record: Any = e._resolved.inputs.path[0]
    found = getattr(record.link, "losses", record.link).loss
    assert 0 < found < 0.5
    same = scenario({**link, "loss": found})
    del same["path"][0]["reach"]
    if link is THREAD:
        same["path"][0]["link"]["loss_size"] = "127 B"
    assert e.energy == pytest.approx(estimate(same).energy, rel=1e-12)
    told = [each.what for each in e.assumptions if each.where == "path.0.reach"]
    assert "above the noise" in told[-1]
    paths = [path for path in e._resolved.origins if path.endswith(".loss")]
    assert ["path.0.reach" in e._resolved.origins[path].place for path in paths] == [True]
    assert not any("link.loss" in each.what for each in e.assumptions)


def test_a_path_outside_its_model_warns() -> None:
    with pytest.warns(OutsideValidity, match=r"reach\.distance = 500 m is outside"):
        estimate(scenario(LORA, **{**MAST, "distance": "500 m"}))


@pytest.mark.parametrize(
    ("link", "table", "where", "what", "remedy"),
    [
        (THREAD, {**ABOVE, "distance": "-1 m"}, "distance", "out of range", "above 0 m"),
        (THREAD, {**ABOVE, "distance": "0 m"}, "distance", "out of range", "above 0 m"),
        (
            THREAD,
            {**ABOVE, "distance": "9 km"},
            "distance",
            "nothing arrives",
            "half of the frames",
        ),
        (THREAD, {**ABOVE, "model": "hata"}, "model", "no model named", "okumura-hata"),
        (
            THREAD,
            {**ABOVE, "bit_rate": "1 Mbit/s"},
            "reach",
            "with modulation",
            "leave out bit_rate",
        ),
        (LORA, {**MAST, "frequency": "2.4 GHz"}, "frequency", "is 2.4 GHz", "150 MHz to 1.5 GHz"),
        (LORA, {**MAST, "environment": "sea"}, "environment", "sea", "suburban"),
        (LORA, {**MAST, "spreading_factor": 13}, "spreading_factor", "range", "at most 12"),
        (LORA, {**MAST, "spreading_factor": None}, "reach", "without spreading_factor", "add"),
        (LORA, {**MAST, "modulation": "gfsk"}, "reach", "without bit_rate", "add bit_rate"),
        ({**LORA, "loss": 0.1}, MAST, "link.loss", "beside a distance", "leave out link.loss"),
        (
            {"technology": "wired", "interface": "100base-tx"},
            MAST,
            "reach",
            "loses no frames",
            "leave reach out",
        ),
    ],
)
def test_mistakes_are_told_with_their_remedy(
    link: Any, table: Any, where: str, what: str, remedy: str
) -> None:
    with pytest.raises(ScenarioError) as refused:
        estimate(scenario(link, **table))
    (problem,) = refused.value.problems
    assert where in problem.where
    assert what in problem.what
    assert remedy in problem.remedy
