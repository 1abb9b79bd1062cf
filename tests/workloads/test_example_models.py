"""The example models: published counts, closed forms, reproducible bytes, and they run."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from onnx import TensorProto, checker, load
from onnx.reference import ReferenceEvaluator

from joulepath.workloads import count, fingerprint, totals

# Multiply-accumulates of MLPerf Tiny: layer by layer from the reference training code,
# github.com/mlcommons/tiny, benchmark/training; e.g. DS-CNN
#   first      25 x 5 x 64 outputs x 10 x 4             =   320 000
#   depthwise  4 blocks x 25 x 5 x 64 x 3 x 3           =   288 000
#   pointwise  4 blocks x 25 x 5 x 64 x 64              = 2 048 000
#   dense      64 x 12                                  =       768
PUBLISHED_MACS = {
    "keyword-spotting": 2_656_768,
    "visual-wake-words": 7_489_664,
    "image-classification": 12_501_632,
    "anomaly-detection": 264_192,
}

# Parameters of the reference models as Keras counts them ("Total params"), with four values
# for each batch-normalised channel, and the number of those channels. Origin: 221 794 is printed
# in the NXP eIQ model zoo, and so is 23 756 for DS-CNN, its trainable part (24 908 less two
# statistics of 576 channels); ResNet-8 is summed layer by layer from the reference code, and the
# autoencoder from its published list of layers.
PUBLISHED_PARAMETERS = {
    "keyword-spotting": (24_908, 9 * 64),
    "visual-wake-words": (221_794, 2_736),
    "image-classification": (78_666, 3 * 16 + 2 * 32 + 2 * 64),
    "anomaly-detection": (269_992, 8 * 128 + 8),
}


@pytest.mark.parametrize("name", PUBLISHED_MACS)
def test_multiply_accumulates_are_those_of_mlperf_tiny(name: str, examples: Path) -> None:
    counted = count(examples / f"{name}.onnx")
    assert counted.operations.macs == PUBLISHED_MACS[name]


@pytest.mark.parametrize("name", PUBLISHED_PARAMETERS)
def test_parameters_are_the_published_ones_less_the_folded_normalisation(
    name: str, examples: Path
) -> None:
    published, normalised_channels = PUBLISHED_PARAMETERS[name]
    counted = count(examples / f"{name}.onnx")
    assert counted.parameters == published - 4 * normalised_channels
    assert counted.weight_bits == 16 * counted.parameters  # stored as float16


def test_other_operations_of_the_keyword_model_by_hand(examples: Path) -> None:
    each_map = 25 * 5 * 64
    convolutions = 9 * 2 * each_map  # first and four pairs: a bias and a rectifier each
    pool = 24 * 5 * 64
    dense_and_softmax = 12 + 5 * 12
    counted = count(examples / "keyword-spotting.onnx")
    assert totals(counted).other_operations == convolutions + pool + dense_and_softmax
    assert (counted.input_values, counted.output_values) == (49 * 10, 12)


def test_a_cast_of_a_weight_is_no_layer(examples: Path) -> None:
    layers = count(examples / "anomaly-detection.onnx").layers
    assert [layer.operator for layer in layers] == ["Gemm", "Relu"] * 9 + ["Gemm"]
    assert layers[0].parameters == 640 * 128 + 128
    assert (layers[0].name, layers[0].output_values) == ("dense0", 128)


def test_transformer_follows_the_closed_form(examples: Path) -> None:
    tokens, vocabulary, width, heads, hidden, classes = 16, 64, 32, 4, 64, 4
    block_macs = 4 * tokens * width**2 + 2 * tokens**2 * width + 2 * tokens * width * hidden
    normalisation = tokens * (7 * width + 2)
    scores = heads * tokens**2
    block_others = (
        2 * normalisation
        + 4 * tokens * width  # biases of query, key, value and mix
        + scores * (1 + 5)  # scaling, softmax
        + tokens * hidden * (1 + 5)  # bias, five steps of the Gaussian unit
        + tokens * width * (1 + 2)  # bias, two sums with the input
    )
    block_parameters = 4 * (width**2 + width) + 2 * width * hidden + hidden + width + 2 * 2 * width
    counted = count(examples / "tiny-transformer.onnx")
    assert counted.operations.macs == 2 * block_macs + width * classes
    ends = tokens * width + normalisation + tokens * width + classes
    assert totals(counted).other_operations == 2 * block_others + ends
    tables = (vocabulary + tokens) * width
    ends = 2 * width + width * classes + classes
    assert counted.parameters == 2 * block_parameters + tables + ends
    assert counted.weight_bits == 32 * counted.parameters


def test_the_script_writes_the_stored_bytes_again(
    examples: Path, make_models: ModuleType, tmp_path: Path
) -> None:
    for path in make_models.write(tmp_path):
        assert fingerprint(path) == fingerprint(examples / path.name), path.name


def test_the_example_models_stay_small(examples: Path) -> None:
    # 1.5 MB is what a repository of text bears without large-file storage
    assert sum(path.stat().st_size for path in examples.glob("*.onnx")) <= 1_500_000


@pytest.mark.parametrize("name", ["keyword-spotting", "anomaly-detection", "tiny-transformer"])
def test_an_example_model_is_valid_and_answers(name: str, examples: Path) -> None:
    model = load(examples / f"{name}.onnx")
    checker.check_model(model, full_check=True)
    value = model.graph.input[0].type.tensor_type
    shape = [2, *(axis.dim_value for axis in value.shape.dim[1:])]
    kind = np.int64 if value.elem_type == TensorProto.INT64 else np.float32
    (answer,) = ReferenceEvaluator(model).run(None, {"input": np.ones(shape, kind)})
    assert answer.shape == (2, count(examples / f"{name}.onnx").output_values)
    assert np.isfinite(answer).all()
    assert np.ptp(answer[0]) > 1e-3  # the random weights neither vanish nor explode
    assert np.allclose(answer[0], answer[1], rtol=1e-5)  # float32 sums, in another order
