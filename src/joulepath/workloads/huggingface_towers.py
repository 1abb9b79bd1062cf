"""Encoders of pictures and of texts, as CLIP and SigLIP have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from joulepath.workloads.huggingface_blocks import Block
from joulepath.workloads.huggingface_decoder_stack import block_count, head_count
from joulepath.workloads.huggingface_encoders import encoder_block
from joulepath.workloads.huggingface_experts import FeedForward
from joulepath.workloads.huggingface_network import Stack, Task
from joulepath.workloads.huggingface_parts import (
    ACTIVATIONS,
    Part,
    Step,
    attended,
    embedding,
    layer_norm,
    linear,
    residual,
    together,
)
from joulepath.workloads.huggingface_reading import SET_TOKENS, Facts

__all__ = [
    "PictureTower",
    "TextTower",
    "picture_tower",
    "text_tower",
    "usual_entries",
]

_EYES: Final[Mapping[str, Any]] = {
    "hidden_size": 768,
    "intermediate_size": 3072,
    "num_hidden_layers": 12,
    "num_attention_heads": 12,
    "image_size": 224,
}
PICTURES: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "clip_vision_model": {**_EYES, "patch_size": 32, "hidden_act": "quick_gelu"},
        "siglip_vision_model": {**_EYES, "patch_size": 16, "hidden_act": "gelu_pytorch_tanh"},
    }
)
"""Entries that a file may leave out, as in the configuration classes of transformers 5.23."""

TEXTS: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "clip_text_model": {
            "vocab_size": 49408,
            "hidden_size": 512,
            "intermediate_size": 2048,
            "num_hidden_layers": 12,
            "num_attention_heads": 8,
            "max_position_embeddings": 77,
            "hidden_act": "quick_gelu",
        },
        "siglip_text_model": {
            "vocab_size": 32000,
            "hidden_size": 768,
            "intermediate_size": 3072,
            "num_hidden_layers": 12,
            "num_attention_heads": 12,
            "max_position_embeddings": 64,
            "hidden_act": "gelu_pytorch_tanh",
        },
        "llama": {
            "vocab_size": 32000,
            "hidden_size": 4096,
            "intermediate_size": 11008,
            "num_hidden_layers": 32,
            "num_attention_heads": 32,
        },
        "gemma3_text": {
            "vocab_size": 262208,
            "hidden_size": 2304,
            "intermediate_size": 9216,
            "num_hidden_layers": 26,
            "num_attention_heads": 8,
            "num_key_value_heads": 4,
            "head_dim": 256,
            "sliding_window": 4096,
        },
    }
)
"""Likewise for texts."""


_DEFAULT_PARTS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "clip": {"vision_config": "clip_vision_model", "text_config": "clip_text_model"},
        "gemma3": {"vision_config": "siglip_vision_model", "text_config": "gemma3_text"},
        "llava": {"vision_config": "clip_vision_model", "text_config": "llama"},
        "siglip": {"vision_config": "siglip_vision_model", "text_config": "siglip_text_model"},
    }
)


def usual_entries(kind: object, part: str, entries: Mapping[str, Any]) -> dict[str, Any]:
    """Entries of a part that a file may leave out, its type among them.

    Parameters
    ----------
    kind : object
        The type that the part names, if it names one.
    part : str
        ``vision_config`` or ``text_config``.
    entries : mapping
        The whole configuration.
    """
    whole = entries.get("model_type")
    usual = _DEFAULT_PARTS.get(whole) if isinstance(whole, str) else None
    default = usual[part] if usual is not None and part in usual else ""
    named = kind if isinstance(kind, str) else default
    return {"model_type": named, **PICTURES.get(named, {}), **TEXTS.get(named, {})}


@dataclass(frozen=True)
class PictureTower:
    """Patches of a picture that all see each other."""

    kind: str
    width: int
    channels: int
    size: int
    patch: int
    block: Block
    blocks: int
    hidden: int
    heads: int
    activation: str

    @property
    def tokens(self) -> int:
        """Patches, and the class token of CLIP."""
        return (self.size // self.patch) ** 2 + (self.kind == "clip")

    @property
    def inputs(self) -> int:
        """Values of a picture."""
        return self.channels * self.size**2

    def parts(self, *, pooled: bool) -> list[Part]:
        """Operators, perhaps with those that make one vector of the picture."""
        back = self._pooled if pooled else self._last_norm
        stack = Stack(self._front, ((self.block, self.blocks),), back)
        return stack.parts(Step(self.tokens, 0, masked=False))

    def _front(self, step: Step) -> list[Part]:
        clip, patches = self.kind == "clip", (self.size // self.patch) ** 2
        biases = 0 if clip else self.width
        cut = linear(patches, self.channels * self.patch**2, self.width, biases)
        places = embedding("position embedding", step.tokens, self.tokens, self.width)
        parts = [replace(cut, name="patch embedding", operator="Conv")]
        if clip:
            token = Part("class token", "Concat", moves=self.width, parameters=self.width)
            parts.append(replace(token, output=step.tokens * self.width))
        added = replace(places, moves=0, elementwise=places.output, read=places.output)
        parts.append(replace(added, reads=(-1,)))
        if clip:
            parts.append(replace(layer_norm(step.tokens, self.width), name="first norm"))
        return parts

    def _last_norm(self, step: Step) -> list[Part]:
        # CLIP normalises the class token alone.
        normed = 1 if self.kind == "clip" else step.tokens
        return [replace(layer_norm(normed, self.width), name="last norm")]

    def _pooled(self, step: Step) -> list[Part]:
        asked = self._asked(step) if self.kind == "siglip" else []
        return [*self._last_norm(step), *asked]

    def _asked(self, step: Step) -> list[Part]:
        """A trained query that attends to all patches, and a feed-forward layer."""
        width, tokens = self.width, step.tokens
        scores = attended(
            tokens, 1, self.heads, compared=width // self.heads, summed=width // self.heads
        )
        projections = (
            linear(1, width, width, width),
            linear(tokens, width, 2 * width, 2 * width),
            linear(1, width, width, width),
        )
        channel = FeedForward(width, self.hidden, self.activation, bias=True).whole(1)
        read = scores.written + 2 * tokens * width
        return [
            replace(together("pooling projections", "Linear", projections), name="pooling"),
            replace(scores, name="pooling scores and values", read=read, parameters=width),
            replace(layer_norm(1, width), name="pooling norm"),
            replace(channel, name="pooling feed-forward"),
            residual(width),
        ]


@dataclass(frozen=True)
class TextTower:
    """Tokens of a text with trained positions."""

    kind: str
    width: int
    vocabulary: int
    positions: int
    tokens: int
    block: Block
    blocks: int
    projected: int

    def parts(self, masked: bool) -> list[Part]:
        """Operators."""
        step = Step(self.tokens, 0, masked)
        return Stack(self._front, ((self.block, self.blocks),), self._back).parts(step)

    def _front(self, step: Step) -> list[Part]:
        words = embedding("token embedding", step.tokens, self.vocabulary, self.width)
        places = embedding("position embedding", step.tokens, self.positions, self.width)
        return [words, replace(places, elementwise=places.output, reads=(-1,))]

    def _back(self, step: Step) -> list[Part]:
        last = replace(layer_norm(step.tokens, self.width), name="last norm")
        if self.kind == "clip":
            return [last]
        return [last, replace(linear(1, self.width, self.projected, self.projected), name="head")]


def picture_tower(facts: Facts, kind: str) -> PictureTower:
    """Read an encoder of pictures.

    Parameters
    ----------
    facts : Facts
        Its entries.
    kind : str
        ``clip`` or ``siglip``.
    """
    width, size, patch = (facts.whole(n) for n in ("hidden_size", "image_size", "patch_size"))
    facts.at_most("patch_size", patch, "image_size", size)
    heads, hidden = (
        head_count(facts, "num_attention_heads", width),
        facts.whole("intermediate_size"),
    )
    act = facts.choice("hidden_act", ACTIVATIONS, "quick_gelu")
    return PictureTower(
        kind,
        width,
        facts.whole("num_channels", 3),
        size,
        patch,
        encoder_block(width, heads, hidden, act),
        block_count(facts),
        hidden,
        heads,
        act,
    )


def text_tower(facts: Facts, kind: str, task: Task) -> TextTower:
    """Read an encoder of texts.

    Parameters
    ----------
    facts : Facts
        Its entries.
    kind : str
        ``clip`` or ``siglip``.
    task : Task
        With the length of the text.
    """
    width, positions = facts.whole("hidden_size"), facts.whole("max_position_embeddings")
    heads = head_count(facts, "num_attention_heads", width)
    act = facts.choice("hidden_act", ACTIVATIONS, "quick_gelu")
    hidden = facts.whole("intermediate_size")
    block = encoder_block(width, heads, hidden, act, causal=kind == "clip")
    if task.tokens is None:
        facts.wrong("", "needs the number of tokens of a text", SET_TOKENS)
    tokens = task.tokens or 1
    facts.at_most("tokens", tokens, "the positions", positions)
    return TextTower(
        kind,
        width,
        facts.whole("vocab_size"),
        positions,
        tokens,
        block,
        block_count(facts),
        facts.whole("projection_size", width),
    )
