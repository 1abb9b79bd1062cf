"""From a scenario to inputs: units, origins, assumptions, switches, and all problems at once."""
# ruff: noqa: E501

from __future__ import annotations

from dataclasses import fields
from itertools import product
from typing import Any

import pytest

from joulepath.core.tree import numbers
from joulepath.errors import ScenarioError
from joulepath.lifecycle import lifecycle
from joulepath.records.switches import PROFILES
from joulepath.scenario.reading import load_scenario
from joulepath.scenario.resolve import Resolved, resolve

DAY = 86_400
YEAR = 365.25 * DAY


def resolved(tables: dict[str, Any], **changes: Any) -> Resolved:
    return resolve(load_scenario(tables, {k.replace("__", "."): v for k, v in changes.items()}))


def value_at(inputs: Any, path: str) -> Any:
    for step in path.split("."):
        inputs = inputs[int(step)] if step.isdecimal() else getattr(inputs, step)
    return inputs


# what the scenario `full` writes, in coherent units
COHERENT = {
    "data.bits_per_value": 64.0,
    "virtualisation": 0.1,
    "path.0.loss": 0.02,
    "path.1.bearer.transmit_power": 0.8,
    "path.1.bearer.transmit_rate": 6e6,
    "storage.redundancy.disks": 4.0,
    "preprocessing.steps": 10.0,
    "preprocessing.development.processor.throughput": 1e12,
    "preprocessing.development.processor.power": 15.0,
    "preprocessing.development.utilisation": 0.5,
    "preprocessing.inference.utilisation": 0.9,
    "training.epochs": 20.0,
    "training.views": 2.0,
    "training.backward_ratio": 1.5,
    "training.strategy.share": 0.8,
    "training.evaluations": 1.0,
    "training.placement.utilisation": 0.3,
    "inference.demand.rate": 24 / DAY,
    "inference.demand.lifetime": 3 * YEAR,
    "inference.samples_per_inference": 2.0,
    "inference.bits_per_result": 128.0,
}


@pytest.mark.parametrize(("path", "expected"), COHERENT.items())
def test_inputs_are_in_coherent_units(path: str, expected: float, full: dict[str, Any]) -> None:
    assert value_at(resolved(full).inputs, path) == pytest.approx(expected, rel=1e-15)


WRITTEN = [
    ("data.bits_per_value", "1 B/value", "data.bits_per_value", 8.0),
    ("data.samples", "1_000 samples", "data.samples", 1000.0),
    ("path.0.loss", "2 %", "path.0.loss", 0.02),
    ("inference.result", "16 B", "inference.bits_per_result", 128.0),
    ("inference.result", "1 KiB", "inference.bits_per_result", 8192.0),
    ("inference.result", "16 B/inference", "inference.bits_per_result", 128.0),
    ("inference.result", 16, "inference.bits_per_result", 16.0),
    ("training.epochs", 2.5, "training.epochs", 2.5),
    ("model", {"family": "given", "forward": "1 GFLOP/sample"}, "model.forward", 1e9),
]


@pytest.mark.parametrize(("key", "text", "path", "expected"), WRITTEN)
def test_a_unit_is_read(
    key: str, text: Any, path: str, expected: float, ecal: dict[str, Any]
) -> None:
    inputs = resolve(load_scenario(ecal, {key: text})).inputs
    assert value_at(inputs, path) == pytest.approx(expected, rel=1e-15)


