"""Sixty-four inputs that ecal-energy 0.1.0 accepts in silence or breaks on, as scenarios.

Origin: calls of ``ecal.estimate`` of the package ecal-energy 0.1.0, with what it did in the last
column. Here each is refused with a place, a reason and a remedy, or noted where it is allowed.
"""
# ruff: noqa: E501

from __future__ import annotations

from math import inf, nan
from typing import Any

import pytest

from joulepath.errors import ScenarioError
from joulepath.lifecycle import lifecycle
from joulepath.scenario.reading import load_scenario
from joulepath.scenario.resolve import resolve

CNN: dict[str, Any] = {
    "family": "cnn",
    "rows": 10,
    "layers": [{"type": "convolution", "filters": 3, "kernel": [3, 1]}],
}
TRANSFORMER: dict[str, Any] = {
    "family": "transformer",
    "tokens": 10,
    "width": 16,
    "heads": 2,
    "blocks": 3,
    "feed_forward": 32,
}
KAN: dict[str, Any] = {"family": "kan", "widths": [10, 10, 2], "grid": 10}
OWN = {"throughput": "10 TFLOP/s", "power": "100 W"}

SAMPLES = "[data].samples"
EPOCHS = "[training].epochs"
INFERENCES = "[inference].inferences"
FOLDS = "[training].folds"
LOSS = "path[0].loss"

