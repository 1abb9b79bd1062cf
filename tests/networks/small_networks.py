"""Networks for small devices: those of MLPerf Tiny, and LeNet-5.

Origin of MLPerf Tiny: github.com/mlcommons/tiny, benchmark/training; Banbury et al. 2021.
Its convolutions and dense layers have a bias although a normalisation follows.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from graph_builder import Graph
from onnx import ModelProto

__all__ = ["autoencoder", "ds_cnn", "lenet_5", "mobilenet_quarter", "resnet_8"]

Build = Callable[..., Graph]


def autoencoder(build: Build = Graph) -> ModelProto:
    """Anomaly detection: 10 dense layers."""
    net = build({"x": ("n", 640)})
    widths = (640, 128, 128, 128, 128, 8, 128, 128, 128, 128)
    x = "x"
    for before, after in pairwise(widths):
        x = net.dense(x, before, after)
        net.channels[x] = after
        x = net.relu(net.norm(x))
    return net.model(net.dense(x, 128, 640))


def ds_cnn(build: Build = Graph) -> ModelProto:
    """Keyword spotting on 49 x 10 coefficients: 4 separable convolutions."""
    net = build({"x": ("n", 1, 49, 10)})
    x = net.relu(net.conv("x", 64, (10, 4), 2, pads=(4, 1, 5, 1), bias=True, norm=True))
    for _ in range(4):
        x = net.relu(net.conv(x, 64, 3, groups=64, bias=True, norm=True))
        x = net.relu(net.conv(x, 64, 1, bias=True, norm=True))
    return net.model(net.dense(net.pooled(x), 64, 12))


def resnet_8(build: Build = Graph) -> ModelProto:
    """Image classification on 32 x 32 pixels; the shortcuts have no normalisation."""
    net = build({"x": ("n", 3, 32, 32)})
    x = net.relu(net.conv("x", 16, 3, bias=True, norm=True))
    for width, stride in ((16, 1), (32, 2), (64, 2)):
        y = net.relu(net.conv(x, width, 3, stride, bias=True, norm=True))
        y = net.conv(y, width, 3, bias=True, norm=True)
        x = x if stride == 1 else net.conv(x, width, 1, stride, bias=True)
        x = net.relu(net.sum(x, y))
    return net.model(net.dense(net.pooled(x), 64, 10))


def mobilenet_quarter(build: Build = Graph) -> ModelProto:
    """Visual wake words: MobileNetV1 with a quarter of the channels on 96 x 96 pixels."""
    net = build({"x": ("n", 3, 96, 96)})
    x = net.relu(net.conv("x", 8, 3, 2, bias=True, norm=True))
    widths = (16, 32, 32, 64, 64, 128, 128, 128, 128, 128, 128, 256, 256)
    strides = (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)
    for width, stride in zip(widths, strides, strict=True):
        x = net.relu(
            net.conv(x, net.channels[x], 3, stride, groups=net.channels[x], bias=True, norm=True)
        )
        x = net.relu(net.conv(x, width, 1, bias=True, norm=True))
    return net.model(net.dense(net.pooled(x), 256, 2))


def lenet_5(build: Build = Graph) -> ModelProto:
    """LeNet-5 on 32 x 32 pixels, whose third layer reads all 6 maps (LeCun 1998 reads some)."""
    net = build({"x": ("n", 1, 32, 32)})
    x = net.mean_pool(net.relu(net.conv("x", 6, 5, pads=0, bias=True)), 2, 2)
    x = net.mean_pool(net.relu(net.conv(x, 16, 5, pads=0, bias=True)), 2, 2)
    x = net.flat(net.relu(net.conv(x, 120, 5, pads=0, bias=True)))
    return net.model(net.dense(net.relu(net.dense(x, 120, 84)), 84, 10))
