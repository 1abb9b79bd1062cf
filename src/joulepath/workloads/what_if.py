"""What a counted workload would be if something were different, and what that assumes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from joulepath.errors import Problem, WorkloadError, nearest
from joulepath.records.workload import LanguageWorkload, Workload
from joulepath.workloads.what_if_images import resized
from joulepath.workloads.what_if_layers import FORMATS, batched, pruned, quantised, width_of

__all__ = ["Change", "what_if"]

_Work: TypeAlias = Workload | LanguageWorkload
_Step: TypeAlias = tuple[Callable[[Workload], Workload], tuple[str, ...]]


@dataclass(frozen=True)
class Change:
    """What is to be different; ``None`` leaves it as counted."""

    batch: int | None = None
    """Samples computed together."""
    quantise: str | None = None
    """Numeric format of the layers of multiply-accumulates."""
    prune: float | None = None
    """Part of their weights that is zero."""
    resolution: float | None = None
    """Factor of the height and of the width of the images."""
    sequence: int | None = None
    """Length of the sequence: only of a file, which is counted again."""
    width: float | None = None
    """Factor of the channels: only of a file, which is counted again."""


def what_if(workload: _Work, change: Change) -> tuple[_Work, tuple[str, ...]]:
    """Change a counted workload and say what that assumes.

    Parameters
    ----------
    workload : Workload or LanguageWorkload
        As counted, for one sample.
    change : Change
        What is to be different.

    Returns
    -------
    tuple
        The changed workload, and a sentence for each assumption.

    Raises
    ------
    WorkloadError
        For all values that make no sense and all changes that the counts cannot tell.
    """
    if problems := tuple(_problems(workload, change)):
        raise WorkloadError(*problems)
    assumptions: list[str] = []
    if change.quantise is not None and isinstance(workload, LanguageWorkload):
        workload, said = _with_cache_in(workload, change.quantise)
        assumptions.append(said)
    for apply, sentences in _steps(workload, change):
        workload = _everywhere(workload, apply)
        assumptions += sentences
    return workload, tuple(assumptions)


def _steps(workload: _Work, change: Change) -> Iterator[_Step]:
    """What to do, in an order in which no step disturbs another."""
    if (factor := change.resolution) is not None:
        yield lambda work: resized(work, factor), (_RESOLUTION.format(factor, factor**2),)
    if (share := change.prune) is not None:
        yield lambda work: pruned(work, share), (_PRUNE.format(100 * share), _DENSE)
    if (form := change.quantise) is not None:
        yield lambda work: quantised(work, form), (_QUANTISE.format(form), _CONVERSIONS)
    if (samples := change.batch) is not None:
        model = isinstance(workload, LanguageWorkload)
        said = (_BATCH.format(samples), *((_SEQUENCES,) if model else ()))
        yield lambda work: batched(work, samples), said


def _everywhere(workload: _Work, apply: Callable[[Workload], Workload]) -> _Work:
    if isinstance(workload, Workload):
        return apply(workload)
    return replace(workload, prefill=apply(workload.prefill), decode=apply(workload.decode))


def _with_cache_in(workload: LanguageWorkload, form: str) -> tuple[LanguageWorkload, str]:
    """Keep the cache in the format of the layers that read it, if that is a single one."""
    formats = {layer.format for layer in workload.decode.layers if layer.operations.macs}
    if len(formats) != 1:
        return workload, "quantise: the cache and the state keep their format"
    ratio = width_of(form) / width_of(formats.pop())
    cache, state = workload.cache_bits_per_token * ratio, workload.state_bits * ratio
    said = f"quantise: the cache and the state are kept in {form} too"
    return replace(workload, cache_bits_per_token=cache, state_bits=state), said


def _problems(workload: _Work, change: Change) -> Iterator[Problem]:
    if change.batch is not None and change.batch < 1:
        yield Problem("--batch", f"{change.batch} samples are no batch", "give 1 or more")
    if change.quantise is not None and change.quantise not in FORMATS:
        near = nearest(change.quantise, FORMATS)
        remedy = f"did you mean {near[0]!r}? " if near else ""
        remedy += "known: " + ", ".join(FORMATS)
        yield Problem("--quantise", f"no numeric format named {change.quantise!r}", remedy)
    if change.prune is not None and not 0 <= change.prune < 1:
        remedy = "give the part of the weights that is zero, from 0 to below 1, e.g. 0.5"
        yield Problem("--prune", f"{change.prune:g} is no part that leaves a model", remedy)
    if change.resolution is not None:
        yield from _resolution_problems(workload, change.resolution)
    if change.sequence is not None:
        yield Problem("--sequence", _NO_SEQUENCE, _FROM_FILE)
    if change.width is not None:
        yield Problem("--width", _NO_WIDTH, _FROM_FILE)


def _resolution_problems(workload: _Work, factor: float) -> Iterator[Problem]:
    if not 0 < factor < float("inf"):
        remedy = "give the factor of both height and width, e.g. 0.5"
        yield Problem("--resolution", f"{factor:g} is no factor", remedy)
    elif isinstance(workload, LanguageWorkload):
        yield Problem("--resolution", "the model reads tokens, no images", "change --tokens")


_BATCH: Final = (
    "batch: all counts are for {} samples together; operations and activations are that many"
    " times those of one, weights are read once"
)
_SEQUENCES: Final = (
    "batch: every sequence has the same length and its own cache, which is given for one; experts"
    " that only other sequences of the batch choose are not read"
)
_QUANTISE: Final = (
    "quantise: the layers with multiply-accumulates compute in {}: their weights, biases and"
    " activations have that format, other layers keep theirs; as many operations as before,"
    " accuracy is not considered"
)
_CONVERSIONS: Final = (
    "quantise: conversions between formats and scale factors are not counted; weights shared with"
    " an earlier layer and the peak of the activations stay as counted"
)
_PRUNE: Final = (
    "prune: {:.4g} % of the weights of each layer with multiply-accumulates is zero; its"
    " multiply-accumulates, parameters and weight bytes are those of the others, without the index"
    " that says where they are"
)
_DENSE: Final = (
    "prune: this is what remains if every zero is skipped; dense kernels compute and read zeros"
    " like all others and gain nothing"
)
_RESOLUTION: Final = (
    "resolution: an approximation: height and width times {:g}, so layers that work on maps do"
    " {:.4g} times as much; borders and rounding are ignored, the exact counts come from a file"
    " with that resolution"
)
_NO_SEQUENCE: Final = (
    "counts do not say which part of a layer grows with the sequence and which with its square"
)
_FROM_FILE: Final = (
    "have its file counted again: joulepath.workloads.what_if_file.what_if_of_file does"
)
_NO_WIDTH: Final = "counts do not say which layers keep their inputs, their outputs or their groups"