UNITS = [
    ("training.processor", {"throughput": "1 W", "power": "1 W"}, "unit 'W' measures W, but this quantity is in FLOP/s", "GFLOP/s"),
    ("training.processor", {"throughput": "1 TFLOP/s", "power": "45 mA"}, "unit 'mA' measures A", "a current needs a voltage"),
    ("training.processor", {"throughput": "1 TFLOPS", "power": "1 W"}, "unit 'TFLOPS' is not known", "'TFLOP/s' for a rate"),
    ("inference.result", "12 kb", "unit 'kb' is not known", "write 'kbit', or 'kB' for bytes"),
    ("inference.result", "16 W", "unit 'W' measures W, but this quantity is in bit", "'B', 'kB'"),
    ("inference.result", "16 B/s", "unit 'B/s' measures bit/s", "'B/inference'"),
    ("inference.result", "16", "'16' has no unit", "16 bit"),
    ("inference.inferences", "24 per day", "unit 'per day' is not known", "or a rate such as '24/day'"),
    ("inference.inferences", "24/fortnight", "unit '/fortnight' is not known", "'/day', '/week'"),
    ("data.samples", "10,000 samples", "'10,000 samples' holds a comma", "1_000"),
    ("data.samples", "1e400 samples", "'1e400 samples' is not finite", "a finite number"),
    ("data.samples", 10**400, "is not finite", "a finite number"),
    ("data.samples", [1000], "[1000] is not a number", "a number such as"),
    ("data.samples", {"value": 3}, "{'value': 3} is not a number", "a number such as"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "value", "what", "remedy"), UNITS)
def test_a_wrong_unit_is_explained(
    key: str, value: Any, what: str, remedy: str, ecal: dict[str, Any]
) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(ecal, {key: value})
    assert what in caught.value.problems[0].what
    assert remedy in caught.value.problems[0].remedy
    assert len(caught.value.problems[0].what) < 250


def test_a_date_is_no_number(ecal: dict[str, Any]) -> None:
    import tomllib

    year = tomllib.loads("year = 2025-01-01")
    with pytest.raises(ScenarioError, match=r"year: 2025-01-01 is a date"):
        load_scenario(ecal | {"zone": "DEU"} | year)


MATRIX = list(product(PROFILES, ["ecal", "full"], ["mlp", "kan", "cnn", "transformer", "given"]))


@pytest.mark.parametrize(("profile", "kind", "model"), MATRIX)
def test_every_number_has_an_origin_and_no_origin_is_idle(
    profile: str, kind: str, model: str, build: Any
) -> None:
    answer = resolve(load_scenario(build(kind, model) | {"profile": profile}))
    assert set(answer.origins) == {path for path, _ in numbers(answer.inputs)}
    assert lifecycle(answer.inputs).energy > 0
    sources = {origin.source for origin in answer.origins.values()} - {""}
    assert sources <= load_scenario(build()).catalogue.sources.keys()


VARIANTS: dict[str, dict[str, Any]] = {
    "bare": {"preprocessing": None, "training": None, "path": []},
    "mirrored": {"storage": {"medium": "hdd", "raid": "raid1"}},
    "double parity": {"storage": {"medium": "hdd", "raid": "raid6", "disks": 6}},
    "no values": {"data.values_per_sample": None},
    "grid": {"zone": "SVN"},
    "own radio": {"path.0.radio": {"transmit_power": 1, "transmit_rate": 1e6, "receive_power": 0, "receive_rate": 1e6}},
    "carrier": {"path.0.carrier": "nb-iot"},
    "widths": {"model": {"family": "mlp", "widths": [10, 3, 2], "counting": "calflops"}},
}  # fmt: skip


@pytest.mark.parametrize("changes", VARIANTS.values(), ids=VARIANTS)
def test_every_variant_has_its_origins(changes: dict[str, Any], ecal: dict[str, Any]) -> None:
    answer = resolve(load_scenario(ecal, changes))
    assert set(answer.origins) == {path for path, _ in numbers(answer.inputs)}


def test_an_origin_says_who_says_so(full: dict[str, Any]) -> None:
    full["model"]["counting"] = "paper"
    origins = resolved(full).origins
    assert origins["training.epochs"].kind == "scenario"
    assert origins["inference.demand.rate"].written == "24/day"
    assert origins["model.operations_per_output.0"].place == "model.counting"
    assert origins["model.operations_per_output.0"].kind == "scenario"
    assert origins["training.placement.processor.power"].kind == "catalogue"
    assert origins["training.placement.processor.power"].place == "processors/nvidia-t4.power"
    figure = load_scenario(full).catalogue.entry("processors", "nvidia-t4").figures["power"]
    assert origins["training.placement.processor.power"].source == figure.source
    assert origins["intensity"].place == "zones/DEU.2024"


