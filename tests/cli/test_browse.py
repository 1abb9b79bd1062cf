"""``joulepath catalogue``, ``explain``, ``doctor``, ``init``, ``check`` and ``schema``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from joulepath import load_catalogue
from joulepath.catalogue.schema import CLASSES
from joulepath.cli.writing import Described
from joulepath.scenario.preprocessing_kinds import STEPS
from joulepath.scenario.template import TEMPLATES


def test_all_kinds_are_listed_and_the_sources_too(run: Any) -> None:
    out = run("catalogue").out
    known = load_catalogue()
    rows = [line.split() for line in out.splitlines()[2:]]
    expected = [[kind, str(len(known.names(kind)))] for kind in known.kinds()]
    assert rows == [*expected, ["sources", str(len(known.sources))]]


@pytest.mark.parametrize("kind", [*load_catalogue().kinds(), "sources"])
def test_every_kind_lists_all_its_entries(run: Any, kind: str) -> None:
    known = load_catalogue()
    names = list(known.sources) if kind == "sources" else [*known.names(kind)]
    if kind == "preprocessing":
        names += [f"chain: {step}" for step in STEPS]
    listed = [line.split("  ")[0] for line in run("catalogue", kind).out.splitlines()[2:]]
    assert listed == names
    assert [row["name"] for row in json.loads(run("catalogue", kind, "-f", "json").out)] == listed


@pytest.mark.parametrize("name", STEPS)
def test_a_step_of_a_chain_shows_its_keys(run: Any, name: str) -> None:
    out = run("catalogue", "preprocessing", f"chain: {name}").out
    assert out.startswith(f"{name}: ")
    for key in STEPS[name].model_fields:
        row = next(line for line in out.splitlines() if line.startswith(key))
        assert STEPS[name].help(key) in row


def test_a_step_is_found_by_its_bare_name_unless_a_method_has_it(run: Any) -> None:
    assert run("catalogue", "preprocessing", "mfcc").out.startswith("mfcc: Mel-frequency")
    assert "FLOP/value" in run("catalogue", "preprocessing", "gadf").out


def test_an_unknown_step_is_told_the_nearest(run: Any) -> None:
    code, out, err = run("catalogue", "preprocessing", "wavlet")
    assert (code, out) == (2, "")
    assert "no preprocessing method or step named 'wavlet'" in err
    assert "did you mean 'wavelet'?" in err


def test_every_entry_and_source_can_be_shown(run: Any) -> None:
    known = load_catalogue()
    pairs = [(kind, known.names(kind)[0]) for kind in known.kinds()]
    for kind, name in [*pairs, ("sources", "chou-2024-ecal")]:
        assert run("catalogue", kind, name).code == 0
        found = json.loads(run("catalogue", kind, name, "-f", "json").out)
        assert found["title"]


@pytest.mark.parametrize("category", CLASSES)
def test_processors_of_one_class_can_be_listed(run: Any, category: str) -> None:
    known = load_catalogue()
    listed = run("catalogue", "processors", "--class", category).out.splitlines()[2:]
    assert {line.split()[0] for line in listed} == {
        name for name in known.names("processors") if known.processor(name).category == category
    }
    assert {line.split()[1] for line in listed} == {category}


def test_only_processors_have_classes(run: Any) -> None:
    for arguments in (("zones",), (), ("processors", "nvidia-t4"), ("processors", "--search", "t")):
        code, _, err = run("catalogue", *arguments, "--class", "gpu")
        assert code == 2
        assert err.startswith(
            "error: --class: only the list of processors has classes\n  joulepath"
        )
    assert "did you mean 'gpu'" in run("catalogue", "processors", "--class", "gpus").err


def test_the_list_of_processors_shows_dense_rates_memory_and_power(run: Any) -> None:
    row = next(
        line for line in run("catalogue", "processors", "-f", "csv").out.splitlines()
        if line.startswith("nvidia-h100-sxm,")
    )  # fmt: skip
    # origin: data sheet of the H100; rates with sparsity halved
    assert row.startswith(
        "nvidia-h100-sxm,gpu,67 TFLOP/s,989.5 TFLOP/s,1.979 POP/s,80 GB,3350 GB/s,"
    )
    assert row.endswith(",700 W")


@pytest.mark.parametrize(
    ("name", "lacking"),
    [("hailo-8", "throughput"), ("google-tensor-g3", "throughput and no power")],
)
def test_a_processor_without_a_rate_is_refused_where_it_is_named(
    run: Any, bridge: str, name: str, lacking: str
) -> None:
    code, _, err = run("check", bridge, "--set", f"inference.processor={name}")
    assert code == 2
    assert f"[inference].processor: {name!r} has no {lacking}\n  write {{ throughput" in err
    # but a roofline may know it by other figures
    defined = json.loads(run("schema").out)["$defs"]
    listing = [kind for kind, table in defined.items() if f'"{name}"' in json.dumps(table)]
    assert listing == ["InferenceSection", "InferenceSection.part"]


def test_a_power_of_another_boundary_says_so(run: Any) -> None:
    out = run("catalogue", "processors", "raspberry-pi-4b").out
    row = next(line for line in out.splitlines() if line.startswith("idle_power"))
    assert row.split()[1:5] == ["2.7", "W", "board", "pidramble-power"]


def test_an_entry_shows_figures_bands_and_sources(run: Any) -> None:
    entry = load_catalogue().entry("processors", "esp32-s3")
    out = run("catalogue", "processors", "esp32-s3").out
    assert out.startswith(f"esp32-s3: {entry.title}\n")
    for name, figure in entry.figures.items():
        row = next(line for line in out.splitlines() if line.startswith(name))
        assert figure.written in row
        assert figure.source in row
    assert "up to 300 mW" in out  # the upper end of its power, in the unit a reader expects


def test_a_source_shows_where_to_find_it(run: Any) -> None:
    source = load_catalogue().source("chou-2024-ecal")
    out = run("catalogue", "sources", source.key).out
    assert source.title in out
    assert source.doi in out


# Engines that were measured on accelerators of that maker
CALIBRATED = {"serving-engines", "diffusion-engines"}


def test_the_search_finds_entries_and_sources(run: Any) -> None:
    rows = run("catalogue", "--search", "nvidia data").out.splitlines()[2:]
    assert {row.split()[0] for row in rows} == {"sources"}
    both = run("catalogue", "--search", "nvidia").out.splitlines()[2:]
    kinds = {"devices", "inference-engines", "processors", "sources", *CALIBRATED}
    assert {row.split()[0] for row in both} == kinds
    only = run("catalogue", "processors", "--search", "nvidia").out.splitlines()[2:]
    assert {row.split()[0] for row in only} == {"processors"}


def test_a_catalogue_of_ones_own_is_read(run: Any, tmp_path: Path) -> None:
    (tmp_path / "processors").mkdir()
    text = """
    [tin-can]
    title = "Tin can (invented)"
    boundary = "chip"
    throughput = { value = 1, unit = "MFLOP/s", source = "assumption", note = "invented" }
    power = { value = 2, unit = "mW", source = "assumption", note = "invented" }
    """
    (tmp_path / "processors" / "own.toml").write_text(text)
    out = run("catalogue", "processors", "tin-can", "--catalogue", str(tmp_path)).out
    assert "2 mW" in out


def test_explain_shows_formula_inputs_and_the_users_own_words(run: Any, bridge: str) -> None:
    out = run("explain", bridge, "training.energy", "--depth", "9").out
    first, second = out.splitlines()[:2]
    assert first.startswith("training.energy = ")
    assert first.endswith("<- energy_at_power  [definition]")
    assert second.startswith("  time (training.time) = ")
    assert "= 10 epochs  <- bridge.toml: training.epochs (10)\n" in out
    assert "power = 70 W  <- processors/nvidia-t4.power (70 W)  [" in out
    assert "\nsources:\n  [definition] definition: True by definition" in out


def test_the_depth_of_an_explanation_can_be_chosen(run: Any, bridge: str) -> None:
    flat = run("explain", bridge, "training.energy", "--depth", "0").out.splitlines()
    assert flat[0].endswith(" ...")
    assert flat[1] == ""
    deep = run("explain", bridge, "training.energy", "--depth", "99").out
    assert "..." not in deep.partition("sources:")[0]


def test_lists_and_constants_of_the_method_are_named(run: Any, bridge: str) -> None:
    out = run("explain", bridge, "energy", "--depth", "3").out
    assert "  stages[0] (collection.energy) = " in out
    assert "inferences_per_pass = 1 inference  <- fixed by the method\n" in out
    assert "overhead = 0  <- default of virtualisation (0)  [assumption]\n" in out


def test_explain_alone_shows_all_sources(run: Any, bridge: str) -> None:
    whole = json.loads(run("explain", bridge, "-f", "json").out)
    part = json.loads(run("explain", bridge, "energy", "-f", "json").out)
    assert whole["explanation"] == part["explanation"]
    assert "ember-yearly" in {*whole["sources"]} - {*part["sources"]}


def test_explain_lists_all_quantities(run: Any, bridge: str) -> None:
    rows = run("explain", bridge, "--list").out.splitlines()[2:]
    units = json.loads(run("explain", bridge, "--list", "-f", "json").out)
    assert [row.split()[0] for row in rows] == list(units)
    assert units["training.energy"] == "J"


def test_an_explanation_can_be_kept(run: Any, bridge: str) -> None:
    run("explain", bridge, "-o", "why.json")
    run("explain", bridge, "-o", "why.txt")
    assert json.loads(Path("why.json").read_text())["explanation"]["path"] == "energy"
    assert Path("why.txt").read_text() == run("explain", bridge).out


@pytest.mark.parametrize("name", [*TEMPLATES])
def test_a_template_can_be_written_and_checked(run: Any, bridge: str, name: str) -> None:
    code, out, err = run("init", "--template", name, "new.toml")
    assert (code, out) == (0, "")
    assert err == "wrote new.toml; next: joulepath estimate new.toml\n"
    assert run("check", "new.toml").out.startswith("new.toml: fine, ")


def test_init_overwrites_only_when_told_to(run: Any, bridge: str) -> None:
    code, _, err = run("init", bridge)
    assert code == 2
    assert err.startswith("error: bridge.toml: exists already\n  name another file, or --force")
    assert run("init", bridge, "--force").code == 0


def test_check_tells_sound_files_and_lists_all_problems(run: Any, bridge: str) -> None:
    Path("bad.toml").write_text(Path(bridge).read_text().replace("= 0.8", "= 8").replace("T4", ""))
    code, out, err = run("check", bridge, "bad.toml", "none.toml")
    assert code == 2
    assert out.startswith("bridge.toml: fine, ")
    assert err.count("error: ") == 2


def test_check_passes_warnings_on(run: Any, bridge: str) -> None:
    code, _, err = run("check", bridge, "--set", "virtualisation=5")
    assert code == 0
    assert err.startswith("warning: bridge.toml: virtualisation = 5")


def test_one_assumption_is_singular(run: Any, bridge: str, monkeypatch: Any) -> None:
    from joulepath.report.wording import counted

    assert [counted(n, "assumption") for n in (0, 1, 2)] == [
        "0 assumptions",
        "1 assumption",
        "2 assumptions",
    ]


@pytest.mark.parametrize("kind", list(Described))
def test_each_schema_is_one(run: Any, kind: str) -> None:
    found = json.loads(run("schema", "--of", kind).out)
    Draft202012Validator.check_schema(found)
    assert found["$id"] == f"urn:joulepath:{kind}"


def test_a_schema_of_nothing_is_refused(run: Any) -> None:
    code, _, err = run("schema", "--of", "colours")
    assert code == 2
    assert "'result'" in err


def test_doctor_says_what_there_is(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from joulepath.cli import checking

    def no_module(name: str) -> object:
        return None if name == "onnx" else object()

    monkeypatch.setattr(checking.importlib.util, "find_spec", no_module)
    out = run("doctor").out
    assert (
        f"digest {load_catalogue().digest}, every figure with its source or as an assumption" in out
    )
    assert "missing: read ONNX files; pip install 'joulepath[onnx]'" in out
    assert "installed: tables as data frames" in out
