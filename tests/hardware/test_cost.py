"""Money: tariffs, data plans, hardware, hired machines and the price of carbon."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath.errors import ScenarioError
from joulepath.formulas import cost
from joulepath.report.estimate import estimate

KWH = 3.6e6
YEAR = 31_557_600.0


def priced(life: dict[str, Any], **prices: Any) -> Any:
    tables = {"currency": "EUR", "year": 2025, "time": "5 years", **prices}
    return estimate({**life, "cost": tables})


# all expected values of this file follow by hand from the prices beside them
def test_electricity_by_one_price(life: dict[str, Any]) -> None:
    found = priced(life, electricity="0.30 EUR/kWh")
    spent = found.lifecycle.cost
    assert spent.electricity == pytest.approx(found.energy / KWH * 0.30)
    assert spent.total == pytest.approx(spent.electricity)
    assert spent.per_inference == pytest.approx(spent.total / 1000)
    assert (spent.currency, spent.year) == ("EUR", 2025)
    assert "EUR of 2025" in str(found)


TARIFF = [
    {"start": "22:00", "end": "06:00", "price": "0.18 EUR/kWh"},
    {"start": "06:00", "end": "17:00", "price": "300 EUR/MWh"},
    {"start": "17:00", "end": "22:00", "price": "0.42 EUR/kWh"},
]


def test_electricity_by_time_of_use(life: dict[str, Any]) -> None:
    even = priced(life, tariff=TARIFF)
    mean = (8 * 0.18 + 11 * 0.30 + 5 * 0.42) / 24
    assert even.lifecycle.cost.mean_price * KWH == pytest.approx(mean)
    assert any("evenly" in note.what for note in even.assumptions)
    shares = [
        {**period, "share": share} for period, share in zip(TARIFF, (0.7, 0.3, 0), strict=True)
    ]
    night = priced(life, tariff=shares).lifecycle.cost
    assert night.mean_price * KWH == pytest.approx(0.7 * 0.18 + 0.3 * 0.30)


def test_one_price_in_all_hours_is_a_flat_tariff(life: dict[str, Any]) -> None:
    same = [{**period, "price": "0.30 EUR/kWh"} for period in TARIFF]
    flat = priced(life, electricity="0.30 EUR/kWh").lifecycle.cost
    assert priced(life, tariff=same).lifecycle.cost.total == pytest.approx(flat.total)


def test_data_by_volume_and_by_month(life: dict[str, Any]) -> None:
    spent = priced(life, data={"price": "2 EUR/GB", "fee": "1.50 EUR/month"}).lifecycle.cost
    # 1000 samples for development and 1000 inferences of one sample, of 10 values of 64 bits
    assert spent.bits == pytest.approx(2000 * 640)
    assert spent.data == pytest.approx(2000 * 640 / 8e9 * 2 + 5 * 12 * 1.50)


def test_hardware_is_written_off_and_carbon_has_a_price(life: dict[str, Any]) -> None:
    board = {"name": "board", "price": "25 EUR", "life": "8 years", "pieces": 2, "share": 0.5}
    hardware = {"time": "5 years", "devices": [{"name": "esp32-s3-board"}]}
    found = priced({**life, "hardware": hardware}, hardware=[board], carbon="65 EUR/t")
    spent = found.lifecycle.cost
    assert spent.hardware == pytest.approx(25 * 2 * 5 / 8 * 0.5)
    assert spent.carbon == pytest.approx(found.lifecycle.hardware.with_operation / 1e6 * 65)
    assert spent.total == pytest.approx(spent.hardware + spent.carbon)


def test_hired_machines_pay_their_electricity_themselves(life: dict[str, Any]) -> None:
    hire = [{"stage": "training", "price": "3.6 EUR/h"}]
    found = priced(life, electricity="0.30 EUR/kWh", hire=hire)
    life_, spent = found.lifecycle, found.lifecycle.cost
    assert spent.hire == pytest.approx(life_.training.time / 3600 * 3.6)
    left = life_.energy - life_.balance.training.energy
    assert spent.electricity == pytest.approx(left / KWH * 0.30)


def test_what_has_no_price_is_said_and_not_shown_as_nothing(life: dict[str, Any]) -> None:
    found = priced(life, data={"fee": "1.50 EUR/month"})
    spent = found.lifecycle.cost
    assert (spent.electricity, spent.hardware, spent.hire) == (None, None, None)
    assert spent.total == pytest.approx(spent.data)
    (said,) = (note.what for note in found.assumptions if note.where == "cost")
    assert said.startswith("no price of electricity, hardware that is bought:")
    assert "hardware 0 EUR" not in str(found)


def test_prices_of_everything_need_no_word(life: dict[str, Any]) -> None:
    board = {"name": "board", "price": "25 EUR", "life": "8 years"}
    whole = {"electricity": "0 EUR/kWh", "data": {"fee": "0 EUR/month"}, "hardware": [board]}
    found = priced(life, **whole)
    assert not any(note.where == "cost" for note in found.assumptions)


@given(st.floats(0.0, 1.0), st.floats(0.01, 1.0), st.floats(0.01, 1.0))
def test_a_mean_price_lies_between_its_parts(share: float, one: float, two: float) -> None:
    parts = (
        cost.weighted_price(share=share, price=one),
        cost.weighted_price(share=1 - share, price=two),
    )
    mean = cost.mean_price(parts=parts)
    assert min(one, two) * (1 - 1e-12) <= mean <= max(one, two) * (1 + 1e-12)


def test_the_result_says_units_currency_and_year(life: dict[str, Any]) -> None:
    found = json.loads(priced(life, electricity="0.30 USD/kWh", currency="USD").to_json())
    assert found["units"]["cost.total"] == "money"
    assert (found["lifecycle"]["cost"]["currency"], found["lifecycle"]["cost"]["year"]) == (
        "USD",
        2025,
    )


def test_an_estimate_without_prices_is_what_it_was(life: dict[str, Any]) -> None:
    assert estimate(life).lifecycle.cost is None
    assert priced(life, electricity="1 EUR/kWh").energy == estimate(life).energy


@pytest.mark.parametrize(
    ("prices", "said"),
    [
        ({"electricity": "-0.30 EUR/kWh"}, "out of range\n  must be at least 0 EUR"),
        ({"electricity": 0.30}, None),
        ({"electricity": "0.30/kWh"}, "is no price"),
        ({"electricity": "0.30 EUR/kWh +- 20 %"}, "prices take no band"),
        ({"electricity": "0.30 EUR/GB"}, "EUR"),
        ({"electricity": "0.30 USD/kWh"}, "a price in USD among those in EUR"),
        ({"electricity": "0.30 EUX/kWh"}, "no currency 'EUX'"),
        ({"currency": "Euro"}, "no currency 'Euro'"),
        ({}, "no price in it"),
        ({"data": {}}, "neither price nor fee"),
        ({"electricity": "0.30 EUR/kWh", "year": 1900}, "no euro in 1900"),
        ({"currency": None}, "currency"),
        ({"year": None}, "year"),
        ({"time": None, "electricity": "0.30 EUR/kWh"}, "no time in service"),
        ({"tariff": TARIFF[:2]}, "no price at 17:00"),
        ({"tariff": [*TARIFF, TARIFF[0]]}, "two prices at 00:00"),
        ({"tariff": TARIFF, "electricity": "0.3 EUR/kWh"}, "beside a tariff"),
        ({"tariff": [{**TARIFF[0], "start": "25:00"}, *TARIFF[1:]]}, "no time of day"),
        ({"tariff": [{**TARIFF[0], "share": 0.5}, *TARIFF[1:]]}, "shares of energy"),
        ({"hire": [{"stage": "inferense", "price": "1 EUR/h"}]}, "inferense"),
        ({"carbon": "65 EUR/kWh"}, "EUR"),
    ],
)
def test_mistakes_say_what_to_do(life: dict[str, Any], prices: dict[str, Any], said: str) -> None:
    tables = {"currency": "EUR", "year": 2025, "time": "5 years", **prices}
    tables = {key: value for key, value in tables.items() if value is not None}
    with pytest.raises(ScenarioError, match=said or "is no price"):
        estimate({**life, "cost": tables})
