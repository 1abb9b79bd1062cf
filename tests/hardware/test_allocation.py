"""Whose embodied carbon is: rules, replacement, sharing, second life, recycling, refresh."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath.errors import ScenarioError
from joulepath.formulas import allocation, refresh
from joulepath.report.estimate import estimate
from joulepath.scenario.embodied.devices import device_footprint

YEAR = 31_557_600.0
HOUR = 3600.0
DAY = 86_400.0


# origin: 164 kg of an H100 (NVIDIA, an eighth of the baseboard) over 3, 4, 5 and 6 years of
# 8760 h, worked out by hand; half of the last printed digit
@pytest.mark.parametrize(("years", "rate"), [(3, 6.240), (4, 4.680), (5, 3.744), (6, 3.120)])
def test_an_hour_of_a_gpu_by_reserved_time(years: float, rate: float) -> None:
    life = years * 8760 * HOUR
    carbon = allocation.reserved_time_carbon(carbon=164_000.0, reserved=HOUR, life=life, share=1.0)
    assert carbon == pytest.approx(rate, abs=1.1e-3)


# origin: Wu et al. 2022: a GPU system of 2000 kg serves 3 to 5 years at 30 to 60 % utilisation;
# the bounds follow by hand with years of 8760 h
@pytest.mark.parametrize(("years", "used", "rate"), [(3, 0.3, 253.7), (5, 0.6, 76.1)])
def test_an_hour_of_a_system_by_useful_time(years: float, used: float, rate: float) -> None:
    carbon = allocation.useful_time_carbon(
        carbon=2e6, busy=HOUR, life=years * 8760 * HOUR, utilisation=used, share=1.0
    )
    assert carbon == pytest.approx(rate, abs=0.05)


# origin: by definition: both rules agree on hardware that always works
def test_the_rules_differ_by_the_utilisation() -> None:
    kept = {"carbon": 1e5, "life": 4 * YEAR, "share": 0.25}
    reserved = allocation.reserved_time_carbon(reserved=DAY, **kept)
    useful = allocation.useful_time_carbon(busy=DAY, utilisation=0.4, **kept)
    assert useful == pytest.approx(reserved / 0.4)


@given(st.lists(st.floats(0.01, 1.0), min_size=1, max_size=6))
def test_shares_of_a_whole_life_make_the_whole(parts: list[float]) -> None:
    shares = [part / sum(parts) for part in parts]
    carbon = allocation.hardware_carbon(
        parts=tuple(
            allocation.reserved_time_carbon(carbon=7e4, reserved=YEAR, life=YEAR, share=share)
            for share in shares
        )
    )
    assert carbon == pytest.approx(7e4)


@given(st.floats(1.0, 50.0), st.floats(1.0, 20.0))
def test_what_is_bought_is_never_less_than_what_is_reserved(needed: float, life: float) -> None:
    kept = {"carbon": 1e4, "reserved": needed, "life": life, "share": 1.0}
    assert allocation.purchased_carbon(**kept) >= allocation.reserved_time_carbon(**kept)


def with_hardware(tables: dict[str, Any], hardware: dict[str, Any]) -> Any:
    return estimate({**tables, "hardware": hardware}).lifecycle.hardware


DEVICE = {"name": "raspberry-pi-4b", "lifetime": "6 years"}


def test_a_scenario_shows_making_beside_operation(life: dict[str, Any]) -> None:
    found = estimate({**life, "hardware": {"time": "3 years", "devices": [DEVICE]}})
    made = found.lifecycle.hardware
    whole = estimate({**life, "hardware": {"time": "6 years", "devices": [DEVICE]}})
    assert made is not None
    assert whole.lifecycle.hardware is not None
    assert made.carbon == pytest.approx(whole.lifecycle.hardware.carbon / 2)
    assert made.with_operation == pytest.approx(made.carbon + found.carbon)
    assert made.low < made.carbon < made.high
    assert "hardware" in str(found)
    behind = set(device_footprint("raspberry-pi-4b").sources)
    assert behind - {"assumption"}
    assert behind <= {source.key for source in found.bibliography}
    assert found.energy == estimate(life).energy
    assert json.loads(found.to_json())["units"]["hardware.per_inference"] == "g/inference"


def test_a_second_life_bears_its_part(life: dict[str, Any]) -> None:
    once = with_hardware(life, {"time": "3 years", "devices": [DEVICE]})
    twice = {**DEVICE, "second_life": "3 years"}
    assert with_hardware(life, {"time": "3 years", "devices": [twice]}).carbon == pytest.approx(
        once.carbon * 6 / 9
    )


def test_avoided_burden_is_told_and_not_taken_off(life: dict[str, Any]) -> None:
    recycled = {
        **DEVICE,
        "recycling": {
            "mass": "100 g", "recovered": 0.5, "primary": "15 kg/kg", "secondary": "1 kg/kg",
        },
    }  # fmt: skip
    plain = with_hardware(life, {"time": "6 years", "devices": [DEVICE]})
    found = with_hardware(life, {"time": "6 years", "devices": [recycled]})
    assert found.devices[0].avoided == pytest.approx(100 * 0.5 * 14)
    assert found.carbon == plain.carbon


def test_cells_are_bought_as_often_as_they_run_down(battery_life: dict[str, Any]) -> None:
    found = estimate({**battery_life, "hardware": {"devices": [], "cell": "battery-aa"}})
    lasts, made = found.lifecycle.battery, found.lifecycle.hardware
    assert lasts is not None
    assert made is not None
    bought = -(-10 * YEAR // lasts.life)
    assert bought > 1
    assert made.devices[-1].pieces == 2 * bought
    # origin: 107 g a cell, components/battery-aa of the catalogue
    assert made.carbon == pytest.approx(2 * bought * 107)


@pytest.mark.parametrize(
    ("hardware", "said"),
    [
        ({"devices": []}, "no device"),
        ({"devices": [{"name": "rasberry-pi-4b"}]}, "raspberry-pi-4b"),
        ({"devices": [{**DEVICE, "share": 1.5}]}, "out of range"),
        ({"devices": [{**DEVICE, "lifetime": "-3 years"}]}, "out of range"),
        ({"devices": [DEVICE]}, "no time of use"),
        ({"time": "1 year", "devices": [DEVICE], "cell": "battery-aa"}, "no battery"),
        ({"time": "1 year", "rule": "useful-time", "devices": [DEVICE]}, "no busy"),
        ({"time": "1 year", "devices": [{**DEVICE, "busy": 0.5}]}, "without effect"),
        ({"time": "1 year", "devices": [{**DEVICE, "method": "published"}]}, "not known by"),
        ({"time": "1 year", "rule": "by-mass", "devices": [DEVICE]}, "by-mass"),
    ],
    ids=["none", "name", "share", "lifetime", "time", "cell", "busy", "idle", "method", "rule"],
)
def test_mistakes_say_what_to_do(life: dict[str, Any], hardware: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        estimate({**life, "hardware": hardware})


# origin: 1000 g over a saving of (200 W - 100 W) at 0.1 mg/J, by hand
def test_payback_is_making_over_saving() -> None:
    saved = refresh.saved_rate(old=200.0, new=100.0, time=1.0, intensity=1e-4)
    assert refresh.payback_time(carbon=1000.0, rate=saved) == pytest.approx(1e5)


def test_refresh_turns_with_the_grid_and_the_use(run: Any) -> None:
    asked = ("refresh", "nvidia-h100-sxm-80", "--power", "700W", "--old-power", "400W")
    busy = run(*asked, "--speedup", "3", "--zone", "POL")
    rare = run(*asked, "--speedup", "3", "--zone", "POL", "--utilisation", "1%", "--time", "1year")
    assert (busy.code, rare.code) == (0, 0)
    assert "less carbon: buying" in busy.out
    assert "less carbon: keeping" in rare.out
    assert "never" in run(*asked, "--zone", "POL").out
    found = json.loads(run(*asked, "--zone", "POL", "-f", "json").out)
    assert found["units"]["payback"] == "s"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (("--power", "700"), "e.g. --power 700W"),
        (("--power", "-5W"), "not above zero"),
        (("--utilisation", "150%"), "no share"),
        (("--pue", "0.9"), "below 1"),
        (("--idle", "900W"), "between 0"),
        (("--speedup", "0.2"), "too slow"),
        (("--zone", "GER"), "--zone: no zone named 'GER'"),
        (("--zone", "US-CA"), "say --basis direct"),
        (("--basis", "both"), "no basis named 'both'"),
    ],
    ids=["unit", "power", "utilisation", "pue", "idle", "speedup", "zone", "basis", "both"],
)
def test_refresh_refuses_nonsense(run: Any, changed: tuple[str, str], said: str) -> None:
    options = {"--power": "700W", "--old-power": "400W", "--zone": "DEU", changed[0]: changed[1]}
    pairs = [part for pair in options.items() for part in pair]
    code, out, err = run("refresh", "nvidia-h100-sxm-80", *pairs)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(("time", "told"), [("4 years", False), ("12 years", True)])
def test_hardware_that_outlives_its_kind_is_told(run: Any, time: str, told: bool) -> None:
    # origin: data/devices/accelerator.toml: an nvidia-l4 serves 5 years
    ask = ("refresh", "nvidia-l4", "--power", "70W", "--old-power", "200W", "--zone", "DEU")
    data = json.loads(run(*ask, "--time", time, "-f", "json").out)
    said = [each for each in data["assumptions"] if "beyond its usual 5 years" in each]
    assert bool(said) == told
