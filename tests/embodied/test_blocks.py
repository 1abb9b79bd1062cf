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


@pytest.mark.parametrize(("block", "printed"), PRINTED.items(), ids=PRINTED)
def test_blocks_are_printed_so(block: str, printed: tuple[float | None, ...]) -> None:
    figure = KNOWN.entry("component-blocks", block).figures["carbon"]
    for value, expected in zip((figure.low, figure.value, figure.high), printed, strict=True):
        if expected is not None:
            assert value == pytest.approx(1e3 * expected)


# origin: bills of quantities of Pirson and Bol 2021 for each level, low, typical and high: silicon
# in mm2, boards in cm2, freight by air in kg times km; and the printed blocks they come to.
# tolerance: 5 % for what was read from a figure and for factors of two digits, and half of the last
# printed digit of the smallest
QUANTITIES = [
    ("processing-0", [("ic-90nm-pirson", (5, 10, 17))], 0.006),
    ("pcb-0", [("pcb-4-layer", (8, 10, 15))], 0.006),
    ("pcb-2", [("pcb-8-layer", (35, 50, 100))], 0.05),
    ("processing-1", [("ic-14nm", (20, 30, 45)), ("ic-90nm-pirson", (5, 10, 17))], 0.05),
    ("memory-3", [("dram-57nm", (31.5, 61.5, 123.1)), ("flash-45nm", (50, 100, 200))], 0.05),
    ("security-1", [("ic-130nm", (1, 2, 3))], 0.001),
    ("sensing-3", [("image-sensor", (8, 30, 58)), ("ic-250nm", (0, 3, 5))], 0.04),
]
FACTORS = {"ic-90nm-pirson": 17.0, "pcb-4-layer": 16.0}
"""In g/mm2 and g/cm2: the paper's own, where the catalogue holds a typical value of several."""


@pytest.mark.parametrize(("block", "bill", "tolerance"), QUANTITIES, ids=[q[0] for q in QUANTITIES])
def test_the_factors_return_the_blocks_from_their_quantities(
    block: str, bill: list[tuple[str, tuple[float, float, float]]], tolerance: float
) -> None:
    figure = KNOWN.entry("component-blocks", block).figures["carbon"]
    ends = (figure.low, figure.value, figure.high)
    for end, printed in enumerate(ends):
        found = sum(quantities[end] * factor(component) for component, quantities in bill)
        assert printed is not None
        assert found / 1e3 == pytest.approx(printed / 1e3, abs=tolerance, rel=0.055)


def factor(component: str) -> float:
    if component in FACTORS:
        return FACTORS[component]
    figure = KNOWN.entry("components", component).figures["per_area"]
    return figure.value * (100 if component.startswith("pcb") else 1)


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