# name, changes of a sound scenario, where, what, remedy                                 what ecal-energy 0.1.0 does
REFUSED: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("unknown model", {"model": {"family": "LSTM"}}, "model", "no family named 'LSTM'", "did you mean 'lstm'?"),  # ValueError
    ("model_type=None", {"model": None}, "model", "missing", "add model: Path of a model file (ONNX, Keras, ..."),  # AttributeError
    ("unknown hardware", {"inference.processor": "rtx9090"}, "[inference].processor", "no processor named 'rtx9090'", "'joulepath catalogue processors'"),  # KeyError
    ("negative samples", {"data.samples": -1000}, SAMPLES, "-1000 is out of range", "at least 1 sample"),  # accepted
    ("zero samples & zero inferences", {"data.samples": 0, "inference.inferences": 0}, SAMPLES, "0 is out of range", "at least 1 sample"),  # accepted
    ("zero samples", {"data.samples": 0}, SAMPLES, "0 is out of range", "at least 1 sample"),  # accepted
    ("negative epochs", {"training.epochs": -50}, EPOCHS, "-50 is out of range", "above 0 epochs"),  # accepted
    ("negative inferences", {"inference.inferences": -100}, INFERENCES, "-100 is out of range", "at least 0 inferences"),  # accepted
    ("inferences=-1000 (bits cancel)", {"inference.inferences": -1000}, INFERENCES, "-1000 is out of range", "at least 0 inferences"),  # accepted
    ("fractional samples 0.5", {"data.samples": 0.5}, SAMPLES, "0.5 is out of range", "at least 1 sample"),  # accepted
    ("NaN samples", {"data.samples": nan}, SAMPLES, "nan is not finite", "a finite number"),  # ValueError
    ("inf samples", {"data.samples": inf}, SAMPLES, "inf is not finite", "a finite number"),  # OverflowError
    ("NaN epochs", {"training.epochs": nan}, EPOCHS, "nan is not finite", "a finite number"),  # accepted, result NaN
    ('string samples "1000"', {"data.samples": "1000"}, SAMPLES, "'1000' has no unit", "1000 without quotes, or with a unit such as '1000 samples'"),  # TypeError
    ("bool samples True", {"data.samples": True}, SAMPLES, "true is not a number", "a number such as"),  # accepted
    ("float_precision=0", {"data.bits_per_value": 0}, "[data].bits_per_value", "0 is out of range", "at least 1 bit/value"),  # accepted, eCAL 0
    ("float_precision=-64", {"data.bits_per_value": -64}, "[data].bits_per_value", "-64 is out of range", "at least 1 bit/value"),  # accepted, negative energy
    ("sample_size=0", {"data.values_per_sample": 0}, "[data].values_per_sample", "0 is out of range", "at least 1 value/sample"),  # accepted, eCAL 0
    ("sample_size=-10", {"data.values_per_sample": -10}, "[data].values_per_sample", "-10 is out of range", "at least 1 value/sample"),  # accepted, negative energy
    ("failure_rate=1", {"path.0.loss": 1}, LOSS, "1 is out of range", "below 1"),  # ZeroDivisionError
    ("failure_rate=1.0-1e-17 (==1)", {"path.0.loss": 1.0 - 1e-17}, LOSS, "1.0 is out of range", "below 1"),  # ZeroDivisionError
    ("failure_rate=1.5", {"path.0.loss": 1.5}, LOSS, "1.5 is out of range", "below 1"),  # ValueError
    ("failure_rate=-0.1", {"path.0.loss": -0.1}, LOSS, "-0.1 is out of range", "at least 0"),  # ValueError
    ("failure_rate=NaN", {"path.0.loss": nan}, LOSS, "nan is not finite", "a finite number"),  # ValueError
    ('failure_rate="0.1"', {"path.0.loss": "0.1 W"}, LOSS, "unit 'W' measures W", "use one of '1', '%'"),  # TypeError
    ("misspelt hop key failrate=.5", {"path.0.failrate": 0.5}, "path[0].failrate", "unknown key 'failrate'", "known keys: method, stack, protocols, carrier, radio, loss"),  # accepted, ignored
    ("unknown protocol", {"path.0.protocols.physical": "LORA"}, "path[0].protocols.physical", "no protocol named 'LORA'", "'joulepath catalogue protocols'"),  # KeyError
    ("protocol at wrong layer", {"path.0.protocols.physical": "tcp"}, "path[0].protocols.physical", "'tcp' is a protocol of the transport layer", "physical layer: bluetooth, generic-physical, wifi-phy"),  # KeyError
    ("hops as dict", {"path": {"stack": "generic", "loss": 0.1}}, "path", "a table where a list is expected", "[[path]] with two pairs of brackets"),  # AttributeError
    ("k_folds=0", {"training.folds": 0}, FOLDS, "0 is out of range", "at least 2"),  # ZeroDivisionError
    ("k_folds=1", {"training.folds": 1}, FOLDS, "1 is out of range", "at least 2"),  # accepted
    ("k_folds=-5", {"training.folds": -5}, FOLDS, "-5 is out of range", "at least 2"),  # accepted
    ("k_folds=2.5", {"training.folds": 2.5}, FOLDS, "2.5 is out of range", "a whole number"),  # accepted
    ("split_ratio=1.5", {"training.folds": None, "training.split": 1.5}, "[training].split", "1.5 is out of range", "below 1"),  # accepted
    ("split_ratio=-1", {"training.folds": None, "training.split": -1}, "[training].split", "-1 is out of range", "above 0"),  # accepted
    ("unknown eval", {"training.evaluation_strategy": "loo"}, "[training].evaluation_strategy", "unknown key 'evaluation_strategy'", "did you mean 'split'?"),  # ValueError
    ("virtualization=-2", {"virtualisation": -2}, "virtualisation", "-2 is out of range", "at least 0"),  # accepted, negative energy
    ("unknown preprocessing", {"preprocessing.method": "pca"}, "[preprocessing].method", "no preprocessing method named 'pca'", "known: gadf, min-max, standardise"),  # ValueError
    ("FLOPS=0", {"inference.processor": OWN | {"throughput": 0}}, "[inference.processor].throughput", "0 is out of range", "above 0 FLOP/s"),  # accepted as the default
    ("FLOPS<0", {"inference.processor": OWN | {"throughput": -1e12}}, "[inference.processor].throughput", "-1000000000000.0 is out of range", "above 0 FLOP/s"),  # accepted
    ("power=0", {"inference.processor": OWN | {"power": 0}}, "[inference.processor].power", "0 is out of range", "above 0 W"),  # accepted as the default
    ("power<0", {"inference.processor": OWN | {"power": -100}}, "[inference.processor].power", "-100 is out of range", "above 0 W"),  # accepted
    ("FLOPS given with hardware", {"inference.processor_flops_per_second": 1.0}, "[inference].processor_flops_per_second", "unknown key", "'throughput' belongs in [preprocessing.processor] or [training.processor] or [inference.processor]"),  # accepted, ignored
    ("num_layers=1", {"model.widths": [10]}, "[model].widths", "a single width", "at least one layer"),  # accepted, no work
    ("num_layers=-3", {"model.widths": []}, "[model].widths", "no widths", "at least one layer"),  # accepted, no work
    ("num_layers=3.5", {"model.num_layers": 3.5}, "[model].num_layers", "unknown key 'num_layers'", "did you mean 'widths'?"),  # TypeError
    ("din negative", {"model.widths": [-10, 10, 2]}, "model.widths[0]", "-10 is out of range", "at least 1"),  # accepted
    ("misspelt param nlayers=100", {"model.nlayers": 100}, "[model].nlayers", "unknown key 'nlayers'", "did you mean 'widths'?"),  # accepted, ignored
    ("din != sample_size", {"model.widths": [1000, 10, 2]}, "[data].values_per_sample", "10 values in a sample, but the model takes 1000", "write values_per_sample = 1000"),  # accepted
    ("kernel > input", {"model": CNN | {"rows": 2, "layers": [{"type": "convolution", "filters": 3, "kernel": [99, 1]}]}}, "model.layers[0].kernel", "a kernel that reaches over 99 rows of 2", "a smaller kernel, or pad"),  # accepted
    ("CNN c_in=0", {"model": CNN | {"channels": 0}}, "[model].channels", "0 is out of range", "at least 1"),  # accepted
    ("CNN s_r ignored", {"model": CNN, "model.layers.0.s_r": 2}, "model.layers[0].s_r", "unknown key 's_r'", "did you mean 'stride'?"),  # accepted, ignored
    ("CNN N_f ignored", {"model": CNN, "model.layers.0.N_f": 999}, "model.layers[0].N_f", "unknown key 'N_f'", "did you mean 'filters'?"),  # accepted, ignored
    ("CNN 0 conv layers, 0 pool", {"model": CNN | {"layers": []}}, "model", "a network without layers", "[[model.layers]]"),  # accepted
    ("KAN k ignored", {"model": KAN | {"k": 99}}, "[model].k", "unknown key 'k'", "did you mean 'order'?"),  # accepted, ignored
    ("Transformer heads=0", {"model": TRANSFORMER | {"heads": 0}}, "[model].heads", "0 is out of range", "at least 1"),  # ZeroDivisionError
    ("Transformer heads=3 (does not divide 16)", {"model": TRANSFORMER | {"heads": 3}}, "model", "heads = 3 does not divide width = 16", "without remainder"),  # accepted
    ("vocab 1e9 ignored", {"model": TRANSFORMER | {"vocabulary": 10**9}}, "[model].vocabulary", "1000000000 is out of range", "at most 1e+07"),  # accepted, ignored
    ("batch_size=0", {"training.batch_size": 0}, "[training].batch_size", "unknown key 'batch_size'", "has no effect in this method"),  # accepted, ignored
    ("batch_size=-1", {"batch_size": -1}, "batch_size", "unknown key 'batch_size'", "has no effect in this method"),  # accepted, ignored
    ("model_params list", {"model": [1, 2]}, "model", "[1, 2] describes no model", "the path of an ONNX file, or a table with family ="),  # AttributeError
    ("HF name gpt2", {"model": "gpt2"}, "model: gpt2", "no such file", "the path of an ONNX file, or a table with a family"),  # ValueError
]  # fmt: skip

