"""When an alternative has paid for itself: by its closed form and on the curves of the lives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joulepath import InputError, resolve
from joulepath.analysis.breakeven import BreakEven, break_even
from joulepath.analysis.demand import living
from joulepath.formulas import breakeven as formulas
from joulepath.lifecycle import lifecycle

# Invented throughout: a model that runs as it is, and one that was distilled for it.
BIG: dict[str, Any] = {
    "zone": "DEU",
    "year": 2025,
    "model": {"family": "given", "forward": "1 GFLOP/sample"},
    "data": {"samples": 1000, "values_per_sample": 100, "bits_per_value": 8},
    "path": [],
    "inference": {
        "processor": {"throughput": "10 GFLOP/s", "power": "5 W"},
        "inferences": "60/h",
        "lifetime": "3 years",
    },
}
SMALL: dict[str, Any] = BIG | {
    "model": {"family": "given", "forward": "0.1 GFLOP/sample"},
    "training": {
        "processor": {"throughput": "1 TFLOP/s", "power": "300 W"},
        "epochs": 200,
        "split": 0.8,
    },
}
COST = {"currency": "EUR", "year": 2025, "electricity": "0.30 EUR/kWh"}


def weighed(base: Any, alternative: Any, **options: Any) -> BreakEven:
    return break_even(resolve(base), resolve(alternative), draws=50, **options)


def of(found: BreakEven, quantity: str) -> Any:
    return next(each for each in found.crossings if each.quantity == quantity)


def test_a_distilled_model_pays_after_what_pencil_and_paper_say() -> None:
    # an inference takes 0.1 s at 5 W, then 0.01 s; training passes 800 samples 200 times at three
    # times the forward work (a backward ratio of two), and 200 samples once: 0.1 GFLOP each
    work = 0.1e9 * (800 * 200 * 3 + 200)
    found = of(weighed(BIG, SMALL), "energy")
    assert found.extra == pytest.approx(work / 1e12 * 300, rel=1e-9)  # roundings of two lives
    assert found.saved == pytest.approx(0.5 - 0.05, rel=1e-9)
    assert found.inferences == pytest.approx(work / 1e12 * 300 / 0.45, rel=1e-9)
    assert found.time == pytest.approx(found.inferences * 60, rel=1e-12)
    assert (found.verdict, found.method) == ("from", "closed form")


def bisected(base: Any, alternative: Any, quantity: str) -> float:
    """Where the curves of two lives meet, by halving, with no closed form."""
    ways = resolve(base), resolve(alternative)

    def difference(inferences: float) -> float:
        lives = [lifecycle(living(way, way.inputs, inferences)) for way in ways]
        takes = {
            "energy": [life.energy for life in lives],
            "carbon": [
                life.carbon if life.hardware is None else life.hardware.with_operation
                for life in lives
            ],
            "money": [life.cost and life.cost.total for life in lives],
        }[quantity]
        return takes[1] - takes[0]

    low, high = 1.0, 1e12
    assert difference(low) > 0 > difference(high)
    for _ in range(60):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if difference(middle) > 0 else (low, middle)
    return high


@settings(max_examples=5)
@given(
    epochs=st.integers(1, 10_000),
    forward=st.floats(1e-4, 0.9),
    loss=st.integers(0, 90),
    overhead=st.integers(0, 200),
)
def test_the_closed_form_is_where_the_curves_of_the_lives_meet(
    epochs: int, forward: float, loss: int, overhead: int
) -> None:
    common = {
        "path": [{"stack": "generic", "loss": loss / 100}],
        "virtualisation": overhead / 100,
        "cost": COST,
    }
    base = BIG | common
    other = SMALL | common
    other["model"] = {"family": "given", "forward": f"{forward} GFLOP/sample"}
    other["training"] = SMALL["training"] | {"epochs": epochs}
    found = weighed(base, other)
    for quantity in ("energy", "money"):
        crossing = of(found, quantity)
        if crossing.verdict == "from" and crossing.inferences > 1:
            # what roundings of the link's energy leave of the last digits of a difference
            size = crossing.base_each / crossing.saved
            expected = bisected(base, other, quantity)
            assert crossing.inferences == pytest.approx(expected, rel=1e-9 * max(1.0, size))


BOUGHT = {
    "rule": "purchase",
    "devices": [{"name": "raspberry-pi-4b", "lifetime": "4 years"}],
}


def test_hardware_in_whole_pieces_is_searched_on_the_curves() -> None:
    # dirty electricity and slow hardware, so that it pays before the second piece
    base = BIG | {"inference": BIG["inference"] | {"inferences": "30/min"}}
    base["inference"] = base["inference"] | {
        "processor": {"throughput": "1 GFLOP/s", "power": "30 W"}
    }
    other = base | {"model": SMALL["model"], "hardware": BOUGHT}
    found = of(weighed(base, other), "carbon")
    assert found.method == "curve"
    assert found.verdict == "from"
    meets = found.inferences
    ways = resolve(base), resolve(other)
    before, after = (
        [lifecycle(living(way, way.inputs, meets * factor)) for way in ways]
        for factor in (1 - 1e-6, 1 + 1e-6)
    )
    assert before[1].hardware.with_operation > before[0].carbon  # type: ignore[union-attr, operator]
    assert after[1].hardware.with_operation < after[0].carbon  # type: ignore[union-attr, operator]


@pytest.mark.parametrize(
    ("base", "other", "verdict"),
    [
        (BIG, SMALL, "from"),
        (SMALL, BIG, "until"),
        (BIG, BIG, "same"),
        (BIG, BIG | {"model": SMALL["model"]}, "always"),
        (BIG | {"model": SMALL["model"]}, BIG, "never"),
    ],
)
def test_never_always_and_until_are_said(
    base: dict[str, Any], other: dict[str, Any], verdict: str
) -> None:
    found = of(weighed(base, other), "energy")
    assert found.verdict == verdict
    assert found.chances[verdict] == 1.0  # nothing of this energy is uncertain
    assert (found.inferences is None) == (verdict not in ("from", "until"))
    ends = {"always": 0.0, "never": np.inf, "same": 0.0}
    if verdict in ends:
        assert found.span.p5 == found.span.p95 == ends[verdict]


def test_what_is_spent_does_not_count() -> None:
    spent = of(weighed(SMALL, BIG, spent=True), "energy")
    assert spent.base_once == 0
    assert spent.verdict == "never"  # the trained model is there and takes less each time
    assert of(weighed(SMALL, SMALL, spent=True), "energy").verdict == "never"  # trained twice


def test_a_one_off_cost_is_added_with_its_carbon_and_price() -> None:
    without = weighed(BIG | {"cost": COST}, SMALL | {"cost": COST})
    added = {"energy": 3.6e6, "money": 10.0}
    found = weighed(BIG | {"cost": COST}, SMALL | {"cost": COST}, one_off=added)
    more = {q: of(found, q).extra - of(without, q).extra for q in ("energy", "carbon", "money")}
    assert more["energy"] == pytest.approx(3.6e6)
    intensity = resolve(BIG).inputs.intensity
    assert more["carbon"] == pytest.approx(3.6e6 * intensity)  # type: ignore[operator]
    assert more["money"] == pytest.approx(10.0 + 0.30)


def test_bands_come_from_draws_that_both_share() -> None:
    # carbon is energy times one intensity on both sides, so the number of inferences is certain
    found = weighed(BIG, SMALL)
    carbon, energy = of(found, "carbon"), of(found, "energy")
    assert carbon.span.p5 == pytest.approx(carbon.span.p95, rel=1e-9)
    assert carbon.inferences == pytest.approx(energy.inferences, rel=1e-9)
    elsewhere = of(weighed(BIG, SMALL | {"zone": "POL"}), "carbon")
    assert elsewhere.span.p5 < elsewhere.inferences < elsewhere.span.p95
    again = of(weighed(BIG, SMALL | {"zone": "POL"}), "carbon")
    assert again == elsewhere  # same seed, same numbers
    assert of(weighed(BIG, SMALL | {"zone": "POL"}, seed=1), "carbon").span != elsewhere.span


def test_the_chance_at_the_end_of_the_life_is_that_of_the_whole_life() -> None:
    found = weighed(BIG, SMALL)
    lives = [lifecycle(resolve(each).inputs) for each in (BIG, SMALL)]
    assert found.demand == lives[1].inference.inferences
    assert of(found, "energy").better == float(lives[1].energy < lives[0].energy)


def test_what_one_side_does_not_tell_is_left_out() -> None:
    found = weighed(BIG | {"zone": None, "year": None}, SMALL | {"cost": COST})
    assert [each.quantity for each in found.crossings] == ["energy"]
    assert "carbon: the base does not tell it" in found.left_out
    dollars = COST | {"currency": "USD", "electricity": "0.30 USD/kWh"}
    said = weighed(BIG | {"cost": dollars}, SMALL | {"cost": COST}).left_out
    assert said == ("money: the base is in USD of 2025, the alternative in EUR of 2025",)


@pytest.mark.parametrize(
    ("other", "options", "said", "remedy"),
    [
        (SMALL, {"draws": 1}, "1 draws make no band", "give 2 to"),
        (SMALL, {"one_off": {"energy": -1.0}}, "-1 J of energy", "0 or more"),
        (SMALL, {"one_off": {"heat": 1.0}}, "1 of heat", "0 or more"),
        (
            SMALL | {"zone": "USA", "year": 2023, "basis": "direct"},
            {},
            "unlike bases",
            "--set basis=direct",
        ),
    ],
)
def test_nonsense_is_refused(
    other: dict[str, Any], options: dict[str, Any], said: str, remedy: str
) -> None:
    with pytest.raises(InputError, match=said) as raised:
        break_even(resolve(BIG), resolve(other), **{"draws": 50, **options})
    assert remedy in str(raised.value)


def test_many_values_are_refused() -> None:
    many = resolve(BIG, {"data.samples": np.array([10.0, 20.0])})
    with pytest.raises(InputError, match="has many values"):
        break_even(many, resolve(SMALL))


TEXT = """
title = "Camera"
zone = "DEU"
year = 2025
path = []
model = { family = "given", forward = "1 GFLOP/sample" }
data = { samples = 1000, values_per_sample = 100, bits_per_value = 8 }
training = { processor = "nvidia-t4", epochs = 10, split = 0.8 }

