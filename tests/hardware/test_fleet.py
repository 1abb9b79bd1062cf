"""Fleets of devices: use, making and end of life of one device, of one inference and of all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from joulepath.report.estimate import estimate
from joulepath.report.fleet_table import fleet_lines
from joulepath.scenario.embodied.devices import device_footprint
from joulepath.scenario.fleet import PlannedFleet, planned_fleet

ROOT = Path(__file__).parents[2]
YEAR = 31_557_600.0

PLAN = """\
title = "Sorters"
scenario = "node.toml"
devices = 1000
spares = "5 %"
device = "esp32-s3-board"
device_life = "5 years"
powered = "mains"
efficiency = "80 %"
sleep = "1 mW"
"""
NODE = """\
zone = "DEU"
year = 2025
model = { family = "mlp", widths = [256, 64, 4] }
path = []

[data]
samples = 2000
bits_per_value = 8

[training]
processor = "nvidia-t4"
epochs = 10
split = 0.8

[inference]
processor = "esp32-s3"
inferences = "1/min"
lifetime = "8 years"
inputs = "local"
"""


def computed(folder: Path, plan: str = PLAN, node: str = NODE) -> PlannedFleet:
    (folder / "fleet.toml").write_text(plan)
    (folder / "node.toml").write_text(node)
    return planned_fleet(folder / "fleet.toml")


def test_use_is_that_of_the_scenario_with_sleep_and_losses(tmp_path: Path) -> None:
    found = computed(tmp_path)
    life = estimate(tmp_path / "node.toml").lifecycle
    use = found.result.use
    assert use.model == pytest.approx(life.inference.energy)
    busy = life.inference.computation.time * life.inference.passes
    assert use.asleep == pytest.approx(1e-3 * (8 * YEAR - busy))
    # nothing but the model works, so what the radio draws is rounding alone
    assert use.radio == pytest.approx(0, abs=1e-9 * use.model)
    assert use.drawn == pytest.approx((use.model + use.asleep) / 0.8)
    assert use.development == pytest.approx(life.development.energy / 1000)


def test_devices_are_replaced_and_have_spares(tmp_path: Path) -> None:
    result = computed(tmp_path).result
    made = device_footprint("esp32-s3-board", lifetime=5 * YEAR).footprint
    # origin: by hand: two generations in eight years, and 5 % spares
    assert result.made == pytest.approx(2100)
    assert result.making.manufacture == pytest.approx(2.1 * made.manufacture)
    assert result.making.end_of_life == pytest.approx(2.1 * made.end_of_life)
    assert result.embodied == pytest.approx(2.1 * made.total)


def test_all_parts_make_the_whole(tmp_path: Path) -> None:
    result = computed(tmp_path).result
    parts = (result.device_operation, result.network_operation, result.development_operation)
    assert result.carbon == pytest.approx(sum(parts) + result.embodied)
    assert result.fleet_carbon == pytest.approx(1000 * result.carbon)
    assert result.per_inference * result.inferences == pytest.approx(result.carbon)
    assert result.making.non_computing is not None
    assert 0 < result.making.non_computing < 1
    use = result.use
    assert result.fleet_energy == pytest.approx(1000 * (use.drawn + use.network + use.development))


PRIMARY = PLAN.replace('"mains"', '"primary"').replace('efficiency = "80 %"\n', "").replace(
    'sleep = "1 mW"', 'cell = "battery-aa"'
)  # fmt: skip
BARE = PRIMARY.replace('cell = "battery-aa"', "")
BATTERY = NODE + '\n[battery]\ncell = "aa-lithium"\nseries = 2\nbase_power = "1 mW"\n'


def test_cells_that_are_bought_draw_nothing_from_the_grid(tmp_path: Path) -> None:
    found = computed(tmp_path, PRIMARY, BATTERY)
    assert found.result.device_operation == 0
    battery = found.life.battery
    assert battery is not None
    # origin: 107 g a cell, components/battery-aa of the catalogue; two cells at a time
    assert found.result.making.cells == pytest.approx(2 * -(-8 * YEAR // battery.life) * 107)


def test_cells_are_counted_once(tmp_path: Path) -> None:
    node = (ROOT / "examples" / "water-meter-lorawan.toml").read_text()
    plan = PRIMARY.replace("esp32-s3-board", "lorawan-climate-node")
    bought = computed(tmp_path, plan, node)
    within = computed(tmp_path, plan.replace('cell = "battery-aa"', ""), node)
    assert bought.result.making.cells is not None
    # origin: data/bills/sensor_node.csv: two cells of 107 g, renewed after 3 of 5 years; the
    # devices of PLAN are made 2.1 times
    apart = within.result.making.manufacture - bought.result.making.manufacture
    assert apart == pytest.approx(2.1 * 2 * 2 * 107)
    assert any("hold 4 x battery-aa in all its service" in said for said in within.assumptions)
    assert any("batteries among its parts are left out" in said for said in bought.assumptions)


def test_nothing_is_said_of_parts_that_nobody_itemised(tmp_path: Path) -> None:
    plan = PLAN.replace("esp32-s3-board", "dell-poweredge-r740-lca")
    assert computed(tmp_path, plan).result.making.non_computing is None
    assert "do not compute" not in " ".join(fleet_lines(computed(tmp_path, plan)))


def test_the_fleet_of_water_meters_divides_its_radio(tmp_path: Path) -> None:
    node = (ROOT / "examples" / "water-meter-lorawan.toml").read_text()
    plan = PRIMARY.replace("esp32-s3-board", "lorawan-climate-node").replace(
        'cell = "battery-aa"', ""
    )
    found = computed(tmp_path, plan, node)
    places = found.life.places
    assert places is not None
    use = found.result.use
    assert use.radio + use.model + use.sensing == pytest.approx(places.device)
    assert use.radio > use.model


LAYERED = '\nmethod = "roofline"\nexecution.numbers = "{}"'


# the fleet reads the method, the number format and the processor of the scenario, a neural unit
# among them; how far those methods are off is what 'joulepath validate' says
@pytest.mark.parametrize(
    "runs",
    [
        'processor = "stm32l4r5"\nmethod = "calibrated"',
        'processor = "coral-usb-accelerator"' + LAYERED.format("int8"),
        'processor = "raspberry-pi-4b"' + LAYERED.format("fp32"),
    ],
    ids=["microcontroller", "neural unit", "processor"],
)
def test_inference_is_that_of_the_method_of_the_scenario(runs: str, tmp_path: Path) -> None:
    node = NODE.replace('processor = "esp32-s3"', runs)
    model = ROOT / "examples" / "models" / "keyword-spotting.onnx"
    node = node.replace('{ family = "mlp", widths = [256, 64, 4] }', f'"{model}"')
    found = computed(tmp_path, PLAN, node)
    life = estimate(tmp_path / "node.toml").lifecycle
    assert found.result.use.model == pytest.approx(life.inference.energy)
    assert found.life.inference.band is not None


def test_the_command_shows_and_writes(run: Any, tmp_path: Path) -> None:
    computed(tmp_path)
    shown = run("fleet", str(tmp_path / "fleet.toml"))
    assert shown.code == 0
    for word in ("end of life", "per inference", "do not compute", "device in use", "DEU 2025"):
        assert word in shown.out
    found = json.loads(run("fleet", str(tmp_path / "fleet.toml"), "-f", "json").out)
    assert found["units"]["result"]["per_inference"] == "g/inference"


@pytest.mark.parametrize(
    ("plan", "node", "said"),
    [
        (PLAN.replace("devices = 1000", "devices = 0"), NODE, "out of range"),
        (PLAN.replace("esp32-s3-board", "esp32-s4-board"), NODE, "esp32-s3-board"),
        (PLAN.replace("node.toml", "nude.toml"), NODE, "nude.toml"),
        (PLAN.replace('"mains"', '"sun"'), NODE, "sun"),
        (PLAN.replace('sleep = "1 mW"\n', ""), NODE, "asleep"),
        (PLAN, NODE.replace('"1/min"', "1000").replace('lifetime = "8 years"\n', ""), "no rate"),
        (PLAN, NODE.replace('zone = "DEU"\nyear = 2025\n', ""), "no zone"),
        (PLAN.replace('"mains"', '"primary"'), NODE, "no battery"),
        (PLAN, BATTERY, "both here and as base_power"),
        (PLAN.replace("devices = 1000", "devices = 0.5"), NODE, "out of range"),
        (PLAN.replace("devices = 1000", 'devices = 1000\ncell = "battery-aa"'), NODE, "grid feeds"),
        (BARE, BATTERY, "esp32-s3-board has none among its parts"),
        (BARE, BATTERY, 'e.g. cell = "battery-'),
        (PLAN, NODE.replace("path = []", 'path = [{ stack = "generic" }]'), "does not tell"),
        (PLAN.replace("spares", "spears"), NODE, "did you mean 'spares'"),
        (PLAN + 'bill = "bill.toml"\n', NODE, "both of device and bill"),
        (PRIMARY + 'efficiency = "80 %"\n', BATTERY, "cells last"),
        (PLAN.replace('sleep = "1 mW"\n', ""), BATTERY + 'harvest = "2 mW"\n', "harvests"),
    ],
)
def test_mistakes_say_what_to_do(run: Any, tmp_path: Path, plan: str, node: str, said: str) -> None:
    (tmp_path / "fleet.toml").write_text(plan)
    (tmp_path / "node.toml").write_text(node)
    code, out, err = run("fleet", str(tmp_path / "fleet.toml"))
    assert (code, out) == (2, "")
    assert said in err
