"""A model file as counted, and as it would be if something were different."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

from joulepath.errors import Problem, WorkloadError
from joulepath.records.workload import LanguageWorkload, Workload
from joulepath.workloads.counting import count
from joulepath.workloads.huggingface_config import count_config
from joulepath.workloads.kinds import Kind, kind_of
from joulepath.workloads.what_if import Change, what_if

__all__ = ["Reading", "WhatIf", "count_file", "what_if_of_file"]

_Counted: TypeAlias = Workload | LanguageWorkload


@dataclass(frozen=True)
class Reading:
    """How a file is to be read; ``None`` leaves the choice to the reader."""

    shapes: Mapping[str, Sequence[int]] | None = None
    """Sizes of the axes of inputs of a graph."""
    allow_unknown: bool = False
    """Whether operators without a counting rule are left out of a graph."""
    tokens: int | None = None
    """Length of the text, for a ``config.json``."""
    context: int | None = None
    """Tokens before the one that is written, likewise."""
    precision: str | None = None
    """Numeric format of weights, activations and cache, likewise; as the file says by
    default, or else bf16."""
    masked: bool = False
    """Whether only the pairs of tokens count that a causal mask leaves, likewise."""


@dataclass(frozen=True)
class WhatIf:
    """A file as counted and as changed."""

    counted: _Counted
    """As it is."""
    changed: _Counted
    """As it would be."""
    assumptions: tuple[str, ...]
    """What that assumes, a sentence each."""


def count_file(path: Path | str, reading: Reading | None = None) -> _Counted:
    """Count a model file of any kind, a ``config.json`` included.

    Parameters
    ----------
    path : Path or str
        A model file, a ``config.json`` or the folder that holds one.
    reading : Reading, optional
        How to read it.

    Raises
    ------
    WorkloadError
        As the readers do, and for an option that means nothing for this kind of file.
    """
    path, reading = Path(path), reading or Reading()
    _refuse_misplaced(path, reading)
    if _is_config(path):
        return count_config(
            path,
            tokens=reading.tokens,
            context=reading.context,
            format=reading.precision,
            masked=reading.masked,
        )
    return count(path, shapes=reading.shapes or None, allow_unknown=reading.allow_unknown)


def what_if_of_file(path: Path | str, change: Change, reading: Reading | None = None) -> WhatIf:
    """Count a file, and count it again with what is to be different.

    Another sequence and another width are counted anew from the file, exactly; all other
    changes are worked out from the counts by `joulepath.workloads.what_if.what_if`.

    Parameters
    ----------
    path : Path or str
        As for `count_file`.
    change : Change
        What is to be different.
    reading : Reading, optional
        How to read the file.

    Raises
    ------
    WorkloadError
        For changes that make no sense, or that this file cannot tell.
    """
    path, reading = Path(path), reading or Reading()
    counted = count_file(path, reading)
    if problems := tuple(_size_problems(change)):
        raise WorkloadError(*problems)
    again, said = _recounted(path, change, reading) or (counted, ())
    changed, more = what_if(again, replace(change, sequence=None, width=None))
    return WhatIf(counted, changed, (*said, *more))


def _recounted(
    path: Path, change: Change, reading: Reading
) -> tuple[_Counted, tuple[str, ...]] | None:
    if change.sequence is None and change.width is None:
        return None
    if _is_config(path):
        return _config_again(path, change, reading)
    if kind_of(path) is not Kind.ONNX:
        option = "--sequence" if change.sequence is not None else "--width"
        what = f"{path} is neither an ONNX file nor a config.json, which alone are counted again"
        raise WorkloadError(Problem(option, what, _ELSEWHERE))
    return _graph_again(path, change, reading)


def _graph_again(path: Path, change: Change, reading: Reading) -> tuple[_Counted, tuple[str, ...]]:
    from joulepath.workloads.onnx_recount import recounted

    return recounted(
        path,
        sequence=change.sequence,
        width=change.width,
        shapes=reading.shapes,
        allow_unknown=reading.allow_unknown,
    )


def _config_again(path: Path, change: Change, reading: Reading) -> tuple[_Counted, tuple[str, ...]]:
    from joulepath.workloads.huggingface_reading import facts_of
    from joulepath.workloads.huggingface_width import widened_entries

    facts = facts_of(path)
    entries, said = facts.entries, list[str]()
    if change.width is not None:
        entries = widened_entries(entries, change.width, facts.where)
        said.append(_WIDTH.format(change.width))
    tokens, context = reading.tokens, reading.context
    if change.sequence is not None:
        tokens, context = change.sequence, None
        said.append(_SEQUENCE.format(change.sequence))
    work = count_config(
        entries,
        tokens=tokens,
        context=context,
        format=reading.precision,
        masked=reading.masked,
    )
    return work, tuple(said)


def _size_problems(change: Change) -> list[Problem]:
    problems: list[Problem] = []
    if change.sequence is not None and change.sequence < 1:
        what = f"{change.sequence} steps are no sequence"
        problems.append(Problem("--sequence", what, "give 1 or more"))
    if change.width is not None and not 0 < change.width <= _WIDEST:
        remedy = f"give a factor above 0 and up to {_WIDEST}, e.g. 0.5"
        problems.append(Problem("--width", f"{change.width:g} is no factor", remedy))
    return problems


def _refuse_misplaced(path: Path, reading: Reading) -> None:
    if _is_config(path):
        if reading.shapes:
            raise WorkloadError(Problem("--shape", f"{path} is no graph", "use --tokens instead"))
        return
    given = {
        "--tokens": reading.tokens is not None,
        "--context": reading.context is not None,
        "--precision": reading.precision is not None,
        "--masked": reading.masked,
    }
    what = f"{path} is no config.json"
    problems = [Problem(name, what, _FOR_GRAPHS[name]) for name, wrong in given.items() if wrong]
    if problems:
        raise WorkloadError(*problems)


def _is_config(path: Path) -> bool:
    """Whether a file, or the one in a folder, says the sizes of a language model."""
    if (path / "config.json").is_file():
        return True
    return path.suffix.lower() == ".json" and (
        not path.is_file() or kind_of(path) is Kind.CONFIGURATION
    )


_WIDEST: Final = 1000
_SET_AXES: Final = "set the axes of its inputs instead, e.g. --shape input_ids=1,128"
_FOR_GRAPHS: Final[Mapping[str, str]] = {
    "--tokens": _SET_AXES,
    "--context": _SET_AXES,
    "--precision": "the file says in which formats it computes; ask what if with --quantise",
    "--masked": "a graph computes all the pairs that it holds",
}
_ELSEWHERE: Final = "give the ONNX file or the config.json of the same model"
_SEQUENCE: Final = "sequence: counted again for {0} tokens, and one more after {0}"
_WIDTH: Final = (
    "width: counted again with {:g} times the widths and the heads, whose own width stays, as do"
    " vocabulary, blocks, experts and positions"
)
