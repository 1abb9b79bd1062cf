"""Inference engines: their entries, the networks they are fitted with, and a power mode."""

from __future__ import annotations

from dataclasses import replace

import pytest

from joulepath.catalogue import load
from joulepath.core.tree import numbers
from joulepath.lifecycle.roofline import run_layers
from joulepath.records.roofline import RooflineInference
from joulepath.scenario.accelerators import formats_of
from joulepath.scenario.engines import KIND, engine_of, operators_of
from joulepath.scenario.roofline_plan import RunWish, plan_of
from joulepath.validate import find
from joulepath.validate.inference_engines import ENGINES
from joulepath.validate.published_inference import EngineFits
from joulepath.validate.published_inference_cases import engine_named
from joulepath.validate.tables import read_table
from joulepath.workloads.operator_groups import GROUPS

pytest.importorskip("scipy")

KNOWN = load()
CASES = find("published-inference").cases


@pytest.mark.parametrize("name", ENGINES)
def test_the_entries_are_what_the_fits_give(name: str) -> None:
    fitted = dict(numbers(EngineFits(CASES).engine(name)))
    entry = dict(numbers(KNOWN.entry(KIND, name).record))
    for path, value in fitted.items():
        if not path.endswith(("_low", "_high")):  # which come from held-out cases
            # The file has four digits; another release of SciPy may stop a little elsewhere.
            assert entry[path] == pytest.approx(value, rel=0.02), path


@pytest.mark.parametrize("name", ENGINES)
def test_what_an_entry_says_is_what_was_fitted(name: str) -> None:
    entry, specification = KNOWN.entry(KIND, name), ENGINES[name]
    assert operators_of(entry) <= frozenset(GROUPS)
    assert entry.text["operators_source"] in KNOWN.sources
    assert entry.text["memory"] == specification.memory
    measured = {case.platform for case in CASES if case.circumstances.engine == name}
    assert entry.text["measured"] == (", ".join(sorted(measured)) or "-")
    record = entry.record
    assert record.measured_time_high <= record.time_high
    assert record.measured_energy_high <= record.energy_high


def test_the_catalogue_chooses_the_engine_that_was_fitted() -> None:
    for name in KNOWN.names("processors"):
        device = KNOWN.processor(name)
        if device.category in {"mcu", "profile"}:
            continue
        for form in formats_of(device):
            assert engine_of(device, form, KNOWN).name == engine_named(name, form), (name, form)


@pytest.mark.parametrize(
    ("network", "macs", "weights"),
    # origin: torchvision's published multiply-accumulates and parameters (GFLOPS, params of its
    # weights), Ultralytics' 8.7 GFLOP and 3.2 M for YOLOv8n; rounded there to the last digit
    [
        ("resnet50", 4.09e9, 25.6e6),
        ("mobilenet-v2", 0.30e9, 3.5e6),
        ("vgg16", 15.47e9, 138.4e6),
        ("squeezenet", 0.35e9, 1.2e6),
        ("yolov8n", 4.35e9, 3.2e6),
    ],
)
def test_the_networks_are_those_that_were_timed(network: str, macs: float, weights: float) -> None:
    rows = [r for r in read_table("published-inference-networks").rows if r["network"] == network]
    multiplying = [row for row in rows if row["kind"] != "moving"]
    found = sum(float(row["operations"]) * float(row["layers"]) / 2 for row in multiplying)
    assert found == pytest.approx(macs, rel=0.02)
    values = sum(float(row["weights"]) * float(row["layers"]) for row in multiplying)
    # normalisations, which are joined to convolutions, have some of the published parameters
    assert values == pytest.approx(weights, rel=0.05)


@pytest.mark.parametrize(
    ("form", "published"),
    # origin: ArtTRT, ResNet-50 in batches of 32 on a Jetson Orin Nano: milliseconds in the mode of
    # 7 W over those in the mode of 15 W; no row of the former is in the fit
    [("tf32", 277.9 / 117.8), ("fp16", 136.6 / 65.0), ("int8", 94.8 / 50.3)],
)
def test_a_power_mode_slows_as_it_was_measured(form: str, published: float) -> None:
    (case,) = (
        case
        for case in CASES
        if case.name.startswith(f"resnet50 in {form}, serial, batches of 32, jetson-orin-nano in")
    )
    engine = KNOWN.entry(KIND, "tensorrt-edge").record
    device = KNOWN.processor("jetson-orin-nano")

    def time(mode: str) -> float:
        wish = RunWish(format=form, batch=32.0, mode=mode)
        plan, _ = plan_of(device, wish, "main", engine)
        return float(run_layers(RooflineInference(case.circumstances.layers, plan, engine)).time)

    # the band of a measured processor is wider than this
    assert time("7W") / time("15W") == pytest.approx(published, rel=0.4)


def test_measured_times_and_powers_are_hidden_from_predictions() -> None:
    data = find("published-inference")
    predict = data.fit(data.cases)
    shown = data.cases[:5]
    hidden = [
        replace(case, circumstances=replace(case.circumstances, time=1.0, power=0.0))
        for case in shown
    ]
    assert list(predict(shown)) == list(predict(hidden))
