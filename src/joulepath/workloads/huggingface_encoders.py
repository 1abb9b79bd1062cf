"""Encoders: BERT and RoBERTa on text, ViT on images."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from joulepath.workloads.huggingface_blocks import Attention, Block
from joulepath.workloads.huggingface_decoder_stack import block_count, head_count, without_weights
from joulepath.workloads.huggingface_experts import FeedForward
from joulepath.workloads.huggingface_network import Network, Stack, Task, runs
from joulepath.workloads.huggingface_parts import (
    ACTIVATIONS,
    Part,
    Step,
    activation,
    embedding,
    layer_norm,
    linear,
)
from joulepath.workloads.huggingface_reading import SET_TOKENS, Facts, near, shown

__all__ = ["bert", "distilbert", "encoder_block", "vit"]

_Back = Callable[["_Answer", Step], Sequence[Part]]


def encoder_block(
    width: int, heads: int, hidden: int, act: str, *, bias: bool = True, causal: bool = False
) -> Block:
    """A block whose tokens all see each other, or those before them."""
    mixer = Attention(
        width,
        heads,
        heads,
        width // heads,
        causal=causal,
        input_biases=3 * width * bias,
        output_bias=True,
    )
    return Block("block", mixer, FeedForward(width, hidden, act, bias=True), width, "layer", 2)


def bert(facts: Facts, kind: str, task: Task) -> Network:
    """BERT, RoBERTa and those built like it, with the head that the architecture names."""
    width = facts.whole("hidden_size")
    positions, types = facts.whole("max_position_embeddings"), facts.whole("type_vocab_size", 2)
    # RoBERTa numbers its positions after the padding token.
    usable = positions if kind == "bert" else positions - 2
    tokens = _tokens(facts, task, usable)
    block = _encoder(facts, width)
    answer = _answer(facts, width, f"{_PREFIXES[kind]}Model", kind)

    def front(step: Step) -> list[Part]:
        tables = {
            "token embedding": answer.vocabulary,
            "position embedding": positions,
            "segment embedding": types,
        }
        rows = [embedding(name, step.tokens, size, width) for name, size in tables.items()]
        added = [replace(row, elementwise=row.output, reads=(-1,)) for row in rows[1:]]
        first = replace(layer_norm(step.tokens, width), name="embedding norm")
        return [rows[0], *added, first]

    blocks = runs([block] * block_count(facts))
    return Network(Stack(front, blocks, answer.parts), tokens, tokens)


def distilbert(facts: Facts, kind: str, task: Task) -> Network:
    """DistilBERT: half of the blocks of BERT, no segments and no pooler."""
    width, positions = facts.whole(("dim", "hidden_size")), facts.whole("max_position_embeddings")
    tokens = _tokens(facts, task, positions)
    heads = head_count(facts, ("n_heads", "num_attention_heads"), width)
    act = facts.choice("activation", ACTIVATIONS, "gelu")
    block = encoder_block(width, heads, facts.whole("hidden_dim"), act)
    answer = _answer(facts, width, "DistilBertModel", kind)

    def front(step: Step) -> list[Part]:
        words = embedding("token embedding", step.tokens, answer.vocabulary, width)
        places = embedding("position embedding", step.tokens, positions, width)
        first = replace(layer_norm(step.tokens, width), name="embedding norm")
        return [words, replace(places, elementwise=places.output, reads=(-1,)), first]

    blocks = runs([block] * block_count(facts, ("n_layers", "num_hidden_layers")))
    return Network(Stack(front, blocks, answer.parts), tokens, tokens)


def vit(facts: Facts, kind: str, task: Task) -> Network:
    """ViT: patches of an image and a class token."""
    width = facts.whole("hidden_size")
    size, patch = facts.whole("image_size"), facts.whole("patch_size")
    channels = facts.whole("num_channels", 3)
    facts.divides("patch_size", patch, "image_size", size)
    patches = (size // patch) ** 2
    if task.tokens not in (None, patches + 1):
        what = f"has {patches + 1} tokens for each image, not {task.tokens}"
        facts.wrong("", what, "leave tokens out")
    block = _encoder(facts, width, bias=facts.flag("qkv_bias", True))
    answer = _answer(facts, width, "ViTModel", kind)

    def front(step: Step) -> list[Part]:
        cut = linear(patches, channels * patch * patch, width, width)
        added = embedding("position embedding", step.tokens, patches + 1, width)
        values = step.tokens * width
        return [
            replace(cut, name="patch embedding", operator="Conv"),
            Part("class token", "Concat", moves=width, parameters=width, output=values),
            replace(added, moves=0, elementwise=values, read=values, reads=(-1,)),
        ]

    stack = Stack(front, runs([block] * block_count(facts)), answer.parts)
    return Network(stack, patches + 1, channels * size * size)


def _encoder(facts: Facts, width: int, *, bias: bool = True) -> Block:
    heads = head_count(facts, "num_attention_heads", width)
    act = facts.choice("hidden_act", ACTIVATIONS, "gelu")
    return encoder_block(width, heads, facts.whole("intermediate_size"), act, bias=bias)


def _tokens(facts: Facts, task: Task, positions: int) -> int:
    if task.tokens is None:
        facts.wrong("", "needs the number of tokens of a text", SET_TOKENS)
        return 1
    facts.at_most("tokens", task.tokens, "the positions", positions)
    return task.tokens


@dataclass(frozen=True)
class _Answer:
    """What is made of the last block's output."""

    width: int
    vocabulary: int
    labels: int
    activation: str
    back: _Back

    def parts(self, step: Step) -> Sequence[Part]:
        """Operators."""
        return self.back(self, step)


