"""Encoders: BERT and RoBERTa on text, ViT on images."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

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
from joulepath.workloads.huggingface_reading import Facts, near, shown

__all__ = ["bert", "vit"]

_Back = Callable[["_Answer", Step], Sequence[Part]]


def _encoder_block(width: int, heads: int, hidden: int, act: str, *, bias: bool = True) -> Block:
    """A block whose tokens all see each other."""
    mixer = Attention(
        width,
        heads,
        heads,
        width // heads,
        causal=False,
        input_biases=3 * width * bias,
        output_bias=True,
    )
    return Block("block", mixer, FeedForward(width, hidden, act, bias=True), width, "layer", 2)


def bert(facts: Facts, kind: str, task: Task) -> Network:
    """BERT and RoBERTa, with the head that the architecture names."""
    width = facts.whole("hidden_size")
    positions, types = facts.whole("max_position_embeddings"), facts.whole("type_vocab_size", 2)
    # RoBERTa numbers its positions after the padding token.
    usable = positions - 2 if kind == "roberta" else positions
    tokens = _tokens(facts, task, usable)
    block = _encoder(facts, width)
    answer = _answer(facts, width, "BertModel" if kind == "bert" else "RobertaModel", kind)

    def front(step: Step) -> list[Part]:
        tables = {
            "token embedding": answer.vocabulary,
            "position embedding": positions,
            "segment embedding": types,
        }
        rows = [embedding(name, step.tokens, size, width) for name, size in tables.items()]
        added = [replace(row, elementwise=row.output) for row in rows[1:]]
        first = replace(layer_norm(step.tokens, width), name="embedding norm")
        return [rows[0], *added, first]

    blocks = runs([block] * block_count(facts))
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
            replace(added, moves=0, elementwise=values, read=values),
        ]

    stack = Stack(front, runs([block] * block_count(facts)), answer.parts)
    return Network(stack, patches + 1, channels * size * size)


def _encoder(facts: Facts, width: int, *, bias: bool = True) -> Block:
    heads = head_count(facts, "num_attention_heads", width)
    act = facts.choice("hidden_act", ACTIVATIONS, "gelu")
    return _encoder_block(width, heads, facts.whole("intermediate_size"), act, bias=bias)


def _tokens(facts: Facts, task: Task, positions: int) -> int:
    if task.tokens is None:
        facts.wrong("", "needs the number of tokens of a text", "set tokens")
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
    heads = _HEADS[kind]
    if name not in heads:
        facts.wrong(
            "architectures", f"has {shown(name)}, which is not counted", near(name, tuple(heads))
        )
        name = base
    vocabulary = 1 if kind == "vit" else facts.whole("vocab_size")
    labels = facts.length("id2label") or facts.whole("num_labels", 2)
    act = facts.choice("hidden_act", ACTIVATIONS, "gelu")
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


_HEADS: dict[str, dict[str, _Back]] = {
    "bert": {
        "BertModel": _pooled,
        "BertForMaskedLM": _vocabulary_scores,
        "BertForSequenceClassification": _pooled_labels,
        "BertForTokenClassification": _token_labels,
        "BertForQuestionAnswering": _token_labels,
    },
    "roberta": {
        "RobertaModel": _pooled,
        "RobertaForMaskedLM": _vocabulary_scores,
        # Its classifier has the form of a pooler and a head.
        "RobertaForSequenceClassification": _pooled_labels,
        "RobertaForTokenClassification": _token_labels,
        "RobertaForQuestionAnswering": _token_labels,
    },
    "vit": {"ViTModel": _image_pooled, "ViTForImageClassification": _image_labels},
}
