"""Kinds of convolutions, told by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from joulepath.workloads import count

pytest.importorskip("onnx")

MODELS = Path(__file__).parents[2] / "examples" / "models"


def test_layers_of_a_depthwise_separable_network() -> None:
    # origin: MLPerf Tiny's keyword spotting, a 10 x 4 convolution of one channel, four pairs of
    # a depthwise 3 x 3 and a pointwise convolution, and a product of matrices
    layers = count(MODELS / "keyword-spotting.onnx").layers
    kinds = [layer.kernel for layer in layers if layer.operations.macs]
    assert kinds == ["convolution", *["depthwise", "pointwise"] * 4, ""]


def test_layers_of_a_residual_network() -> None:
    # origin: MLPerf Tiny's ResNet-8: seven 3 x 3 convolutions, two 1 x 1 on the shortcuts
    layers = count(MODELS / "image-classification.onnx").layers
    kinds = [layer.kernel for layer in layers if layer.operations.macs]
    assert sorted(kinds) == ["", *["convolution"] * 7, *["pointwise"] * 2]