def test_a_default_says_that_it_is_one(build: Any) -> None:
    origins = resolved(build("ecal", "cnn")).origins
    defaults = {path for path, origin in origins.items() if origin.kind == "default"}
    assert {
        "path.0.loss",
        "virtualisation",
        "training.views",
        "model.channels",
        "model.layers.0.stride_rows",
        "model.layers.1.padding_rows",
        "inference.placement.utilisation",
    } <= defaults
    assert not {"model.layers.0.kernel_rows", "model.layers.1.groups"} & defaults


def test_the_file_is_named_in_origins(tmp_path: Any) -> None:
    from joulepath.scenario.template import template

    path = tmp_path / "a.toml"
    path.write_text(template("paper"))
    assert resolve(load_scenario(path)).origins["data.samples"].place == "a.toml: data.samples"


def test_neutral_defaults_share_a_line(ecal: dict[str, Any]) -> None:
    (line,) = (each.what for each in resolved(ecal).assumptions if each.where == "defaults")
    assert set(line.split(", ")) == {
        "virtualisation = 0",
        "denominator = application-bits",
        "path.loss = 0",
        "training.evaluation = once",
        "training.views_per_epoch = 1/epoch",
        "training.backward_ratio = 2",
        "inference.samples_per_inference = 1 sample/inference",
        "inference.inputs = sent",
        "model.counting = paper",
    }


def test_what_is_said_is_no_assumption(full: dict[str, Any]) -> None:
    full["path"][1]["loss"] = 0
    full["model"]["counting"] = "full"
    full["inference"]["processor"] = full["preprocessing"]["processor"]
    assert [each.where for each in resolved(full).assumptions] == ["method peak-tdp"]


@pytest.mark.parametrize(
    ("where", "what"),
    [
        ("utilisation", "not given for preprocessing, training, inference: 1 (peak rate assumed: optimistic)"),
        ("method peak-tdp", "compute energy = FLOPs / (peak rate x utilisation) x rated power; published measurements differ from it by factors"),
        ("zone", "not given: no carbon is computed"),
        ("storage", "left out: counted as nothing"),
        ("inference.result", "not given: no answer travels the path"),
    ],
)  # fmt: skip
def test_what_is_not_said_is_assumed(where: str, what: str, ecal: dict[str, Any]) -> None:
    assert (where, what) in {(each.where, each.what) for each in resolved(ecal).assumptions}


def test_more_is_assumed_when_less_is_said(ecal: dict[str, Any]) -> None:
    answer = resolved(ecal, training=None, zone="DEU", path=[], data__values_per_sample=None)
    assumed = {each.where: each.what for each in answer.assumptions}
    assert assumed["training"] == "the model comes trained: its training is not counted"
    assert assumed["path"] == "no network: moving data costs nothing"
    assert assumed["year"] == "not given: 2025, the latest for DEU"
    assert assumed["data.values_per_sample"] == "not given: 10, as the model takes"
    assert "inference.result" not in assumed


def test_figures_that_nobody_published_are_assumed(ecal: dict[str, Any]) -> None:
    answer = resolved(ecal, inference__processor="rp2040")
    wheres = [each.where for each in answer.assumptions]
    assert {"processors/rp2040.throughput", "processors/rp2040.power"} <= set(wheres)
    assert not [where for where in wheres if where.startswith("protocols/")]


@pytest.mark.parametrize(
    ("changes", "warning"),
    [
        ({"virtualisation": 1.5}, "virtualisation = 1.5 adds more energy than the work itself takes"),
        ({"storage": {"medium": "ssd", "disks": 4}}, "storage.disks has no effect with raid = 'none'"),
        ({"preprocessing.steps": 3}, "preprocessing.steps has no effect with method = 'standardise'"),
    ],
)  # fmt: skip
def test_what_looks_like_a_mistake_is_warned_of(
    changes: dict[str, Any], warning: str, ecal: dict[str, Any]
) -> None:
    assert resolve(load_scenario(ecal, changes)).warnings == (warning,)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_is_its_switches(profile: str, ecal: dict[str, Any]) -> None:
    assert resolved(ecal, profile=profile).inputs.switches == PROFILES[profile]


