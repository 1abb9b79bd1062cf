"""A network as runs of identical blocks, and the work it makes of some tokens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from typing import TypeAlias

from joulepath.records.workload import LanguageWorkload, Operations, Workload, WorkloadLayer
from joulepath.workloads.huggingface_blocks import Block
from joulepath.workloads.huggingface_parts import RESTING, Part, Step, live, repeated

__all__ = [
    "Description",
    "Generator",
    "Network",
    "Stack",
    "Task",
    "kept",
    "runs",
    "workload",
]

Parts: TypeAlias = Callable[[Step], Sequence[Part]]


@dataclass(frozen=True)
class Task:
    """What is asked of a network."""

    tokens: int | None
    context: int | None
    masked: bool
    format: str
    bits: int


@dataclass(frozen=True)
class Stack:
    """Blocks between what comes before and after them."""

    front: Parts
    blocks: tuple[tuple[Block, int], ...]
    back: Parts

    def parts(self, step: Step) -> list[Part]:
        """Operators, those of identical blocks as one each."""
        inner = [
            repeated(replace(part, name=_entitled(block, times, part)), times)
            for block, times in self.blocks
            for part in _connected(block.parts(step), several=times > 1)
        ]
        return [*self.front(step), *inner, *self.back(step)]


@dataclass(frozen=True)
class Network:
    """A network that answers in one pass."""

    stack: Stack
    tokens: int
    inputs: int
    """Values of a sample."""

    def count(self, task: Task) -> Workload:
        """Work of one sample."""
        step = Step(self.tokens, 0, task.masked)
        return workload(self.stack.parts(step), task, self.inputs)


@dataclass(frozen=True)
class Generator:
    """A network that writes its answer token by token."""

    stack: Stack
    tokens: int
    context: int

    def count(self, task: Task) -> LanguageWorkload:
        """Work of a prompt, and of one token after a context."""
        prompt, token = Step(self.tokens, 0, task.masked), Step(1, self.context, task.masked)
        growing, fixed = kept(self.stack.blocks, self.context)
        return LanguageWorkload(
            prefill=workload(self.stack.parts(prompt), task, self.tokens),
            decode=workload(self.stack.parts(token), task, 1),
            cache_bits_per_token=growing * task.bits,
            state_bits=fixed * task.bits,
        )


Description: TypeAlias = Network | Generator


def kept(blocks: Sequence[tuple[Block, int]], context: int) -> tuple[int, int]:
    """Values kept for each token of a context, and those kept whatever its length.

    Beyond its window a block forgets a token for each one it reads, so its cache is fixed.
    """
    growing = fixed = 0
    for block, times in blocks:
        mixer = block.mixer
        fixed += times * mixer.state
        if mixer.window is not None and context > mixer.window:
            fixed += times * mixer.cached * mixer.window
        else:
            growing += times * mixer.cached
    return growing, fixed


def runs(blocks: Sequence[Block]) -> tuple[tuple[Block, int], ...]:
    """Identical blocks together, in the order in which each kind comes first."""
    counts: dict[Block, int] = {}
    for block in blocks:
        counts[block] = counts.get(block, 0) + 1
    return tuple(counts.items())


def workload(parts: Sequence[Part], task: Task, inputs: int) -> Workload:
    """Operators as a record, in bits of a format."""
    layers = tuple(map(_layer, parts, _reads(parts), repeat(task)))
    works = [layer.operations for layer in layers]
    return Workload(
        layers=layers,
        operations=Operations(
            macs=sum(work.macs for work in works),
            elementwise=sum(work.elementwise for work in works),
            special=sum(work.special for work in works),
            comparisons=sum(work.comparisons for work in works),
            moves=sum(work.moves for work in works),
        ),
        parameters=sum(layer.parameters for layer in layers),
        weight_bits=sum(layer.weight_bits for layer in layers),
        read_bits=sum(layer.read_bits for layer in layers),
        written_bits=sum(layer.written_bits for layer in layers),
        peak_bits=max(map(live, parts)) * task.bits,
        input_values=inputs,
        output_values=next(part.output for part in reversed(parts) if part.output),
        left_out=(),
    )


def _connected(parts: Sequence[Part], *, several: bool) -> list[Part]:
    """Operators of a block, the last of which adds what the block read.

    Of several blocks each reads what the one before it wrote.
    """
    places = sum(part.operator != RESTING for part in parts)
    first, *others, last = parts
    return [
        replace(first, reads=(-1, places - 1) if several else (-1,)),
        *others,
        replace(last, reads=(-1, -places, 0) if several else (-1, -places)),
    ]


def _reads(parts: Sequence[Part]) -> list[tuple[int, ...]]:
    """Positions of the layers that each layer reads."""
    places = [at for at, part in enumerate(parts) if part.operator != RESTING]
    reads: list[tuple[int, ...]] = [()] * len(parts)
    for place, at in enumerate(places):
        found = (place + offset for offset in parts[at].reads)
        reads[at] = tuple(places[other] for other in found if 0 <= other < len(places))
    return reads


def _layer(part: Part, reads: tuple[int, ...], task: Task) -> WorkloadLayer:
    times = part.repeats
    return WorkloadLayer(
        name=part.name,
        operator=part.operator,
        format=task.format,
        operations=Operations(
            macs=part.macs * times,
            elementwise=part.elementwise * times,
            special=part.special * times,
            comparisons=part.comparisons * times,
            moves=part.moves * times,
        ),
        parameters=part.parameters * times,
        weight_bits=part.parameters * times * task.bits,
        read_bits=part.read * times * task.bits,
        written_bits=part.written * times * task.bits,
        output_values=part.output * times,
        trained_macs=part.trained_macs * times,
        reads=reads,
        matrices=tuple(
            replace(matrix, uses=matrix.uses * times, copies=matrix.copies * times)
            for matrix in part.matrices
        ),
        repeats=times,
    )


def _entitled(block: Block, times: int, part: Part) -> str:
    return f"{times} x {block.name}: {part.name}"