[inference]
processor = "esp32-s3"
inferences = "60/h"
lifetime = "3 years"
"""


@pytest.fixture
def camera(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("camera.toml").write_text(TEXT)
    return "camera.toml"


def test_the_command_says_when_it_pays(run: Any, camera: str) -> None:
    smaller = "model.forward=0.1 GFLOP/sample"
    ask = ("break-even", camera, "--set", smaller, "--set", "training.epochs=400", "--draws", "20")
    code, out, err = run(*ask)
    assert (code, err) == (0, "")
    assert "energy: pays from " in out
    assert "bands: 20 draws" in out
    data = json.loads(run(*ask, "--one-off", "5 kWh", "-f", "json").out)
    energy = data["crossings"][0]
    assert energy["quantity"] == "energy"
    assert energy["extra"] > 5 * 3.6e6
    assert energy["inferences"] == pytest.approx(energy["extra"] / energy["saved"])
    assert data["seed"] == 0
    never = run("break-even", camera, "--set", "model.forward=2 GFLOP/sample", "--draws", "20").out
    assert "energy: never: it takes no less at first and no less with every inference" in never


@pytest.mark.parametrize(
    ("arguments", "said", "remedy"),
    [
        (("camera.toml",), "camera.toml has no alternative", "--set"),
        (("camera.toml", "camra.toml"), "camra.toml: no such file", "camera.toml"),
        (("camera.toml", "--set", "zone=XX"), "'XX'", "joulepath catalogue zones"),
        (("camera.toml", "--set", "x"), "'x' is no change", "PATH=VALUE"),
        (
            ("camera.toml", "--set", "zone=FIN", "--one-off", "5 kW"),
            "'5 kW' is no energy, mass, water or money",
            "--one-off '5 kWh'",
        ),
        (
            ("camera.toml", "--set", "zone=FIN", "--one-off", "900 EUR"),
            "'900 EUR' is no energy",
            "needs [cost]",
        ),
        (("camera.toml", "--set", "zone=FIN", "--one-off", "-5 kWh"), "of energy", "0 or more"),
        (("camera.toml", "--set", "zone=FIN", "--draws", "1"), "1 draws", "give 2 to"),
        (("camera.toml", "--set", "zone=FIN", "--seed", "-1"), "-1 is below zero", "0 or more"),
        (
            (
                *("camera.toml", "--set", "zone=USA", "--set", "year=2023"),
                *("--set", "basis=direct"),
            ),
            "unlike bases",
            "basis",
        ),
    ],
)
def test_mistakes_end_with_their_remedy(
    run: Any, camera: str, arguments: tuple[str, ...], said: str, remedy: str
) -> None:
    code, out, err = run("break-even", *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert remedy in err


def test_the_formulas_say_it_with_plain_numbers() -> None:
    # a straight line through (10, 120) and (20, 140): 100 at first and 2 each
    each = formulas.expense_each(least=120.0, most=140.0, few=10.0, many=20.0)
    assert (each, formulas.expense_once(least=120.0, few=10.0, each=each)) == (2.0, 100.0)
    assert formulas.even_inferences(extra=100.0, saved=0.0) == np.inf
    assert formulas.time_of_inferences(inferences=10.0, rate=0.5) == 20.0


def test_unlike_perimeters_are_told() -> None:
    direct = BIG | {"zone": "US-CA", "year": 2023, "basis": "direct"}
    found = weighed(direct, direct | {"zone": "CN-BJ"})
    assert found.notes == (
        "unlike perimeters: US-CA counts production, CN-BJ counts consumption; imports are in one"
        " and not in the other",
    )
    assert not weighed(direct, direct | {"zone": "US-TX"}).notes


@pytest.mark.parametrize(
    ("quantity", "remedy"), [("water", "a site"), ("money", r"\[cost\]"), ("carbon", "a zone")]
)
def test_what_is_added_in_a_quantity_that_nobody_tells_is_refused(
    quantity: str, remedy: str
) -> None:
    placeless = [
        {k: v for k, v in each.items() if k not in ("zone", "year")} for each in (BIG, SMALL)
    ]
    with pytest.raises(InputError, match=f"{quantity} is not told by both scenarios\\n.*{remedy}"):
        weighed(*placeless, one_off={quantity: 1.0})


def test_hardware_of_one_side_alone_is_weighed_and_told() -> None:
    bought = SMALL | {"hardware": BOUGHT}
    found = weighed(BIG, bought)
    assert of(found, "carbon").alternative_once > of(weighed(BIG, SMALL), "carbon").alternative_once
    assert "the making of hardware is counted for the alternative alone" in found.notes
    assert "the making of hardware is counted for the base alone" in weighed(bought, BIG).notes
    assert not any("hardware" in each for each in found.left_out)
    assert not weighed(bought, bought).notes


def test_a_difference_that_is_a_rounding_is_shown_as_none() -> None:
    # The development is the same; its carbon comes from unlike sums.
    examples = Path(__file__).parents[2] / "examples"
    ways = [resolve(examples / name) for name in ("crop-camera-cloud.toml", "crop-camera.toml")]
    for each in break_even(*ways, draws=20).crossings:
        assert each.base_once == pytest.approx(each.alternative_once, rel=1e-12)
        assert each.extra == 0
        assert each.saved > 0