@pytest.mark.parametrize("name", [field.name for field in fields(PROFILES["paper"])])
def test_a_switch_departs_from_the_profile_alone(name: str, ecal: dict[str, Any]) -> None:
    value = getattr(PROFILES["corrected"], name)
    switches = resolved(ecal, **{f"switches__{name}": value}).inputs.switches
    for each in fields(switches):
        profile = PROFILES["corrected" if each.name == name else "reference"]
        assert getattr(switches, each.name) == getattr(profile, each.name)


def test_all_problems_are_shown_at_once(full: dict[str, Any]) -> None:
    full["zone"] = "DUE"
    full["model"] = "missing.onnx"
    full["training"] |= {"folds": 5, "num_epochs": 3}
    full["path"][0]["radio"] = {"transmit_power": "1 W"}
    full["path"][1]["protocols"]["physical"] = "tcp"
    full["storage"] = {"medium": "ssd", "raid": "raid5", "size": 3}
    del full["inference"]["lifetime"]
    with pytest.raises(ScenarioError) as caught:
        load_scenario(full)
    said = {(problem.where, problem.what) for problem in caught.value.problems}
    assert said == {
        ("zone", "no zone named 'DUE'"),
        ("model: missing.onnx", "no such file"),
        ("training", "both split and folds"),
        ("[training].num_epochs", "unknown key 'num_epochs'"),
        ("path[0]", "both a carrier and a radio"),
        ("path[0].radio.transmit_rate", "missing"),
        ("path[0].radio.receive_power", "missing"),
        ("path[0].radio.receive_rate", "missing"),
        ("path[1].protocols.physical", "'tcp' is a protocol of the transport layer"),
        ("storage", "raid5 without disks"),
        ("[storage].size", "unknown key 'size'"),
        ("inference", "a rate of inferences without a lifetime"),
    }


def test_sound_parts_are_checked_beside_broken_ones(full: dict[str, Any]) -> None:
    full |= {"zone": "US-CA", "batch_size": 3}
    full["model"]["widths"] = [7, 2]
    full["data"]["samples"] = 3
    full["training"] = {"processor": "nvidia-t4", "epochs": 1, "folds": 5}
    with pytest.raises(ScenarioError) as caught:
        load_scenario(full)
    assert {problem.where for problem in caught.value.problems} == {
        "batch_size",
        "zone",
        "[training].folds",
        "[data].values_per_sample",
    }


def test_parts_that_disagree_are_shown_together(full: dict[str, Any]) -> None:
    full["basis"] = "direct"
    full["model"] = "missing.onnx"
    loaded = load_scenario(full)
    with pytest.raises(ScenarioError) as caught:
        resolve(loaded)
    assert [problem.what.split(" ")[0] for problem in caught.value.problems] == ["no", "no"]
    assert 'say basis = "life-cycle"' in str(caught.value)


def test_a_missing_model_file_has_near_ones(examples: Any) -> None:
    changes = {"model": str(examples / "models" / "keyword-spoting.onnx")}
    with pytest.raises(ScenarioError, match=r"did you mean 'keyword-spotting\.onnx'"):
        resolve(load_scenario(examples / "crop-camera.toml", changes))


