"""The command that computes a scenario at many points."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

LOSS = ("--vary", "path.0.loss=0..0.5:lin3")
RANDOM = ("--design", "random", "--points", "3")

CAMERA = str(Path(__file__).parents[2] / "examples" / "crop-camera.toml")


def test_least_and_greatest_values_are_shown_with_their_points(run: Any, bridge: str) -> None:
    found = run("sweep", bridge, *LOSS, "--vary", "zone=DEU,FIN", "--outputs", "energy,carbon")
    assert (found.code, found.err) == (0, "")
    energies = {loss: energy(run, bridge, loss) for loss in (0, 0.25, 0.5)}
    rows = [re.split(r"\s{2,}", line) for line in found.out.splitlines()]
    least, greatest = (
        next(row for row in rows if row[0] == f"{w} energy") for w in ("least", "greatest")
    )
    assert (least[2], greatest[2]) == ("0", "0.5")
    assert min(energies, key=energies.__getitem__) == 0
    assert max(energies, key=energies.__getitem__) == 0.5
    assert "points: 6" in found.out


def energy(run: Any, bridge: str, loss: float) -> float:
    out = run("estimate", bridge, "--set", f"path.0.loss={loss}", "-f", "json").out
    return json.loads(out)["lifecycle"]["energy"]


def test_all_points_go_to_the_screen_as_csv_and_json(run: Any, bridge: str) -> None:
    rows = [*csv.DictReader(io.StringIO(run("sweep", bridge, *LOSS, "-f", "csv").out))]
    assert [float(row["energy [J]"]) for row in rows] == [
        energy(run, bridge, loss) for loss in (0, 0.25, 0.5)
    ]
    found = json.loads(run("sweep", bridge, *LOSS, "-f", "json").out)
    assert [row[1] for row in found["rows"]] == [float(row["energy [J]"]) for row in rows]
    assert "least energy" in run("sweep", bridge, *LOSS, "-f", "markdown").out


def test_a_sample_says_its_seed(run: Any, bridge: str) -> None:
    loss = ("--vary", "path.0.loss=0..0.5:lin")
    found = run(
        "sweep", bridge, *loss, "--design", "latin-hypercube", "--points", "9", "--seed", "4"
    )
    assert "points: 9, latin-hypercube, seed 4" in found.out


def test_a_file_and_what_is_in_it(run: Any, bridge: str) -> None:
    assert run("sweep", bridge, *LOSS, "-o", "out.csv").out.endswith("wrote out.csv\n")
    again = run("sweep", bridge, *LOSS, "-o", "out.csv")
    assert (again.code, "exists already" in again.err) == (2, True)
    assert run("sweep", bridge, *LOSS, "-o", "out.csv", "--force").code == 0


@pytest.mark.parametrize(
    ("vary", "shapes"),
    [
        (("path.0.loss=0..0.5:lin4",), {"circle": 4, "polyline": 1}),
        (("path.0.loss=0..0.5:lin4", "zone=DEU,FIN"), {"circle": 8, "polyline": 2}),
        (("zone=DEU,FIN", "path.0.loss=0..0.5:lin4"), {"circle": 8, "polyline": 2}),
        (("zone=DEU,FIN",), {"circle": 2, "polyline": 0}),
        (("path.0.loss=0..0.5:lin5", "training.epochs=1..3"), {"rect": 1 + 15 + 64}),
    ],
)
def test_one_axis_makes_lines_and_two_make_a_map(
    run: Any, bridge: str, vary: tuple[str, ...], shapes: dict[str, int]
) -> None:
    axes = [part for each in vary for part in ("--vary", each)]
    assert run("sweep", bridge, *axes, "--outputs", "carbon", "--chart", "out.svg").code == 0
    picture = Path("out.svg").read_text()
    for shape, count in shapes.items():
        assert picture.count(f"<{shape} ") == count
    assert '<title id="title">Bridge sensor: carbon</title>' in picture
    assert re.search(
        r'<desc id="description">\d+ points from [\d.]+ \w+ to [\d.]+ \w+</desc>', picture
    )


def test_a_cell_of_a_map_says_what_the_point_is(run: Any, bridge: str) -> None:
    axes = ("--vary", "training.epochs=1..3", "--vary", "path.0.loss=0,0.5")
    run("sweep", bridge, *axes, "--outputs", "energy", "--chart", "out.svg")
    found = re.findall(r"<title>(\S+), (\S+): (\S+)</title>", Path("out.svg").read_text())
    rows = csv.DictReader(io.StringIO(run("sweep", bridge, *axes, "-f", "csv").out))
    values = {
        (row["training.epochs"], float(row["path.0.loss"])): float(row["energy [J]"])
        for row in rows
    }
    shown = {(epochs, float(loss)): float(value) for epochs, loss, value in found}
    ratios = {values[point] / shown[point] for point in values}
    assert len(shown) == 6
    assert max(ratios) == pytest.approx(min(ratios), rel=1e-3)  # four digits, in another unit


ZONES = ("--vary", "zone=DEU,FIN")
WRONG = [
    (("--vary", "path.0.loss"), "varies nothing", "write KEY=VALUES"),
    (("--vary", "=1,2"), "varies nothing", "write KEY=VALUES"),
    ((), "nothing varies", "--vary"),
    ((*LOSS, *LOSS), "varies twice", "in one place"),
    (("--vary", "path.0.loss=0..0.5"), "not whole", ":lin11"),
    (("--vary", "path.0.los=0,0.1"), "los", "did you mean 'loss'"),
    (("--vary", "zone=DEU,FNI"), "FNI", "did you mean"),
    (("--vary", "path.0.loss=0..1:lin3"), "(at path.0.loss=1)", "below 1"),
    (("--vary", "path.0.loss=0..0.5:lin"), "no steps", ":lin11"),
    ((*LOSS, "--outputs", "enrgy"), "'enrgy'", "did you mean 'energy'"),
    ((*LOSS, "--outputs", "battery.life"), "no battery", "add to the scenario"),
    ((*LOSS, "--design", "sobol"), "no design named 'sobol'", "known: grid"),
    ((*LOSS, "--design", "random"), "without a size", "--points 10000"),
    ((*LOSS, "--points", "5"), "a grid has as many points", "--design random"),
    ((*LOSS, "--design", "random", "--points", "0"), "0 points", "between 1 and"),
    ((*LOSS, *RANDOM, "--seed", "-1"), "-1 is out of range", "between 0 and"),
    ((*LOSS, "--part-rows", "0"), "0 rows", "between 1 and"),
    ((*LOSS, "--workers", "0"), "0 workers", "between 1 and"),
    ((*LOSS, "-o", "out.xlsx"), "no form", ".parquet or .csv"),
    ((*LOSS, "-o", "missing/out.csv"), "does not exist", "mkdir"),
    ((*LOSS, "-o", "out.csv", "-f", "json"), "beside --output", "leave --format out"),
    ((*LOSS, "--seed", "5"), "a grid draws nothing", "--design random"),
    ((*LOSS, "--chart", "out.png"), "pictures are SVG", ".svg"),
    ((*LOSS, "--chart", "bridge.toml"), "is read by the same command", "another"),
    ((*LOSS, "--vary", "training.epochs=1..500000"), "1,500,000 points", "--output"),
    ((*LOSS, "--design", "random", "--points", "3", "--chart", "o.svg"), "sample", "a grid"),
    ((*LOSS, *ZONES, "--vary", "training.epochs=1..2", "--chart", "o.svg"), "3 axes", "one or two"),
    ((*LOSS, "--set", "path.0.loss"), "is no change", "PATH=VALUE"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "what", "remedy"), WRONG)
def test_a_mistake_is_told_with_its_remedy(
    run: Any, bridge: str, arguments: tuple[str, ...], what: str, remedy: str
) -> None:
    found = run("sweep", bridge, *arguments)
    assert (found.code, found.out) == (2, "")
    head, *rest = found.err.splitlines()
    assert head.startswith("error: ")
    assert what in head
    assert remedy in "\n".join((head, *rest))
    assert not [*Path().glob("*.parts")]


def test_an_unreachable_cluster_is_told(run: Any, bridge: str) -> None:
    pytest.importorskip("distributed")
    found = run("sweep", bridge, *LOSS, "-o", "out.csv", "--cluster", "nonsense://nowhere")
    assert found.code == 2
    assert "no scheduler answers at 'nonsense://nowhere'" in found.err


def test_what_is_not_installed_is_named(
    run: Any, bridge: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr("joulepath.analysis.sweep.forms.import_module", missing)
    monkeypatch.setattr("joulepath.analysis.sweep.executors.import_module", missing)
    parquet = run("sweep", bridge, *LOSS, "-o", "out.parquet")
    assert (parquet.code, "joulepath[parquet]" in parquet.err) == (4, True)
    cluster = run("sweep", bridge, *LOSS, "-o", "out.csv", "--cluster", "local")
    assert (cluster.code, "joulepath[cluster]" in cluster.err) == (4, True)


def test_unlike_perimeters_are_told(run: Any, bridge: str) -> None:
    direct = ("--set", "basis=direct", "--set", "year=2023", "--outputs", "carbon")
    found = run("sweep", bridge, "--vary", "zone=US-CA,CN-BJ", *direct)
    assert found.code == 0
    assert "US-CA counts production, CN-BJ counts consumption" in found.err
    alike = run("sweep", bridge, "--vary", "zone=US-CA,US-TX", *direct)
    assert (alike.code, alike.err) == (0, "")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--set", "path.0.loss=0.3", "--vary", "path.0.loss=0..0.5:lin3"), "--set path.0.loss"),
        (("--set", "path[0].loss=0.3", "--vary", "path.0.loss=0..0.5:lin3"), "--set path.0.loss"),
        (("--zone", "FIN", "--vary", "zone=DEU,FRA"), "--set zone"),
        (("--set", "path=[]", "--vary", "path.0.loss=0..0.5:lin3"), "path.0.loss"),
        (("--outputs", "enrgy", "--vary", "zone=DEU,FRA"), "--outputs: no quantity named 'enrgy'"),
    ],
)
def test_what_would_be_ignored_is_refused(run: Any, options: tuple[str, ...], said: str) -> None:
    found = run("sweep", CAMERA, *options)
    assert found.code == 2
    assert said in found.err


@pytest.mark.parametrize(
    "command",
    [
        ("sweep", "--vary", "training.epochs=10,20", "--outputs", "carbon"),
        ("sensitivity", "--rows", "64"),
        ("optimise", "--choose", "training.epochs=10,20", "--minimise", "carbon"),
        ("compare", CAMERA, "--draws", "50"),
    ],
)
def test_a_zone_is_a_change_like_any_other(run: Any, command: tuple[str, ...]) -> None:
    name, *options = command
    by_zone = run(name, CAMERA, *options, "--zone", "FIN", "-f", "json")
    assert by_zone.code == 0
    assert by_zone.out == run(name, CAMERA, *options, "--set", "zone=FIN", "-f", "json").out
