"""Small networks of every kind in plain PyTorch, to be counted. Import it only where torch is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

Spec = Any


class Residual(nn.Module):
    """A basic block of ResNet."""

    def __init__(self, before: int, after: int, stride: int = 1) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(before, after, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(after)
        self.conv2 = nn.Conv2d(after, after, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(after)
        self.downsample: nn.Module = nn.Identity()
        if stride != 1 or before != after:
            shortcut = nn.Conv2d(before, after, 1, stride, bias=False)
            self.downsample = nn.Sequential(shortcut, nn.BatchNorm2d(after))

    def forward(self, x: Tensor) -> Tensor:
        inner = functional.relu(self.bn1(self.conv1(x)), inplace=True)
        return functional.relu(self.bn2(self.conv2(inner)) + self.downsample(x))


def resnet_18() -> nn.Module:
    """ResNet-18 for ImageNet."""
    stages = [(64, 64, 1), (64, 64, 1), (64, 128, 2), (128, 128, 1)]
    stages += [(128, 256, 2), (256, 256, 1), (256, 512, 2), (512, 512, 1)]
    stem = (nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU())
    head = (nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 1000))
    return nn.Sequential(*stem, nn.MaxPool2d(3, 2, 1), *(Residual(*s) for s in stages), *head)


class Inverted(nn.Module):
    """An inverted residual block of MobileNetV2."""

    def __init__(self, channels: int, factor: int) -> None:
        super().__init__()
        wide = factor * channels
        self.layers = nn.Sequential(
            *(nn.Conv2d(channels, wide, 1, bias=False), nn.BatchNorm2d(wide), nn.ReLU6()),
            *(nn.Conv2d(wide, wide, 3, 1, 1, groups=wide, bias=False), nn.BatchNorm2d(wide)),
            *(nn.ReLU6(), nn.Conv2d(wide, channels, 1, bias=False), nn.BatchNorm2d(channels)),
        )

    def forward(self, x: Tensor) -> Tensor:
        return x + self.layers(x)


class SplineLayer(nn.Module):
    """A KAN layer: B-splines of order 3 on a fixed grid, evaluated by the recursion of Cox."""

    def __init__(self, before: int, after: int, cells: int = 5, order: int = 3) -> None:
        super().__init__()
        self.order = order
        knots = torch.arange(-order, cells + order + 1) * (2 / cells) - 1
        self.register_buffer("grid", knots.expand(before, -1).contiguous())
        self.base = nn.Parameter(torch.randn(after, before))
        self.spline = nn.Parameter(torch.randn(after, before, cells + order))
        self.scaler = nn.Parameter(torch.randn(after, before))

    def bases(self, x: Tensor) -> Tensor:
        grid, x = self.grid, x.unsqueeze(-1)
        bases = ((x >= grid[:, :-1]) & (x < grid[:, 1:])).to(x.dtype)
        for k in range(1, self.order + 1):
            rising = (x - grid[:, : -(k + 1)]) / (grid[:, k:-1] - grid[:, : -(k + 1)])
            falling = (grid[:, k + 1 :] - x) / (grid[:, k + 1 :] - grid[:, 1:-k])
            bases = rising * bases[:, :, :-1] + falling * bases[:, :, 1:]
        return bases

    def forward(self, x: Tensor) -> Tensor:
        weight = (self.spline * self.scaler.unsqueeze(-1)).flatten(1)
        return functional.linear(functional.silu(x), self.base) + functional.linear(
            self.bases(x).flatten(1), weight
        )


class UNet(nn.Module):
    """One step down and up again, with a transposed convolution."""

    def __init__(self) -> None:
        super().__init__()
        self.down = nn.Conv2d(1, 4, 3, padding=1)
        self.deep = nn.Conv2d(4, 8, 3, padding=1)
        self.up = nn.ConvTranspose2d(8, 4, 2, 2)
        self.out = nn.Conv2d(8, 2, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        near = functional.relu(self.down(x))
        deep = functional.relu(self.deep(functional.max_pool2d(near, 2)))
        return self.out(torch.cat([near, self.up(deep)], 1))


class Decoder(nn.Module):
    """One block of GPT-2 on embedded tokens, with the output weight tied to the embedding."""

    def __init__(self, size: int = 32, heads: int = 4, words: int = 50) -> None:
        super().__init__()
        self.heads = heads
        self.embedding = nn.Embedding(words, size)
        self.positions = nn.Parameter(torch.zeros(16, size))
        self.norm1, self.norm2 = nn.LayerNorm(size), nn.LayerNorm(size)
        self.qkv, self.projection = nn.Linear(size, 3 * size), nn.Linear(size, size)
        self.wide, self.narrow = nn.Linear(size, 4 * size), nn.Linear(4 * size, size)
        self.head = nn.Linear(size, words, bias=False)
        self.head.weight = self.embedding.weight

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.embedding(tokens) + self.positions[: tokens.shape[1]]
        batch, steps, size = x.shape
        split = self.qkv(self.norm1(x)).view(batch, steps, 3, self.heads, size // self.heads)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        x = x + self.projection(seen.transpose(1, 2).reshape(batch, steps, size))
        x = x + self.narrow(functional.gelu(self.wide(self.norm2(x))))
        return self.head(x)


class GroupedAttention(nn.Module):
    """Attention in which several heads of queries share a head of keys and values, as in Llama."""

    def __init__(self, size: int, heads: int, shared: int) -> None:
        super().__init__()
        self.heads, self.shared, self.each = heads, shared, size // heads
        self.query = nn.Linear(size, size, bias=False)
        self.key = nn.Linear(size, shared * self.each, bias=False)
        self.value = nn.Linear(size, shared * self.each, bias=False)
        self.output = nn.Linear(size, size, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        batch, steps, size = x.shape

        def heads(projected: Tensor, count: int) -> Tensor:
            return projected.view(batch, steps, count, self.each).transpose(1, 2)

        query = heads(self.query(x), self.heads)
        key, value = heads(self.key(x), self.shared), heads(self.value(x), self.shared)
        seen = functional.scaled_dot_product_attention(
            query, key, value, is_causal=True, enable_gqa=True
        )
        return self.output(seen.transpose(1, 2).reshape(batch, steps, size))


class LlamaBlock(nn.Module):
    """A block of Llama 3 without rotation of positions, which has no weights."""

    def __init__(self, size: int, heads: int, shared: int, wide: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.RMSNorm(size), nn.RMSNorm(size)
        self.attention = GroupedAttention(size, heads, shared)
        self.gate = nn.Linear(size, wide, bias=False)
        self.up = nn.Linear(size, wide, bias=False)
        self.down = nn.Linear(wide, size, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attention(self.norm1(x))
        inner = self.norm2(x)
        return x + self.down(functional.silu(self.gate(inner)) * self.up(inner))


def llama_3_8b() -> nn.Module:
    """Llama 3 8B with its published sizes."""
    blocks = [LlamaBlock(4096, 32, 8, 14336) for _ in range(32)]
    head = nn.Linear(4096, 128256, bias=False)
    return nn.Sequential(nn.Embedding(128256, 4096), *blocks, nn.RMSNorm(4096), head)


class VisionTransformer(nn.Module):
    """Patches, a class token and one layer with `nn.MultiheadAttention`."""

    def __init__(self, size: int = 16) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, size, 4, 4)
        self.token = nn.Parameter(torch.zeros(1, 1, size))
        self.norm1, self.norm2 = nn.LayerNorm(size), nn.LayerNorm(size)
        self.attention = nn.MultiheadAttention(size, 2, batch_first=True)
        self.mlp = nn.Sequential(nn.Linear(size, 32), nn.GELU(), nn.Linear(32, size))
        self.head = nn.Linear(size, 5)

    def forward(self, images: Tensor) -> Tensor:
        x = self.patches(images).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1)
        inner = self.norm1(x)
        x = x + self.attention(inner, inner, inner, need_weights=False)[0]
        x = x + self.mlp(self.norm2(x))
        return self.head(x[:, 0])


class Last(nn.Module):
    """A recurrent network and a layer on its last step."""

    def __init__(self, recurrent: nn.Module, size: int) -> None:
        super().__init__()
        self.recurrent, self.head = recurrent, nn.Linear(size, 4)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.recurrent(x)[0][:, -1])


class Call(nn.Module):
    """A function as a module."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__()
        self.function = function

    def forward(self, *arguments: Any) -> Any:
        return self.function(*arguments)


