"""Chains of preparation steps: what they become, what is refused, what is noted."""
# ruff: noqa: E501

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from joulepath import estimate
from joulepath.core.tree import numbers
from joulepath.errors import ScenarioError
from joulepath.lifecycle import lifecycle
from joulepath.records import preparation as records
from joulepath.records.preparation import ChainPlan, Shape
from joulepath.scenario.preprocessing_kinds import ALSO_CALLED, STEPS
from joulepath.scenario.reading import load_scenario
from joulepath.scenario.resolve import Resolved, resolve

OWN = {"throughput": "1 GFLOP/s", "power": "2 W"}
GIVEN = {"family": "given", "forward": "670 FLOP/sample"}  # a model that does not tell its input


def scenario(*chain: dict[str, Any], values: int | None = 1024, **shape: Any) -> dict[str, Any]:
    """A scenario with a chain; the model takes whatever comes."""
    data = {"samples": 100, "bits_per_value": 16}
    return {
        "model": GIVEN,
        "data": data if values is None else data | {"values_per_sample": values},
        "path": [],
        "preprocessing": {"chain": list(chain), "processor": OWN, **shape},
        "inference": {"processor": OWN, "inferences": 10},
    }


def resolved(tables: dict[str, Any], **changes: Any) -> Resolved:
    return resolve(load_scenario(tables, {k.replace("__", "."): v for k, v in changes.items()}))


def plan(tables: dict[str, Any]) -> ChainPlan:
    found = resolved(tables).inputs.preprocessing
    assert isinstance(found, ChainPlan)
    return found


def problems(tables: dict[str, Any], **changes: Any) -> list[tuple[str, str, str]]:
    with pytest.raises(ScenarioError) as caught:
        resolved(tables, **changes)
    return [(each.where, each.what, each.remedy) for each in caught.value.problems]


SPECTRUM = {"type": "spectrogram", "window": 256, "hop": 128}
MEL = {
    "type": "mel",
    "bands": 20,
    "lowest": "100 Hz",
    "highest": "4 kHz",
    "sampling_rate": "16 kHz",
}
MFCC = {**MEL, "type": "mfcc", "window": 256, "hop": 128, "coefficients": 10}

# steps as they are written; records of the last table; shape afterwards of 1024 values
WRITTEN: dict[str, tuple[list[dict[str, Any]], list[records.Step], tuple[float, float, float]]] = {
    "standardise": ([{"type": "standardise", "scope": "value"}], [records.Standardise("value", "learnt")], (1024, 1, 1)),
    "min-max": ([{"type": "min-max", "statistics": "given"}], [records.MinMax("all", "given")], (1024, 1, 1)),
    "pca": ([{"type": "pca", "components": 7, "algorithm": "svd"}], [records.PrincipalComponents(7, "svd")], (7, 1, 1)),
    "fir": ([{"type": "fir", "taps": 31}], [records.FiniteFilter(31)], (1024, 1, 1)),
    "iir": ([{"type": "iir", "sections": 3}], [records.RecursiveFilter(3)], (1024, 1, 1)),
    "median": ([{"type": "median", "window": 5}], [records.MedianFilter(5)], (1024, 1, 1)),
    "decimate": ([{"type": "decimate", "factor": 3, "taps": 9}], [records.Decimate(3, 9)], (342, 1, 1)),
    "frames": ([{"type": "frames", "window": 24, "hop": 10}], [records.Frames(24, 10)], (101, 24, 1)),
    "spectrogram": ([SPECTRUM | {"fft": 512, "output": "power"}], [records.Spectrogram(256, 128, 512, "hann", "radix-2", "power")], (7, 257, 1)),
    "fft": ([{"type": "spectrogram", "output": "complex"}], [records.Spectrogram(1024, 1024, 1024, "hann", "radix-2", "complex")], (1, 513, 2)),
    "mel": ([SPECTRUM, MEL], [records.MelBands(20, 100, 4000, 16_000, 700)], (7, 20, 1)),
    "logarithm": ([SPECTRUM, {"type": "logarithm"}], [records.Logarithm()], (7, 129, 1)),
    "dct": ([SPECTRUM, MEL, {"type": "dct", "coefficients": 9}], [records.CosineTransform(9, "direct")], (7, 9, 1)),
    "mfcc": ([MFCC], [records.Spectrogram(256, 128, 256, "hann", "radix-2", "magnitude"), records.MelBands(20, 100, 4000, 16_000, 700), records.Logarithm(), records.CosineTransform(10, "direct")], (7, 10, 1)),
    "wavelet": ([{"type": "wavelet", "taps": 8, "levels": 4}], [records.Wavelet(8, 64)], (1024, 1, 1)),
    "gadf": ([{"type": "gadf"}], [records.GramianField()], (1024, 1024, 1)),
    "gasf": ([{"type": "gasf"}], [records.GramianField()], (1024, 1024, 1)),
    "mtf": ([{"type": "mtf", "bins": 8}], [records.TransitionField(8)], (1024, 1024, 1)),
    "recurrence-plot": ([{"type": "recurrence-plot", "dimension": 3, "delay": 4}], [records.RecurrencePlot(3, 4)], (1016, 1016, 1)),
    "crop": ([{"type": "crop", "rows": 1000}], [records.Crop(1000, 1)], (1000, 1, 1)),
    "resize": ([{"type": "gasf"}, {"type": "resize", "rows": 32, "columns": 64}], [records.Resize(32, 64, "bilinear")], (32, 64, 1)),
    "tokenise": ([{"type": "tokenise", "words": 150, "tokens": 210, "algorithm": "bpe"}], [records.Tokenise(150, 210, "bpe")], (210, 1, 1)),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITTEN)
