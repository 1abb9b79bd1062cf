"""AI at the scale of a data centre: published figures that can be computed, and plans."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath.catalogue import load
from joulepath.formulas import carbon, compute, datacentre, facility, gains
from joulepath.lifecycle.datacentre import chain_of
from joulepath.records.datacentre import Gain

KWH = 3.6e6
TONNE = 1e6

CHAIN = (
    Gain("caching on the platform", 6.7, 1.0),
    Gain("accelerator", 10.1, 1.0),
    Gain("half precision", 2.4, 1.0),
    Gain("fused operators", 5.0, 1.0),
)


# origin: Wu et al. 2022 (arXiv 2111.00364), translation model: the four steps are printed, their
# product as "> 800x" and "810x", rounded to two digits; the last two as "12x"
def test_the_chain_of_optimisations_of_a_translation_model() -> None:
    assert chain_of(CHAIN) == pytest.approx(810, rel=0.01)
    assert chain_of(CHAIN[2:]) == pytest.approx(12)


@given(st.floats(1.0, 1e6), st.floats(0.01, 0.99))
def test_a_gain_never_exceeds_what_the_rest_of_the_work_allows(gain: float, share: float) -> None:
    found = chain_of((Gain("", gain, share),))
    assert 1 - 1e-12 <= found <= 1 / (1 - share) * (1 + 1e-12)


# origin: Wu et al. 2022, figure 8: optimisation saves 20 % each half year, and over two years with
# growth the net is -28.5 % (the body's figure; section VI has 25.8 %); growth of 1.75 times in all
# follows from the two
def test_two_years_of_optimisation_and_growth() -> None:
    growth = (0.715 / 0.8**4) ** 0.25 - 1
    energy = 1.0
    for _ in range(4):
        energy = gains.next_load(energy=energy, growth=growth, cut=0.2)
    assert energy == pytest.approx(1 - 0.285, abs=1e-9)
    assert (1 + growth) ** 4 == pytest.approx(1.75, abs=0.005)
    alone = 1.0
    for _ in range(4):
        alone = gains.next_load(energy=alone, growth=0.0, cut=0.2)
    assert 1 - alone == pytest.approx(0.590, abs=5e-4)


# origin: by definition: a rebound of one takes the whole saving back
@given(st.floats(0.0, 0.9), st.floats(-0.5, 2.0))
def test_full_rebound_leaves_growth_alone(cut: float, growth: float) -> None:
    grown = gains.rebound_growth(growth=growth, cut=cut, rebound=1.0)
    after = gains.next_load(energy=1.0, growth=grown, cut=cut)
    assert after == pytest.approx(1 + growth)


# origin: Wu et al. 2022: a device draws 3 W and its router 7.5 W; 60 s of computing, 20 s
# down and 10 s up are 180 J and 225 J by hand
def test_a_client_of_federated_learning() -> None:
    found = datacentre.client_energy(
        compute=60.0, download=20.0, upload=10.0, device=3.0, router=7.5
    )
    assert found == pytest.approx(405.0)


# origin: Patterson et al. 2021: hours, watts and PUE as in the validation table of this package;
# intensities in kg/kWh as the database of MLCarbon transcribes them, that of Meena recalled and not
# checked; energy in MWh and t of CO2e as published. Within 1 %, which is what two or three printed
# digits of days and watts allow; GShard's 4.3 t are rounded to two digits themselves.
PATTERSON = [
    ("T5", 245_760, 310, 1.12, 0.545, 85.7, 46.7, 0.01),
    ("Meena", 737_280, 289, 1.09, 0.415, 232, 96.4, 0.01),
    ("GShard", 76_185.6, 288, 1.09, 0.177, 24.1, 4.3, 0.017),
    ("Switch", 663_552, 245, 1.10, 0.330, 179, 59.1, 0.01),
    ("GPT-3", 3_552_000, 330, 1.10, 0.429, 1287, 552.1, 0.01),
]


@pytest.mark.parametrize("row", PATTERSON, ids=lambda row: row[0])
def test_training_of_published_models(row: Any) -> None:
    _, hours, watts, pue, intensity, energy, emitted, within = row
    drawn = compute.energy_at_power(time=hours * 3600.0, power=watts)
    whole = facility.building_energy(equipment=drawn, overhead=pue)
    assert whole / KWH / 1e3 == pytest.approx(energy, rel=0.01)
    found = carbon.operational_carbon(energy=whole, intensity=intensity * 1e3 / KWH)
    assert found / TONNE == pytest.approx(emitted, rel=within)


# origin: Touvron et al. 2023 (LLaMA), recalled and not checked against the paper: hours of A100 of
# 400 W, PUE 1.1, 0.385 kg/kWh; carbon as printed, in whole tonnes
@pytest.mark.parametrize(
    ("hours", "emitted"), [(82_432, 14), (135_168, 23), (530_432, 90), (1_022_362, 173)]
)
def test_training_of_llama(hours: float, emitted: float) -> None:
    drawn = compute.energy_at_power(time=hours * 3600.0, power=400.0)
    whole = facility.building_energy(equipment=drawn, overhead=1.1)
    found = carbon.operational_carbon(energy=whole, intensity=0.385e3 / KWH)
    assert found / TONNE == pytest.approx(emitted, abs=0.5)


# origin: Wu et al. 2022: their six models emit 1.8 times Meena's training and a third of GPT-3's
# (0.3 printed); the two statements agree on the tonnes of Patterson et al.
def test_two_statements_on_the_mean_of_six_models_agree() -> None:
    share = datacentre.carbon_part(part=1.8 * 96.4 * TONNE, whole=552.1 * TONNE)
    assert share == pytest.approx(0.3, abs=0.05)


# origin: Wu et al. 2022, figure 9, prints that going to 80 % utilisation divides carbon by 3. From
# 30 %, at the low end of what they print, no machine on a straight line from rest to full use does
# better than 0.8 / 0.3 = 2.67; the figure is listed as a contradiction and not reproduced
@given(st.floats(0.0, 1.0))
def test_gathering_work_saves_less_than_figure_9_says(idle: float) -> None:
    before = datacentre.proportional_power(idle=idle, peak=1.0, utilisation=0.3)
    after = datacentre.proportional_power(idle=idle, peak=1.0, utilisation=0.8)
    time = gains.consolidated_time(time=1.0, before=0.3, after=0.8)
    gain = before / (after * time)
    assert 1 - 1e-12 <= gain <= 0.8 / 0.3 + 1e-12


# origin: Wu et al. 2022: power of figure 3a; energy of RM1; carbon of the translation model; "about
# equal" for recommendation models
@pytest.mark.parametrize(
    ("name", "shares"),
    [
        ("meta-power-2021", {"experimentation": 0.10, "training": 0.20, "inference": 0.70}),
        ("recommendation-energy-2021", {"data": 0.31, "training": 0.29, "inference": 0.40}),
        ("translation-carbon-2021", {"training": 0.35, "inference": 0.65}),
        ("recommendation-carbon-2021", {"training": 0.50, "inference": 0.50}),
    ],
)
def test_priors_are_as_published_and_make_a_whole(name: str, shares: dict[str, float]) -> None:
    figures = load().entry("phase-priors", name).figures
    found = {phase: figure.value for phase, figure in figures.items() if figure.value}
    assert found == pytest.approx(shares)
    assert sum(found.values()) == pytest.approx(1)


PLAN = """\
title = "Translation"
intensity = "429 g/kWh"
pue = 1.1
time = "1 year"
inferences = 1e9

