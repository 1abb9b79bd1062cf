"""What only a process of its own can show: start-up, streams, terminals."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from joulepath.cli import COMMANDS, help_text
from joulepath.report.version import VERSION

COMMAND = (sys.executable, "-m", "joulepath")
HEAVY = {"typer", "click", "rich", "pydantic", "numpy", "onnx", "pandas", "jax"}


def process(
    *arguments: str, env: Mapping[str, str] | None = None, **options: Any
) -> subprocess.CompletedProcess[Any]:
    options = {"capture_output": True, "text": True, "encoding": "utf-8"} | options
    return subprocess.run(arguments, env=os.environ | (env or {}), timeout=60, **options)


LOADED = (
    "import json, sys; from joulepath.cli import main; sys.argv = ['joulepath', *sys.argv[1:]]\n"
)
LOADED += "main(); print(json.dumps(list(sys.modules)))"


@pytest.mark.parametrize("argument", ["--help", "--version", "-V", "help", ""])
def test_help_and_version_load_nothing(argument: str) -> None:
    done = process(sys.executable, "-c", LOADED, *filter(None, [argument]))
    *said, modules = done.stdout.splitlines()
    expected = f"joulepath {VERSION}" if argument in ("--version", "-V") else help_text().rstrip()
    assert "\n".join(said) == expected
    assert HEAVY.isdisjoint(json.loads(modules))
    assert done.stderr == ""


def test_the_help_lists_every_command_in_80_columns() -> None:
    assert all(
        f"  {name} " in help_text() and what in help_text() for name, what in COMMANDS.items()
    )
    assert max(map(len, help_text().splitlines())) < 80


IMPORTED = """
import json, sys
files = []
sys.addaudithook(lambda event, args: files.append(str(args[0])) if event == "open" else None)
import joulepath
data = [name for name in files if name.endswith((".toml", ".csv", ".json"))]
print(json.dumps([list(sys.modules), data]))
"""


def test_importing_the_library_loads_no_package_and_no_data_file() -> None:
    modules, data = json.loads(process(sys.executable, "-c", IMPORTED).stdout)
    assert HEAVY.isdisjoint(modules)
    assert data == []


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    with subprocess.Popen(
        [*COMMAND, "catalogue", "sources"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("argument", ["--help", "catalogue"])
def test_a_full_disk_is_no_fault_of_ours(argument: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = process(*COMMAND, argument, capture_output=False, stdout=full, stderr=-1)
    assert done.returncode == 2
    assert done.stderr.startswith("error: standard output: cannot be written: ")


LIMITED = """\
import resource, sys
from joulepath.cli import main
sys.argv = ["joulepath", *sys.argv[1:]]
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
main()
"""


def test_a_disk_that_runs_full_leaves_the_old_file_as_it_was(bridge: str, tmp_path: Path) -> None:
    pytest.importorskip("resource", reason="no limits here")
    output = tmp_path / "result.json"
    output.write_text("of yesterday")
    done = process(sys.executable, "-c", LIMITED, "estimate", bridge, "-o", str(output))
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {output}: cannot be written: ")
    assert output.read_text() == "of yesterday"
    assert {path.name for path in tmp_path.iterdir()} == {bridge, "result.json"}


def test_a_file_is_replaced_with_its_permissions_and_a_link_followed(
    bridge: str, tmp_path: Path
) -> None:
    output, link = tmp_path / "result.json", tmp_path / "link.json"
    output.write_text("old")
    output.chmod(0o640)
    link.symlink_to(output)
    assert process(*COMMAND, "estimate", bridge, "-o", str(output)).returncode == 0
    assert output.stat().st_mode & 0o777 == 0o640
    first = output.read_text()
    assert process(*COMMAND, "estimate", bridge, "-o", str(link), "--seed", "1").returncode == 0
    assert link.is_symlink()
    assert json.loads(output.read_text()) != json.loads(first)


def test_a_stream_without_our_letters_gets_a_question_mark(bridge: str) -> None:
    done = process(*COMMAND, "explain", bridge, env={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "Vid Han?el" in done.stdout  # an author of the eCAL paper


def on_terminal(columns: int, *arguments: str, **env: str) -> tuple[str, int]:
    """What a command shows on a terminal of a width, and its exit code."""
    pty = pytest.importorskip("pty", reason="no terminals here")
    leader, follower = pty.openpty()
    plain = {"COLUMNS": str(columns), "TERM": "xterm", "NO_COLOR": ""} | env
    with subprocess.Popen(
        [*COMMAND, *arguments], stdout=follower, stderr=follower, env=os.environ | plain
    ) as running:
        os.close(follower)
        shown = b""
        try:
            while piece := os.read(leader, 65536):
                shown += piece
        except OSError:  # Linux tells the end this way
            pass
    os.close(leader)
    return shown.decode().replace("\r\n", "\n"), running.returncode


def unstyled(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


@pytest.mark.parametrize("columns", [120, 80, 50, 24])
def test_a_terminal_of_any_width_shows_numbers_whole(bridge: str, columns: int) -> None:
    zones = ("--zone", "DEU", "--zone", "FIN")
    shown, code = on_terminal(columns, "estimate", bridge, *zones)
    plain = process(*COMMAND, "estimate", bridge, *zones).stdout
    table = unstyled(shown).partition("eCAL:")[0]
    assert code == 0
    assert max(map(len, table.splitlines())) <= columns
    for number in re.findall(r"[\d.]+ [munpk]?(?:J|g)\b\S*|[\d.]+ %", plain.partition("eCAL:")[0]):
        assert number in table


def test_a_terminal_wraps_between_words(bridge: str) -> None:
    shown = unstyled(on_terminal(60, "estimate", bridge)[0])
    plain = process(*COMMAND, "estimate", bridge).stdout
    assert max(map(len, shown.splitlines())) <= 60
    assert shown.partition("eCAL:")[2].split() == plain.partition("eCAL:")[2].split()


def test_words_in_tables_are_not_cut(bridge: str) -> None:
    shown = unstyled(on_terminal(80, "catalogue", "processors", "esp32-s3")[0])
    assert "assumption" in shown
    assert "always" not in shown
    assert max(map(len, shown.splitlines())) <= 80
    narrow = unstyled(on_terminal(24, "catalogue", "processors", "esp32-s3")[0])
    assert "assumption" in narrow


def test_no_colour_means_plain_text(bridge: str) -> None:
    shown, _ = on_terminal(200, "estimate", bridge, NO_COLOR="1")
    assert shown == process(*COMMAND, "estimate", bridge).stdout
