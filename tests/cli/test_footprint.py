"""``joulepath footprint``: answers and mistakes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


def test_a_device_is_shown_part_by_part_with_band_and_sources(run: Any) -> None:
    code, out, err = run("footprint", "lorawan-climate-node")
    assert (code, err) == (0, "")
    for word in ("90 % band", "battery-aa", "total", "end of life", "sources:", "cut-off"):
        assert word in out


def test_both_methods_of_a_device_are_shown(run: Any) -> None:
    assert "by components:" in run("footprint", "nvidia-a100-sxm-40").out
    out = run("footprint", "nvidia-a100-sxm-40", "--method", "components").out
    assert "by published: 128 kg" in out
    assert "not itemised" in out
    itemised = run("footprint", "nvidia-a100-sxm-40", "--method", "components", "--itemised").out
    assert "not itemised" not in itemised


def test_json_has_units_and_sums(run: Any) -> None:
    found = json.loads(run("footprint", "fairphone-4", "-f", "json").out)
    whole = found["footprint"]
    assert found["units"]["total"] == "g"
    parts = sum(part["carbon"] for part in whole["parts"])
    assert whole["total"] == pytest.approx(parts)
    assert found["others"][0]["method"] == "components"


@pytest.mark.parametrize("form", ["csv", "markdown", "table"])
def test_other_forms_have_every_part(run: Any, form: str, tmp_path: Path) -> None:
    path = tmp_path / "footprint.txt"
    assert run("footprint", "raspberry-pi-4b", "-f", form, "-o", str(path)).code == 0
    assert "dram-lpddr4-2018" in path.read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nvidia-a100-sxm40",), "did you mean 'nvidia-a100-sxm-40'"),
        (("raspberry-pi-4b", "--method", "published"), "use one of components"),
        (("raspberry-pi-4b", "--lifetime", "5"), "--lifetime"),
        (("raspberry-pi-4b", "--lifetime", "-5 years"), "not above zero"),
        (("nothing.toml",), "no such file"),
        (("nothing.toml", "--itemised"), "--itemised"),
    ],
    ids=["name", "method", "unit", "negative", "file", "option"],
)
def test_mistakes_say_what_to_do(run: Any, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run("footprint", *arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_the_catalogue_lists_devices_and_components(run: Any) -> None:
    assert "lorawan-climate-node" in run("catalogue", "devices").out
    assert "pcb-4-layer" in run("catalogue", "components").out
    assert "range" in run("catalogue", "components", "pcb-4-layer").out
