"""Networks for images of 224 x 224 pixels and 1000 classes, as published with torchvision.

MobileNetV1 is that of Keras; U-Net is that of Ronneberger 2015 on 572 x 572 pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from graph_builder import Graph
from onnx import ModelProto

__all__ = [
    "alexnet",
    "densenet_121",
    "efficientnet_b0",
    "mobilenet_v1",
    "mobilenet_v2",
    "mobilenet_v3_large",
    "mobilenet_v3_small",
    "resnet_18",
    "resnet_50",
    "resnext_50",
    "squeezenet",
    "u_net",
    "vgg_16",
]

Build = Callable[..., Graph]
IMAGE = {"x": ("n", 3, 224, 224)}
CLASSES = 1000


def alexnet(build: Build = Graph) -> ModelProto:
    net = build(IMAGE)
    x = net.max_pool(net.relu(net.conv("x", 64, 11, 4, pads=2, bias=True)), 3, 2)
    x = net.max_pool(net.relu(net.conv(x, 192, 5, bias=True)), 3, 2)
    for width in (384, 256, 256):
        x = net.relu(net.conv(x, width, 3, bias=True))
    x = net.flat(net.max_pool(x, 3, 2))
    x = net.relu(net.dense(x, 256 * 6 * 6, 4096))
    return net.model(net.dense(net.relu(net.dense(x, 4096, 4096)), 4096, CLASSES))


def vgg_16(build: Build = Graph) -> ModelProto:
    net = build(IMAGE)
    x = "x"
    for width, times in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(times):
            x = net.relu(net.conv(x, width, 3, bias=True))
        x = net.max_pool(x, 2, 2)
    x = net.relu(net.dense(net.flat(x), 512 * 7 * 7, 4096))
    return net.model(net.dense(net.relu(net.dense(x, 4096, 4096)), 4096, CLASSES))


def _residual_stem(net: Graph) -> str:
    return net.max_pool(net.relu(net.conv("x", 64, 7, 2, norm=True)), 3, 2, pads=[1] * 4)


def resnet_18(build: Build = Graph) -> ModelProto:
    net = build(IMAGE)
    x = _residual_stem(net)
    for width, first in ((64, 1), (128, 2), (256, 2), (512, 2)):
        for stride in (first, 1):
            y = net.relu(net.conv(x, width, 3, stride, norm=True))
            y = net.conv(y, width, 3, norm=True)
            x = x if stride == 1 else net.conv(x, width, 1, stride, norm=True)
            x = net.relu(net.sum(x, y))
    return net.model(net.dense(net.pooled(x), 512, CLASSES))


def _bottlenecks(net: Graph, groups: int, factor: int) -> ModelProto:
    """ResNet-50 and its variant with groups; the stride is in the 3 x 3 convolution."""
    x = _residual_stem(net)
    for width, times, first in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for block in range(times):
            stride = first if block == 0 else 1
            y = net.relu(net.conv(x, width * factor, 1, norm=True))
            y = net.relu(net.conv(y, width * factor, 3, stride, groups=groups, norm=True))
            y = net.conv(y, 4 * width, 1, norm=True)
            x = x if block else net.conv(x, 4 * width, 1, stride, norm=True)
            x = net.relu(net.sum(x, y))
    return net.model(net.dense(net.pooled(x), 2048, CLASSES))


def resnet_50(build: Build = Graph) -> ModelProto:
    return _bottlenecks(build(IMAGE), groups=1, factor=1)


def resnext_50(build: Build = Graph) -> ModelProto:
    return _bottlenecks(build(IMAGE), groups=32, factor=2)


def squeezenet(build: Build = Graph) -> ModelProto:
    """SqueezeNet 1.0."""
    net = build(IMAGE)
    x = net.max_pool(net.relu(net.conv("x", 96, 7, 2, pads=0, bias=True)), 3, 2, ceil_mode=1)
    fires = (16, 64), (16, 64), (32, 128), (32, 128), (48, 192), (48, 192), (64, 256), (64, 256)
    for number, (squeezed, wide) in enumerate(fires):
        x = net.relu(net.conv(x, squeezed, 1, bias=True))
        sides = [net.relu(net.conv(x, wide, kernel, bias=True)) for kernel in (1, 3)]
        x = net.concat(*sides)
        if number in (2, 6):
            x = net.max_pool(x, 3, 2, ceil_mode=1)
    return net.model(net.pooled(net.relu(net.conv(x, CLASSES, 1, bias=True))))


def densenet_121(build: Build = Graph) -> ModelProto:
    net = build(IMAGE)
    x = _residual_stem(net)
    for stage, layers in enumerate((6, 12, 24, 16)):
        if stage:
            x = net.relu(net.norm(x))
            x = net.mean_pool(net.conv(x, net.channels[x] // 2, 1), 2, 2)
        for _ in range(layers):
            y = net.conv(net.relu(net.norm(x)), 128, 1, norm=True)
            x = net.concat(x, net.conv(net.relu(y), 32, 3))
    return net.model(net.dense(net.pooled(net.relu(net.norm(x))), 1024, CLASSES))


def mobilenet_v1(build: Build = Graph) -> ModelProto:
    net = build(IMAGE)
    x = net.relu6(net.conv("x", 32, 3, 2, norm=True))
    widths = (64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024)
    strides = (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)
    for width, stride in zip(widths, strides, strict=True):
        x = net.relu6(net.conv(x, net.channels[x], 3, stride, groups=net.channels[x], norm=True))
        x = net.relu6(net.conv(x, width, 1, norm=True))
    return net.model(net.dense(net.pooled(x), 1024, CLASSES))


def _inverted(
    net: Graph,
    x: str,
    kernel: int,
    hidden: int,
    width: int,
    stride: int,
    act: Callable[[str], str],
    *,
    gate: Callable[[str], str] | None = None,
) -> str:
    """Widen, convolve each channel, gate if asked for, narrow, add to the input if it fits."""
    before = net.channels[x]
    y = x if hidden == before else act(net.conv(x, hidden, 1, norm=True))
    y = act(net.conv(y, hidden, kernel, stride, groups=hidden, norm=True))
    y = gate(y) if gate else y
    y = net.conv(y, width, 1, norm=True)
    return net.sum(x, y) if stride == 1 and before == width else y


def mobilenet_v2(build: Build = Graph) -> ModelProto:
    net = build(IMAGE)
    x = net.relu6(net.conv("x", 32, 3, 2, norm=True))
    stages = (
        *((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2)),
        *((6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)),
    )
    for factor, width, times, first in stages:
        for block in range(times):
            hidden, stride = factor * net.channels[x], 1 if block else first
            x = _inverted(net, x, 3, hidden, width, stride, net.relu6)
    x = net.relu6(net.conv(x, 1280, 1, norm=True))
    return net.model(net.dense(net.pooled(x), 1280, CLASSES))


def _squeezed(net: Graph, x: str, width: int, act: Callable[[str], str], gate: str) -> str:
    """Weigh the channels by what two small layers make of their means."""
    mean = net.add("GlobalAveragePool", x)
    small = act(net.conv(mean, width, 1, bias=True))
    return net.add("Mul", x, net.add(gate, net.conv(small, net.channels[x], 1, bias=True)))


# Kernel, hidden width, width, width of the gate (0: none), whether hard-swish, stride.
_LARGE = (
    *((3, 16, 16, 0, 0, 1), (3, 64, 24, 0, 0, 2), (3, 72, 24, 0, 0, 1), (5, 72, 40, 24, 0, 2)),
    *((5, 120, 40, 32, 0, 1), (5, 120, 40, 32, 0, 1), (3, 240, 80, 0, 1, 2)),
    *((3, 200, 80, 0, 1, 1), (3, 184, 80, 0, 1, 1), (3, 184, 80, 0, 1, 1)),
    *((3, 480, 112, 120, 1, 1), (3, 672, 112, 168, 1, 1), (5, 672, 160, 168, 1, 2)),
    *((5, 960, 160, 240, 1, 1), (5, 960, 160, 240, 1, 1)),
)
_SMALL = (
    *((3, 16, 16, 8, 0, 2), (3, 72, 24, 0, 0, 2), (3, 88, 24, 0, 0, 1), (5, 96, 40, 24, 1, 2)),
    *((5, 240, 40, 64, 1, 1), (5, 240, 40, 64, 1, 1), (5, 120, 48, 32, 1, 1)),
    *((5, 144, 48, 40, 1, 1), (5, 288, 96, 72, 1, 2), (5, 576, 96, 144, 1, 1)),
    *((5, 576, 96, 144, 1, 1),),
)


def _third(net: Graph, blocks: Sequence[Sequence[int]], last: int) -> ModelProto:
    """MobileNetV3."""

    def hard_swish(x: str) -> str:
        return net.add("HardSwish", x)

    x = hard_swish(net.conv("x", 16, 3, 2, norm=True))
    for kernel, hidden, width, gated, smooth, stride in blocks:

        def gate(y: str, size: int = gated) -> str:
            return _squeezed(net, y, size, net.relu, "HardSigmoid")

        act = hard_swish if smooth else net.relu
        x = _inverted(net, x, kernel, hidden, width, stride, act, gate=gate if gated else None)
    wide = 6 * net.channels[x]
    x = net.pooled(hard_swish(net.conv(x, wide, 1, norm=True)))
    return net.model(net.dense(hard_swish(net.dense(x, wide, last)), last, CLASSES))


def mobilenet_v3_large(build: Build = Graph) -> ModelProto:
    return _third(build(IMAGE), _LARGE, 1280)


def mobilenet_v3_small(build: Build = Graph) -> ModelProto:
    return _third(build(IMAGE), _SMALL, 1024)


def efficientnet_b0(build: Build = Graph) -> ModelProto:
    net = build(IMAGE)
    x = net.swish(net.conv("x", 32, 3, 2, norm=True))
    stages = (
        *((1, 3, 16, 1, 1), (6, 3, 24, 2, 2), (6, 5, 40, 2, 2), (6, 3, 80, 3, 2)),
        *((6, 5, 112, 3, 1), (6, 5, 192, 4, 2), (6, 3, 320, 1, 1)),
    )
    for factor, kernel, width, times, first in stages:
        for block in range(times):
            before, stride = net.channels[x], 1 if block else first

            def gate(y: str, size: int = before // 4) -> str:
                return _squeezed(net, y, size, net.swish, "Sigmoid")

            x = _inverted(net, x, kernel, factor * before, width, stride, net.swish, gate=gate)
    x = net.swish(net.conv(x, 1280, 1, norm=True))
    return net.model(net.dense(net.pooled(x), 1280, CLASSES))


def u_net(build: Build = Graph) -> ModelProto:
    """Nothing is padded: 572 x 572 pixels in, 388 x 388 out, the skipped maps are cropped."""
    net = build({"x": ("n", 1, 572, 572)})

    def twice(x: str, width: int) -> str:
        for _ in range(2):
            x = net.relu(net.conv(x, width, 3, pads=0, bias=True))
        return x

    x, skipped = "x", list[str]()
    for width in (64, 128, 256, 512):
        skipped.append(twice(x, width))
        x = net.max_pool(skipped[-1], 2, 2)
    x = twice(x, 1024)
    for width, crop, size in ((512, 4, 56), (256, 16, 104), (128, 40, 200), (64, 88, 392)):
        begin, end, axes = ([crop] * 2, [crop + size] * 2, [2, 3])
        part = net.add("Slice", skipped.pop(), *map(net.integers, (begin, end, axes)))
        x = twice(net.concat(part, net.up(x, width, 2, 2)), width)
    return net.model(net.conv(x, 2, 1, bias=True))