@pytest.mark.parametrize(
    ("model", "what", "remedy"),
    [
        ("mlp", "no such file", 'model = { family = "mlp", ... }'),
        ("\0", "no such file", "the path of an ONNX file"),
        ("a" * 5000, "cannot be read", ""),
        (".", "is a folder", ""),
        ({"file": "a.onnx", "family": "mlp"}, "a model file with 'family'", "leave out either"),
        ({"file": 3}, "3 where a text is expected", "Path of a model file"),
        ({"widths": [1, 2]}, "no family", "add family = 'mlp'"),
        ({"family": "mlp", "widths": 3}, "3 where a list is expected", "e.g. [10, 10, 2]"),
        ({"family": "mlp", "widths": [10, 2], "grid": 3}, "unknown key 'grid'", "known keys"),
        ({"family": "cnn", "rows": 8, "layers": {"type": "dense"}}, "a table where a list is", "[[model.layers]]"),
        ({"family": "cnn", "rows": 8, "layers": [{"type": "conv"}]}, "no type named 'conv'", "'convolution'"),
        ({"family": "cnn", "rows": 8, "layers": ["dense"]}, "'dense' describes no layer", "a table with type ="),
        ({"family": "cnn", "rows": 8, "layers": [{"type": "convolution", "filters": 3, "kernel": [1, 2, 3]}]}, "[1, 2, 3] has the wrong length", "[rows, columns]"),
        ({"family": "cnn", "rows": 8, "layers": [{"type": "convolution", "filters": 3, "kernel": 1, "groups": 2}]}, "2 groups do not divide 1 channels and 3 filters", "divide both"),
        ({"family": "cnn", "rows": 8, "layers": [{"type": "convolution", "filters": 3, "kernel": 1, "groups": "all"}]}, "'all' is not allowed", "'depthwise'"),
        ({"family": "transformer", "tokens": 1, "width": 4, "heads": 4, "key_value_heads": 3, "blocks": 1, "feed_forward": 1}, "key_value_heads = 3 does not divide heads = 4", "without remainder"),
        ({"family": "transformer", "tokens": 1, "width": 4, "heads": 4, "blocks": 1, "feed_forward": 1, "gated": 1}, "1 where true or false is expected", "gate"),
    ],
    ids=lambda value: str(value)[:50],
)  # fmt: skip
def test_a_model_that_is_none_is_refused(
    model: Any, what: str, remedy: str, ecal: dict[str, Any]
) -> None:
    with pytest.raises(ScenarioError) as caught:
        resolve(load_scenario(ecal, {"model": model}))
    assert what in caught.value.problems[0].what
    assert remedy in caught.value.problems[0].remedy


@pytest.mark.parametrize(
    ("key", "value", "what", "remedy"),
    [
        ("epochs", 3, "unknown key 'epochs'", "'epochs' belongs in [training]"),
        ("failure_rate", 0, "unknown key 'failure_rate'", "'loss' belongs in [[path]]"),
        ("country_iso_code", "DEU", "unknown key 'country_iso_code'", "did you mean 'zone'?"),
        ("training.num_epochs", 3, "unknown key 'num_epochs'", "did you mean 'epochs'?"),
        ("training.zzz", 3, "unknown key 'zzz'", "known keys: processor, utilisation, epochs"),
        ("training.processor", 3, "3 where a name or a table is expected", "throughput and power"),
        ("training", 3, "3 where a table is expected", "left out for a model that comes trained"),
        ("title", 3, "3 where a text is expected", "A name for reports."),
        ("profile", "papr", "'papr' is not allowed", "'corrected', 'paper' or 'reference'"),
        ("path.0", "generic", "'generic' where a table is expected", "Links from where"),
        ("storage", {"medium": "ssd", "raid": "raid5", "disks": 2}, "too few disks for raid5", "at least 3"),
        ("year", 2024, "a year without a zone", 'add zone = "DEU"'),
        ("basis", "direct", "a basis without a zone", 'add zone = "DEU"'),
        ("pue", 0.9, "0.9 is out of range", "1"),
        ("site", "aws-eu-north-1", "no site named 'aws-eu-north-1'", "aws-eu-north-1-2024"),
    ],
)  # fmt: skip
def test_the_remedy_leads_on(
    key: str, value: Any, what: str, remedy: str, ecal: dict[str, Any]
) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(ecal, {key: value})
    assert what == caught.value.problems[0].what
    assert remedy in caught.value.problems[0].remedy


@pytest.mark.parametrize("bound", [1e-29, 1e29])
def test_the_bounds_of_all_numbers_can_be_computed(bound: float, build: Any) -> None:
    tables = build("full", "transformer")
    large = bound > 1
    tables["profile"] = "corrected"
    tables["virtualisation"] = bound
    tables["data"] = dict.fromkeys(tables["data"], bound if large else 1)
    tables["training"] |= {"epochs": bound, "views_per_epoch": bound, "backward_ratio": bound}
    tables["inference"] |= {"lifetime": bound, "samples_per_inference": bound, "result": bound}
    tables["preprocessing"]["processor"] = {"throughput": 1 / bound, "power": bound}
    tables["training"]["processor"] = {"throughput": 1 / bound, "power": bound}
    energy = lifecycle(resolve(load_scenario(tables)).inputs).energy
    assert 0 < energy < float("inf")