def test_a_step_becomes_its_record(name: str) -> None:
    chain, expected, shape = WRITTEN[name]
    tables = scenario(*chain)
    assert plan(tables).steps[-len(expected) :] == tuple(expected)
    prepared = lifecycle(resolved(tables).inputs).preprocessing
    assert prepared is not None
    assert prepared.steps[-1].shape == Shape(*shape)
    assert prepared.steps[-1].values == shape[0] * shape[1] * shape[2]
    assert prepared.steps[-1].bits == 32 * 100 * prepared.steps[-1].values


@pytest.mark.parametrize("name", WRITTEN)
def test_every_number_of_a_chain_has_an_origin(name: str) -> None:
    answer = resolved(scenario(*WRITTEN[name][0]))
    assert set(answer.origins) == {path for path, _ in numbers(answer.inputs)}


@pytest.mark.parametrize("to", ["grey", "ycbcr"])
def test_a_picture_has_rows_columns_and_channels(to: str) -> None:
    tables = scenario({"type": "colour", "to": to}, values=None, rows=8, columns=6, channels=3)
    answer = resolved(tables)
    assert plan(tables).shape == Shape(8, 6, 3)
    assert answer.inputs.data.values_per_sample == 8 * 6 * 3
    noted = {each.where: each.what for each in answer.assumptions}
    assert noted["data.values_per_sample"] == "not given: 144, as the rows of [preprocessing] say"
    assert answer.origins["preprocessing.shape.rows"].kind == "scenario"


def test_every_kind_of_step_is_written_here() -> None:
    assert {*WRITTEN, "colour"} - {"fft"} == set(STEPS)
    assert set(ALSO_CALLED.values()) <= set(STEPS)
    assert not set(ALSO_CALLED) & set(STEPS)


GREY = {"type": "colour", "to": "grey"}
AT = "preprocessing.chain[0]"

