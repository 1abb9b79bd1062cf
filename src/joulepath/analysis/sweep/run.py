"""Run a sweep from its request to its file, or in memory."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.sweep.arrivals import Arrivals
from joulepath.analysis.sweep.executors import Executor, serially
from joulepath.analysis.sweep.forms import form_of
from joulepath.analysis.sweep.parts import Parts
from joulepath.analysis.sweep.points import Computer, Points
from joulepath.analysis.sweep.request import Request
from joulepath.analysis.sweep.work import Job, Summary, joined_summaries, summed_up
from joulepath.errors import InputError, Problem

__all__ = ["Progress", "Swept", "in_memory", "to_file"]

Progress = Callable[[int], None]
"""Is told how many more points are done."""

_IN_MEMORY: Final = 1_000_000


@dataclass(frozen=True)
class Swept:
    """A sweep that is done."""

    request: Request
    """What was asked."""
    summary: Summary
    """Least and greatest values, with their points."""
    points: Points | None = None
    """All points, where they were kept in memory."""

    def column(self, key: str) -> NDArray[Any]:
        """Values on an axis or of an output, a row a point.

        Raises
        ------
        KeyError
            If there is no such column, or the points are in a file.
        """
        if self.points is None:
            raise KeyError(key)
        if key in self.points.outputs:
            return self.points.outputs[key]
        axis = next((axis for axis in self.request.axes if axis.key == key), None)
        if axis is None:
            raise KeyError(key)
        return axis.column(self.points.positions[key])


def in_memory(request: Request, progress: Progress | None = None) -> Swept:
    """Compute a sweep and keep its points in memory.

    Parameters
    ----------
    request : Request
        The sweep, of a million points at most.
    progress : callable or None
        Is told how many more points are done.

    Returns
    -------
    Swept
        With its points.

    Raises
    ------
    InputError
        If it is too large, or the scenario refuses a point.
    """
    plan = request.plan
    if plan.points > _IN_MEMORY:
        remedy = "name a file for them, e.g. --output sweep.parquet"
        raise InputError(Problem("sweep", f"{plan.points:,} points are many to hold", remedy))
    computer, chunks = Computer(request), list[Points]()
    for chunk in range(plan.chunks):
        chunks.append(computer.chunk(chunk))
        if progress:
            progress(_size(chunks[-1]))
    points = Points(
        _joined([each.positions for each in chunks]), _joined([c.outputs for c in chunks])
    )
    return Swept(request, summed_up(request, points), points)


def _size(points: Points) -> int:
    return len(next(iter(points.outputs.values())))


def _joined(parts: list[Mapping[str, NDArray[Any]]]) -> dict[str, NDArray[Any]]:
    return {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}


def to_file(
    request: Request,
    output: Path,
    *,
    executor: Executor = serially,
    force: bool = False,
    progress: Progress | None = None,
) -> Swept:
    """Compute a sweep into a file, going on from what an earlier run has left.

    Parameters
    ----------
    request : Request
        The sweep.
    output : Path
        A Parquet, CSV or JSON file, by its suffix.
    executor : Executor
        Who computes; the bytes are the same whoever does.
    force : bool
        Whether to replace an existing file and to throw parts of another sweep away.
    progress : callable or None
        Is told how many more points are done.

    Returns
    -------
    Swept
        Without its points, which are in the file.

    Raises
    ------
    InputError
        If the scenario refuses a point or the file cannot be written; what is done stays.
    MissingExtra
        If what writes the file or reaches the cluster is not installed.
    """
    form, output = form_of(output), output.absolute()
    parts = Parts(output, request.digest(f"{form.name} {form.ready()}"))
    job = Job(request, parts, form.name)
    with parts.alone():
        if parts.begin(force=force) == "done":
            return Swept(request, {})
        summaries = parts.done()
        if progress:
            progress(sum(each["rows"] for each in summaries.values()))
        left = [chunk for chunk in range(request.plan.chunks) if chunk not in summaries]
        with _joining(job, summaries) as arrivals:
            for chunk, summary in executor(job, left):
                summaries[chunk] = summary
                arrivals.announce(chunk)
                if progress:
                    progress(summary["rows"])
    return Swept(request, joined_summaries([summaries[each] for each in sorted(summaries)]))


@contextmanager
def _joining(job: Job, done: Iterable[int]) -> Generator[Arrivals]:
    """Join the parts while others are still being computed."""
    arrivals = job.arrivals(done)
    with ThreadPoolExecutor(1) as thread:
        joining = thread.submit(job.join, arrivals)
        try:
            yield arrivals
        except BaseException:
            arrivals.give_up()
            raise
        joining.result()
