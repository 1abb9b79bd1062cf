"""Other tools: the same where they are right, and each deliberate difference with its reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from joulepath.catalogue import load
from joulepath.errors import InputError, UnknownName
from joulepath.scenario.embodied.devices import device_footprint, own_footprint
from joulepath.scenario.embodied.requests import BillRequest, PartRequest


def kilograms(*parts: PartRequest) -> float:
    return float(own_footprint(BillRequest("peer", parts)).footprint.total) / 1e3


def part(component: str, measure: str = "", amount: float = 0.0) -> PartRequest:
    return PartRequest(component, component, "test", 1.0, measure, (amount, amount, amount))


def dies(gigabytes: float, density: float) -> float:
    """Area in mm2 of memory whose density is in GB/cm2."""
    return gigabytes / density * 100


# origin: boaviztapi 2.5.0 asked for one component with criteria=gwp; it prints four digits
@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (part("boavizta-cpu", "area", 100.0), 11.11),
        (part("boavizta-ram", "area", dies(32, 1.25)), 61.54),
        (part("boavizta-ram", "area", dies(32, 0.625)), 117.9),
        (part("boavizta-ssd", "area", dies(400, 50.6)), 23.73),
        (part("boavizta-hdd"), 31.11),
        (part("boavizta-supply", "mass", 2990.0), 72.66),
        (part("boavizta-rack-case"), 150.0),
    ],
    ids=["cpu", "ram", "ram-dense", "ssd", "hdd", "supply", "case"],
)
def test_components_of_boavizta_return_its_answers(asked: PartRequest, answer: float) -> None:
    assert kilograms(asked) == pytest.approx(answer, rel=5e-4)


# Deliberate differences. Boavizta answers "Jetson Orin Nano" with the 575 kg of an H100, and
# "Cortex-M4" with the die of a server: an unknown name is an error here.
@pytest.mark.parametrize("name", ["jetson-orin-nanoo", "cortex-m4", "nvidia-gpu", ""])
def test_no_unknown_device_is_answered_with_another(name: str) -> None:
    with pytest.raises(UnknownName):
        device_footprint(name)


# Boavizta has accepted a negative die, and reports min = max whenever the user gives all inputs.
def test_a_component_of_ours_has_a_band_even_if_its_amount_is_certain() -> None:
    found = own_footprint(BillRequest("one", (part("ic-90nm", "area", 10.0),))).footprint
    assert found.low < found.total < found.high


# ACT 2.0 charges 0.43 kg/m2 for a board of four layers, hence 0.43 g for 10 cm2; two life-cycle
# assessments give 160 g (Pirson and Bol) and 179 g (Plant-Sensor)
def test_a_circuit_board_weighs_what_assessments_found() -> None:
    found = kilograms(part("pcb-4-layer", "area", 1000.0))
    assert 0.152 <= found <= 0.179


# ACT charges 0.15 kg for each package; ten circuits of 1 mm2 then cost 1.5 kg, where a whole
# processing block is printed at 0.17 kg (Pirson and Bol)
def test_packages_are_not_charged_flat() -> None:
    assert kilograms(*(part("ic-90nm", "area", 1.0),) * 10) < 0.17


# ACT charges 0.3 kg for a capacitor; the plant sensor has 1.42 g for thirty
def test_capacitors_cost_milligrams() -> None:
    assert kilograms(*(part("capacitor-0402"),) * 30) == pytest.approx(1.42e-3, rel=0.01)


# Cloud archetypes of Boavizta reach 0.8 to 3.9 million kg: nothing here is above 100 t, and no
# server above 30 t
def test_every_device_is_plausible() -> None:
    known = load()
    for name in known.names("devices"):
        total = device_footprint(name).footprint.total
        ceiling = 30e6 if known.entry("devices", name).text["category"] == "server" else 1e8
        assert 100 < total < ceiling, name


def test_a_component_counted_by_another_measure_is_refused() -> None:
    with pytest.raises(InputError, match="counted by its area"):
        kilograms(part("ic-90nm", "mass", 10.0))


# origin: boaviztapi 2.5.0 asked for a whole server of these parts, 1408 kg in four digits
def test_a_server_of_boavizta_is_the_sum_of_its_parts() -> None:
    server = (
        replace(part("boavizta-cpu", "area", 24 * 24.5), pieces=2.0),
        replace(part("boavizta-ram", "area", dies(32, 1.79)), pieces=12.0),
        replace(part("boavizta-ram", "area", dies(16, 1.79)), pieces=4.0),
        part("boavizta-ssd", "area", dies(400, 50.6)),
        replace(part("boavizta-supply", "mass", 10_000.0), pieces=2.0),
        part("boavizta-rack-case"),
        part("boavizta-motherboard"),
        part("assembly-server"),
    )
    assert kilograms(*server) == pytest.approx(1408.0, rel=5e-4)
