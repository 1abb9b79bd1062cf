"""Transformers in which the tokens of a picture attend to each other and then to the text."""

from __future__ import annotations

from typing import Final

from joulepath.workloads.diffusion_layers import (
    TIME_FREQUENCIES,
    Attention,
    Linear,
    Network,
    embedding,
    feed_forward,
)
from joulepath.workloads.huggingface_reading import Facts

__all__ = ["hunyuan_dit", "pixart", "sana", "wan"]

_RATIO: Final = 4  # of the feed-forward part, where the configuration has none
_MODULATION: Final = 6  # shifts, scales and gates of attention and of the feed-forward part
_DEPTHWISE: Final = 9  # weights of a 3 x 3 kernel


def pixart(facts: Facts) -> Network:
    """PixArt: one table of shifts and scales for all blocks."""
    heads, head = facts.whole("num_attention_heads"), facts.whole("attention_head_dim")
    width, blocks = heads * head, facts.whole("num_layers")
    side = facts.whole("patch_size")
    patch = side**2
    layers = (
        Linear("image", facts.whole("in_channels") * patch, width),
        *embedding(TIME_FREQUENCIES, width),
        Linear("once", width, _MODULATION * width),
        *embedding(facts.whole("caption_channels"), width, "text"),
        Linear("image", width, width, 6 * blocks),
        Linear("text", width, width, 2 * blocks),
        *feed_forward("image", width, _RATIO * width, blocks),
        Linear("image", width, facts.whole("out_channels") * patch),
    )
    return Network(
        layers=layers,
        attentions=_crossing(width, width, blocks),
        other=(_MODULATION * blocks + 2) * width,
        blocks=blocks,
        width=width,
        head=head,
        side=side,
        normed=False,
    )


def hunyuan_dit(facts: Facts) -> Network:
    """Hunyuan-DiT: two texts, and blocks of the second half that also see those of the first."""
    heads, head = facts.whole("num_attention_heads"), facts.whole("attention_head_dim")
    width, blocks = heads * head, facts.whole("num_layers")
    side, channels = facts.whole("patch_size"), facts.whole("in_channels")
    patch = side**2
    text = facts.whole("cross_attention_dim")
    skips = max(blocks // 2 - 1, 0)
    hidden = int(facts.ratio("mlp_ratio") * width)
    layers = (
        *_texts_of_hunyuan_dit(facts, width),
        Linear("image", channels * patch, width),
        *embedding(TIME_FREQUENCIES, width),
        Linear("once", width, width, blocks),
        Linear("image", width, width, 6 * blocks),
        Linear("text", text, width, 2 * blocks),
        *feed_forward("image", width, hidden, blocks),
        Linear("image", 2 * width, width, skips),
        Linear("once", width, 2 * width),
        Linear("image", width, patch * channels * (2 if facts.flag("learn_sigma", True) else 1)),
    )
    long, short = facts.whole("text_len_t5"), facts.whole("text_len")
    positions = (long + 1) * facts.whole("cross_attention_dim_t5")
    norms = blocks * (6 * width + 8 * head) + skips * 4 * width
    return Network(
        layers=layers,
        attentions=_crossing(width, width, blocks),
        other=positions + (short + long) * text + norms,
        blocks=blocks,
        width=width,
        head=head,
        side=side,
        normed=True,
    )


def _texts_of_hunyuan_dit(facts: Facts, width: int) -> tuple[Linear, ...]:
    """What brings the second text to the width of the first, and to that of the step."""
    long, tokens = facts.whole("cross_attention_dim_t5"), facts.whole("text_len_t5")
    pooled = facts.whole("pooled_projection_dim")
    return (
        Linear("once", long, 4 * long, runs=tokens),
        Linear("once", 4 * long, facts.whole("cross_attention_dim"), runs=tokens),
        Linear("once", long, long, 2, runs=tokens + 1),
        Linear("once", long, long),
        Linear("once", long, pooled),
        Linear("once", pooled, 4 * width),
        Linear("once", 4 * width, width),
    )


def sana(facts: Facts) -> Network:
    """SANA: linear attention inside the picture, and feed-forward parts with convolutions."""
    heads, head = facts.whole("num_attention_heads"), facts.whole("attention_head_dim")
    width, blocks = heads * head, facts.whole("num_layers")
    crossing = facts.whole("num_cross_attention_heads") * facts.whole("cross_attention_head_dim")
    text, side = facts.whole("cross_attention_dim"), facts.whole("patch_size")
    patch = side**2
    hidden = int(facts.ratio("mlp_ratio") * width)
    layers = (
        Linear("image", facts.whole("in_channels") * patch, width),
        *embedding(TIME_FREQUENCIES, width),
        Linear("once", width, _MODULATION * width),
        *embedding(facts.whole("caption_channels"), width, "text"),
        Linear("image", width, width, 3 * blocks, bias=False),
        Linear("image", width, width, blocks),
        # Keys times values, with a row of ones that sums the keys, and queries times that.
        Linear("image", head + 1, 2 * width, blocks, trained=False),
        Linear("image", width, crossing, blocks),
        Linear("image", crossing, width, blocks),
        Linear("text", text, crossing, 2 * blocks),
        Linear("image", width, 2 * hidden, blocks),
        Linear("image", _DEPTHWISE, 2 * hidden, blocks),
        Linear("image", hidden, width, blocks, bias=False),
        Linear("image", width, facts.whole("out_channels") * patch),
    )
    normed = facts.has("qk_norm")
    return Network(
        layers=layers,
        attentions=(Attention("image", "text", crossing, blocks),),
        other=(_MODULATION * blocks + 3) * width + normed * 2 * (width + crossing) * blocks,
        blocks=blocks,
        width=width,
        head=head,
        side=side,
        normed=normed,
    )


def wan(facts: Facts) -> Network:
    """Wan: one table of shifts and scales for all blocks, and queries and keys normalised."""
    heads, head = facts.whole("num_attention_heads"), facts.whole("attention_head_dim")
    width, blocks = heads * head, facts.whole("num_layers")
    time, side = _patch_of_wan(facts)
    patch = time * side**2
    normed = facts.has("qk_norm")
    layers = (
        Linear("image", facts.whole("in_channels") * patch, width),
        *embedding(facts.whole("freq_dim"), width),
        Linear("once", width, _MODULATION * width),
        *embedding(facts.whole("text_dim"), width, "text"),
        Linear("image", width, width, 6 * blocks),
        Linear("text", width, width, 2 * blocks),
        *feed_forward("image", width, facts.whole("ffn_dim"), blocks),
        Linear("image", width, facts.whole("out_channels") * patch),
    )
    cross_normed = facts.flag("cross_attn_norm", True)
    each = _MODULATION + 4 * normed + 2 * cross_normed
    return Network(
        layers=layers,
        attentions=_crossing(width, width, blocks),
        other=(each * blocks + 2) * width,
        blocks=blocks,
        width=width,
        head=head,
        side=side,
        normed=normed,
    )


def _patch_of_wan(facts: Facts) -> tuple[int, int]:
    """Frames, and rows as well as columns, of latents that a token stands for."""
    match facts.entries.get("patch_size"):
        case [int(time), int(rows), int(columns)] if min(time, rows) > 0 and rows == columns:
            return time, rows
        case _:
            facts.wrong("patch_size", "is no list of three whole numbers, the last two the same")
            return 1, 1


def _crossing(width: int, crossing: int, blocks: int) -> tuple[Attention, Attention]:
    return (
        Attention("image", "image", width, blocks),
        Attention("image", "text", crossing, blocks),
    )
