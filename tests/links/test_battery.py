"""Batteries: limits that hold for any cell, and a life worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath import estimate
from joulepath.catalogue import load
from joulepath.errors import ScenarioError
from joulepath.formulas import battery
from joulepath.lifecycle.battery import last
from joulepath.records.battery import Cell, Pack

YEAR = 365.25 * 86_400
CELLS = load().names("batteries")

SENSOR: dict[str, Any] = {
    "title": "Sensor",
    "model": {"family": "mlp", "widths": [10, 10, 2]},
    "data": {"samples": 100, "bits_per_value": 8},
    "path": [
        {
            "link": {
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
        }
    ],
    "inference": {
        "processor": {"throughput": "1 MFLOP/s", "power": "10 mW"},
        "inferences": "24/day",
        "lifetime": "3 years",
        "inputs": "local",
        "result": "16 B",
    },
    # a capacitor, for 100 mW are a little more than the cell gives in pulses
    "battery": {"cell": "cr2032", "buffered": True},
}


def pack(name: str, **changes: Any) -> Pack:
    cell = load().record(Cell, name)
    chosen = {
        "series": 1.0,
        "parallel": 1.0,
        "cut_off": cell.end_voltage,
        "temperature": 20.0,
        "base_power": 0.0,
        "harvest": 0.0,
        "solar": None,
    }
    return Pack(cell, **(chosen | changes))


@pytest.mark.parametrize("name", CELLS)
def test_a_whole_cell_gives_its_capacity_at_its_mean_voltage(name: str) -> None:
    cell = load().record(Cell, name)
    life = last((1.0,), 1000.0, pack(name))
    assert life.usable_share == pytest.approx(1.0)
    assert life.energy == pytest.approx(cell.capacity * cell.mean_voltage)
    assert life.device_power == pytest.approx(1e-3)


@pytest.mark.parametrize("name", CELLS)
@given(
    cut=st.floats(0, 1),
    colder=st.floats(-40, 60),
    power=st.floats(1e-7, 1.0),
)
def test_a_cell_never_gains_by_a_higher_cut_off_or_load_and_never_outlasts_its_own_loss(
    name: str, cut: float, colder: float, power: float
) -> None:
    cell = load().record(Cell, name)
    cut_off = cell.end_voltage + cut * (cell.full_voltage - cell.end_voltage)
    whole = last((0.0,), 1.0, pack(name, base_power=power))
    less = last((0.0,), 1.0, pack(name, base_power=power, cut_off=cut_off))
    more = last((0.0,), 1.0, pack(name, base_power=2 * power))
    assert less.life <= whole.life
    assert more.life <= whole.life
    assert whole.life <= whole.energy / power * (1 + 1e-9)
    assert 0 <= last((0.0,), 1.0, pack(name, temperature=colder)).usable_share <= 1.05


def test_a_cell_without_load_and_one_that_is_fed_are_never_empty_but_grow_old() -> None:
    idle = last((0.0,), 1.0, pack("cr2032"))
    assert math.isinf(idle.charge_life)
    fed = last((5.0,), 1000.0, pack("18650", harvest=0.006))
    assert fed.net_power == 0
    assert fed.covered == 1
    assert math.isinf(fed.charge_life)
    assert fed.life == fed_cell_age()
    half = last((5.0,), 1000.0, pack("18650", harvest=0.0025))
    assert half.covered == pytest.approx(0.5)


def fed_cell_age() -> Any:
    return load().record(Cell, "18650").shelf_life


@pytest.mark.parametrize("name", CELLS)
@given(power=st.floats(1e-9, 1.0))
def test_no_cell_serves_longer_than_it_keeps(name: str, power: float) -> None:
    found = last((0.0,), 1.0, pack(name, base_power=power))
    assert found.life == min(found.charge_life, load().record(Cell, name).shelf_life)


def test_the_loss_of_a_cell_alone_leaves_what_its_data_sheet_says() -> None:
    # Origin: by hand. After one year without load 1 - yearly_loss of the energy is left, so that
    # a load whose life is one year takes the energy that the differential equation gives.
    energy, share = 1000.0, 0.25
    decay = battery.self_discharge(yearly_loss=share, temperature=20.0, year=YEAR)
    assert math.exp(-decay * YEAR) == pytest.approx(1 - share)
    power = decay * energy * (1 - share) / share
    assert battery.battery_life(energy=energy, power=power, decay=decay) == pytest.approx(YEAR)


def test_ten_degrees_double_the_loss() -> None:
    warm = battery.self_discharge(yearly_loss=0.1, temperature=30.0, year=YEAR)
    mild = battery.self_discharge(yearly_loss=0.1, temperature=20.0, year=YEAR)
    assert warm == pytest.approx(2 * mild)


def test_the_battery_of_a_scenario_feeds_radio_model_and_rest() -> None:
    result = estimate(SENSOR)
    life = result.lifecycle
    assert life.battery is not None
    assert life.inference.waiting is not None
    assert life.inference.result is not None
    spent = (
        life.inference.result.energy
        + life.inference.waiting.energy
        + life.inference.computation.energy
    )
    assert life.battery.device_power == pytest.approx(spent / 3600)
    assert "battery: lasts" in str(result)


@pytest.mark.parametrize(
    ("changes", "where", "what", "remedy"),
    [
        ({"battery.cell": "cr2023"}, "[battery].cell", "no battery cell named", "did you mean"),
        ({"battery.series": 0}, "[battery].series", "out of range", "at least 1"),
        ({"battery.temperature": "400 degC"}, "[battery].temperature", "range", "at most 100"),
        ({"battery.cut_off": "3300 V"}, "[battery].cut_off", "out of range", "at most 5 V"),
        ({"battery.cut_off": "2 W"}, "[battery].cut_off", "measures W", "use one of 'V'"),
        (
            {"battery.cut_off": "3 V"},
            "[battery].cut_off",
            "3 V a cell, but 'cr2032' has 3 V when full",
            "2 V or more",
        ),
        (
            {"battery.temperature": "-21 degC"},
            "[battery].temperature",
            "-21 degC, but 'cr2032' works from -20 to 70 degC",
            "'aa-lithium'",
        ),
        (
            {"battery.cell": "aa-alkaline", "battery.temperature": "56 degC"},
            "[battery].temperature",
            "works from -18 to 55 degC",
            "'cr2032'",
        ),
        (
            {"battery.cell": "aa-alkaline", "battery.temperature": "95 degC"},
            "[battery].temperature",
            "95 degC",
            "no cell bears it",
        ),
        # by hand: 400 mW at 2.9 V are 138 mA, against the 30 mA of the entry
        (
            {"path.0.link.transmit_power": "400 mW", "battery.buffered": False},
            "[battery].cell",
            "the radio draws 138 mA of each cell, and 'cr2032' gives 30 mA",
            "parallel = 5",
        ),
        (
            {"battery.solar": {"area": "1 cm2", "efficiency": 0.1}},
            "[battery].solar",
            "no light on the panel",
            "either hourly",
        ),
        (
            {"battery.solar": {"area": "1 cm2", "efficiency": 0.1, "hourly": [0.0] * 12}},
            "[battery.solar].hourly",
            "12 values of hourly",
            "give 24",
        ),
        (
            {"battery.solar": {"area": "1 cm2", "efficiency": 1.1, "hourly": [0.0] * 24}},
            "[battery.solar].efficiency",
            "out of range",
            "at most 1",
        ),
        ({"battery.harvest": "-1 mW"}, "[battery].harvest", "out of range", "at least 0 W"),
        (
            {"inference.inferences": 100, "inference.lifetime": None},
            "battery",
            "no rate",
            "24/day",
        ),
        ({"path": [{"stack": "generic"}]}, "battery", "both its ends", "a link instead"),
        ({"battery": {}}, "[battery].cell", "missing", "add cell"),
        ({"battery": 3}, "battery", "where a table is expected", "write a table"),
    ],
)
def test_what_a_battery_cannot_be_is_refused(
    changes: dict[str, Any], where: str, what: str, remedy: str
) -> None:
    with pytest.raises(ScenarioError) as refused:
        estimate(SENSOR, changes)
    (problem,) = refused.value.problems
    assert problem.where == where
    assert what in problem.what
    assert remedy in problem.remedy
