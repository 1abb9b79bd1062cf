"""An estimate as a reader, a notebook and a program get it."""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from joulepath import Estimate, MissingExtra, OutsideValidity, UnknownName, estimate, explain
from joulepath import resolve as resolve_scenario
from joulepath.core.tree import numbers
from joulepath.lifecycle import lifecycle
from joulepath.records.results import StageBalance
from joulepath.report.notebook import COLOURS
from joulepath.report.version import VERSION

SCENARIO: Mapping[str, Any] = {
    "title": "Bridge <sensor> & co",
    "zone": "DEU",
    "year": 2025,
    "model": {"family": "mlp", "widths": [10, 10, 2]},
    "data": {"samples": 1000, "bits_per_value": 64},
    "path": [{"stack": "generic"}],
    "storage": {"medium": "ssd"},
    "preprocessing": {"method": "min-max", "processor": "nvidia-t4"},
    "training": {"processor": "nvidia-t4", "epochs": 10, "split": 0.8},
    "inference": {"processor": "esp32-s3", "inferences": 1000, "result": "16 B"},
}
IDLE = {
    "path": [],
    "training": None,
    "storage": None,
    "preprocessing": None,
    "inference.result": None,
    "inference.inferences": 0,
}
EPOCHS = np.array([1.0, 10.0, 100.0])


@pytest.fixture(scope="module")
def bridge() -> Estimate:
    return estimate(SCENARIO)


@pytest.fixture(scope="module")
def arrays() -> Estimate:
    return estimate(SCENARIO, {"training.epochs": EPOCHS})


def numbers_in(node: Any, path: str = "") -> Iterator[str]:
    if isinstance(node, dict):
        for name, part in node.items():
            yield from numbers_in(part, f"{path}.{name}" if path else str(name))
    elif isinstance(node, list):
        for index, part in enumerate(node):
            yield from numbers_in(part, f"{path}.{index}")
    elif isinstance(node, (int, float)):
        yield path


def test_it_is_the_lifecycle_of_the_resolved_scenario(bridge: Estimate) -> None:
    assert bridge.lifecycle == lifecycle(resolve_scenario(SCENARIO).inputs)
    assert (bridge.energy, bridge.ecal) == (bridge.lifecycle.energy, bridge.lifecycle.ecal)


def test_json_has_the_documented_keys(bridge: Estimate) -> None:
    found = json.loads(bridge.to_json())
    documented = Estimate.to_dict.__doc__ or ""
    assert set(found) == {
        key
        for line in documented.partition("Returns")[2].splitlines()
        if line.strip().startswith("``")
        for key in re.findall(r"``(\w+)``", line)
    }


def test_json_says_what_the_numbers_rest_on(bridge: Estimate) -> None:
    found = json.loads(bridge.to_json(indent=None))
    assert found["joulepath"] == VERSION
    assert re.fullmatch(r"[0-9a-f]{12}", found["catalogue"])
    assert found["scenario"] == json.loads(json.dumps(SCENARIO))
    assert {*found["methods"]} == {"link", "compute", "grid"}
    assert len(found["assumptions"]) == len(bridge.assumptions) > 0
    assert [source["key"] for source in found["bibliography"]] == sorted(
        {source.key for source in bridge.bibliography}
    )


def test_json_gives_a_unit_for_every_number(bridge: Estimate) -> None:
    found = json.loads(bridge.to_json())
    assert {*numbers_in(found["lifecycle"])} <= {*found["units"]}
    assert found["units"]["balance.training.per_bit"] == "J/bit"


def test_json_can_be_computed_again(bridge: Estimate) -> None:
    again = estimate(json.loads(bridge.to_json())["scenario"])
    assert again.to_json() == bridge.to_json()


def test_json_is_valid_where_numbers_are_not_finite() -> None:
    idle = estimate(SCENARIO, IDLE)
    assert math.isnan(idle.lifecycle.per_inference)

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    found = json.loads(idle.to_json(), parse_constant=refuse)
    assert found["lifecycle"]["per_inference"] is None


def test_arrays_in_are_arrays_out(arrays: Estimate) -> None:
    for index, epochs in enumerate(EPOCHS):
        alone = estimate(SCENARIO, {"training.epochs": float(epochs)})
        for (path, ours), (_, single) in zip(
            numbers(arrays.lifecycle), numbers(alone.lifecycle), strict=True
        ):
            value = np.broadcast_to(ours, EPOCHS.shape)[index]
            assert value == pytest.approx(single, rel=1e-12, nan_ok=True), path


def test_arrays_are_summed_up_by_their_range(arrays: Estimate) -> None:
    text = str(arrays)
    assert "(3 cases, from the least to the greatest)" in text
    row = next(line for line in text.splitlines() if line.startswith("training"))
    assert re.search(r"\d uJ to \d", row)
    assert json.loads(arrays.to_json())["lifecycle"]["training"]["energy"] == pytest.approx(
        arrays.lifecycle.training.energy.tolist()  # pyright: ignore
    )


def test_one_line_says_what_it_is(bridge: Estimate) -> None:
    assert re.fullmatch(
        r"<Estimate 'Bridge <sensor> & co': [\d.]+ mJ, [\d.]+ nJ/bit>", repr(bridge)
    )


