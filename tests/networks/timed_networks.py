"""Networks whose times were published, layer by layer as papers and Keras describe them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil

from joulepath.records.microcontroller import NetworkWork

Layer = tuple[str, int, int]
"""Kind of operator, multiply-accumulates and values written."""


@dataclass
class Image:
    """What flows through a network whose layers pad their inputs."""

    size: int
    channels: int

    def convolution(self, filters: int, kernel: int = 1, stride: int = 1) -> Layer:
        self.size = ceil(self.size / stride)
        values = self.size**2 * filters
        macs = values * kernel**2 * self.channels
        self.channels = filters
        return ("pointwise" if kernel == 1 else "convolution", macs, values)

    def depthwise(self, kernel: int = 3, stride: int = 1, multiplier: int = 1) -> Layer:
        self.size = ceil(self.size / stride)
        self.channels *= multiplier
        values = self.size**2 * self.channels
        return ("depthwise", values * kernel**2, values)

    def dense(self, classes: int) -> Layer:
        return ("fully_connected", self.channels * classes, classes)


def whole(layers: Iterator[Layer]) -> NetworkWork:
    """Sum layers up."""
    found = list(layers)

    def macs(kind: str) -> float:
        return float(sum(amount for name, amount, _ in found if name == kind))

    return NetworkWork(
        fully_connected=macs("fully_connected"),
        depthwise=macs("depthwise"),
        pointwise=macs("pointwise"),
        convolution=macs("convolution"),
        output_values=float(sum(values for *_, values in found)),
        layers=float(len(found)),
    )


def mobilenet_v1(size: int, width: float, classes: int, colours: int = 3) -> Iterator[Layer]:
    """arXiv:1704.04861, table 1; 1000 classes by a convolution, as Keras has it."""
    image = Image(size, colours)
    yield image.convolution(int(32 * width), 3, 2)
    yield from separable_blocks(image, width)
    image.size = 1
    yield image.convolution(classes) if classes == 1000 else image.dense(classes)


def separable_blocks(image: Image, width: float) -> Iterator[Layer]:
    blocks = (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5
    for filters, stride in (*blocks, (1024, 2), (1024, 1)):
        yield image.depthwise(stride=stride)
        yield image.convolution(int(filters * width))


def person_detection() -> Iterator[Layer]:
    """MobileNet v1 of width 0.25 on 96 x 96 grey values, whose first layer is depthwise."""
    image = Image(96, 1)
    yield image.depthwise(stride=2, multiplier=8)
    yield from separable_blocks(image, 0.25)
    image.size = 1
    yield image.convolution(2)


def micro_speech() -> Iterator[Layer]:
    """One depthwise convolution of 10 x 8 over 49 x 40 values, and a product of matrices."""
    values = 25 * 20 * 8
    yield "depthwise", values * 10 * 8, values
    yield "fully_connected", values * 4, 4


def mobilenet_v2(size: int, width: float, classes: int) -> Iterator[Layer]:
    """arXiv:1801.04381, table 2."""

    def filters(count: int) -> int:
        return by_eights(count * width)

    image = Image(size, 3)
    yield image.convolution(filters(32), 3, 2)
    blocks = (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1)
    for expansion, out, repeats, stride in (*blocks, (6, 160, 3, 2), (6, 320, 1, 1)):
        for repeat in range(repeats):
            if expansion > 1:
                yield image.convolution(image.channels * expansion)
            yield image.depthwise(stride=1 if repeat else stride)
            yield image.convolution(filters(out))
    yield image.convolution(1280)
    yield image.dense(classes)


def mobilenet_v3_small(size: int) -> Iterator[Layer]:
    """arXiv:1905.02244, table 2."""
    image = Image(size, 3)
    yield image.convolution(16, 3, 2)
    for kernel, expanded, out, attends, stride in (
        (3, 16, 16, True, 2), (3, 72, 24, False, 2), (3, 88, 24, False, 1), (5, 96, 40, True, 2),
        (5, 240, 40, True, 1), (5, 240, 40, True, 1), (5, 120, 48, True, 1), (5, 144, 48, True, 1),
        (5, 288, 96, True, 2), (5, 576, 96, True, 1), (5, 576, 96, True, 1),
    ):  # fmt: skip
        if expanded != image.channels:
            yield image.convolution(expanded)
        yield image.depthwise(kernel, stride)
        if attends:
            pooled = Image(1, expanded)
            yield pooled.convolution(by_eights(expanded / 4))
            yield pooled.convolution(expanded)
        yield image.convolution(out)
    yield image.convolution(576)
    image.size = 1
    yield image.convolution(1024)
    yield image.convolution(1000)


def resnet_v1(blocks: int, classes: int) -> Iterator[Layer]:
    """arXiv:1512.03385, section 4.2, with projections where the width changes, as in Keras."""
    image = Image(32, 3)
    yield image.convolution(16, 3)
    for filters in (16, 32, 64):
        for block in range(blocks):
            stride = 2 if filters > 16 and not block else 1
            if stride == 2:
                yield Image(image.size, image.channels).convolution(filters, 1, 2)
            yield image.convolution(filters, 3, stride)
            yield image.convolution(filters, 3)
    yield image.dense(classes)


def squeezenet_v11(size: int, classes: int) -> Iterator[Layer]:
    """arXiv:1602.07360, section 3, in the order of version 1.1."""
    image = Image(size, 3)
    yield image.convolution(64, 3, 2)
    groups = ((16, 64), (16, 64)), ((32, 128), (32, 128))
    for fires in (*groups, ((48, 192), (48, 192), (64, 256), (64, 256))):
        image.size = ceil(image.size / 2)
        for squeezed, expanded in fires:
            yield image.convolution(squeezed)
            yield Image(image.size, squeezed).convolution(expanded)
            yield Image(image.size, squeezed).convolution(expanded, 3)
            image.channels = 2 * expanded
    yield image.convolution(classes)


def by_eights(count: float) -> int:
    """The multiple of eight that Keras takes."""
    near = max(8, int(count + 4) // 8 * 8)
    return near if near >= 0.9 * count else near + 8


NETWORKS: dict[str, Callable[[], Iterator[Layer]]] = {
    "person-detection": person_detection,
    "micro-speech": micro_speech,
    "mobilenet-v1-0-25-96": lambda: mobilenet_v1(96, 0.25, 5),
    "mobilenet-v1-0-25-96-grey": lambda: mobilenet_v1(96, 0.25, 5, 1),
    "mobilenet-v1-0-25-224": lambda: mobilenet_v1(224, 0.25, 1000),
    "mobilenet-v1-0-5-224": lambda: mobilenet_v1(224, 0.5, 1000),
    "mobilenet-v2-0-35-128": lambda: mobilenet_v2(128, 0.35, 1000),
    "mobilenet-v2-0-35-224": lambda: mobilenet_v2(224, 0.35, 1000),
    "mobilenet-v3-small-224": lambda: mobilenet_v3_small(224),
    "resnet-v1-32": lambda: resnet_v1(5, 100),
    "squeezenet-1-1-128": lambda: squeezenet_v11(128, 5),
    "squeezenet-1-1-224": lambda: squeezenet_v11(224, 5),
}
"""Networks of the table, by name."""
