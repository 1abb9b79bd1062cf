"""Decoders: Llama, Mistral, Qwen, Gemma, GPT-2, GPT-NeoX, mixtures of experts, Mamba."""

from __future__ import annotations

from dataclasses import replace

from joulepath.workloads.huggingface_blocks import Attention, Block
from joulepath.workloads.huggingface_decoder_stack import (
    Ends,
    block_count,
    causal,
    chosen,
    generator,
    head_count,
    latent,
    plain_block,
)
from joulepath.workloads.huggingface_experts import Experts, FeedForward
from joulepath.workloads.huggingface_network import Generator, Task
from joulepath.workloads.huggingface_parts import ACTIVATIONS
from joulepath.workloads.huggingface_reading import Facts
from joulepath.workloads.huggingface_state_space import GroupedStateSpace, StateSpace

__all__ = ["deepseek", "gated", "gpt_2", "gpt_neox", "gpt_oss", "mamba", "mamba_2", "mixture"]


def gated(facts: Facts, kind: str, task: Task) -> Generator:
    """Llama, Mistral, Qwen 2 and 3, Gemma: norms by root mean square and gates."""
    width, hidden = facts.whole("hidden_size"), facts.whole("intermediate_size")
    # Gemma takes the approximation whatever its older entry says.
    act = ("hidden_activation", "gelu_pytorch_tanh") if kind == "gemma" else ("hidden_act", "silu")
    act = facts.choice(act[0], ACTIVATIONS, act[1])
    channel = FeedForward(width, hidden, act, gated=True, bias=facts.flag("mlp_bias", False))
    return causal(facts, kind, task, [channel] * block_count(facts))


def mixture(facts: Facts, kind: str, task: Task) -> Generator:
    """Mixtral, Qwen 2 and 3 with experts."""
    width, act = facts.whole("hidden_size"), facts.choice("hidden_act", ACTIVATIONS, "silu")
    blocks, every = block_count(facts), facts.whole("decoder_sparse_step", 1)
    apart = kind in {"qwen2_moe", "qwen3_moe"}
    dense = facts.whole("intermediate_size", 1 if apart and every == 1 else None)
    hidden = facts.whole("moe_intermediate_size") if apart else dense
    expert = FeedForward(width, hidden, act, gated=True)
    experts = Experts(expert, *chosen(facts, ("num_experts", "num_local_experts")))
    if kind == "qwen2_moe":
        shared = facts.whole("shared_expert_intermediate_size")
        shared_expert = FeedForward(width, shared, act, gated=True)
        experts = replace(experts, shared=shared_expert, shared_gate=True)
    if facts.value("mlp_only_layers")[1]:
        facts.wrong("mlp_only_layers", "names blocks without experts, which are not counted")
    plain = FeedForward(width, dense, act, gated=True)
    channels = [plain if (i + 1) % every else experts for i in range(blocks)]
    return causal(facts, kind, task, channels)


def gpt_oss(facts: Facts, kind: str, task: Task) -> Generator:
    """gpt-oss: experts with biases, every other block with a window, attention sinks."""
    width = facts.whole("hidden_size")
    expert = FeedForward(
        width, facts.whole("intermediate_size"), "clamped_swish", gated=True, bias=True
    )
    count, active = chosen(facts, ("num_local_experts",))
    experts = Experts(expert, count, active, router_bias=True, scoring="softmax-of-chosen")
    return causal(facts, kind, task, [experts] * block_count(facts))


def deepseek(facts: Facts, kind: str, task: Task) -> Generator:
    """DeepSeek V3: latent attention, experts after some dense blocks.

    The blocks that predict further tokens in training are left out, as in the model itself.
    """
    width, act = facts.whole("hidden_size"), facts.choice("hidden_act", ACTIVATIONS, "silu")
    expert = facts.whole("moe_intermediate_size")
    shared = facts.whole("n_shared_experts", 0, least=0) * expert
    experts = Experts(
        FeedForward(width, expert, act, gated=True),
        *chosen(facts, ("n_routed_experts",)),
        shared=FeedForward(width, shared, act, gated=True) if shared else None,
        scoring="sigmoid",
    )
    blocks, dense = block_count(facts), facts.whole("first_k_dense_replace", 0, least=0)
    facts.at_most("first_k_dense_replace", dense, "num_hidden_layers", blocks)
    plain = FeedForward(width, facts.whole("intermediate_size"), act, gated=True)
    channels = [plain if i < dense else experts for i in range(blocks)]
    mixer = latent(facts, width)
    stack = [plain_block(channel, mixer, width) for channel in channels]
    return generator(facts, task, stack, _ends(facts, width, tied=False))