def separable(before: int, after: int) -> nn.Module:
    """A depthwise and a pointwise convolution, as in DS-CNN."""
    return nn.Sequential(
        *(nn.Conv2d(before, before, 3, 1, 1, groups=before), nn.BatchNorm2d(before), nn.ReLU()),
        *(nn.Conv2d(before, after, 1), nn.BatchNorm2d(after), nn.ReLU()),
    )


def _autoencoder() -> nn.Module:
    inner = (nn.Linear(64, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 8), nn.ReLU())
    return nn.Sequential(*inner, nn.Linear(8, 64))


def _lenet() -> nn.Module:
    first = (nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2))
    second = (nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten())
    return nn.Sequential(*first, *second, nn.Linear(400, 84), nn.Tanh(), nn.Linear(84, 10))


def _ds_cnn() -> nn.Module:
    first = (nn.Conv2d(1, 8, (10, 4), 2, (5, 1), bias=False), nn.BatchNorm2d(8), nn.ReLU())
    head = (nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 12))
    return nn.Sequential(*first, separable(8, 8), separable(8, 16), *head)


def _resnet() -> nn.Module:
    first = (nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU())
    head = (nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 10))
    return nn.Sequential(*first, Residual(8, 8), Residual(8, 16, 2), *head)


def _mobilenet() -> nn.Module:
    head = (nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 3))
    return nn.Sequential(nn.Conv2d(3, 4, 3, 2, 1), Inverted(4, 6), Inverted(4, 6), *head)