[[phases]]
name = "training"
machines = 64
time = "3 days"
power = "400 W"
experiments = "150 %"
repetition = { every = "1 week", part = 0.5 }
gains = [{ name = "half precision", factor = 2 }]
hardware = { embodied = "250 kg", life = "4 years", utilisation = "50 %" }

[[phases]]
name = "inference"
energy = "100 MWh"
power = "300 W"

[clients]
clients = 1000
compute = "60 s"
download = "20 s"
upload = "10 s"

[building]
embodied = "1000 t"
life = "20 years"
share = "1 %"

[growth]
periods = 2
growth = "10 %"
cut = "20 %"
"""


def planned(run: Any, folder: Path, text: str = PLAN) -> Any:
    file = folder / "plan.toml"
    file.write_text(text)
    return run("datacentre", str(file), "-f", "json")


def test_a_plan_is_computed_phase_by_phase(run: Any, tmp_path: Path) -> None:
    found = json.loads(planned(run, tmp_path).out)
    training, inference = found["result"]["phases"]
    # origin: by hand: 64 x 3 days / 2, with 1.5 runs of experiments and 365.25 / 7 halves of a run
    runs = 1 + 1.5 + 0.5 * 365.25 / 7
    time = 64 * 3 * 86_400 / 2 * runs
    assert training["machine_time"] == pytest.approx(time)
    assert training["energy"] == pytest.approx(time * 400 * 1.1)
    assert training["making"] == pytest.approx(250e3 * time / (4 * 365.25 * 86_400 * 0.5))
    assert inference["energy"] == pytest.approx(100e3 * KWH * 1.1)
    assert inference["making"] is None
    whole = found["result"]
    assert whole["clients"] == pytest.approx(405e3)
    assert whole["building"] == pytest.approx(1e9 / 20 * 0.01)
    assert whole["energy"] == pytest.approx(training["energy"] + inference["energy"] + 405e3)
    assert whole["carbon"] == pytest.approx(whole["operation"] + whole["making"])
    assert whole["per_inference"] == pytest.approx(whole["carbon"] / 1e9)
    assert whole["later_change"] == pytest.approx([0.88, 0.88**2])


BUDGET = """\
zone = "USA"
year = 2024
pue = 1.1
time = "1 year"
budget = "20 GWh"
prior = "meta-power-2021"

