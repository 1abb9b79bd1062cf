"""Units at the edge: what is read, what is refused and how numbers are written for people."""

from __future__ import annotations

import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath.catalogue.units import TABLE, coherent, parse, render, units_for
from joulepath.core import quantities
from joulepath.errors import UnitError

COHERENT = {
    alias.__metadata__[0] for alias in vars(quantities).values() if hasattr(alias, "__metadata__")
}
QUANTITIES = st.sampled_from(sorted(COHERENT))
VALUES = st.floats(min_value=1e-20, max_value=1e25)


def test_the_table_holds_the_quantities_of_the_core_and_no_others() -> None:
    assert {unit.measures for unit in TABLE.values()} == COHERENT


@pytest.mark.parametrize("quantity", sorted(COHERENT))
def test_every_coherent_unit_can_be_written_and_is_one(quantity: str) -> None:
    text = quantity.replace("flop", "FLOP")
    text = {"inference/s": "/s"}.get(text, text)
    assert text in units_for(quantity)
    assert coherent(2.5, text, quantity) == 2.5


# origin: SI brochure, 9th edition (prefixes; 1 h = 3600 s, 1 day = 86 400 s); a Julian year has
# 365.25 days (IAU); 1 B = 8 bit and KiB = 1024 B (IEC 80000-13)
@pytest.mark.parametrize(
    ("text", "quantity", "value"),
    [
        ("12 kB", "bit", 96_000.0),
        ("1 KiB", "bit", 8192.0),
        ("1.2e3 kWh", "J", 4.32e9),
        ("350 µJ", "J", 350e-6),  # micro sign
        ("350 μJ", "J", 350e-6),  # Greek letter mu
        ("350 uJ", "J", 350e-6),
        ("24/day", "inference/s", 24 / 86_400),
        ("2 inferences/min", "inference/s", 2 / 60),
        ("3 years", "s", 3 * 365.25 * 86_400),
        ("1 month", "s", 365.25 * 86_400 / 12),
        ("2 weeks", "s", 1_209_600.0),
        ("2 %", "1", 0.02),
        ("0.02", "1", 0.02),
        ("1_000 samples", "sample", 1000.0),
        ("19.5TFLOP/s", "flop/s", 1.95e13),
        ("5 EFLOP", "flop", 5e18),
        ("1.2 Wh/TB", "J/bit", 5.4e-10),
        ("1 kWh/GB", "J/bit", 4.5e-4),
        ("381 g/kWh", "g/J", 381 / 3.6e6),
        ("0.381 kg/kWh", "g/J", 381 / 3.6e6),
        ("1/epoch", "1/epoch", 1.0),
        ("2 1/epoch", "1/epoch", 2.0),
        (".5 W", "W", 0.5),
        ("-3 W", "W", -3.0),
        (64, "bit/value", 64.0),
        (0.25, "1", 0.25),
    ],
)
def test_text_and_numbers_are_read_in_the_coherent_unit(
    text: object, quantity: str, value: float
) -> None:
    assert parse(text, quantity) == pytest.approx(value, rel=1e-15)


@given(st.integers(1, 10**6), st.sampled_from([("p", 12), ("n", 9), ("u", 6), ("m", 3), ("", 0)]))
def test_a_whole_number_of_a_small_unit_becomes_the_nearest_float(
    number: int, prefix: tuple[str, int]
) -> None:
    name, power = prefix
    assert parse(f"{number} {name}J", "J") == float(f"{number}e-{power}")


