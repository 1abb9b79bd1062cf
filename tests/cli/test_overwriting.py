"""What a command reads is never written over by it."""

from __future__ import annotations

from inspect import signature
from pathlib import Path
from typing import Any

import pytest

from joulepath.cli import COMMANDS
from joulepath.cli.app import application

SERIES = "time,DEU [g/kWh]\n2025-06-02T00:00Z,400\n2025-06-02T01:00Z,378\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("estimate", "FILE", "-o", "FILE"),
        ("estimate", "FILE", "--output=./FILE"),
        ("estimate", "FILE", "-oFILE"),
        ("sensitivity", "FILE", "--rows", "64", "-o", "FILE"),
        ("schedule", "FILE", "--power", "1kW", "--duration", "1h", "-o", "FILE"),
        ("export", "FILE", "--to", "sci", "-o", "FILE"),
        ("export", "other.json", "--to", "sci", "--measured", "training.energy=FILE", "-o", "FILE"),
        ("import", "FILE", "-o", "FILE"),
        ("diff", "FILE", "other.json", "-o", "FILE"),
        ("fleet", "FILE", "-o", "FILE"),
        ("amortise", "FILE", "--chart", "FILE", "--force"),
    ],
)
def test_an_input_is_not_written_over(run: Any, bridge: str, arguments: tuple[str, ...]) -> None:
    text = Path(bridge).read_text()
    found = run(*(each.replace("FILE", bridge) for each in arguments))
    assert found.code == 2
    assert "is read by the same command" in found.err
    assert Path(bridge).read_text() == text


def test_two_pictures_have_two_files(run: Any, bridge: str) -> None:
    found = run("estimate", bridge, "--chart", "a.svg", "--sankey", "./a.svg")
    assert found.code == 2
    assert "--sankey ./a.svg: is written by the same command already" in found.err
    assert not Path("a.svg").exists()


def test_other_files_are_written(run: Any, bridge: str) -> None:
    Path("series.csv").write_text(SERIES)
    ask = ("schedule", "series.csv", "--power", "1kW", "--duration", "1h", "--basis", "direct")
    assert run(*ask, "-o", "found.json").code == 0
    assert run("estimate", bridge, "-o", "new.json", "--chart", "new.svg").code == 0
    assert Path("series.csv").read_text() == SERIES


DRAWING = {
    "estimate": ("bridge.toml", "--chart"),
    "sankey": ("bridge.toml", "--sankey"),
    "sensitivity": ("bridge.toml", "--chart"),
    "amortise": ("bridge.toml", "--chart"),
    "sweep": ("bridge.toml", "--vary", "zone=DEU,FIN", "--chart"),
    "optimise": ("bridge.toml", "--choose", "zone=DEU,FIN", "--minimise", "carbon", "--chart"),
    "break-even": ("bridge.toml", "--set", "training.epochs=2", "--chart"),
    "retrain": ("bridge.toml", "--chart"),
    "offload": ("bridge.toml", "--vary", "inference.utilisation=0.1..1:lin3", "--chart"),
    "workload": ("model.onnx", "--svg"),
    "validate": ("mlperf-tiny", "--svg"),
}


def test_all_that_draws_is_held_to_it() -> None:
    drawing = {
        name
        for name in COMMANDS
        for parameter in signature(application([name]).registered_commands[0].callback).parameters
        if parameter in ("chart", "sankey", "svg")
    }
    assert drawing == {"estimate" if name == "sankey" else name for name in DRAWING}


@pytest.mark.parametrize("name", DRAWING)
def test_pictures_are_svg_and_are_called_so(run: Any, bridge: str, name: str) -> None:
    found = run("estimate" if name == "sankey" else name, *DRAWING[name], "x.png")
    assert (found.code, found.out) == (2, "")
    assert "pictures are SVG" in found.err
    assert not Path("x.png").exists()
