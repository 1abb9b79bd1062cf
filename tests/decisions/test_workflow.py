"""The workflow for continuous integration is sound, and its commands run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

yaml: Any = pytest.importorskip("yaml")

EXAMPLES = Path(__file__).parents[2] / "examples"
WORKFLOW = yaml.safe_load((EXAMPLES / "github-action.yml").read_text(encoding="utf-8"))


def steps() -> list[dict[str, Any]]:
    return WORKFLOW["jobs"]["budget"]["steps"]


def test_it_has_what_a_workflow_needs() -> None:
    assert WORKFLOW[True] == ["pull_request"]  # YAML takes the key 'on' for a truth
    job = WORKFLOW["jobs"]["budget"]
    assert job["runs-on"]
    assert job["permissions"] == {"contents": "read"}
    for step in steps():
        assert ("uses" in step) != ("run" in step)
        if "uses" in step:
            assert "@v" in step["uses"]


def test_its_commands_run(tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "pump-nb-iot.toml", tmp_path)
    program = tmp_path / "bin" / "joulepath"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m joulepath "$@"\n')
    program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    ours = [step["run"] for step in steps() if "joulepath " in step.get("run", "")]
    estimating, comparing = ours
    for command in (estimating, "cp footprint.json saved.json", comparing):
        done = subprocess.run(
            ["sh", "-e", "-c", command],
            cwd=tmp_path, env={**os.environ, "PATH": path}, text=True,
            capture_output=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert "numbers: 0 of" in done.stdout
