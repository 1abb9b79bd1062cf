"""Sweeps: every point is the estimate at that point, however the work is divided."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joulepath.analysis.sweep import Request, asked, in_memory, to_file
from joulepath.analysis.sweep.axes import Span
from joulepath.analysis.sweep.design import Grid
from joulepath.analysis.sweep.spellings import axes_of, axis
from joulepath.core.tree import leaves
from joulepath.errors import InputError
from joulepath.lifecycle import lifecycle
from joulepath.report.estimate import resolve
from joulepath.scenario.reading import load_scenario

EXAMPLES = Path(__file__).parents[2] / "examples"
OUTPUTS = ["energy", "ecal", "inference.energy", "balance.inference.share"]
CAMERA = "crop-camera.toml"
CASES: dict[str, dict[str, Any]] = {
    "crop-camera.toml": {
        "zone": "DEU,FIN,USA",
        "path.0.loss": "0..0.5:lin7",
        "inference.inferences": "1/day..1000/day:log5",
        "inference.utilisation": "10 %, 0.5, 100 %",
        "inference.processor": "esp32-s3,nrf52840",
        "data.samples": "100..5000:log4:whole",
    },
    "water-meter-lorawan.toml": {
        "path.0.link.data_rate": "eu868-dr3,eu868-dr4,eu868-dr5",
        "path.0.link.attempts": "1..8",
        "path.0.link.loss_size": "20 B..40 B:lin3",
        "inference.inferences": "1/day..4/day:lin4",
        "inference.result": "8 B..24 B:lin3",
        "battery.base_power": "20 uW..80 uW:log4",
    },
    "transformer.toml": {
        "model.blocks": "2..6",
        "training.folds": "2..5",
        "model.width": "256,512",
        "path": "[[], [{stack='http-wifi'}]]",
        "virtualisation": "0..0.2:lin",
    },
    "pump-nb-iot.toml": {
        "model.widths.1": "8..64",
        "inference.lifetime": "1 year..10 years:lin10",
        "training.split": "0.5..0.9:lin5",
    },
    "vibration-lstm.toml": {
        "model.family": "lstm,gru,rnn",
        "model.hidden": "8,16,32",
        "path.0.stack": "http-wifi,http-ethernet-bluetooth",
        "path.0.loss": "0..0.9:lin",
    },
    "keyword-spotting-mfcc.toml": {
        "preprocessing.chain.0.bands": "20,40",
        "preprocessing.utilisation": "0.05..0.5:log6",
        "training.epochs": "1..100",
    },
}  # fmt: skip


def ask(name: str, vary: dict[str, Any], **options: Any) -> Request:
    options = {"outputs": OUTPUTS} | options
    return asked(load_scenario(EXAMPLES / name), "0", vary, **options)


@pytest.mark.parametrize("name", CASES)
@settings(max_examples=4)
@given(data=st.data())
def test_a_point_is_the_estimate_at_that_point_to_the_last_bit(name: str, data: Any) -> None:
    keys = data.draw(st.lists(st.sampled_from([*CASES[name]]), min_size=1, max_size=4, unique=True))
    seed = data.draw(st.integers(0, 2**63 - 1))
    request = ask(
        name, {key: CASES[name][key] for key in keys}, design="random", points=5, seed=seed
    )
    swept = in_memory(request)
    assert swept.points
    for row in range(5):
        point = {
            axis.key: axis.value(float(swept.points.positions[axis.key][row]))
            for axis in request.axes
        }
        alone = dict(leaves(lifecycle(resolve(EXAMPLES / name, point).inputs)))
        assert {path: swept.column(path)[row] for path in OUTPUTS} == {
            path: alone[path] for path in OUTPUTS
        }


def test_numbers_that_enter_as_they_are_are_computed_side_by_side() -> None:
    vary = CASES["crop-camera.toml"]
    assert ask(CAMERA, vary).spread == {
        "path.0.loss", "inference.inferences", "inference.utilisation", "data.samples",
    }  # fmt: skip
    lorawan = ask("water-meter-lorawan.toml", CASES["water-meter-lorawan.toml"])
    assert "path.0.link.data_rate" not in lorawan.spread  # looked up in the catalogue


@pytest.mark.parametrize("design", ["grid", "random", "latin-hypercube"])
@pytest.mark.parametrize("rows", [1, 7, 100])
def test_points_do_not_depend_on_how_they_are_divided(design: str, rows: int) -> None:
    vary = {"zone": "DEU,FIN", "path.0.loss": "0..0.5:lin5", "training.epochs": "1..4"}
    size = {} if design == "grid" else {"points": 40}
    whole = in_memory(ask(CAMERA, vary, design=design, **size))
    parts = in_memory(ask(CAMERA, vary, design=design, rows=rows, **size))
    assert whole.summary == parts.summary
    for key in (*vary, *OUTPUTS):
        assert np.array_equal(whole.column(key), parts.column(key))


@given(
    resolved=st.lists(st.integers(1, 4), max_size=3),
    spread=st.lists(st.integers(1, 9), max_size=4),
    rows=st.integers(1, 50),
)
def test_a_grid_has_every_combination_once_and_no_large_chunk(
    resolved: list[int], spread: list[int], rows: int
) -> None:
    grid = Grid(tuple(resolved), tuple(spread), rows)
    seen: list[tuple[int, ...]] = []
    for chunk in range(grid.chunks):
        pieces = grid.pieces(chunk)
        assert 1 <= sum(piece.size for piece in pieces) <= rows
        for piece in pieces:
            columns = [np.broadcast_to(p, piece.shape).ravel() for p in piece.spread]
            rest = zip(*columns, strict=True) if columns else [()]
            seen += [(*map(int, piece.fixed), *map(int, each)) for each in rest]
    assert seen == [*np.ndindex(*resolved, *spread)]
    assert len(seen) == grid.points


def test_a_latin_hypercube_has_one_point_in_each_stratum_of_each_axis() -> None:
    vary = {"path.0.loss": "0..0.5:lin", "inference.inferences": "1/day..1000/day:log"}
    swept = in_memory(ask(CAMERA, vary, design="latin-hypercube", points=50, rows=13))
    shares = swept.column("path.0.loss") / 0.5, np.log10(swept.column("inference.inferences")) / 3
    for share in shares:
        assert sorted(np.floor(share * 50)) == [*range(50)]


def test_a_seed_gives_the_same_points_and_another_gives_others() -> None:
    one, same, other = (
        in_memory(ask(CAMERA, {"path.0.loss": "0..0.5:lin"}, design="random", points=20, seed=seed))
        for seed in (1, 1, 2)
    )
    assert np.array_equal(one.column("path.0.loss"), same.column("path.0.loss"))
    assert not np.isin(one.column("path.0.loss"), other.column("path.0.loss")).any()


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("7..12", (7, 8, 9, 10, 11, 12)),
        ("3..1", (3, 2, 1)),
        ("0..1:lin5", (0, 0.25, 0.5, 0.75, 1)),
        ("0..1:lin11", (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1)),
        ("1/day..100/day:log3", ("1/day", "10/day", "100/day")),
        ("1 kB..1 MB:log2", ("1 kB", "1000 kB")),
        ("1..1000:log5:whole", (1, 6, 32, 178, 1000)),
        ("1e3..1e5:log3", (1000, 10000, 100000)),
        ("DEU,FIN", ("DEU", "FIN")),
        ("10 mW, 1 W", ("10 mW", "1 W")),
        ("1, 2.5", (1, 2.5)),
        ("true,false", (True, False)),
        ('["a,b", "c"]', ("a,b", "c")),
        (["DEU", "FIN"], ("DEU", "FIN")),
        ("../a.onnx,../b.onnx", ("../a.onnx", "../b.onnx")),
        (5, (5,)),
    ],
)
def test_axes_are_read_as_they_are_written(written: Any, values: tuple[Any, ...]) -> None:
    assert axis("key", written).values() == values


def test_a_bare_count_means_equal_differences() -> None:
    bare, spelt = axis("training.epochs", "10..100:10"), axis("training.epochs", "10..100:lin10")
    assert bare.span == spelt.span


@pytest.mark.parametrize(
    ("written", "what", "remedy"),
    [
        ("", "no values", "list some"),
        ("a,,b", "lacks a value", "each side of a comma"),
        ("a,b,a", "'a' is there twice", "once"),
        ("[1, 2", "is no list", "without brackets"),
        ("0.5..2", "not whole", ":lin11"),
        ("0..1:lin", "", ""),
        ("0..1:line5", "says no steps", ":lin11"),
        ("0..1:log5", "not positive", "above zero"),
        ("1..2:lin1", "has 1 values", "between 2 and"),
        ("1..999999999", "has 999,999,999 values", "between 1 and"),
        ("1..1:lin5", "equal ends", "let them differ"),
        ("1/day..5:lin5", "last end of", "'/day'"),
        ("1..5/day:lin5", "first end of", "'/day'"),
        ("1/day..5 W:lin5", "measure different things", "one unit"),
        ("1/dya..5/dya:lin5", "no number with a known unit", "0..1:lin11"),
        ("1..1e999:lin5", "not finite", "finite"),
    ],
)  # fmt: skip
def test_what_is_no_axis_is_refused_with_a_remedy(written: str, what: str, remedy: str) -> None:
    if not what:
        assert axis("key", written).length is None
        return
    with pytest.raises(InputError) as refused:
        axis("key", written)
    (problem,) = refused.value.problems
    assert problem.where == "--vary key"
    assert what in problem.what
    assert remedy in problem.remedy


def test_all_axes_are_looked_at_before_anything_is_said() -> None:
    with pytest.raises(InputError) as refused:
        axes_of({"a": "", "b": "1..2:lin1", "c": "1,2", "c.d": "3", "c[0]": "1"})
    assert len(refused.value.problems) == 4
    with pytest.raises(InputError, match="nothing varies"):
        axes_of({})


def test_values_that_the_scenario_refuses_are_all_named() -> None:
    with pytest.raises(InputError) as refused:
        ask(CAMERA, {"zone": "DEU,FNI,DUE", "path.0.loss": "0..1:lin5", "training.epochs": "0..2"})
    said = str(refused.value)
    for value in ("zone=FNI", "zone=DUE", "path.0.loss=1", "training.epochs=0"):
        assert f"(at {value})" in said
    assert "did you mean" in said


IMPOSSIBLE = {"path.0.link.data_rate": "eu868-dr0,eu868-dr5", "path.0.link.attempts": "1..8"}
OFTEN = {"inference.inferences": "2/day,8/day"}


def test_a_combination_that_the_scenario_refuses_is_named() -> None:
    request = ask("water-meter-lorawan.toml", {"path.0.link.loss": "0,0.5", **OFTEN, **IMPOSSIBLE})
    with pytest.raises(InputError, match=r"airtime a day \(at .*data_rate=eu868-dr0.*8/day"):
        in_memory(request)


def test_or_left_empty_if_that_is_asked_for() -> None:
    vary = {**OFTEN, **IMPOSSIBLE, "path.0.link.loss": "0,0.5"}
    request = ask("water-meter-lorawan.toml", vary, skip_impossible=True)
    swept = in_memory(request)
    empty = np.isnan(swept.column("energy"))
    assert swept.summary["outputs"]["energy"]["empty"] == empty.sum()
    for row in range(len(empty)):
        point = {key: swept.column(key)[row].item() for key in vary}
        refused = False
        try:
            energy = lifecycle(resolve(EXAMPLES / "water-meter-lorawan.toml", point).inputs).energy
        except InputError:
            refused = True
        else:
            assert swept.column("energy")[row] == energy
        assert refused == empty[row]
    assert 0 < empty.sum() < len(empty)


def test_axes_of_the_scenario_file(tmp_path: Path) -> None:
    file = tmp_path / "camera.toml"
    text = f'extends = {json.dumps(str(EXAMPLES / CAMERA))}\n[sweep]\nzone = ["DEU", "FIN"]\n'
    file.write_text(text + 'path.0.loss = "0..0.5:lin3"\n"training.epochs" = "1..2"\n')
    request = asked(load_scenario(file), "0", {"training.epochs": "5,6,7"})
    assert [axis.key for axis in request.axes] == ["zone", "path.0.loss", "training.epochs"]
    assert request.plan.points == 2 * 3 * 3
    assert "sweep" not in request.tables
    assert resolve(file).inputs == resolve(EXAMPLES / CAMERA).inputs


def test_models_of_the_scenario_file_are_beside_it(tmp_path: Path) -> None:
    file = EXAMPLES.parent / "examples" / "crop-camera.toml"
    (tmp_path / "models").mkdir()
    for name in ("visual-wake-words.onnx", "keyword-spotting.onnx"):
        source = EXAMPLES / "models" / name
        (tmp_path / "models" / name).write_bytes(source.read_bytes())
    text = file.read_text() + '\n[sweep]\nmodel = ["models/visual-wake-words.onnx"]\n'
    (tmp_path / "camera.toml").write_text(text)
    request = asked(load_scenario(tmp_path / "camera.toml"), "0")
    one = in_memory(request).column("energy")
    assert one.tolist() == [lifecycle(resolve(file).inputs).energy]


def test_csv_and_json_hold_every_point(tmp_path: Path) -> None:
    vary = {"zone": "DEU,FIN", "inference.inferences": "1/day..100/day:log3"}
    request = ask(CAMERA, vary, outputs=["energy", "carbon"], rows=2)
    swept = in_memory(request)
    for suffix in ("csv", "json"):
        to_file(request, tmp_path / f"out.{suffix}")
    head, *rows = csv.reader(io.StringIO((tmp_path / "out.csv").read_text()))
    assert head == ["zone", "inference.inferences [/day]", "energy [J]", "carbon [g]"]
    found = json.loads((tmp_path / "out.json").read_text())
    assert [[str(cell) for cell in row] for row in found["rows"]] == rows
    assert [row[2] for row in found["rows"]] == swept.column("energy").tolist()
    assert found["columns"] == ["zone", "inference.inferences", "energy", "carbon"]
    assert found["scenario"] == plain_tables()
    assert not [*tmp_path.glob("*.parts")]


def plain_tables() -> dict[str, Any]:
    tables = tomllib.loads((EXAMPLES / CAMERA).read_text())
    return tables | {"model": str(EXAMPLES / tables["model"])}


@pytest.mark.parametrize("rows", [3, 1000])
def test_parquet_holds_every_point_and_what_it_means(tmp_path: Path, rows: int) -> None:
    parquet: Any = pytest.importorskip("pyarrow.parquet")
    vary = {
        "zone": "DEU,FIN",
        "data.samples": "100..1000:log5:whole",
        "path.0.loss": "0..0.5:lin5",
        "training.processor": "nvidia-t4,nvidia-l4",
    }
    request = ask(CAMERA, vary, rows=rows)
    to_file(request, tmp_path / "out.parquet")
    table, swept = parquet.read_table(tmp_path / "out.parquet"), in_memory(request)
    assert table.column_names == [*vary, *OUTPUTS]
    for key in table.column_names:
        assert table[key].to_pylist() == swept.column(key).tolist()
    assert table.field("energy").metadata == {b"unit": b"J"}
    said = json.loads(table.schema.metadata[b"joulepath"])
    assert said == json.loads(json.dumps(request.described))
    groups = parquet.read_metadata(tmp_path / "out.parquet")
    assert (groups.num_rows, groups.num_row_groups) == (100, request.plan.chunks)
    for number in range(groups.num_row_groups):  # statistics are copied, too
        part = parquet.ParquetFile(tmp_path / "out.parquet").read_row_group(number)["energy"]
        facts = groups.row_group(number).column(4).statistics
        assert (facts.min, facts.max) == (min(part.to_pylist()), max(part.to_pylist()))


@given(
    st.floats(1e-9, 1e9).map(lambda value: float(f"{value:.6g}")),
    st.floats(1.001, 1e6),
    st.integers(2, 50),
    st.sampled_from(["lin", "log"]),
)
def test_steps_are_the_floats_that_their_decimals_are_read_as(
    first: float, ratio: float, count: int, spacing: Literal["lin", "log"]
) -> None:
    last = float(f"{first * ratio:.6g}")
    found = Span(first, last, spacing, count).numbers
    exact = (np.linspace if spacing == "lin" else np.geomspace)(first, last, count)
    assert [found[0], found[-1]] == [first, last]
    for number, unrounded in zip(found.tolist(), exact.tolist(), strict=True):
        assert number == float(f"{number:.12g}")
        assert number == pytest.approx(unrounded, rel=5.01e-12)


@pytest.mark.parametrize("ends", [(1e-300, 1e300), (1e-40, 1e-20), (1e25, 1e26)])
def test_steps_of_very_small_and_large_numbers_are_rounded_too(ends: tuple[float, float]) -> None:
    found = Span(*ends, "log", 7).numbers.tolist()
    assert found == [float(f"{number:.12g}") for number in found]
    assert sorted(set(found)) == found


def test_a_grid_that_is_too_large_is_refused_before_its_numbers_are_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = property(lambda self: pytest.fail("numbers were made"))
    monkeypatch.setattr(Span, "numbers", made)
    vary = {"path.0.loss": "0..0.5:lin10000000", "inference.utilisation": "0.1..1:lin10000000"}
    with pytest.raises(InputError, match=r"100,000,000,000,000 points\n.*take fewer"):
        asked(load_scenario(EXAMPLES / CAMERA), "0", vary)
