"""Which division wins where, over one axis and two."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from joulepath.analysis.offload import winners
from joulepath.analysis.offload_map import DivisionMap, offload_map
from joulepath.cli import app
from joulepath.errors import InputError
from joulepath.report.offload_chart import division_data, division_lines, division_table
from joulepath.scenario.offload import DEVICE, SERVER, resolve_offload
from joulepath.scenario.reading import load_scenario

from .test_offload import CAMERA

EXAMPLE = str(Path(__file__).parents[2] / "examples" / "field-camera.toml")
SVG = "{http://www.w3.org/2000/svg}"
RATE = "path.0.link.transmit_rate"
FIELDS = {"energy": 1, "device": 0, "latency": 2}
"""Where `joulepath.analysis.offload.winners` has what a map weighs."""


def mapped(vary: dict[str, Any], measure: str = "energy", **changes: Any) -> DivisionMap:
    return offload_map(lambda more: load_scenario(CAMERA, changes | more), vary, measure)


def best_of_all(changes: dict[str, Any], measure: str) -> tuple[str, float]:
    """Winner among every division, and what it comes to."""
    winner = winners(resolve_offload(load_scenario(CAMERA, changes)))[FIELDS[measure]]
    return winner.name, winner.value


@pytest.mark.parametrize("measure", FIELDS)
def test_the_winner_at_every_point_is_that_of_all_divisions(measure: str) -> None:
    rates, shares = "20 kbit/s..200 Mbit/s:log4", "0.001..1:log3"
    found = mapped({RATE: rates, "inference.utilisation": shares}, measure)
    assert found.best.shape == (4, 3)
    assert found.left_out > 0
    for position in np.ndindex(4, 3):
        changes = {axis.key: axis.value(at) for axis, at in zip(found.axes, position, strict=True)}
        name, value = best_of_all(changes, measure)
        won = int(found.best[position])
        assert found.names[won] == name
        assert found.values[(won, *position)] == pytest.approx(value, rel=1e-12)
    assert len(set(found.best.ravel().tolist())) > 1


def test_a_change_is_where_another_takes_over() -> None:
    vary = {RATE: "20 kbit/s..200 Mbit/s:log7"}
    found = mapped(vary, "device")
    assert found.changes
    for change in found.changes:
        for value, name in ((change.low, change.before), (change.high, change.after)):
            at = {RATE: f"{value} kbit/s"}
            assert best_of_all(at, "device")[0] == name
        # narrowed to a ten-thousandth
        assert change.high == pytest.approx(change.low, rel=1.1e-4)


def test_names_and_whole_numbers_are_axes_too() -> None:
    found = mapped({"inference.processor": "esp32-s3,stm32l4r5"})
    assert found.axes[0].shown.tolist() == ["esp32-s3", "stm32l4r5"]
    whole = mapped({"data.bits_per_value": "1..8"}, "device", **{"inference.utilisation": 0.002})
    for change in whole.changes:
        assert float(change.high) - float(change.low) == 1


def test_where_the_links_allow_nothing_nobody_wins() -> None:
    link = {"technology": "lorawan", "device": "sx1276-13dbm", "region": "eu868"}
    changes = {
        "path": [{"link": link | {"data_rate": "eu868-dr3"}}],
        "delivery": None,
        "inference.result": "16 B",
    }

    def read(more: dict[str, Any]) -> Any:
        return load_scenario(EXAMPLE, changes | more)

    found = offload_map(read, {"inference.inferences": "1/day,10/s"})
    first, *_, last = (None if at < 0 else found.names[at] for at in found.best.tolist())
    assert first != SERVER  # 27 kB do not fit in a message
    assert last is None
    said = " ".join(division_lines(found))
    assert "none is allowed" in said
    assert "the links do not allow it" in said
    assert json.loads(json.dumps(division_data(found)))["best"][-1] is None
    assert division_table(found).rows[-1][-1] == "none is allowed"


@pytest.mark.parametrize(
    ("vary", "measure", "what"),
    [
        ({"zone": "DEU,FIN", RATE: "1 kbit/s,1 Mbit/s", "year": "2023,2024"}, "energy", "3 axes"),
        ({"inference.utilisation": "0..1:lin20001"}, "energy", "20,001 points"),
        ({"inference.utilisation": "0.1..1:lin"}, "energy", "no steps"),
        ({"inference.utilisation": "0.5,2"}, "energy", r"out of range \(at inference.utilisation="),
        ({"inference.utilisation": "0.5,1"}, "enrgy", "no measure named 'enrgy'"),
        ({}, "energy", "nothing varies"),
    ],
)
def test_what_cannot_be_mapped_is_refused(vary: dict[str, Any], measure: str, what: str) -> None:
    with pytest.raises(InputError, match=what):
        mapped(vary, measure)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[Any, str, str]]:
    def call(*arguments: str) -> tuple[Any, str, str]:
        with pytest.raises(SystemExit) as stopped:
            app.run(["offload", EXAMPLE, *arguments])
        return (stopped.value.code, *capsys.readouterr())

    return call


SHARE = ("--vary", "inference.utilisation=0.0005,0.5", "--least", "device")


def test_the_command_draws_lines_over_one_axis(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "lines.svg"
    code, out, err = run(*SHARE, "--chart", str(file))
    assert (code, err) == (0, "")
    assert "least energy of the device:" in out
    words = [text.text for text in ElementTree.parse(file).iter(f"{SVG}text")]
    assert {DEVICE, SERVER, "inference.utilisation"} <= set(words)
    assert "energy of the device, J an inference" in words
    code, _, err = run(*SHARE, "--chart", str(file))
    assert code == 2
    assert "exists already" in err


def test_the_command_draws_a_map_over_two_axes(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "map.svg"
    code, out, _ = run(
        *SHARE, "--vary", "data.bits_per_value=1,8", "--chart", str(file), "-f", "json"
    )
    assert code == 0
    data = json.loads(out)
    assert [axis["key"] for axis in data["axes"]] == [
        "inference.utilisation",
        "data.bits_per_value",
    ]
    root = ElementTree.parse(file)
    notes = [each.text or "" for each in root.iter(f"{SVG}title")]
    for at, share in enumerate(("0.0005", "0.5")):
        for row, bits in enumerate("18"):
            where = f"inference.utilisation = {share}, data.bits_per_value = {bits}: "
            assert any(note.startswith(where + data["best"][at][row]) for note in notes)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--chart", "map.svg"), "nothing varies"),
        (("--vary", "zone"), "'zone' varies nothing"),
        ((*SHARE, "--chart", "map.png"), "pictures are SVG"),
    ],
)
def test_mistakes_of_the_command(run: Any, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert said in err
