"""The command sensitivity."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from joulepath.analysis.sensitivity import points

EXAMPLES = Path(__file__).parents[2] / "examples"
CAMERA = str(EXAMPLES / "crop-camera.toml")


def test_drivers_as_json(run: Any) -> None:
    data = json.loads(run("sensitivity", CAMERA, "--rows", "512", "-f", "json").out)
    assert (data["output"], data["unit"], data["seed"]) == ("carbon", "g", 0)
    names = [each["name"] for each in data["drivers"]]
    # What all carbon is proportional to, of a year that no release has revised, and the widest
    # band of a stage that matters.
    assert names[:2] == ["zones/DEU.2025", "processors/esp32-s3.power"]
    assert "protocols/http.transmit" in data["unmoved"]
    for driver in data["drivers"]:
        assert driver["low"] < driver["value"] < driver["high"] or driver["low"] == driver["value"]
        assert driver["total"]["low"] <= driver["total"]["value"] <= driver["total"]["high"]
    assert data["p5"] < data["p50"] < data["p95"]


def test_same_seed_same_bytes(run: Any) -> None:
    first, again, other = (
        run("sensitivity", CAMERA, "--rows", "256", "--seed", seed, "-f", "json").out
        for seed in ("7", "7", "8")
    )
    assert first == again != other


def test_a_table_says_what_it_rests_on(run: Any) -> None:
    options = ("sensitivity", CAMERA, "--rows", "256")
    data = json.loads(run(*options, "-f", "json").out)
    moving, all_inputs = len(data["drivers"]), len(data["drivers"]) + len(data["unmoved"])
    said = run(*options, "--top", str(moving - 1)).out
    assert f"1 more input moves it less; --top {moving} shows it" in said
    # two designs and their swaps, 50 walks, draws for the band, both ends of each input
    computed = 256 * (moving + 2) + 50 * (moving + 1) + 256 + 2 * all_inputs + 1
    assert f"{computed} scenarios computed" in said


def test_local_slopes(run: Any) -> None:
    data = json.loads(run("sensitivity", CAMERA, "--local", "--of", "ecal", "-f", "json").out)
    slopes = {each["path"]: each["elasticity"] for each in data["inputs"]}
    # Power of the processor at work enters as a factor of that stage alone.
    assert 0 < slopes["inference.placement.processor.power"] < 1
    assert "intensity" not in slopes
    assert data["method"] == "differences"


def test_local_slopes_by_gradient_are_the_same(run: Any) -> None:
    pytest.importorskip("jax")
    tables = [
        json.loads(run("sensitivity", CAMERA, "--local", *more, "-f", "json").out)["inputs"]
        for more in ((), ("--exact",))
    ]
    found, exact = ({each["path"]: each["elasticity"] for each in table} for table in tables)
    for path in found.keys() & exact.keys():
        if found[path] is not None:
            assert math.isclose(found[path], exact[path], rel_tol=1e-6, abs_tol=1e-7), path


def test_the_picture_is_accessible(run: Any, tmp_path: Path) -> None:
    chart = tmp_path / "drivers.svg"
    run("sensitivity", CAMERA, "--rows", "256", "--chart", str(chart))
    root = ElementTree.parse(chart).getroot()
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert root.findtext(f"{space}title") == "What drives the carbon of Crop camera"
    assert "zones/DEU.2025 explains" in (root.findtext(f"{space}desc") or "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--of", "carbom"), "carbom"),
        (("--of", "water"), "water"),
        (("--of", "model.macs"), "uncertain inputs moves model.macs"),
        (("--rows", "1"), "1 rows"),
        (("--seed", "-1"), "-1 is below zero"),
        (("--design", "halton"), "'halton'"),
        (("--top", "0"), "0 inputs"),
        (("--exact",), "add --local"),
        (("--local", "--chart", "x.svg"), "shows bands, not slopes"),
        (("--chart", "/nowhere/x.svg"), "its folder does not exist"),
        (("--set", "inference.processor=esp33"), "esp33"),
        (("--set", "zone=DEX"), "DEX"),
    ],
)
def test_mistakes_are_said_with_a_remedy(run: Any, arguments: tuple[str, ...], said: str) -> None:
    found = run("sensitivity", CAMERA, *arguments)
    assert found.code == 2
    assert said in found.err
    assert "Traceback" not in found.err


def test_screening_ranks_by_the_size_of_elementary_effects(run: Any) -> None:
    options = ("sensitivity", CAMERA, "--rows", "64")
    effects = {
        each["name"]: each["effect"]["mean_absolute"]
        for each in json.loads(run(*options, "-f", "json").out)["drivers"]
    }
    ranked = sorted(effects, key=lambda name: -effects[name])
    table, said = run(*options, "--screening", "--top", "3").out.split("\n\n")
    assert [line.split()[0] for line in table.splitlines()[2:]] == ranked[:3]
    assert "elementary effects after Morris" in said
    assert "3 more" not in said.partition("no effect")[0]


def test_the_design_is_told_and_the_best_that_can_be_made(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = ("sensitivity", CAMERA, "--rows", "64", "--seed", "3", "-f", "json")
    monkeypatch.setattr(points, "find_spec", lambda _: None)
    even = json.loads(run(*options).out)
    assert even["design"] == "latin-hypercube"
    assert even == json.loads(run(*options, "--design", "latin-hypercube").out)
    assert json.loads(run(*options, "--design", "random").out)["drivers"] != even["drivers"]
    monkeypatch.undo()
    pytest.importorskip("scipy")
    assert json.loads(run(*options).out)["design"] == "sobol"


@pytest.mark.parametrize("design", ["random", "latin-hypercube"])
def test_points_fill_the_cube(design: points.Design) -> None:
    found = points.points(500, 3, 1, design)
    assert found.shape == (500, 3)
    assert ((found >= 0) & (found < 1)).all()
    # the mean of a uniform number is 1/2, of 500 independent ones within 5 standard errors
    assert np.allclose(found.mean(axis=0), 0.5, atol=5 / math.sqrt(12 * 500))
    strata = [len(set((column * 500).astype(int).tolist())) for column in found.T]
    assert (strata == [500] * 3) == (design == "latin-hypercube")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--local", "--rows", "99"), "--rows: is of draws, and --local makes none"),
        (("--local", "--seed", "0"), "--seed: is of draws"),
        (("--local", "--design", "sobol"), "--design: is of draws"),
        (("--local", "--screening"), "--screening: is of draws"),
        (("--rows", "63"), "63 rows say little"),
        (("--rows", "100000000"), "100,000,000 rows of 37 inputs do not fit in memory"),
        (("--chart", "drivers.png"), "drivers.png: pictures are SVG"),
        (("--design", "sobl"), "did you mean 'sobol'"),
    ],
)
def test_options_that_would_mean_nothing(run: Any, options: tuple[str, ...], said: str) -> None:
    found = run("sensitivity", CAMERA, *options)
    assert found.code == 2
    assert said in found.err


def test_a_picture_is_not_written_over(run: Any, tmp_path: Path) -> None:
    chart = tmp_path / "drivers.svg"
    chart.write_text("mine")
    options = ("sensitivity", CAMERA, "--rows", "64", "--chart", str(chart))
    assert "exists already" in run(*options).err
    assert chart.read_text() == "mine"
    assert run(*options, "--force").code == 0
    assert chart.read_text().startswith("<svg")
