"""A scenario to run commands on, and a way to run them without a new process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from joulepath.cli import app

SCENARIO = """\
title = "Bridge sensor"
zone = "DEU"
year = 2025
model = { family = "mlp", widths = [10, 10, 2] }

[data]
samples = 1000
bits_per_value = 64

[[path]]
stack = "generic"

[training]
processor = "nvidia-t4"
epochs = 10
split = 0.8

[inference]
processor = "esp32-s3"
inferences = 1000
"""


class Result(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def bridge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Name of a scenario file in the current folder."""
    monkeypatch.chdir(tmp_path)
    Path("bridge.toml").write_text(SCENARIO)
    return "bridge.toml"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process."""

    def call(*arguments: str) -> Result:
        with pytest.raises(SystemExit) as stopped:
            app.run(arguments)
        out, err = capsys.readouterr()
        code = stopped.value.code
        return Result(code if isinstance(code, int) else 0, out, err)

    return call
