"""Pictures: what is promised for all is tested for all."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

import joulepath
from joulepath.errors import InputError
from joulepath.report import charts
from joulepath.report.charts.amortisation import AmortisationCurve, amortisation_chart
from joulepath.report.charts.axes import Scale
from joulepath.report.charts.bands import BandedBar, bands_chart
from joulepath.report.charts.canvas import SERIES, picture
from joulepath.report.charts.crossover import crossover_chart
from joulepath.report.charts.intervals import IntervalCost, intervals_chart
from joulepath.report.charts.pareto import Point, pareto_chart
from joulepath.report.charts.payback import Payback, payback_chart
from joulepath.report.charts.regions import regions_chart
from joulepath.report.charts.sankey import Flow, sankey_chart
from joulepath.report.charts.sweep import line_chart, map_chart
from joulepath.report.charts.tornado import Bar, tornado_chart
from joulepath.report.lifecycle_chart import flow_chart, stages_chart

EXAMPLES = Path(__file__).parents[2] / "examples"
SVG = "{http://www.w3.org/2000/svg}"
SAID = {"title": "Cost & <benefit>", "description": "What a reader should know: 5 < 6 & more."}


def joules(value: float) -> str:
    return f"{value:g} J"


BARS = [BandedBar("radio & more", 2.0, 1.0, 4.0), BandedBar("nothing", 0.0, 0.0, 0.0)]
DRIVERS = [Bar("device.current", 1.0, 3.0, 0.6, 0.7, 0.5, 0.9), Bar("b", 2.0, 2.0, 0, 0, 0, 0)]
WHOLE = Flow("all", 5.0, (Flow("use", 4.0, (Flow("radio", 4.0),)), Flow("made", 1.0)))
CURVE = AmortisationCurve(
    inferences=[1.0, 10.0, 100.0],
    ecal=[11.0, 2.0, 1.1],
    development=[10.0, 1.0, 0.1],
    inference=[1.0, 1.0, 1.0],
    lowest=[11.0, 1.1, 0.11],
    band=[(9.0, 13.0), (1.5, 2.5), (1.0, 1.3)],
    even=10.0,
)
STEPS = Scale("epochs", [1.0, 2.0, 3.0])
NAMES = Scale("device", ["esp32", "rp2040"])
CELLS = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
CHARTS: dict[str, Callable[[], str]] = {
    "bands": lambda: bands_chart(BARS, joules, **SAID),
    "tornado": lambda: tornado_chart(DRIVERS, 2.0, joules, **SAID),
    "sankey": lambda: sankey_chart(WHOLE, joules, **SAID),
    "pareto": lambda: pareto_chart(
        [Point(1.0, 5.0, "least"), Point(3.0, 2.0)], Point(4.0, 6.0), ("energy, J", "g"), **SAID
    ),
    "amortisation": lambda: amortisation_chart(CURVE, **SAID),
    "crossover": lambda: crossover_chart(
        STEPS,
        {"here & now": [1.0, 2.0, 3.0], "there": [3.0, float("nan"), 1.0]},
        ["here & now", None, "there"],
        {"2.2": 2.2},
        value="energy, J",
        **SAID,
    ),
    "crossover, names": lambda: crossover_chart(
        NAMES, {"here": [1.0, 2.0], "there": [3.0, 1.0]}, ["here", "there"], {}, value="J", **SAID
    ),
    "regions": lambda: regions_chart(
        STEPS,
        NAMES,
        [["here & now", "there", "there"], ["there", None, "there"]],
        [["a < b", "b", "c"], ["d", "e", "f"]],
        names=["here & now", "there"],
        **SAID,
    ),
    "payback": lambda: payback_chart(
        [
            Payback(
                "energy: pays",
                "energy, J",
                [1.0, 9.0],
                [0.0, 8.0],
                [3.0, 4.0],
                4.0,
                (2.0, float("inf")),
                8.0,
            ),
            Payback("carbon: never", "carbon, g", [1.0, 9.0], [0.0, 0.0], [0.0, 0.0]),
        ],
        ("base & co", "other"),
        **SAID,
    ),
    "intervals": lambda: intervals_chart(
        [
            IntervalCost(
                "energy: best",
                "J a year",
                [1e5, 1e6, 1e7],
                [9.0, 2.0, 9.0],
                [8.9, 1.0, 0.1],
                [0.1, 1.0, 8.9],
                1e6,
                (5e5, float("inf")),
            ),
            IntervalCost(
                "money: never", "EUR a year", [1e5, 1e7], [9.0, 2.0], [8.0, 1.0], [1.0, 1.0]
            ),
        ],
        **SAID,
    ),
    "sweep, lines": lambda: line_chart(STEPS, {"a": [1.0, 2.0, 3.0]}, value="J", **SAID),
    "sweep, map": lambda: map_chart(STEPS, NAMES, CELLS, value="J", **SAID),
}


def test_every_chart_is_looked_at() -> None:
    folder = Path(charts.__file__).parent
    modules = {file.stem for file in folder.glob("*.py")} - {"__init__", "axes", "canvas"}
    assert modules == {name.partition(",")[0] for name in CHARTS}


@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS)
def test_a_picture_says_what_it_shows(draw: Callable[[], str]) -> None:
    root = ElementTree.fromstring(draw())
    assert root.get("role") == "img"
    named = {each.get("id"): each.text for each in root if each.get("id")}
    assert [named[key] for key in (root.get("aria-labelledby") or "").split()] == [*SAID.values()]
    assert SAID["title"] in [each.text for each in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS)
def test_a_picture_stays_in_its_frame(draw: Callable[[], str]) -> None:
    root = ElementTree.fromstring(draw())
    width, height = (float(each) for each in (root.get("viewBox") or "").split()[2:])
    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(text.get("x", 0)) <= width
        assert 0 <= float(text.get("y", 0)) <= height
    assert not re.search(r"\b(nan|inf)\b", draw())


def contrast(one: str, other: str) -> float:
    """Contrast of two colours as WCAG 2.1 has it."""

    def luminance(colour: str) -> float:
        digits = colour if len(colour) == 6 else "".join(2 * digit for digit in colour)
        parts = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
        red, green, blue = (
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS)
def test_words_can_be_read_in_light_and_dark(draw: Callable[[], str]) -> None:
    style = ElementTree.fromstring(draw()).findtext(f"{SVG}style") or ""
    schemes = [dict(re.findall(r"--(\w+):#(\w+)", part)) for part in style.split("@media")]
    assert len(schemes) == 2
    for scheme in schemes:
        # 4.5 to 1 is the least for text of ordinary size (WCAG 2.1, level AA).
        assert contrast(scheme["paper"], scheme["ink"]) >= 4.5
        assert contrast(scheme["paper"], scheme["far"]) >= 4.5


@pytest.mark.parametrize("name", ["crossover", "payback", "intervals"])
def test_curves_stand_out_and_differ_by_more_than_colour(name: str) -> None:
    root = ElementTree.fromstring(CHARTS[name]())
    style = root.findtext(f"{SVG}style") or ""
    for part in style.split("@media"):
        scheme = dict(re.findall(r"--(\w+):#(\w+)", part))
        # 3 to 1 is the least for parts of pictures (WCAG 2.1, level AA).
        assert all(contrast(scheme["paper"], scheme[f"s{at}"]) >= 3 for at in range(SERIES))
    drawn = [each for each in root.iter(f"{SVG}polyline") if "curve" in (each.get("class") or "")]
    kinds = {(each.get("class"), each.get("stroke-dasharray")) for each in drawn}
    assert len(kinds) == len({dashes for _, dashes in kinds}) >= 2


def test_areas_differ_by_pattern_and_say_their_names() -> None:
    root = ElementTree.fromstring(CHARTS["regions"]())
    patterns = [each[0].get("d") for each in root.iter(f"{SVG}pattern")]
    assert len(patterns) == len(set(patterns)) == 2
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert {"here & now", "there", "none is allowed"} <= set(words)
    notes = [each.text for each in root.iter(f"{SVG}title")]
    assert notes[1:] == ["a < b", "b", "c", "d", "e", "f"]


@pytest.mark.parametrize("name", ["crop-camera", "pump-nb-iot"])
def test_a_life_is_drawn_whole(name: str) -> None:
    result = joulepath.estimate(EXAMPLES / f"{name}.toml", draws=100)
    stages = ElementTree.fromstring(stages_chart(result))
    words = [text.text for text in stages.iter(f"{SVG}text")]
    assert "whole life" in words
    assert "inference: model" in words
    flow = ElementTree.fromstring(flow_chart(result))
    assert any((text.text or "").startswith("use: ") for text in flow.iter(f"{SVG}text"))


def test_what_cannot_be_drawn_is_refused() -> None:
    camera = EXAMPLES / "crop-camera.toml"
    with pytest.raises(InputError, match="there are no draws"):
        stages_chart(joulepath.estimate(camera, draws=0))
    several: Any = {"training.epochs": np.array([10.0, 20.0])}
    with pytest.raises(InputError, match="2 scenarios"):
        flow_chart(joulepath.estimate(camera, several, draws=0))


@pytest.mark.parametrize("letters", [5, 60, 75, 100, 400])
def test_a_long_title_stays_in_its_frame(letters: int) -> None:
    title = ("A field camera and its server " * 20)[:letters].strip()
    root = ElementTree.fromstring(picture(640, 100, title, "said", []))
    head = next(each for each in root.iter(f"{SVG}text") if each.get("class") == "head")
    size = float((head.get("style") or "font-size:18px").removeprefix("font-size:")[:-2])
    shown = head.text or ""
    assert len(shown) * size * 0.55 <= 640 - 24  # bold letters are 0.55 of their height wide
    assert 12 <= size <= 18
    assert shown == title or (shown.endswith("…") and title.startswith(shown[:-1]))
    assert root.findtext(f"{SVG}title") == title