def _tcn() -> nn.Module:
    first = (nn.Conv1d(2, 8, 3, dilation=2), nn.ReLU())
    second = (nn.Conv1d(8, 8, 3, dilation=4, groups=2), nn.ReLU())
    return nn.Sequential(*first, *second, nn.AdaptiveMaxPool1d(1), nn.Flatten(), nn.Linear(8, 3))


def _encoder() -> nn.Module:
    layer = nn.TransformerEncoderLayer(16, 2, 32, batch_first=True)
    return nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)


NETWORKS: dict[str, tuple[Callable[[], nn.Module], Spec]] = {
    "mlp": (lambda: nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 4)), (2, 8)),
    "autoencoder": (_autoencoder, (2, 64)),
    "lenet": (_lenet, (2, 1, 28, 28)),
    "ds-cnn": (_ds_cnn, (2, 1, 49, 10)),
    "resnet": (_resnet, (2, 3, 16, 16)),
    "mobilenet": (_mobilenet, (2, 3, 16, 16)),
    "u-net": (UNet, (2, 1, 8, 8)),
    "tcn": (_tcn, (2, 2, 32)),
    "kan": (lambda: nn.Sequential(SplineLayer(4, 8), SplineLayer(8, 2)), (2, 4)),
    "lstm": (lambda: Last(nn.LSTM(8, 16, 2, batch_first=True), 16), (2, 5, 8)),
    "gru": (lambda: Last(nn.GRU(8, 16, batch_first=True), 16), (2, 5, 8)),
    "rnn": (lambda: Last(nn.RNN(8, 16, batch_first=True, bidirectional=True), 32), (2, 5, 8)),
    "encoder": (_encoder, (2, 5, 16)),
    "gpt": (Decoder, ((2, 12), "int64")),
    "llama": (lambda: LlamaBlock(32, 4, 2, 48), (2, 6, 32)),
    "vit": (VisionTransformer, (2, 3, 16, 16)),
}
"""A maker of each network, and the shape (and format) of a batch of two samples."""


def example(spec: Spec, samples: int) -> Tensor:
    """A tensor for a shape, with another number of samples."""
    shape, kind = spec if isinstance(spec[0], tuple) else (spec, "float32")
    shape = (samples, *shape[1:])
    return torch.ones(shape, dtype=getattr(torch, kind))
