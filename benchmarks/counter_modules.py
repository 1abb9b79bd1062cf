"""The networks of the table of expected counts as plain torch modules, for counters of modules.

Names are those of ``tests/networks/networks.csv``, which says what is right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import torch
from counter_sequence_modules import BERT, GCN, GPT2, TCN, Recurrent, ViT, kan
from torch import Tensor, nn
from torch.nn import functional

__all__ = ["MODULES", "Network"]


@dataclass(frozen=True)
class Network:
    """A module and what it reads."""

    module: Callable[[], nn.Module]
    inputs: Callable[[], tuple[Tensor, ...]]


def image(channels: int, height: int, width: int | None = None) -> Callable[[], tuple[Tensor, ...]]:
    """One image."""
    return lambda: (torch.zeros(1, channels, height, width or height),)


def values(*shape: int) -> Callable[[], tuple[Tensor, ...]]:
    """One tensor."""
    return lambda: (torch.zeros(*shape),)


def tokens(number: int, kinds: int = 1) -> Callable[[], tuple[Tensor, ...]]:
    """One text, in as many tensors as it has kinds of numbers."""
    return lambda: tuple(torch.zeros(1, number, dtype=torch.long) for _ in range(kinds))


def normalised(
    read: int, written: int, kernel: int, stride: int = 1, **how: object
) -> list[nn.Module]:
    """A convolution that keeps the size over its stride, a batch normalisation and a rectifier."""
    how = {"padding": kernel // 2, "bias": False, **how}
    return [nn.Conv2d(read, written, kernel, stride, **how), nn.BatchNorm2d(written), nn.ReLU()]  # type: ignore[arg-type]


def mlp() -> nn.Module:
    """LeNet-300-100."""
    layers = nn.Linear(784, 300), nn.ReLU(), nn.Linear(300, 100), nn.ReLU(), nn.Linear(100, 10)
    return nn.Sequential(*layers)


def autoencoder() -> nn.Module:
    """Dense layers with batch normalisations."""
    widths, layers = (640, 128, 128, 128, 128, 8, 128, 128, 128, 128), list[nn.Module]()
    for before, after in pairwise(widths):
        layers += [nn.Linear(before, after), nn.BatchNorm1d(after), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(128, 640))


def lenet_5() -> nn.Module:
    """LeNet-5 with full connections."""
    return nn.Sequential(
        *(nn.Conv2d(1, 6, 5), nn.ReLU(), nn.AvgPool2d(2)),
        *(nn.Conv2d(6, 16, 5), nn.ReLU(), nn.AvgPool2d(2)),
        *(nn.Conv2d(16, 120, 5), nn.ReLU(), nn.Flatten()),
        *(nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)),
    )


def separable(read: int, written: int, stride: int, *, bias: bool) -> list[nn.Module]:
    """A depthwise and a pointwise convolution."""
    return [
        *normalised(read, read, 3, stride, groups=read, bias=bias),
        *normalised(read, written, 1, bias=bias),
    ]


def pooled(read: int, written: int) -> list[nn.Module]:
    """The end of most classifiers."""
    return [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(read, written)]


def ds_cnn() -> nn.Module:
    """Keyword spotting of MLPerf Tiny."""
    first = nn.Conv2d(1, 64, (10, 4), 2)
    layers: list[nn.Module] = [nn.ZeroPad2d((1, 1, 4, 5)), first, nn.BatchNorm2d(64), nn.ReLU()]
    for _ in range(4):
        layers += separable(64, 64, 1, bias=True)
    return nn.Sequential(*layers, *pooled(64, 12))


def mobilenet_v1_quarter() -> nn.Module:
    """Visual wake words of MLPerf Tiny."""
    layers, read = normalised(3, 8, 3, 2, bias=True), 8
    widths = (16, 32, 32, 64, 64, 128, 128, 128, 128, 128, 128, 256, 256)
    strides = (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)
    for width, stride in zip(widths, strides, strict=True):
        layers += separable(read, width, stride, bias=True)
        read = width
    return nn.Sequential(*layers, *pooled(read, 2))


class Residual(nn.Module):
    """A main path whose result is added to its input, or to a shortcut of it."""

    def __init__(self, main: list[nn.Module], shortcut: list[nn.Module], *, act: bool) -> None:
        super().__init__()
        self.main, self.shortcut = nn.Sequential(*main), nn.Sequential(*shortcut)
        self.act = nn.ReLU() if act else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        """Add."""
        return self.act(self.main(x) + self.shortcut(x))


def basic(read: int, width: int, stride: int, *, bias: bool = False) -> Residual:
    """Two convolutions; the shortcuts of MLPerf Tiny have a bias instead of a normalisation."""
    main = [*normalised(read, width, 3, stride, bias=bias), *normalised(width, width, 3, bias=bias)]
    fits = stride == 1 and read == width
    shortcut = normalised(read, width, 1, stride, bias=bias)[: 1 if bias else 2]
    return Residual(main[:-1], [] if fits else shortcut, act=True)


def resnet_8() -> nn.Module:
    """Image classification of MLPerf Tiny."""
    blocks = basic(16, 16, 1, bias=True), basic(16, 32, 2, bias=True), basic(32, 64, 2, bias=True)
    return nn.Sequential(*normalised(3, 16, 3, bias=True), *blocks, *pooled(64, 10))


def resnet_18() -> nn.Module:
    """Basic blocks."""
    layers, read = [*normalised(3, 64, 7, 2), nn.MaxPool2d(3, 2, 1)], 64
    for width, first in ((64, 1), (128, 2), (256, 2), (512, 2)):
        layers += [basic(read, width, first), basic(width, width, 1)]
        read = width
    return nn.Sequential(*layers, *pooled(512, 1000))


def resnet_50() -> nn.Module:
    """Bottlenecks."""
    layers, read = [*normalised(3, 64, 7, 2), nn.MaxPool2d(3, 2, 1)], 64
    for width, times, first in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for block in range(times):
            stride = 1 if block else first
            narrow = [*normalised(read, width, 1), *normalised(width, width, 3, stride)]
            wide = normalised(width, 4 * width, 1)[:-1]
            shortcut = [] if block else normalised(read, 4 * width, 1, stride)[:-1]
            layers.append(Residual([*narrow, *wide], shortcut, act=True))
            read = 4 * width
    return nn.Sequential(*layers, *pooled(2048, 1000))


def mobilenet_v2() -> nn.Module:
    """Inverted bottlenecks."""
    layers, read = normalised(3, 32, 3, 2), 32
    stages = (
        *((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2)),
        *((6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)),
    )
    for factor, width, times, first in stages:
        for block in range(times):
            hidden, stride = factor * read, 1 if block else first
            main = normalised(read, hidden, 1) if factor > 1 else []
            main += normalised(hidden, hidden, 3, stride, groups=hidden)
            main += normalised(hidden, width, 1)[:-1]
            layers.append(Residual(main, [], act=False) if block else nn.Sequential(*main))
            read = width
    return nn.Sequential(*layers, *normalised(320, 1280, 1), *pooled(1280, 1000))


def dense_end(read: int) -> list[nn.Module]:
    """The dense layers of AlexNet and VGG."""
    layers = nn.Linear(read, 4096), nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU()
    return [nn.Flatten(), *layers, nn.Linear(4096, 1000)]


def alexnet() -> nn.Module:
    """One column."""
    layers = [nn.Conv2d(3, 64, 11, 4, 2), nn.ReLU(), nn.MaxPool2d(3, 2)]
    layers += [nn.Conv2d(64, 192, 5, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2)]
    for read, width in ((192, 384), (384, 256), (256, 256)):
        layers += [nn.Conv2d(read, width, 3, padding=1), nn.ReLU()]
    return nn.Sequential(*layers, nn.MaxPool2d(3, 2), *dense_end(9216))


def vgg_16() -> nn.Module:
    """Thirteen convolutions."""
    layers, read = list[nn.Module](), 3
    for width, times in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(times):
            layers += [nn.Conv2d(read, width, 3, padding=1), nn.ReLU()]
            read = width
        layers.append(nn.MaxPool2d(2))
    return nn.Sequential(*layers, *dense_end(25088))


class Fire(nn.Module):
    """Squeeze, then widen by two kernels."""

    def __init__(self, read: int, squeezed: int, wide: int) -> None:
        super().__init__()
        self.squeeze = nn.Sequential(nn.Conv2d(read, squeezed, 1), nn.ReLU())
        self.one, self.three = nn.Conv2d(squeezed, wide, 1), nn.Conv2d(squeezed, wide, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """Both side by side."""
        x = self.squeeze(x)
        return functional.relu(torch.cat((self.one(x), self.three(x)), 1))


def squeezenet() -> nn.Module:
    """SqueezeNet 1.0."""
    layers: list[nn.Module] = [
        nn.Conv2d(3, 96, 7, 2),
        nn.ReLU(),
        nn.MaxPool2d(3, 2, ceil_mode=True),
    ]
    fires, read = ((16, 64), (16, 64), (32, 128), (32, 128), (48, 192), (48, 192), (64, 256)), 96
    for number, (squeezed, wide) in enumerate((*fires, (64, 256))):
        layers.append(Fire(read, squeezed, wide))
        read = 2 * wide
        layers += [nn.MaxPool2d(3, 2, ceil_mode=True)] if number in (2, 6) else []
    end = nn.Conv2d(512, 1000, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()
    return nn.Sequential(*layers, *end)


class UNet(nn.Module):
    """Nothing is padded, so skipped maps are cropped."""

    def __init__(self) -> None:
        super().__init__()
        widths = (1, 64, 128, 256, 512, 1024)
        down = pairwise(widths)
        self.down = nn.ModuleList(self.twice(*pair) for pair in down)
        narrower = widths[4:0:-1]
        self.up = nn.ModuleList(nn.ConvTranspose2d(2 * w, w, 2, 2) for w in narrower)
        self.joined = nn.ModuleList(self.twice(2 * w, w) for w in narrower)
        self.last = nn.Conv2d(64, 2, 1)

    @staticmethod
    def twice(read: int, width: int) -> nn.Module:
        """Two convolutions."""
        first, second = nn.Conv2d(read, width, 3), nn.Conv2d(width, width, 3)
        return nn.Sequential(first, nn.ReLU(), second, nn.ReLU())

    def forward(self, x: Tensor) -> Tensor:
        """Down, then up again."""
        skipped: list[Tensor] = []
        for layer in self.down:
            x = layer(functional.max_pool2d(x, 2) if skipped else x)
            skipped.append(x)
        skipped.pop()
        for up, joined in zip(self.up, self.joined, strict=True):
            x, other = up(x), skipped.pop()
            crop = (other.shape[2] - x.shape[2]) // 2
            x = joined(torch.cat((other[:, :, crop:-crop, crop:-crop], x), 1))
        return self.last(x)


def graph() -> tuple[Tensor, ...]:
    """Nodes and their neighbourhoods."""
    return torch.zeros(1, 2708, 1433), torch.zeros(1, 2708, 2708)


MODULES: dict[str, Network] = {
    "mlp": Network(mlp, values(1, 784)),
    "autoencoder": Network(autoencoder, values(1, 640)),
    "lenet-5": Network(lenet_5, image(1, 32)),
    "ds-cnn": Network(ds_cnn, image(1, 49, 10)),
    "resnet-8": Network(resnet_8, image(3, 32)),
    "mobilenet-v1-quarter": Network(mobilenet_v1_quarter, image(3, 96)),
    "alexnet": Network(alexnet, image(3, 224)),
    "vgg-16": Network(vgg_16, image(3, 224)),
    "resnet-18": Network(resnet_18, image(3, 224)),
    "resnet-50": Network(resnet_50, image(3, 224)),
    "mobilenet-v2": Network(mobilenet_v2, image(3, 224)),
    "squeezenet": Network(squeezenet, image(3, 224)),
    "u-net": Network(UNet, image(1, 572)),
    "tcn": Network(TCN, values(1, 1, 784)),
    "lstm": Network(lambda: Recurrent(nn.LSTM), values(49, 1, 40)),
    "gru": Network(lambda: Recurrent(nn.GRU), values(49, 1, 40)),
    "gcn": Network(GCN, graph),
    "kan": Network(kan, values(1, 784)),
    "vit-b-16": Network(ViT, image(3, 224)),
    "bert-base": Network(BERT, tokens(128, 2)),
    "gpt-2": Network(GPT2, tokens(1024)),
}
"""By name."""
