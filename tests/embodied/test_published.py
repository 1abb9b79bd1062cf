"""Published footprints: what held-out devices reach, and the devices that must lie in the band."""

from __future__ import annotations

from functools import cache

import pytest

from joulepath.catalogue import load
from joulepath.scenario.embodied.devices import device_footprint
from joulepath.validate import Outcome, validate
from joulepath.validate.published_footprints import calibrations, data_set

pytest.importorskip("scipy")


@cache
def held_out() -> Outcome:
    return validate(data_set(), "device")


def test_held_out_devices_are_predicted_as_well_as_promised() -> None:
    """The gate of the issue: median error and coverage with every device left out in turn."""
    score = held_out().score
    assert score.cases >= 30
    assert score.median_error <= 0.30
    assert score.coverage is not None
    assert score.coverage >= 0.85


# origin: the published footprints, with sources in the catalogue: Dell R740 4288 kg, HGX H100
# 1312 kg, A100 127.6 kg, plant sensor without its battery 0.685 kg
@pytest.mark.parametrize(
    ("device", "kilograms"),
    [
        ("dell-poweredge-r740-lca", 4288.0),
        ("nvidia-hgx-h100", 1312.0),
        ("nvidia-a100-sxm-40", 127.6),
        ("plant-sensor-node", 0.68514),
    ],
)
def test_named_devices_lie_in_the_band_of_their_parts(device: str, kilograms: float) -> None:
    position = [case.groups["device"] for case in data_set().cases].index(device)
    outcome = held_out()
    assert data_set().cases[position].measured == pytest.approx(kilograms * 1e3)
    assert outcome.low[position] <= kilograms * 1e3 <= outcome.high[position]


@pytest.mark.parametrize("device", ["dell-poweredge-r740-lca", "nvidia-a100-sxm-40"])
def test_parts_alone_hold_it_too(device: str) -> None:
    """Without the factor of the class: what was added up, with the bands of its figures."""
    found = device_footprint(device, "components", calibrated=False).footprint
    published = load().entry("devices", device).figures["published"].value
    assert found.low <= published <= found.high


def test_the_catalogue_holds_the_calibrations_that_the_fit_gives() -> None:
    for name, fitted in calibrations().items():
        figure = load().entry("footprint-calibrations", name).figures["scale"]
        # tolerance: four decimals in the file
        assert figure.value == pytest.approx(fitted.scale, abs=6e-5)
        assert figure.low == pytest.approx(fitted.low, abs=6e-5)
        assert figure.high == pytest.approx(fitted.high, abs=6e-5)


# origin: Falk et al. 127.6, Hubblo 181, assumption of several tools 150, Boavizta 319 kg
def test_the_band_of_a_board_holds_what_every_tool_says_of_it() -> None:
    found = device_footprint("nvidia-a100-sxm-40").footprint
    for kilograms in (127.6, 150.0, 181.0, 319.0):
        assert found.low <= kilograms * 1e3 <= found.high
