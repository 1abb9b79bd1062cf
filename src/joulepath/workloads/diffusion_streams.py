"""Transformers in which the tokens of picture and text attend to all of both."""

from __future__ import annotations

from typing import Final, cast

from joulepath.workloads.diffusion_layers import (
    TIME_FREQUENCIES,
    Attention,
    Linear,
    Network,
    embedding,
    feed_forward,
)
from joulepath.workloads.huggingface_reading import Facts, shown

__all__ = ["cogvideox", "flux", "hunyuan_video", "stable_diffusion_3"]

_RATIO: Final = 4  # of the feed-forward part, where the configuration has none
_MODULATION: Final = 6  # shifts, scales and gates of attention and of the feed-forward part
_QUERY_KEY_NORMS: Final = 4  # of picture and text
_PACKED: Final = 2  # rows and columns of latents that FLUX.1 puts into one value beforehand


def flux(facts: Facts) -> Network:
    """FLUX.1: blocks with weights of their own for each kind of token, then blocks without."""
    heads, head = facts.whole("num_attention_heads"), facts.whole("attention_head_dim")
    width, channels = heads * head, facts.whole("in_channels")
    guided = embedding(TIME_FREQUENCIES, width) if facts.flag("guidance_embeds", False) else ()
    layers = (
        *embedding(TIME_FREQUENCIES, width),
        *guided,
        *embedding(facts.whole("pooled_projection_dim"), width),
        Linear("text", facts.whole("joint_attention_dim"), width),
        Linear("image", channels, width),
        Linear("image", width, facts.whole("out_channels", channels)),
    )
    return _two_kinds_of_blocks(facts, layers, 0, _RATIO * width, _PACKED)


def hunyuan_video(facts: Facts) -> Network:
    """HunyuanVideo: as FLUX.1, after blocks that refine the text."""
    heads, head = facts.whole("num_attention_heads"), facts.whole("attention_head_dim")
    width, text = heads * head, facts.whole("text_embed_dim")
    side = facts.whole("patch_size")
    patch = side**2 * facts.whole("patch_size_t")
    hidden = int(facts.ratio("mlp_ratio") * width)
    refiners = facts.whole("num_refiner_layers")
    guided = embedding(TIME_FREQUENCIES, width) if facts.flag("guidance_embeds", False) else ()
    layers = (
        *embedding(TIME_FREQUENCIES, width),
        *guided,
        *embedding(facts.whole("pooled_projection_dim"), width),
        Linear("image", facts.whole("in_channels") * patch, width),
        Linear("image", width, facts.whole("out_channels") * patch),
        *embedding(TIME_FREQUENCIES, width),
        *embedding(text, width),
        Linear("text", text, width),
        Linear("text", width, width, 4 * refiners),
        *feed_forward("text", width, hidden, refiners),
        Linear("once", width, 2 * width, refiners),
    )
    refining = Attention("text", "text", width, refiners)
    return _two_kinds_of_blocks(facts, layers, 4 * width * refiners, hidden, side, refining)


def _two_kinds_of_blocks(
    facts: Facts,
    layers: tuple[Linear, ...],
    other: int,
    hidden: int,
    side: int,
    *attentions: Attention,
) -> Network:
    """Blocks with weights for each kind of token, then blocks in which all tokens share them."""
    heads, head = facts.whole("num_attention_heads"), facts.whole("attention_head_dim")
    apart, shared = facts.whole("num_layers"), facts.whole("num_single_layers")
    width = heads * head
    return Network(
        layers=(
            *layers,
            Linear("once", width, _MODULATION * width, 2 * apart),
            Linear("image", width, width, 4 * apart),
            Linear("text", width, width, 4 * apart),
            *feed_forward("image", width, hidden, apart),
            *feed_forward("text", width, hidden, apart),
            Linear("once", width, 3 * width, shared),
            Linear("both", width, width, 3 * shared),
            Linear("both", width, hidden, shared),
            Linear("both", width + hidden, width, shared),
            Linear("once", width, 2 * width),
        ),
        attentions=(*attentions, Attention("both", "both", width, apart + shared)),
        other=other + head * (_QUERY_KEY_NORMS * apart + 2 * shared),
        blocks=apart + shared,
        width=width,
        head=head,
        side=side,
        normed=True,
    )


def stable_diffusion_3(facts: Facts) -> Network:
    """Stable Diffusion 3: every block has weights of its own for each kind of token."""
    heads, head = facts.whole("num_attention_heads"), facts.whole("attention_head_dim")
    width, blocks = heads * head, facts.whole("num_layers")
    side = facts.whole("patch_size")
    patch = side**2
    dual = _entries(facts, "dual_attention_layers")
    normed = facts.has("qk_norm")
    layers = (
        Linear("image", facts.whole("in_channels") * patch, width),
        *embedding(TIME_FREQUENCIES, width),
        *embedding(facts.whole("pooled_projection_dim"), width),
        Linear("text", facts.whole("joint_attention_dim"), width),
        Linear("once", width, _MODULATION * width, blocks - dual),
        Linear("once", width, (_MODULATION + 3) * width, dual),
        # The last block hands no text on.
        Linear("once", width, _MODULATION * width, blocks - 1),
        Linear("once", width, 2 * width),
        Linear("image", width, width, 4 * (blocks + dual)),
        Linear("text", width, width, 4 * blocks - 1),
        *feed_forward("image", width, _RATIO * width, blocks),
        *feed_forward("text", width, _RATIO * width, blocks - 1),
        Linear("once", width, 2 * width),
        Linear("image", width, facts.whole("out_channels") * patch),
    )
    return Network(
        layers=layers,
        attentions=(
            Attention("both", "both", width, blocks),
            Attention("image", "image", width, dual),
        ),
        other=normed * head * (_QUERY_KEY_NORMS * blocks + 2 * dual),
        blocks=blocks + dual / 2,
        width=width,
        head=head,
        side=side,
        normed=normed,
    )


def _entries(facts: Facts, name: str) -> int:
    """Number of entries of a list."""
    match facts.entries.get(name):
        case None:
            return 0
        case list() as several:  # pyright: ignore[reportUnknownVariableType]
            return len(cast("list[object]", several))
        case value:
            facts.wrong(name, f"is {shown(value)}, not a list")
            return 0


def cogvideox(facts: Facts) -> Network:
    """CogVideoX: all tokens share the weights of every block."""
    heads, head = facts.whole("num_attention_heads"), facts.whole("attention_head_dim")
    width, blocks = heads * head, facts.whole("num_layers")
    time = facts.whole("time_embed_dim")
    side = facts.whole("patch_size")
    patch = side**2 * facts.whole("patch_size_t", 1)
    layers = (
        Linear("image", facts.whole("in_channels") * patch, width),
        Linear("text", facts.whole("text_embed_dim"), width),
        Linear("once", width, time),
        Linear("once", time, time),
        Linear("once", time, _MODULATION * width, 2 * blocks),
        Linear("both", width, width, 4 * blocks),
        *feed_forward("both", width, _RATIO * width, blocks),
        Linear("once", time, 2 * width),
        Linear("image", width, facts.whole("out_channels") * patch),
    )
    return Network(
        layers=layers,
        attentions=(Attention("both", "both", width, blocks),),
        other=blocks * (4 * width + 4 * head) + 4 * width,
        blocks=blocks,
        width=width,
        head=head,
        side=side,
        normed=True,
    )
