"""One chunk of a sweep, computed and kept wherever there is a worker."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.sweep.arrivals import Arrivals
from joulepath.analysis.sweep.forms import FORMS
from joulepath.analysis.sweep.parts import Parts
from joulepath.analysis.sweep.points import Computer, Points
from joulepath.analysis.sweep.request import Request

__all__ = ["Job", "Summary", "joined_summaries", "summed_up"]

Summary: TypeAlias = dict[str, Any]
"""Rows, empty values, and the least and the greatest value of each output with its point."""

_AT_ONCE: Final = 2**26
"""Bytes that are put on disk at once."""


@dataclass(frozen=True)
class Job:
    """All that a worker needs to compute any chunk of a sweep."""

    request: Request
    """The sweep."""
    parts: Parts
    """Where its parts are kept."""
    form: str
    """How they are written."""

    def run(self, chunk: int) -> Summary:
        """Compute a chunk, keep it, and say what is in it."""
        points = _computer(self.request).chunk(chunk)
        summary = summed_up(self.request, points)
        self.parts.keep(chunk, FORMS[self.form].encode(self.request, points), summary)
        return summary

    def arrivals(self, done: Iterable[int]) -> Arrivals:
        """All parts in their order, some of which are done."""
        files = [self.parts.part(chunk) for chunk in range(self.request.plan.chunks)]
        return Arrivals(files, done)

    def join(self, arrivals: Arrivals) -> None:
        """Join all parts, each as soon as it is there."""
        write = FORMS[self.form].join
        self.parts.join(lambda output: write(self.request, _settled(arrivals, output), output))


def _settled(files: Iterable[Path], output: BinaryIO) -> Iterator[Path]:
    """Files; what is written is put on disk now and then, so that little is left for the end."""
    settled = 0
    for file in files:
        yield file
        if output.tell() >= settled + _AT_ONCE:
            output.flush()
            os.fsync(output.fileno())
            settled = output.tell()


_KEPT: list[Computer] = []


def _computer(request: Request) -> Computer:
    """What this process keeps for the sweep at hand."""
    if not (_KEPT and _KEPT[0].request == request):
        _KEPT[:] = [Computer(request)]
    return _KEPT[0]


def summed_up(request: Request, points: Points) -> Summary:
    """Sum up the points of a chunk."""
    extremes = {path: _extremes(request, points, values) for path, values in points.outputs.items()}
    rows = len(next(iter(points.outputs.values())))
    return {"rows": rows, "outputs": extremes}


def _extremes(request: Request, points: Points, values: NDArray[np.float64]) -> Summary:
    """Least and greatest value with their points; none where no value is finite."""
    finite = np.isfinite(values)
    empty = int(values.size - np.count_nonzero(finite))
    if empty == values.size:
        return {"empty": empty, "least": None, "greatest": None}
    least = int(np.argmin(np.where(finite, values, np.inf) if empty else values))
    greatest = int(np.argmax(np.where(finite, values, -np.inf) if empty else values))
    return {
        "empty": empty,
        "least": [float(values[least]), _point(request, points, least)],
        "greatest": [float(values[greatest]), _point(request, points, greatest)],
    }


def _point(request: Request, points: Points, row: int) -> dict[str, Any]:
    """Values on all axes at a row, as ``--set`` takes them."""
    return {axis.key: axis.value(float(points.positions[axis.key][row])) for axis in request.axes}


def joined_summaries(summaries: list[Summary]) -> Summary:
    """Sum up chunks in their order; of equal values the first counts."""
    found: dict[str, Summary] = {}
    for path in summaries[0]["outputs"]:
        each = [summary["outputs"][path] for summary in summaries]
        least = [one["least"] for one in each if one["least"]]
        greatest = [one["greatest"] for one in each if one["greatest"]]
        found[path] = {
            "empty": sum(one["empty"] for one in each),
            "least": min(least, key=lambda pair: pair[0], default=None),
            "greatest": max(greatest, key=lambda pair: pair[0], default=None),
        }
    return {"rows": sum(summary["rows"] for summary in summaries), "outputs": found}