@pytest.mark.parametrize(
    ("text", "quantity", "message"),
    [
        ("12 Kb", "bit", "unit 'Kb' is not known\n  'b' could mean either: write 'kbit', or 'kB'"),
        ("12 b", "bit", "'b' could mean either: write 'bit', or 'B' for bytes"),
        ("1 KB", "bit", "write 'kB' for 1000 bytes, 'KiB' for 1024 bytes, or 'kbit'"),
        ("5 Mbps", "bit/s", "write 'Mbit/s', or 'MB/s' for bytes"),
        ("45 mA", "W", "a current needs a voltage: multiply the two and write the power"),
        ("900 mAh", "J", "a charge needs a voltage: multiply the two and write the energy"),
        ("3.3 V", "W", "a voltage needs a current"),
        ("10 GFLOPS", "flop/s", "write 'GFLOP' for work, or 'GFLOP/s' for a rate"),
        ("4 TOPS", "flop/s", "integer operations are no FLOP"),
        ("5 gCO2e/kWh", "g/J", "write 'g/kWh'; every gram here is CO2-equivalent"),
        ("5 m", "s", "write 'min' for minutes, or 'month' for months"),
        ("5 seconds", "s", "write 's'"),
        ("3 kwh", "J", "unit 'kwh' is not known\n  did you mean 'kWh'? use one of 'J', 'mJ'"),
        ("3 watt-hours", "J", "unit 'watt-hours' is not known\n  use one of 'J', 'mJ'"),
        ("3 Wh", "W", "unit 'Wh' measures J, but this quantity is in W\n  use one of 'W', 'mW'"),
        ("3 W", "flop/s", "measures W, but this quantity is in FLOP/s"),
        ("3 FLOP", "W", "unit 'FLOP' measures FLOP, but this quantity is in W"),
        ("1,5 W", "W", "'1,5 W' holds a comma\n  write decimals with a point"),
        ("1 000 W", "W", "'1 000 W' is not one number\n  write it in one piece, e.g. 1000"),
        ("1__0 W", "W", "'1__0 W' is not a number"),
        ("1000", "sample", "'1000' has no unit\n  write 1000 without quotes, or with a unit such "
                           "as '1000 samples'"),
        ("10", "inference/s", "or with a unit such as '10/s'"),
        ("", "W", "'' is not a number\n  write a number such as 1.5, or '1.5 W'"),
        ("nan", "W", "'nan' is not a number"),
        ("inf W", "W", "'inf W' is not a number"),
        ("1e999 W", "W", "'1e999 W' is not finite"),
        ("1e300 EFLOP", "flop", "'1e300 EFLOP' is not finite"),
        ("٣ W", "W", "'٣ W' is not a number"),
        (math.nan, "W", "nan is not finite"),
        (-math.inf, "W", "-inf is not finite"),
        (10**400, "sample", "is not finite"),
        (True, "sample", "true is not a number"),
        (None, "1", "None is not a number\n  write a number such as 1.5"),
        ([3], "W", r"[3] is not a number"),
    ],
)  # fmt: skip
def test_what_cannot_be_trusted_is_refused_with_a_remedy(
    text: object, quantity: str, message: str
) -> None:
    with pytest.raises(UnitError) as refused:
        parse(text, quantity)
    assert message in str(refused.value)


@pytest.mark.parametrize("text", ["b", "kb", "Kb", "KB", "Mb", "Gb", "Kbit", "bits"])
def test_bits_and_bytes_are_never_confused(text: str) -> None:
    assert text not in TABLE


def test_units_are_listed_in_the_order_people_expect() -> None:
    assert units_for("W")[:4] == ("W", "mW", "uW", "nW")
    assert units_for("inference/s") == ("/s", "/min", "/h", "/day", "/week", "/month", "/year")
    assert units_for("furlong") == ()


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.35, "J", "350 mJ"),
        (0.99996, "J", "1 J"),
        (359_000.0, "J", "359 kJ"),
        (360_000.0, "J", "100 Wh"),
        (4.32e6, "J", "1.2 kWh"),
        (0.0, "J", "0 J"),
        (1e-20, "J", "1e-08 pJ"),
        (0.045, "W", "45 mW"),
        (-2.5, "W", "-2.5 W"),
        (98_400.0, "bit", "12.3 kB"),
        (17.0, "bit", "17 bit"),
        (0.0, "bit", "0 bit"),
        (640.0, "bit/inference", "80 B/inference"),
        (3.6e12, "flop/s", "3.6 TFLOP/s"),
        (670.0, "flop/sample", "670 FLOP/sample"),
        (381 / 3.6e6, "g/J", "381 g/kWh"),
        (6.4e-7, "J/bit", "640 nJ/bit"),
        (9000.0, "s", "2.5 h"),
        (365.25 * 86_400, "s", "1 year"),
        (3 * 365.25 * 86_400, "s", "3 years"),
        (0.001, "s", "1 ms"),
        (1 / 86_400, "inference/s", "1/day"),
        (24 / 86_400, "inference/s", "24/day"),
        (5.0, "inference/s", "5/s"),
        (0.0, "inference/s", "0/s"),
        (1.0, "sample", "1 sample"),
        (1_234_567.0, "sample", "1235000 samples"),
        (0.25, "1", "0.25"),
        (64.0, "bit/value", "64 bit/value"),
        (2.5e6, "g", "2.5 t"),
        (math.inf, "J", "inf J"),
        (math.nan, "1", "nan"),
    ],
)
def test_numbers_are_written_as_people_would(value: float, unit: str, text: str) -> None:
    assert render(value, unit) == text


@given(QUANTITIES, VALUES)
def test_what_is_written_reads_back_within_four_digits(quantity: str, value: float) -> None:
    assert parse(render(value, quantity), quantity) == pytest.approx(value, rel=5.1e-4)


@given(st.sampled_from(sorted(TABLE)), VALUES)
def test_every_unit_converts_there_and_back(text: str, value: float) -> None:
    unit = TABLE[text]
    assert unit.from_coherent(unit.to_coherent(value)) == pytest.approx(value, rel=1e-15)
    assert parse(f"{value!r} {text}" if text != "1" else value, unit.measures) == pytest.approx(
        unit.to_coherent(value), rel=1e-15
    )


@given(st.text())
def test_any_text_is_read_or_refused_but_never_breaks(text: str) -> None:
    value = 0.0
    with suppress(UnitError):
        value = parse(text, "W")
    assert math.isfinite(value)
