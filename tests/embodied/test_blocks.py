"""Blocks: printed values, and what their quantities come to with the factors worked back."""

from __future__ import annotations

import pytest

from joulepath.catalogue import load
from joulepath.scenario.embodied.devices import device_footprint

KNOWN = load()

# origin: table of harvard-edge/TinyML-Footprint, which takes them from Pirson and Bol 2021;
# low, typical and high in kg as printed, with None where the table is empty
PRINTED = {
    "casing-1": (0.04, 0.27, 0.63),
    "others-0": (0.06, 0.11, 0.14),
    "pcb-0": (0.13, 0.16, 0.24),
    "power-supply-2": (0.25, 1.36, 2.71),
    "processing-0": (0.08, 0.17, 0.29),
    "sensing-1": (0.01, 0.02, None),
    "sensing-2": (None, 0.03, None),
    "sensing-3": (None, 0.77, 1.47),
    "transport-1": (0.18, 0.40, 1.35),
    "user-interface-1": (0.03, 0.06, 0.12),
    "power-supply-0": (None, 0.52, None),
}


# origin: read off the logarithmic axis of figure (c) of Pirson and Bol 2021, in kg
READ = {
    "memory-3": (2.59, 5.2, 10.2),
    "pcb-2": (1.12, 1.57, 3.18),
    "processing-1": (0.66, 1.08, 1.57),
    "security-1": (None, 0.0169, 0.025),
}
ROUNDING = 0.005 + 1e-9
"""Half of the last printed digit, in kg, and the rounding of floats."""
READING = 0.05
"""Two blocks that are printed as well differ by less from what is read of them."""


@pytest.mark.parametrize(("block", "printed"), (PRINTED | READ).items(), ids=[*PRINTED, *READ])
def test_blocks_are_transcribed(block: str, printed: tuple[float | None, ...]) -> None:
    figure = KNOWN.entry("component-blocks", block).figures["carbon"]
    for value, expected in zip((figure.low, figure.value, figure.high), printed, strict=True):
        if expected is not None:
            assert value == pytest.approx(1e3 * expected)


# origin: bills of quantities of Pirson and Bol 2021 for each level, low, typical and high: silicon
# in mm2, boards in cm2
QUANTITIES = {
    "processing-0": [("pirson-ic-90nm", (5, 10, 17))],
    "pcb-0": [("pirson-pcb-4-layer", (8, 10, 15))],
    "sensing-2": [("ic-250nm", (0, 3, 5))],
    "sensing-3": [("image-sensor", (8, 30, 58)), ("ic-250nm", (0, 3, 5))],
    "pcb-2": [("pcb-8-layer", (35, 50, 100))],
    "processing-1": [("ic-14nm", (20, 30, 45)), ("pirson-ic-90nm", (5, 10, 17))],
    "memory-3": [("dram-57nm", (31.5, 61.5, 123.1)), ("flash-45nm", (50, 100, 200))],
    "security-1": [("ic-130nm", (1, 2, 3))],
}


@pytest.mark.parametrize("block", QUANTITIES)
def test_the_factors_return_the_published_blocks_from_their_quantities(block: str) -> None:
    for end, published in enumerate((PRINTED | READ)[block]):
        if published is None:
            continue
        found = sum(
            quantities[end] * factor(component) for component, quantities in QUANTITIES[block]
        )
        if block in PRINTED:
            assert found == pytest.approx(published, abs=ROUNDING)
        else:
            assert found == pytest.approx(published, rel=READING)


def factor(component: str) -> float:
    """In kg/mm2, of boards in kg/cm2."""
    figure = KNOWN.entry("components", component).figures["per_area"]
    return figure.value / 1e3 * (100 if "pcb" in component else 1)


# origin: typical devices of TinyML Footprint, which adds 0.10 kg of training and 0.01 kg of use
@pytest.mark.parametrize(
    ("device", "kilograms"),
    [
        ("keyword-spotter-blocks", 2.66),
        ("anomaly-detector-blocks", 2.67),
        ("image-classifier-blocks", 3.41),
    ],
)
def test_devices_by_blocks_sum_to_the_published_totals(device: str, kilograms: float) -> None:
    total = device_footprint(device).footprint.total
    assert total / 1e3 + 0.10 + 0.01 == pytest.approx(kilograms, abs=1e-9)
