"""Plain numbers in place of those that remember a band, and bands that go no further."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from pydantic import BaseModel

from joulepath.core.tree import map_leaves
from joulepath.records.distributions import BandedValue
from joulepath.records.inputs import Inputs
from joulepath.scenario.bands import BandedNumber
from joulepath.scenario.fields import Rate
from joulepath.scenario.ledger import Ledger

__all__ = ["settled"]


def settled(inputs: Inputs, ledger: Ledger) -> Inputs:
    """Inputs of plain numbers; the ledger takes the bands of those that had one.

    A key with a band from which numbers were computed that do not remember it is noted: they
    stay at what follows from its best estimate.
    """

    def plain(path: str, leaf: Any) -> Any:
        if not isinstance(leaf, BandedNumber):
            return leaf
        if path not in ledger.bands:
            origin = ledger.origins.get(path)
            name = path if origin is None else origin.place.rpartition(": ")[2]
            ledger.bands[path] = BandedValue(name, float(leaf), leaf.distribution)
        return float(leaf)

    found = map_leaves(plain, inputs)
    carried = {band.name for band in ledger.bands.values()}
    for key in _banded_keys(ledger.loaded.scenario, ""):
        if key not in carried:
            what = "its band goes no further: what follows from it is computed once"
            ledger.assume(key, what)
    return found


def _banded_keys(node: Any, path: str) -> Iterator[str]:
    """Keys below a part of a scenario whose numbers have bands."""
    if isinstance(node, Rate):
        node = node.value
    if isinstance(node, BandedNumber):
        yield path
    elif isinstance(node, BaseModel):
        for name in node.model_fields_set:
            yield from _banded_keys(getattr(node, name), f"{path}.{name}" if path else name)
    elif isinstance(node, tuple):
        for index, item in enumerate(cast("tuple[Any, ...]", node)):
            yield from _banded_keys(item, f"{path}.{index}")