def test_no_energy_is_shown_without_shares() -> None:
    text = str(estimate(SCENARIO, IDLE))
    assert "nan" not in text
    assert "break-even: using the model has cost as much as its development after 0" in text


def test_a_break_even_that_is_not_defined_is_said_so() -> None:
    # the reference code computes all inferences at once: without any, one has no energy
    idle = {"profile": "reference", "inference.inferences": 0, "preprocessing": None}
    text = str(estimate(SCENARIO, idle))
    assert "\nbreak-even: not defined without inferences\n" in text


def test_the_stages_sum_up_to_the_whole(bridge: Estimate) -> None:
    stages = bridge.stages.values()
    assert sum(stage.energy for stage in stages) == pytest.approx(bridge.energy, rel=1e-12)
    assert sum(stage.share for stage in stages) == pytest.approx(1.0, rel=1e-12)
    assert sum(stage.carbon or 0.0 for stage in stages) == pytest.approx(bridge.carbon, rel=1e-12)


def test_a_frame_has_the_stages_and_their_units(bridge: Estimate, arrays: Estimate) -> None:
    pytest.importorskip("pandas")
    frame = bridge.to_frame()
    assert [*frame.index] == [*bridge.stages]
    assert [*frame.columns] == [*StageBalance.__dataclass_fields__]
    assert frame["energy"].sum() == pytest.approx(bridge.energy)
    assert frame.attrs["units"] == {
        "energy": "J",
        "share": "1",
        "per_bit": "J/bit",
        "per_inference": "J/inference",
        "carbon": "g",
    }
    assert arrays.to_frame().loc["training", "energy"].shape == EPOCHS.shape


def test_a_frame_needs_pandas(bridge: Estimate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtra, match=r"pip install 'joulepath\[pandas\]'"):
        bridge.to_frame()


def test_a_warning_is_raised_where_the_library_is_called() -> None:
    with pytest.warns(OutsideValidity, match="virtualisation = 5") as caught:
        result = estimate(SCENARIO, {"virtualisation": 5})
    assert caught[0].filename == __file__
    assert "Warning: virtualisation = 5" in result._repr_html_()  # pyright: ignore


def page(result: Estimate) -> ElementTree.Element:
    html: str = result._repr_html_()  # pyright: ignore[reportPrivateUsage]
    return ElementTree.fromstring(html)


def test_the_page_is_well_formed_and_says_what_the_text_says(bridge: Estimate) -> None:
    words = "".join(page(bridge).itertext())
    assert "Bridge <sensor> & co" in words
    for line in str(bridge).splitlines():
        if ": " in line and not line.startswith("inference: "):
            assert line.strip() in words


def test_the_bar_is_explained_to_those_who_do_not_see_it(bridge: Estimate) -> None:
    chart = next(part for part in page(bridge).iter() if part.tag.endswith("svg"))
    title, described, *bars = chart
    assert chart.get("role") == "img"
    assert title.text == chart.get("aria-label") == "Energy of Bridge <sensor> & co by stage"
    assert (described.text or "").count("%") == len(bridge.stages) == len(bars)
    assert all(bar[0].text in (described.text or "") for bar in bars)
    widths = [float((bar.get("width") or "").rstrip("%")) for bar in bars]
    assert sum(widths) == pytest.approx(100.0, abs=0.01)


def test_the_table_is_the_legend_of_the_bar(bridge: Estimate) -> None:
    bars = [part.get("fill") for part in page(bridge).iter() if part.tag.endswith("rect")]
    marks = [
        re.findall(r"background:(#\w+)", part.get("style") or "")[0]
        for part in page(bridge).iter("span")
    ]
    assert marks == bars == [COLOURS[name] for name in bridge.stages]


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.1."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("page_colour", ["#ffffff", "#111111"])
def test_colours_stand_out_from_light_and_dark_pages(page_colour: str) -> None:
    # WCAG 2.1, criterion 1.4.11: graphics need a contrast of 3 to 1
    for colour in COLOURS.values():
        dark, light = sorted((luminance(colour), luminance(page_colour)))
        assert (light + 0.05) / (dark + 0.05) >= 3


def test_every_stage_has_a_colour_of_its_own(bridge: Estimate) -> None:
    assert [*COLOURS] == [*type(bridge.lifecycle.balance).__dataclass_fields__]
    assert len({*COLOURS.values()}) == len(COLOURS)


def test_arrays_and_idle_lives_have_a_page_without_a_bar(arrays: Estimate) -> None:
    for result in (arrays, estimate(SCENARIO, IDLE)):
        assert not any(part.tag.endswith("svg") for part in page(result).iter())


def test_explain_and_estimate_agree(bridge: Estimate) -> None:
    explained = explain(SCENARIO)
    assert explained.values() == bridge.lifecycle
    with pytest.raises(UnknownName, match=r"did you mean 'training\.energy'"):
        explained.tree("training.enrgy")


def test_a_file_is_named_after_its_title_or_itself(tmp_path: Path) -> None:
    file = tmp_path / "field-7.toml"
    file.write_text(
        'model = { family = "given", forward = 9 }\npath = []\n'
        "[data]\nsamples = 3\nvalues_per_sample = 2\nbits_per_value = 8\n"
        '[inference]\nprocessor = "rp2040"\ninferences = 5\n'
    )
    assert estimate(file).title == "field-7"
    assert estimate(str(file), {"title": "Field 7"}).title == "Field 7"