[[phases]]
name = "experimentation"
power = "6 kW"

[[phases]]
name = "training"
power = "6 kW"
hardware = { device = "server-8-gpu-h100", utilisation = "40 %" }

[[phases]]
name = "inference"
power = "1 kW"
idle_power = "500 W"
utilisation = "30 %"
utilisation_after = "60 %"
"""


def test_a_prior_splits_a_budget_and_says_that_it_is_one(run: Any, tmp_path: Path) -> None:
    found = json.loads(planned(run, tmp_path, BUDGET).out)
    tried, trained, used = found["result"]["phases"]
    assert tried["energy"] == pytest.approx(0.1 * 20e6 * KWH * 1.1)
    assert trained["energy"] == pytest.approx(0.2 * 20e6 * KWH * 1.1)
    # origin: by hand: 650 W at 30 % became 800 W at 60 %, in half of the machine time
    assert used["energy"] == pytest.approx(0.7 * 20e6 * KWH * 1.1 * (800 / 650) / 2)
    assert trained["making_low"] < trained["making"] < trained["making_high"]
    assert sum("a prior (meta-power-2021)" in said for said in found["assumptions"]) == 3
    (tmp_path / "plan.toml").write_text(BUDGET)
    shown = run("datacentre", str(tmp_path / "plan.toml"))
    assert shown.code == 0
    assert "not a measurement" in " ".join(shown.out.split())


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('"training"', '"trainning"', "trainning"),
        ("pue = 1.1", "pue = 0.8", "out of range"),
        ('intensity = "429 g/kWh"', "", "zone"),
        ('intensity = "429 g/kWh"', 'zone = "GER"', "no zone named 'GER'"),
        ('intensity = "429 g/kWh"', 'zone = "US-CA"', 'say basis = "direct"'),
        ('intensity = "429 g/kWh"', 'intensity = "429 g/kWh"\nyear = 2024', "beside an intensity"),
        ("machines = 64\n", "", "time without machines"),
        ('energy = "100 MWh"', "", "no machines, no energy"),
        ("experiments", "experimants", "did you mean 'experiments'"),
        ('"50 %" }', '"50 %", device = "server-8-gpu-h100" }', "both of device and embodied"),
        ("factor = 2", "factor = -2", "out of range"),
        ('name = "inference"', 'name = "training"', "twice"),
        ("periods = 2", "periods = 2.5", "whole"),
        ('pue = 1.1', 'pue = 1.1\nprior = "meta-power-2022"', "meta-power-2021"),
        ('time = "3 days"', 'time = "3 kWh"', "kWh"),
        ('time = "3 days"', 'time = "3 years"', "training takes longer than the time"),
        ('power = "300 W"', 'power = "300 W"\nutilisation = "30 %"', "without idle_power"),
    ],
)  # fmt: skip
def test_mistakes_say_what_to_do(
    run: Any, tmp_path: Path, before: str, after: str, said: str
) -> None:
    assert before in PLAN
    code, out, err = planned(run, tmp_path, PLAN.replace(before, after, 1))
    assert (code, out) == (2, "")
    assert said in err


def test_what_was_assumed_of_a_plan_is_said(run: Any, tmp_path: Path) -> None:
    text = BUDGET.replace("year = 2024", "year = 1999").replace('"USA"', '"US-CA"')
    text = text.replace("pue", 'basis = "direct"\npue').replace('time = "1 year"', "time = 1e7")
    answer = planned(run, tmp_path, text)
    assert "no intensity of US-CA for 1999" in answer.err
    found = json.loads(answer.out)
    assert found["place"].startswith("US-CA 2")
    said = "; ".join(found["assumptions"])
    assert "time: 1e+07 has no unit: taken as seconds" in said
    assert "no intensity of US-CA for 1999" in said
    assert "is direct" in said


def test_a_phase_without_a_share_in_the_prior_is_refused(run: Any, tmp_path: Path) -> None:
    code, _, err = planned(run, tmp_path, BUDGET.replace('"experimentation"', '"storage"'))
    assert code == 2
    assert "has no share of storage" in err
