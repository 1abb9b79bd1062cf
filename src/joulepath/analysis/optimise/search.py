"""What every method of search shares: candidates, their worth, and what was tried so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.optimise.axes import Axis, steps_of
from joulepath.analysis.optimise.candidates import Candidates, Reason
from joulepath.analysis.optimise.judging import Judge, Verdict

__all__ = ["Progress", "Search", "Tried", "grid"]

Array = NDArray[np.float64]
Progress = Callable[[int], None]

_AT_ONCE: Final = 65_536
"""Candidates computed together, so that memory stays bounded."""


@dataclass(frozen=True)
class Tried:
    """Candidates that were tried, each once."""

    picks: Array
    """A row a candidate."""
    verdict: Verdict
    """What they are worth."""
    reasons: tuple[Reason | None, ...]
    """Why one could not be computed."""


@dataclass
class Search:
    """Candidates under search; each is computed once."""

    candidates: Candidates
    """How they are computed."""
    judge: Judge
    """How they are judged."""
    progress: Progress | None = None
    """Told how many candidates were computed, from time to time."""
    _seen: dict[bytes, int] = field(default_factory=lambda: {})
    _parts: list[Tried] = field(default_factory=lambda: [])

    @property
    def axes(self) -> tuple[Axis, ...]:
        """What may be chosen."""
        return self.candidates.axes

    @property
    def count(self) -> int:
        """Candidates that were computed so far."""
        return len(self._seen)

    def score(self, picks: Array) -> Verdict:
        """Judge candidates, computing those that were not seen before."""
        picks = np.ascontiguousarray(picks, dtype=np.float64)
        keys = [row.tobytes() for row in picks]
        fresh = {key: row for row, key in enumerate(keys) if key not in self._seen}
        rows = np.fromiter(fresh.values(), dtype=np.intp)
        for start in range(0, len(rows), _AT_ONCE):
            self._add(picks[rows[start : start + _AT_ONCE]])
        places = np.array([self._seen[key] for key in keys], dtype=np.intp)
        known = self.tried().verdict
        return Verdict(known.values[places], known.goals[places], known.excess[places])

    def tried(self) -> Tried:
        """Everything that was tried, in the order in which it was."""
        if len(self._parts) > 1:
            verdicts = [part.verdict for part in self._parts]
            verdict = Verdict(
                np.concatenate([each.values for each in verdicts]),
                np.concatenate([each.goals for each in verdicts]),
                np.concatenate([each.excess for each in verdicts]),
            )
            picks = np.concatenate([part.picks for part in self._parts])
            reasons = tuple(reason for part in self._parts for reason in part.reasons)
            self._parts = [Tried(picks, verdict, reasons)]
        return self._parts[0]

    def _add(self, picks: Array) -> None:
        step = 64 if self.progress else _AT_ONCE
        if not any(self.candidates.takes_arrays):
            pieces = [picks[start : start + step] for start in range(0, len(picks), step)]
        else:
            pieces = [picks]
        for piece in pieces:
            computed = self.candidates.compute(piece)
            for row in piece:
                self._seen[row.tobytes()] = len(self._seen)
            self._parts.append(Tried(piece, self.judge.judge(computed.values), computed.reasons))
            if self.progress:
                self.progress(self.count)


def grid(axes: tuple[Axis, ...]) -> Array:
    """All picks of a grid, the last axis going fastest."""
    mesh = np.meshgrid(*(steps_of(axis) for axis in axes), indexing="ij")
    return np.stack([each.ravel() for each in mesh], axis=1)
