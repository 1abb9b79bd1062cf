"""Files: what they may look like, what they extend, and what is said when they cannot be read."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest

from joulepath.errors import Problem, ScenarioError
from joulepath.scenario.files import read_tables
from joulepath.scenario.reading import load_scenario
from joulepath.scenario.resolve import resolve
from joulepath.scenario.template import template

TEXT = template("paper")


def problem_of(path: Path | str) -> Problem:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    (problem,) = caught.value.problems
    return problem


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
    ],
    ids=["plain", "windows-lines", "byte-order-mark"],
)
def test_reads_the_same_from_any_editor(content: bytes, tmp_path: Path) -> None:
    tables = load_scenario(write(tmp_path, "a.toml", content)).written
    assert tables == tomllib.loads(TEXT)


def test_a_missing_file_is_named_with_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, "crop-camera.toml", TEXT)
    problem = problem_of(tmp_path / "crop-camra.toml")
    assert problem.what == "no such file"
    assert problem.remedy == "did you mean 'crop-camera.toml'?"


def test_a_missing_file_in_an_empty_place_points_to_the_template(tmp_path: Path) -> None:
    assert "'joulepath init'" in problem_of(tmp_path / "nowhere" / "a.toml").remedy


def test_a_folder_is_no_scenario(tmp_path: Path) -> None:
    assert problem_of(tmp_path) == Problem(str(tmp_path), "is a folder", "name a TOML file in it")


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\x00\xff", "Überschrift".encode("latin-1")])
def test_other_than_utf8_text_is_refused(content: bytes, tmp_path: Path) -> None:
    problem = problem_of(write(tmp_path, "a.toml", content))
    assert (problem.what, problem.remedy) == ("is not text", "a scenario is a TOML file in UTF-8")


def test_an_impossible_name_is_refused() -> None:
    assert "cannot be read" in problem_of("a\0b.toml").what


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads anything")
def test_a_locked_file_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "a.toml", TEXT)
    path.chmod(0)
    assert "cannot be read" in problem_of(path).what


def test_an_empty_file_lacks_all_that_is_needed(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(write(tmp_path, "a.toml", ""))
    missing = {problem.where for problem in caught.value.problems}
    assert missing == {"a.toml: model", "a.toml: data", "a.toml: path", "a.toml: inference"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("title = 'a'\nzone = DEU\n", "line 2, column 8"),
        ("title = 'a'\n[data\n", "line 2, column 6"),
        ("title = 'a'\ntitle = 'b'\n", "line 2, column 12"),
        ("power = 15 W\n", "line 1, column 12"),
        ("a = [1,\n", "end of document"),
    ],
)
def test_a_slip_of_the_pen_is_found_at_its_line(text: str, place: str, tmp_path: Path) -> None:
    path = write(tmp_path, "a.toml", text)
    problem = problem_of(path)
    assert problem.where == f"{path}: {place}"
    assert problem.what.startswith("not TOML: ")
    assert "texts need quotes" in problem.remedy


@pytest.mark.parametrize(
    ("text", "what"),
    [("a = " + "[" * 100_000, "nested too deeply"), ("a = " + "9" * 10_000, "cannot be read")],
    ids=["deep", "long"],
)
def test_monstrous_files_are_refused(text: str, what: str, tmp_path: Path) -> None:
    assert what in problem_of(write(tmp_path, "a.toml", text)).what


def test_a_variant_changes_what_it_names(tmp_path: Path) -> None:
    write(tmp_path, "base.toml", TEXT)
    path = write(
        tmp_path,
        "variant.toml",
        'extends = "base.toml"\n'
        'title = "Variant"\n'
        '[training]\nepochs = 7\n'
        '[[path]]\nstack = "http-wifi"\n',
    )  # fmt: skip
    base, variant = tomllib.loads(TEXT), dict(load_scenario(path).written)
    assert variant.pop("title") == "Variant"
    assert variant.pop("training") == base.pop("training") | {"epochs": 7}
    assert variant.pop("path") == [{"stack": "http-wifi"}]
    del base["title"], base["path"]
    assert variant == base


def test_a_variant_of_a_variant_may_lie_in_another_folder(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    write(tmp_path, "base.toml", TEXT)
    write(tmp_path / "below", "middle.toml", 'extends = "../base.toml"\nvirtualisation = 0.5')
    path = write(tmp_path, "top.toml", 'extends = "below/middle.toml"\n[data]\nsamples = 3')
    scenario = load_scenario(path).scenario
    assert (scenario.virtualisation, scenario.data.samples) == (0.5, 3.0)


def test_another_family_replaces_the_model_and_the_same_one_is_changed(tmp_path: Path) -> None:
    write(tmp_path, "base.toml", TEXT)
    other = 'extends = "base.toml"\n[model]\nfamily = "mlp"\nwidths = [10, 2]'
    same = 'extends = "base.toml"\n[model]\nforward = "5 FLOP/sample"'
    assert read_tables(write(tmp_path, "other.toml", other))["model"] == {
        "family": "mlp",
        "widths": [10, 2],
    }
    assert read_tables(write(tmp_path, "same.toml", same))["model"] == {
        "family": "given",
        "forward": "5 FLOP/sample",
    }


def test_without_leaves_keys_of_the_other_file_out(tmp_path: Path) -> None:
    write(tmp_path, "base.toml", TEXT)
    path = write(
        tmp_path,
        "variant.toml",
        'extends = "base.toml"\nwithout = ["preprocessing", "training.split"]\n[training]\nfolds=5',
    )
    scenario = load_scenario(path).scenario
    assert scenario.preprocessing is None
    assert scenario.training is not None
    assert (scenario.training.split, scenario.training.folds) == (None, 5.0)


@pytest.mark.parametrize(
    ("text", "where", "what", "remedy"),
    [
        ('extends = "bse.toml"', "v.toml: extends", "no such file", "did you mean 'base.toml'?"),
        ("extends = 3", "v.toml: extends", "3 is no path", "extends ="),
        ('extends = "v.toml"', "v.toml: extends", "a circle: v.toml -> v.toml", "nothing"),
        ('without = "path"', "v.toml: extends", "missing", "extends ="),
        ('extends = "base.toml"\nwithout = 3', "v.toml: without", "3 names no keys", "a list"),
        (
            'extends = "base.toml"\nwithout = "training.splt"',
            "v.toml: without",
            "there is no 'training.splt' to leave out",
            "did you mean 'split'?",
        ),
    ],
)
def test_what_cannot_be_extended_is_refused(
    text: str, where: str, what: str, remedy: str, tmp_path: Path
) -> None:
    write(tmp_path, "base.toml", TEXT)
    problem = problem_of(write(tmp_path, "v.toml", text))
    assert problem.where.startswith(where)
    assert problem.what == what
    assert remedy in problem.remedy


def test_a_longer_circle_is_named(tmp_path: Path) -> None:
    write(tmp_path, "a.toml", 'extends = "b.toml"')
    write(tmp_path, "b.toml", 'extends = "c.toml"')
    path = write(tmp_path, "c.toml", 'extends = "a.toml"')
    assert problem_of(path).what == "a circle: c.toml -> a.toml -> b.toml -> c.toml"


def test_a_slip_in_the_other_file_is_named_there(tmp_path: Path) -> None:
    base = write(tmp_path, "base.toml", "a = \n")
    path = write(tmp_path, "v.toml", 'extends = "base.toml"')
    assert problem_of(path).where == f"{base}: line 1, column 5"


def test_a_mapping_may_extend_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "base.toml", TEXT)
    monkeypatch.chdir(tmp_path)
    tables: dict[str, Any] = {"extends": "base.toml", "data": {"samples": 9}}
    assert load_scenario(tables).scenario.data.samples == 9.0
    assert tables == {"extends": "base.toml", "data": {"samples": 9}}


def test_a_model_file_is_found_beside_the_file_that_names_it(
    examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = write(
        tmp_path, "v.toml", f'extends = "{examples / "keyword-spotting.toml"}"\nyear = 2024'
    )
    assert resolve(load_scenario(path)).counted is not None
