"""Resolve a chain of steps, and note where each of its numbers comes from."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from joulepath.core.tree import is_number
from joulepath.records.compute import Placement
from joulepath.records.origins import Origin
from joulepath.records.preparation import ChainPlan, Shape
from joulepath.scenario.chain_checks import shown_shape
from joulepath.scenario.chain_records import CORNER, Link, links
from joulepath.scenario.chain_shape import raw_shape
from joulepath.scenario.ledger import Ledger, shown
from joulepath.scenario.schema import Scenario

__all__ = ["chain_plan"]

_BITS = 32.0
_IMPLIED = {
    "window": "the whole series",
    "hop": "the window",
    "fft": "the least power of two that holds a window",
}
"""What a key that was left out follows from."""


def chain_plan(
    scenario: Scenario, ledger: Ledger, development: Placement, inference: Placement, taken: Any
) -> ChainPlan:
    """Steps of a chain that was found sound; the model takes so many values, if it tells."""
    shape = raw_shape(scenario)
    assert shape is not None
    _note_shape(scenario, shape, ledger)
    made = [link for link in links(scenario, shape, "") if isinstance(link, Link)]
    for position, link in enumerate(made):
        _note_step(link, position, scenario, ledger)
    ledger.origins["preprocessing.once"] = Origin("default", "convention", "1 flop", "definition")
    if taken is None:
        end = shown_shape(made[-1].after)
        what = f"the model is taken to accept the {end} values that it ends with"
        ledger.assume("preprocessing.chain", what)
    return ChainPlan(
        shape=shape,
        steps=tuple(link.step for link in made),
        bits_per_value=_bits(scenario, ledger),
        once=1.0,
        development=development,
        inference=inference,
    )


def _note_shape(scenario: Scenario, shape: Shape, ledger: Ledger) -> None:
    section = scenario.preprocessing
    for field in ("rows", "columns", "channels"):
        path = f"preprocessing.shape.{field}"
        if section is not None and getattr(section, field) is not None:
            ledger.note(path, section, field, "preprocessing")
        else:
            key = f"preprocessing.{field}"
            ledger.origins[path] = Origin("default", key, shown(getattr(shape, field)))
    if section is not None and section.rows is None:
        ledger.assume("preprocessing.rows", f"not given: a sample is {shown_shape(shape)} values")


def _note_step(link: Link, position: int, scenario: Scenario, ledger: Ledger) -> None:
    section = scenario.preprocessing
    assert section is not None
    assert section.chain is not None
    table = section.chain[link.index]
    place = f"preprocessing.chain.{link.index}"
    for field in fields(link.step):
        value, path = getattr(link.step, field.name), f"preprocessing.steps.{position}.{field.name}"
        key = link.keys.get(field.name, field.name)
        if not is_number(value):
            continue
        if field.name == "corner":
            written = f"{CORNER:g} Hz"
            ledger.origins[path] = Origin("default", "convention", written, "young-2006-htk")
        elif key in _IMPLIED and getattr(table, key) is None:
            what = f"{shown(value)}, {_IMPLIED[key]}"
            ledger.origins[path] = Origin("default", f"{place}.{key}", what)
            ledger.assume(f"{place}.{key}", f"not given: {what}")
        else:
            ledger.note(path, table, key, place)


def _bits(scenario: Scenario, ledger: Ledger) -> float:
    section, key = scenario.preprocessing, "preprocessing.bits_per_value"
    if section is None or section.bits_per_value is None:
        ledger.origins[key] = Origin("default", key, f"{shown(_BITS)} bit/value", "assumption")
        ledger.assume(key, f"not given: {shown(_BITS)}; the energy does not depend on it")
        return _BITS
    return ledger.take(key, section, "bits_per_value", "preprocessing")
