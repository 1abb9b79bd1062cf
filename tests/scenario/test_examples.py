"""Every example and every template loads, resolves and computes, and the paper's is exact."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path
from typing import Any

import pytest

from joulepath.core.tree import numbers
from joulepath.lifecycle import lifecycle
from joulepath.records.results import Lifecycle
from joulepath.scenario.reading import load_scenario
from joulepath.scenario.resolve import Resolved, resolve
from joulepath.scenario.template import TEMPLATES, template

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))

# origin: the curve "MLP" of the eCAL website's Fig. 13, in J/bit by number of inferences
FIG_13 = {
    100: 2.1064449058549858e-06,
    1000: 1.116227225069666e-06,
    10_000: 7.725083353875172e-07,
    100_000: 7.294474535299011e-07,
    100_000_000: 7.245453446726396e-07,
}


def resolved_example(name: str) -> Resolved:
    return resolve(load_scenario(Path(__file__).parents[2] / "examples" / f"{name}.toml"))


def run_example(name: str) -> Lifecycle:
    return lifecycle(resolved_example(name).inputs)


def test_the_promised_examples_are_there() -> None:
    names = {path.stem for path in EXAMPLES}
    promised = {
        "crop-camera",
        "crop-camera-cloud",
        "ecal-case-study",
        "keyword-spotting",
        "field-camera",
    }
    assert promised | {"transformer"} <= names


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_number_of_an_example_is_finite_and_has_an_origin(path: Path) -> None:
    resolved = resolve(load_scenario(path))
    assert set(resolved.origins) == {name for name, _ in numbers(resolved.inputs)}
    assert all(math.isfinite(value) for _, value in numbers(lifecycle(resolved.inputs)))
    assert resolved.warnings == ()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_assumes_little_enough_to_read(path: Path) -> None:
    loaded = load_scenario(path)
    resolved = resolve(loaded)
    assumptions = resolved.assumptions
    by_frames = any("link" in hop for hop in loaded.written.get("path", ()))
    networks = (getattr(hop, "network", None) for hop in resolved.inputs.path)
    parts = sum(len(network.parts) for network in networks if network is not None)
    # each part of a radio has a line, and each of the network behind it one or two
    assert len(assumptions) <= (14 if by_frames else 8) + 2 * parts
    assert len({each.where for each in assumptions}) == len(assumptions)


@pytest.mark.parametrize(("inferences", "expected"), FIG_13.items())
def test_the_case_study_is_the_published_curve(inferences: int, expected: float) -> None:
    path = Path(__file__).parents[2] / "examples" / "ecal-case-study.toml"
    loaded = load_scenario(path, {"inference.inferences": inferences})
    assert lifecycle(resolve(loaded).inputs).ecal == pytest.approx(expected, rel=1e-12)


def test_the_template_of_the_paper_is_its_case_study() -> None:
    inputs = resolve(load_scenario(tomllib.loads(template("paper")))).inputs
    assert lifecycle(inputs).ecal == run_example("ecal-case-study").ecal


def test_a_camera_that_answers_by_itself_sends_less() -> None:
    camera, cloud = run_example("crop-camera"), run_example("crop-camera-cloud")
    assert camera.inference.collection is None
    assert cloud.inference.result is None
    assert camera.inference.result is not None
    assert cloud.inference.collection is not None
    # 96 x 96 x 3 bytes against 16
    sent = cloud.inference.collection.payload / camera.inference.result.payload
    assert sent == pytest.approx(96 * 96 * 3 / 16)
    assert camera.inference.inferences == cloud.inference.inferences
    assert camera.development == cloud.development


def test_the_keyword_model_is_counted_from_its_file() -> None:
    counted = resolved_example("keyword-spotting").counted
    assert counted is not None
    assert counted.input_values == 49 * 10


def test_sound_becomes_the_coefficients_of_mlperf_tiny() -> None:
    # origin: mlcommons/tiny, benchmark/training/keyword_spotting/get_dataset.py, as a program that
    # names it copies it: windows of 30 ms every 20 ms of one second at 16 kHz, 10 coefficients
    life = run_example("keyword-spotting-mfcc")
    assert life.inference.preprocessing is not None
    *_, last = life.inference.preprocessing.steps
    assert (last.shape.rows, last.shape.columns, last.values) == (49, 10, 490)
    assert life.model == run_example("keyword-spotting").model
    assert life.inference.computation == run_example("keyword-spotting").inference.computation


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_can_be_computed_as_it_stands(name: str) -> None:
    resolved = resolve(load_scenario(tomllib.loads(template(name))))
    assert set(resolved.origins) == {path for path, _ in numbers(resolved.inputs)}
    assert math.isfinite(lifecycle(resolved.inputs).ecal)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_short_and_explained(name: str) -> None:
    lines = template(name).splitlines()
    assert len(lines) <= 60
    assert max(map(len, lines)) <= 100
    assert sum("#" in line for line in lines) >= 0.4 * len(lines)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_key_that_a_template_offers_is_known(name: str) -> None:
    offered = [line.removeprefix("# ") for line in template(name).splitlines()[4:]]
    keys = [line for line in offered if " = " in line and line[:1].isalpha() and line[0].islower()]
    known = _known_keys()
    assert keys
    assert {line.partition(" = ")[0] for line in keys} <= known


@pytest.mark.parametrize("title", ['say "hi"', "back\\slash", "Käfer 🐞", "a\nb", "\x7f\x01"])
def test_any_title_survives(title: str) -> None:
    assert tomllib.loads(template(title=title))["title"] == title


def _known_keys() -> set[str]:
    from joulepath.scenario.json_schema import json_schema

    schema: dict[str, Any] = json_schema()
    tables = (schema, *schema["$defs"].values())
    return {key for table in tables for key in table.get("properties", {})}
