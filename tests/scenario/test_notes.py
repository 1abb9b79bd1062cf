"""What the review of a result asks for: choices that nobody made are listed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from joulepath.scenario.reading import load_scenario
from joulepath.scenario.resolve import resolve

EXAMPLE = Path(__file__).parents[2] / "examples" / "crop-camera.toml"


@pytest.fixture
def notes() -> Callable[..., dict[str, str]]:
    """Assumptions of the main example with changes, by where they are made."""

    def resolved(**changes: Any) -> dict[str, str]:
        dotted = {key.replace("__", "."): value for key, value in changes.items()}
        found = resolve(load_scenario(EXAMPLE, dotted)).assumptions
        return {note.where: note.what for note in found}

    return resolved


def test_time_steps_that_nobody_gave_are_an_assumption(notes: Any) -> None:
    assert "preprocessing.steps" not in notes()
    said = notes(preprocessing__method="gadf")["preprocessing.steps"]
    assert said == "not given: every value of a sample is a time step"
    assert "preprocessing.steps" not in notes(preprocessing__method="gadf", preprocessing__steps=96)


def test_a_file_in_another_profile_is_said_to_be_counted_as_it_is(notes: Any) -> None:
    assert "model" not in notes()
    assert "counted from its file" in notes(profile="reference")["model"]


def test_power_that_was_measured_at_rest_is_an_assumption(notes: Any) -> None:
    assert "without a program" in notes()["processors/esp32-s3.power"]
