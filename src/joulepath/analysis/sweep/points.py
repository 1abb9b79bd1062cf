"""Compute points of a sweep: the scenario read once for many of them, the rest by arrays."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.arrays import execute
from joulepath.analysis.plan import Plan
from joulepath.analysis.sweep.axes import Axis
from joulepath.analysis.sweep.design import Piece
from joulepath.analysis.sweep.request import Request
from joulepath.analysis.sweep.scenarios import Scenarios, filled_paths, open_grid
from joulepath.errors import InputError, Problem
from joulepath.lifecycle import lifecycle

__all__ = ["Computer", "Points", "said"]

_KEPT: Final = 512
"""Prepared scenarios that a process keeps."""
_CORNERS: Final = 256
"""Corners of a grid that are read one by one to find out what is wrong with it."""


@dataclass(frozen=True)
class Points:
    """Computed points of a chunk."""

    positions: Mapping[str, NDArray[Any]]
    """Position on each axis, by key."""
    outputs: Mapping[str, NDArray[np.float64]]
    """Each output; not a number where the scenario refuses the point."""


@dataclass(frozen=True)
class _Prepared:
    """A scenario that is ready for the values of its spread axes."""

    plan: Plan
    """What to compute."""
    axes: Mapping[str, int]
    """Number of the spread axis that fills each varying input."""


class Computer:
    """Computes points of one sweep; keeps the scenarios it has prepared.

    Raises
    ------
    InputError
        If this machine knows other data than the one that asks.
    """

    def __init__(self, request: Request) -> None:
        catalogue = request.loaded_catalogue()
        if catalogue.digest != request.catalogue:
            what = f"catalogue {catalogue.digest} here, {request.catalogue} where the sweep began"
            remedy = "install the same version of joulepath everywhere, with the same data"
            raise InputError(Problem("worker", what, remedy))
        self.request = request
        self._scenarios = Scenarios(request.tables, request.folder, catalogue)
        self._prepared: OrderedDict[tuple[float, ...], _Prepared | None] = OrderedDict()

    def chunk(self, number: int) -> Points:
        """Compute the points of a chunk.

        Parameters
        ----------
        number : int
            Which chunk of the plan.

        Returns
        -------
        Points
            Positions and outputs, a row a point.

        Raises
        ------
        InputError
            If the scenario refuses a point and the sweep does not leave such points empty.
        """
        axes = (*self.request.resolved_axes, *self.request.spread_axes)
        pieces = self.request.plan.pieces(number)
        count = sum(piece.size for piece in pieces)
        positions = {
            axis.key: np.empty(count, np.float64 if axis.length is None else np.intp)
            for axis in axes
        }
        outputs = {path: np.empty(count) for path in self.request.outputs}
        for piece in pieces:
            for axis, each in zip(axes, (*piece.fixed, *piece.spread), strict=True):
                positions[axis.key][piece.rows] = np.broadcast_to(each, piece.shape).ravel()
            for path, values in self._piece(piece).items():
                outputs[path][piece.rows] = values.ravel()
        return Points({axis.key: positions[axis.key] for axis in self.request.axes}, outputs)

    def _piece(self, piece: Piece) -> dict[str, NDArray[np.float64]]:
        if piece.fixed not in self._prepared:
            self._prepared[piece.fixed] = self._prepare(piece.fixed)
            if len(self._prepared) > _KEPT:
                self._prepared.popitem(last=False)
        prepared = self._prepared[piece.fixed]
        if prepared is None:
            return self._one_by_one(piece)
        pairs = zip(self.request.spread_axes, piece.spread, strict=True)
        numbers = [axis.coherent(each) for axis, each in pairs]
        values = {path: numbers[axis] for path, axis in prepared.axes.items()}
        found = execute(prepared.plan, values, engine=self.request.engine)
        return {path: np.broadcast_to(each, piece.shape) for path, each in found.items()}

    def _prepare(self, fixed: tuple[float, ...]) -> _Prepared | None:
        """The scenario at values of the resolved axes; none to read it anew for each point."""
        spread = self.request.spread_axes
        ends = [axis.ends() for axis in spread]
        here = _changes(self.request.resolved_axes, fixed)
        try:
            inputs = self._scenarios.inputs(here | open_grid(spread, ends))
            paths = filled_paths(inputs, spread, ends)
            outputs = tuple(self.request.outputs)
            if paths is None:
                return None
            return _Prepared(Plan.compile(lifecycle, inputs, outputs), paths)
        except InputError as error:
            if self.request.impossible == "refused":
                raise _placed(error, here) from None
            return None
        except Exception:  # what reads a scenario may stumble over many values that it refuses
            for corner in islice(product(*ends), _CORNERS):
                self._one(here | _changes(spread, corner))
            return None

    def _one_by_one(self, piece: Piece) -> dict[str, NDArray[np.float64]]:
        """Read the scenario anew for each point of a piece."""
        outputs = {path: np.full(piece.size, np.nan) for path in self.request.outputs}
        spread = [np.broadcast_to(each, piece.shape).ravel() for each in piece.spread]
        axes = (*self.request.resolved_axes, *self.request.spread_axes)
        for row in range(piece.size):
            place = (*piece.fixed, *(float(each[row]) for each in spread))
            for path, value in self._one(_changes(axes, place)).items():
                outputs[path][row] = value
        return outputs

    def _one(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Outputs at one point; empty where the scenario refuses it and that is allowed."""
        try:
            inputs = self._scenarios.inputs(changes)
            plan = Plan.compile(lifecycle, inputs, tuple(self.request.outputs))
        except InputError as error:
            if self.request.impossible == "refused":
                raise _placed(error, changes) from None
            return {}
        return {path: value.item() for path, value in execute(plan, {}).items()}


def _changes(axes: Sequence[Axis], positions: Sequence[float]) -> dict[str, Any]:
    return {axis.key: axis.value(each) for axis, each in zip(axes, positions, strict=True)}


def _placed(error: InputError, changes: Mapping[str, Any]) -> InputError:
    """The same problems, with the point at which they arise."""
    if not changes:
        return error
    at = f" (at {said(changes)})"
    return InputError(
        *(Problem(each.where, each.what + at, each.remedy) for each in error.problems)
    )


def said(changes: Mapping[str, Any]) -> str:
    """Values at keys, in a line."""
    return ", ".join(f"{key}={value}" for key, value in changes.items())
