"""Lives to add hardware to, and a way to run commands."""

from __future__ import annotations

from typing import Any

import pytest

from joulepath.cli import app


@pytest.fixture
def life() -> dict[str, Any]:
    """A small life with a number of inferences and a zone."""
    return {
        "zone": "DEU",
        "year": 2025,
        "model": {"family": "mlp", "widths": [10, 10, 2]},
        "data": {"samples": 1000, "bits_per_value": 64},
        "path": [{"stack": "generic"}],
        "training": {"processor": "nvidia-t4", "epochs": 10, "split": 0.8},
        "inference": {"processor": "esp32-s3", "inferences": 1000},
    }


@pytest.fixture
def battery_life(life: dict[str, Any]) -> dict[str, Any]:
    """The same from two cells that last for less than its ten years."""
    return {
        **life,
        "path": [],
        "inference": {
            "processor": "esp32-s3",
            "inferences": "1/h",
            "lifetime": "10 years",
            "inputs": "local",
        },
        "battery": {"cell": "aa-lithium", "series": 2, "base_power": "1 mW"},
    }


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command in this process: its exit code, output and errors."""
    from collections import namedtuple

    result = namedtuple("Result", "code out err")

    def call(*arguments: str) -> Any:
        with pytest.raises(SystemExit) as stopped:
            app.run(arguments)
        out, err = capsys.readouterr()
        return result(stopped.value.code or 0, out, err)

    return call
