"""The command schedule."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

GRID = """\
time,DEU [g/kWh],FIN [g/kWh]
2024-05-01T00:00Z,400,90
2024-05-01T01:00Z,300,80
2024-05-01T02:00Z,200,70
2024-05-01T03:00Z,350,60
2024-05-01T04:00Z,250,75
"""
JOB = ("--power", "2kW", "--duration", "2h")


@pytest.fixture
def grid(tmp_path: Path) -> str:
    file = tmp_path / "grid.csv"
    file.write_text(GRID, encoding="utf-8")
    return str(file)


def test_the_best_start_and_place(run: Any, grid: str) -> None:
    found = json.loads(run("schedule", grid, *JOB, "--basis", "direct", "-f", "json").out)
    # 2 kW for 2 hours from the start in DEU, 2:00 to 4:00 in FIN
    assert found["baseline"] == pytest.approx(2 * (400 + 300))
    assert found["shifted"] == pytest.approx(2 * (70 + 60))
    assert found["bound"] == found["shifted"]
    assert [each["zone"] for each in found["choices"]] == ["FIN", "DEU"]
    assert found["choices"][0]["starts"] == ["2024-05-01T02:00Z"]


def test_what_speaks_against_a_place(run: Any, grid: str) -> None:
    options = ("--pue", "FIN=1.5", "--transfer", "FIN=2kWh", "--capacity", "DEU=2kW")
    found = json.loads(run("schedule", grid, *JOB, *options, "-f", "json").out)
    # 1.5 x 2 kW in FIN, and 2 kWh at the 400 g/kWh of DEU at the begin
    carbon = {each["zone"]: each["carbon"] for each in found["choices"]}
    assert carbon["FIN"] == pytest.approx(1.5 * 2 * (70 + 60) + 2 * 400)
    assert carbon["DEU"] == pytest.approx(2 * (300 + 200))
    assert found["bound"] == pytest.approx(1.5 * 2 * (70 + 60))


def test_pauses_and_a_window(run: Any, grid: str) -> None:
    window = ("--from", "2024-05-01T01:00Z", "--by", "2024-05-01T05:00Z", "--interruptible")
    out = run("schedule", grid, *JOB, *window, "--home", "FIN", "--capacity", "FIN=1kW").out
    assert "DEU    2024-05-01T02:00Z, 2024-05-01T04:00Z" in out
    assert "saved: -" in out  # home would be cleaner, but has no room


@pytest.mark.parametrize("form", ["table", "csv", "markdown"])
def test_every_format_names_the_places(run: Any, grid: str, form: str, tmp_path: Path) -> None:
    file = tmp_path / "out.txt"
    run("schedule", grid, *JOB, "-f", form, "-o", str(file))
    text = file.read_text(encoding="utf-8")
    assert "DEU" in text
    assert "FIN" in text


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (("--power", "2", "--duration", "2h"), "'2' has no unit"),
        (("--power", "0kW", "--duration", "2h"), "'0kW' is not above zero"),
        ((*JOB, "--by", "2024-05-01T01:00Z"), "2 h of work in the 1 h"),
        ((*JOB, "--by", "2024-04-01T01:00Z"), "--by: 2024-04-01T01:00Z is before the begin"),
        ((*JOB, "--by", "2024-05-02T01:00Z"), "DEU is known from"),
        ((*JOB, "--pue", "FIN=0.9"), "PUE 0.9 of FIN"),
        ((*JOB, "--pue", "1.2"), "'1.2' names no zone"),
        ((*JOB, "--transfer", "FIN=-1kWh"), "'FIN=-1kWh' is below zero"),
        ((*JOB, "--capacity", "FRA=1kW"), "no zone in the files named 'FRA'"),
        ((*JOB, "--home", "FRA"), "no zone in the files named 'FRA'"),
        ((*JOB, "--basis", "both"), "no basis named 'both'"),
        ((*JOB, "--timezone", "Mars"), "no time zone named 'Mars'"),
        ((*JOB, "--capacity", "FIN=1W", "--capacity", "DEU=1W"), "no place has the 2000 W"),
    ],
)
def test_a_mistake_is_refused(run: Any, grid: str, options: tuple[str, ...], what: str) -> None:
    code, _, err = run("schedule", grid, *options)
    assert code == 2
    assert what in err
    assert "Traceback" not in err


def test_a_zone_may_be_there_once(run: Any, grid: str) -> None:
    assert "two series of 'DEU'" in run("schedule", grid, grid, *JOB).err