# what is written; where, what, remedy
REFUSED: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "unknown step": (scenario({"type": "wavlet"}), AT, "no type named 'wavlet'", "did you mean 'wavelet'?"),
    "name of another tool": (scenario({"type": "stft"}), AT, "no type named 'stft'", "did you mean 'spectrogram'?"),
    "no type": (scenario({"window": 3}), AT, "no type", "add type = 'standardise' or 'min-max'"),
    "a text": (scenario("mfcc"), AT, "'mfcc' describes no step", "write a table with type ="),  # type: ignore[arg-type]
    "unknown key": (scenario({"type": "fir", "taps": 3, "tap": 3}), f"{AT}.tap", "unknown key 'tap'", "did you mean 'taps'"),
    "missing key": (scenario({"type": "fir"}), f"{AT}.taps", "missing", "Weights of the filter"),
    "wrong unit": (scenario(SPECTRUM, MEL | {"lowest": "20 s"}), "preprocessing.chain[1].lowest", "unit 's' measures s, but this quantity is in cycle/s", "'Hz'"),
    "fraction": (scenario({"type": "fir", "taps": 2.5}), f"{AT}.taps", "2.5 is out of range", "a whole number"),
    "no steps": (scenario(), "[preprocessing].chain", "a chain without steps", "[[preprocessing.chain]]"),
    "window too long": (scenario(SPECTRUM | {"window": 2048}), f"{AT}.window", "2048 values in a window, but 1024 arrive", "at most 1024"),
    "transform too short": (scenario(SPECTRUM | {"fft": 128}), f"{AT}.window", "256 values in a window for a transform, but 128 arrive", "at most 128"),
    "no power of two": (scenario(SPECTRUM | {"fft": 500}), f"{AT}.fft", "500 is no power of two", "256, 512"),
    "transform of two": (scenario(SPECTRUM | {"fft": 2, "window": 2}), f"{AT}.fft", "2 values of a transform arrive", "at least four"),
    "no series": (scenario(SPECTRUM, {"type": "gadf"}), "preprocessing.chain[1]", "7 x 129 x 1 values arrive where a series is expected", "before"),
    "no spectrum": (scenario(MEL), AT, "1024 x 1 x 1 values arrive where spectra are expected", "do a spectrogram before"),
    "bands upside down": (scenario(SPECTRUM, MEL | {"lowest": "5 kHz"}), "preprocessing.chain[1].highest", "4000 Hz is not above 5000 Hz", "above the lowest"),
    "bands too high": (scenario(SPECTRUM, MEL | {"highest": "9 kHz"}), "preprocessing.chain[1].highest", "9000 Hz is above half the sampling rate", "at most 8000 Hz"),
    "an mfcc with too many coefficients": (scenario(MFCC | {"coefficients": 21}), f"{AT}.coefficients", "21 coefficients, but 20 arrive", "at most 20"),
    "fast cosines": (scenario(SPECTRUM, MEL, {"type": "dct", "coefficients": 5, "algorithm": "fast"}), "preprocessing.chain[2].algorithm", "20 is no power of two", "write 64"),
    "even median": (scenario({"type": "median", "window": 4}), f"{AT}.window", "4 is even", "an odd number"),
    "decimated away": (scenario({"type": "decimate", "factor": 2000, "taps": 3}), f"{AT}.factor", "2000 values to keep one of, but 1024 arrive", "at most 1024"),
    "levels": (scenario({"type": "wavelet", "taps": 2, "levels": 11}), f"{AT}.levels", "1024 rows cannot be halved so often", "fewer levels"),
    "components": (scenario({"type": "pca", "components": 1025}), f"{AT}.components", "1025 components, but 1024 arrive", "at most 1024"),
    "delay": (scenario({"type": "recurrence-plot", "dimension": 3, "delay": 512}), f"{AT}.dimension", "1025 values that a point reaches over", "at most 1024"),
    "a series of one": (scenario({"type": "crop", "rows": 1}, {"type": "gasf"}), "preprocessing.chain[1]", "1 values arrive", "at least two"),
    "crop": (scenario({"type": "crop", "rows": 9, "columns": 2}), f"{AT}.columns", "2 columns, but 1 arrive", "at most 1"),
    "area": (scenario({"type": "gasf"}, {"type": "resize", "rows": 100, "columns": 64, "method": "area"}), "preprocessing.chain[1].method", "100 x 64 blocks do not fill 1024 x 1024 x 1", "divisors"),
    "colours": (scenario(GREY), AT, "1 channels arrive where three colours are expected", "channels = 3"),
    "words": (scenario({"type": "tokenise", "words": 9, "tokens": 8, "algorithm": "bpe"}), f"{AT}.words", "9 words, but 8 tokens", "at least one token"),
    "tokens": (scenario({"type": "tokenise", "words": 9, "tokens": 1025, "algorithm": "bpe"}), f"{AT}.tokens", "1025 tokens of characters, but 1024 arrive", "at most 1024"),
    "size unknown": (scenario(SPECTRUM, values=None), "[data].values_per_sample", "missing, and no chain tells the size of raw data", "or rows to [preprocessing]"),
    "two sizes": (scenario(GREY, rows=8, columns=6, channels=3), "[preprocessing].rows", "8 x 6 x 3 values in a sample, but [data] says 1024", "leave out"),
    "columns do not divide": (scenario(GREY, columns=3), "[preprocessing].columns", "1024 values do not fill 3 columns of 1 channels", "divide"),
    "method and chain": (scenario(GREY, method="gadf"), "preprocessing", "both a method and a chain", "keep one"),
    "chain and time steps": (scenario(GREY, steps=3), "preprocessing", "steps without a method", "leave out steps"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused(name: str) -> None:
    tables, where, what, remedy = REFUSED[name]
    (first, *others) = problems(tables)
    assert others == []
    assert first[0] == where
    assert what in first[1]
    assert remedy in first[2]


@pytest.mark.parametrize("key", ["rows", "columns", "channels", "bits_per_value"])
def test_keys_of_a_chain_mean_nothing_to_a_method(key: str, ecal: dict[str, Any]) -> None:
    (found,) = problems(ecal, **{f"preprocessing__{key}": 8})
    assert found == ("preprocessing", f"{key} without a chain", f"leave out {key}")


def test_a_preparation_says_how(ecal: dict[str, Any]) -> None:
    (found,) = problems(ecal, preprocessing__method=None)
    assert found[1] == "neither a method nor a chain"
    assert "[[preprocessing.chain]]" in found[2]


def test_the_model_takes_what_the_chain_ends_with() -> None:
    tables = scenario(MFCC) | {"model": {"family": "mlp", "widths": [70, 5]}}
    assert resolved(tables).warnings == ()
    (found,) = problems(tables | {"model": {"family": "mlp", "widths": [64, 5]}})
    assert found == (
        "[preprocessing].chain",
        "the chain ends with 7 x 10 x 1 = 70 values, but the model takes 64",
        "change its steps until 64 values are left",
    )


def test_all_problems_are_told_at_once() -> None:
    tables = scenario({"type": "wavlet"}, {"type": "fir"}, {"type": "median", "window": 0})
    tables["data"]["samples"] = -1
    tables["inference"]["processor"] = "nowhere"
    places = [where for where, _, _ in problems(tables)]
    assert places == [
        "[data].samples",
        "preprocessing.chain[0]",
        "preprocessing.chain[1].taps",
        "preprocessing.chain[2].window",
        "[inference].processor",
    ]


def test_a_broken_model_does_not_hide_a_step_that_cannot_be_done() -> None:
    tables = scenario({"type": "median", "window": 4}) | {"model": {"family": "nothing"}}
    places = [where for where, _, _ in problems(tables)]
    assert places == ["model", "preprocessing.chain[0].window"]


def test_what_follows_from_other_keys_is_noted() -> None:
    answer = resolved(scenario({"type": "spectrogram"}, bits_per_value=None))
    noted = {each.where: each.what for each in answer.assumptions}
    place = "preprocessing.chain.0"
    assert noted[f"{place}.window"] == "not given: 1024, the whole series"
    assert noted[f"{place}.hop"] == "not given: 1024, the window"
    assert noted[f"{place}.fft"] == "not given: 1024, the least power of two that holds a window"
    assert noted["preprocessing.rows"] == "not given: a sample is 1024 x 1 x 1 values"
    assert (
        noted["preprocessing.bits_per_value"] == "not given: 32; the energy does not depend on it"
    )
    assert "1 x 513 x 1 values" in noted["preprocessing.chain"]
    assert f"{place[:-2]}.taper = hann" in noted["defaults"]


def test_nothing_is_noted_that_is_written() -> None:
    written = SPECTRUM | {"fft": 256, "taper": "none", "algorithm": "radix-2", "output": "power"}
    answer = resolved(scenario(written, rows=1024, bits_per_value="2 B/value"))
    assert not {each.where for each in answer.assumptions if "chain." in each.where}
    assert plan(scenario(written, bits_per_value="2 B/value")).bits_per_value == 16


def test_a_chain_takes_arrays_of_sizes() -> None:
    bands = np.array([10, 20, 30])
    tables = scenario(MFCC | {"coefficients": 5})
    result = estimate(tables, {"preprocessing.chain.0.bands": bands})
    alone = [estimate(tables, {"preprocessing.chain.0.bands": int(b)}).energy for b in bands]
    assert list(result.energy) == alone


def test_two_windows_of_an_array_are_checked_both() -> None:
    tables = scenario(SPECTRUM)
    found = problems(tables, preprocessing__chain__0__window=np.array([256, 4096]))
    assert found[0][0] == f"{AT}.window"


def test_energy_follows_from_the_work() -> None:
    tables = scenario({"type": "fir", "taps": 50})
    life = lifecycle(resolved(tables).inputs)
    assert life.preprocessing is not None
    flops = 100 * 1024 * 50 * 2  # samples, values, taps; a multiply-accumulate is two FLOP
    assert life.preprocessing.flops == flops
    assert life.preprocessing.energy == pytest.approx(flops / 1e9 * 2, rel=1e-15)  # 1 GFLOP/s, 2 W