def gpt_2(facts: Facts, kind: str, task: Task) -> Generator:
    """GPT-2: biases, layer norms and trained positions."""
    width = facts.whole(("n_embd", "hidden_size"))
    heads = head_count(facts, ("n_head", "num_attention_heads"), width)
    hidden = facts.whole("n_inner", 4 * width)
    act = facts.choice("activation_function", ACTIVATIONS, "gelu_new")
    mixer = Attention(width, heads, heads, width // heads, input_biases=3 * width, output_bias=True)
    block = Block("block", mixer, FeedForward(width, hidden, act, bias=True), width, "layer", 2)
    ends = Ends(
        width,
        facts.whole("vocab_size"),
        facts.flag("tie_word_embeddings", True),
        "layer",
        facts.whole(("n_positions", "max_position_embeddings")),
    )
    return generator(
        facts, task, [block] * block_count(facts, ("n_layer", "num_hidden_layers")), ends
    )


def gpt_neox(facts: Facts, kind: str, task: Task) -> Generator:
    """GPT-NeoX and Pythia: biases, layer norms and rotary positions on a part of each head."""
    width = facts.whole("hidden_size")
    heads = head_count(facts, "num_attention_heads", width)
    head, bias = width // heads, facts.flag("attention_bias", True)
    turned = int(head * facts.share("rotary_pct", 0.25))
    mixer = Attention(
        width,
        heads,
        heads,
        head,
        input_biases=3 * width * bias,
        output_bias=bias,
        turned=turned,
    )
    act = facts.choice("hidden_act", ACTIVATIONS, "gelu")
    channel = FeedForward(width, facts.whole("intermediate_size"), act, bias=True)
    block = Block("block", mixer, channel, width, "layer", 2)
    tied = facts.flag("tie_word_embeddings", False)
    ends = Ends(width, facts.whole("vocab_size"), tied, "layer")
    return generator(facts, task, [block] * block_count(facts), ends)


def mamba(facts: Facts, kind: str, task: Task) -> Generator:
    """Mamba: state spaces instead of attention and feed-forward layers."""
    width = facts.whole(("hidden_size", "d_model"))
    inner = facts.whole(("intermediate_size", "d_inner"), width * facts.whole("expand", 2))
    rank = "time_step_rank"
    default = -(-width // 16)
    mixer = StateSpace(
        width,
        inner,
        facts.whole("state_size", 16),
        facts.whole("conv_kernel", 4),
        default if facts.value(rank)[1] == "auto" else facts.whole(rank, default),
        facts.flag("use_bias", False),
        facts.flag("use_conv_bias", True),
    )
    block = Block("block", mixer, None, width, "root-mean-square", 1)
    blocks = block_count(facts, ("num_hidden_layers", "n_layer"))
    return generator(facts, task, [block] * blocks, _ends(facts, width, tied=True))


def mamba_2(facts: Facts, kind: str, task: Task) -> Generator:
    """Mamba 2: state spaces with heads and groups."""
    width = facts.whole("hidden_size")
    heads, head = facts.whole("num_heads", 128), facts.whole("head_dim", 64)
    groups = facts.whole("n_groups", 8)
    if heads * head != facts.whole("expand", 2) * width:
        facts.wrong("num_heads", f"is {heads} of {head} values, no multiple of the width {width}")
    facts.divides("n_groups", groups, "num_heads", heads)
    mixer = GroupedStateSpace(
        width,
        heads,
        head,
        groups,
        facts.whole("state_size", 128),
        facts.whole("conv_kernel", 4),
        facts.flag("use_bias", False),
        facts.flag("use_conv_bias", True),
    )
    block = Block("block", mixer, None, width, "root-mean-square", 1)
    ends = _ends(facts, width, tied=False)
    return generator(facts, task, [block] * block_count(facts), ends)


def _ends(facts: Facts, width: int, *, tied: bool) -> Ends:
    tied = facts.flag("tie_word_embeddings", tied)
    return Ends(width, facts.whole("vocab_size"), tied, "root-mean-square")
