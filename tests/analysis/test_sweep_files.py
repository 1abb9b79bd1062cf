"""Sweeps on disk: kills, workers, clusters, full and forbidden disks lose and change nothing."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from joulepath.analysis.sweep import (
    Request,
    asked,
    in_memory,
    on_cluster,
    on_processes,
    to_file,
)
from joulepath.analysis.sweep.parts import Parts
from joulepath.errors import InputError
from joulepath.report.version import VERSION
from joulepath.scenario.reading import load_scenario

EXAMPLES = Path(__file__).parents[2] / "examples"
CAMERA = EXAMPLES / "crop-camera.toml"
VARY = {
    "zone": "DEU,FIN",
    "path.0.loss": "0..0.5:lin20",
    "inference.inferences": "1/day..9/day:lin9",
}
COMMAND = [
    *(sys.executable, "-m", "joulepath", "sweep", str(CAMERA), "--part-rows", "9"),
    *(part for key, values in VARY.items() for part in ("--vary", f"{key}={values}")),
]


def request(rows: int = 9, **more: Any) -> Request:
    return asked(load_scenario(CAMERA), "0", VARY | more, rows=rows)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def killed_until_done(output: Path, kills: int, seed: int, *options: str) -> None:
    """Run a sweep, kill it at random moments so many times, and let it end."""
    moments = random.Random(seed)
    length = 2.5
    for _ in range(kills):
        start = time.monotonic()
        with subprocess.Popen([*COMMAND, "-o", str(output), *options], stderr=-3, stdout=-3) as run:
            try:
                assert run.wait(timeout=moments.uniform(0, length)) == 0
            except subprocess.TimeoutExpired:
                run.send_signal(signal.SIGKILL)
            else:
                length = time.monotonic() - start
        if output.exists() and not output.with_name(f"{output.name}.parts").exists():
            output.unlink()  # it was done, even if the kill came before the process had ended
    run = subprocess.run(
        [*COMMAND, "-o", str(output), *options], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0 or "exists already" in run.stderr


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kills here")
def test_a_killed_sweep_goes_on_and_gives_the_same_bytes(tmp_path: Path) -> None:
    whole = tmp_path / "whole.csv"
    subprocess.run([*COMMAND, "-o", str(whole)], check=True, capture_output=True)
    killed_until_done(tmp_path / "killed.csv", 3, seed=int.from_bytes(os.urandom(4)))
    assert (tmp_path / "killed.csv").read_bytes() == whole.read_bytes()
    assert files(tmp_path) == ["killed.csv", "whole.csv"]


class _Killed(BaseException):
    """As sudden as a signal, at a moment that a test chooses."""


def test_a_kill_at_any_step_on_disk_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for = request(rows=60)
    to_file(asked_for, tmp_path / "whole.csv")
    whole = (tmp_path / "whole.csv").read_bytes()
    output, step = tmp_path / "killed.csv", 0
    done = False
    while not done:
        left, step = step, step + 1

        def counted(action: Any) -> Any:
            def act(*arguments: Any, **options: Any) -> Any:
                nonlocal left
                left -= 1
                if left < 0:
                    raise _Killed
                return action(*arguments, **options)

            return act

        with monkeypatch.context() as patched:
            for name in ("replace", "unlink", "rmdir", "mkdir"):
                patched.setattr(Path, name, counted(getattr(Path, name)))
            try:
                to_file(asked_for, output)
                done = True
            except _Killed:
                pass
        if (
            output.exists()
            and not (output.with_name("killed.csv.parts") / "manifest.json").exists()
        ):
            with pytest.raises(InputError, match="exists already"):  # it was done
                to_file(asked_for, output)
        else:
            to_file(asked_for, output)
        assert output.read_bytes() == whole
        assert files(tmp_path) == ["killed.csv", "whole.csv"]
        output.unlink()
    assert step > 10


def test_any_number_of_processes_gives_the_same_bytes(tmp_path: Path) -> None:
    to_file(request(), tmp_path / "one.csv")
    to_file(request(), tmp_path / "two.csv", executor=on_processes(2))
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_a_cluster_gives_the_same_bytes_though_a_worker_dies(tmp_path: Path) -> None:
    dask: Any = pytest.importorskip("distributed")
    wanted = request(rows=2)
    to_file(wanted, tmp_path / "one.csv")
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with dask.LocalCluster(**options) as cluster:
        done = 0

        def progress(more: int) -> None:
            nonlocal done
            if done < 20 <= done + more:
                with dask.Client(cluster) as client:
                    process = min(client.run(os.getpid).values())
                os.kill(process, signal.SIGKILL)
            done += more

        executor = on_cluster(cluster.scheduler_address, None)
        to_file(wanted, tmp_path / "two.csv", executor=executor, progress=progress)
    assert done == wanted.plan.points
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_a_refused_point_in_a_worker_is_the_users_mistake(tmp_path: Path) -> None:
    vary = {"path.0.link.loss": "0,0.5", "inference.inferences": "2/day,8/day"}
    vary |= {"path.0.link.data_rate": "eu868-dr5,eu868-dr0"}
    wanted = asked(load_scenario(EXAMPLES / "water-meter-lorawan.toml"), "0", vary, rows=1)
    with pytest.raises(InputError, match="airtime a day"):
        to_file(wanted, tmp_path / "out.csv", executor=on_processes(2))
    assert files(tmp_path) == ["out.csv.parts"]


def test_an_existing_file_is_kept_unless_told_otherwise(tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    output.write_text("mine")
    with pytest.raises(InputError, match=r"exists already\n.*--force"):
        to_file(request(), output)
    assert output.read_text() == "mine"
    assert files(tmp_path) == ["out.csv"]
    to_file(request(), output, force=True)
    assert output.read_text().startswith("zone,path.0.loss")


def test_parts_of_another_sweep_are_kept_unless_told_otherwise(tmp_path: Path) -> None:
    output, stopped = tmp_path / "out.csv", 3
    other = request(rows=20)

    def stop(_: int) -> None:
        nonlocal stopped
        stopped -= 1
        if not stopped:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        to_file(other, output, progress=stop)
    kept = files(tmp_path / "out.csv.parts")
    with pytest.raises(InputError, match=r"holds parts of another sweep\n.*--force"):
        to_file(request(), output)
    assert files(tmp_path / "out.csv.parts") == kept
    to_file(request(), output, force=True)
    to_file(request(), tmp_path / "again.csv")
    assert output.read_bytes() == (tmp_path / "again.csv").read_bytes()


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "out.csv.parts"
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match="holds parts of another sweep"):
        to_file(request(), tmp_path / "out.csv")
    assert (folder / "thesis.txt").read_text() == "mine"


def test_a_part_that_is_cut_short_is_computed_anew(tmp_path: Path) -> None:
    to_file(request(), tmp_path / "whole.csv")
    left = 5

    def stop(_: int) -> None:
        nonlocal left
        left -= 1
        if not left:
            raise KeyboardInterrupt

    output = tmp_path / "out.csv"
    with pytest.raises(KeyboardInterrupt):
        to_file(request(), output, progress=stop)
    part = Parts(output, "").part(1)
    part.write_bytes(part.read_bytes()[:-7])
    to_file(request(), output)
    assert output.read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_two_sweeps_do_not_write_the_same_file_at_once(tmp_path: Path) -> None:
    pytest.importorskip("fcntl", reason="no locks here")
    output = tmp_path / "out.csv"
    with (
        Parts(output, "").alone(),
        pytest.raises(InputError, match="another sweep is writing there"),
    ):
        to_file(request(), output)


LIMITED = """
import resource, sys
from joulepath.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, resource.RLIM_INFINITY))
sys.argv = ["joulepath", *sys.argv[1:]]
main()
"""


def test_a_full_disk_is_told_and_what_is_done_stays(tmp_path: Path) -> None:
    pytest.importorskip("resource", reason="no limits here")
    output = tmp_path / "out.csv"  # parts are smaller than the limit, the whole is not
    command = [sys.executable, "-c", LIMITED, *COMMAND[3:], "-o", str(output)]
    full = subprocess.run(command, capture_output=True, text=True, check=False)
    assert full.returncode == 2
    assert full.stderr.startswith(f"error: {output}: cannot be written: ")
    assert "run again to go on" in full.stderr
    assert files(tmp_path) == ["out.csv.parts"]
    to_file(request(), tmp_path / "whole.csv")
    told: list[int] = []
    again = asked(load_scenario(CAMERA), VERSION, VARY, rows=9)  # as the command asks
    to_file(again, output, progress=told.append)
    assert told == [360]  # all parts were there, nothing was computed again
    assert output.read_bytes() == (tmp_path / "whole.csv").read_bytes()


@pytest.mark.parametrize("place", ["missing/out.csv", "file/out.csv", "forbidden/out.csv"])
def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "forbidden").mkdir(mode=0o500)
    if place.startswith("forbidden") and os.access(tmp_path / "forbidden", os.W_OK):
        pytest.skip("nothing is forbidden to this user")
    with pytest.raises(InputError) as refused:
        to_file(request(), tmp_path / place)
    (problem,) = refused.value.problems
    assert problem.where == str(tmp_path / place)
    assert problem.remedy


def test_files_that_are_none_of_ours_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"suffix says no form\n.*\.parquet or \.csv or \.json"):
        to_file(request(), tmp_path / "out.xlsx")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(InputError, match=r"is a folder|exists already"):
        to_file(request(), tmp_path / "folder.csv")


def test_a_worker_with_other_data_says_so() -> None:
    from dataclasses import replace

    with pytest.raises(InputError, match="install the same version"):
        in_memory(replace(request(), catalogue="000000000000"))
