"""Facts of a small scenario."""

from __future__ import annotations

import json
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from joulepath.catalogue import load
from joulepath.report.estimate import estimate
from joulepath.report.exports.facts import Facts
from joulepath.report.exports.reading import result_of_scenario
from joulepath.report.exports.settings import Hardware, Settings

ROOT = Path(__file__).parents[2]
OWNERS: Any = {"development": "on-premises", "network": "cloud", "use": "sold", "hardware": "sold"}
HARDWARE = Hardware("camera", 8000.0, 200.0, 24.0, reserved=1.0, lifetime=4.0)
SETTINGS = Settings(
    at="2026-03-01T12:00:00Z",
    duration=9.4e7,
    owners=MappingProxyType(OWNERS),
    task_family="image classification",
    data_type="image",
)


@pytest.fixture(scope="session")
def camera_result() -> dict[str, Any]:
    """Result of an example, as it is saved."""
    path = ROOT / "examples" / "crop-camera-cloud.toml"
    return json.loads(json.dumps(result_of_scenario(path, {}, load())))


@pytest.fixture
def camera(camera_result: dict[str, Any]) -> Facts:
    """Facts of the example, without hardware."""
    return Facts(camera_result, SETTINGS)


@pytest.fixture(scope="session")
def housed_result() -> dict[str, Any]:
    """The example in a building, with hardware that is counted."""
    scenario = {
        "extends": str(ROOT / "examples" / "crop-camera-cloud.toml"),
        "site": "aws-eu-central-1-2024",
        "hardware": {
            "devices": [
                {"name": "esp32-s3-board", "lifetime": "5 years"},
                {"name": "server-8-gpu-h100", "lifetime": "4 years", "share": "0.1 %"},
            ]
        },
    }
    return json.loads(json.dumps(estimate(scenario, catalogue=load()).to_dict()))


@pytest.fixture
def in_a_building(housed_result: dict[str, Any]) -> Facts:
    """Facts of the example in a building."""
    return Facts(housed_result, SETTINGS)


@pytest.fixture
def made(in_a_building: Facts) -> Facts:
    """Facts of the example whose result holds hardware."""
    return in_a_building


@pytest.fixture
def settings() -> Settings:
    """What the example is told."""
    return SETTINGS


@pytest.fixture
def hardware() -> Hardware:
    """A device of which a quarter of its life is reserved."""
    return HARDWARE
