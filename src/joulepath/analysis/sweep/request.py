"""What is asked of a sweep, whole and checked, as it travels to whoever computes a part of it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast

from joulepath.analysis.arrays import Engine
from joulepath.analysis.sweep.axes import Axis
from joulepath.analysis.sweep.design import Design, Grid, Sample
from joulepath.catalogue import Catalogue, load

__all__ = ["DesignName", "Request"]

DesignName: TypeAlias = Literal["grid", "random", "latin-hypercube"]


@dataclass(frozen=True)
class Request:
    """A sweep; two of them with equal digests give equal bytes."""

    title: str
    """Name of the scenario."""
    tables: Mapping[str, Any]
    """The scenario as it was written, changes applied; paths are relative to `folder`."""
    folder: str
    """Where paths of the scenario start."""
    catalogues: tuple[str, ...]
    """Folders with further catalogue entries."""
    catalogue: str
    """Digest of the catalogue."""
    version: str
    """Version of joulepath."""
    axes: tuple[Axis, ...]
    """What varies, in the user's order."""
    spread: frozenset[str]
    """Keys of the axes whose values enter the lifecycle side by side."""
    outputs: Mapping[str, str]
    """What is kept, with its coherent unit, by dotted path."""
    design: DesignName
    """Which points are computed."""
    points: int | None
    """How many points a sample has; none for a grid."""
    seed: int
    """Start of the random numbers of a sample."""
    rows: int
    """Points in a part, at most."""
    impossible: Literal["refused", "empty"]
    """What becomes of points that the scenario refuses."""
    engine: Engine = "numpy"
    """What carries out the arithmetic."""
    engine_note: str = ""
    """Why it is not the engine that was asked for."""

    @property
    def resolved_axes(self) -> tuple[Axis, ...]:
        """Axes for each of whose values the scenario is read anew."""
        return tuple(axis for axis in self.axes if axis.key not in self.spread)

    @property
    def spread_axes(self) -> tuple[Axis, ...]:
        """The others."""
        return tuple(axis for axis in self.axes if axis.key in self.spread)

    @property
    def plan(self) -> Design:
        """Points of the sweep, in chunks."""
        resolved, spread = self.resolved_axes, self.spread_axes
        if self.design == "grid":
            return Grid(_lengths(resolved), _lengths(spread), self.rows)
        stratified = self.design == "latin-hypercube"
        axes, count = (*resolved, *spread), self.points or 0
        return Sample(axes, len(resolved), count, self.seed, stratified, self.rows)

    def loaded_catalogue(self) -> Catalogue:
        """The catalogue that names are looked up in."""
        return load(tuple(Path(folder) for folder in self.catalogues))

    @property
    def described(self) -> dict[str, Any]:
        """What a reader of the results should know, in plain tables."""
        return {
            "joulepath": self.version,
            "catalogue": self.catalogue,
            "title": self.title,
            "design": self.design,
            "points": self.plan.points,
            "seed": None if self.design == "grid" else self.seed,
            "axes": [
                {"key": axis.key, "values": axis.written, "unit": axis.unit} for axis in self.axes
            ],
            "outputs": dict(self.outputs),
            "engine": self.engine,
            "scenario": self.tables,
        }

    def digest(self, form: str) -> str:
        """Digest of everything that the bytes of a result depend on."""
        import numpy as np

        facts = {
            **self.described,
            "listed": [[repr(value) for value in axis.listed] for axis in self.axes],
            "spread": sorted(self.spread),
            "rows": self.rows,
            "impossible": self.impossible,
            "files": dict(self._files()),
            "numpy": np.__version__,
            "compiler": _compiler_version() if self.engine == "compiled" else "",
            "form": form,
        }
        text = json.dumps(facts, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def _files(self) -> Iterator[tuple[str, str]]:
        """Digests of the files that the scenario and the axes name."""
        values = [*_texts(self.tables), *(value for axis in self.axes for value in axis.listed)]
        for value in dict.fromkeys(value for value in values if isinstance(value, str)):
            path = os.path.join(self.folder, value)  # noqa: PTH118
            if value and len(value) < 1000 and "\0" not in value and os.path.isfile(path):  # noqa: PTH113
                with open(path, "rb") as file:  # noqa: PTH123
                    yield value, hashlib.file_digest(file, "sha256").hexdigest()


def _compiler_version() -> str:
    from joulepath.analysis.machine_code import compiler

    return ".".join(map(str, compiler().llvm_version_info))


def _lengths(axes: Iterable[Axis]) -> tuple[int, ...]:
    return tuple(axis.length or 0 for axis in axes)


def _texts(node: Any) -> Iterator[str]:
    """All texts of nested tables and lists."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping):
        for part in cast("Mapping[str, Any]", node).values():
            yield from _texts(part)
    elif isinstance(node, (list, tuple)):
        for part in cast("list[Any]", node):
            yield from _texts(part)