# name, changes, where it is noted, what is said
NOTED: list[tuple[str, dict[str, Any], str, str]] = [
    ("hops=[] (no network)", {"path": []}, "path", "no network: moving data costs nothing"),  # accepted in silence
    ("virtualization=5 (500%)", {"virtualisation": 5}, "", "virtualisation = 5 adds more energy than the work itself takes"),  # accepted in silence
]  # fmt: skip


def test_the_original_has_sixty_four_of_them() -> None:
    assert len({case[0] for case in (*REFUSED, *NOTED)}) == 64


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case[0])
def test_is_refused(case: tuple[str, dict[str, Any], str, str, str], ecal: dict[str, Any]) -> None:
    _, changes, where, what, remedy = case
    with pytest.raises(ScenarioError) as caught:
        resolve(load_scenario(ecal, changes))
    problem = caught.value.problems[0]
    assert problem.where == where
    assert what in problem.what
    assert remedy in problem.remedy


@pytest.mark.parametrize("case", NOTED, ids=lambda case: case[0])
def test_is_noted(case: tuple[str, dict[str, Any], str, str], ecal: dict[str, Any]) -> None:
    _, changes, where, what = case
    resolved = resolve(load_scenario(ecal, changes))
    noted = {(each.where, each.what) for each in resolved.assumptions}
    noted |= {("", warning) for warning in resolved.warnings}
    assert (where, what) in noted
    assert lifecycle(resolved.inputs).energy < inf


def test_the_sound_scenario_is_neither(ecal: dict[str, Any]) -> None:
    resolved = resolve(load_scenario(ecal))
    assert resolved.warnings == ()
    assert "path" not in {each.where for each in resolved.assumptions}
