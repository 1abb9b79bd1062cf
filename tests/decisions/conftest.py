"""A way to run commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from joulepath.cli import app


class Result(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Run a command in this process."""

    def call(*arguments: str) -> Result:
        with pytest.raises(SystemExit) as stopped:
            app.run(arguments)
        out, err = capsys.readouterr()
        code = stopped.value.code
        return Result(code if isinstance(code, int) else 0, out, err)

    return call
