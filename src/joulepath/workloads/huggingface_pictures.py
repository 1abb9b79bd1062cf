"""Networks that look at a picture: CLIP and SigLIP beside a text, LLaVA and Gemma 3 before one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias, cast

from joulepath.records.workload import LanguageWorkload, Workload
from joulepath.workloads.huggingface_decoders import gated
from joulepath.workloads.huggingface_gemma3 import gemma_3
from joulepath.workloads.huggingface_network import Generator, Task, kept, workload
from joulepath.workloads.huggingface_parts import (
    ACTIVATIONS,
    Part,
    Step,
    activation,
    linear,
    resting,
    root_mean_square_norm,
    together,
)
from joulepath.workloads.huggingface_reading import Facts, near, shown
from joulepath.workloads.huggingface_towers import (
    PictureTower,
    TextTower,
    picture_tower,
    text_tower,
    usual_entries,
)

__all__ = ["Seeing", "TwoTowers", "gemma_3_seeing", "llava", "two_towers"]

_TextReader: TypeAlias = Callable[[Facts, str, Task], Generator]
_TEXT_READERS: Final[Mapping[str, _TextReader]] = {
    "gemma3_text": gemma_3,
    "llama": gated,
    "mistral": gated,
    "qwen2": gated,
}


@dataclass(frozen=True)
class TwoTowers:
    """A picture and a text as two vectors, and how alike they are."""

    picture: PictureTower
    text: TextTower
    projections: tuple[Part, ...]
    """Of the picture, then of the text, if there are any."""
    ends: tuple[Part, Part]
    """Lengths of the two vectors, and their product."""

    def count(self, task: Task) -> Workload:
        """Work of one picture and one text."""
        seen = _prefixed("vision", self.picture.parts(pooled=True))
        read = _prefixed("text", self.text.parts(task.masked))
        lengths, product = self.ends
        back = -1 - len(read)
        projections = self.projections and (
            replace(self.projections[0], reads=(back,)),
            replace(self.projections[1], reads=(-2,)),
        )
        lengths = replace(lengths, reads=(-1, -2) if projections else (-1, back))
        parts = [*seen, *read, *projections, lengths, product]
        return workload(parts, task, self.picture.inputs + self.text.tokens)


@dataclass(frozen=True)
class Seeing:
    """A language model whose prompt begins with a picture."""

    eyes: Sequence[Part]
    inputs: int
    """Values of the picture."""
    words: Generator
    picture_tokens: int
    """Tokens of the prompt that stand for the picture."""

    def count(self, task: Task) -> LanguageWorkload:
        """Work of a picture with a text, and of one token after a context."""
        words = self.words
        prompt, token = Step(words.tokens, 0, task.masked), Step(1, words.context, task.masked)
        seen = _prefixed("vision", self.eyes)
        # The picture stands in the prompt among the words.
        first, *others = words.stack.parts(prompt)
        told = [replace(first, reads=(-1,)), *others]
        at_rest = resting("vision", sum(part.parameters * part.repeats for part in seen))
        growing, fixed = kept(words.stack.blocks, words.context)
        inputs = self.inputs + words.tokens - self.picture_tokens
        return LanguageWorkload(
            prefill=workload([*seen, *told], task, inputs),
            decode=workload([at_rest, *words.stack.parts(token)], task, 1),
            cache_bits_per_token=growing * task.bits,
            state_bits=fixed * task.bits,
        )


def two_towers(facts: Facts, kind: str, task: Task) -> TwoTowers:
    """CLIP and SigLIP."""
    eyes = picture_tower(_part(facts, "vision_config"), kind)
    reader = text_tower(_part(facts, "text_config"), kind, task)
    if kind == "siglip":
        # A scale and a shift of the product are trained.
        return TwoTowers(eyes, reader, (), _likeness(eyes.width, 2))
    width = facts.whole("projection_dim", 512)
    projected = (
        _projection("vision projection", eyes.width, width),
        _projection("text projection", reader.width, width),
    )
    return TwoTowers(eyes, reader, projected, _likeness(width, 1))


def _likeness(width: int, trained: int) -> tuple[Part, Part]:
    """Two vectors made one long each, and their product, scaled and perhaps shifted."""
    lengths = Part(
        "lengths of the vectors",
        "Norm",
        elementwise=2 * (2 * width - 1),
        special=2 * (width + 1),
        read=2 * width,
        written=2 * width,
        output=2 * width,
    )
    product = Part(
        "similarity",
        "MatMul",
        macs=width,
        elementwise=trained,
        parameters=trained,
        read=2 * width,
        written=1,
        output=1,
    )
    return lengths, product


def llava(facts: Facts, kind: str, task: Task) -> Seeing:
    """LLaVA 1.5: CLIP, two layers, and a language model."""
    eyes = picture_tower(_part(facts, "vision_config"), "clip")
    whole = facts.choice("vision_feature_select_strategy", ("default", "full"), "default")
    tokens = eyes.tokens - (whole == "default")
    words, width = _words(facts, "llama", task, tokens)
    act = facts.choice("projector_hidden_act", ACTIVATIONS, "gelu")
    biases = width * facts.flag("multimodal_projector_bias", True)
    projector = (
        linear(tokens, eyes.width, width, biases),
        activation(act, tokens * width),
        linear(tokens, width, width, biases),
    )
    parts = [*eyes.parts(pooled=True), together("projector", "Linear", projector)]
    return Seeing(parts, eyes.inputs, words, tokens)


def gemma_3_seeing(facts: Facts, kind: str, task: Task) -> Seeing:
    """Gemma 3 with its eyes: SigLIP, a mean of neighbouring patches, a norm and a product."""
    eyes = picture_tower(_part(facts, "vision_config"), "siglip")
    tokens = facts.whole("mm_tokens_per_image", 256)
    facts.at_most("mm_tokens_per_image", tokens, "the patches", eyes.tokens)
    words, width = _words(facts, "gemma3_text", task, tokens)
    values = tokens * eyes.width
    mean = Part(
        "mean of patches",
        "AveragePool",
        elementwise=eyes.tokens * eyes.width - values,
        special=values,
        read=eyes.tokens * eyes.width,
        written=values,
        output=values,
    )
    product = replace(linear(tokens, eyes.width, width), name="projector")
    norm = replace(root_mean_square_norm(tokens, eyes.width), name="projector norm")
    parts = [*eyes.parts(pooled=False), mean, norm, product]
    return Seeing(parts, eyes.inputs, words, tokens)


def _words(facts: Facts, default: str, task: Task, seen: int) -> tuple[Generator, int]:
    """The language model, whose prompt is longer by the tokens seen, and its width."""
    part = _part(facts, "text_config")
    kind = part.value("model_type")[1]
    if not isinstance(kind, str) or kind not in _TEXT_READERS:
        known = near(kind, tuple(_TEXT_READERS))
        part.wrong("model_type", f"no rules for {shown(kind)} behind a picture", known)
        kind = default
    tokens = task.tokens if task.tokens is None else task.tokens + seen
    words = _TEXT_READERS[kind](part, kind, replace(task, tokens=tokens))
    return words, part.whole("hidden_size")


def _part(facts: Facts, name: str) -> Facts:
    """A table of entries inside, where those left out have the values of its type."""
    found = facts.value(name)[1]
    if not isinstance(found, Mapping):
        facts.wrong(name, "is no table of entries", "give the config.json that came with the model")
    entries = cast("Mapping[str, Any]", found if isinstance(found, Mapping) else {})
    usual = usual_entries(entries.get("model_type"), name, facts.entries)
    given = {key: value for key, value in entries.items() if value is not None}
    return Facts({**usual, **given}, f"{facts.where}: {name}", facts.problems)


def _projection(name: str, inputs: int, outputs: int) -> Part:
    return replace(linear(1, inputs, outputs), name=name)


def _prefixed(side: str, parts: Sequence[Part]) -> list[Part]:
    return [replace(part, name=f"{side}: {part.name}") for part in parts]
