"""The command optimise."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from joulepath.report.charts.pareto import Point, pareto_chart

COST = """
[cost]
currency = "EUR"
year = 2025
electricity = "0.3 EUR/kWh"
time = "5 years"
"""
CHOICE = ("--choose", "training.epochs=5..20", "--choose", "zone=DEU,FRA,FIN")


@pytest.fixture
def search(bridge: str, run: Any) -> Any:
    """Run the command on a scenario with prices in the current folder."""
    with Path(bridge).open("a") as file:
        file.write(COST)
    return lambda *arguments: run("optimise", bridge, *arguments)


def test_the_best_choice_beside_the_scenario(search: Any) -> None:
    code, out, err = search(*CHOICE, "--minimise", "carbon")
    assert (code, err) == (0, "")
    assert re.search(r"training\.epochs +10 +5", out)
    assert "searched: 48 of 48 candidates (all candidates); none is better" in out
    assert "Levers: what each change alone saves of carbon" in out
    assert "Pareto" not in out
    assert "seed" not in out


def test_plain_data_holds_it_all(search: Any) -> None:
    found = json.loads(
        search(*CHOICE, "--minimise", "carbon", "--minimise", "cost", "-f", "json")[1]
    )
    assert found["currency"] == "EUR"
    assert found["units"]["carbon"] == "g"
    assert found["best"]["choice"] == {
        "training.epochs": 5,
        "zone": found["best"]["choice"]["zone"],
    }
    assert found["base"]["goals"]["cost"] == found["base"]["values"]["cost"]
    assert [lever["key"] for lever in found["levers"]] == ["zone", "training.epochs"]
    assert found["tried"] == found["candidates"] == 48
    assert found["seed"] is None


def test_every_point_of_the_front_as_a_row(search: Any) -> None:
    out = search(*CHOICE, "--minimise", "carbon", "--minimise", "cost", "-f", "csv")[1]
    rows = list(csv.DictReader(io.StringIO(out)))
    assert rows[0]["point"] == "as it stands"
    assert float(rows[1]["carbon [g]"]) < float(rows[0]["carbon [g]"])
    assert set(rows[0]) >= {"cost [EUR]", "energy [J]", "zone", "training.epochs"}


def test_markdown_and_files(search: Any) -> None:
    code, out, _ = search(*CHOICE, "--minimise", "carbon", "-o", "best.md")
    assert (code, out) == (0, "")
    assert "| training.epochs |" in Path("best.md").read_text()
    code, _, err = search(*CHOICE, "--minimise", "carbon", "-o", "best.md")
    assert code == 2
    assert "best.md: exists already\n  name another file, or --force" in err
    assert search(*CHOICE, "--minimise", "carbon", "-o", "best.md", "--force")[0] == 0


def test_a_picture_that_can_be_read_without_being_seen(search: Any) -> None:
    goals = ("--minimise", "latency", "--minimise", "carbon", "--choose", "path=[[]]")
    assert search("--choose", "inference.processor=esp32-s3,nrf52840,rp2040", *goals,
               "--chart", "front.svg")[0] == 0  # fmt: skip
    picture = ET.fromstring(Path("front.svg").read_text())
    space = "{http://www.w3.org/2000/svg}"
    assert picture.attrib["role"] == "img"
    title, said = (picture.find(f"{space}{name}") for name in ("title", "desc"))
    assert title is not None
    assert title.text == "Bridge sensor: latency and carbon"
    assert said is not None
    assert "that none beats" in (said.text or "")
    points = list(picture.iter(f"{space}circle"))
    assert points
    assert all(mark.find(f"{space}title") is not None for mark in points)
    code, _, err = search(*CHOICE, "--minimise", "carbon", "--chart", "one.svg")
    assert code == 2
    assert "--chart: one goal has no trade-off to draw" in err


def test_a_picture_escapes_what_users_write() -> None:
    points = [Point(1.0, 2.0, "a < b & c", '"x"'), Point(2000.0, 1.0)]
    text = pareto_chart(points, None, ("<x>", "y"), title="A & B", description="<said>")
    assert ET.fromstring(text).attrib["role"] == "img"


def test_names_in_a_picture_do_not_cover_each_other() -> None:
    points = [Point(1.0 + i / 100, 2.0 - i / 100, f"point number {i}") for i in range(6)]
    text = pareto_chart(points, None, ("x", "y"), title="t", description="d")
    lines = [float(y) for y in re.findall(r'class="halo" x="[^"]+" y="([^"]+)"', text)]
    assert len(lines) == 6
    ordered = sorted(lines)
    assert all(b - a >= 19.9 for a, b in itertools.pairwise(ordered))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--choose", "zone"), "--choose: 'zone' is no choice\n  write KEY=SPEC"),
        (("--choose", "=a"), "'=a' is no choice"),
        (("--choose", "zone=DEU,FRA"), "--minimise: nothing is minimised"),
        (("--minimise", "carbon"), "--choose: nothing may be chosen"),
        ((*CHOICE, "--minimise", "carbon", "--subject-to", "carbon<1 ug"), "none of 48 candidates"),
        ((*CHOICE, "--minimise", "cost", "--subject-to", "cost<1 USD"), "beside prices in EUR"),
    ],
)
def test_mistakes_are_told_with_a_remedy(
    search: Any, arguments: tuple[str, ...], said: str
) -> None:
    code, out, err = search(*arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_unlike_perimeters_are_told(search: Any) -> None:
    direct = ("--set", "zone=US-TX", "--set", "basis=direct", "--set", "year=2023")
    found = search("--choose", "zone=CN-BJ,CN-SH", "--minimise", "carbon", *direct)
    assert found.code == 0
    assert "warning: unlike perimeters:" in found.out
    form = ("--minimise", "carbon", "--format", "json")
    notes = json.loads(search("--choose", "zone=CN-BJ,CN-SH", *direct, *form).out)["notes"]
    assert [note.partition(":")[0] for note in notes] == ["unlike perimeters"]
    alike = search("--choose", "zone=US-CA,US-NY", "--minimise", "carbon", *direct)
    assert "perimeters" not in alike.out
