"""One scenario read many times, with other values at some keys."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.plan import arrays_in
from joulepath.analysis.sweep.axes import Axis
from joulepath.catalogue import Catalogue
from joulepath.records.inputs import Inputs
from joulepath.scenario.reading import load_scenario
from joulepath.scenario.resolve import resolve

__all__ = ["Scenarios", "filled_paths", "open_grid"]

_FILES: Final = ("model", "model.file")
"""Keys that name a file."""


class Scenarios:
    """A scenario whose keys take other values."""

    def __init__(self, tables: Mapping[str, Any], folder: str, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._folder = folder
        self._tables = {key: self._placed(key, value) for key, value in tables.items()}

    def inputs(self, changes: Mapping[str, Any]) -> Inputs:
        """Inputs of a lifecycle with values replaced at dotted paths.

        Raises
        ------
        InputError
            If the scenario refuses them.
        """
        placed = {key: self._placed(key, value) for key, value in changes.items()}
        return resolve(load_scenario(self._tables, placed, self.catalogue)).inputs

    def _placed(self, key: str, value: Any) -> Any:
        """A value whose path to a file starts at the root."""
        if isinstance(value, str) and key in _FILES:
            return os.path.join(self._folder, value)  # noqa: PTH118
        if isinstance(value, Mapping) and key == "model":
            table = cast("Mapping[str, Any]", value)
            return {name: self._placed(f"{key}.{name}", each) for name, each in table.items()}
        return cast("Any", value)


def open_grid(axes: Sequence[Axis], positions: Sequence[NDArray[Any]]) -> dict[str, Any]:
    """Values of axes as arrays that broadcast to all their combinations."""
    found: dict[str, Any] = {}
    for number, (axis, each) in enumerate(zip(axes, positions, strict=True)):
        shape = [1] * len(axes)
        shape[number] = len(each)
        found[axis.key] = np.array([axis.value(one) for one in each]).reshape(shape)
    return found


def filled_paths(
    inputs: Inputs, axes: Sequence[Axis], positions: Sequence[NDArray[Any]]
) -> dict[str, int] | None:
    """Which axis fills each array among the inputs; none where one holds anything else."""
    expected = [axis.coherent(each) for axis, each in zip(axes, positions, strict=True)]
    found: dict[str, int] = {}
    for path, array in arrays_in(inputs).items():
        number = max(range(array.ndim), key=lambda axis: array.shape[axis], default=None)
        if number is None or array.ndim != len(axes):
            return None
        if not np.array_equal(array.ravel(), expected[number]):
            return None
        found[path] = number
    return found
