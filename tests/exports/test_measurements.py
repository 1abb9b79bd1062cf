"""Files of CodeCarbon and Impact Framework: what they say, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from joulepath.errors import MeasurementError
from joulepath.measure.reading import read_measured
from joulepath.measure.runs import Measured, summed
from joulepath.report.exports import exported_text
from joulepath.report.exports.facts import Facts
from joulepath.report.measured_table import measured_table

HEAD = "project_name,run_id,duration,emissions,energy_consumed\n"
LEAF = "tree:\n  children:\n    a:\n      {}:\n        - duration: 3600\n          {}\n"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_run_of_codecarbon_has_coherent_units(tmp_path: Path) -> None:
    # CodeCarbon 3.3.2 for 1 kWh in Germany: 0.38095 kg
    path = written(tmp_path, "emissions.csv", f"{HEAD}fit,1,10,0.38095,1\n")
    assert read_measured(path) == (Measured("fit", 10.0, 3.6e6, 380.95, None),)


def test_rows_of_one_run_are_cumulative(tmp_path: Path) -> None:
    text = f"{HEAD}fit,1,10,0.1,1\nfit,1,20,0.2,2\ntest,2,5,0.05,0.5\n"
    runs = read_measured(written(tmp_path, "emissions.csv", text))
    assert [run.time for run in runs] == [20, 5]
    assert summed(runs, "energy", "") == pytest.approx(2.5 * 3.6e6)


def test_leaves_of_a_manifest_count_once(tmp_path: Path) -> None:
    pytest.importorskip("yaml")
    text = """
name: nested
tree:
  outputs: [{duration: 7200, energy: 9, carbon-operational: 9}]
  children:
    first:
      defaults: {grid/carbon-intensity: 800}
      inputs: [{timestamp: 2023-07-06T00:00, duration: 3600, energy: 0.5}]
    second:
      inputs: [{duration: 3600, energy: 1}]
      outputs: [{duration: 3600, energy: 1, carbon-operational: 5, carbon-embodied: 0.02}]
"""
    first, second = read_measured(written(tmp_path, "manifest.yaml", text))
    assert (first.energy, first.carbon) == pytest.approx((1.8e6, 400))  # 0.5 kWh at 800 g/kWh
    assert second == Measured("tree.second[0]", 3600, 3.6e6, 5, 0.02)


def test_country_codes_stay_texts(tmp_path: Path) -> None:
    pytest.importorskip("yaml")
    text = LEAF.format("inputs", "energy: 1e-1\n          country: NO")
    (run,) = read_measured(written(tmp_path, "manifest.yml", text))
    assert run.energy == pytest.approx(3.6e5)  # YAML 1.1 takes 1e-1 for a text


@pytest.mark.parametrize(("form", "name"), [("codecarbon", "a.csv"), ("impact-framework", "a.yml")])
def test_what_is_exported_is_read_again(
    camera: Facts, tmp_path: Path, form: str, name: str
) -> None:
    pytest.importorskip("yaml")
    runs = read_measured(written(tmp_path, name, exported_text(camera, form)))
    assert sum(run.energy or 0 for run in runs) == pytest.approx(camera.lifecycle["energy"])
    assert sum(run.carbon or 0 for run in runs) == pytest.approx(camera.carbon)
    computed = [camera.lifecycle[stage]["time"] for stage in ("training", "evaluation")]
    times = {float(run.time) for run in runs if run.time is not None}
    assert times == {sum(computed), camera.settings.duration}
    with pytest.raises(MeasurementError, match="predicted, not measured"):
        summed(runs, "energy", name)
    assert {row[0].rpartition(" ")[2] for row in measured_table(runs).rows} == {"(predicted)"}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "", "no column duration, emissions, energy_consumed"),
        ("a.csv", HEAD, "holds no run"),
        ("a.csv", f"{HEAD}fit,1,ten,0.1,1\nfit,2,1,-0.1,nan\n", "'ten'"),
        ("a.csv", f"{HEAD}fit,1\n", "'None' is no amount"),
        ("a.txt", HEAD, "belongs to no tool"),
        ("a.yaml", "name: x", "no tree"),
        ("a.yaml", "[1, 2]", "no tree"),
        ("a.yaml", "tree: {children: {}}", "holds no observation"),
        ("a.yaml", LEAF.format("inputs", "cpu/utilization: 10"), "neither energy nor carbon"),
        ("a.yaml", LEAF.format("inputs", "energy: many"), "'many' is no amount"),
        ("a.yaml", "tree: {a: &x {b: 1}, c: *x}", "refers to another part"),
        ("a.yaml", "tree: " + "{a: " * 150 + "1" + "}" * 150, "nested more than"),
        ("a.yaml", "tree: [", "is no YAML"),
        ("a.yaml", "tree: !!python/object/apply:os.getcwd []", "no tree"),
    ],
)
def test_mistakes_in_files_are_said(tmp_path: Path, name: str, text: str, said: str) -> None:
    pytest.importorskip("yaml")
    with pytest.raises(MeasurementError) as caught:
        read_measured(written(tmp_path, name, text))
    assert said in str(caught.value)


def test_all_mistakes_of_a_file_are_said_at_once(tmp_path: Path) -> None:
    text = f"{HEAD}fit,1,ten,0.1,1\nfit,2,1,-0.1,1\n"
    with pytest.raises(MeasurementError) as caught:
        read_measured(written(tmp_path, "a.csv", text))
    assert len(caught.value.problems) == 2


def test_no_file_a_folder_and_no_text(tmp_path: Path) -> None:
    (tmp_path / "emissions.csv").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "folder.csv").mkdir()
    for name, said in (
        ("emission.csv", "'emissions.csv'"),
        ("emissions.csv", "as text"),
        ("folder.csv", "no ordinary file"),
    ):
        with pytest.raises(MeasurementError) as caught:
            read_measured(tmp_path / name)
        assert said in str(caught.value)


def test_a_run_without_energy_is_no_measured_energy(tmp_path: Path) -> None:
    pytest.importorskip("yaml")
    path = written(tmp_path, "a.yaml", LEAF.format("outputs", "carbon-operational: 5"))
    with pytest.raises(MeasurementError, match="no energy for"):
        summed(read_measured(path), "energy", "a.yaml")