def _answer(facts: Facts, width: int, base: str, kind: str) -> _Answer:
    name = (facts.words("architectures") or [base])[0]
    heads = _heads_of(kind)
    if name not in heads:
        facts.wrong(
            "architectures", f"has {shown(name)}, which is not counted", near(name, tuple(heads))
        )
        name = base
    vocabulary = 1 if kind == "vit" else facts.whole("vocab_size")
    labels = facts.length("id2label") or facts.whole("num_labels", 2)
    act = facts.choice(("hidden_act", "activation"), ACTIVATIONS, "gelu")
    return _Answer(width, vocabulary, labels, act, heads[name])


def _head(answer: _Answer, tokens: int, outputs: int) -> Part:
    return replace(linear(tokens, answer.width, outputs, outputs), name="head")


def _pooled(answer: _Answer, step: Step) -> list[Part]:
    pool = replace(linear(1, answer.width, answer.width, answer.width), name="pooler")
    return [pool, activation("tanh", answer.width)]


def _pooled_labels(answer: _Answer, step: Step) -> list[Part]:
    return [*_pooled(answer, step), _head(answer, 1, answer.labels)]


def _token_labels(answer: _Answer, step: Step) -> list[Part]:
    return [_head(answer, step.tokens, answer.labels)]


def _vocabulary_scores(answer: _Answer, step: Step) -> list[Part]:
    width, tokens = answer.width, step.tokens
    head = without_weights(_head(answer, tokens, answer.vocabulary))
    return [
        replace(linear(tokens, width, width, width), name="head transform"),
        activation(answer.activation, tokens * width),
        replace(layer_norm(tokens, width), name="head norm"),
        # The weights are those of the token embedding, the bias is not.
        replace(head, parameters=answer.vocabulary),
    ]


def _image_pooled(answer: _Answer, step: Step) -> list[Part]:
    last = replace(layer_norm(step.tokens, answer.width), name="last norm")
    return [last, *_pooled(answer, step)]


def _image_labels(answer: _Answer, step: Step) -> list[Part]:
    last = replace(layer_norm(step.tokens, answer.width), name="last norm")
    return [last, _head(answer, 1, answer.labels)]


def _no_pooler(answer: _Answer, step: Step) -> list[Part]:
    return []


def _dense_labels(answer: _Answer, step: Step) -> list[Part]:
    dense = replace(linear(1, answer.width, answer.width, answer.width), name="classifier")
    return [dense, activation("relu", answer.width), _head(answer, 1, answer.labels)]


_PREFIXES: Final[Mapping[str, str]] = {
    "bert": "Bert",
    "camembert": "Camembert",
    "distilbert": "DistilBert",
    "roberta": "Roberta",
    "vit": "ViT",
    "xlm-roberta": "XLMRoberta",
}
# RoBERTa's classifier has the form of a pooler and a head.
_TEXT_HEADS: Final[Mapping[str, _Back]] = {
    "Model": _pooled,
    "ForMaskedLM": _vocabulary_scores,
    "ForSequenceClassification": _pooled_labels,
    "ForTokenClassification": _token_labels,
    "ForQuestionAnswering": _token_labels,
}
_OTHER_HEADS: Final[Mapping[str, Mapping[str, _Back]]] = {
    "distilbert": {
        **_TEXT_HEADS,
        "Model": _no_pooler,
        "ForSequenceClassification": _dense_labels,
    },
    "vit": {"Model": _image_pooled, "ForImageClassification": _image_labels},
}


def _heads_of(kind: str) -> dict[str, _Back]:
    """What is made of the last block's output, by the name of the architecture."""
    heads = _OTHER_HEADS.get(kind, _TEXT_HEADS)
    return {f"{_PREFIXES[kind]}{name}": back for name, back in heads.items()}
