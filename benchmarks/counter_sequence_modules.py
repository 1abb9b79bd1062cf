"""Modules on sequences, graphs and tables."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

__all__ = ["BERT", "GCN", "GPT2", "TCN", "Recurrent", "ViT", "kan"]


class Causal(nn.Module):
    """Two dilated convolutions that see no later step, and what they add to."""

    def __init__(self, read: int, dilation: int) -> None:
        super().__init__()
        self.before = 6 * dilation
        self.first = nn.Conv1d(read, 25, 7, dilation=dilation)
        self.second = nn.Conv1d(25, 25, 7, dilation=dilation)
        self.shortcut = nn.Identity() if read == 25 else nn.Conv1d(read, 25, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Pad on the left."""
        y = torch.relu(self.first(functional.pad(x, (self.before, 0))))
        y = torch.relu(self.second(functional.pad(y, (self.before, 0))))
        return torch.relu(y + self.shortcut(x))


class TCN(nn.Module):
    """Eight blocks."""

    def __init__(self) -> None:
        super().__init__()
        blocks = (Causal(25 if block else 1, 2**block) for block in range(8))
        self.blocks, self.last = nn.Sequential(*blocks), nn.Linear(25, 10)

    def forward(self, x: Tensor) -> Tensor:
        """The last step tells the class."""
        return self.last(self.blocks(x)[:, :, -1])


class Recurrent(nn.Module):
    """Two recurrent layers."""

    def __init__(self, kind: type[nn.LSTM | nn.GRU]) -> None:
        super().__init__()
        self.layers, self.last = kind(40, 128, 2), nn.Linear(128, 12)

    def forward(self, x: Tensor) -> Tensor:
        """The last step tells the class."""
        return self.last(self.layers(x)[0][-1])


class GCN(nn.Module):
    """Two layers, each with a product with the neighbourhoods."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Parameter(torch.zeros(1433, 16))
        self.second = nn.Parameter(torch.zeros(16, 7))
        self.biases = nn.ParameterList([torch.zeros(16), torch.zeros(7)])

    def forward(self, x: Tensor, neighbours: Tensor) -> Tensor:
        """Weights, then neighbours."""
        x = torch.relu(neighbours @ (x @ self.first) + self.biases[0])
        return neighbours @ (x @ self.second) + self.biases[1]


class SplineLayer(nn.Module):
    """A layer of a Kolmogorov-Arnold network: 8 splines of order 3 an edge, 12 knots an input."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.plain = nn.Parameter(torch.zeros(outputs, inputs))
        self.spline = nn.Parameter(torch.zeros(outputs, inputs, 8))
        self.scale = nn.Parameter(torch.zeros(outputs, inputs))
        knots = torch.arange(-3.0, 9.0).expand(inputs, -1).contiguous()
        self.knots = nn.Parameter(knots, requires_grad=False)

    def forward(self, x: Tensor) -> Tensor:
        """A linear layer of the activation, and one of the splines."""
        weights = self.spline * self.scale.unsqueeze(-1)
        splines = self.splines(x).flatten(1)
        plain = functional.linear(functional.silu(x), self.plain)
        return plain + functional.linear(splines, weights.flatten(1))

    def splines(self, x: Tensor) -> Tensor:
        """The recursion of Cox and de Boor."""
        x, k = x.unsqueeze(-1), self.knots
        values = ((x >= k[:, :-1]) & (x < k[:, 1:])).to(x.dtype)
        for order in (1, 2, 3):
            left, right = k[:, : -order - 1], k[:, order + 1 :]
            rising = (x - left) / (k[:, order:-1] - left)
            falling = (right - x) / (right - k[:, 1:-order])
            values = rising * values[..., :-1] + falling * values[..., 1:]
        return values


class Block(nn.Module):
    """Attention and a feed-forward layer of width 768."""

    def __init__(self, *, first: bool, causal: bool = False) -> None:
        super().__init__()
        self.first, self.causal = first, causal
        self.norms = nn.ModuleList(nn.LayerNorm(768) for _ in range(2))
        self.projections = nn.ModuleList(nn.Linear(768, 768) for _ in range(4))
        self.channel = nn.Sequential(nn.Linear(768, 3072), nn.GELU(), nn.Linear(3072, 768))

    def forward(self, x: Tensor) -> Tensor:
        """Norms come before each part, or after each sum."""
        if self.first:
            x = x + self.attention(self.norms[0](x))
            return x + self.channel(self.norms[1](x))
        x = self.norms[0](x + self.attention(x))
        return self.norms[1](x + self.channel(x))

    def attention(self, x: Tensor) -> Tensor:
        """12 heads."""
        *parts, mix = self.projections
        shape = (*x.shape[:2], 12, 64)
        query, key, value = (part(x).view(shape).transpose(1, 2) for part in parts)
        sdpa = functional.scaled_dot_product_attention
        mixed = sdpa(query, key, value, is_causal=self.causal)
        return mix(mixed.transpose(1, 2).reshape(x.shape))


class GPT2(nn.Module):
    """1024 tokens; the head shares the embedding."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding, self.positions = nn.Embedding(50257, 768), nn.Embedding(1024, 768)
        self.blocks = nn.Sequential(*(Block(first=True, causal=True) for _ in range(12)))
        self.norm, self.head = nn.LayerNorm(768), nn.Linear(768, 50257, bias=False)
        self.head.weight = self.embedding.weight

    def forward(self, x: Tensor) -> Tensor:
        """A score of each token of the vocabulary."""
        places = torch.arange(x.shape[1], device=x.device)
        return self.head(self.norm(self.blocks(self.embedding(x) + self.positions(places))))


class BERT(nn.Module):
    """128 tokens, with the pooler."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding, self.segments = nn.Embedding(30522, 768), nn.Embedding(2, 768)
        self.positions, self.norm = nn.Embedding(512, 768), nn.LayerNorm(768)
        self.blocks = nn.Sequential(*(Block(first=False) for _ in range(12)))
        self.pooler = nn.Linear(768, 768)

    def forward(self, x: Tensor, segments: Tensor) -> Tensor:
        """The first token stands for the text."""
        places = self.positions(torch.arange(x.shape[1], device=x.device))
        x = self.norm(self.embedding(x) + self.segments(segments) + places)
        return torch.tanh(self.pooler(self.blocks(x)[:, 0]))


class ViT(nn.Module):
    """Patches of 16 x 16 pixels."""

    def __init__(self) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, 768, 16, 16)
        self.token = nn.Parameter(torch.zeros(1, 1, 768))
        self.positions = nn.Parameter(torch.zeros(1, 197, 768))
        self.blocks = nn.Sequential(*(Block(first=True) for _ in range(12)))
        self.norm, self.head = nn.LayerNorm(768), nn.Linear(768, 1000)

    def forward(self, x: Tensor) -> Tensor:
        """The class token tells the class."""
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat((self.token.expand(len(x), -1, -1), x), 1) + self.positions
        return self.head(self.norm(self.blocks(x))[:, 0])


def kan() -> nn.Module:
    """Two layers."""
    return nn.Sequential(SplineLayer(784, 64), SplineLayer(64, 10))
