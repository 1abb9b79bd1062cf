"""Facts of a small scenario."""

from __future__ import annotations

import json
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from joulepath.catalogue import load
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


@pytest.fixture
def settings() -> Settings:
    """What the example is told."""
    return SETTINGS


@pytest.fixture
def hardware() -> Hardware:
    """A device of which a quarter of its life is reserved."""
    return HARDWARE
