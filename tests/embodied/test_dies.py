"""Dies against the tool whose tables they use, and yields against their closed forms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath.catalogue import load
from joulepath.formulas.embodied.dies import carbon_per_area, escaped_gas, wafer_share
from joulepath.lifecycle.embodied.parts import die_yield
from joulepath.records.embodied import YIELD_MODELS

KNOWN = load()
TAIWAN_2022 = 583 / 3.6e6  # g/J; the tool's table of 2022


def per_area(node: str, intensity: float, abatement: float) -> float:
    figures = KNOWN.entry("process-nodes", node).figures
    found = carbon_per_area(
        electricity=figures["electricity"].value,
        intensity=intensity,
        gas=escaped_gas(
            gas_at_95=figures["gas_at_95"].value,
            gas_at_99=figures["gas_at_99"].value,
            abatement=abatement,
        ),
        materials=figures["materials"].value,
    )
    return float(found)


# origin: ACT 2.0 (facebookresearch/ACT at abc9fbb) run on 100 mm2 of logic, yield 0.875, 97 % of
# gases destroyed, Taiwan in its table of 2022, no package; tolerance: its nine printed decimals
@pytest.mark.parametrize(
    ("node", "kilograms"),
    [
        ("logic-28nm", 1.328228571),
        ("logic-20nm", 1.5424),
        ("logic-14nm", 1.556685714),
        ("logic-10nm", 1.777057143),
        ("logic-8nm", 1.80704),
        ("logic-7nm", 2.318228571),
        ("logic-5nm", 2.778),
        ("logic-3nm", 3.162571429),
    ],
)
def test_dies_without_edge_losses_are_those_of_act(node: str, kilograms: float) -> None:
    assert 100 * per_area(node, TAIWAN_2022, 0.97) / 0.875 / 1e3 == pytest.approx(
        kilograms, abs=1e-8
    )


# origin: the same, yield 1, 95 % destroyed, electricity from coal at 820 g/kWh
@pytest.mark.parametrize(
    ("node", "kilograms"), [("logic-28nm", 1.413), ("logic-7nm", 2.613), ("logic-3nm", 3.635)]
)
def test_the_least_abatement_is_that_of_act(node: str, kilograms: float) -> None:
    assert 100 * per_area(node, 820 / 3.6e6, 0.95) / 1e3 == pytest.approx(kilograms, abs=1e-8)


# origin: MicroGreen, world average of 481 g/kWh, 97 % destroyed; tolerance: electricity and gas of
# old processes are assumed together, to two hundredths of their sum
@pytest.mark.parametrize(
    ("node", "grams"),
    [("logic-180nm", 6.982), ("logic-90nm", 7.018), ("logic-65nm", 6.997), ("logic-45nm", 10.054)],
)
def test_old_processes_sum_to_what_is_known_of_them(node: str, grams: float) -> None:
    assert per_area(node, 481 / 3.6e6, 0.97) == pytest.approx(grams, rel=0.02)


# origin: closed forms evaluated for 826 mm2 with clustering 2, 3 and 10 by others (MLCarbon,
# ECO-CHIP), four printed decimals
@pytest.mark.parametrize(
    ("model", "defects", "share"),
    [
        ("poisson", 0.001, 0.4378),
        ("poisson", 0.002, 0.1917),
        ("murphy", 0.001, 0.4633),
        ("murphy", 0.002, 0.2394),
        ("moore", 0.001, 0.4030),
        ("negative-binomial", 0.001, 0.4821),
        ("negative-binomial", 0.002, 0.2682),
        ("bose-einstein", 0.001, 0.4522),
    ],
)
def test_yields_of_the_largest_dies(model: str, defects: float, share: float) -> None:
    assert die_yield(model, 826.0, defects, 1.0) == pytest.approx(share, abs=5e-5)


def test_a_fixed_yield_is_what_it_is() -> None:
    assert die_yield("fixed", 826.0, 0.001, 0.875) == 0.875


@given(
    model=st.sampled_from(YIELD_MODELS[:-1]),
    area=st.floats(1.0, 800.0),
    defects=st.floats(1e-5, 5e-3),
    more=st.floats(1.01, 3.0),
)
def test_more_defects_and_larger_dies_never_yield_more(
    model: str, area: float, defects: float, more: float
) -> None:
    share = die_yield(model, area, defects, 1.0)
    assert 0 < die_yield(model, area, defects * more, 1.0) < share <= 1
    assert die_yield(model, area * more, defects, 1.0) < share


# origin: dies of a 300 mm wafer by the same formula, counted by others: 640.22 of 100 mm2, 62.39 of
# 826 mm2; tolerance: their two decimals
@pytest.mark.parametrize(("area", "dies"), [(100.0, 640.22), (826.0, 62.39), (10.0, 6857.84)])
def test_wafers_hold_whole_dies(area: float, dies: float) -> None:
    wafer = 3.141592653589793 * 150 * 150
    assert wafer / wafer_share(area=area, diameter=300.0) == pytest.approx(dies, abs=0.005)
