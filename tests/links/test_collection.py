"""Sensors: energies that data sheets state, limits that hold for any part, and lives with them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath import estimate
from joulepath.catalogue import load
from joulepath.errors import ScenarioError
from joulepath.lifecycle.sensing import sense
from joulepath.records.sensing import Compression, Converter, Memory, Sensing, SensingPlan, Sensor

SENSORS = load().names("sensors")

NODE: dict[str, Any] = {
    "title": "Node",
    "model": {"family": "mlp", "widths": [10, 10, 2]},
    "data": {"samples": 100, "bits_per_value": 8},
    "path": [
        {
            "link": {"technology": "ieee-802-15-4", "chip": "nrf52840-802-15-4"},
        }
    ],
    "inference": {
        "processor": {"throughput": "1 MFLOP/s", "power": "10 mW"},
        "inferences": "24/day",
        "lifetime": "3 years",
        "inputs": "sent",
    },
    "battery": {"cell": "aa-lithium"},
    "sensing": {"sensor": "sht41"},
}


def plan(name: str, **changes: Any) -> SensingPlan:
    chosen = {
        "sensor": load().record(Sensor, name),
        "sleep": "between",
        "readings_per_sample": 1.0,
        "samples_per_wake": 1.0,
        "efficiency": 1.0,
        "converter": None,
        "compression": None,
        "memory": None,
        "development": True,
    }
    return SensingPlan(**{**chosen, **changes})


def taken(name: str, samples: Any = 1.0, interval: Any = None, **changes: Any) -> Sensing:
    return sense(samples, 800.0 * samples, plan(name, **changes), interval)


# Origin: SCD4x data sheet 1.3: a single shot takes 243 mJ, the sensor idles at 0.15 mA, and version
# 1.1 says less than 0.4 mA on average at 5 V for one measurement in five minutes. The energy fills
# the entry; the mean tests it, for the idle current is another figure.
def test_a_single_shot_of_carbon_dioxide_costs_what_its_sheet_says() -> None:
    assert taken("scd41").energy == pytest.approx(0.243, rel=1e-3)
    shot, sensor = 0.243, load().record(Sensor, "scd41")
    mean_at_5_volts = shot / 300 / 5 + sensor.sleep_current
    assert 0.25e-3 < mean_at_5_volts < 0.4e-3


# Origin: CCS811 data sheet: 46 mW while measuring and 1.2 mW on average in mode 3, one measurement
# a minute; 26 mA at 1.8 V are 46.8 mW and 0.7 mA are 1.26 mW, which the sheet rounds: up to 5 %.
def test_a_gas_sensor_draws_on_average_what_its_sheet_says() -> None:
    found = taken("ccs811", interval=60.0)
    assert found.energy / 60 == pytest.approx(1.2e-3, rel=0.07)  # 0.7 mA has one digit
    assert found.reading / found.active_time == pytest.approx(46e-3, rel=0.05)


# Origin: SHT4x data sheet: 0.4 uA on average, at one measurement a second of low repeatability,
# which takes 1.3 ms; the tolerance is what a single digit leaves, and the idle current.
def test_a_humidity_sensor_draws_on_average_what_its_sheet_says() -> None:
    sensor = replace(load().record(Sensor, "sht41"), reading_time=1.3e-3, warm_up_time=0.0)
    found = taken("sht41", interval=1.0, sensor=sensor)
    assert found.energy / sensor.supply == pytest.approx(0.4e-6, abs=0.15e-6)


# Origin: Mathur 2006, energy per byte of all three operations: 0.368 uJ on a Telos, 0.806 uJ on a
# memory card, 0.017 uJ on parallel NAND flash.
@pytest.mark.parametrize(
    ("name", "per_byte"),
    [("serial-nor-flash", 0.368), ("memory-card", 0.806), ("parallel-nand-flash", 0.017)],
)
def test_keeping_a_byte_costs_what_was_measured(name: str, per_byte: float) -> None:
    found = sense(1.0, 8.0, plan("sht41", memory=load().record(Memory, name)))
    assert found.storing == pytest.approx(per_byte * 1e-6, rel=3e-3)  # three digits


@pytest.mark.parametrize("name", SENSORS)
@given(samples=st.floats(1, 1e6), more=st.floats(1, 1e3))
def test_sensing_is_additive_and_never_cheaper_for_more(
    name: str, samples: float, more: float
) -> None:
    one, both = taken(name, samples), taken(name, samples + more)
    assert both.energy == pytest.approx(one.energy + taken(name, more).energy, rel=1e-12)
    assert both.energy > one.energy
    assert one.rest is None
    assert one.energy == pytest.approx(one.warming + one.reading, rel=1e-12)


@pytest.mark.parametrize("name", SENSORS)
def test_samples_in_one_go_share_a_warm_up(name: str) -> None:
    apart, together = taken(name, 10.0), taken(name, 10.0, samples_per_wake=10.0)
    assert together.warming == pytest.approx(apart.warming / 10)
    assert together.reading == apart.reading


@pytest.mark.parametrize("name", SENSORS)
def test_what_is_always_on_never_warms_up_and_never_sleeps(name: str) -> None:
    found = taken(name, 1.0, 1e4, sleep="never")
    sensor = load().record(Sensor, name)
    assert (found.wakes, found.warming, found.rest) == (0.0, 0.0, None)
    assert found.energy == pytest.approx(sensor.active_current * sensor.supply * 1e4)


@pytest.mark.parametrize("name", SENSORS)
def test_what_is_cut_off_draws_nothing_between(name: str) -> None:
    off, asleep = taken(name, 1.0, 1e4, sleep="off"), taken(name, 1.0, 1e4)
    sensor = load().record(Sensor, name)
    assert off.rest is None
    pause = 1e4 - asleep.active_time
    assert asleep.energy - off.energy == pytest.approx(sensor.sleep_current * sensor.supply * pause)


def test_converter_compression_and_memory_add_up_by_hand() -> None:
    # Origin: by hand; 800 bit, 4 readings of 3 mW for 20 us, 10 cycles a bit at 100 pJ, and half of
    # the bits at 2 nJ and 1 nJ; the memory stands by at 1 uW for 10 s.
    found = sense(
        1.0,
        800.0,
        plan(
            "sht41",
            sleep="off",
            readings_per_sample=4.0,
            converter=Converter(3e-3, 20e-6),
            compression=Compression(0.5, 10.0, 100e-12),
            memory=Memory(2e-9, 1e-9, 1e-6),
        ),
        10.0,
    )
    assert found.conversion == pytest.approx(4 * 3e-3 * 20e-6)
    assert found.compression == pytest.approx(800 * 10 * 100e-12)
    assert found.bits == 400
    assert found.storing == pytest.approx(400 * 3e-9)
    assert found.rest == pytest.approx(1e-5)
    parts = (found.warming, found.reading, found.conversion, found.compression, found.storing)
    assert found.energy == pytest.approx(sum(parts) + found.rest)


def test_a_regulator_costs_its_share_of_the_sensor_alone() -> None:
    worse = taken("sht41", efficiency=0.5, converter=Converter(3e-3, 20e-6))
    better = taken("sht41", converter=Converter(3e-3, 20e-6))
    assert worse.reading == pytest.approx(2 * better.reading)
    assert worse.conversion == better.conversion


def test_a_million_samples_go_in_one_pass() -> None:
    samples = np.linspace(1.0, 1e6, 1_000_000)
    assert taken("ov2640", samples, 1e9).energy.shape == (1_000_000,)


def test_a_life_has_stages_for_its_sensor_and_its_battery_feeds_it() -> None:
    with_sensor, without = estimate(NODE), estimate(NODE, {"sensing": None})
    life = with_sensor.lifecycle
    assert {"sensing", "inference_sensing"} <= {*with_sensor.stages}
    assert not {"sensing", "inference_sensing"} & {*without.stages}
    assert life.sensing is not None
    assert life.inference.sensing is not None
    assert life.battery is not None
    assert without.lifecycle.battery is not None
    more = life.battery.device_power - without.lifecycle.battery.device_power
    assert more == pytest.approx(life.inference.sensing.energy / 3600, rel=1e-9)
    assert life.development.energy == pytest.approx(
        without.lifecycle.development.energy + life.sensing.energy
    )
    assert sum(stage.share for stage in with_sensor.stages.values()) == pytest.approx(1)
    assert "inference: sensing" in str(with_sensor)


def test_data_from_elsewhere_need_no_sensor() -> None:
    life = estimate(NODE, {"sensing.development": False}).lifecycle
    assert life.sensing is None
    assert life.inference.sensing is not None


def test_compression_on_the_device_makes_what_travels_smaller() -> None:
    table = {
        "sensor": "sht41",
        "compression": 0.25,
        "compression_cycles": "40 cycle/B",
        "cycle_energy": "100 pJ/cycle",
    }
    life = estimate(NODE, {"sensing": table}).lifecycle
    assert life.inference.collection is not None
    assert life.inference.collection.payload == pytest.approx(0.25 * life.inference.bits)


def test_every_number_of_a_sensor_knows_where_it_comes_from() -> None:
    table = {"sensor": "bmi270", "reading_time": "5 ms", "memory": "fram", "sleep": "off"}
    e = estimate(NODE, {"sensing": table})
    origins = e._resolved.origins
    assert origins["sensing.sensor.reading_time"].kind == "scenario"
    assert origins["sensing.sensor.active_current"].source == "bosch-bmi270-datasheet"
    assert origins["sensing.memory.write"].source == "infineon-cy15b104qn-datasheet"
    assert not any("bmi270.reading_time" in each.where for each in e.assumptions)
    assert "bosch-bmi270-datasheet" in {source.key for source in e.bibliography}


@pytest.mark.parametrize(
    ("changes", "where", "what", "remedy"),
    [
        ({"sensing.sensor": "ov264"}, "[sensing].sensor", "no sensor named", "did you mean"),
        ({"sensing": {}}, "[sensing].sensor", "missing", "add sensor"),
        ({"sensing": 3}, "sensing", "where a table is expected", "write a table"),
        ({"sensing.readings_per_sample": 0}, "readings_per_sample", "out of range", "above 0"),
        ({"sensing.reading_time": "-1 s"}, "[sensing].reading_time", "range", "above 0 s"),
        ({"sensing.efficiency": 1.5}, "[sensing].efficiency", "range", "at most 1"),
        ({"sensing.memory": "frame"}, "[sensing].memory", "no memory named", "fram"),
        ({"sensing.compression": 0.5}, "sensing", "without compression_cycles", "together"),
        ({"sensing.converter_power": "1 mW"}, "sensing", "without converter_time", "together"),
        (
            {"sensing.sensor": "scd41", "inference.inferences": "1 /s"},
            "[sensing].sensor",
            "takes 5 s for what is asked every 1 s",
            "ask less often",
        ),
        (
            {
                "sensing.sleep": "never",
                "inference.inferences": 100,
                "inference.lifetime": None,
                "battery": None,
            },
            "[sensing].sleep",
            "always on, but no rate",
            'sleep = "between"',
        ),
    ],
)
def test_mistakes_are_told_with_their_remedy(
    changes: dict[str, Any], where: str, what: str, remedy: str
) -> None:
    with pytest.raises(ScenarioError) as refused:
        estimate(NODE, changes)
    (problem,) = refused.value.problems
    assert where in problem.where
    assert what in problem.what
    assert remedy in problem.remedy
